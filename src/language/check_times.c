/* How long a segment is, how fast somebody speaks in it, and what its sound says about its edges. */
#include "base/messages.h"
#include "language/check.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { LEVELS = 160 /* dB below full scale that are counted */ };
#define EDGE 0.02        /* seconds at an edge whose level tells whether speech is cut */
#define ABOVE_SILENCE 10 /* dB */
#define TENTH 0.1

static void check_length(struct fy_check_run *run, const struct fy_check_label *text)
{
    const double *limit = run->checks->convention.limit, length = text->to - text->from;
    if (length > limit[FY_LIMIT_LONGEST_ALLOWED])
        fy_check_tell(run, text, FY_RULE_TOO_LONG, 0, 0,
                      _("This segment is %.1f s long; %g s is the most. Split it at a pause."), length,
                      limit[FY_LIMIT_LONGEST_ALLOWED]);
    else if (length > limit[FY_LIMIT_LONGEST])
        fy_check_tell(run, text, FY_RULE_LONG, 0, 0,
                      _("This segment is %.1f s long; up to %g s is better. Split it at a pause."), length,
                      limit[FY_LIMIT_LONGEST]);
    else if (length < limit[FY_LIMIT_SHORTEST])
        fy_check_tell(run, text, FY_RULE_SHORT, 0, 0, _("This segment is %.2f s long; %g s is the least."), length,
                      limit[FY_LIMIT_SHORTEST]);
}

static void check_rate(struct fy_check_run *run, const struct fy_check_label *text)
{
    const double *limit = run->checks->convention.limit, length = text->to - text->from;
    const double count = (double)fy_check_characters(text->text, text->size, NULL);
    if (count == 0 || length <= 0)
        return;
    if (count / length > limit[FY_LIMIT_FASTEST])
        fy_check_tell(run, text, FY_RULE_RATE, 0, 0,
                      _("%.1f characters a second are more than anybody says. Is text of another segment here?"),
                      count / length);
    else if (count / length < limit[FY_LIMIT_SLOWEST])
        fy_check_tell(run, text, FY_RULE_RATE, 0, 0,
                      _("%.1f characters a second are few. Is something missing, or silence inside?"), count / length);
}

static void check_sound(struct fy_check_run *run, const struct fy_check_segment *segment)
{
    const struct fy_check_sound *sound = segment->sound;
    const struct fy_check_label *text = &segment->labels[FY_ROLE_TEXT];
    const double *limit = run->checks->convention.limit;
    const bool head = sound->head > sound->floor, tail = sound->tail > sound->floor;
    if (head || tail)
        fy_check_tell(run, text, FY_RULE_CUT, 0, 0,
                      head && tail ? _("Sound goes on at both edges of this segment. Is speech cut?")
                      : head       ? _("Sound is there before this segment begins. Is speech cut?")
                                   : _("Sound goes on where this segment ends. Is speech cut?"));
    if (sound->pause > limit[FY_LIMIT_PAUSE])
        fy_check_tell(run, text, FY_RULE_PAUSE, 0, 0, _("A pause of %.1f s is inside, %.1f s from the start. Split there."),
                      sound->pause, sound->pause_at - text->from);
    const double least = fmin(sound->before, sound->after), most = fmax(sound->before, sound->after);
    if (!head && !tail && (least < limit[FY_LIMIT_PADDING_LEAST] || most > limit[FY_LIMIT_PADDING_MOST]))
        fy_check_tell(run, text, FY_RULE_PADDING, 0, 0,
                      _("%.2f s of silence stand before the speech and %.2f s behind it; %g to %g s are wanted."),
                      sound->before, sound->after, limit[FY_LIMIT_PADDING_LEAST], limit[FY_LIMIT_PADDING_MOST]);
}

void fy_check_times(struct fy_check_run *run, const struct fy_check_segment *segment)
{
    const struct fy_check_label *text = &segment->labels[FY_ROLE_TEXT];
    if (fy_check_is_empty(text))
        return;
    check_length(run, text);
    check_rate(run, text);
    if (segment->sound != NULL)
        check_sound(run, segment);
}

/* ---- levels ---- */

double fy_check_floor(const float *levels, size_t count)
{
    size_t counts[LEVELS + 1] = { 0 }, below = 0;
    int level = LEVELS;
    for (size_t i = 0; i < count; i++) {
        const double depth = levels[i] < 0 ? -(double)levels[i] : 0;
        counts[depth < LEVELS ? (size_t)depth : LEVELS]++;
    }
    while (level > 0 && (double)(below + counts[level]) < (double)count * TENTH)
        below += counts[level--];
    return -level + ABOVE_SILENCE;
}

/* The level of several frames together, from their powers. */
static double level_of(const float *levels, size_t from, size_t to)
{
    double power = 0;
    for (size_t i = from; i < to; i++)
        power += pow(10, (double)levels[i] / 10);
    return to > from ? 10 * log10(power / (double)(to - from)) : -LEVELS;
}

void fy_check_measure(struct fy_check_sound *sound, const float *levels, size_t count, double step, double floor_level,
                      double xmin, double xmax)
{
    const double first_frame = fmax(0, ceil(xmin / step - 1e-6)), last_frame = fmax(0, floor(xmax / step + 1e-6));
    const size_t first = first_frame < (double)count ? (size_t)first_frame : count;
    const size_t last = last_frame < (double)count ? (size_t)last_frame : count;
    const size_t edge = (size_t)(EDGE / step + 0.5);
    *sound = (struct fy_check_sound){ .floor = floor_level, .head = -LEVELS, .tail = -LEVELS };
    if (last <= first)
        return;
    const size_t some = edge < last - first ? edge : last - first;
    sound->head = level_of(levels, first, first + some);
    sound->tail = level_of(levels, last - some, last);
    size_t begin = first, end = last, silent = 0;
    while (begin < last && (double)levels[begin] <= floor_level)
        begin++;
    while (end > begin && (double)levels[end - 1] <= floor_level)
        end--;
    sound->before = (double)(begin - first) * step;
    sound->after = (double)(last - end) * step;
    for (size_t i = begin; i < end; i++) {
        silent = (double)levels[i] <= floor_level ? silent + 1 : 0;
        if ((double)silent * step > sound->pause) {
            sound->pause = (double)silent * step;
            sound->pause_at = (double)(i + 1 - silent) * step;
        }
    }
}
