/* Tells recordings, or segments of them, that hold the same speech. A line for each after the first of its kind:
 *      exact  FILE[ FROM TO]  FIRST[ FROM TO]                    the same samples, whatever the file's form
 *      near   FILE[ FROM TO]  FIRST[ FROM TO]  DIFFERENT  SHIFT  the same speech re-encoded, resampled, trimmed, louder:
 *                             the share of the fingerprint that differs, and where FILE begins in FIRST, in seconds
 * Exit status 1 where there is any. */
#include "base/digest.h"
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/each.h"
#include "commands/grids.h"

#include <fangyin/fingerprint.h>
#include <fangyin/memory.h>
#include <fangyin/project.h>
#include <fangyin/recording.h>
#include <fangyin/sisters.h>
#include <fangyin/text.h>
#include <getopt.h>
#include <limits.h>
#include <math.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "dedupe [--segments] [--tier NAME] [--json] RECORDING|FOLDER...";

enum { BLOCK = 1 << 15 };
#define LONGEST 120.0 /* seconds: of longer sound only that much from its start has a fingerprint */

struct clip {
    size_t path; /* which of the paths */
    double from, to;
    char digest[FY_DIGEST_SIZE];
    struct fy_fingerprint fingerprint;
};

struct dedupe {
    const struct fy_command_paths *paths;
    const char *tier;
    bool segments, json;
    pthread_mutex_t lock;
    struct clip *clips; /* under the lock */
    size_t count, capacity;
};

/* ---- listening, on all cores ---- */

/* The digest is of the samples as floats, with rate and channels: what is decoded alike is alike. */
static enum fy_status listen(struct fy_recording *recording, int64_t from, int64_t to, struct clip *clip)
{
    const int rate = fy_recording_rate(recording), channels = fy_recording_channels(recording);
    const int64_t facts[] = { rate, channels, to - from };
    const size_t known = (size_t)fmin((double)(to - from), LONGEST * rate);
    float *block = fy_malloc((size_t)BLOCK * (size_t)channels * sizeof *block);
    float *mono = fy_malloc((known + 1) * sizeof *mono);
    struct fy_digest digest;
    enum fy_status status = block != NULL && mono != NULL ? FY_OK : FY_NO_MEMORY;
    fy_digest_start(&digest);
    fy_digest_add(&digest, facts, sizeof facts);
    for (int64_t at = from; status == FY_OK && at < to; at += BLOCK) {
        const size_t wanted = to - at < BLOCK ? (size_t)(to - at) : BLOCK;
        const size_t count = fy_recording_read(recording, at, block, wanted);
        memset(block + count * (size_t)channels, 0, (wanted - count) * (size_t)channels * sizeof *block);
        fy_digest_add(&digest, block, wanted * (size_t)channels * sizeof *block);
    }
    fy_digest_end(&digest, clip->digest);
    if (status == FY_OK) {
        fy_recording_read_mono(recording, from, -1, mono, known);
        status = rate >= 4000 ? fy_fingerprint_make(mono, known, rate, &clip->fingerprint) : FY_OK;
    }
    fy_free(block);
    fy_free(mono);
    return status;
}

static enum fy_status take(struct dedupe *dedupe, struct fy_recording *recording, size_t path, int64_t from, int64_t to)
{
    const double rate = fy_recording_rate(recording);
    struct clip clip = { .path = path, .from = (double)from / rate, .to = (double)to / rate };
    enum fy_status status = from < to ? listen(recording, from, to, &clip) : FY_OK;
    if (status != FY_OK || from >= to)
        return status;
    pthread_mutex_lock(&dedupe->lock);
    struct clip *grown = fy_grow(dedupe->clips, &dedupe->capacity, dedupe->count + 1, sizeof *grown);
    if (grown != NULL) {
        dedupe->clips = grown;
        grown[dedupe->count++] = clip;
    } else {
        fy_fingerprint_clear(&clip.fingerprint);
        status = FY_NO_MEMORY;
    }
    pthread_mutex_unlock(&dedupe->lock);
    return status;
}

