/* Transcriber's .trs files.
 *
 * Turns become text and speaker; where two speak at once, the second is in a tier of their own. What stands between the
 * words stays there as Transcriber shows it: events as [i], [i-] and [-i] at their start and end, comments as {remark}.
 * Sections become a tier, and so do changes of the background, as points. */
#include "formats/formats.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>

#include "base/messages.h"
#include "formats/pieces.h"
#include "formats/shown.h"
#include "formats/turns.h"
#include "formats/xml.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { VOICES = 8 }; /* who speak at once */

/* Names by their ids: speakers and topics, offsets of NUL-ended texts in the pool. */
struct entry {
    const char *pool;
    size_t id, name;
};

struct book {
    struct entry *items;
    size_t count, capacity;
    bool sorted;
};

/* A change of the background, and where it stands. */
struct change {
    double time;
    size_t text, size;
    size_t order;
};

struct trs {
    struct fy_buffer pool;
    struct book speakers, topics;
    struct fy_turns turns;
    struct fy_pieces sections; /* texts are offsets in the pool until the end: see `section_texts` */
    size_t *section_texts;
    size_t section_capacity;
    struct change *changes;
    size_t change_count, change_capacity;
    size_t audio; /* text: the recording's name */

    bool in_turn;
    double turn_end, begin; /* of what is being read */
    size_t voices[VOICES], voice_count, voice;
    struct fy_buffer words[VOICES];
    size_t begin_offset;

    double end; /* latest time of all */
    size_t details, first_detail;
    struct fy_finding_list *findings;
};

static size_t keep(struct trs *trs, const char *text, size_t size)
{
    size_t at = trs->pool.size;
    fy_buffer_append(&trs->pool, text, size);
    fy_buffer_putc(&trs->pool, '\0');
    return at;
}

static const char *kept(const struct trs *trs, size_t at)
{
    return at == FY_NONE || trs->pool.failed ? "" : trs->pool.data + at;
}

/* ---- books ---- */

static int by_id(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return strcmp(x->pool + x->id, y->pool + y->id);
}

static enum fy_status book_add(struct trs *trs, struct book *book, struct fy_xml *xml, const char *name)
{
    const char *id = fy_xml_attribute(xml, "id"), *text = fy_xml_attribute(xml, name);
    if (!id)
        return fy_xml_fail(xml, FY_SYNTAX, _("This has no id, so nothing can refer to it."));
    if (book->sorted)
        return fy_xml_fail(xml, FY_SYNTAX, _("This should stand before the first <Section> and <Turn>."));
    struct entry *items = fy_grow(book->items, &book->capacity, book->count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    book->items = items;
    size_t kept_id = keep(trs, id, strlen(id));
    items[book->count++] = (struct entry){ NULL, kept_id, text && *text ? keep(trs, text, strlen(text)) : kept_id };
    return FY_OK;
}

/* The name for an id; the id itself where nothing is known. */
static size_t book_find(struct trs *trs, struct book *book, size_t id)
{
    if (!book->sorted || (book->count > 0 && book->items[0].pool != trs->pool.data))
        for (size_t i = 0; i < book->count; i++)
            book->items[i].pool = trs->pool.data;
    if (!book->sorted && book->count > 1)
        qsort(book->items, book->count, sizeof *book->items, by_id);
    book->sorted = true;
    struct entry wanted = { trs->pool.data, id, 0 };
    const struct entry *found =
        book->count > 0 ? bsearch(&wanted, book->items, book->count, sizeof wanted, by_id) : NULL;
    return found ? found->name : id;
}

/* ---- times ---- */

static enum fy_status read_time(struct fy_xml *xml, const char *name, double *time)
{
    const char *text = fy_xml_attribute(xml, name);
    if (!text)
        return fy_xml_fail(xml, FY_SYNTAX, _("The time %s is missing here."), name);
    size_t size = strlen(text);
    if (size == 0 || fy_number_read(text, size, time) != size || !isfinite(*time) || fabs(*time) > 1e10)
        return fy_xml_fail(xml, FY_SYNTAX, _("%s should be a number of seconds, not \"%s\"."), name, fy_shown(text));
    return FY_OK;
}

static void extend(struct trs *trs, double time)
{
    if (time > trs->end)
        trs->end = time;
}

/* ---- turns ---- */

/* Runs of blanks and line ends become one blank, none at the ends. */
static void squeeze(struct fy_buffer *text)
{
    size_t size = 0;
    for (size_t at = 0; at < text->size; at++) {
        char byte = text->data[at];
        bool blank = byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
        if (!blank)
            text->data[size++] = byte;
        else if (size > 0 && text->data[size - 1] != ' ')
            text->data[size++] = ' ';
    }
    if (size > 0 && text->data[size - 1] == ' ')
        size--;
    text->size = size;
}

static enum fy_status end_segment(struct trs *trs, double end)
{
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < VOICES && status == FY_OK; i++) {
        struct fy_buffer *words = &trs->words[i];
        const char *speaker = i < trs->voice_count ? kept(trs, trs->voices[i]) : "";
        if (words->failed)
            return FY_NO_MEMORY;
        squeeze(words);
        if (words->size > 0 || (i == 0 && end > trs->begin))
            status = fy_turns_add(&trs->turns, trs->begin, end, fy_buffer_text(words), words->size, speaker,
                                  trs->begin_offset, trs->findings);
        fy_buffer_clear(words);
    }
    extend(trs, end);
    return status;
}

