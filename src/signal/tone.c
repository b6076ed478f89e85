#include <fangyin/tone.h>

#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

/* ---- a speaker's range ---- */

#define LOWEST_HZ 20.0
#define HIGHEST_HZ 5000.0

enum { STEPS_PER_OCTAVE = 240, STEPS = 1920 };

struct fy_tone_speaker {
    uint64_t counts[STEPS];
    uint64_t count;
};

enum fy_status fy_tone_speaker_new(struct fy_tone_speaker **speaker)
{
    *speaker = fy_calloc(1, sizeof **speaker);
    return *speaker == NULL ? FY_NO_MEMORY : FY_OK;
}

void fy_tone_speaker_free(struct fy_tone_speaker *speaker)
{
    fy_free(speaker);
}

void fy_tone_speaker_add(struct fy_tone_speaker *speaker, double frequency)
{
    if (!(frequency >= LOWEST_HZ && frequency <= HIGHEST_HZ))
        return;
    const size_t step = (size_t)(log2(frequency / LOWEST_HZ) * STEPS_PER_OCTAVE);
    speaker->counts[step < STEPS ? step : STEPS - 1]++;
    speaker->count++;
}

/* The frequency that `share` of the values lie below, inside its step as if the step's values were spread evenly. */
static double percentile(const struct fy_tone_speaker *speaker, double share)
{
    const double wanted = share * (double)speaker->count;
    double below = 0.0;
    size_t step = 0;
    while (step + 1 < STEPS && below + (double)speaker->counts[step] < wanted)
        below += (double)speaker->counts[step++];
    const double part = speaker->counts[step] > 0 ? (wanted - below) / (double)speaker->counts[step] : 0.5;
    return LOWEST_HZ * exp2(((double)step + part) / STEPS_PER_OCTAVE);
}

bool fy_tone_speaker_range(const struct fy_tone_speaker *speaker, struct fy_tone_range *range)
{
    if (speaker->count < FY_TONE_FEWEST)
        return false;
    const struct fy_tone_range found = { percentile(speaker, FY_TONE_LOW / 100.0),
                                         percentile(speaker, FY_TONE_HIGH / 100.0) };
    /* Within one step all values count as equal. */
    if (!(found.highest > found.lowest * exp2(1.0 / STEPS_PER_OCTAVE)))
        return false;
    *range = found;
    return true;
}

size_t fy_tone_speaker_count(const struct fy_tone_speaker *speaker)
{
    return (size_t)speaker->count;
}

double fy_tone_value(const struct fy_tone_range *range, double frequency)
{
    if (!(frequency > 0.0))
        return (double)NAN;
    return 5.0 * log(frequency / range->lowest) / log(range->highest / range->lowest);
}

int fy_tone_level(double value)
{
    if (isnan(value))
        return 0;
    return (int)fmin(fmax(floor(1.5 + 0.8 * value), 1.0), 5.0);
}

/* ---- a syllable's curve ---- */

struct run {
    int64_t first, last; /* frames, both voiced */
};

/* The longest stretch of voiced frames of [from, to), with gaps of up to `gap` frames. False where none is voiced. */
static bool longest_run(const struct fy_pitch_value *values, int64_t from, int64_t to, int64_t gap, struct run *best)
{
    struct run run = { -1, -1 };
    bool found = false;
    for (int64_t i = from; i < to; i++) {
        if (!(values[i].frequency > 0.0F))
            continue;
        if (run.first < 0 || i - run.last > gap + 1)
            run.first = i;
        run.last = i;
        if (!found || run.last - run.first > best->last - best->first)
            *best = run;
        found = true;
    }
    return found;
}

/* The frequency at a place between frames, of which those before and after may be unvoiced. */
static double frequency_at(const struct fy_pitch_value *values, const struct run *run, double place)
{
    int64_t left = (int64_t)floor(place), right = (int64_t)ceil(place);
    while (left > run->first && !(values[left].frequency > 0.0F))
        left--;
    while (right < run->last && !(values[right].frequency > 0.0F))
        right++;
    const double low = log((double)values[left].frequency), high = log((double)values[right].frequency);
    return exp(left == right ? low : low + (high - low) * (place - (double)left) / (double)(right - left));
}

