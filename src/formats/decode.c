#include "formats/encoding.h"

#include <fangyin/text.h>

#include "base/messages.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

static bool starts_with(const char *bytes, size_t size, const char *mark, size_t mark_size)
{
    return size >= mark_size && memcmp(bytes, mark, mark_size) == 0;
}

size_t fy_utf8_mark(const char *bytes, size_t size)
{
    return starts_with(bytes, size, "\xEF\xBB\xBF", 3) ? 3 : 0;
}

static bool is_ascii(char byte)
{
    return byte > 0;
}

/* What wide text without a mark starts with: two ASCII characters, each beside a zero. */
static bool looks_like_utf16(const char *bytes, size_t size, int high)
{
    return size >= 4 && bytes[high] == 0 && bytes[2 + high] == 0 && is_ascii(bytes[1 - high]) &&
           is_ascii(bytes[3 - high]);
}

void fy_tally_add(struct fy_tally *tally, size_t offset)
{
    if (tally->count++ == 0)
        tally->first = offset;
}

static bool leave_out_nuls(struct fy_decoded *decoded)
{
    const char *end = decoded->text + decoded->size, *from = decoded->text;
    struct fy_buffer clean = FY_BUFFER_EMPTY;
    if (!fy_buffer_reserve(&clean, decoded->size))
        return false;
    while (from < end) {
        const char *nul = memchr(from, 0, (size_t)(end - from));
        fy_buffer_append(&clean, from, (size_t)((nul ? nul : end) - from));
        if (!nul)
            break;
        fy_tally_add(&decoded->nuls, clean.size);
        from = nul + 1;
    }
    fy_buffer_free(&decoded->own);
    decoded->own = clean;
    decoded->text = fy_buffer_text(&decoded->own);
    decoded->size = clean.size;
    return true;
}

static enum fy_status decode_other(struct fy_decoded *decoded, const char *encoding, struct fy_error *error)
{
    enum fy_status status = fy_recode(encoding, decoded->text, decoded->size, &decoded->own, &decoded->unknown);
    if (status == FY_UNSUPPORTED)
        return fy_fail(error, FY_UNSUPPORTED,
                       _("No encoding is known by the name \"%.40s\". `iconv -l` lists the names."), encoding);
    if (status != FY_OK)
        return status;
    snprintf(decoded->name, sizeof decoded->name, "%s", encoding);
    decoded->text = fy_buffer_text(&decoded->own);
    decoded->size = decoded->own.size;
    return FY_OK;
}

/* A part at a time, so that text is fetched from memory once. */
size_t fy_look_through(struct fy_look *look, const char *text, size_t size, bool more)
{
    enum { PART = 1 << 15 };
    size_t at = 0;
    while (at < size) {
        size_t part = size - at < PART ? size - at : PART, whole;
        const bool last = at + part == size && !more;
        look->nuls = look->nuls || memchr(text + at, 0, part);
        look->carriage_returns = look->carriage_returns || memchr(text + at, '\r', part);
        if (look->valid && !fy_text_valid(text + at, part, &whole)) {
            /* The last character of a part may end in the next one. */
            look->valid = !last && part - whole < 4;
            if (look->valid && whole == 0)
                break;
            part = look->valid ? whole : part;
        }
        at += part;
    }
    return at;
}

static enum fy_status decode_narrow(struct fy_decoded *decoded, bool forced, struct fy_error *error)
{
    const char *bytes = decoded->text;
    size_t size = decoded->size;
    if (forced || decoded->byte_order_mark || fy_looks_mended(bytes, size))
        return fy_decode_mended(decoded, bytes, size) ? FY_OK : FY_NO_MEMORY;
    return decode_other(decoded, fy_guess_encoding(bytes, size), error);
}

