#include "formats/textgrid_reader.h"

#include <fangyin/memory.h>

#include "base/messages.h"

struct fy_textgrid_collection *fy_collection_new(bool binary)
{
    struct fy_textgrid_collection *collection = fy_calloc(1, sizeof *collection);
    if (collection)
        collection->binary = binary;
    return collection;
}

void fy_collection_free(struct fy_textgrid_collection *collection)
{
    if (!collection)
        return;
    for (size_t i = 0; i < collection->count; i++) {
        fy_free(collection->objects[i].name);
        fy_grid_free(collection->objects[i].grid);
        fy_buffer_free(&collection->objects[i].raw);
    }
    fy_free(collection->objects);
    fy_free(collection);
}

void fy_textgrid_style_clear(struct fy_textgrid_style *style)
{
    fy_collection_free(style->within);
    style->within = NULL;
}

struct fy_object *fy_collection_add(struct fy_textgrid_collection *collection)
{
    struct fy_object *objects =
        fy_grow(collection->objects, &collection->capacity, collection->count + 1, sizeof *objects);
    if (!objects)
        return NULL;
    collection->objects = objects;
    objects[collection->count] = (struct fy_object){ .raw = FY_BUFFER_EMPTY };
    return &objects[collection->count++];
}

size_t fy_collection_grids(const struct fy_textgrid_collection *collection)
{
    size_t grids = 0;
    for (size_t i = 0; i < collection->count; i++)
        grids += collection->objects[i].is_grid;
    return grids;
}

bool fy_collection_is_one(const struct fy_textgrid_collection *collection)
{
    return collection->count == 1 && collection->size <= 1;
}

bool fy_collection_has_others(const struct fy_textgrid_collection *collection)
{
    return fy_collection_grids(collection) < collection->count;
}

static const char *first_name(const struct fy_textgrid_collection *collection)
{
    for (size_t i = 0; i < collection->count; i++)
        if (collection->objects[i].is_grid)
            return collection->objects[i].name;
    return "";
}

/* Where only TextGrids were met they can be counted. */
static void check_size(struct fy_textgrid_collection *collection, struct fy_finding_list *findings)
{
    unsigned long said = (unsigned long)collection->size, met = (unsigned long)collection->count;
    if (fy_collection_has_others(collection) || said == met)
        return;
    if (said > met)
        fy_finding_add(findings, 0, false,
                       _("By its size this Praat Collection holds %lu objects, but only %lu are here. It may have been "
                         "cut off."),
                       said, met);
    else
        fy_finding_add(findings, 0, false,
                       _("By its size this Praat Collection holds %lu objects, but %lu are here. Praat would drop the "
                         "last."),
                       said, met);
    collection->size = collection->count;
}

void fy_collection_report(struct fy_textgrid_collection *collection, struct fy_finding_list *findings,
                          enum fy_others others)
{
    check_size(collection, findings);
    size_t grids = fy_collection_grids(collection);
    if (fy_collection_has_others(collection) && collection->size <= grids)
        fy_finding_add(findings, 0, others != FY_OTHERS_KEPT,
                       _("In this Praat Collection more values follow than belong to its TextGrids; they are not read."));
    unsigned long strangers = collection->size > grids ? (unsigned long)(collection->size - grids) : 0;
    const char *name = first_name(collection);
    if (grids + strangers <= 1)
        fy_finding_add(findings, 0, false, _("This is a Praat Collection of one TextGrid, \"%.60s\"."), name);
    else if (others == FY_OTHERS_TAKEN)
        fy_finding_add(
            findings, 0, strangers > 0,
            _("This is a Praat Collection. TextGrids, which are read one by one: %lu. Other objects, which are "
              "left out: %lu."),
            (unsigned long)grids, strangers);
    else if (others == FY_OTHERS_KEPT)
        fy_finding_add(
            findings, 0, false,
            _("This is a Praat Collection. Its first TextGrid, \"%.60s\", was taken; saving keeps the others: "
              "TextGrids: %lu, other objects: %lu."),
            name, (unsigned long)(grids - 1), strangers);
    else
        fy_finding_add(findings, 0, true,
                       _("This is a Praat Collection. Only its first TextGrid, \"%.60s\", was taken. Left in the file: "
                         "TextGrids: %lu, other objects: %lu."),
                       name, (unsigned long)(grids - 1), strangers);
}
