#include "commands/measure.h"

#include "commands/commands.h"
#include <fangyin/silences.h>
#include <fangyin/soundings.h>
#include <math.h>
#include <string.h>

enum { READ_SAMPLES = 1 << 14 };

/* The part of the recording that is looked at, in samples. */
struct part {
    int64_t from, to;
};

static struct part part_of(const struct fy_measure *measure, const struct fy_measure_source *source)
{
    const double from = floor(fy_measure_number(measure->from, 0.0) * source->rate + 0.5);
    const double to = floor(fy_measure_number(measure->to, 1e12) * source->rate + 0.5);
    const struct part part = { (int64_t)fmin(fmax(from, 0.0), (double)source->samples),
                               (int64_t)fmin(fmax(to, 0.0), (double)source->samples) };
    return part;
}

static void print_interval(struct fy_measure_rows *rows, double from, double to, bool sounding)
{
    if (!(to > from))
        return;
    fy_rows_number(rows, "from", from, 6);
    fy_rows_number(rows, "to", to, 6);
    fy_rows_text(rows, "what", sounding ? "sounding" : "silent");
    fy_rows_end_line(rows);
}

static enum fy_status praats(const struct fy_measure *measure, struct fy_measure_source *source, struct part part,
                             struct fy_measure_rows *rows, struct fy_error *error)
{
    struct fy_soundings_settings settings = fy_soundings_usual(source->rate, source->channels, part.to - part.from);
    struct fy_soundings *soundings;
    const struct fy_sounding *intervals;
    size_t count;

    settings.lowest_pitch = fy_measure_number(measure->floor, settings.lowest_pitch);
    settings.time_step = fy_measure_number(measure->step, settings.time_step);
    settings.threshold = fy_measure_number(measure->threshold, settings.threshold);
    settings.silent = fy_measure_number(measure->silent, settings.silent);
    settings.sounding = fy_measure_number(measure->sounding, settings.sounding);
    enum fy_status status = fy_soundings_new(&soundings, &settings, error);
    if (status != FY_OK)
        return status;
    for (int64_t at = part.from; at < part.to && status == FY_OK; at += READ_SAMPLES) {
        status = fy_measure_read(source, at, at + READ_SAMPLES < part.to ? at + READ_SAMPLES : part.to);
        if (status == FY_OK)
            fy_soundings_feed(soundings, &source->sound);
    }
    if (status == FY_OK)
        status = fy_soundings_finish(soundings, &intervals, &count);
    if (status == FY_OK) {
        const double start = (double)part.from / source->rate;
        for (size_t i = 0; i < count; i++)
            print_interval(rows, start + intervals[i].from, start + intervals[i].to, intervals[i].sounding);
    } else {
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    fy_soundings_free(soundings);
    return status;
}

/* The mean of the rows, in the first of them. */
static void mix(struct fy_measure_source *source)
{
    for (int64_t i = 0; i < source->sound.count && source->channels > 1; i++) {
        float sum = 0.0F;
        for (size_t c = 0; c < source->channels; c++)
            sum += source->rows[c][i];
        source->rows[0][i] = sum / (float)source->channels;
    }
}

static enum fy_status adaptive(struct fy_measure_source *source, struct part part, struct fy_measure_rows *rows,
                               struct fy_error *error)
{
    struct fy_speech_finder *finder;
    const struct fy_stretch *speech;
    size_t count;

    enum fy_status status = fy_speech_finder_new(&finder, source->rate, error);
    if (status != FY_OK)
        return status;
    for (int64_t at = part.from; at < part.to && status == FY_OK; at += READ_SAMPLES) {
        status = fy_measure_read(source, at, at + READ_SAMPLES < part.to ? at + READ_SAMPLES : part.to);
        if (status == FY_OK) {
            mix(source);
            status = fy_speech_finder_feed(finder, source->rows[0], (size_t)source->sound.count);
        }
    }
    if (status == FY_OK)
        status = fy_speech_finder_finish(finder, &speech, &count);
    if (status == FY_OK) {
        double at = (double)part.from / source->rate;
        for (size_t i = 0; i < count; i++) {
            const double from = (double)(part.from + speech[i].from) / source->rate;
            print_interval(rows, at, from, false);
            at = (double)(part.from + speech[i].to) / source->rate;
            print_interval(rows, from, at, true);
        }
        print_interval(rows, at, (double)part.to / source->rate, false);
    } else {
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    fy_speech_finder_free(finder);
    return status;
}

int fy_measure_silences(const struct fy_measure *measure, const char *path)
{
    struct fy_measure_source source;
    struct fy_measure_rows rows;
    struct fy_error error = { 0 };

    if (fy_measure_open(&source, path, measure->channel, &error) != FY_OK)
        return fy_command_error(&error);
    const struct part part = part_of(measure, &source);
    fy_rows_begin(&rows, measure->json);
    const enum fy_status status =
        measure->praat ? praats(measure, &source, part, &rows, &error) : adaptive(&source, part, &rows, &error);
    fy_measure_close(&source);
    const int result = fy_measure_end(&rows);
    return status == FY_OK ? result : fy_command_error(&error);
}
