/* Peaks are taken over all channels, not from their mean: opposite phases or one loud channel of many must not vanish.
 * For the same reason minima are rounded down to 16 bits and maxima up. */
#include "sound/peaks_inside.h"

#include <fangyin/memory.h>
#include <string.h>

enum {
    CHUNK = 64,     /* blocks the builder reads at once */
    SAMPLED = 2048, /* frames read of a longer column that is not read whole */
    FULL = 32767,
};

/* Column c of `columns` over [from, to) begins here. */
static int64_t edge(int64_t from, int64_t to, size_t columns, size_t c)
{
    int64_t length = to - from, n = (int64_t)columns;
    return from + length / n * (int64_t)c + length % n * (int64_t)c / n;
}

enum fy_status fy_peaks_new(struct fy_peaks **peaks, int64_t frames)
{
    *peaks = NULL;
    if (frames < 0)
        return FY_INVALID;
    struct fy_peaks *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    made->frames = frames;
    made->blocks = (size_t)(frames / FY_PEAKS_BLOCK + (frames % FY_PEAKS_BLOCK != 0));
    made->sections = (made->blocks + FY_PEAKS_SECTION - 1) / FY_PEAKS_SECTION;
    made->built = fy_calloc(made->sections + 1, sizeof *made->built);
    if (!made->built) {
        fy_free(made);
        return FY_NO_MEMORY;
    }
    for (size_t section = 0; section < made->sections; section++)
        atomic_init(&made->built[section], 0);
    atomic_init(&made->wanted, 0);
    size_t entries = made->blocks;
    for (int level = 0; level < FY_PEAKS_LEVELS && entries > 0; level++, entries /= 4) {
        made->levels[level] = fy_calloc(entries, sizeof *made->levels[level]);
        if (!made->levels[level]) {
            fy_peaks_free(made);
            return FY_NO_MEMORY;
        }
    }
    *peaks = made;
    return FY_OK;
}

void fy_peaks_free(struct fy_peaks *peaks)
{
    if (!peaks)
        return;
    for (int level = 0; level < FY_PEAKS_LEVELS; level++)
        fy_free(peaks->levels[level]);
    fy_free(peaks->built);
    fy_free(peaks->chunk);
    fy_free(peaks);
}

static void widen(const float *samples, size_t count, float *low, float *high)
{
    for (size_t i = 0; i < count; i++) {
        *low = samples[i] < *low ? samples[i] : *low;
        *high = samples[i] > *high ? samples[i] : *high;
    }
}

static int16_t rounded(float value, bool up)
{
    float scaled = value * FULL;
    if (scaled <= -FULL)
        return -FULL;
    if (scaled >= FULL)
        return FULL;
    int whole = (int)scaled; /* towards 0 */
    if (up && scaled > (float)whole)
        whole++;
    if (!up && scaled < (float)whole)
        whole--;
    return (int16_t)whole;
}

static struct fy_peak peak_of(const float *samples, size_t count)
{
    if (count == 0)
        return (struct fy_peak){ 0, 0 };
    float low = samples[0], high = samples[0];
    widen(samples, count, &low, &high);
    return (struct fy_peak){ rounded(low, false), rounded(high, true) };
}

static struct fy_peak join(struct fy_peak a, struct fy_peak b)
{
    return (struct fy_peak){ a.low < b.low ? a.low : b.low, a.high > b.high ? a.high : b.high };
}

void fy_peaks_put(struct fy_peaks *peaks, size_t b, struct fy_peak peak)
{
    peaks->levels[0][b] = peak;
    for (int level = 1; level < FY_PEAKS_LEVELS && b % 4 == 3; level++) {
        const struct fy_peak *four = peaks->levels[level - 1] + b - 3;
        b /= 4;
        peaks->levels[level][b] = join(join(four[0], four[1]), join(four[2], four[3]));
    }
}

static enum fy_status prepare_chunk(struct fy_peaks *peaks, int channels)
{
    if (peaks->chunk && peaks->chunk_channels == channels)
        return FY_OK;
    fy_free(peaks->chunk);
    peaks->chunk = fy_calloc((size_t)(CHUNK * FY_PEAKS_BLOCK) * (size_t)channels, sizeof *peaks->chunk);
    peaks->chunk_channels = channels;
    return peaks->chunk ? FY_OK : FY_NO_MEMORY;
}

