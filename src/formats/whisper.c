/* JSON that recognisers write: segments with times, perhaps with words and speakers in them.
 *
 *     {"segments": [{"start": 0, "end": 2.4, "text": " ...", "speaker": "A", "words": [{"word", "start", "end"}]}]}
 *     {"transcription": [{"offsets": {"from": 0, "to": 2400}, "text": "..."}]}           whisper.cpp, milliseconds
 *     {"chunks": [{"timestamp": [0, 2.4], "text": "..."}]}                               pipelines of transformers
 *     {"monologues": [{"speaker": {"id": "A"}, "terms": [{"start", "end", "text", "type"}]}]}                Gecko
 *     [{"start": 0, "end": 2.4, "text": "..."}]                                          segments alone
 */
#include "formats/formats.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/text.h>

#include "base/json_read.h"
#include "base/messages.h"
#include "formats/encoding.h"
#include "formats/turns.h"

#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

struct reading {
    struct fy_turns texts, words;
    struct fy_finding_list findings;
    struct fy_error *error;
    double duration;
    size_t untimed; /* words without times */
};

/* ---- values ---- */

static bool number_of(const struct fy_json *value, double *number)
{
    return fy_json_number_of(value, number) && isfinite(*number) && fabs(*number) < 1e10;
}

static double time_of(const struct fy_json *object, const char *name)
{
    double time;
    return number_of(fy_json_get(object, name), &time) ? time : (double)NAN;
}

/* A segment's start and end in seconds, NAN where they are not said. */
static void times_of(const struct fy_json *object, double *start, double *end)
{
    const struct fy_json *offsets = fy_json_get(object, "offsets"), *pair = fy_json_get(object, "timestamp");
    *start = time_of(object, "start");
    *end = time_of(object, "end");
    if (fy_json_is_object(offsets)) {
        *start = time_of(offsets, "from") / 1000;
        *end = time_of(offsets, "to") / 1000;
    } else if (fy_json_is_array(pair)) {
        if (!number_of(fy_json_at(pair, 0), start))
            *start = (double)NAN;
        if (!number_of(fy_json_at(pair, 1), end))
            *end = (double)NAN;
    }
}

static const char *first_text(const struct fy_json *object, const char *const *names)
{
    for (; *names; names++) {
        const char *text = fy_json_text_of(fy_json_get(object, *names));
        if (text)
            return text;
    }
    return NULL;
}

static const char *text_of(const struct fy_json *object)
{
    static const char *const names[] = { "text", "word", "transcript", "punctuated_word", NULL };
    return first_text(object, names);
}

/* The speaker's name, or number as text; "" where none is said. */
static const char *speaker_of(const struct fy_json *object, char number[FY_NUMBER_SIZE])
{
    static const char *const keys[] = { "speaker", "speaker_id", "spk", NULL };
    static const char *const names[] = { "name", "id", NULL };
    double value;
    for (size_t i = 0; keys[i]; i++) {
        const struct fy_json *speaker = fy_json_get(object, keys[i]);
        const char *name = fy_json_is_object(speaker) ? first_text(speaker, names) : fy_json_text_of(speaker);
        if (name)
            return name;
        if (number_of(speaker, &value)) {
            fy_number_write(value, number);
            return number;
        }
    }
    return "";
}

/* Without the blank that recognisers put before a text. */
static const char *trim(const char *text, size_t *size)
{
    while (*text && strchr(" \t\r\n", *text))
        text++;
    *size = strlen(text);
    while (*size > 0 && strchr(" \t\r\n", text[*size - 1]))
        (*size)--;
    return text;
}

/* ---- words ---- */

static enum fy_status add_word(struct reading *reading, const struct fy_json *word, const char *speaker)
{
    double start, end;
    const char *text = text_of(word);
    size_t size;
    if (!text)
        return FY_OK;
    text = trim(text, &size);
    times_of(word, &start, &end);
    if (isnan(start) || isnan(end)) {
        reading->untimed++;
        return FY_OK;
    }
    return fy_turns_add(&reading->words, start, end, text, size, speaker, 0, &reading->findings);
}

