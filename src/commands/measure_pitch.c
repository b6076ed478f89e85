#include "commands/measure.h"

#include "commands/commands.h"
#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

/* Before and after the stretch that is asked for, so that the path through it is that through the whole recording. */
#define RUN_UP 5.0 /* s */

enum { READ_SAMPLES = 1 << 16 };

struct fy_pitch_settings fy_measure_pitch_settings(const struct fy_measure *measure, double sampling_rate)
{
    struct fy_pitch_settings settings =
        measure->filtered ? fy_pitch_filtered(sampling_rate) : fy_pitch_raw(sampling_rate);
    settings.floor = fy_measure_number(measure->floor, settings.floor);
    settings.ceiling = fy_measure_number(measure->ceiling, settings.ceiling);
    settings.time_step = fy_measure_number(measure->step, 0.0);
    return settings;
}

struct search {
    struct fy_pitch_settings settings;
    double peak;
    struct fy_pitch_path *path;
    struct fy_pitch_value *decided; /* [FY_PITCH_PATH_ROOM] */
    struct fy_measure_track *track;
    int64_t skip, taken; /* frames of the run-up that are left; values that have been stored */
};

static enum fy_status pitch_open(void **object, const void *settings, const struct fy_measure_source *source,
                                 struct fy_error *error)
{
    const struct search *const search = settings;
    struct fy_pitch *made;
    const enum fy_status status = fy_pitch_new(&made, &search->settings, source->channels, error);
    *object = made;
    return status;
}

static void pitch_close(void *object)
{
    fy_pitch_free(object);
}

static void pitch_reach(const void *object, const struct fy_frames *frames, int64_t first, int64_t count, int64_t *from,
                        int64_t *to)
{
    fy_pitch_reach(object, frames, first, count, from, to);
}

static void pitch_run(void *object, const void *settings, const struct fy_sound *sound, const struct fy_frames *frames,
                      int64_t first, int64_t count, void *results)
{
    const struct search *const search = settings;
    fy_pitch_candidates(object, sound, frames, first, count, search->peak, results);
}

static void store(struct search *search, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (search->skip > 0)
            search->skip--;
        else if (search->taken < search->track->count)
            search->track->values[search->taken++] = search->decided[i];
    }
}

static void pitch_take(void *context, const struct fy_frames *frames, int64_t first, int64_t count, const void *results)
{
    struct search *const search = context;
    const struct fy_pitch_frame *const frame = results;
    (void)frames;
    (void)first;
    for (int64_t i = 0; i < count; i++)
        store(search, fy_pitch_path_feed(search->path, &frame[i], search->decided));
}

/* The whole recording's peak. */
static enum fy_status find_peak(struct fy_pitch *pitch, struct fy_measure_source *source, double *value)
{
    struct fy_pitch_peak *peak;
    enum fy_status status = fy_pitch_peak_new(&peak, source->channels);
    int64_t margin, to;
    const struct fy_frames at_zero = { 0.0, 1.0, 1 };
    if (status != FY_OK)
        return status;
    fy_pitch_reach(pitch, &at_zero, 0, 1, &margin, &to);
    for (int64_t at = 0; at < source->samples && status == FY_OK; at += READ_SAMPLES) {
        const int64_t end = at + READ_SAMPLES < source->samples ? at + READ_SAMPLES : source->samples;
        status = fy_measure_read(source, at + margin, end - margin);
        if (status == FY_OK)
            fy_pitch_peak_add(peak, pitch, &source->sound, at, end);
    }
    *value = fy_pitch_peak_value(peak);
    fy_pitch_peak_free(peak);
    return status;
}

static enum fy_status search_path(struct search *search, const struct fy_measure *measure, const char *path,
                                  struct fy_error *error)
{
    static const struct fy_measure_kind kind = { pitch_open, pitch_close, pitch_reach,
                                                 pitch_run,  pitch_take,  sizeof(struct fy_pitch_frame) };
    struct fy_measure_track *const track = search->track;
    const int64_t run_up = (int64_t)(RUN_UP / track->frames.step);
    const int64_t last = track->first + track->count + run_up;
    const int64_t first = track->first > run_up ? track->first - run_up : 0;
    const int64_t end = last < track->frames.count ? last : track->frames.count;

    track->values = fy_calloc((size_t)track->count + 1, sizeof *track->values);
    search->decided = fy_malloc(FY_PITCH_PATH_ROOM * sizeof *search->decided);
    if (track->values == NULL || search->decided == NULL ||
        fy_pitch_path_new(&search->path, &search->settings) != FY_OK)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    search->skip = track->first - first;
    const enum fy_status status =
        fy_measure_frames(&kind, search, path, measure->channel, &track->frames, first, end - first, search, error);
    store(search, fy_pitch_path_finish(search->path, search->decided));
    return status;
}

enum fy_status fy_measure_find_pitch(struct fy_measure_track *track, const struct fy_measure *measure, const char *path,
                                     struct fy_error *error)
{
    struct search search = { .track = track };
    struct fy_measure_source source;
    struct fy_pitch *pitch = NULL;

    *track = (struct fy_measure_track){ .values = NULL };
    enum fy_status status = fy_measure_open(&source, path, measure->channel, error);
    if (status != FY_OK)
        return status;
    search.settings = fy_measure_pitch_settings(measure, source.rate);
    status = fy_pitch_new(&pitch, &search.settings, source.channels, error);
    if (status == FY_OK) {
        track->frames = fy_pitch_frames(pitch, source.samples);
        track->count = fy_frames_between(&track->frames, fy_measure_number(measure->from, -1.0),
                                         fy_measure_number(measure->to, 1e12), &track->first);
        status = find_peak(pitch, &source, &search.peak);
        if (status != FY_OK)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    fy_measure_close(&source);
    fy_pitch_free(pitch);
    if (status == FY_OK)
        status = search_path(&search, measure, path, error);
    fy_pitch_path_free(search.path);
    fy_free(search.decided);
    if (status != FY_OK) {
        fy_free(track->values);
        track->values = NULL;
    }
    return status;
}

static void put_pitch(struct fy_measure_rows *rows, double time, const struct fy_pitch_value *value)
{
    fy_rows_number(rows, "time", time, 6);
    fy_rows_number(rows, "frequency", value->frequency > 0.0F ? (double)value->frequency : (double)NAN, 3);
    fy_rows_number(rows, "strength", (double)value->strength, 4);
}

int fy_measure_pitch(const struct fy_measure *measure, const char *path)
{
    struct fy_measure_track track;
    struct fy_measure_rows rows;
    struct fy_error error = { 0 };

    if (fy_measure_find_pitch(&track, measure, path, &error) != FY_OK)
        return fy_command_error(&error);
    fy_rows_begin(&rows, measure->json);
    for (int64_t i = 0; i < track.count; i++) {
        put_pitch(&rows, fy_frames_time(&track.frames, track.first + i), &track.values[i]);
        fy_rows_end_line(&rows);
    }
    if (track.count <= 0) {
        put_pitch(&rows, 0.0, &(struct fy_pitch_value){ 0 });
        fy_rows_end_names(&rows);
    }
    fy_free(track.values);
    return fy_measure_end(&rows);
}
