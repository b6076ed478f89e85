#include "formats/eaf.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>

#include "base/messages.h"
#include "formats/place.h"
#include "formats/shown.h"
#include "formats/xml.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* What the text between tags is for. */
enum wanted { NOTHING, ANNOTATION_VALUE, ENTRY_VALUE, DOMAIN };

/* Parts of a document that have no place in a grid, with how many there were. */
struct left {
    const char *element, *attribute; /* attribute NULL: any such element */
    const char *things;
    size_t count, first;
};

static const struct left left_kinds[] = {
    { "LICENSE", NULL, N_("licence notes"), 0, 0 },
    { "LINKED_FILE_DESCRIPTOR", NULL, N_("links to other files"), 0, 0 },
    { "CV_ENTRY_ML", NULL, N_("lists of words to choose from"), 0, 0 },
    { "CV_ENTRY", NULL, N_("lists of words to choose from"), 0, 0 },
    { "LEXICON_REF", NULL, N_("links to lexicons"), 0, 0 },
    { "REF_LINK_SET", NULL, N_("links between annotations"), 0, 0 },
    { "EXTERNAL_REF", NULL, N_("references to things elsewhere"), 0, 0 },
    { "TIER", "ANNOTATOR", N_("annotators of tiers"), 0, 0 },
    { "TIER", "LANG_REF", N_("languages of tiers"), 0, 0 },
    { "ALIGNABLE_ANNOTATION", "SVG_REF", N_("drawings"), 0, 0 },
};

enum { LEFT_KINDS = sizeof left_kinds / sizeof *left_kinds };

struct parsing {
    struct fy_eaf *eaf;
    enum wanted wanted;
    struct fy_buffer text;
    unsigned wanted_depth;
    size_t entry; /* text: the CVE_ID that has no value yet */
    bool in_tier, in_annotation;
    bool has_audio; /* the media chosen is sound */
    bool has_media, origins_differ;
    struct left left[LEFT_KINDS];
};

enum fy_status fy_eaf_fail(struct fy_eaf *eaf, size_t offset, enum fy_status status, const char *format, ...)
{
    char sentence[1024]; /* more than an error holds, so that fy_fail_at is what cuts */
    struct fy_place place = { 0, 1, 0 };
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    unsigned column = fy_place_find(&place, eaf->text, offset);
    return fy_fail_at(eaf->error, status, place.line, column, "%s", sentence);
}

void fy_eaf_free(struct fy_eaf *eaf)
{
    fy_buffer_free(&eaf->pool);
    fy_free(eaf->slots.items);
    fy_free(eaf->types.items);
    fy_free(eaf->vocabularies.items);
    fy_free(eaf->entries.items);
    fy_free(eaf->tiers.items);
    fy_free(eaf->annotations.items);
}

static size_t keep_bytes(struct fy_eaf *eaf, const char *text, size_t size)
{
    size_t at = eaf->pool.size;
    fy_buffer_append(&eaf->pool, text, size);
    fy_buffer_putc(&eaf->pool, '\0');
    return eaf->pool.failed ? FY_NONE : at;
}

static size_t keep(struct fy_eaf *eaf, const char *text)
{
    return text ? keep_bytes(eaf, text, strlen(text)) : FY_NONE;
}

static enum fy_status require(struct fy_xml *xml, const char *element, const char *attribute, const char **value)
{
    *value = fy_xml_attribute(xml, attribute);
    if (*value)
        return FY_OK;
    return fy_xml_fail(xml, FY_SYNTAX, _("This <%s> has no %s, which it needs."), element, attribute);
}

static bool whole_number(const char *text, double *value)
{
    size_t size = strlen(text);
    return size > 0 && fy_number_read(text, size, value) == size && isfinite(*value) && fabs(*value) < 1e13;
}

static enum fy_status start_header(struct parsing *parsing, struct fy_xml *xml)
{
    const char *unit = fy_xml_attribute(xml, "TIME_UNITS"), *media = fy_xml_attribute(xml, "MEDIA_FILE");
    if (unit && strcmp(unit, "PAL-frames") == 0)
        parsing->eaf->unit = 40;
    else if (unit && strcmp(unit, "NTSC-frames") == 0)
        parsing->eaf->unit = 1001.0 / 30;
    if (media && *media)
        parsing->eaf->media = keep(parsing->eaf, media);
    return FY_OK;
}

