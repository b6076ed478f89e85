#include <fangyin/silences.h>

#include "base/messages.h"
#include <fangyin/memory.h>
#include <math.h>
#include <stdbool.h>

/* Time runs in blocks of 2 ms, the common measure of the 32 ms window and the 10 ms step:
 *
 *   blocks    0    5   10   15   20
 *   frame 0   [---------------)           level at 16 ms, stands for 11 to 21 ms
 *   frame 1        [---------------)      level at 26 ms, stands for 21 to 31 ms
 */
enum {
    BLOCKS_PER_SECOND = 500,
    WINDOW_BLOCKS = 16,
    STEP_BLOCKS = 5,
    FRAMES_EACH_SIDE = 400, /* 4 s */
    BRIDGED_FRAMES = 15,    /* gaps shorter than this */
    DROPPED_FRAMES = 6,     /* bursts shorter than this */
    LEVELS = 256            /* a level is a byte: half decibels above LOWEST_DB */
};

#define LOWEST_DB (-90.0) /* of full scale; digital silence counts as this */
#define STEPS_PER_DB 2.0
#define LARGEST_SAMPLE 1e15F

static const double pi = 3.14159265358979323846;

/* Butterworth, second order, transposed direct form. */
struct highpass {
    double b0, b1, b2, a1, a2;
    double s1, s2;
};

struct fy_speech_finder {
    double sampling_rate;
    struct highpass highpass;
    int64_t samples; /* fed so far */
    int64_t block;   /* index of the block being filled */
    int64_t block_end; /* first sample after it */
    double energy;   /* sum of squares in it */
    double energies[WINDOW_BLOCKS]; /* of the last blocks, block k at k % WINDOW_BLOCKS */
    unsigned char *levels; /* one per frame */
    size_t level_count, level_capacity;
    struct fy_stretch *speech;
    size_t speech_count, speech_capacity;
    bool finished;
};

static void highpass_init(struct highpass *filter, double cutoff, double sampling_rate)
{
    const double w = 2.0 * pi * cutoff / sampling_rate;
    const double alpha = sin(w) / sqrt(2.0);
    const double a0 = 1.0 + alpha;
    filter->b0 = (1.0 + cos(w)) / 2.0 / a0;
    filter->b1 = -2.0 * filter->b0;
    filter->b2 = filter->b0;
    filter->a1 = -2.0 * cos(w) / a0;
    filter->a2 = (1.0 - alpha) / a0;
    filter->s1 = filter->s2 = 0.0;
}

/* Sum of the squares of count filtered samples. */
static double highpass_energy(struct highpass *filter, const float *samples, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++) {
        /* Written so that NaN fails it. */
        const double x = fabsf(samples[i]) <= LARGEST_SAMPLE ? (double)samples[i] : 0.0;
        const double y = filter->b0 * x + filter->s1;
        filter->s1 = filter->b1 * x - filter->a1 * y + filter->s2;
        filter->s2 = filter->b2 * x - filter->a2 * y;
        sum += y * y;
    }
    /* In digital silence the state would decay into denormal numbers, which are slow. */
    if (fabs(filter->s1) + fabs(filter->s2) < 1e-30)
        filter->s1 = filter->s2 = 0.0;
    return sum;
}

/* The first sample of a block. */
static int64_t block_start(const struct fy_speech_finder *finder, int64_t block)
{
    return (int64_t)floor((double)block * finder->sampling_rate / BLOCKS_PER_SECOND);
}