static enum fy_status add_words(struct reading *reading, const struct fy_json *words, const char *speaker)
{
    enum fy_status status = FY_OK;
    char number[FY_NUMBER_SIZE];
    for (size_t i = 0; i < fy_json_size(words) && status == FY_OK; i++) {
        const struct fy_json *word = fy_json_at(words, i);
        const char *own = speaker_of(word, number);
        status = add_word(reading, word, *own ? own : speaker);
    }
    return status;
}

/* ---- segments ---- */

static enum fy_status fail_at(struct reading *reading, size_t index, const char *what)
{
    return fy_fail(reading->error, FY_SYNTAX, _("Segment %lu (counted from 1) has no %s."), (unsigned long)index + 1,
                   what);
}

/* The end of a segment that says none: where the next one starts, or what there is ends. */
static double guess_end(const struct reading *reading, const struct fy_json *segments, size_t index, double start)
{
    double next = (double)NAN, end;
    times_of(fy_json_at(segments, index + 1), &next, &end);
    if (isnan(next))
        next = reading->duration;
    return next > start ? next : start;
}

static enum fy_status add_segments(struct reading *reading, const struct fy_json *segments)
{
    enum fy_status status = FY_OK;
    char number[FY_NUMBER_SIZE];
    for (size_t i = 0; i < fy_json_size(segments) && status == FY_OK; i++) {
        const struct fy_json *segment = fy_json_at(segments, i);
        const char *text = text_of(segment), *speaker = speaker_of(segment, number);
        double start, end;
        size_t size;
        if (!text)
            return fail_at(reading, i, _("text"));
        text = trim(text, &size);
        times_of(segment, &start, &end);
        if (isnan(start))
            return fail_at(reading, i, _("start time"));
        if (isnan(end)) {
            end = guess_end(reading, segments, i, start);
            fy_finding_add(&reading->findings, 0, false, _("Segment %lu (counted from 1) has no end; it was guessed."),
                           (unsigned long)i + 1);
        }
        status = fy_turns_add(&reading->texts, start, end, text, size, speaker, 0, &reading->findings);
        if (status == FY_OK)
            status = add_words(reading, fy_json_get(segment, "words"), speaker);
    }
    return status;
}

/* ---- Gecko's monologues ---- */

/* True where two words of a text touch without a blank: signs behind, and Chinese beside Chinese. */
static bool touches(const struct fy_buffer *text, const char *word, bool sign)
{
    enum { FIRST_WIDE = 0x2E80 };
    uint32_t before = 0, after = 0;
    size_t at = text->size;
    if (text->size == 0 || sign)
        return true;
    do
        at--;
    while (at > 0 && ((unsigned char)text->data[at] & 0xC0) == 0x80);
    return fy_utf8_decode(text->data + at, text->size - at, &before) > 0 &&
           fy_utf8_decode(word, strlen(word), &after) > 0 && before >= FIRST_WIDE && after >= FIRST_WIDE;
}

static enum fy_status add_monologue(struct reading *reading, const struct fy_json *monologue, size_t index)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    char number[FY_NUMBER_SIZE];
    const char *speaker = speaker_of(monologue, number);
    const struct fy_json *terms = fy_json_get(monologue, "terms");
    double start, end;
    enum fy_status status = FY_OK;
    times_of(monologue, &start, &end);
    for (size_t i = 0; i < fy_json_size(terms) && status == FY_OK; i++) {
        const struct fy_json *term = fy_json_at(terms, i);
        const char *word = text_of(term), *type = fy_json_text_of(fy_json_get(term, "type"));
        bool sign = type && strcmp(type, "PUNCTUATION") == 0;
        double from, to;
        times_of(term, &from, &to);
        if (!word)
            continue;
        fy_buffer_puts(&text, touches(&text, word, sign) ? "" : " ");
        fy_buffer_puts(&text, word);
        start = isnan(start) || from < start ? from : start;
        end = isnan(end) || to > end ? to : end;
        status = sign ? FY_OK : add_word(reading, term, speaker);
    }
    if (status == FY_OK && (isnan(start) || isnan(end)))
        status = text.size > 0 ? fail_at(reading, index, _("times")) : FY_OK;
    else if (status == FY_OK && !text.failed)
        status =
            fy_turns_add(&reading->texts, start, end, fy_buffer_text(&text), text.size, speaker, 0, &reading->findings);
    if (text.failed)
        status = FY_NO_MEMORY;
    fy_buffer_free(&text);
    return status;
}

