#include "base/messages.h"
#include "project/internal.h"
#include "project/project.h"

#include <errno.h>
#include <fangyin/listening.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/project.h>
#include <fangyin/text.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define INI_NAME "fangyin.ini"

enum { USERS_OWN = FY_USERS_OWN, PROJECTS = FY_PROJECTS, SOURCES = FY_SOURCES };

static bool is_folder(const char *path)
{
    struct stat info;

    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* The nearest folder, from that of `path` upward, that has a fangyin.ini. *folder stays NULL where there is none. */
static enum fy_status find_folder(char **folder, const char *path)
{
    char *start = is_folder(path) ? fy_strdup(path) : fy_path_folder(path);

    if (start == NULL)
        return FY_NO_MEMORY;
    char *absolute = realpath(start, NULL);
    bool no_memory = absolute == NULL && errno == ENOMEM;
    fy_free(start);
    if (absolute == NULL)
        return no_memory ? FY_NO_MEMORY : FY_OK;
    enum fy_status status = FY_OK;
    for (;;) {
        char *ini = fy_path_join(absolute, INI_NAME);
        if (ini == NULL) {
            status = FY_NO_MEMORY;
            break;
        }
        bool found = access(ini, F_OK) == 0;
        fy_free(ini);
        if (found) {
            *folder = fy_strdup(absolute);
            status = *folder == NULL ? FY_NO_MEMORY : FY_OK;
            break;
        }
        if (strcmp(absolute, "/") == 0)
            break;
        char *slash = strrchr(absolute, '/');
        slash[slash == absolute ? 1 : 0] = '\0';
    }
    free(absolute);
    return status;
}

/* $XDG_CONFIG_HOME/fangyin/fangyin.ini; *path stays NULL where no home is known. */
static enum fy_status users_own(char **path)
{
    const char *config = getenv("XDG_CONFIG_HOME");
    const char *home = getenv("HOME");

    if (config != NULL && config[0] == '/')
        *path = fy_path_join(config, "fangyin/" INI_NAME);
    else if (home != NULL && home[0] == '/')
        *path = fy_path_join(home, ".config/fangyin/" INI_NAME);
    else
        return FY_OK;
    return *path == NULL ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status read_ini(struct fy_project *project, const char *path, struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_error problem = { 0 };
    enum fy_status status = path == NULL ? FY_NOT_FOUND : fy_file_read(path, &bytes, &problem);

    if (status == FY_OK) {
        status = fy_ini_read(&project->ini, path, bytes.data, bytes.size);
    } else {
        project->ini.sources++;
        if (status != FY_NOT_FOUND && status != FY_NO_MEMORY)
            status = fy_ini_warn(&project->ini, path, 0, 0, problem.sentence);
    }
    fy_buffer_free(&bytes);
    return status == FY_NO_MEMORY ? fy_fail_memory(error) : FY_OK;
}

static bool is_number(const char *text, double *value)
{
    size_t size = strlen(text);

    return size > 0 && fy_number_read(text, size, value) == size;
}

/* Values that are read, but cannot be what is meant. */
static enum fy_status check_values(struct fy_project *project)
{
    enum fy_status status = FY_OK;

    for (size_t i = 0; i < project->ini.count && status == FY_OK; i++) {
        const struct fy_ini_entry *entry = &project->ini.entries[i];
        const char *path = project->path[entry->source];
        struct fy_listening any = fy_listening_usual();
        const char *expected = NULL;
        double value = 0;
        if (strcmp(entry->section, "listen") == 0)
            expected = fy_listening_take(&any, entry->key, entry->value);
        if (expected != NULL)
            status = fy_ini_warn(&project->ini, path, entry->line, entry->column, expected);
        else if (strcmp(entry->section, "segment") == 0 && !(is_number(entry->value, &value) && value >= 0))
            status = fy_ini_warn(&project->ini, path, entry->line, entry->column,
                                 _("A number of seconds, like 0.5, was expected here."));
        else if (strcmp(entry->key, "dialect") == 0 && !fy_dialects_label_valid(project->dialects, entry->value))
            status = fy_ini_warn(&project->ini, path, entry->line, entry->column,
                                 _("This dialect code is not in the dialect tree; add it there, or use one of its codes."));
    }
    return status;
}

enum fy_status fy_project_open(struct fy_project **project, const char *path, struct fy_error *error)
{
    struct fy_project *made = fy_calloc(1, sizeof *made);

    *project = NULL;
    if (made == NULL)
        return fy_fail_memory(error);
    enum fy_status status = find_folder(&made->folder, path);
    if (status == FY_OK)
        status = users_own(&made->path[USERS_OWN]);
    if (status == FY_OK && made->folder != NULL) {
        made->path[PROJECTS] = fy_path_join(made->folder, INI_NAME);
        status = made->path[PROJECTS] == NULL ? FY_NO_MEMORY : FY_OK;
    }
    for (int source = 0; source < SOURCES && status == FY_OK; source++)
        status = read_ini(made, made->path[source], error);
    if (status == FY_OK)
        status = fy_project_load_language(made);
    if (status == FY_OK)
        status = check_values(made);
    if (status != FY_OK) {
        fy_project_close(made);
        return fy_fail_memory(error);
    }
    *project = made;
    return FY_OK;
}

void fy_project_close(struct fy_project *project)
{
    if (project == NULL)
        return;
    for (int source = 0; source < SOURCES; source++)
        fy_free(project->path[source]);
    fy_free(project->folder);
    fy_ini_free(&project->ini);
    fy_project_free_language(project);
    fy_free(project);
}

const char *fy_project_folder(const struct fy_project *project)
{
    return project->folder;
}

const char *fy_project_name(const struct fy_project *project)
{
    const char *name = project->folder == NULL ? NULL : fy_project_value(project, "project", "name");

    return name == NULL ? "" : name;
}

const char *fy_project_value(const struct fy_project *project, const char *section, const char *key)
{
    const struct fy_ini_entry *entry = fy_ini_find(&project->ini, section, key);

    return entry == NULL ? NULL : entry->value;
}

double fy_project_number(const struct fy_project *project, const char *section, const char *key, double otherwise)
{
    const char *text = fy_project_value(project, section, key);
    double value = otherwise;

    return text != NULL && is_number(text, &value) ? value : otherwise;
}

enum fy_status fy_project_blame(const struct fy_project *project, const char *section, const char *key,
                                struct fy_error *error)
{
    const struct fy_ini_entry *entry = fy_ini_find(&project->ini, section, key);

    if (entry == NULL)
        return error->status;
    error->line = entry->line;
    error->column = entry->column;
    return fy_error_in_file(error, project->path[entry->source]);
}

void fy_project_each(const struct fy_project *project, const char *section, fy_project_visitor *visitor, void *context)
{
    for (size_t i = 0; i < project->ini.count; i++) {
        const struct fy_ini_entry *entry = &project->ini.entries[i];
        if (strcmp(entry->section, section) == 0 && fy_ini_find(&project->ini, section, entry->key) == entry)
            visitor(context, entry->key, entry->value);
    }
}

const char *fy_project_dialect(const struct fy_project *project, const char *recording)
{
    struct fy_buffer section = FY_BUFFER_EMPTY;
    const char *name = fy_path_name(recording);
    const char *dialect = NULL;

    /* Some systems name files in decomposed form. A name that is no UTF-8 cannot stand in the ini file. */
    fy_buffer_puts(&section, "recording ");
    if (fy_text_nfc(&section, name, strlen(name)) == FY_OK && !section.failed)
        dialect = fy_project_value(project, section.data, "dialect");
    fy_buffer_free(&section);
    if (dialect == NULL)
        dialect = fy_project_value(project, "project", "dialect");
    return dialect == NULL ? "" : dialect;
}

size_t fy_project_warning_count(const struct fy_project *project)
{
    return project->ini.warning_count;
}

const struct fy_error *fy_project_warning(const struct fy_project *project, size_t index)
{
    return &project->ini.warnings[index];
}