static enum fy_status start_turn(struct trs *trs, struct fy_xml *xml)
{
    const char *speakers = fy_xml_attribute(xml, "speaker");
    if (trs->in_turn)
        return fy_xml_fail(xml, FY_SYNTAX, _("A <Turn> stands inside another one."));
    enum fy_status status = read_time(xml, "startTime", &trs->begin);
    if (status == FY_OK)
        status = read_time(xml, "endTime", &trs->turn_end);
    if (status != FY_OK)
        return status;
    trs->in_turn = true;
    trs->voice = trs->voice_count = 0;
    trs->begin_offset = fy_xml_offset(xml);
    for (const char *at = speakers ? speakers : ""; *at;) {
        size_t size = strcspn(at, " \t\n");
        if (size > 0 && trs->voice_count == VOICES)
            return fy_xml_fail(xml, FY_UNSUPPORTED, _("More than %d speak at once here."), VOICES);
        if (size > 0) {
            size_t id = keep(trs, at, size);
            if (trs->pool.failed)
                return FY_NO_MEMORY;
            trs->voices[trs->voice_count++] = book_find(trs, &trs->speakers, id);
        }
        at += size + (at[size] != '\0');
    }
    return FY_OK;
}

static enum fy_status start_sync(struct trs *trs, struct fy_xml *xml)
{
    double time;
    if (!trs->in_turn)
        return fy_xml_fail(xml, FY_SYNTAX, _("<Sync> stands outside of a <Turn>."));
    enum fy_status status = read_time(xml, "time", &time);
    if (status == FY_OK)
        status = end_segment(trs, time);
    trs->begin = time;
    trs->begin_offset = fy_xml_offset(xml);
    trs->voice = 0;
    return status;
}

static enum fy_status start_who(struct trs *trs, struct fy_xml *xml)
{
    const char *text = fy_xml_attribute(xml, "nb");
    double number = 0;
    size_t size = text ? strlen(text) : 0;
    if (size == 0 || fy_number_read(text, size, &number) != size || !(number >= 1 && number <= VOICES))
        return fy_xml_fail(xml, FY_SYNTAX, _("Who speaks should be a number from 1 to %d here."), VOICES);
    trs->voice = (size_t)number - 1;
    return FY_OK;
}

