/* Units made of recordings: whole ones, or stretches of some minutes cut at pauses. */
#include "base/digest.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team.h"

#include <fangyin/memory.h>
#include <fangyin/recording.h>
#include <fangyin/silences.h>
#include <fangyin/team_versions.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK = 65536 /* frames */ };
static const double slack = 0.3; /* a stretch may be that share of what was asked for shorter or longer */

/* The units of a call, with the memory behind their texts. */
struct plans {
    struct fy_unit_plan *items;
    char **texts;
    size_t count, capacity, text_count, text_capacity;
    char gold[FY_DIGEST_SIZE]; /* the hash of the known right answer, "" without */
};

static void free_plans(struct plans *plans)
{
    for (size_t i = 0; i < plans->text_count; i++)
        fy_free(plans->texts[i]);
    fy_free(plans->texts);
    fy_free(plans->items);
}

static const char *keep(struct plans *plans, const char *text)
{
    char **grown = fy_grow(plans->texts, &plans->text_capacity, plans->text_count + 1, sizeof *grown);
    if (!grown)
        return NULL;
    plans->texts = grown;
    grown[plans->text_count] = fy_strdup(text);
    return grown[plans->text_count] ? grown[plans->text_count++] : NULL;
}

/* What a recording is called: its path from the folder; and that without extension and slashes. */
struct name {
    char recording[PATH_MAX], unit[PATH_MAX];
};

static enum fy_status name_recording(struct name *name, const char *folder, const char *path, struct fy_error *error)
{
    char whole[PATH_MAX];
    const size_t size = strcmp(folder, "/") == 0 ? 0 : strlen(folder);
    if (realpath(path, whole) == NULL || strncmp(whole, folder, size) != 0 || whole[size] != '/') {
        (void)fy_fail(error, FY_INVALID, "%s", _("The recordings of a team must be inside its folder."));
        return fy_error_in_file(error, path);
    }
    strcpy(name->recording, whole + size + 1);
    strcpy(name->unit, name->recording);
    char *slash = strrchr(name->unit, '/');
    char *dot = strrchr(slash != NULL ? slash : name->unit, '.');
    if (dot != NULL && dot > name->unit)
        *dot = '\0';
    for (char *at = name->unit; *at != '\0'; at++)
        *at = *at == '/' ? '_' : *at;
    return FY_OK;
}

static enum fy_status plan(struct plans *plans, const struct team_call *call, const char *name, const char *recording,
                           double from, double to)
{
    struct fy_unit_plan *grown = fy_grow(plans->items, &plans->capacity, plans->count + 1, sizeof *grown);
    if (!grown)
        return FY_NO_MEMORY;
    plans->items = grown;
    grown[plans->count] = (struct fy_unit_plan){
        .name = keep(plans, name),
        .recording = keep(plans, recording),
        .from = from,
        .to = to,
        .dialect =
            call->options.dialect
                ? call->options.dialect
                : fy_project_dialect(call->project, strrchr(recording, '/') ? strrchr(recording, '/') + 1 : recording),
        .priority = call->options.priority,
        .wanted = call->options.wanted,
        .most = call->options.most,
        .threshold = call->options.threshold,
        .unreviewed = call->options.unreviewed,
        .gold = plans->gold[0] != '\0' ? plans->gold : NULL,
    };
    return grown[plans->count].name && grown[plans->count++].recording ? FY_OK : FY_NO_MEMORY;
}

/* A known answer for each transcriber, among their other units; not for who does not know the dialect. */
static enum fy_status plan_for_each(struct plans *plans, const struct team_call *call, const char *name,
                                    const char *recording, double to)
{
    const struct fy_dialects *dialects = fy_project_dialects(call->project);
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < fy_people_count(call->people); i++) {
        const struct fy_person *person = fy_people_at(call->people, i);
        char hidden[TEAM_HIDDEN_NAME];
        if (!person->active || (person->roles & FY_ROLE_TRANSCRIBER) == 0 || !team_hidden_name(name, person->id, hidden))
            continue;
        status = plan(plans, call, hidden, recording, 0, to);
        struct fy_unit_plan *made = status == FY_OK ? &plans->items[plans->count - 1] : NULL;
        if (made && made->dialect && made->dialect[0] != '\0' && person->competence_count > 0 &&
            fy_person_level(person, dialects, made->dialect) == 0) {
            plans->count--;
        } else if (made) {
            made->only = person->id;
            made->wanted = made->most = 1;
            made->unreviewed = true;
        }
    }
    return status;
}

/* ---- stretches ---- */

static enum fy_status find_speech(struct fy_recording *recording, struct fy_speech_finder *finder,
                                  const struct fy_stretch **speech, size_t *count)
{
    float *samples = fy_malloc(BLOCK * sizeof *samples);
    const int64_t frames = fy_recording_frames(recording);
    enum fy_status status = samples ? FY_OK : FY_NO_MEMORY;
    for (int64_t at = 0; status == FY_OK && at < frames; at += BLOCK) {
        const size_t size = frames - at < BLOCK ? (size_t)(frames - at) : BLOCK;
        fy_recording_read_mono(recording, at, -1, samples, size);
        status = fy_speech_finder_feed(finder, samples, size);
    }
    fy_free(samples);
    return status == FY_OK ? fy_speech_finder_finish(finder, speech, count) : status;
}

