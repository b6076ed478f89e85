#include "commands/measure_tone.h"

#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include <fangyin/memory.h>
#include <fangyin/project.h>
#include <fangyin/sisters.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

/* A recording that is being gone through. */
struct visit {
    struct fy_syllables *syllables;
    const struct fy_measure *measure;
    const char *path;
    const char *dialect; /* its usual one */
    const struct fy_grid *grid;
    const struct fy_measure_track *track;
};

void fy_syllables_free(struct fy_syllables *syllables)
{
    for (size_t i = 0; i < syllables->count; i++) {
        fy_free(syllables->items[i].file);
        fy_free(syllables->items[i].tone);
        fy_free(syllables->items[i].dialect);
        fy_free(syllables->items[i].curve);
    }
    for (size_t i = 0; i < syllables->voice_count; i++) {
        fy_free(syllables->voices[i].name);
        fy_tone_speaker_free(syllables->voices[i].pitch);
    }
    fy_free(syllables->items);
    fy_free(syllables->voices);
}

/* The place of a speaker, new where there was none of that name. FY_NONE without memory. */
static size_t voice_of(struct fy_syllables *syllables, const char *name)
{
    for (size_t i = 0; i < syllables->voice_count; i++)
        if (strcmp(syllables->voices[i].name, name) == 0)
            return i;
    struct fy_tone_voice *const grown =
        fy_grow(syllables->voices, &syllables->voice_capacity, syllables->voice_count + 1, sizeof *grown);
    if (grown == NULL)
        return FY_NONE;
    syllables->voices = grown;
    struct fy_tone_voice *const voice = &grown[syllables->voice_count];
    *voice = (struct fy_tone_voice){ .name = fy_strdup(name) };
    if (voice->name == NULL || fy_tone_speaker_new(&voice->pitch) != FY_OK) {
        fy_free(voice->name);
        return FY_NONE;
    }
    return syllables->voice_count++;
}

/* Who speaks: as the command line says, else the speaker tier, else the tier's name, else each recording has its own.
 */
static const char *speaker_name(const struct visit *visit, size_t tier, size_t index)
{
    const char *const label = fy_sister_label(visit->grid, tier, index, "speaker");
    const char *const suffix = fy_name_speaker(fy_tier_name(visit->grid, tier));
    if (visit->measure->speaker != NULL)
        return visit->measure->speaker;
    if (!fy_label_empty(label))
        return label;
    return suffix != NULL ? suffix : visit->path;
}

/* What is voiced of the syllable counts for the speaker's range. */
static void add_to_range(const struct visit *visit, const struct fy_syllable *syllable)
{
    const struct fy_measure_track *const track = visit->track;
    struct fy_tone_speaker *const pitch = visit->syllables->voices[syllable->speaker].pitch;
    int64_t first;
    const int64_t count =
        fy_frames_between(&track->frames, syllable->start, syllable->end + 0.5 * track->frames.step, &first);
    for (int64_t i = first; i < first + count; i++)
        if (i >= track->first && i < track->first + track->count)
            fy_tone_speaker_add(pitch, (double)track->values[i - track->first].frequency);
}

static enum fy_status add_syllable(const struct visit *visit, size_t tier, size_t index)
{
    struct fy_syllables *const syllables = visit->syllables;
    const struct fy_interval *const interval = &fy_tier_intervals(visit->grid, tier)[index];
    const char *const dialect = fy_sister_label(visit->grid, tier, index, "dialect");
    const struct fy_measure_track *const track = visit->track;
    struct fy_syllable *const grown =
        fy_grow(syllables->items, &syllables->capacity, syllables->count + 1, sizeof *grown);
    if (grown == NULL)
        return FY_NO_MEMORY;
    syllables->items = grown;
    struct fy_syllable *const syllable = &grown[syllables->count++];
    *syllable = (struct fy_syllable){ .file = fy_strdup(visit->path),
                                      .tone = fy_strdup(interval->text),
                                      .dialect = fy_strdup(fy_label_empty(dialect) ? visit->dialect : dialect),
                                      .speaker = voice_of(syllables, speaker_name(visit, tier, index)),
                                      .from = interval->xmin,
                                      .to = interval->xmax };
    double *const curve = fy_malloc(syllables->points * sizeof *curve);
    if (syllable->file == NULL || syllable->tone == NULL || syllable->dialect == NULL || syllable->speaker == FY_NONE ||
        curve == NULL) {
        fy_free(curve);
        return FY_NO_MEMORY;
    }
    if (fy_tone_contour(track->values, &track->frames, track->first, track->count, interval->xmin, interval->xmax,
                        syllables->points, curve, &syllable->start, &syllable->end)) {
        syllable->curve = curve;
        add_to_range(visit, syllable);
    } else {
        fy_free(curve);
    }
    return FY_OK;
}

