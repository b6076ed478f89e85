#include "terminal/voices.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define PIECE 10.0 /* s: longer spans are measured in such pieces */
#define AROUND 0.3 /* s to both sides, so that the path of the pitch does not hang on the edges */

struct voice {
    char *name;
    struct fy_tone_speaker *pitch;
};

struct fy_voice_set {
    struct voice *items;
    size_t count, capacity;
};

struct fy_voice_set *fy_voice_set_new(void)
{
    return fy_must_calloc(1, sizeof(struct fy_voice_set));
}

void fy_voice_set_free(struct fy_voice_set *set)
{
    for (size_t i = 0; set && i < set->count; i++) {
        fy_free(set->items[i].name);
        fy_tone_speaker_free(set->items[i].pitch);
    }
    if (set)
        fy_free(set->items);
    fy_free(set);
}

void fy_voice_spans_free(struct fy_voice_spans *spans)
{
    fy_free(spans->items);
    *spans = (struct fy_voice_spans){ NULL, 0, 0 };
}

static size_t find(const struct fy_voice_set *set, const char *name)
{
    for (size_t i = 0; i < set->count; i++) {
        if (strcmp(set->items[i].name, name) == 0)
            return i;
    }
    return FY_NONE;
}

/* Room for one more. */
static void *grown(void *items, size_t *capacity, size_t count, size_t size)
{
    if (count < *capacity)
        return items;
    *capacity = *capacity > 0 ? *capacity * 2 : 16;
    return fy_must_realloc(items, *capacity * size);
}

static size_t need(struct fy_voice_set *set, const char *name)
{
    const size_t found = find(set, name);
    if (found != FY_NONE)
        return found;
    set->items = grown(set->items, &set->capacity, set->count, sizeof *set->items);
    struct voice *voice = &set->items[set->count];
    voice->name = fy_must_strdup(name);
    if (fy_tone_speaker_new(&voice->pitch) != FY_OK)
        (void)fy_must_malloc((size_t)-1);
    return set->count++;
}

static bool known(const struct fy_voice_set *set, size_t voice)
{
    return fy_tone_speaker_count(set->items[voice].pitch) >= FY_VOICE_ENOUGH;
}

bool fy_voice_set_complete(const struct fy_voice_set *set)
{
    for (size_t i = 0; i < set->count; i++) {
        if (set->items[i].name[0] && !known(set, i))
            return false;
    }
    return true;
}

/* ---- who speaks where ---- */

static const char *speaker_of(const struct fy_grid *grid, size_t tier, size_t index)
{
    const char *label = fy_sister_label(grid, tier, index, "speaker"), *suffix = fy_name_speaker(fy_tier_name(grid, tier));
    return !fy_label_empty(label) ? label : suffix ? suffix : "";
}

static void add(struct fy_voice_spans *spans, const struct fy_interval *interval, size_t voice)
{
    spans->items = grown(spans->items, &spans->capacity, spans->count, sizeof *spans->items);
    spans->items[spans->count++] = (struct fy_voice_span){ interval->xmin, interval->xmax, voice };
}

/* The tiers that are written in: those called text, or where there is none the first. */
static bool is_text(const struct fy_grid *grid, size_t tier, bool *first)
{
    const char *name = fy_tier_name(grid, tier);
    if (fy_tier_kind(grid, tier) != FY_INTERVAL_TIER)
        return false;
    const bool taken = fy_name_is_sister(name, "text", name) || (*first && fy_grid_find_tier(grid, "text") == FY_NONE);
    *first = false;
    return taken;
}

void fy_voice_spans_own(struct fy_voice_spans *spans, struct fy_voice_set *set, const struct fy_grid *grid)
{
    bool first = true;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        if (!is_text(grid, tier, &first))
            continue;
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
            const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[i];
            if (!fy_label_empty(interval->text) || strcmp(fy_sister_label(grid, tier, i, "event"), "pause") != 0)
                add(spans, interval, need(set, speaker_of(grid, tier, i)));
        }
    }
}

void fy_voice_spans_other(struct fy_voice_spans *spans, const struct fy_voice_set *set, const struct fy_grid *grid)
{
    bool first = true;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        if (!is_text(grid, tier, &first))
            continue;
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
            const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[i];
            const char *name = speaker_of(grid, tier, i);
            const size_t voice = fy_label_empty(interval->text) || name[0] == '\0' ? FY_NONE : find(set, name);
            if (voice != FY_NONE && !known(set, voice))
                add(spans, interval, voice);
        }
    }
}