/* The middle of the longest pause within [least, most], or `wanted` where there is none. */
static int64_t best_cut(const struct fy_stretch *speech, size_t count, int64_t least, int64_t wanted, int64_t most)
{
    int64_t best = wanted, length = 0;
    for (size_t i = 1; i < count; i++) {
        const int64_t middle = speech[i - 1].to + (speech[i].from - speech[i - 1].to) / 2;
        if (middle >= least && middle <= most && speech[i].from - speech[i - 1].to > length) {
            best = middle;
            length = speech[i].from - speech[i - 1].to;
        }
    }
    return best;
}

static enum fy_status plan_stretches(struct plans *plans, const struct team_call *call, const struct name *name,
                                     struct fy_recording *recording, struct fy_error *error)
{
    const double rate = fy_recording_rate(recording), wanted = call->options.minutes * 60 * rate;
    const int64_t frames = fy_recording_frames(recording);
    struct fy_speech_finder *finder = NULL;
    const struct fy_stretch *speech = NULL;
    size_t count = 0, number = 0;
    enum fy_status status = fy_speech_finder_new(&finder, rate, error);
    if (status == FY_OK && (status = find_speech(recording, finder, &speech, &count)) != FY_OK)
        (void)team_no_memory(error);
    for (int64_t from = 0, to; status == FY_OK && from < frames; from = to) {
        struct name part = *name;
        const double rest = (double)(frames - from);
        to = rest <= wanted * (1 + slack) ? frames
                                          : best_cut(speech, count, from + (int64_t)(wanted * (1 - slack)),
                                                     from + (int64_t)wanted, from + (int64_t)(wanted * (1 + slack)));
        if ((size_t)snprintf(part.unit, sizeof part.unit, "%.*s_%04zu", PATH_MAX - 32, name->unit, ++number) >=
            sizeof part.unit)
            status = fy_fail(error, FY_INVALID, _("The path is too long."));
        else if ((status = plan(plans, call, part.unit, name->recording, (double)from / rate, (double)to / rate)) !=
                 FY_OK)
            (void)team_no_memory(error);
    }
    fy_speech_finder_free(finder);
    return status;
}

/* ---- all ---- */

static enum fy_status plan_recording(struct plans *plans, const struct team_call *call, const char *path,
                                     struct fy_error *error)
{
    struct fy_recording *recording = NULL;
    struct name name;
    enum fy_status status = fy_command_open_recording(&recording, path, error);
    if (status == FY_OK)
        status = name_recording(&name, call->whole, path, error);
    if (status == FY_OK && call->options.minutes > 0) {
        status = plan_stretches(plans, call, &name, recording, error);
    } else if (status == FY_OK) {
        const double length = (double)fy_recording_frames(recording) / fy_recording_rate(recording);
        status = call->options.each ? plan_for_each(plans, call, name.unit, name.recording, length)
                                    : plan(plans, call, name.unit, name.recording, 0, length);
        if (status != FY_OK)
            (void)team_no_memory(error);
    }
    fy_recording_close(recording);
    return status;
}

/* A grid that is known to be right, to be held against what is handed in. */
static enum fy_status keep_gold(struct plans *plans, const struct team_call *call, struct fy_error *error)
{
    struct fy_grid *grid = NULL;
    if (call->options.each && (!call->options.gold || !call->people))
        return fy_fail(error, FY_INVALID, "%s", _("--each is for --gold, and for the people of people.tsv."));
    if (!call->options.gold)
        return FY_OK;
    if (call->count != 1 || call->options.minutes > 0)
        return fy_fail(error, FY_INVALID, "%s", _("--gold is for one recording that is one unit."));
    enum fy_status status = fy_command_read_grid(call->options.gold, &grid, error);
    if (status == FY_OK)
        status = fy_team_keep(call->store, grid, plans->gold, error);
    fy_grid_free(grid);
    return status;
}

int team_add(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct plans plans = { 0 };
    size_t added = 0;
    enum fy_status status = fy_people_check(call->people, call->person, "add", "", &error);
    if (status == FY_OK)
        status = keep_gold(&plans, call, &error);
    for (size_t i = 0; i < call->count && status == FY_OK; i++)
        status = plan_recording(&plans, call, call->rest[i], &error);
    if (status == FY_OK)
        status = fy_team_add(call->store, plans.items, plans.count, call->person, call->now, &added, &error);
    if (status == FY_OK)
        fprintf(stderr, _("%zu units added, %zu were there already.\n"), added, plans.count - added);
    free_plans(&plans);
    return status == FY_OK ? 0 : status == FY_NO_ACCESS ? team_told(&error) : fy_command_error(&error);
}