static enum fy_status visit_tiers(const struct visit *visit)
{
    const double from = fy_measure_number(visit->measure->from, -1.0), to = fy_measure_number(visit->measure->to, 1e12);
    for (size_t tier = 0; tier < fy_grid_tier_count(visit->grid); tier++) {
        if (fy_tier_kind(visit->grid, tier) != FY_INTERVAL_TIER ||
            !fy_command_tier_wanted(fy_tier_name(visit->grid, tier), visit->measure->by))
            continue;
        for (size_t i = 0; i < fy_tier_size(visit->grid, tier); i++) {
            const struct fy_interval *const interval = &fy_tier_intervals(visit->grid, tier)[i];
            if (fy_label_empty(interval->text) || interval->xmin < from || interval->xmax > to)
                continue;
            const enum fy_status status = add_syllable(visit, tier, i);
            if (status != FY_OK)
                return status;
        }
    }
    return FY_OK;
}

/* The recording's own dialect, by its project. */
static void find_dialect(const char *recording, char *dialect, size_t size)
{
    struct fy_project *project;
    const char *const slash = strrchr(recording, '/');
    dialect[0] = '\0';
    if (fy_project_open(&project, recording, NULL) != FY_OK)
        return;
    snprintf(dialect, size, "%s", fy_project_dialect(project, slash != NULL ? slash + 1 : recording));
    fy_project_close(project);
}

static bool has_tier(const struct fy_grid *grid, const char *name)
{
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++)
        if (fy_tier_kind(grid, tier) == FY_INTERVAL_TIER && fy_command_tier_wanted(fy_tier_name(grid, tier), name))
            return true;
    return false;
}