/* The times are those of the first sound, else of the first media. */
static enum fy_status start_media(struct parsing *parsing, struct fy_xml *xml)
{
    struct fy_eaf *eaf = parsing->eaf;
    const char *origin = fy_xml_attribute(xml, "TIME_ORIGIN"), *mime = fy_xml_attribute(xml, "MIME_TYPE");
    const char *url = fy_xml_attribute(xml, "MEDIA_URL"), *relative = fy_xml_attribute(xml, "RELATIVE_MEDIA_URL");
    bool audio = mime && strncmp(mime, "audio/", 6) == 0;
    double ms = 0;
    if (origin && !whole_number(origin, &ms))
        return fy_xml_fail(xml, FY_SYNTAX, _("TIME_ORIGIN should be a number of milliseconds, not \"%s\"."),
                           fy_shown(origin));
    if (parsing->has_media && ms != eaf->origin && !parsing->origins_differ) {
        parsing->origins_differ = true;
        fy_finding_add(eaf->findings, fy_xml_offset(xml), false,
                       _("The media start at different times (TIME_ORIGIN); the grid has the times of the %s."),
                       audio || parsing->has_audio ? _("first sound") : _("first one"));
    }
    if (parsing->has_audio || (parsing->has_media && !audio))
        return FY_OK;
    parsing->has_media = true;
    parsing->has_audio = audio;
    eaf->origin = ms;
    if (url && *url)
        eaf->media = keep(eaf, url);
    else if (relative && *relative)
        eaf->media = keep(eaf, relative);
    return FY_OK;
}

