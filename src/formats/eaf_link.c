#include "formats/eaf.h"

#include <fangyin/memory.h>

#include "base/messages.h"
#include "formats/shown.h"

#include <stdlib.h>
#include <string.h>

/* Names in alphabetical order, those of one group together. */
struct name {
    size_t group;
    const char *text;
    size_t index;
};

struct names {
    struct name *items;
    size_t count;
};

static int compare(const struct name *a, const struct name *b)
{
    if (a->group != b->group)
        return a->group < b->group ? -1 : 1;
    return strcmp(a->text, b->text);
}

static int by_name(const void *a, const void *b)
{
    const struct name *x = a, *y = b;
    int order = compare(x, y);
    return order != 0 ? order : x->index < y->index ? -1 : x->index > y->index;
}

static enum fy_status names_make(struct names *names, size_t count)
{
    names->items = fy_malloc((count + 1) * sizeof *names->items);
    names->count = 0;
    return names->items ? FY_OK : FY_NO_MEMORY;
}

static void names_add(struct names *names, size_t group, const char *text)
{
    names->items[names->count] = (struct name){ group, text, names->count };
    names->count++;
}

/* The first of that name, or FY_NONE. */
static size_t names_find(const struct names *names, size_t group, const char *text)
{
    struct name wanted = { group, text, 0 };
    size_t low = 0, high = names->count;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (compare(&names->items[middle], &wanted) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return low < names->count && compare(&names->items[low], &wanted) == 0 ? names->items[low].index : FY_NONE;
}

static void names_sort(struct names *names)
{
    if (names->count > 1)
        qsort(names->items, names->count, sizeof *names->items, by_name);
}

static enum fy_status link_types(struct fy_eaf *eaf)
{
    struct names names;
    if (names_make(&names, eaf->vocabularies.count) != FY_OK)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < eaf->vocabularies.count; i++)
        names_add(&names, 0, fy_eaf_text(eaf, eaf->vocabularies.items[i]));
    names_sort(&names);
    for (size_t i = 0; i < eaf->types.count; i++) {
        struct fy_eaf_type *type = &eaf->types.items[i];
        type->vocabulary =
            type->vocabulary_id == FY_NONE ? FY_NONE : names_find(&names, 0, fy_eaf_text(eaf, type->vocabulary_id));
    }
    fy_free(names.items);
    return FY_OK;
}

static enum fy_status link_tiers(struct fy_eaf *eaf)
{
    struct names types, tiers = { NULL, 0 };
    if (names_make(&types, eaf->types.count) != FY_OK || names_make(&tiers, eaf->tiers.count) != FY_OK) {
        fy_free(types.items);
        return FY_NO_MEMORY;
    }
    for (size_t i = 0; i < eaf->types.count; i++)
        names_add(&types, 0, fy_eaf_text(eaf, eaf->types.items[i].id));
    for (size_t i = 0; i < eaf->tiers.count; i++)
        names_add(&tiers, 0, fy_eaf_text(eaf, eaf->tiers.items[i].id));
    names_sort(&types);
    names_sort(&tiers);
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < eaf->tiers.count && status == FY_OK; i++) {
        struct fy_eaf_tier *tier = &eaf->tiers.items[i];
        tier->type = tier->type_id == FY_NONE ? FY_NONE : names_find(&types, 0, fy_eaf_text(eaf, tier->type_id));
        tier->parent = tier->parent_id == FY_NONE ? FY_NONE : names_find(&tiers, 0, fy_eaf_text(eaf, tier->parent_id));
        if (tier->parent_id != FY_NONE && tier->parent == FY_NONE)
            status = fy_eaf_fail(eaf, tier->offset, FY_SYNTAX, _("There is no tier \"%s\" for this one to hang below."),
                                 fy_shown(fy_eaf_text(eaf, tier->parent_id)));
        if (status == FY_OK && names_find(&tiers, 0, fy_eaf_text(eaf, tier->id)) != i)
            fy_finding_add(eaf->findings, tier->offset, false, _("There is another tier \"%s\"; both are kept."),
                           fy_shown(fy_eaf_text(eaf, tier->id)));
    }
    fy_free(types.items);
    fy_free(tiers.items);
    return status;
}

/* Depths, where *parent(i) leads up to FY_NONE. */
static enum fy_status find_tier_depths(struct fy_eaf *eaf)
{
    struct fy_eaf_tier *tiers = eaf->tiers.items;
    for (size_t i = 0; i < eaf->tiers.count; i++)
        tiers[i].depth = FY_NONE;
    for (size_t i = 0; i < eaf->tiers.count; i++) {
        size_t steps = 0, at = i;
        while (at != FY_NONE && tiers[at].depth == FY_NONE && steps <= eaf->tiers.count) {
            at = tiers[at].parent;
            steps++;
        }
        if (steps > eaf->tiers.count)
            return fy_eaf_fail(eaf, tiers[i].offset, FY_SYNTAX, _("The tier \"%s\" hangs below itself."),
                               fy_shown(fy_eaf_text(eaf, tiers[i].id)));
        size_t depth = (at == FY_NONE ? 0 : tiers[at].depth + 1) + steps;
        for (at = i; at != FY_NONE && tiers[at].depth == FY_NONE; at = tiers[at].parent)
            tiers[at].depth = --depth;
    }
    return FY_OK;
}