/* UTF-32 with its mark, or that starts with two ASCII characters; NULL for others. */
static const char *utf32_name(const char *bytes, size_t size, size_t *mark)
{
    *mark = 4;
    if (starts_with(bytes, size, "\0\0\xFE\xFF", 4))
        return "UTF-32BE";
    if (starts_with(bytes, size, "\xFF\xFE\0\0", 4))
        return "UTF-32LE";
    *mark = 0;
    if (size < 8)
        return NULL;
    if (starts_with(bytes, 3, "\0\0", 3) && starts_with(bytes + 4, 3, "\0\0", 3) && is_ascii(bytes[3]))
        return "UTF-32BE";
    if (starts_with(bytes + 1, 3, "\0\0", 3) && starts_with(bytes + 5, 3, "\0\0", 3) && is_ascii(bytes[0]))
        return "UTF-32LE";
    return NULL;
}

/* What a file's encoding is by its first bytes, or by name. */
enum family { NARROW, WIDE_BIG, WIDE_LITTLE, OTHER };

static enum family family_of(const char *bytes, size_t size, const char *encoding, size_t *mark)
{
    bool any = !encoding || strcasecmp(encoding, "UTF-16") == 0 || strcasecmp(encoding, "UTF16") == 0;
    *mark = 2;
    if ((any || strcasecmp(encoding, "UTF-16BE") == 0) && starts_with(bytes, size, "\xFE\xFF", 2))
        return WIDE_BIG;
    if ((any || strcasecmp(encoding, "UTF-16LE") == 0) && starts_with(bytes, size, "\xFF\xFE", 2))
        return WIDE_LITTLE;
    *mark = 0;
    if (encoding && !any) {
        if (strcasecmp(encoding, "UTF-16BE") == 0)
            return WIDE_BIG;
        if (strcasecmp(encoding, "UTF-16LE") == 0)
            return WIDE_LITTLE;
        if (strcasecmp(encoding, "UTF-8") != 0 && strcasecmp(encoding, "UTF8") != 0)
            return OTHER;
    } else if (encoding || looks_like_utf16(bytes, size, 0) || looks_like_utf16(bytes, size, 1)) {
        return looks_like_utf16(bytes, size, 1) ? WIDE_LITTLE : WIDE_BIG;
    }
    *mark = fy_utf8_mark(bytes, size);
    return NARROW;
}

enum fy_status fy_decode(struct fy_decoded *decoded, const char *bytes, size_t size, const char *encoding,
                         struct fy_error *error)
{
    *decoded = (struct fy_decoded){ .own = FY_BUFFER_EMPTY, .encoding = FY_UTF8, .forced = encoding != NULL };
    decoded->text = "";
    size_t mark = 4;
    const char *widest = encoding ? NULL : utf32_name(bytes, size, &mark);
    enum family family = widest ? OTHER : family_of(bytes, size, encoding, &mark);
    decoded->byte_order_mark = mark > 0;
    decoded->text = bytes + mark;
    decoded->size = size - mark;
    enum fy_status status = FY_OK;
    struct fy_look look = { .nuls = true };
    if (family == NARROW) {
        look = FY_LOOK_START;
        fy_look_through(&look, decoded->text, decoded->size, false);
        if (!look.valid)
            status = decode_narrow(decoded, encoding != NULL, error);
    } else if (family == OTHER) {
        status = decode_other(decoded, widest ? widest : encoding, error);
    } else {
        decoded->encoding = family == WIDE_BIG ? FY_UTF16BE : FY_UTF16LE;
        status = fy_decode_wide(decoded, decoded->text, decoded->size, family == WIDE_BIG) ? FY_OK : FY_NO_MEMORY;
    }
    if (status == FY_OK && !look.valid)
        look = (struct fy_look){ true, memchr(decoded->text, 0, decoded->size),
                                 memchr(decoded->text, '\r', decoded->size) };
    if (status == FY_OK && look.nuls && !leave_out_nuls(decoded))
        status = FY_NO_MEMORY;
    decoded->carriage_returns = look.carriage_returns;
    if (status == FY_NO_MEMORY)
        fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (status != FY_OK)
        fy_decoded_free(decoded);
    return status;
}

