#include "formats/eaf_plan.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>

#include "base/messages.h"
#include "formats/xml.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

struct writing {
    struct fy_buffer *out;
    const struct fy_named_grid *named;
    const struct fy_grid *grid;
    struct fy_eaf_plan plan;
    const char **dialects; /* distinct labels of dialect tiers, in alphabetical order */
    size_t dialect_count;
    size_t replaced; /* characters that XML cannot hold */
};

static void put_text(struct writing *writing, const char *text)
{
    writing->replaced += fy_xml_escape(writing->out, text, strlen(text));
}

static void put_attribute(struct writing *writing, const char *name, const char *value)
{
    fy_buffer_printf(writing->out, " %s=\"", name);
    put_text(writing, value);
    fy_buffer_putc(writing->out, '"');
}

/* ---- the vocabulary of dialects ---- */

static int by_text(const void *a, const void *b)
{
    const char *const *x = a, *const *y = b;
    return strcmp(*x, *y);
}

static bool is_dialect(const struct writing *writing, size_t tier)
{
    return writing->plan.tiers[tier].written && fy_tier_kind(writing->grid, tier) == FY_INTERVAL_TIER &&
           fy_eaf_sister_kind(fy_tier_name(writing->grid, tier)) == FY_EAF_DIALECT;
}

static enum fy_status collect_dialects(struct writing *writing)
{
    size_t count = 0, distinct = 0;
    for (size_t t = 0; t < writing->plan.count; t++)
        count += is_dialect(writing, t) ? fy_tier_size(writing->grid, t) : 0;
    writing->dialects = fy_malloc((count + 1) * sizeof *writing->dialects);
    if (!writing->dialects)
        return FY_NO_MEMORY;
    count = 0;
    for (size_t t = 0; t < writing->plan.count; t++)
        for (size_t i = 0; is_dialect(writing, t) && i < fy_tier_size(writing->grid, t); i++)
            if (fy_tier_intervals(writing->grid, t)[i].text[0])
                writing->dialects[count++] = fy_tier_intervals(writing->grid, t)[i].text;
    if (count > 1)
        qsort(writing->dialects, count, sizeof *writing->dialects, by_text);
    for (size_t i = 0; i < count; i++)
        if (distinct == 0 || strcmp(writing->dialects[distinct - 1], writing->dialects[i]) != 0)
            writing->dialects[distinct++] = writing->dialects[i];
    writing->dialect_count = distinct;
    return FY_OK;
}

static void put_entry(struct writing *writing, const char *text)
{
    const char **found = bsearch(&text, writing->dialects, writing->dialect_count, sizeof *writing->dialects, by_text);
    if (found)
        fy_buffer_printf(writing->out, " CVE_REF=\"cveid%zu\"", (size_t)(found - writing->dialects));
}

/* ---- parts of the document, in the order of its schema ---- */

static void put_url(struct fy_buffer *out, const char *name)
{
    for (const char *at = name; *at; at++) {
        bool plain = (*at >= '0' && *at <= '9') || ((*at | 0x20) >= 'a' && (*at | 0x20) <= 'z') || strchr("-._~", *at);
        if (plain)
            fy_buffer_putc(out, *at);
        else
            fy_buffer_printf(out, "%%%02X", (unsigned)(unsigned char)*at);
    }
}

static void put_media(struct writing *writing)
{
    struct fy_buffer *out = writing->out;
    const char *name = writing->named->name ? writing->named->name : "", *dot = strrchr(name, '.');
    bool whole = dot && fy_eaf_is_media_ending(dot + 1);
    bool wave = !whole || strcasecmp(dot + 1, "wav") == 0;
    if (!*name && writing->plan.origin == 0)
        return;
    fy_buffer_puts(out, "        <MEDIA_DESCRIPTOR MEDIA_URL=\"");
    if (*name) {
        fy_buffer_puts(out, "./");
        put_url(out, name);
        fy_buffer_puts(out, whole ? "" : ".wav");
    }
    fy_buffer_printf(out, "\" MIME_TYPE=\"%s\"", wave ? "audio/x-wav" : "audio/*");
    if (writing->plan.origin != 0)
        fy_buffer_printf(out, " TIME_ORIGIN=\"%.0f\"", writing->plan.origin);
    fy_buffer_puts(out, "/>\n");
}

