#include "formats/eaf.h"

#include <fangyin/memory.h>

#include "base/messages.h"

#include <math.h>
#include <stdlib.h>

/* ---- slots without a time ---- */

/* Annotations of one tier that meet in slots without a time share what is between the outer two equally:
 *
 *     ts1 (1000) --a1-- ts2 (none) --a2-- ts3 (none) --a3-- ts4 (4000)      ts2 = 2000, ts3 = 3000
 */
struct chains {
    size_t *next, *before; /* slot to slot, along the annotations of one tier */
};

static bool untimed(const struct fy_eaf *eaf, size_t slot)
{
    return isnan(eaf->slots.items[slot].ms);
}

static void share_chain(struct fy_eaf *eaf, const struct chains *chains, size_t start)
{
    struct fy_eaf_slot *slots = eaf->slots.items;
    size_t steps = 0, last = start;
    while (chains->next[last] != FY_NONE && chains->before[chains->next[last]] == last) {
        last = chains->next[last];
        steps++;
        if (!untimed(eaf, last) || last == start)
            break;
    }
    if (steps < 2 || untimed(eaf, last) || slots[last].ms < slots[start].ms)
        return;
    double from = slots[start].ms, length = slots[last].ms - from;
    size_t slot = start;
    for (size_t i = 1; i < steps; i++) {
        slot = chains->next[slot];
        slots[slot].ms = from + length * (double)i / (double)steps;
    }
}

static void share_chains(struct fy_eaf *eaf, const struct chains *chains, const struct fy_eaf_tier *tier)
{
    const struct fy_eaf_annotation *items = eaf->annotations.items + tier->first;
    for (size_t i = 0; i < tier->count; i++) {
        if (!items[i].alignable)
            continue;
        if (chains->next[items[i].target[0]] == FY_NONE)
            chains->next[items[i].target[0]] = items[i].target[1];
        chains->before[items[i].target[1]] = items[i].target[0];
    }
    for (size_t i = 0; i < tier->count; i++)
        if (items[i].alignable && !untimed(eaf, items[i].target[0]) && untimed(eaf, items[i].target[1]))
            share_chain(eaf, chains, items[i].target[0]);
    for (size_t i = 0; i < tier->count; i++)
        if (items[i].alignable)
            chains->next[items[i].target[0]] = chains->before[items[i].target[1]] = FY_NONE;
}

/* What no chain reaches gets a time by its place in TIME_ORDER. Before the first time stands 0; behind the last one the
 * duration or, unknown, a second for each slot. Returns how many had to be guessed so. */
static size_t share_time_order(struct fy_eaf *eaf)
{
    struct fy_eaf_slot *slots = eaf->slots.items;
    size_t guessed = 0, count = eaf->slots.count;
    double before = 0;
    for (size_t i = 0; i < count; i++) {
        if (!untimed(eaf, i)) {
            before = slots[i].ms;
            continue;
        }
        size_t end = i;
        while (end < count && untimed(eaf, end))
            end++;
        double run = (double)(end - i), after = before + run * 1000;
        if (end < count)
            after = slots[end].ms;
        else if (eaf->duration * 1000 - eaf->origin > before)
            after = eaf->duration * 1000 - eaf->origin;
        if (end == count)
            guessed += end - i;
        for (size_t j = i; j < end; j++)
            slots[j].ms =
                after > before ? before + (after - before) * (double)(j - i + 1) / (run + (end < count)) : before;
        i = end - 1;
        before = slots[i].ms;
    }
    return guessed;
}