void fy_decoded_free(struct fy_decoded *decoded)
{
    fy_buffer_free(&decoded->own);
    decoded->text = "";
    decoded->size = 0;
}

#define COUNT(tally) (unsigned long)(tally).count
#define REPORT(tally, lost, sentence)                                                              \
    do {                                                                                           \
        if ((tally).count > 0)                                                                     \
            fy_finding_add(findings, (tally).first, lost, sentence, (unsigned long)(tally).count); \
    } while (0)

void fy_decoded_report(const struct fy_decoded *decoded, struct fy_finding_list *findings)
{
    if (decoded->encoding != FY_UTF8 && !decoded->byte_order_mark)
        fy_finding_add(findings, 0, false, _("This is UTF-16 without a byte order mark; saving adds one."));
    if (decoded->name[0] != '\0' && decoded->forced)
        fy_finding_add(findings, 0, false, _("This was read as %s, as asked; saving makes it UTF-8."), decoded->name);
    else if (decoded->name[0] != '\0')
        fy_finding_add(
            findings, 0, false,
            _("This is no UTF-8. It was read as %s, by a guess: look at the labels, and name the encoding if "
              "they are wrong. Saving makes it UTF-8."),
            decoded->name);
    REPORT(decoded->unknown, true,
           fy_message_plural("%lu byte means nothing in that encoding; it became U+FFFD, here.",
                             "%lu bytes mean nothing in that encoding; they became U+FFFD, the first is here.",
                             COUNT(decoded->unknown)));
    REPORT(decoded->strangers, true,
           fy_message_plural("%lu byte is no UTF-8; it was read alone, as a character of Windows-1252, here.",
                             "%lu bytes are no UTF-8; they were read alone, as characters of Windows-1252; the first "
                             "is here.",
                             COUNT(decoded->strangers)));
    REPORT(decoded->pairs, false,
           fy_message_plural("%lu character was written as two halves of UTF-16, here; it is whole again.",
                             "%lu characters were written as two halves of UTF-16, the first here; they are whole "
                             "again.",
                             COUNT(decoded->pairs)));
    REPORT(decoded->beyond, false,
           fy_message_plural("%lu code lies above all characters of Unicode (U+10FFFF), here; UTF-8 text keeps it.",
                             "%lu codes lie above all characters of Unicode (U+10FFFF), the first here; UTF-8 text "
                             "keeps them.",
                             COUNT(decoded->beyond)));
    REPORT(decoded->nuls, true,
           fy_message_plural("%lu NUL character was left out, here.",
                             "%lu NUL characters were left out; the first is here.", COUNT(decoded->nuls)));
    REPORT(decoded->surrogates, true,
           fy_message_plural("%lu half of a UTF-16 character was replaced by U+FFFD, here.",
                             "%lu halves of UTF-16 characters were replaced by U+FFFD; the first is here.",
                             COUNT(decoded->surrogates)));
    if (decoded->swallowed.count > 0)
        fy_finding_add(
            findings, decoded->swallowed.first, true,
            fy_message_plural("%lu letter behind half a UTF-16 character was left out with it, as in Praat, "
                              "here: %s",
                              "%lu letters behind halves of UTF-16 characters were left out with them, as in "
                              "Praat; the first here: %s",
                              COUNT(decoded->swallowed)),
            COUNT(decoded->swallowed), decoded->letter);
    REPORT(decoded->separators, false,
           fy_message_plural("%lu separator (U+000C, U+0085, U+2028 or U+2029) became a line end, as in Praat, here.",
                             "%lu separators (U+000C, U+0085, U+2028 or U+2029) became line ends, as in Praat; the "
                             "first is here.",
                             COUNT(decoded->separators)));
    if (decoded->half_unit)
        fy_finding_add(findings, decoded->size, true, _("The last byte is half a UTF-16 character; it was left out."));
}