/* Transcriber's own way to show an event among the words. */
static void put_event(struct fy_buffer *words, struct fy_xml *xml)
{
    static const char *const kinds[][2] = {
        { "noise", "" }, { "pronounce", "pron=" }, { "language", "lang=" }, { "lexical", "lex=" }
    };
    const char *type = fy_xml_attribute(xml, "type"), *extent = fy_xml_attribute(xml, "extent");
    const char *what = fy_xml_attribute(xml, "desc"), *prefix = NULL;
    for (size_t i = 0; type && i < sizeof kinds / sizeof *kinds; i++)
        if (strcmp(type, kinds[i][0]) == 0)
            prefix = kinds[i][1];
    fy_buffer_puts(words, " [");
    if (extent && strcmp(extent, "end") == 0)
        fy_buffer_putc(words, '-');
    else if (extent && strcmp(extent, "previous") == 0)
        fy_buffer_putc(words, '+');
    if (prefix)
        fy_buffer_puts(words, prefix);
    else if (type)
        fy_buffer_printf(words, "%s=", type);
    fy_buffer_puts(words, what ? what : "");
    if (extent && strcmp(extent, "begin") == 0)
        fy_buffer_putc(words, '-');
    else if (extent && strcmp(extent, "next") == 0)
        fy_buffer_putc(words, '+');
    fy_buffer_puts(words, "] ");
}

/* ---- around the turns ---- */

static enum fy_status start_section(struct trs *trs, struct fy_xml *xml)
{
    const char *type = fy_xml_attribute(xml, "type"), *topic = fy_xml_attribute(xml, "topic");
    struct fy_piece piece = { .offset = fy_xml_offset(xml) };
    enum fy_status status = read_time(xml, "startTime", &piece.xmin);
    if (status == FY_OK)
        status = read_time(xml, "endTime", &piece.xmax);
    if (status == FY_OK && piece.xmin > piece.xmax)
        return fy_xml_fail(xml, FY_SYNTAX, _("This section ends before it starts."));
    if (status != FY_OK)
        return status;
    size_t *texts = fy_grow(trs->section_texts, &trs->section_capacity, trs->sections.count + 1, sizeof *texts);
    if (!texts)
        return FY_NO_MEMORY;
    trs->section_texts = texts;
    struct fy_buffer label = FY_BUFFER_EMPTY;
    fy_buffer_puts(&label, type ? type : "");
    if (topic && *topic) {
        size_t id = keep(trs, topic, strlen(topic));
        if (!trs->pool.failed)
            fy_buffer_printf(&label, ": %s", kept(trs, book_find(trs, &trs->topics, id)));
    }
    texts[trs->sections.count] = keep(trs, fy_buffer_text(&label), label.size);
    piece.size = label.size;
    status = label.failed || trs->pool.failed ? FY_NO_MEMORY : fy_pieces_add(&trs->sections, &piece);
    fy_buffer_free(&label);
    extend(trs, piece.xmax);
    return status;
}

static enum fy_status start_background(struct trs *trs, struct fy_xml *xml)
{
    const char *type = fy_xml_attribute(xml, "type"), *level = fy_xml_attribute(xml, "level");
    double time;
    enum fy_status status = read_time(xml, "time", &time);
    if (status != FY_OK)
        return status;
    struct change *items = fy_grow(trs->changes, &trs->change_capacity, trs->change_count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    trs->changes = items;
    size_t text = trs->pool.size;
    fy_buffer_printf(&trs->pool, "%s%s%s", type ? type : "", type && level ? " " : "", level ? level : "");
    items[trs->change_count] = (struct change){ time, text, trs->pool.size - text, trs->change_count };
    trs->change_count++;
    extend(trs, time);
    return FY_OK;
}

static void count_details(struct trs *trs, struct fy_xml *xml)
{
    static const char *const names[] = { "type", "dialect", "accent", "check", "scope" };
    bool any = false;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = fy_xml_attribute(xml, names[i]);
        any = any || (value && *value);
    }
    if (any && trs->details++ == 0)
        trs->first_detail = fy_xml_offset(xml);
}

