#include "signal/pitch_internal.h"

#include "signal/sinc.h"
#include <math.h>

/* Depths of interpolation, in lags on each side: to rank candidates, and to measure those that are kept. */
enum { RANKING_DEPTH = 30, MEASURING_DEPTH = 70 };

/* The curve at a lag between two. */
static double between(const struct fy_pitch *pitch, const float *curve, double lag, size_t depth)
{
    const double whole = floor(fabs(lag));
    const ptrdiff_t left = (ptrdiff_t)whole, last = (ptrdiff_t)pitch->sizes.correlation;
    const double part = fabs(lag) - whole;

    if (left >= last)
        return (double)curve[last];
    if (!(part > 0.0))
        return (double)curve[left];
    const size_t room = (size_t)(last - left);
    /* The curve is symmetric, so what lies left of a lag lies right of its mirror. */
    return fy_sinc(curve - left, curve + left + 1, room < depth ? room : depth, part);
}

/* A correlation above 1 comes of the short window. */
static double reflected(double strength)
{
    return strength > 1.0 ? 1.0 / strength : strength;
}

struct peak {
    double lag, strength;
};

/* The maximum near a lag whose value is above its neighbours': the top of a parabola through three points, which close
 * in once the top lies between them; so far that rounding of the curve moves the top by no more than 1e-5 of the lag.
 */
static struct peak find_peak(const struct fy_pitch *pitch, const float *curve, size_t lag)
{
    const double lowest = (double)lag - 1.0, highest = (double)lag + 1.0;
    const double slope = 0.5 * ((double)curve[lag + 1] - (double)curve[lag - 1]);
    const double bend = 2.0 * (double)curve[lag] - (double)curve[lag - 1] - (double)curve[lag + 1];
    const double rounding = 1e-7;
    const double closest = fmin(fmax(rounding / (bend * 1e-5 * (double)lag), 0.06), 0.5);
    struct peak peak = { (double)lag + slope / bend, 0.0 };
    double apart = fmax(closest, 0.25);

    for (int round = 0; round < 8; round++) {
        const double left = between(pitch, curve, peak.lag - apart, MEASURING_DEPTH);
        const double middle = between(pitch, curve, peak.lag, MEASURING_DEPTH);
        const double right = between(pitch, curve, peak.lag + apart, MEASURING_DEPTH);
        const double dy = 0.5 * (right - left), d2y = 2.0 * middle - left - right;
        const double move = d2y > fabs(dy) ? dy / d2y : copysign(1.0, dy);
        peak.strength = d2y > fabs(dy) ? middle + 0.5 * move * dy : fmax(left, right);
        peak.lag = fmin(fmax(peak.lag + move * apart, lowest), highest);
        if (fabs(move) < 1.0 && apart <= closest)
            break;
        if (fabs(move) < 1.0)
            apart = fmax(0.25 * apart, closest);
    }
    return peak;
}

/* Maxima that are candidates, by lag. */
struct found {
    size_t lags[FY_PITCH_CANDIDATES];
    double ranks[FY_PITCH_CANDIDATES]; /* where there are more than places */
    size_t count, room;
};

/* How much a maximum deserves a place: high frequencies are preferred, by the octave cost. */
static double rank(const struct fy_pitch *pitch, const float *curve, size_t lag)
{
    const struct fy_pitch_settings *const settings = &pitch->settings;
    const double slope = 0.5 * ((double)curve[lag + 1] - (double)curve[lag - 1]);
    const double bend = 2.0 * (double)curve[lag] - (double)curve[lag - 1] - (double)curve[lag + 1];
    const double place = (double)lag + slope / bend;
    const double frequency = settings->sampling_rate / place;
    return reflected(between(pitch, curve, place, RANKING_DEPTH)) -
           settings->octave_cost * log2(settings->floor / frequency);
}

static void give_place(struct found *found, const struct fy_pitch *pitch, const float *curve, size_t lag)
{
    if (found->count < found->room) {
        found->lags[found->count++] = lag;
        return;
    }
    if (isnan(found->ranks[0]))
        for (size_t i = 0; i < found->count; i++)
            found->ranks[i] = rank(pitch, curve, found->lags[i]);
    const double own = rank(pitch, curve, lag);
    size_t weakest = 0;
    for (size_t i = 1; i < found->count; i++)
        if (found->ranks[i] < found->ranks[weakest])
            weakest = i;
    if (own > found->ranks[weakest]) {
        found->lags[weakest] = lag;
        found->ranks[weakest] = own;
    }
}

void fy_pitch_find_candidates(const struct fy_pitch *pitch, const float *curve, struct fy_pitch_frame *frame)
{
    const double rate = pitch->settings.sampling_rate;
    const float lowest = (float)(0.5 * pitch->settings.voicing_threshold);
    struct found found = { .ranks = { (double)NAN }, .room = pitch->sizes.candidates - 1 };

    for (size_t lag = 2; lag < pitch->sizes.most_lag && lag < pitch->sizes.correlation; lag++)
        if (curve[lag] > lowest && curve[lag] > curve[lag - 1] && curve[lag] >= curve[lag + 1])
            give_place(&found, pitch, curve, lag);
    for (size_t i = 0; i < found.count; i++) {
        struct peak peak = { (double)found.lags[i], (double)curve[found.lags[i]] };
        /* Above the ceiling a candidate means unvoiced, wherever exactly it is. */
        if (rate / (peak.lag + 1.0) < pitch->settings.ceiling)
            peak = find_peak(pitch, curve, found.lags[i]);
        frame->candidates[frame->count++] =
            (struct fy_pitch_candidate){ (float)(rate / peak.lag), (float)reflected(peak.strength) };
    }
}
