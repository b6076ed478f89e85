#include <fangyin/silences.h>

#include <fangyin/memory.h>
#include <math.h>
#include <stdbool.h>

/* Settings in frames. */
struct limits {
    int64_t pause, longest, padding;
};

struct plan {
    struct fy_stretch *parts; /* speech inside the range, in order, not touching */
    bool *joined;             /* joined[i]: parts i and i + 1 are one segment */
    size_t count;
    struct limits limits;
};

static bool to_frames(double seconds, double rate, int64_t *frames)
{
    if (!(seconds >= 0.0))
        return false;
    /* Infinite is a legal way to say "no limit". */
    *frames = (int64_t)floor(fmin(seconds * rate, 1e15) + 0.5);
    return true;
}

static bool read_settings(struct limits *limits, const struct fy_cut_settings *settings)
{
    const double rate = settings->sampling_rate;
    return isfinite(rate) && rate > 0.0 && to_frames(settings->pause, rate, &limits->pause) &&
           to_frames(settings->longest, rate, &limits->longest) && to_frames(settings->padding, rate, &limits->padding);
}

/* Clip the speech to the range and join what touches. False where it is out of order. */
static bool clip(struct plan *plan, const struct fy_stretch *speech, size_t count, int64_t from, int64_t to)
{
    for (size_t i = 0; i < count; i++) {
        if (speech[i].to < speech[i].from || (i > 0 && speech[i].from < speech[i - 1].from))
            return false;
        const int64_t start = speech[i].from > from ? speech[i].from : from;
        const int64_t end = speech[i].to < to ? speech[i].to : to;
        if (start >= end)
            continue;
        struct fy_stretch *last = plan->count > 0 ? &plan->parts[plan->count - 1] : NULL;
        if (last != NULL && start <= last->to)
            last->to = end > last->to ? end : last->to;
        else
            plan->parts[plan->count++] = (struct fy_stretch){ start, end };
    }
    return true;
}

/* The longest gap inside parts first .. last; among equals the one nearest the middle, so that halves stay alike.
 * Returns the part before it. */
static size_t longest_gap(const struct plan *plan, size_t first, size_t last)
{
    const struct fy_stretch *parts = plan->parts;
    const int64_t ends = parts[first].from + parts[last].to;
    size_t best = first;
    int64_t best_gap = -1, best_off = 0;
    for (size_t i = first; i < last; i++) {
        const int64_t gap = parts[i + 1].from - parts[i].to;
        const int64_t twice_middle = parts[i + 1].from + parts[i].to;
        const int64_t off = twice_middle > ends ? twice_middle - ends : ends - twice_middle;
        if (gap > best_gap || (gap == best_gap && off < best_off)) {
            best = i;
            best_gap = gap;
            best_off = off;
        }
    }
    return best;
}

/* Cut parts first .. last until each piece, with its padding, is short enough or one unbroken stretch. Recurses into
 * the side with fewer parts only: at most log2(count) deep. */
static void shorten(struct plan *plan, size_t first, size_t last)
{
    while (first < last) {
        const int64_t length = plan->parts[last].to - plan->parts[first].from;
        /* Each side may get up to one and a half paddings. */
        if (length + 3 * plan->limits.padding <= plan->limits.longest)
            return;
        const size_t cut = longest_gap(plan, first, last);
        plan->joined[cut] = false;
        if (cut - first < last - cut) {
            shorten(plan, first, cut);
            first = cut + 1;
        } else {
            shorten(plan, cut + 1, last);
            last = cut;
        }
    }
}

static void join(struct plan *plan)
{
    for (size_t first = 0, last; first < plan->count; first = last + 1) {
        for (last = first; last + 1 < plan->count; last++) {
            if (plan->parts[last + 1].from - plan->parts[last].to >= plan->limits.pause)
                break;
            plan->joined[last] = true;
        }
        shorten(plan, first, last);
    }
}

/* Lay the segments and the pauses between them out over [from, to). A pause is longer than the padding: shorter ones
 * would only be in the way. Returns their number. */
static size_t lay_out(const struct plan *plan, int64_t from, int64_t to, struct fy_cut *cuts)
{
    const int64_t padding = plan->limits.padding;
    size_t count = 0;
    int64_t at = from; /* everything before is covered */

    for (size_t i = 0; i < plan->count; i++) {
        const bool opens = i == 0 || !plan->joined[i - 1];
        const bool closes = i + 1 == plan->count || !plan->joined[i];
        if (opens && plan->parts[i].from - at > 2 * padding) {
            const int64_t start = plan->parts[i].from - padding;
            cuts[count++] = (struct fy_cut){ at, start, 0 };
            at = start;
        }
        if (!closes)
            continue;
        int64_t end = to;
        if (i + 1 < plan->count) {
            const int64_t gap = plan->parts[i + 1].from - plan->parts[i].to;
            end = plan->parts[i].to + (gap > 3 * padding ? padding : gap / 2);
        } else if (to - plan->parts[i].to > 2 * padding) {
            end = plan->parts[i].to + padding;
        }
        cuts[count++] = (struct fy_cut){ at, end, 1 };
        at = end;
    }
    if (at < to)
        cuts[count++] = (struct fy_cut){ at, to, 0 };
    return count;
}

enum fy_status fy_cut_at_pauses(const struct fy_stretch *speech, size_t speech_count, int64_t from, int64_t to,
                                const struct fy_cut_settings *settings, struct fy_cut **cuts, size_t *count)
{
    struct plan plan = { .count = 0 };
    enum fy_status status = FY_NO_MEMORY;

    *cuts = NULL;
    *count = 0;
    if (from < 0 || from > to || to > INT64_MAX / 4 || !read_settings(&plan.limits, settings))
        return FY_INVALID;
    if (from == to)
        return FY_OK;
    if (speech_count > SIZE_MAX / 2 / sizeof **cuts - 1)
        return FY_NO_MEMORY;
    plan.parts = fy_malloc((speech_count + 1) * sizeof *plan.parts);
    plan.joined = fy_calloc(speech_count + 1, sizeof *plan.joined);
    struct fy_cut *result = fy_malloc((2 * speech_count + 1) * sizeof *result);
    if (plan.parts == NULL || plan.joined == NULL || result == NULL)
        goto done;
    if (!clip(&plan, speech, speech_count, from, to)) {
        status = FY_INVALID;
        goto done;
    }
    join(&plan);
    *count = lay_out(&plan, from, to, result);
    *cuts = result;
    result = NULL;
    status = FY_OK;
done:
    fy_free(result);
    fy_free(plan.joined);
    fy_free(plan.parts);
    return status;
}