bool fy_tone_contour(const struct fy_pitch_value *values, const struct fy_frames *frames, int64_t first, int64_t count,
                     double from, double to, size_t points, double *frequencies, double *start, double *end)
{
    int64_t at, voiced = 0;
    struct run run = { 0, 0 };
    const int64_t there = fy_frames_between(frames, from, to, &at);
    int64_t low = at - first, high = at - first + there;

    low = low > 0 ? low : 0;
    high = high < count ? high : count;
    if (points == 0 || low >= high || !longest_run(values, low, high, (int64_t)(0.03 / frames->step), &run))
        return false;
    for (int64_t i = run.first; i <= run.last; i++)
        voiced += values[i].frequency > 0.0F;
    if (voiced < 3)
        return false;
    for (size_t i = 0; i < points; i++) {
        const double part = points > 1 ? (double)i / (double)(points - 1) : 0.5;
        frequencies[i] = frequency_at(values, &run, (double)run.first + part * (double)(run.last - run.first));
    }
    *start = fy_frames_time(frames, first + run.first);
    *end = fy_frames_time(frames, first + run.last);
    return true;
}

/* ---- Chao's digits ---- */

#define MOVES 0.8 /* of T: less is level, or no turn */

static double mean_of(const double *values, size_t count)
{
    double sum = 0.0;
    for (size_t i = 0; i < count; i++)
        sum += values[i];
    return sum / (double)count;
}

/* How far the curve from point `first` on, times `sign`, falls below both sides at its deepest turn; *place gets that
 * point. */
static double deepest_turn(const double *values, size_t first, size_t points, double sign, size_t *place)
{
    double deepest = 0.0;
    for (size_t i = first + 1; i + 1 < points; i++) {
        double left = 0.0, right = 0.0;
        for (size_t k = first; k < i; k++)
            left = fmax(left, sign * (values[k] - values[i]));
        for (size_t k = i + 1; k < points; k++)
            right = fmax(right, sign * (values[k] - values[i]));
        if (fmin(left, right) > deepest) {
            deepest = fmin(left, right);
            *place = i;
        }
    }
    return deepest;
}

static char digit_of(double value)
{
    return (char)('0' + fy_tone_level(value));
}

void fy_tone_chao(const double *values, size_t points, char chao[4])
{
    memset(chao, 0, 4);
    for (size_t i = 0; i < points; i++)
        if (isnan(values[i]))
            return;
    if (points == 0)
        return;
    const size_t outer = points / 5 > 0 ? points / 5 : 1, bent = points / 10;
    const double start = mean_of(values, outer), end = mean_of(values + points - outer, outer);
    size_t low = 0, high = 0;
    const double dip = deepest_turn(values, bent, points, 1.0, &low);
    const double peak = deepest_turn(values, bent, points, -1.0, &high);
    const bool turns = fmax(dip, peak) >= MOVES;
    size_t length = 0;

    if (!turns && fabs(end - start) < MOVES) {
        chao[0] = chao[1] = digit_of(mean_of(values, points));
        return;
    }
    chao[length++] = digit_of(start);
    if (turns)
        chao[length++] = digit_of(values[dip >= peak ? low : high]);
    chao[length] = digit_of(end);
    /* All within one level is level: 444 is 44. */
    if (length == 2 && chao[1] == chao[0] && chao[1] == chao[2])
        chao[2] = '\0';
}

size_t fy_tone_letters(const char *chao, char *letters, size_t size)
{
    size_t length = 0;
    for (; *chao != '\0'; chao++) {
        const bool digit = *chao >= '1' && *chao <= '5';
        if (length + (digit ? 3 : 2) > size)
            break;
        if (digit) {
            /* U+02E5 is the highest, CB A5 in UTF-8. */
            letters[length++] = (char)0xCB;
            letters[length++] = (char)(0xA5 + ('5' - *chao));
        } else {
            letters[length++] = *chao;
        }
    }
    if (size > 0)
        letters[length] = '\0';
    return length;
}