/* ---- the whole ---- */

static enum fy_status read_root(struct reading *reading, const struct fy_json *root)
{
    static const char *const names[] = { "segments", "transcription", "chunks", NULL };
    static const char *const word_lists[] = { "word_segments", "words", NULL };
    const struct fy_json *monologues = fy_json_get(root, "monologues"),
                         *segments = fy_json_is_array(root) ? root : NULL;
    enum fy_status status = FY_OK;
    for (size_t i = 0; names[i] && !segments; i++)
        if (fy_json_is_array(fy_json_get(root, names[i])))
            segments = fy_json_get(root, names[i]);
    if (segments)
        status = add_segments(reading, segments);
    else if (fy_json_is_array(monologues))
        for (size_t i = 0; i < fy_json_size(monologues) && status == FY_OK; i++)
            status = add_monologue(reading, fy_json_at(monologues, i), i);
    else
        return fy_fail(reading->error, FY_SYNTAX,
                       _("There is no list of segments in this JSON: \"segments\", \"transcription\", \"chunks\" or "
                         "\"monologues\" is expected."));
    for (size_t i = 0; word_lists[i] && status == FY_OK && reading->words.count == 0; i++)
        status = add_words(reading, fy_json_get(root, word_lists[i]), "");
    return status;
}

static enum fy_status make_grid(struct reading *reading, const struct fy_format_options *options, struct fy_grid **grid)
{
    double xmin = 0, xmax = reading->duration > 0 ? reading->duration : 0;
    fy_turns_extend(&reading->texts, &xmin, &xmax);
    fy_turns_extend(&reading->words, &xmin, &xmax);
    if (!(xmax > xmin)) {
        xmax = xmin + 1;
        fy_finding_add(&reading->findings, 0, false,
                       _("Nothing is said and no duration is known; the grid lasts a second."));
    }
    if (reading->untimed > 0)
        fy_finding_add(&reading->findings, 0, false,
                       _("Words without times are in the text only, not in a tier of words: %lu."),
                       (unsigned long)reading->untimed);
    fy_finding_add(&reading->findings, 0, true,
                   _("Only texts, times and speakers are read; whatever else the recogniser wrote is not kept."));
    *grid = fy_grid_new(xmin, xmax);
    if (!*grid)
        return FY_NO_MEMORY;
    enum fy_status status = fy_turns_append_tiers(
        &reading->texts, *grid, options && options->tier ? options->tier : "text", true, &reading->findings);
    if (status == FY_OK && reading->words.count > 0)
        status = fy_turns_append_tiers(&reading->words, *grid, "word", false, &reading->findings);
    return status;
}

/* Python writes NaN and Infinity, which JSON does not know: they become "" of the same length, which is no number. */
static void blank_undefined(char *text, size_t size)
{
    static const char *const names[] = { "-Infinity", "Infinity", "NaN" };
    bool quoted = false;
    for (size_t at = 0; at < size; at++) {
        if (quoted && text[at] == '\\')
            at++;
        else if (text[at] == '"')
            quoted = !quoted;
        for (size_t i = 0; !quoted && at < size && i < sizeof names / sizeof *names; i++) {
            size_t length = strlen(names[i]);
            if (size - at < length || memcmp(text + at, names[i], length) != 0)
                continue;
            memset(text + at, ' ', length);
            memcpy(text + at, "\"\"", 2);
            at += length - 1;
            break;
        }
    }
}