enum fy_status fy_speech_finder_new(struct fy_speech_finder **result, double sampling_rate, struct fy_error *error)
{
    *result = NULL;
    if (!(sampling_rate >= 1000.0 && sampling_rate <= 1e7))
        return fy_fail(error, FY_INVALID, _("Speech is looked for at sampling rates of 1000 Hz and more, not at %g Hz."),
                       sampling_rate);
    struct fy_speech_finder *finder = fy_calloc(1, sizeof *finder);
    if (finder == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    finder->sampling_rate = sampling_rate;
    highpass_init(&finder->highpass, 100.0, sampling_rate);
    finder->block_end = block_start(finder, 1);
    *result = finder;
    return FY_OK;
}

void fy_speech_finder_free(struct fy_speech_finder *finder)
{
    if (finder == NULL)
        return;
    fy_free(finder->levels);
    fy_free(finder->speech);
    fy_free(finder);
}

static unsigned char window_level(const struct fy_speech_finder *finder, int64_t last_block)
{
    double energy = 0.0;
    for (int i = 0; i < WINDOW_BLOCKS; i++)
        energy += finder->energies[i];
    const int64_t samples = block_start(finder, last_block + 1) - block_start(finder, last_block + 1 - WINDOW_BLOCKS);
    const double db = 10.0 * log10(energy / (double)samples + 1e-30);
    const double level = (db - LOWEST_DB) * STEPS_PER_DB;
    return (unsigned char)fmin(fmax(floor(level), 0.0), LEVELS - 1);
}

/* Room first, so that running out of memory leaves the finder as it was. */
static bool reserve_levels(struct fy_speech_finder *finder, size_t samples)
{
    const double frames = (double)samples / finder->sampling_rate * BLOCKS_PER_SECOND / STEP_BLOCKS;
    const size_t wanted = finder->level_count + (size_t)frames + 2;
    if (wanted <= finder->level_capacity)
        return true;
    unsigned char *levels = fy_grow(finder->levels, &finder->level_capacity, wanted, sizeof *levels);
    if (levels == NULL)
        return false;
    finder->levels = levels;
    return true;
}

enum fy_status fy_speech_finder_feed(struct fy_speech_finder *finder, const float *samples, size_t count)
{
    if (finder->finished)
        return FY_INVALID;
    if (!reserve_levels(finder, count))
        return FY_NO_MEMORY;
    while (count > 0) {
        const int64_t left = finder->block_end - finder->samples;
        const size_t now = (uint64_t)left < count ? (size_t)left : count;
        finder->energy += highpass_energy(&finder->highpass, samples, now);
        finder->samples += (int64_t)now;
        samples += now;
        count -= now;
        if (finder->samples < finder->block_end)
            break;
        finder->energies[finder->block % WINDOW_BLOCKS] = finder->energy;
        if (finder->block >= WINDOW_BLOCKS - 1 && (finder->block - (WINDOW_BLOCKS - 1)) % STEP_BLOCKS == 0)
            finder->levels[finder->level_count++] = window_level(finder, finder->block);
        finder->energy = 0.0;
        finder->block++;
        finder->block_end = block_start(finder, finder->block + 1);
    }
    return FY_OK;
}

/* ---- running percentiles ---- */

/* Levels within 4 s, counted by value, and the value of one rank among them. */
struct rank {
    double share;    /* 0 lowest .. 1 highest */
    unsigned value;
    unsigned below;  /* levels in the window smaller than value */
};

struct window {
    unsigned counts[LEVELS];
    unsigned size;
    struct rank floor, speech;
};

static void rank_count(struct rank *rank, unsigned level, unsigned change)
{
    if (level < rank->value)
        rank->below += change;
}

/* Levels change slowly, so the value moves a step or two. */
static void rank_settle(struct rank *rank, const struct window *window)
{
    const unsigned place = (unsigned)(rank->share * (window->size - 1));
    while (rank->below > place)
        rank->below -= window->counts[--rank->value];
    while (rank->below + window->counts[rank->value] <= place)
        rank->below += window->counts[rank->value++];
}

static void window_change(struct window *window, unsigned level, bool enters)
{
    const unsigned change = enters ? 1U : ~0U; /* unsigned -1: counts wrap back */
    window->counts[level] += change;
    window->size += change;
    rank_count(&window->floor, level, change);
    rank_count(&window->speech, level, change);
}

/* ---- deciding ---- */

static bool frame_is_speech(struct window *window, unsigned level, bool in_speech)
{
    rank_settle(&window->floor, window);
    rank_settle(&window->speech, window);
    const double range = ((double)window->speech.value - (double)window->floor.value) / STEPS_PER_DB;
    if (range < 7.0)
        return false;
    const double on = fmin(fmax(0.3 * range, 5.0), 15.0);
    const double height = ((double)level - (double)window->floor.value) / STEPS_PER_DB;
    return height > (in_speech ? 0.6 * on : on);
}

/* Where frame `frame` begins to stand for the sound, in samples. */
static int64_t frame_start(const struct fy_speech_finder *finder, size_t frame)
{
    if (frame == 0)
        return 0;
    if (frame == finder->level_count)
        return finder->samples;
    const double blocks = (double)frame * STEP_BLOCKS + 0.5 * (WINDOW_BLOCKS - STEP_BLOCKS);
    return (int64_t)floor(blocks * finder->sampling_rate / BLOCKS_PER_SECOND + 0.5);
}

/* Collects stretches of frames: bridges short gaps at once, drops short bursts when they end. */
struct collector {
    struct fy_speech_finder *finder;
    size_t from, to; /* frames of the last stretch; from == to: none yet */
};

static enum fy_status collector_close(struct collector *collector)
{
    struct fy_speech_finder *finder = collector->finder;
    if (collector->to - collector->from < DROPPED_FRAMES)
        return FY_OK;
    if (finder->speech_count == finder->speech_capacity) {
        struct fy_stretch *speech =
            fy_grow(finder->speech, &finder->speech_capacity, finder->speech_count + 1, sizeof *speech);
        if (speech == NULL)
            return FY_NO_MEMORY;
        finder->speech = speech;
    }
    finder->speech[finder->speech_count++] =
        (struct fy_stretch){ frame_start(finder, collector->from), frame_start(finder, collector->to) };
    return FY_OK;
}

static enum fy_status collector_add(struct collector *collector, size_t frame)
{
    if (collector->from < collector->to && frame - collector->to < BRIDGED_FRAMES) {
        collector->to = frame + 1;
        return FY_OK;
    }
    const enum fy_status status = collector_close(collector);
    collector->from = frame;
    collector->to = frame + 1;
    return status;
}

static enum fy_status find_speech(struct fy_speech_finder *finder)
{
    const size_t count = finder->level_count;
    struct window window = { .floor = { .share = 0.10 }, .speech = { .share = 0.98 } };
    struct collector collector = { finder, 0, 0 };
    bool in_speech = false;
    size_t entered = 0;

    finder->speech_count = 0;
    for (size_t i = 0; i < count; i++) {
        for (; entered < count && entered <= i + FRAMES_EACH_SIDE; entered++)
            window_change(&window, finder->levels[entered], true);
        if (i > FRAMES_EACH_SIDE)
            window_change(&window, finder->levels[i - FRAMES_EACH_SIDE - 1], false);
        in_speech = frame_is_speech(&window, finder->levels[i], in_speech);
        if (in_speech) {
            const enum fy_status status = collector_add(&collector, i);
            if (status != FY_OK)
                return status;
        }
    }
    return collector_close(&collector);
}

enum fy_status fy_speech_finder_finish(struct fy_speech_finder *finder, const struct fy_stretch **speech, size_t *count)
{
    *speech = NULL;
    *count = 0;
    if (!finder->finished) {
        const enum fy_status status = find_speech(finder);
        if (status != FY_OK)
            return status;
        finder->finished = true;
    }
    *speech = finder->speech;
    *count = finder->speech_count;
    return FY_OK;
}