static void put_header(struct writing *writing)
{
    struct fy_buffer *out = writing->out;
    char xmin[FY_NUMBER_SIZE], xmax[FY_NUMBER_SIZE];
    fy_number_write(fy_grid_xmin(writing->grid), xmin);
    fy_number_write(fy_grid_xmax(writing->grid), xmax);
    /* The library knows no clock; ELAN writes the date anew when it saves. */
    fy_buffer_puts(out, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        "<ANNOTATION_DOCUMENT AUTHOR=\"\" DATE=\"1970-01-01T00:00:00Z\" FORMAT=\"3.0\" VERSION=\"3.0\" "
                        "xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                        "xsi:noNamespaceSchemaLocation=\"http://www.mpi.nl/tools/elan/EAFv3.0.xsd\">\n"
                        "    <HEADER MEDIA_FILE=\"\" TIME_UNITS=\"milliseconds\">\n");
    put_media(writing);
    fy_buffer_printf(out, "        <PROPERTY NAME=\"lastUsedAnnotationId\">%zu</PROPERTY>\n",
                     writing->plan.annotations);
    fy_buffer_printf(out, "        <PROPERTY NAME=\"%s\">%s %s</PROPERTY>\n    </HEADER>\n", FY_EAF_DOMAIN, xmin, xmax);
}

static void put_slots(struct writing *writing)
{
    const struct fy_eaf_plan *plan = &writing->plan;
    fy_buffer_puts(writing->out, "    <TIME_ORDER>\n");
    for (size_t i = 0; i < plan->slot_count; i++)
        fy_buffer_printf(writing->out, "        <TIME_SLOT TIME_SLOT_ID=\"ts%zu\" TIME_VALUE=\"%.0f\"/>\n", i + 1,
                         plan->slots[i].ms);
    fy_buffer_puts(writing->out, "    </TIME_ORDER>\n");
}

static void put_annotation(struct writing *writing, size_t tier, size_t index, const char *text)
{
    struct fy_buffer *out = writing->out;
    const struct fy_eaf_plan_tier *planned = &writing->plan.tiers[tier];
    const struct fy_eaf_plan_item *item = &planned->items[index];
    bool child = planned->parent != FY_NONE;
    const char *element = child ? "REF_ANNOTATION" : "ALIGNABLE_ANNOTATION";
    fy_buffer_printf(out, "        <ANNOTATION>\n            <%s ANNOTATION_ID=\"a%zu\"", element, item->number);
    if (child)
        fy_buffer_printf(out, " ANNOTATION_REF=\"a%zu\"",
                         writing->plan.tiers[planned->parent].items[item->parent].number);
    else
        fy_buffer_printf(out, " TIME_SLOT_REF1=\"ts%zu\" TIME_SLOT_REF2=\"ts%zu\"", item->slots[0] + 1,
                         item->slots[1] + 1);
    if (is_dialect(writing, tier))
        put_entry(writing, text);
    fy_buffer_puts(out, ">\n                <ANNOTATION_VALUE>");
    put_text(writing, text);
    fy_buffer_printf(out, "</ANNOTATION_VALUE>\n            </%s>\n        </ANNOTATION>\n", element);
}

static void put_tier(struct writing *writing, size_t tier)
{
    struct fy_buffer *out = writing->out;
    const struct fy_eaf_plan_tier *planned = &writing->plan.tiers[tier];
    const char *name = fy_tier_name(writing->grid, tier), *speaker = fy_name_speaker(name);
    bool points = fy_tier_kind(writing->grid, tier) == FY_POINT_TIER;
    fy_buffer_puts(out, "    <TIER");
    put_attribute(writing, "LINGUISTIC_TYPE_REF", fy_eaf_type_name(planned->type));
    if (planned->parent != FY_NONE)
        put_attribute(writing, "PARENT_REF", fy_eaf_plan_name(&writing->plan, writing->grid, planned->parent));
    if (speaker && *speaker)
        put_attribute(writing, "PARTICIPANT", speaker);
    put_attribute(writing, "TIER_ID", fy_eaf_plan_name(&writing->plan, writing->grid, tier));
    fy_buffer_puts(out, ">\n");
    for (size_t i = 0; i < fy_tier_size(writing->grid, tier); i++)
        if (planned->items[i].number > 0)
            put_annotation(writing, tier, i,
                           points ? fy_tier_points(writing->grid, tier)[i].mark
                                  : fy_tier_intervals(writing->grid, tier)[i].text);
    fy_buffer_puts(out, "    </TIER>\n");
}