static enum fy_status start_slot(struct parsing *parsing, struct fy_xml *xml)
{
    struct fy_eaf *eaf = parsing->eaf;
    const char *id, *value = fy_xml_attribute(xml, "TIME_VALUE");
    struct fy_eaf_slot slot = { .ms = (double)NAN };
    enum fy_status status = require(xml, "TIME_SLOT", "TIME_SLOT_ID", &id);
    if (status != FY_OK)
        return status;
    if (value && !whole_number(value, &slot.ms))
        return fy_xml_fail(xml, FY_SYNTAX, _("TIME_VALUE should be a number of milliseconds, not \"%s\"."),
                           fy_shown(value));
    slot.ms *= eaf->unit;
    slot.id = keep(eaf, id);
    struct fy_eaf_slot *items = fy_grow(eaf->slots.items, &eaf->slots.capacity, eaf->slots.count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    eaf->slots.items = items;
    items[eaf->slots.count++] = slot;
    return FY_OK;
}

static enum fy_status start_tier(struct parsing *parsing, struct fy_xml *xml)
{
    struct fy_eaf *eaf = parsing->eaf;
    const char *id, *participant = fy_xml_attribute(xml, "PARTICIPANT");
    enum fy_status status = require(xml, "TIER", "TIER_ID", &id);
    if (status != FY_OK)
        return status;
    struct fy_eaf_tier *items = fy_grow(eaf->tiers.items, &eaf->tiers.capacity, eaf->tiers.count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    eaf->tiers.items = items;
    items[eaf->tiers.count++] = (struct fy_eaf_tier){
        .id = keep(eaf, id),
        .participant = participant && *participant ? keep(eaf, participant) : FY_NONE,
        .type_id = keep(eaf, fy_xml_attribute(xml, "LINGUISTIC_TYPE_REF")),
        .parent_id = keep(eaf, fy_xml_attribute(xml, "PARENT_REF")),
        .offset = fy_xml_offset(xml),
        .first = eaf->annotations.count,
    };
    parsing->in_tier = true;
    return FY_OK;
}

static enum fy_status start_annotation(struct parsing *parsing, struct fy_xml *xml, const char *name)
{
    struct fy_eaf *eaf = parsing->eaf;
    bool alignable = name[0] == 'A';
    const char *id, *first, *second = fy_xml_attribute(xml, "PREVIOUS_ANNOTATION");
    if (!parsing->in_tier || parsing->in_annotation)
        return fy_xml_fail(xml, FY_SYNTAX, _("<%s> stands where none is expected; it should be in a <TIER>."), name);
    enum fy_status status = require(xml, name, "ANNOTATION_ID", &id);
    if (status == FY_OK)
        status = require(xml, name, alignable ? "TIME_SLOT_REF1" : "ANNOTATION_REF", &first);
    if (status == FY_OK && alignable)
        status = require(xml, name, "TIME_SLOT_REF2", &second);
    if (status != FY_OK)
        return status;
    struct fy_eaf_annotation *items =
        fy_grow(eaf->annotations.items, &eaf->annotations.capacity, eaf->annotations.count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    eaf->annotations.items = items;
    items[eaf->annotations.count++] = (struct fy_eaf_annotation){
        .id = keep(eaf, id),
        .value = FY_NONE,
        .entry = keep(eaf, fy_xml_attribute(xml, "CVE_REF")),
        .reference = { keep(eaf, first), keep(eaf, second) },
        .tier = eaf->tiers.count - 1,
        .offset = fy_xml_offset(xml),
        .alignable = alignable,
    };
    eaf->tiers.items[eaf->tiers.count - 1].count++;
    parsing->in_annotation = true;
    return FY_OK;
}

static enum fy_status start_type(struct parsing *parsing, struct fy_xml *xml)
{
    static const struct {
        const char *name;
        enum fy_eaf_constraint constraint;
    } names[] = { { "Time_Subdivision", FY_EAF_TIME_SUBDIVISION },
                  { "Symbolic_Subdivision", FY_EAF_SUBDIVISION },
                  { "Symbolic_Association", FY_EAF_ASSOCIATION },
                  { "Included_In", FY_EAF_INCLUDED } };
    struct fy_eaf *eaf = parsing->eaf;
    const char *id, *constraint = fy_xml_attribute(xml, "CONSTRAINTS");
    struct fy_eaf_type type = { .constraint = FY_EAF_FREE };
    enum fy_status status = require(xml, "LINGUISTIC_TYPE", "LINGUISTIC_TYPE_ID", &id);
    if (status != FY_OK)
        return status;
    for (size_t i = 0; constraint && i < sizeof names / sizeof *names; i++)
        if (strcmp(constraint, names[i].name) == 0)
            type.constraint = names[i].constraint;
    type.id = keep(eaf, id);
    type.vocabulary_id = keep(eaf, fy_xml_attribute(xml, "CONTROLLED_VOCABULARY_REF"));
    struct fy_eaf_type *items = fy_grow(eaf->types.items, &eaf->types.capacity, eaf->types.count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    eaf->types.items = items;
    items[eaf->types.count++] = type;
    return FY_OK;
}

static enum fy_status start_vocabulary(struct parsing *parsing, struct fy_xml *xml)
{
    struct fy_eaf *eaf = parsing->eaf;
    const char *id;
    enum fy_status status = require(xml, "CONTROLLED_VOCABULARY", "CV_ID", &id);
    if (status != FY_OK)
        return status;
    size_t *items =
        fy_grow(eaf->vocabularies.items, &eaf->vocabularies.capacity, eaf->vocabularies.count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    eaf->vocabularies.items = items;
    items[eaf->vocabularies.count++] = keep(eaf, id);
    return FY_OK;
}

static void want(struct parsing *parsing, const struct fy_xml *xml, enum wanted wanted)
{
    parsing->wanted = wanted;
    parsing->wanted_depth = fy_xml_depth(xml);
    fy_buffer_clear(&parsing->text);
}

static enum fy_status start_named(struct parsing *parsing, struct fy_xml *xml, const char *name)
{
    if (strcmp(name, "HEADER") == 0)
        return start_header(parsing, xml);
    if (strcmp(name, "MEDIA_DESCRIPTOR") == 0)
        return start_media(parsing, xml);
    if (strcmp(name, "TIME_SLOT") == 0)
        return start_slot(parsing, xml);
    if (strcmp(name, "TIER") == 0)
        return start_tier(parsing, xml);
    if (strcmp(name, "ALIGNABLE_ANNOTATION") == 0 || strcmp(name, "REF_ANNOTATION") == 0)
        return start_annotation(parsing, xml, name);
    if (strcmp(name, "LINGUISTIC_TYPE") == 0)
        return start_type(parsing, xml);
    if (strcmp(name, "CONTROLLED_VOCABULARY") == 0)
        return start_vocabulary(parsing, xml);
    if (strcmp(name, "ANNOTATION_VALUE") == 0 && parsing->in_annotation) {
        want(parsing, xml, ANNOTATION_VALUE);
    } else if (strcmp(name, "CVE_VALUE") == 0) {
        want(parsing, xml, ENTRY_VALUE);
    } else if (strcmp(name, "CV_ENTRY_ML") == 0) {
        parsing->entry = keep(parsing->eaf, fy_xml_attribute(xml, "CVE_ID"));
    } else if (strcmp(name, "PROPERTY") == 0) {
        const char *property = fy_xml_attribute(xml, "NAME");
        if (property && strcmp(property, FY_EAF_DOMAIN) == 0)
            want(parsing, xml, DOMAIN);
    }
    return FY_OK;
}

static enum fy_status on_start(void *context, struct fy_xml *xml, const char *name)
{
    struct parsing *parsing = context;
    if (fy_xml_depth(xml) == 1 && strcmp(name, "ANNOTATION_DOCUMENT") != 0)
        return fy_xml_fail(xml, FY_SYNTAX,
                           _("This is no ELAN document: it starts with <%s>, where <ANNOTATION_DOCUMENT> is expected."),
                           fy_shown(name));
    for (size_t i = 0; i < LEFT_KINDS; i++) {
        struct left *left = &parsing->left[i];
        const char *value;
        if (strcmp(name, left->element) != 0)
            continue;
        if (left->attribute && (!(value = fy_xml_attribute(xml, left->attribute)) || !*value))
            continue;
        if (left->count++ == 0)
            left->first = fy_xml_offset(xml);
    }
    enum fy_status status = start_named(parsing, xml, name);
    return status == FY_OK && parsing->eaf->pool.failed ? FY_NO_MEMORY : status;
}

static void read_domain(struct parsing *parsing)
{
    struct fy_eaf *eaf = parsing->eaf;
    const char *text = fy_buffer_text(&parsing->text);
    double xmin, xmax;
    size_t size = fy_number_read(text, parsing->text.size, &xmin);
    if (size == 0 || text[size] != ' ' || !whole_number(text + size + 1, &xmax))
        return;
    if (isfinite(xmin) && xmin < xmax) {
        eaf->xmin = xmin;
        eaf->xmax = xmax;
    }
}

/* The first value of an entry, in whatever language, is the one that is used. */
static enum fy_status add_entry(struct parsing *parsing)
{
    struct fy_eaf *eaf = parsing->eaf;
    if (eaf->vocabularies.count == 0 || parsing->entry == FY_NONE)
        return FY_OK;
    struct fy_eaf_entry *items =
        fy_grow(eaf->entries.items, &eaf->entries.capacity, eaf->entries.count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    eaf->entries.items = items;
    items[eaf->entries.count++] = (struct fy_eaf_entry){
        .vocabulary = eaf->vocabularies.count - 1,
        .id = parsing->entry,
        .value = keep_bytes(eaf, fy_buffer_text(&parsing->text), parsing->text.size),
    };
    parsing->entry = FY_NONE;
    return eaf->pool.failed ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status end_text(struct parsing *parsing)
{
    struct fy_eaf *eaf = parsing->eaf;
    enum wanted wanted = parsing->wanted;
    parsing->wanted = NOTHING;
    if (parsing->text.failed)
        return FY_NO_MEMORY;
    if (wanted == DOMAIN)
        read_domain(parsing);
    if (wanted == ENTRY_VALUE)
        return add_entry(parsing);
    if (wanted == ANNOTATION_VALUE && parsing->text.size > 0)
        eaf->annotations.items[eaf->annotations.count - 1].value =
            keep_bytes(eaf, parsing->text.data, parsing->text.size);
    return FY_OK;
}

static enum fy_status on_end(void *context, struct fy_xml *xml, const char *name)
{
    struct parsing *parsing = context;
    if (parsing->wanted != NOTHING)
        return fy_xml_depth(xml) == parsing->wanted_depth ? end_text(parsing) : FY_OK;
    if (strcmp(name, "TIER") == 0)
        parsing->in_tier = false;
    else if (strcmp(name, "ALIGNABLE_ANNOTATION") == 0 || strcmp(name, "REF_ANNOTATION") == 0)
        parsing->in_annotation = false;
    return parsing->eaf->pool.failed ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status on_text(void *context, struct fy_xml *xml, const char *bytes, size_t size)
{
    struct parsing *parsing = context;
    (void)xml;
    if (parsing->wanted != NOTHING)
        fy_buffer_append(&parsing->text, bytes, size);
    return parsing->text.failed ? FY_NO_MEMORY : FY_OK;
}

enum fy_status fy_eaf_parse(struct fy_eaf *eaf, const char *text, size_t size)
{
    static const struct fy_xml_handler handler = { on_start, on_end, on_text };
    struct parsing parsing = { .eaf = eaf, .text = FY_BUFFER_EMPTY, .entry = FY_NONE };
    memcpy(parsing.left, left_kinds, sizeof left_kinds);
    eaf->text = text;
    eaf->unit = 1;
    eaf->xmin = eaf->xmax = (double)NAN;
    eaf->media = FY_NONE;
    enum fy_status status = fy_xml_read(text, size, &handler, &parsing, eaf->findings, eaf->error);
    for (size_t i = 0; i < LEFT_KINDS && status == FY_OK; i++)
        if (parsing.left[i].count > 0)
            fy_finding_add(eaf->findings, parsing.left[i].first, true,
                           _("A grid has no place for %s; they are not kept (%lu of them, the first is here)."),
                           _(parsing.left[i].things), (unsigned long)parsing.left[i].count);
    fy_buffer_free(&parsing.text);
    return status;
}
