/* Adds up how far people's grids of one recording agree. */
#include "base/messages.h"
#include "commands/agree.h"
#include "commands/grids.h"

#include <fangyin/items.h>
#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <stdint.h>
#include <string.h>

const double agree_tolerances[AGREE_TOLERANCES] = { 0.02, 0.05, 0.1, 0.2 };

/* ---- which tiers ---- */

static size_t interval_tier(const struct fy_grid *grid, const char *name)
{
    const size_t tier = fy_grid_find_tier(grid, name);
    return tier != FY_NONE && fy_tier_kind(grid, tier) == FY_INTERVAL_TIER ? tier : FY_NONE;
}

static bool is_listed(const struct agree *agree, const char *name)
{
    for (size_t i = 0; i < agree->tier_count; i++) {
        if (strcmp(agree->tiers[i], name) == 0)
            return true;
    }
    return false;
}

/* Names each grid that lacks the tier; true if two or more have it. */
static bool is_shared(const struct agree *agree, const char *name)
{
    size_t having = 0;
    for (size_t p = 0; p < agree->people; p++)
        having += interval_tier(agree->grids[p], name) != FY_NONE;
    for (size_t p = 0; p < agree->people; p++) {
        if (interval_tier(agree->grids[p], name) == FY_NONE) {
            fputs("fangyin: ", stderr);
            fprintf(stderr, _("%s has no interval tier \"%s\", which another one has."), agree->paths[p], name);
            fputc('\n', stderr);
        }
    }
    return having > 1;
}

static enum fy_status list_tiers(struct agree *agree)
{
    for (size_t p = 0; p < agree->people; p++) {
        const struct fy_grid *grid = agree->grids[p];
        for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
            const char *name = fy_tier_name(grid, t);
            if (!fy_command_tier_wanted(name, agree->wanted) || interval_tier(grid, name) != t ||
                is_listed(agree, name))
                continue;
            /* Told once, for the first grid that has it. */
            bool earlier = false;
            for (size_t q = 0; q < p; q++)
                earlier = earlier || interval_tier(agree->grids[q], name) != FY_NONE;
            if (earlier || !is_shared(agree, name))
                continue;
            const char **grown = fy_grow(agree->tiers, &agree->tier_capacity, agree->tier_count + 1, sizeof *grown);
            if (!grown)
                return FY_NO_MEMORY;
            agree->tiers = grown;
            grown[agree->tier_count++] = name;
        }
    }
    return FY_OK;
}

/* ---- texts and tags of the items of one tier ---- */

struct tier {
    const struct fy_items_of *of;
    struct fy_items items;
};

static const char *text_of(const struct tier *tier, size_t item, size_t person)
{
    const size_t segment = tier->items.segments[item * tier->items.people + person];
    return segment == FY_NONE ? NULL : fy_tier_intervals(tier->of[person].grid, tier->of[person].tier)[segment].text;
}

static const char *label_of(const struct tier *tier, size_t item, size_t person)
{
    const size_t segment = tier->items.segments[item * tier->items.people + person];
    if (segment == FY_NONE)
        return NULL;
    const char *label = fy_sister_label(tier->of[person].grid, tier->of[person].tier, segment, "dialect");
    return fy_label_empty(label) ? NULL : label;
}

static enum fy_status add_items(const struct agree *agree, struct agree_pair *pair, const struct tier *tier)
{
    const struct fy_comparison strict = { .normaliser = agree->normaliser };
    const struct fy_comparison tolerant = {
        .normaliser = agree->normaliser,
        .tolerant = true,
        .fold = agree->lexicon ? fy_fold_variants : NULL,
        .context = (void *)(uintptr_t)agree->lexicon, /* which it only reads */
    };
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < tier->items.count; i++) {
        const char *a = text_of(tier, i, pair->a), *b = text_of(tier, i, pair->b);
        pair->only_a += a && !b && !fy_label_empty(a);
        pair->only_b += b && !a && !fy_label_empty(b);
        if (!a || !b)
            continue;
        pair->both++;
        fy_tags_add(&pair->tags, label_of(tier, i, pair->a), label_of(tier, i, pair->b));
        status = fy_error_add(&pair->strict, &strict, a, b);
        if (status == FY_OK)
            status = fy_error_add(&pair->tolerant, &tolerant, a, b);
    }
    return status;
}

/* ---- boundaries ---- */