static int by_depth(const void *a, const void *b)
{
    const struct fy_eaf_tier *const *x = a, *const *y = b;
    if ((*x)->depth != (*y)->depth)
        return (*x)->depth < (*y)->depth ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

static enum fy_status time_slots(struct fy_eaf *eaf)
{
    size_t missing = 0, count = eaf->slots.count;
    for (size_t i = 0; i < count; i++)
        missing += untimed(eaf, i);
    if (missing == 0)
        return FY_OK;
    struct chains chains = { fy_malloc(count * sizeof(size_t)), fy_malloc(count * sizeof(size_t)) };
    const struct fy_eaf_tier **order = fy_malloc((eaf->tiers.count + 1) * sizeof *order);
    bool good = chains.next && chains.before && order;
    if (good) {
        for (size_t i = 0; i < count; i++)
            chains.next[i] = chains.before[i] = FY_NONE;
        for (size_t i = 0; i < eaf->tiers.count; i++)
            order[i] = &eaf->tiers.items[i];
        qsort(order, eaf->tiers.count, sizeof *order, by_depth);
        for (size_t i = 0; i < eaf->tiers.count; i++)
            share_chains(eaf, &chains, order[i]);
        fy_finding_add(eaf->findings, 0, false,
                       _("Time slots without a time: %lu. They were given times between their neighbours."),
                       (unsigned long)missing);
        size_t guessed = share_time_order(eaf);
        if (guessed > 0)
            fy_finding_add(eaf->findings, 0, false,
                           _("No later time slot has a time, so that of the last %lu slots is a guess."),
                           (unsigned long)guessed);
    }
    fy_free(chains.next);
    fy_free(chains.before);
    fy_free(order);
    return good ? FY_OK : FY_NO_MEMORY;
}

static void time_alignable(struct fy_eaf *eaf)
{
    for (size_t i = 0; i < eaf->annotations.count; i++) {
        struct fy_eaf_annotation *annotation = &eaf->annotations.items[i];
        if (!annotation->alignable)
            continue;
        annotation->begin = eaf->slots.items[annotation->target[0]].ms;
        annotation->end = eaf->slots.items[annotation->target[1]].ms;
        if (annotation->begin > annotation->end) {
            double begin = annotation->begin;
            annotation->begin = annotation->end;
            annotation->end = begin;
            fy_finding_add(eaf->findings, annotation->offset, false,
                           _("This annotation ends before it starts; its start and end were exchanged."));
        }
    }
}

/* ---- annotations that have the time of their parent ---- */

static int by_parent(const void *a, const void *b)
{
    const struct fy_eaf_annotation *const *x = a, *const *y = b;
    if ((*x)->depth != (*y)->depth)
        return (*x)->depth < (*y)->depth ? -1 : 1;
    if ((*x)->tier != (*y)->tier)
        return (*x)->tier < (*y)->tier ? -1 : 1;
    if ((*x)->target[0] != (*y)->target[0])
        return (*x)->target[0] < (*y)->target[0] ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

/* The children in the order that PREVIOUS_ANNOTATION gives, into `ordered`; those it does not reach stand behind, in
 * the order of the file. `next` is FY_NONE for all annotations, before and after. */
static void order_children(const struct fy_eaf *eaf, struct fy_eaf_annotation **group, size_t count, size_t *next,
                           struct fy_eaf_annotation **ordered)
{
    struct fy_eaf_annotation *items = eaf->annotations.items;
    size_t done = 0;
    for (size_t i = 0; i < count; i++) {
        size_t before = group[i]->target[1];
        if (before != FY_NONE && &items[before] != group[i] && items[before].tier == group[i]->tier &&
            items[before].target[0] == group[i]->target[0] && !items[before].alignable && next[before] == FY_NONE)
            next[before] = (size_t)(group[i] - items);
    }
    for (size_t i = 0; i < count; i++) {
        if (group[i]->target[1] != FY_NONE)
            continue;
        for (size_t at = (size_t)(group[i] - items); at != FY_NONE; at = next[at])
            ordered[done++] = &items[at];
    }
    for (size_t i = 0; i < done; i++)
        next[ordered[i] - items] = (size_t)(ordered[i] - items); /* itself: it is placed */
    for (size_t i = 0; i < count && done < count; i++) {
        size_t at = (size_t)(group[i] - items);
        if (next[at] != at)
            ordered[done++] = group[i];
    }
    for (size_t i = 0; i < count; i++)
        next[group[i] - items] = FY_NONE;
}

static void divide_parent(struct fy_eaf *eaf, struct fy_eaf_annotation **group, size_t count)
{
    const struct fy_eaf_annotation *parent = &eaf->annotations.items[group[0]->target[0]];
    double length = parent->end - parent->begin;
    size_t type = eaf->tiers.items[group[0]->tier].type;
    for (size_t i = 0; i < count; i++) {
        group[i]->begin = parent->begin + length * (double)i / (double)count;
        group[i]->end = i + 1 == count ? parent->end : parent->begin + length * (double)(i + 1) / (double)count;
    }
    if (count > 1 && type != FY_NONE && eaf->types.items[type].constraint == FY_EAF_ASSOCIATION)
        fy_finding_add(
            eaf->findings, group[1]->offset, false,
            _("Of an annotation's children in this tier there should be one, but there are %lu; they share its "
              "time equally."),
            (unsigned long)count);
}

static enum fy_status time_references(struct fy_eaf *eaf)
{
    struct fy_eaf_annotation *items = eaf->annotations.items;
    size_t count = 0, all = eaf->annotations.count;
    for (size_t i = 0; i < all; i++)
        count += !items[i].alignable;
    if (count == 0)
        return FY_OK;
    struct fy_eaf_annotation **order = fy_malloc(count * sizeof *order), **ordered = fy_malloc(count * sizeof *ordered);
    size_t *next = fy_malloc(all * sizeof *next);
    bool good = order && ordered && next;
    if (good) {
        count = 0;
        for (size_t i = 0; i < all; i++) {
            next[i] = FY_NONE;
            if (!items[i].alignable)
                order[count++] = &items[i];
        }
        qsort(order, count, sizeof *order, by_parent);
        for (size_t start = 0, end; start < count; start = end) {
            for (end = start + 1; end < count && order[end]->tier == order[start]->tier &&
                                  order[end]->target[0] == order[start]->target[0];)
                end++;
            order_children(eaf, order + start, end - start, next, ordered);
            divide_parent(eaf, ordered, end - start);
        }
    }
    fy_free(order);
    fy_free(ordered);
    fy_free(next);
    return good ? FY_OK : FY_NO_MEMORY;
}

enum fy_status fy_eaf_time(struct fy_eaf *eaf)
{
    enum fy_status status = time_slots(eaf);
    if (status != FY_OK)
        return status;
    time_alignable(eaf);
    return time_references(eaf);
}