size_t fy_peaks_section_size(const struct fy_peaks *peaks, size_t section)
{
    const size_t first = section * FY_PEAKS_SECTION;
    return peaks->blocks - first < FY_PEAKS_SECTION ? peaks->blocks - first : FY_PEAKS_SECTION;
}

void fy_peaks_want(struct fy_peaks *peaks, int64_t frame)
{
    if (frame >= 0 && frame < peaks->frames)
        atomic_store_explicit(&peaks->wanted, (size_t)(frame / FY_PEAKS_BLOCK) / FY_PEAKS_SECTION,
                              memory_order_relaxed);
}

/* The first that is not whole, from the wanted one on and then from the start; `sections` when all are. */
static size_t next_section(const struct fy_peaks *peaks)
{
    const size_t wanted = atomic_load_explicit(&peaks->wanted, memory_order_relaxed);
    for (size_t i = 0; i < peaks->sections; i++) {
        const size_t section = (wanted + i) % peaks->sections;
        if (atomic_load_explicit(&peaks->built[section], memory_order_relaxed) < fy_peaks_section_size(peaks, section))
            return section;
    }
    return peaks->sections;
}

/* At most so many blocks of a section; returns how many. */
static size_t build_some(struct fy_peaks *peaks, struct fy_recording *recording, size_t section, size_t most)
{
    const size_t channels = (size_t)peaks->chunk_channels;
    const size_t built = atomic_load_explicit(&peaks->built[section], memory_order_relaxed);
    const size_t left = fy_peaks_section_size(peaks, section) - built, first = section * FY_PEAKS_SECTION + built;
    size_t blocks = left < most ? left : most;
    blocks = blocks < CHUNK ? blocks : CHUNK;
    const size_t got = fy_recording_read(recording, (int64_t)first * FY_PEAKS_BLOCK, peaks->chunk,
                                         blocks * FY_PEAKS_BLOCK);
    const int64_t rest = peaks->frames - (int64_t)first * FY_PEAKS_BLOCK;
    peaks->unread = peaks->unread || (got < blocks * FY_PEAKS_BLOCK && (int64_t)got < rest);
    for (size_t b = 0; b < blocks; b++) {
        const size_t from = b * FY_PEAKS_BLOCK < got ? b * FY_PEAKS_BLOCK : got;
        const size_t to = from + FY_PEAKS_BLOCK < got ? from + FY_PEAKS_BLOCK : got;
        fy_peaks_put(peaks, first + b, peak_of(peaks->chunk + from * channels, (to - from) * channels));
    }
    atomic_store_explicit(&peaks->built[section], built + blocks, memory_order_release);
    return blocks;
}

enum fy_status fy_peaks_build(struct fy_peaks *peaks, struct fy_recording *recording, int64_t frames, bool *done)
{
    enum fy_status status = prepare_chunk(peaks, fy_recording_channels(recording));
    if (status != FY_OK)
        return status;
    size_t left = frames < 1 ? 0 : (size_t)((frames - 1) / FY_PEAKS_BLOCK + 1);
    size_t section = next_section(peaks);
    for (; left > 0 && section < peaks->sections; section = next_section(peaks))
        left -= build_some(peaks, recording, section, left);
    *done = section == peaks->sections;
    return FY_OK;
}

/* Whether blocks [from, to) are there. */
static bool is_built(const struct fy_peaks *peaks, size_t from, size_t to)
{
    for (size_t section = from / FY_PEAKS_SECTION; section * FY_PEAKS_SECTION < to; section++) {
        const size_t first = section * FY_PEAKS_SECTION, size = fy_peaks_section_size(peaks, section);
        const size_t needed = to - first < size ? to - first : size;
        if (atomic_load_explicit(&peaks->built[section], memory_order_acquire) < needed)
            return false;
    }
    return true;
}

