#include "formats/findings.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>

#include "base/messages.h"
#include "formats/place.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fy_findings_free(struct fy_findings *findings)
{
    fy_free(findings->items);
    *findings = (struct fy_findings){ NULL, 0, 0 };
}

bool fy_findings_lost(const struct fy_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++)
        if (findings->items[i].lost)
            return true;
    return false;
}

void fy_finding_list_start(struct fy_finding_list *list, struct fy_findings *out)
{
    list->out = out;
    list->more = 0;
    list->more_lost = false;
    list->failed = false;
    if (out)
        out->count = 0;
}

static struct fy_finding *next_item(struct fy_finding_list *list)
{
    struct fy_findings *out = list->out;
    struct fy_finding *items = fy_grow(out->items, &out->capacity, out->count + 1, sizeof *items);
    if (!items) {
        list->failed = true;
        return NULL;
    }
    out->items = items;
    items[out->count] = (struct fy_finding){ .line = 0 };
    return &items[out->count++];
}

void fy_finding_add(struct fy_finding_list *list, size_t offset, bool lost, const char *format, ...)
{
    if (!list->out || list->failed)
        return;
    if (list->out->count == FY_FINDINGS_KEPT) {
        list->more++;
        list->more_lost = list->more_lost || lost;
        return;
    }
    struct fy_finding *finding = next_item(list);
    if (!finding)
        return;
    list->offsets[list->out->count - 1] = offset;
    finding->lost = lost;
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(finding->sentence, sizeof finding->sentence, format, arguments);
    va_end(arguments);
    size_t whole;
    if (size >= (int)sizeof finding->sentence &&
        !fy_text_valid(finding->sentence, sizeof finding->sentence - 1, &whole))
        finding->sentence[whole] = '\0';
}

struct placed {
    size_t offset, index;
    struct fy_finding finding;
};

static int by_offset(const void *a, const void *b)
{
    const struct placed *x = a, *y = b;
    if (x->offset != y->offset)
        return x->offset < y->offset ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

enum fy_status fy_finding_list_finish(struct fy_finding_list *list, const char *text)
{
    if (list->failed)
        return FY_NO_MEMORY;
    if (!list->out || list->out->count == 0)
        return FY_OK;
    size_t count = list->out->count;
    struct placed *placed = fy_malloc(count * sizeof *placed);
    if (!placed)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        placed[i] = (struct placed){ list->offsets[i], i, list->out->items[i] };
    qsort(placed, count, sizeof *placed, by_offset);
    struct fy_place place = { 0, 1, 0 };
    for (size_t i = 0; i < count; i++) {
        list->out->items[i] = placed[i].finding;
        if (!text)
            continue;
        list->out->items[i].column = fy_place_find(&place, text, placed[i].offset);
        list->out->items[i].line = place.line;
    }
    fy_free(placed);
    if (list->more > 0) {
        struct fy_finding *last = next_item(list);
        if (!last)
            return FY_NO_MEMORY;
        last->lost = list->more_lost;
        snprintf(last->sentence, sizeof last->sentence,
                 fy_message_plural("There is %lu more finding.", "There are %lu more findings.",
                                   (unsigned long)list->more),
                 (unsigned long)list->more);
    }
    return FY_OK;
}