static enum fy_status take_segments(struct dedupe *dedupe, struct fy_recording *recording, size_t path, const char *name,
                                    struct fy_error *error)
{
    char grid_path[PATH_MAX];
    struct fy_grid *grid = NULL;
    struct fy_findings findings = { 0 };
    const char *format;
    const double rate = fy_recording_rate(recording), end = (double)fy_recording_frames(recording);
    enum fy_status status = fy_project_grid_path(name, grid_path, sizeof grid_path, error);
    if (status == FY_OK)
        status = fy_command_read_any(grid_path, &grid, &format, &findings, error);
    for (size_t t = 0; status == FY_OK && t < fy_grid_tier_count(grid); t++) {
        if (fy_tier_kind(grid, t) != FY_INTERVAL_TIER || !fy_command_tier_wanted(fy_tier_name(grid, t), dedupe->tier))
            continue;
        for (size_t i = 0; status == FY_OK && i < fy_tier_size(grid, t); i++) {
            const struct fy_interval *span = &fy_tier_intervals(grid, t)[i];
            if (!fy_label_empty(span->text))
                status = take(dedupe, recording, path, (int64_t)floor(fmin(fmax(span->xmin * rate, 0), end) + 0.5),
                              (int64_t)floor(fmin(fmax(span->xmax * rate, 0), end) + 0.5));
        }
    }
    fy_findings_free(&findings);
    fy_grid_free(grid);
    return status;
}

static void take_file(void *context, void *mine, const char *given, struct fy_each_result *result)
{
    struct dedupe *dedupe = context;
    char path[PATH_MAX];
    struct fy_recording *recording = NULL;
    struct fy_error error = { 0 };
    size_t number = 0;
    (void)mine;
    /* The paths are told apart by their addresses. */
    while (dedupe->paths->items[number] != given)
        number++;
    enum fy_status status = fy_project_recording_path(given, 0, path, sizeof path, &error);
    if (status == FY_OK)
        status = fy_recording_open(&recording, path, &error);
    if (status == FY_OK && dedupe->segments)
        status = take_segments(dedupe, recording, number, path, &error);
    else if (status == FY_OK)
        status = take(dedupe, recording, number, 0, fy_recording_frames(recording));
    if (status == FY_NO_MEMORY)
        (void)fy_fail(&error, status, "%s", fy_status_text(status));
    if (status != FY_OK) {
        result->error = error;
        (void)fy_error_in_file(&result->error, given);
    }
    fy_recording_close(recording);
}

/* ---- telling ---- */

struct telling {
    const struct dedupe *dedupe;
    const size_t *numbers; /* the clips in the index */
    const struct clip *clip;
    const struct clip *like;
    double distance, shift;
};

static void keep_best(void *context, size_t earlier, double distance, double shift)
{
    struct telling *telling = context;
    if (telling->like != NULL && distance >= telling->distance)
        return;
    telling->like = &telling->dedupe->clips[telling->numbers[earlier]];
    telling->distance = distance;
    telling->shift = shift;
}

static void put_clip(struct fy_buffer *line, const struct dedupe *dedupe, const struct clip *clip)
{
    const char *path = dedupe->paths->items[clip->path];
    fy_buffer_putc(line, '\t');
    fy_text_visible(line, path, strlen(path));
    if (dedupe->segments)
        fy_buffer_printf(line, "\t%.3f\t%.3f", clip->from, clip->to);
}

static void write_clip(struct fy_json_writer *json, const char *name, const struct dedupe *dedupe, const struct clip *clip)
{
    fy_json_object(json, name);
    fy_json_text(json, "file", dedupe->paths->items[clip->path]);
    fy_json_number(json, "from", clip->from);
    fy_json_number(json, "to", clip->to);
    fy_json_object_end(json);
}

static bool tell(const struct telling *telling, bool exact)
{
    struct fy_buffer line = FY_BUFFER_EMPTY;
    if (telling->dedupe->json) {
        struct fy_json_writer json = { .out = &line };
        fy_json_object(&json, NULL);
        fy_json_text(&json, "kind", exact ? "exact" : "near");
        write_clip(&json, "clip", telling->dedupe, telling->clip);
        write_clip(&json, "like", telling->dedupe, telling->like);
        fy_json_number(&json, "different", exact ? 0 : telling->distance);
        fy_json_number(&json, "shift", exact ? 0 : telling->shift);
        fy_json_object_end(&json);
    } else {
        fy_buffer_puts(&line, exact ? "exact" : "near");
        put_clip(&line, telling->dedupe, telling->clip);
        put_clip(&line, telling->dedupe, telling->like);
        if (!exact)
            fy_buffer_printf(&line, "\t%.3f\t%.2f", telling->distance, telling->shift);
    }
    const bool good = fy_command_print_line(&line);
    fy_buffer_free(&line);
    return good;
}