static enum fy_status find_annotation_depths(struct fy_eaf *eaf)
{
    struct fy_eaf_annotation *items = eaf->annotations.items;
    size_t count = eaf->annotations.count;
    for (size_t i = 0; i < count; i++)
        items[i].depth = items[i].alignable ? 0 : FY_NONE;
    for (size_t i = 0; i < count; i++) {
        size_t steps = 0, at = i;
        while (items[at].depth == FY_NONE && steps <= count) {
            at = items[at].target[0];
            steps++;
        }
        if (steps > count)
            return fy_eaf_fail(eaf, items[i].offset, FY_SYNTAX, _("The annotation \"%s\" refers to itself."),
                               fy_shown(fy_eaf_text(eaf, items[i].id)));
        size_t depth = items[at].depth + steps;
        for (at = i; items[at].depth == FY_NONE; at = items[at].target[0])
            items[at].depth = depth--;
    }
    return FY_OK;
}

static enum fy_status link_annotation(struct fy_eaf *eaf, size_t index, const struct names *slots,
                                      const struct names *annotations)
{
    struct fy_eaf_annotation *annotation = &eaf->annotations.items[index];
    if (names_find(annotations, 0, fy_eaf_text(eaf, annotation->id)) != index)
        return fy_eaf_fail(eaf, annotation->offset, FY_SYNTAX, _("There is another annotation \"%s\"."),
                           fy_shown(fy_eaf_text(eaf, annotation->id)));
    for (int i = 0; i < 2; i++) {
        const char *name = fy_eaf_text(eaf, annotation->reference[i]);
        annotation->target[i] = FY_NONE;
        if (annotation->reference[i] == FY_NONE)
            continue;
        annotation->target[i] = names_find(annotation->alignable ? slots : annotations, 0, name);
        if (annotation->target[i] != FY_NONE)
            continue;
        if (annotation->alignable)
            return fy_eaf_fail(eaf, annotation->offset, FY_SYNTAX,
                               _("There is no time slot \"%s\", which this annotation refers to."), fy_shown(name));
        return fy_eaf_fail(eaf, annotation->offset, FY_SYNTAX,
                           _("There is no annotation \"%s\", which this one refers to."), fy_shown(name));
    }
    return FY_OK;
}

static enum fy_status link_annotations(struct fy_eaf *eaf)
{
    struct names slots, annotations = { NULL, 0 };
    if (names_make(&slots, eaf->slots.count) != FY_OK || names_make(&annotations, eaf->annotations.count) != FY_OK) {
        fy_free(slots.items);
        return FY_NO_MEMORY;
    }
    for (size_t i = 0; i < eaf->slots.count; i++)
        names_add(&slots, 0, fy_eaf_text(eaf, eaf->slots.items[i].id));
    for (size_t i = 0; i < eaf->annotations.count; i++)
        names_add(&annotations, 0, fy_eaf_text(eaf, eaf->annotations.items[i].id));
    names_sort(&slots);
    names_sort(&annotations);
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < eaf->annotations.count && status == FY_OK; i++)
        status = link_annotation(eaf, i, &slots, &annotations);
    fy_free(slots.items);
    fy_free(annotations.items);
    return status;
}

/* An annotation without a text of its own may have that of an entry in a controlled vocabulary. */
static enum fy_status use_entries(struct fy_eaf *eaf)
{
    struct names entries;
    if (names_make(&entries, eaf->entries.count) != FY_OK)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < eaf->entries.count; i++)
        names_add(&entries, eaf->entries.items[i].vocabulary, fy_eaf_text(eaf, eaf->entries.items[i].id));
    names_sort(&entries);
    for (size_t i = 0; i < eaf->annotations.count; i++) {
        struct fy_eaf_annotation *annotation = &eaf->annotations.items[i];
        size_t type = eaf->tiers.items[annotation->tier].type;
        if (annotation->value != FY_NONE || annotation->entry == FY_NONE || type == FY_NONE ||
            eaf->types.items[type].vocabulary == FY_NONE)
            continue;
        size_t entry = names_find(&entries, eaf->types.items[type].vocabulary, fy_eaf_text(eaf, annotation->entry));
        if (entry != FY_NONE)
            annotation->value = eaf->entries.items[entry].value;
    }
    fy_free(entries.items);
    return FY_OK;
}

enum fy_status fy_eaf_link(struct fy_eaf *eaf)
{
    enum fy_status status = link_types(eaf);
    if (status == FY_OK)
        status = link_tiers(eaf);
    if (status == FY_OK)
        status = find_tier_depths(eaf);
    if (status == FY_OK)
        status = link_annotations(eaf);
    if (status == FY_OK)
        status = find_annotation_depths(eaf);
    if (status == FY_OK)
        status = use_entries(eaf);
    return status;
}