static enum fy_status add_boundaries(struct agree_pair *pair, const struct fy_items_of *a, const struct fy_items_of *b)
{
    double *times_a = NULL, *times_b = NULL;
    size_t count_a = 0, count_b = 0;
    enum fy_status status = fy_boundaries(a->grid, a->tier, &times_a, &count_a);
    if (status == FY_OK)
        status = fy_boundaries(b->grid, b->tier, &times_b, &count_b);
    for (size_t i = 0; status == FY_OK && i < AGREE_TOLERANCES; i++) {
        struct fy_boundary_agreement one;
        status = fy_boundaries_match(times_a, count_a, times_b, count_b, agree_tolerances[i], &one,
                                     i == AGREE_TOLERANCES - 1 ? &pair->shifts : NULL);
        pair->boundaries[i].matched += one.matched;
        pair->boundaries[i].a_count += one.a_count;
        pair->boundaries[i].b_count += one.b_count;
        pair->boundaries[i].distance += one.distance;
    }
    fy_free(times_a);
    fy_free(times_b);
    return status;
}

/* ---- all together ---- */

static enum fy_status keep_labels(struct agree *agree, const struct tier *tier)
{
    for (size_t i = 0; i < tier->items.count; i++) {
        const char **grown =
            fy_grow(agree->labels, &agree->label_capacity, agree->label_items + 1, agree->people * sizeof *grown);
        if (!grown)
            return FY_NO_MEMORY;
        agree->labels = grown;
        for (size_t p = 0; p < agree->people; p++)
            grown[agree->label_items * agree->people + p] = label_of(tier, i, p);
        agree->label_items++;
    }
    return FY_OK;
}

static enum fy_status add_tier(struct agree *agree, const char *name, struct fy_items_of *of)
{
    struct tier tier = { .of = of };
    for (size_t p = 0; p < agree->people; p++) {
        of[p].tier = interval_tier(agree->grids[p], name);
        of[p].grid = of[p].tier == FY_NONE ? NULL : agree->grids[p];
    }
    enum fy_status status = fy_items_find(of, agree->people, &tier.items);
    for (size_t i = 0; status == FY_OK && i < agree->pair_count; i++) {
        struct agree_pair *pair = &agree->pairs[i];
        if (!of[pair->a].grid || !of[pair->b].grid)
            continue;
        status = add_items(agree, pair, &tier);
        if (status == FY_OK)
            status = add_boundaries(pair, &of[pair->a], &of[pair->b]);
    }
    if (status == FY_OK)
        status = keep_labels(agree, &tier);
    agree->items += tier.items.count;
    agree->by_name += tier.items.by_name;
    fy_items_free(&tier.items);
    return status;
}

static enum fy_status rate_labels(struct agree *agree)
{
    const struct fy_ratings ratings = { agree->labels, agree->label_items, agree->people };
    enum fy_status status = fy_alpha(&ratings, NULL, NULL, &agree->nominal);
    if (status == FY_OK)
        status = fy_alpha(&ratings, fy_dialect_difference, agree->dialects, &agree->tree);
    for (size_t i = 0; status == FY_OK && i < agree->pair_count; i++)
        status = fy_kappa(&ratings, agree->pairs[i].a, agree->pairs[i].b, &agree->pairs[i].kappa);
    return status;
}

static bool make_pairs(struct agree *agree)
{
    agree->pairs = fy_calloc(agree->people * (agree->people - 1) / 2, sizeof *agree->pairs);
    for (size_t a = 0; agree->pairs && a < agree->people; a++) {
        for (size_t b = a + 1; b < agree->people; b++) {
            agree->pairs[agree->pair_count].a = a;
            agree->pairs[agree->pair_count++].b = b;
        }
    }
    return agree->pairs != NULL;
}

enum fy_status agree_measure(struct agree *agree, struct fy_error *error)
{
    struct fy_items_of *of = fy_calloc(agree->people, sizeof *of);
    enum fy_status status = of && make_pairs(agree) ? list_tiers(agree) : FY_NO_MEMORY;
    if (status == FY_OK && agree->tier_count == 0) {
        fy_free(of);
        return fy_fail(error, FY_NOT_FOUND, _("There is no interval tier \"%s\" that two of the grids have."),
                       agree->wanted);
    }
    for (size_t t = 0; status == FY_OK && t < agree->tier_count; t++)
        status = add_tier(agree, agree->tiers[t], of);
    if (status == FY_OK)
        status = rate_labels(agree);
    fy_free(of);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}

void agree_free(struct agree *agree)
{
    for (size_t i = 0; i < agree->pair_count; i++)
        fy_shifts_free(&agree->pairs[i].shifts);
    fy_free(agree->pairs);
    fy_free(agree->tiers);
    fy_free(agree->labels);
}