/* Over blocks [from, to), with the coarsest whole entries that fit: at most 6 per level are looked at. */
static struct fy_peak peak_between(const struct fy_peaks *peaks, size_t from, size_t to)
{
    struct fy_peak peak = peaks->levels[0][from];
    while (from < to) {
        int level = 0;
        size_t span = 1;
        while (level + 1 < FY_PEAKS_LEVELS && from % (span * 4) == 0 && span * 4 <= to - from) {
            span *= 4;
            level++;
        }
        peak = join(peak, peaks->levels[level][from / span]);
        from += span;
    }
    return peak;
}

/* The frames of a column that are inside the recording; false if there are none. A column thinner than a frame shows
 * the one it begins in. */
static bool column_range(int64_t frames, int64_t from, int64_t to, size_t columns, size_t c, int64_t *begin,
                         int64_t *end)
{
    *begin = edge(from, to, columns, c);
    *end = edge(from, to, columns, c + 1);
    if (*end <= *begin)
        *end = *begin + 1;
    if (*begin < 0)
        *begin = 0;
    if (*end > frames)
        *end = frames;
    return *begin < *end;
}

bool fy_peaks_query(const struct fy_peaks *peaks, int64_t from, int64_t to, size_t columns, float *minimum,
                    float *maximum)
{
    if (to <= from || columns == 0)
        return false;
    int64_t last = to < peaks->frames ? to : peaks->frames;
    const int64_t first = from > 0 ? from : 0;
    if (first < last &&
        !is_built(peaks, (size_t)(first / FY_PEAKS_BLOCK), (size_t)((last - 1) / FY_PEAKS_BLOCK + 1)))
        return false;
    for (size_t c = 0; c < columns; c++) {
        struct fy_peak peak = { 0, 0 };
        int64_t begin, end;
        if (column_range(peaks->frames, from, to, columns, c, &begin, &end))
            peak = peak_between(peaks, (size_t)(begin / FY_PEAKS_BLOCK), (size_t)((end - 1) / FY_PEAKS_BLOCK + 1));
        minimum[c] = (float)peak.low / FULL;
        maximum[c] = (float)peak.high / FULL;
    }
    return true;
}

/* What was read last, so that many thin columns cost one read. */
struct window {
    float *samples;
    int64_t from;
    size_t count;
};

static void peak_from_file(struct fy_recording *recording, struct window *window, int64_t begin, int64_t end,
                           float *low, float *high)
{
    size_t channels = (size_t)fy_recording_channels(recording);
    bool first = true;
    while (begin < end) {
        if (begin < window->from || begin >= window->from + (int64_t)window->count) {
            window->from = begin;
            window->count = fy_recording_read(recording, begin, window->samples, SAMPLED);
            if (window->count == 0)
                return;
        }
        const float *at = window->samples + (size_t)(begin - window->from) * channels;
        int64_t there = window->from + (int64_t)window->count - begin;
        size_t count = (size_t)(end - begin < there ? end - begin : there);
        if (first)
            *low = *high = at[0];
        first = false;
        widen(at, count * channels, low, high);
        begin += (int64_t)count;
    }
}

static float clamped(float value)
{
    return value < -1 ? -1 : value > 1 ? 1 : value;
}

enum fy_status fy_peaks_read(struct fy_recording *recording, int64_t from, int64_t to, size_t columns, bool thorough,
                             float *minimum, float *maximum)
{
    if (to <= from || columns == 0)
        return FY_INVALID;
    struct window window = { fy_calloc((size_t)SAMPLED * (size_t)fy_recording_channels(recording), sizeof(float)), 0,
                             0 };
    if (!window.samples)
        return FY_NO_MEMORY;
    int64_t frames = fy_recording_frames(recording);
    for (size_t c = 0; c < columns; c++) {
        float low = 0, high = 0;
        int64_t begin, end;
        if (column_range(frames, from, to, columns, c, &begin, &end)) {
            if (!thorough && end - begin > SAMPLED) {
                begin += (end - begin - SAMPLED) / 2;
                end = begin + SAMPLED;
            }
            peak_from_file(recording, &window, begin, end, &low, &high);
        }
        minimum[c] = clamped(low);
        maximum[c] = clamped(high);
    }
    fy_free(window.samples);
    return FY_OK;
}