static enum fy_status start_named(struct trs *trs, struct fy_xml *xml, const char *name)
{
    struct fy_buffer *words = &trs->words[trs->voice];
    if (strcmp(name, "Turn") == 0)
        return start_turn(trs, xml);
    if (strcmp(name, "Sync") == 0)
        return start_sync(trs, xml);
    if (strcmp(name, "Who") == 0 && trs->in_turn)
        return start_who(trs, xml);
    if (strcmp(name, "Section") == 0)
        return start_section(trs, xml);
    if (strcmp(name, "Background") == 0)
        return start_background(trs, xml);
    if (strcmp(name, "Topic") == 0)
        return book_add(trs, &trs->topics, xml, "desc");
    if (strcmp(name, "Speaker") == 0) {
        count_details(trs, xml);
        return book_add(trs, &trs->speakers, xml, "name");
    }
    if ((strcmp(name, "Event") == 0 || strcmp(name, "Vocal") == 0) && trs->in_turn) {
        put_event(words, xml);
    } else if (strcmp(name, "Comment") == 0 && trs->in_turn) {
        const char *remark = fy_xml_attribute(xml, "desc");
        fy_buffer_printf(words, " {%s} ", remark ? remark : "");
    } else if (strcmp(name, "Trans") != 0 && strcmp(name, "Episode") != 0 && strcmp(name, "Speakers") != 0 &&
               strcmp(name, "Topics") != 0) {
        fy_finding_add(trs->findings, fy_xml_offset(xml), true,
                       _("<%s> is not known here; the element is left out, but not the text in it."), fy_shown(name));
    }
    return FY_OK;
}

static enum fy_status on_start(void *context, struct fy_xml *xml, const char *name)
{
    struct trs *trs = context;
    if (fy_xml_depth(xml) == 1) {
        const char *audio = fy_xml_attribute(xml, "audio_filename");
        if (strcmp(name, "Trans") != 0)
            return fy_xml_fail(xml, FY_SYNTAX,
                               _("This is no Transcriber file: it starts with <%s>, where <Trans> is expected."),
                               fy_shown(name));
        if (audio && *audio)
            trs->audio = keep(trs, audio, strlen(audio));
    }
    enum fy_status status = start_named(trs, xml, name);
    return status == FY_OK && trs->pool.failed ? FY_NO_MEMORY : status;
}

static enum fy_status on_end(void *context, struct fy_xml *xml, const char *name)
{
    struct trs *trs = context;
    (void)xml;
    if (strcmp(name, "Turn") != 0 || !trs->in_turn)
        return FY_OK;
    trs->in_turn = false;
    return end_segment(trs, trs->turn_end);
}

static enum fy_status on_text(void *context, struct fy_xml *xml, const char *bytes, size_t size)
{
    struct trs *trs = context;
    (void)xml;
    if (trs->in_turn)
        fy_buffer_append(&trs->words[trs->voice], bytes, size);
    return trs->words[trs->voice].failed ? FY_NO_MEMORY : FY_OK;
}

/* ---- the grid ---- */

