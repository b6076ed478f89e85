#include <fangyin/diff.h>

#include "compare/unite.h"

#include <fangyin/memory.h>
#include <fangyin/pairs.h>
#include <fangyin/sisters.h>
#include <stdlib.h>
#include <string.h>

/* Two grids and what was found so far. The first failure to remember a change is the last. */
struct differ {
    const struct fy_grid *a, *b;
    struct fy_diff *diff;
    enum fy_status status;
};

/* A group's tiers; the first is the leader. */
struct members {
    const struct fy_united *items;
    size_t count;
};

static void say(struct differ *differ, enum fy_change_kind kind, const struct fy_united *tier, size_t item_a,
                size_t item_b)
{
    struct fy_diff *diff = differ->diff;
    struct fy_change *grown =
        differ->status == FY_OK ? fy_grow(diff->items, &diff->capacity, diff->count + 1, sizeof *grown) : NULL;
    if (!grown) {
        differ->status = FY_NO_MEMORY;
        return;
    }
    diff->items = grown;
    grown[diff->count++] = (struct fy_change){
        .kind = kind,
        .tier_a = tier ? tier->at[0] : FY_NONE,
        .tier_b = tier ? tier->at[1] : FY_NONE,
        .item_a = item_a,
        .item_b = item_b,
    };
}

/* ---- intervals ---- */

static const struct fy_interval *interval_a(const struct differ *differ, const struct fy_united *tier, size_t item)
{
    return &fy_tier_intervals(differ->a, tier->at[0])[item];
}

static const struct fy_interval *interval_b(const struct differ *differ, const struct fy_united *tier, size_t item)
{
    return &fy_tier_intervals(differ->b, tier->at[1])[item];
}

static void say_alone(struct differ *differ, const struct members *group, bool in_a, size_t item)
{
    for (size_t t = 0; t < group->count; t++) {
        const struct fy_united *tier = &group->items[t];
        const struct fy_interval *interval = in_a ? interval_a(differ, tier, item) : interval_b(differ, tier, item);
        if (t == 0 || interval->text[0] != '\0')
            say(differ, in_a ? FY_CHANGE_REMOVED : FY_CHANGE_ADDED, tier, in_a ? item : FY_NONE, in_a ? FY_NONE : item);
    }
}

/* A pause whose moved end is the end of a segment too needs no change of its own. */
static bool follows_a_segment(const struct differ *differ, const struct fy_united *tier, size_t item_a, size_t item_b)
{
    const size_t size = fy_tier_size(differ->a, tier->at[0]);
    const struct fy_interval *a = interval_a(differ, tier, item_a), *b = interval_b(differ, tier, item_b);
    if (!fy_label_empty(a->text) || !fy_label_empty(b->text))
        return false;
    if (!fy_time_same(a->xmin, b->xmin) &&
        (item_a == 0 || fy_label_empty(a[-1].text) || !fy_time_same(a[-1].xmax, a->xmin)))
        return false;
    return fy_time_same(a->xmax, b->xmax) ||
           (item_a + 1 < size && !fy_label_empty(a[1].text) && fy_time_same(a->xmax, a[1].xmin));
}

static void say_pair(struct differ *differ, const struct members *group, size_t item_a, size_t item_b)
{
    const struct fy_interval *a = interval_a(differ, group->items, item_a), *b = interval_b(differ, group->items, item_b);
    if ((!fy_time_same(a->xmin, b->xmin) || !fy_time_same(a->xmax, b->xmax)) &&
        !follows_a_segment(differ, group->items, item_a, item_b))
        say(differ, FY_CHANGE_TIME, group->items, item_a, item_b);
    for (size_t t = 0; t < group->count; t++) {
        const struct fy_united *tier = &group->items[t];
        if (strcmp(interval_a(differ, tier, item_a)->text, interval_b(differ, tier, item_b)->text) != 0)
            say(differ, FY_CHANGE_LABEL, tier, item_a, item_b);
    }
}