static void put_types(struct writing *writing)
{
    bool used[FY_EAF_TYPES] = { false };
    for (size_t t = 0; t < writing->plan.count; t++)
        if (writing->plan.tiers[t].written)
            used[writing->plan.tiers[t].type] = true;
    for (size_t i = 0; i < FY_EAF_TYPES; i++) {
        bool child = fy_eaf_type_is_child(i);
        if (!used[i])
            continue;
        fy_buffer_puts(writing->out, "    <LINGUISTIC_TYPE");
        if (child)
            put_attribute(writing, "CONSTRAINTS", "Symbolic_Association");
        if (i == FY_EAF_DIALECT || i == FY_EAF_TYPE_DIALECT_ALIGNED)
            put_attribute(writing, "CONTROLLED_VOCABULARY_REF", "dialect");
        put_attribute(writing, "GRAPHIC_REFERENCES", "false");
        put_attribute(writing, "LINGUISTIC_TYPE_ID", fy_eaf_type_name(i));
        put_attribute(writing, "TIME_ALIGNABLE", child ? "false" : "true");
        fy_buffer_puts(writing->out, "/>\n");
    }
    if (used[FY_EAF_DIALECT] || used[FY_EAF_TYPE_DIALECT_ALIGNED])
        fy_buffer_puts(writing->out, "    <LANGUAGE LANG_ID=\"und\" LANG_LABEL=\"undetermined (und)\"/>\n");
    /* The sentences are ELAN's own. */
    fy_buffer_puts(
        writing->out,
        "    <CONSTRAINT DESCRIPTION=\"Time subdivision of parent annotation's time interval, no time gaps "
        "allowed within this interval\" STEREOTYPE=\"Time_Subdivision\"/>\n"
        "    <CONSTRAINT DESCRIPTION=\"Symbolic subdivision of a parent annotation. Annotations refering to the "
        "same parent are ordered\" STEREOTYPE=\"Symbolic_Subdivision\"/>\n"
        "    <CONSTRAINT DESCRIPTION=\"1-1 association with a parent annotation\" "
        "STEREOTYPE=\"Symbolic_Association\"/>\n"
        "    <CONSTRAINT DESCRIPTION=\"Time alignable annotations within the parent annotation's time interval, "
        "gaps are allowed\" STEREOTYPE=\"Included_In\"/>\n");
    if (!used[FY_EAF_DIALECT] && !used[FY_EAF_TYPE_DIALECT_ALIGNED])
        return;
    fy_buffer_puts(writing->out, "    <CONTROLLED_VOCABULARY CV_ID=\"dialect\">\n"
                                 "        <DESCRIPTION LANG_REF=\"und\"/>\n");
    for (size_t i = 0; i < writing->dialect_count; i++) {
        fy_buffer_printf(writing->out,
                         "        <CV_ENTRY_ML CVE_ID=\"cveid%zu\">\n            <CVE_VALUE LANG_REF=\"und\">", i);
        put_text(writing, writing->dialects[i]);
        fy_buffer_puts(writing->out, "</CVE_VALUE>\n        </CV_ENTRY_ML>\n");
    }
    fy_buffer_puts(writing->out, "    </CONTROLLED_VOCABULARY>\n");
}

enum fy_status fy_eaf_write(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                            const struct fy_format_options *options, struct fy_losses *losses, struct fy_error *error)
{
    struct writing writing = { .out = out, .named = grid, .grid = grid->grid };
    (void)part;
    (void)first;
    enum fy_status status = fy_eaf_plan_make(&writing.plan, grid->grid, options ? options->tier : NULL, losses, error);
    if (status == FY_OK)
        status = collect_dialects(&writing);
    if (status == FY_OK) {
        put_header(&writing);
        put_slots(&writing);
        for (size_t t = 0; t < writing.plan.count; t++)
            if (writing.plan.tiers[t].written)
                put_tier(&writing, t);
        put_types(&writing);
        fy_buffer_puts(out, "</ANNOTATION_DOCUMENT>\n");
        status = out->failed ? FY_NO_MEMORY
                             : fy_losses_add(losses, _("control characters, which XML cannot hold, became U+FFFD"),
                                             writing.replaced);
    }
    if (status == FY_NO_MEMORY)
        fy_fail(error, status, "%s", fy_status_text(status));
    fy_free(writing.dialects);
    fy_eaf_plan_free(&writing.plan);
    return status;
}