static int by_time(const void *a, const void *b)
{
    const struct change *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static enum fy_status append_changes(struct trs *trs, struct fy_grid *grid)
{
    size_t tier;
    if (trs->change_count == 0)
        return FY_OK;
    qsort(trs->changes, trs->change_count, sizeof *trs->changes, by_time);
    enum fy_status status = fy_grid_append_tier(grid, FY_POINT_TIER, "background", strlen("background"),
                                                fy_grid_xmin(grid), fy_grid_xmax(grid), &tier);
    for (size_t i = 0; i < trs->change_count && status == FY_OK; i++)
        status = fy_tier_append_point(grid, tier, trs->changes[i].time, trs->pool.data + trs->changes[i].text,
                                      trs->changes[i].size);
    return status;
}

static enum fy_status append_sections(struct trs *trs, struct fy_grid *grid)
{
    if (trs->sections.count == 0)
        return FY_OK;
    for (size_t i = 0; i < trs->sections.count; i++)
        trs->sections.items[i].text = trs->pool.data + trs->section_texts[i];
    return fy_pieces_append_tier(&trs->sections, grid, "section", strlen("section"), NULL, 0, trs->findings);
}

static enum fy_status make_grid(struct trs *trs, const struct fy_format_options *options, struct fy_grid **grid)
{
    double xmin = 0, xmax = trs->end;
    fy_turns_extend(&trs->turns, &xmin, &xmax);
    fy_pieces_extend(&trs->sections, &xmin, &xmax);
    for (size_t i = 0; i < trs->change_count; i++)
        xmin = trs->changes[i].time < xmin ? trs->changes[i].time : xmin;
    if (options && options->duration > xmax)
        xmax = options->duration;
    if (!(xmax > xmin)) {
        xmax = xmin + 1;
        fy_finding_add(trs->findings, 0, false,
                       _("Nothing is said and no duration is known; the grid lasts a second."));
    }
    *grid = fy_grid_new(xmin, xmax);
    if (!*grid)
        return FY_NO_MEMORY;
    if (trs->details > 0)
        fy_finding_add(
            trs->findings, trs->first_detail, true,
            _("What is said of the speakers (%lu of them), but for their names, has no place in a grid and is "
              "not kept."),
            (unsigned long)trs->details);
    enum fy_status status = fy_turns_append_tiers(&trs->turns, *grid, options && options->tier ? options->tier : "text",
                                                  true, trs->findings);
    if (status == FY_OK)
        status = append_sections(trs, *grid);
    if (status == FY_OK)
        status = append_changes(trs, *grid);
    return status;
}

static void free_trs(struct trs *trs)
{
    fy_buffer_free(&trs->pool);
    fy_free(trs->speakers.items);
    fy_free(trs->topics.items);
    fy_turns_free(&trs->turns);
    fy_pieces_free(&trs->sections);
    fy_free(trs->section_texts);
    fy_free(trs->changes);
    for (size_t i = 0; i < VOICES; i++)
        fy_buffer_free(&trs->words[i]);
}

static enum fy_status read_trs(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                               struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    static const struct fy_xml_handler handler = { on_start, on_end, on_text };
    struct fy_decoded decoded;
    struct fy_finding_list list;
    struct fy_grid *grid = NULL;
    if (count == 0)
        return fy_fail(error, FY_INVALID, _("There is no file to read."));
    enum fy_status status = fy_xml_decode(&decoded, &streams[0], options ? options->encoding : NULL, error);
    if (status != FY_OK)
        return status;
    struct trs trs = { .pool = FY_BUFFER_EMPTY, .turns = FY_TURNS_EMPTY, .audio = FY_NONE, .findings = &list };
    fy_finding_list_start(&list, findings);
    fy_decoded_report(&decoded, &list);
    status = fy_xml_read(decoded.text, decoded.size, &handler, &trs, &list, error);
    if (status == FY_OK)
        status = make_grid(&trs, options, &grid);
    if (status == FY_OK)
        status = fy_finding_list_finish(&list, decoded.text);
    if (status == FY_OK)
        status = fy_named_grids_add(grids, kept(&trs, trs.audio), grid);
    if (status != FY_OK) {
        fy_grid_free(grid);
        if (findings)
            fy_findings_free(findings);
    }
    if (status == FY_NO_MEMORY)
        fy_fail(error, status, "%s", fy_status_text(status));
    free_trs(&trs);
    fy_decoded_free(&decoded);
    return status;
}

static int probe(const struct fy_stream *stream)
{
    return fy_xml_begins_with(stream, "Trans") ? 100 : 0;
}

const struct fy_format fy_format_trs = {
    .name = "trs",
    .extensions = "trs",
    .help = N_("Transcriber"),
    .abilities = FY_FORMAT_READS,
    .probe = probe,
    .read = read_trs,
};
