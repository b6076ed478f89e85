/* What a project says about language: the tables beside fangyin.ini, and its sections for conventions, markers, lists. */
#include "project/project.h"

#include "base/messages.h"
#include "project/internal.h"

#include <fangyin/memory.h>
#include <string.h>

/* A table that a project may have: the key of [project] that names it, else the file that is read if it is there. */
struct table {
    const char *key, *name;
    enum fy_status (*read)(struct fy_project *project, const struct fy_buffer *bytes, struct fy_problems *problems);
};

static enum fy_status read_dialects(struct fy_project *project, const struct fy_buffer *bytes,
                                    struct fy_problems *problems)
{
    return fy_dialects_read_some(fy_buffer_text(bytes), bytes->size, &project->dialects, problems);
}

static enum fy_status read_lexicon(struct fy_project *project, const struct fy_buffer *bytes, struct fy_problems *problems)
{
    return fy_lexicon_read(fy_buffer_text(bytes), bytes->size, &project->lexicon, problems);
}

static enum fy_status read_speakers(struct fy_project *project, const struct fy_buffer *bytes,
                                    struct fy_problems *problems)
{
    return fy_speakers_read(fy_buffer_text(bytes), bytes->size, project->dialects, &project->speakers, problems);
}

static enum fy_status read_characters(struct fy_project *project, const struct fy_buffer *bytes,
                                      struct fy_problems *problems)
{
    (void)problems;
    fy_buffer_append(&project->characters, fy_buffer_text(bytes), bytes->size);
    return project->characters.failed ? FY_NO_MEMORY : FY_OK;
}

/* The file of a table: what its key names, from the folder of the ini file that says so, else that of its name in the
 * project's folder. *named tells which. *path stays NULL where there is none. */
static enum fy_status table_path(const struct fy_project *project, const struct table *table, char **path, bool *named)
{
    const struct fy_ini_entry *entry = fy_ini_find(&project->ini, "project", table->key);

    *named = entry != NULL && entry->value[0] != '\0';
    if (*named) {
        char *folder = fy_path_folder(project->path[entry->source]);
        *path = folder == NULL ? NULL : fy_path_join(folder, entry->value);
        fy_free(folder);
    } else if (project->folder != NULL && table->name != NULL) {
        *path = fy_path_join(project->folder, table->name);
    } else {
        return FY_OK;
    }
    return *path == NULL ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status load_table(struct fy_project *project, const struct table *table)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_problems problems = { NULL, 0, 0 };
    struct fy_error error = { 0 };
    char *path = NULL;
    bool named;
    enum fy_status status = table_path(project, table, &path, &named);

    if (status == FY_OK && path != NULL) {
        status = fy_file_read(path, &bytes, &error);
        if (status == FY_OK)
            status = table->read(project, &bytes, &problems);
        else if (status != FY_NO_MEMORY && (status != FY_NOT_FOUND || named))
            status = fy_problems_add(&problems, status, 0, 0, "%s", error.sentence);
    }
    bool no_memory = status == FY_NO_MEMORY;
    for (size_t i = 0; i < problems.count && !no_memory; i++)
        no_memory = fy_ini_warn(&project->ini, path, problems.items[i].line, problems.items[i].column,
                                   problems.items[i].sentence) == FY_NO_MEMORY;
    fy_problems_free(&problems);
    fy_buffer_free(&bytes);
    fy_free(path);
    return no_memory ? FY_NO_MEMORY : FY_OK;
}

/* Lines of the sections that are settings of language. */
static enum fy_status take_settings(struct fy_project *project)
{
    enum fy_status status = FY_OK;

    for (size_t i = 0; i < project->ini.count && status == FY_OK; i++) {
        const struct fy_ini_entry *entry = &project->ini.entries[i];
        struct fy_error error = { 0 };
        if (strcmp(entry->section, "checks") == 0 && strcmp(entry->key, "profile") != 0)
            status = fy_convention_set(&project->convention, entry->key, entry->value, &error);
        else if (strcmp(entry->section, "markers") == 0)
            status = fy_markers_set(project->markers, entry->key, entry->value, &error);
        else if (strcmp(entry->section, "lists") == 0)
            status = fy_markers_set_list(project->markers, entry->key, entry->value, &error);
        if (status != FY_OK && status != FY_NO_MEMORY)
            status = fy_ini_warn(&project->ini, project->path[entry->source], entry->line, entry->column, error.sentence);
    }
    return status;
}