/* Walk both tiers in order of time. partner_a[i] is the partner of A's interval i, FY_NONE for none. */
static void walk(struct differ *differ, const struct members *group, const size_t *partner_a, const size_t *partner_b,
                 size_t size_a, size_t size_b)
{
    size_t j = 0;
    for (size_t i = 0; i < size_a; i++) {
        for (; j < size_b && partner_b[j] == FY_NONE &&
               interval_b(differ, group->items, j)->xmin <= interval_a(differ, group->items, i)->xmin;
             j++)
            say_alone(differ, group, false, j);
        if (partner_a[i] == FY_NONE)
            say_alone(differ, group, true, i);
        else
            say_pair(differ, group, i, partner_a[i]);
        while (j < size_b && partner_b[j] != FY_NONE && partner_b[j] <= i)
            j++;
    }
    for (; j < size_b; j++) {
        if (partner_b[j] == FY_NONE)
            say_alone(differ, group, false, j);
    }
}

static void diff_intervals(struct differ *differ, const struct members *group)
{
    struct fy_pairs pairs;
    const size_t tier_a = group->items[0].at[0], tier_b = group->items[0].at[1];
    const size_t size_a = fy_tier_size(differ->a, tier_a), size_b = fy_tier_size(differ->b, tier_b);
    enum fy_status status = fy_pairs_find_all(differ->a, tier_a, differ->b, tier_b, &pairs);
    size_t *partner_a = fy_calloc(size_a + 1, sizeof *partner_a), *partner_b = fy_calloc(size_b + 1, sizeof *partner_b);
    if (status == FY_OK && partner_a && partner_b) {
        for (size_t i = 0; i < size_a; i++)
            partner_a[i] = FY_NONE;
        for (size_t j = 0; j < size_b; j++)
            partner_b[j] = FY_NONE;
        for (size_t p = 0; p < pairs.count; p++) {
            partner_a[pairs.items[p].a] = pairs.items[p].b;
            partner_b[pairs.items[p].b] = pairs.items[p].a;
        }
        walk(differ, group, partner_a, partner_b, size_a, size_b);
    } else {
        differ->status = FY_NO_MEMORY;
    }
    fy_free(partner_a);
    fy_free(partner_b);
    fy_pairs_free(&pairs);
}

/* ---- points ---- */

static void diff_points(struct differ *differ, const struct fy_united *tier)
{
    const struct fy_point *a = fy_tier_points(differ->a, tier->at[0]), *b = fy_tier_points(differ->b, tier->at[1]);
    const size_t size_a = fy_tier_size(differ->a, tier->at[0]), size_b = fy_tier_size(differ->b, tier->at[1]);
    for (size_t i = 0, j = 0; i < size_a || j < size_b;) {
        if (j == size_b || (i < size_a && a[i].time < b[j].time)) {
            say(differ, FY_CHANGE_REMOVED, tier, i++, FY_NONE);
        } else if (i == size_a || b[j].time < a[i].time) {
            say(differ, FY_CHANGE_ADDED, tier, FY_NONE, j++);
        } else {
            if (strcmp(a[i].mark, b[j].mark) != 0)
                say(differ, FY_CHANGE_LABEL, tier, i, j);
            i++, j++;
        }
    }
}

/* ---- tiers ---- */

/* What is not told yet of a tier that both have. */
static void say_rest(struct differ *differ, const struct members *group, size_t from)
{
    for (size_t t = 0; t < group->count; t++) {
        const struct fy_united *tier = &group->items[t];
        if (!fy_time_same(fy_tier_xmin(differ->a, tier->at[0]), fy_tier_xmin(differ->b, tier->at[1])) ||
            !fy_time_same(fy_tier_xmax(differ->a, tier->at[0]), fy_tier_xmax(differ->b, tier->at[1])))
            say(differ, FY_CHANGE_DOMAIN, tier, FY_NONE, FY_NONE);
        bool told = t > 0 && differ->diff->count > from;
        for (size_t i = from; !told && i < differ->diff->count; i++)
            told = differ->diff->items[i].tier_a == tier->at[0] || differ->diff->items[i].tier_b == tier->at[1];
        if (!told && !fy_tier_same(differ->a, tier->at[0], differ->b, tier->at[1]))
            say(differ, FY_CHANGE_OTHER, tier, FY_NONE, FY_NONE);
    }
}

