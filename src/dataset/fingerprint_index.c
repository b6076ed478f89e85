/* Comparing fingerprints, and finding those worth comparing: each half of a word is a key under which the places it stands
 * at are listed; two clips of the same speech agree in many keys at one shift. */
#include <fangyin/fingerprint.h>

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

enum {
    LEAST_LOUD = 40,      /* frames in common: 0.8 s */
    KEYS = 1 << 16,       /* of half a word */
    PROBE_EVERY = 2,      /* frames; neighbours are much alike */
    LEAST_VOTES = 3,      /* keys that agree, near one shift */
    SHIFT_STEP = 4,       /* frames in a bin of shifts */
    AROUND = 6,           /* frames on each side of a bin's that are compared */
};

static unsigned count_bits(uint32_t word)
{
    word -= (word >> 1) & 0x55555555U;
    word = (word & 0x33333333U) + ((word >> 2) & 0x33333333U);
    return (((word + (word >> 4)) & 0x0F0F0F0FU) * 0x01010101U) >> 24;
}

static size_t least_common(const struct fy_fingerprint *a, const struct fy_fingerprint *b)
{
    const size_t fewer = a->loud_count < b->loud_count ? a->loud_count : b->loud_count;
    return fewer / 2 > LEAST_LOUD ? fewer / 2 : LEAST_LOUD;
}

/* With b's frame 0 at a's frame `shift`. */
static double distance_at(const struct fy_fingerprint *a, const struct fy_fingerprint *b, int64_t shift, size_t least)
{
    const int64_t from = shift > 0 ? shift : 0;
    const int64_t to = (int64_t)a->count < (int64_t)b->count + shift ? (int64_t)a->count : (int64_t)b->count + shift;
    size_t wrong = 0, frames = 0;
    for (int64_t i = from; i < to; i++) {
        if (a->loud[i] && b->loud[i - shift]) {
            wrong += count_bits(a->words[i] ^ b->words[i - shift]);
            frames++;
        }
    }
    return frames >= least ? (double)wrong / (double)(frames * 32) : 1;
}

static double best_between(const struct fy_fingerprint *a, const struct fy_fingerprint *b, int64_t from, int64_t to,
                           double *shift)
{
    const size_t least = least_common(a, b);
    double best = 1;
    for (int64_t at = from; at <= to; at++) {
        const double distance = distance_at(a, b, at, least);
        if (distance < best) {
            best = distance;
            if (shift != NULL)
                *shift = (double)at * FY_FINGERPRINT_STEP;
        }
    }
    return best;
}

double fy_fingerprint_distance(const struct fy_fingerprint *a, const struct fy_fingerprint *b, double *shift)
{
    if (shift != NULL)
        *shift = 0;
    return best_between(a, b, 1 - (int64_t)b->count, (int64_t)a->count - 1, shift);
}

/* ---- index ---- */

struct place {
    uint32_t clip, frame;
};
struct places {
    struct place *items;
    size_t count, capacity;
};

/* A shift at which a key of both agrees. */
struct vote {
    uint32_t clip;
    int32_t shift; /* in bins */
};

struct fy_fingerprint_index {
    struct places keys[2][KEYS];
    struct fy_fingerprint *clips;
    size_t count, capacity;
    struct vote *votes;
    size_t vote_count, vote_capacity;
};

struct fy_fingerprint_index *fy_fingerprint_index_new(void)
{
    return fy_calloc(1, sizeof(struct fy_fingerprint_index));
}

void fy_fingerprint_index_free(struct fy_fingerprint_index *index)
{
    if (index == NULL)
        return;
    for (size_t i = 0; i < index->count; i++)
        fy_fingerprint_clear(&index->clips[i]);
    for (size_t half = 0; half < 2; half++) {
        for (size_t key = 0; key < KEYS; key++)
            fy_free(index->keys[half][key].items);
    }
    fy_free(index->clips);
    fy_free(index->votes);
    fy_free(index);
}

static int32_t bin_of(int64_t shift)
{
    return (int32_t)((shift + ((int64_t)1 << 32)) / SHIFT_STEP - ((int64_t)1 << 32) / SHIFT_STEP);
}

static enum fy_status vote(struct fy_fingerprint_index *index, const struct places *places, uint32_t frame)
{
    if (index->vote_count + places->count > index->vote_capacity) {
        struct vote *grown =
            fy_grow(index->votes, &index->vote_capacity, index->vote_count + places->count, sizeof *grown);
        if (grown == NULL)
            return FY_NO_MEMORY;
        index->votes = grown;
    }
    for (size_t i = 0; i < places->count; i++)
        index->votes[index->vote_count++] =
            (struct vote){ places->items[i].clip, bin_of((int64_t)places->items[i].frame - (int64_t)frame) };
    return FY_OK;
}