static int by_place(const void *a, const void *b)
{
    const struct clip *x = a, *y = b;
    if (x->path != y->path)
        return x->path < y->path ? -1 : 1;
    return (x->from > y->from) - (x->from < y->from);
}

static const struct dedupe *sorting; /* qsort has no context; one thread is left by then */

static int by_digest(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    const int order = strcmp(sorting->clips[x].digest, sorting->clips[y].digest);
    return order != 0 ? order : (x > y) - (x < y);
}

/* first[i] is the first clip with the samples of clip i. */
static bool find_exact(const struct dedupe *dedupe, size_t *first)
{
    size_t *order = fy_malloc((dedupe->count + 1) * sizeof *order);
    if (order == NULL)
        return false;
    for (size_t i = 0; i < dedupe->count; i++)
        order[i] = i;
    sorting = dedupe;
    qsort(order, dedupe->count, sizeof *order, by_digest);
    for (size_t i = 0; i < dedupe->count; i++) {
        const bool same = i > 0 && strcmp(dedupe->clips[order[i]].digest, dedupe->clips[order[i - 1]].digest) == 0;
        first[order[i]] = same ? first[order[i - 1]] : order[i];
    }
    fy_free(order);
    return true;
}

static bool tell_all(struct dedupe *dedupe, size_t counts[2])
{
    struct fy_fingerprint_index *index = fy_fingerprint_index_new();
    size_t *first = fy_malloc((dedupe->count + 1) * sizeof *first), *numbers = fy_malloc((dedupe->count + 1) * sizeof *numbers);
    bool good = index != NULL && first != NULL && numbers != NULL;
    size_t indexed = 0;
    qsort(dedupe->clips, dedupe->count, sizeof *dedupe->clips, by_place);
    good = good && find_exact(dedupe, first);
    for (size_t i = 0; good && i < dedupe->count; i++) {
        struct telling telling = { .dedupe = dedupe, .numbers = numbers, .clip = &dedupe->clips[i] };
        const bool exact = first[i] != i;
        if (exact) {
            telling.like = &dedupe->clips[first[i]];
        } else {
            good = fy_fingerprint_index_add(index, &dedupe->clips[i].fingerprint, keep_best, &telling) == FY_OK;
            numbers[indexed++] = i;
        }
        if (telling.like != NULL) {
            counts[exact ? 0 : 1]++;
            good = good && tell(&telling, exact);
        }
    }
    fy_fingerprint_index_free(index);
    fy_free(first);
    fy_free(numbers);
    return good;
}

static int run(struct dedupe *dedupe, char **arguments, int count)
{
    struct fy_command_paths paths;
    size_t counts[2] = { 0, 0 };
    fy_command_walk_recordings(&paths, arguments, count);
    dedupe->paths = &paths;
    const struct fy_each each = { .paths = &paths, .context = dedupe, .work = take_file };
    bool good = fy_each_run(&each, NULL) && !paths.failed;
    if (!tell_all(dedupe, counts)) {
        struct fy_error error;
        (void)fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
        (void)fy_command_error(&error);
        good = false;
    }
    fflush(stdout);
    fprintf(stderr, _("fangyin: %zu clips: %zu exact and %zu near duplicates.\n"), dedupe->count, counts[0], counts[1]);
    for (size_t i = 0; i < dedupe->count; i++)
        fy_fingerprint_clear(&dedupe->clips[i].fingerprint);
    fy_free(dedupe->clips);
    fy_command_paths_free(&paths);
    return !good ? 2 : counts[0] + counts[1] > 0;
}

int fy_command_dedupe(int argc, char **argv)
{
    static const struct option known[] = { { "segments", no_argument, NULL, 's' },
                                           { "tier", required_argument, NULL, 't' },
                                           { "json", no_argument, NULL, 'j' },
                                           { NULL, 0, NULL, 0 } };
    struct dedupe dedupe = { .tier = "text", .lock = PTHREAD_MUTEX_INITIALIZER };
    for (int option; (option = getopt_long(argc, argv, "", known, NULL)) != -1;) {
        if (option == 's')
            dedupe.segments = true;
        else if (option == 't')
            dedupe.tier = optarg;
        else if (option == 'j')
            dedupe.json = true;
        else
            return fy_command_usage(usage);
    }
    if (optind == argc)
        return fy_command_usage(usage);
    return run(&dedupe, argv + optind, argc - optind);
}