/* The profile counts first, wherever it stands: the other lines change it. */
static enum fy_status take_profile(struct fy_project *project)
{
    const struct fy_ini_entry *entry = fy_ini_find(&project->ini, "checks", "profile");
    struct fy_error error = { 0 };

    fy_convention_set_profile(&project->convention, FY_PROFILE_PLAIN);
    if (entry == NULL || fy_convention_set(&project->convention, "profile", entry->value, &error) == FY_OK)
        return FY_OK;
    return fy_ini_warn(&project->ini, project->path[entry->source], entry->line, entry->column, error.sentence);
}

/* Lines of [tones] into checks; those that cannot be are told, where somebody listens. */
static enum fy_status set_tones(const struct fy_project *project, struct fy_checks *checks, struct fy_ini *told)
{
    enum fy_status status = FY_OK;

    for (size_t i = 0; i < project->ini.count && status == FY_OK; i++) {
        const struct fy_ini_entry *entry = &project->ini.entries[i];
        struct fy_error error = { 0 };
        if (strcmp(entry->section, "tones") != 0)
            continue;
        status = fy_checks_set_tones(checks, entry->key, entry->value, &error);
        if (status == FY_INVALID)
            status = told == NULL ? FY_OK
                                  : fy_ini_warn(told, project->path[entry->source], entry->line, entry->column, error.sentence);
    }
    return status;
}

static struct fy_checks *make_checks(const struct fy_project *project, const struct fy_convention *convention)
{
    const struct fy_check_sources sources = { .dialects = project->dialects,
                                              .markers = project->markers,
                                              .lexicon = project->lexicon,
                                              .speakers = project->speakers,
                                              .characters =
                                                  project->characters.size > 0 ? project->characters.data : NULL };

    return fy_checks_new(convention, &sources);
}

enum fy_status fy_project_load_language(struct fy_project *project)
{
    static const struct table tables[] = { { "dialects", "dialects.tsv", read_dialects },
                                           { "lexicon", "lexicon.tsv", read_lexicon },
                                           { "speakers", "speakers.tsv", read_speakers },
                                           { "characters", NULL, read_characters } };
    enum fy_status status = FY_OK;

    for (size_t i = 0; i < sizeof tables / sizeof *tables && status == FY_OK; i++) {
        status = load_table(project, &tables[i]);
        if (i == 0 && status == FY_OK && project->dialects == NULL)
            project->dialects = fy_dialects_builtin();
    }
    project->markers = fy_markers_new();
    if (status != FY_OK || project->dialects == NULL || project->markers == NULL)
        return FY_NO_MEMORY;
    status = take_profile(project);
    if (status == FY_OK)
        status = take_settings(project);
    struct fy_checks *checks = make_checks(project, &project->convention);
    if (status == FY_OK)
        status = checks == NULL ? FY_NO_MEMORY : set_tones(project, checks, &project->ini);
    fy_checks_free(checks);
    return status;
}

void fy_project_free_language(struct fy_project *project)
{
    fy_dialects_free(project->dialects);
    fy_lexicon_free(project->lexicon);
    fy_speakers_free(project->speakers);
    fy_markers_free(project->markers);
    fy_buffer_free(&project->characters);
}

const struct fy_dialects *fy_project_dialects(const struct fy_project *project)
{
    return project->dialects;
}

const struct fy_lexicon *fy_project_lexicon(const struct fy_project *project)
{
    return project->lexicon;
}

const struct fy_speakers *fy_project_speakers(const struct fy_project *project)
{
    return project->speakers;
}

const struct fy_markers *fy_project_markers(const struct fy_project *project)
{
    return project->markers;
}

const struct fy_convention *fy_project_convention(const struct fy_project *project)
{
    return &project->convention;
}

struct fy_checks *fy_project_checks(const struct fy_project *project, const struct fy_convention *convention)
{
    struct fy_checks *checks = make_checks(project, convention == NULL ? &project->convention : convention);

    if (checks != NULL && set_tones(project, checks, NULL) != FY_OK) {
        fy_checks_free(checks);
        return NULL;
    }
    return checks;
}