static void diff_group(struct differ *differ, const struct members *group)
{
    const size_t from = differ->diff->count;
    bool same = true;
    for (size_t t = 0; same && t < group->count; t++)
        same = fy_tier_same(differ->a, group->items[t].at[0], differ->b, group->items[t].at[1]);
    if (same)
        return;
    if (group->items->kind == FY_POINT_TIER)
        diff_points(differ, group->items);
    else
        diff_intervals(differ, group);
    say_rest(differ, group, from);
}

static void diff_order(struct differ *differ, const struct fy_unity *unity)
{
    const size_t size = fy_grid_tier_count(differ->a);
    size_t *place = fy_malloc((size + 1) * sizeof *place), last = FY_NONE;
    bool sorted = true;
    if (!place) {
        differ->status = FY_NO_MEMORY;
        return;
    }
    for (size_t t = 0; t < size; t++)
        place[t] = FY_NONE;
    for (size_t t = 0; t < unity->count; t++) {
        if (unity->tiers[t].at[0] != FY_NONE)
            place[unity->tiers[t].at[0]] = unity->tiers[t].at[1];
    }
    for (size_t t = 0; t < size; t++) {
        if (place[t] == FY_NONE)
            continue;
        sorted = sorted && (last == FY_NONE || last < place[t]);
        last = place[t];
    }
    fy_free(place);
    if (!sorted)
        say(differ, FY_CHANGE_TIER_ORDER, NULL, FY_NONE, FY_NONE);
}

/* Tiers that both have are compared group by group; a group has no others. */
static enum fy_status diff_tiers(struct differ *differ, const struct fy_unity *unity, struct fy_united *common)
{
    for (size_t t = 0, next; t < unity->count; t = next) {
        struct members group = { common, 0 };
        for (next = t; next < unity->count && unity->tiers[next].group == unity->tiers[t].group; next++) {
            const struct fy_united *tier = &unity->tiers[next];
            if (tier->at[0] == FY_NONE)
                say(differ, FY_CHANGE_TIER_ADDED, tier, FY_NONE, FY_NONE);
            else if (tier->at[1] == FY_NONE)
                say(differ, FY_CHANGE_TIER_REMOVED, tier, FY_NONE, FY_NONE);
            else
                common[group.count++] = *tier;
        }
        if (group.count > 0 && differ->status == FY_OK)
            diff_group(differ, &group);
    }
    return differ->status;
}

enum fy_status fy_diff(const struct fy_grid *a, const struct fy_grid *b, struct fy_diff *diff)
{
    struct fy_unity unity;
    struct differ differ = { a, b, diff, FY_OK };
    *diff = (struct fy_diff){ 0 };
    if (fy_unite(&unity, (const struct fy_grid *const[]){ a, b }, 2) != FY_OK)
        return FY_NO_MEMORY;
    struct fy_united *common = fy_calloc(unity.count + 1, sizeof *common);
    if (!fy_time_same(fy_grid_xmin(a), fy_grid_xmin(b)) || !fy_time_same(fy_grid_xmax(a), fy_grid_xmax(b)))
        say(&differ, FY_CHANGE_DOMAIN, NULL, FY_NONE, FY_NONE);
    diff_order(&differ, &unity);
    if (common)
        (void)diff_tiers(&differ, &unity, common);
    else
        differ.status = FY_NO_MEMORY;
    fy_free(common);
    fy_unity_free(&unity);
    if (differ.status != FY_OK)
        fy_diff_free(diff);
    return differ.status;
}

void fy_diff_free(struct fy_diff *diff)
{
    fy_free(diff->items);
    *diff = (struct fy_diff){ 0 };
}

const char *fy_change_name(enum fy_change_kind kind)
{
    static const char *const names[] = {
        [FY_CHANGE_DOMAIN] = "domain",
        [FY_CHANGE_TIER_REMOVED] = "tier-removed",
        [FY_CHANGE_TIER_ADDED] = "tier-added",
        [FY_CHANGE_TIER_ORDER] = "tier-order",
        [FY_CHANGE_REMOVED] = "removed",
        [FY_CHANGE_ADDED] = "added",
        [FY_CHANGE_TIME] = "time",
        [FY_CHANGE_LABEL] = "label",
        [FY_CHANGE_OTHER] = "other",
    };
    return names[kind];
}