static int by_clip(const void *a, const void *b)
{
    const struct vote *x = a, *y = b;
    if (x->clip != y->clip)
        return x->clip < y->clip ? -1 : 1;
    return (x->shift > y->shift) - (x->shift < y->shift);
}

/* The votes of one clip, sorted by shift: compare at the bins that have enough, each with its next. */
static double compare_clip(const struct fy_fingerprint_index *index, const struct fy_fingerprint *b,
                           const struct vote *votes, size_t count, double *shift)
{
    const struct fy_fingerprint *a = &index->clips[votes[0].clip];
    double best = 1;
    int64_t done = INT64_MIN;
    for (size_t i = 0; i < count; i++) {
        size_t same = i;
        while (same < count && votes[same].shift <= votes[i].shift + 1)
            same++;
        if (same - i < LEAST_VOTES)
            continue;
        double where = 0;
        int64_t from = (int64_t)votes[i].shift * SHIFT_STEP - AROUND;
        const int64_t to = from + 2 * SHIFT_STEP + 2 * AROUND;
        from = from > done ? from : done + 1;
        const double distance = from <= to ? best_between(a, b, from, to, &where) : 1;
        done = to;
        if (distance < best) {
            best = distance;
            *shift = where;
        }
    }
    return best;
}

static enum fy_status look_up(struct fy_fingerprint_index *index, const struct fy_fingerprint *clip,
                              fy_fingerprint_found *found, void *context)
{
    enum fy_status status = FY_OK;
    index->vote_count = 0;
    for (size_t frame = 0; status == FY_OK && frame < clip->count; frame += PROBE_EVERY) {
        if (!clip->loud[frame])
            continue;
        status = vote(index, &index->keys[0][clip->words[frame] & 0xFFFFU], (uint32_t)frame);
        if (status == FY_OK)
            status = vote(index, &index->keys[1][clip->words[frame] >> 16], (uint32_t)frame);
    }
    if (status != FY_OK || index->vote_count == 0)
        return status;
    qsort(index->votes, index->vote_count, sizeof *index->votes, by_clip);
    for (size_t i = 0, end; i < index->vote_count; i = end) {
        for (end = i + 1; end < index->vote_count && index->votes[end].clip == index->votes[i].clip;)
            end++;
        double shift = 0;
        const double distance = compare_clip(index, clip, index->votes + i, end - i, &shift);
        if (distance <= FY_FINGERPRINT_SAME)
            found(context, index->votes[i].clip, distance, shift);
    }
    return FY_OK;
}

static bool list(struct places *places, uint32_t clip, uint32_t frame)
{
    struct place *grown = fy_grow(places->items, &places->capacity, places->count + 1, sizeof *grown);
    if (grown == NULL)
        return false;
    places->items = grown;
    grown[places->count++] = (struct place){ clip, frame };
    return true;
}

/* What is listed of a clip whose adding failed half way. */
static void unlist(struct fy_fingerprint_index *index, const struct fy_fingerprint *clip, uint32_t number)
{
    for (size_t frame = 0; frame < clip->count; frame++) {
        for (size_t half = 0; half < 2; half++) {
            struct places *places = &index->keys[half][half == 0 ? clip->words[frame] & 0xFFFFU : clip->words[frame] >> 16];
            while (places->count > 0 && places->items[places->count - 1].clip == number)
                places->count--;
        }
    }
}

enum fy_status fy_fingerprint_index_add(struct fy_fingerprint_index *index, struct fy_fingerprint *fingerprint,
                                        fy_fingerprint_found *found, void *context)
{
    const uint32_t number = (uint32_t)index->count;
    struct fy_fingerprint *grown = fy_grow(index->clips, &index->capacity, index->count + 1, sizeof *grown);
    enum fy_status status = FY_NO_MEMORY;
    if (grown != NULL) {
        index->clips = grown;
        status = found != NULL ? look_up(index, fingerprint, found, context) : FY_OK;
    }
    for (size_t frame = 0; status == FY_OK && frame < fingerprint->count; frame++) {
        const uint32_t word = fingerprint->words[frame];
        if (fingerprint->loud[frame] && (!list(&index->keys[0][word & 0xFFFFU], number, (uint32_t)frame) ||
                                         !list(&index->keys[1][word >> 16], number, (uint32_t)frame)))
            status = FY_NO_MEMORY;
    }
    if (status == FY_OK) {
        index->clips[index->count++] = *fingerprint;
        *fingerprint = (struct fy_fingerprint){ NULL, NULL, 0, 0 };
        return FY_OK;
    }
    unlist(index, fingerprint, number);
    fy_fingerprint_clear(fingerprint);
    return status;
}