enum fy_status fy_syllables_gather(struct fy_syllables *syllables, const struct fy_measure *measure,
                                   const char *recording, struct fy_error *error)
{
    char grid_path[PATH_MAX], dialect[256];
    struct fy_measure_track track = { .values = NULL };
    struct fy_measure whole = *measure;
    struct fy_grid *grid = NULL;

    whole.from = whole.to = (double)NAN;
    enum fy_status status = fy_project_grid_path(recording, grid_path, sizeof grid_path, error);
    if (status == FY_OK)
        status = fy_command_read_grid(grid_path, &grid, error);
    if (status == FY_OK && !has_tier(grid, measure->by)) {
        status = fy_fail(error, FY_NOT_FOUND, _("There is no interval tier \"%s\"."), measure->by);
        (void)fy_error_in_file(error, grid_path);
    }
    if (status == FY_OK)
        status = fy_measure_find_pitch(&track, &whole, recording, error);
    if (status == FY_OK) {
        find_dialect(recording, dialect, sizeof dialect);
        const struct visit visit = { syllables, measure, recording, dialect, grid, &track };
        status = visit_tiers(&visit);
        if (status != FY_OK)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    fy_free(track.values);
    fy_grid_free(grid);
    return status;
}

/* Hz become T; a speaker whose syllables make no range is told. */
static void relate(struct fy_syllables *syllables)
{
    for (size_t i = 0; i < syllables->voice_count; i++) {
        struct fy_tone_voice *const voice = &syllables->voices[i];
        voice->ranged = fy_tone_speaker_range(voice->pitch, &voice->range);
        if (!voice->ranged)
            fprintf(stderr, _("fangyin: %s: too little pitch to tell this speaker's range; there are no T values.\n"),
                    voice->name);
    }
}

/* Without a tier: the curve of a stretch, relative to all of the recording. */
static int print_stretch(const struct fy_measure *measure, const char *path)
{
    struct fy_measure whole = *measure;
    struct fy_measure_track track;
    struct fy_measure_rows rows;
    struct fy_error error = { 0 };
    struct fy_tone_speaker *speaker = NULL;
    struct fy_tone_range range = { 1.0, 2.0 };

    whole.from = whole.to = (double)NAN;
    enum fy_status status = fy_measure_find_pitch(&track, &whole, path, &error);
    if (status == FY_OK && (status = fy_tone_speaker_new(&speaker)) != FY_OK)
        (void)fy_fail(&error, status, "%s", fy_status_text(status));
    if (status != FY_OK) {
        fy_free(track.values);
        return fy_command_error(&error);
    }
    for (int64_t i = 0; i < track.count; i++)
        fy_tone_speaker_add(speaker, (double)track.values[i].frequency);
    const bool ranged = fy_tone_speaker_range(speaker, &range);
    int64_t first;
    const int64_t count = fy_frames_between(&track.frames, fy_measure_number(measure->from, -1.0),
                                            fy_measure_number(measure->to, 1e12), &first);
    fy_rows_begin(&rows, measure->json);
    for (int64_t i = first; i < first + count; i++) {
        const double frequency = (double)track.values[i].frequency;
        const double value = ranged ? fy_tone_value(&range, frequency) : (double)NAN;
        fy_rows_number(&rows, "time", fy_frames_time(&track.frames, i), 6);
        fy_rows_number(&rows, "frequency", frequency > 0.0 ? frequency : (double)NAN, 3);
        fy_rows_number(&rows, "T", value, 3);
        fy_rows_number(&rows, "level", isnan(value) ? value : fy_tone_level(value), 0);
        fy_rows_end_line(&rows);
    }
    fy_tone_speaker_free(speaker);
    fy_free(track.values);
    return fy_measure_end(&rows);
}

/* A recording, a grid's recording, or all those of a folder that have such a tier. Returns the exit status. */
static int gather_from(struct fy_syllables *syllables, const struct fy_measure *measure, const char *path)
{
    char recording[PATH_MAX];
    struct stat info;
    const bool folder = stat(path, &info) == 0 && S_ISDIR(info.st_mode);
    int result = 0;

    for (size_t n = 0;; n++) {
        struct fy_error error = { 0 };
        const enum fy_status status = fy_project_recording_path(path, n, recording, sizeof recording, &error);
        if (status != FY_OK)
            return n > 0 && status == FY_NOT_FOUND ? result : fy_command_error(&error);
        const enum fy_status gathered = fy_syllables_gather(syllables, measure, recording, &error);
        if (gathered != FY_OK && !(folder && gathered == FY_NOT_FOUND))
            result = fy_command_error(&error);
    }
}

static void print_table(struct fy_syllables *syllables, struct fy_measure_rows *rows)
{
    struct fy_tone_table table;
    fy_syllables_table(syllables, &table);
    fy_syllables_print_table(&table, syllables->points, rows);
    fy_tone_table_free(&table);
}

int fy_syllables_collect(struct fy_syllables *syllables, const struct fy_measure *measure, char *const *paths, int count)
{
    int result = 0;
    for (int i = 0; i < count; i++) {
        const int one = gather_from(syllables, measure, paths[i]);
        result = one > result ? one : result;
    }
    relate(syllables);
    return result;
}

int fy_measure_tone(const struct fy_measure *measure, char *const *paths, int count)
{
    struct fy_syllables syllables = { .points = measure->points };
    struct fy_measure_rows rows;
    int result = 0;

    if (measure->by == NULL) {
        for (int i = 0; i < count; i++) {
            const int one = print_stretch(measure, paths[i]);
            result = one > result ? one : result;
        }
        return result;
    }
    result = fy_syllables_collect(&syllables, measure, paths, count);
    fy_rows_begin(&rows, measure->json);
    if (measure->ranges)
        fy_syllables_print_ranges(&syllables, &rows);
    else if (measure->each)
        fy_syllables_print_each(&syllables, measure, &rows);
    else
        print_table(&syllables, &rows);
    const int written = fy_measure_end(&rows);
    fy_syllables_free(&syllables);
    return written > result ? written : result;
}