/* ---- measuring ---- */

struct measuring {
    struct fy_voice_set *set;
    struct fy_recording *recording;
    struct fy_pitch *pitch;
    struct fy_frames frames;
};

static float peak_of(const float *samples, int64_t count)
{
    float peak = 0;
    for (int64_t i = 0; i < count; i++)
        peak = fabsf(samples[i]) > peak ? fabsf(samples[i]) : peak;
    return peak;
}

static void measure_piece(struct measuring *measuring, double from, double to, size_t voice)
{
    int64_t first, start, end;
    const int64_t count = fy_frames_between(&measuring->frames, from - AROUND, to + AROUND, &first);
    if (count <= 0)
        return;
    fy_pitch_reach(measuring->pitch, &measuring->frames, first, count, &start, &end);
    float *samples = fy_must_malloc((size_t)(end - start) * sizeof *samples);
    struct fy_pitch_value *values = fy_must_malloc((size_t)count * sizeof *values);
    const float *row = samples;
    const struct fy_sound sound = { &row, 1, start, end - start };
    fy_recording_read_mono(measuring->recording, start, -1, samples, (size_t)(end - start));
    fy_pitch_track(measuring->pitch, &sound, &measuring->frames, first, count, (double)peak_of(samples, end - start), values);
    for (int64_t i = 0; i < count; i++) {
        const double time = fy_frames_time(&measuring->frames, first + i);
        if (time >= from && time < to)
            fy_tone_speaker_add(measuring->set->items[voice].pitch, (double)values[i].frequency);
    }
    fy_free(values);
    fy_free(samples);
}

/* A step that has no divisor in common with the count goes through all, and is everywhere after a few. */
static size_t stride(size_t count)
{
    for (size_t step = (size_t)((double)count * 0.618) | 1;; step++) {
        size_t a = count, b = step;
        while (b > 0) {
            const size_t rest = a % b;
            a = b;
            b = rest;
        }
        if (a == 1)
            return step;
    }
}

void fy_voice_set_measure(struct fy_voice_set *set, struct fy_recording *recording, const struct fy_voice_spans *spans,
                          const atomic_bool *stopping)
{
    struct measuring measuring = { .set = set, .recording = recording };
    const struct fy_pitch_settings settings = fy_pitch_raw(fy_recording_rate(recording));
    if (spans->count == 0 || fy_pitch_new(&measuring.pitch, &settings, 1, NULL) != FY_OK)
        return;
    measuring.frames = fy_pitch_frames(measuring.pitch, fy_recording_frames(recording));
    const size_t step = stride(spans->count);
    for (size_t i = 0, at = 0; i < spans->count && !atomic_load(stopping); i++, at = (at + step) % spans->count) {
        const struct fy_voice_span *span = &spans->items[at];
        for (double from = span->from; from < span->to && !known(set, span->voice) && !atomic_load(stopping); from += PIECE)
            measure_piece(&measuring, from, fmin(from + PIECE, span->to), span->voice);
    }
    fy_pitch_free(measuring.pitch);
}

/* ---- what is known ---- */

/* "90 240": Hz. What is no range is not taken. */
static bool fixed_range(const struct fy_project *project, const char *name, struct fy_tone_range *range)
{
    const char *value = name[0] ? fy_project_value(project, "tone.ranges", name) : NULL;
    double lowest, highest;
    if (!value || sscanf(value, "%lf %lf", &lowest, &highest) != 2 || !(lowest >= 20 && highest > lowest && highest <= 5000))
        return false;
    *range = (struct fy_tone_range){ lowest, highest };
    return true;
}

struct fy_voices *fy_voice_set_ranges(const struct fy_voice_set *set, const struct fy_project *project, bool all)
{
    struct fy_voices *voices = fy_must_calloc(1, sizeof *voices);
    voices->items = fy_must_calloc(set->count + 1, sizeof *voices->items);
    voices->count = set->count;
    voices->all = all;
    for (size_t i = 0; i < set->count; i++) {
        struct fy_voice *voice = &voices->items[i];
        voice->name = fy_must_strdup(set->items[i].name);
        voice->frames = fy_tone_speaker_count(set->items[i].pitch);
        (void)fy_tone_speaker_range(set->items[i].pitch, &voice->range);
        voice->fixed = fixed_range(project, voice->name, &voice->range);
    }
    return voices;
}