static enum fy_status parse(const char *text, size_t size, struct fy_json **root, struct fy_error *error)
{
    char *copy = fy_strndup(text, size);
    if (!copy)
        return FY_NO_MEMORY;
    blank_undefined(copy, size);
    const enum fy_status status = fy_json_read(copy, size, root, error);
    fy_free(copy);
    return status;
}

static enum fy_status read_decoded(struct reading *reading, const struct fy_decoded *decoded,
                                   const struct fy_format_options *options, struct fy_named_grids *grids,
                                   struct fy_findings *findings)
{
    struct fy_json *root = NULL;
    struct fy_grid *grid = NULL;
    enum fy_status status = parse(decoded->text, decoded->size, &root, reading->error);
    if (status == FY_OK)
        status = read_root(reading, root);
    if (status == FY_OK)
        status = make_grid(reading, options, &grid);
    fy_json_free(root);
    if (status == FY_OK)
        status = fy_finding_list_finish(&reading->findings, decoded->text);
    /* The library that reads JSON does not say where its values stand. */
    for (size_t i = 0; status == FY_OK && findings && i < findings->count; i++)
        findings->items[i].line = findings->items[i].column = 0;
    if (status == FY_OK)
        status = fy_named_grids_add(grids, "", grid);
    if (status != FY_OK)
        fy_grid_free(grid);
    return status;
}

static enum fy_status read_whisper(const struct fy_stream *streams, size_t count,
                                   const struct fy_format_options *options, struct fy_named_grids *grids,
                                   struct fy_findings *findings, struct fy_error *error)
{
    struct fy_decoded decoded;
    if (count == 0)
        return fy_fail(error, FY_INVALID, _("There is no file to read."));
    enum fy_status status =
        fy_decode(&decoded, streams[0].bytes, streams[0].size, options ? options->encoding : NULL, error);
    if (status != FY_OK)
        return status;
    struct reading reading = {
        .texts = FY_TURNS_EMPTY, .words = FY_TURNS_EMPTY, .error = error, .duration = options ? options->duration : 0
    };
    fy_finding_list_start(&reading.findings, findings);
    fy_decoded_report(&decoded, &reading.findings);
    status = read_decoded(&reading, &decoded, options, grids, findings);
    if (status != FY_OK && findings)
        fy_findings_free(findings);
    if (status == FY_NO_MEMORY)
        fy_fail(error, status, "%s", fy_status_text(status));
    fy_turns_free(&reading.texts);
    fy_turns_free(&reading.words);
    fy_decoded_free(&decoded);
    return status;
}

static bool holds(const struct fy_stream *stream, const char *wanted)
{
    enum { REACH = 65536 };
    size_t size = stream->size < REACH ? stream->size : REACH, length = strlen(wanted);
    for (size_t at = 0; at + length <= size; at++)
        if (stream->bytes[at] == '"' && memcmp(stream->bytes + at, wanted, length) == 0)
            return true;
    return false;
}

static int probe(const struct fy_stream *stream)
{
    size_t at = stream->size >= 3 && memcmp(stream->bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    while (at < stream->size && strchr(" \t\r\n", stream->bytes[at]) && stream->bytes[at])
        at++;
    if (at == stream->size || (stream->bytes[at] != '{' && stream->bytes[at] != '['))
        return 0;
    if (holds(stream, "\"segments\"") || holds(stream, "\"transcription\"") || holds(stream, "\"chunks\"") ||
        holds(stream, "\"monologues\""))
        return 90;
    return holds(stream, "\"text\"") && holds(stream, "\"start\"") ? 60 : 0;
}

const struct fy_format fy_format_whisper = {
    .name = "whisper",
    .extensions = "json",
    .help = N_("JSON of speech recognisers (whisper and its kin)"),
    .abilities = FY_FORMAT_READS,
    .probe = probe,
    .read = read_whisper,
};
