#include "formats/tokens.h"

#include <fangyin/number.h>
#include <fangyin/text.h>

#include "base/messages.h"
#include "formats/place.h"

#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NUMBER_LIMIT = 40, FLAG_LIMIT = 40 }; /* characters, Praat's limits */

/* What a byte does at the start of a word. */
enum kind { WORD, SPACE, NUMBER, STRING, FLAG, REMARK, WIDE };

static const unsigned char kinds[256] = {
    ['\t'] = SPACE, ['\n'] = SPACE, ['\v'] = SPACE, ['\f'] = SPACE, ['\r'] = SPACE, [' '] = SPACE,  ['0'] = NUMBER,
    ['1'] = NUMBER, ['2'] = NUMBER, ['3'] = NUMBER, ['4'] = NUMBER, ['5'] = NUMBER, ['6'] = NUMBER, ['7'] = NUMBER,
    ['8'] = NUMBER, ['9'] = NUMBER, ['+'] = NUMBER, ['-'] = NUMBER, ['"'] = STRING, ['<'] = FLAG,   ['!'] = REMARK,
    [0xC2] = WIDE,  [0xE1] = WIDE,  [0xE2] = WIDE,  [0xE3] = WIDE, /* the lead bytes of spaces beyond ASCII */
};

static enum kind kind_of(const char *at)
{
    return (enum kind)kinds[(unsigned char)*at];
}

/* The bytes of the white space at `at` (before end), 0 if there is none. */
static size_t space_size(const char *at, const char *end)
{
    enum kind kind = kind_of(at);
    if (kind == SPACE)
        return 1;
    if (kind != WIDE)
        return 0;
    uint32_t code;
    size_t size = fy_utf8_decode(at, (size_t)(end - at), &code);
    bool space = code == 0x85 || code == 0xA0 || code == 0x1680 || (code >= 0x2000 && code <= 0x200A) ||
                 code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0x3000;
    return space ? size : 0;
}

static const char *word_end(const char *at, const char *end)
{
    while (at < end) {
        enum kind kind = kind_of(at);
        if (kind == SPACE || (kind == WIDE && space_size(at, end) > 0))
            break;
        at++;
    }
    return at;
}

void fy_tokens_start(struct fy_tokens *tokens, const char *text, size_t size, bool carriage_returns,
                     struct fy_error *error)
{
    *tokens = (struct fy_tokens){ .text = text, .at = text, .end = text + size, .value = text, .error = error };
    tokens->carriage_returns = carriage_returns;
}

enum fy_status fy_tokens_fail(const struct fy_tokens *tokens, const char *where, enum fy_status status,
                              const char *format, ...)
{
    if (!tokens->error)
        return status;
    char sentence[sizeof tokens->error->sentence];
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    struct fy_place place = { 0, 1, 0 };
    unsigned column = fy_place_find(&place, tokens->text, (size_t)(where - tokens->text));
    return fy_fail_at(tokens->error, status, place.line, column, "%s", sentence);
}

static enum fy_status found_another(const struct fy_tokens *tokens, const char *at, enum kind wanted)
{
    const char *expected = wanted == NUMBER   ? _("A number is expected here")
                           : wanted == STRING ? _("A text in quotes is expected here")
                                              : _("<exists> or <absent> is expected here");
    if (at == tokens->end)
        return fy_tokens_fail(tokens, at, FY_SYNTAX, _("%s, but the file ends. It may have been cut off."), expected);
    const char *found = kind_of(at) == NUMBER   ? _("a number")
                        : kind_of(at) == STRING ? _("a text in quotes")
                                                : _("a word in < >");
    return fy_tokens_fail(tokens, at, FY_SYNTAX, _("%s, but there is %s."), expected, found);
}

/* The first byte of the next value, past white space and comments, or the end. */
static const char *next_value(struct fy_tokens *tokens)
{
    const char *at = tokens->at, *end = tokens->end;
    while (at < end) {
        switch (kind_of(at)) {
        case SPACE:
            at++;
            break;
        case NUMBER:
        case STRING:
        case FLAG:
            return at;
        case REMARK:
            if (tokens->remarks++ == 0)
                tokens->first_remark = at;
            tokens->last_remark = at;
            while (at < end && *at != '\n' && *at != '\r')
                at++;
            tokens->last_remark_end = at;
            break;
        case WIDE:
            if (space_size(at, end) > 0) {
                at += space_size(at, end);
                break;
            }
            tokens->words++;
            at = word_end(at, end);
            break;
        case WORD:
            tokens->words++;
            at = word_end(at, end);
            break;
        }
    }
    return end;
}

static inline enum fy_status seek(struct fy_tokens *tokens, enum kind wanted)
{
    const char *at = tokens->at;
    if (at == tokens->end || kind_of(at) != wanted)
        at = next_value(tokens);
    if (at == tokens->end || kind_of(at) != wanted)
        return found_another(tokens, at, wanted);
    tokens->value = tokens->at = at;
    return FY_OK;
}

enum fy_token fy_tokens_peek(struct fy_tokens *tokens)
{
    const char *at = next_value(tokens);
    tokens->at = at;
    if (at == tokens->end)
        return FY_TOKEN_END;
    enum kind kind = kind_of(at);
    return kind == NUMBER ? FY_TOKEN_NUMBER : kind == STRING ? FY_TOKEN_STRING : FY_TOKEN_FLAG;
}

/* The end of a number's word; FY_SYNTAX where it is too long, or not all ASCII. */
static enum fy_status number_word(const struct fy_tokens *tokens, const char **end)
{
    *end = word_end(tokens->value, tokens->end);
    if (*end - tokens->value > NUMBER_LIMIT)
        return fy_tokens_fail(tokens, tokens->value, FY_SYNTAX,
                              _("A number is expected here, but this is longer than any number."));
    for (const char *at = tokens->value; at < *end; at++)
        if ((unsigned char)*at >= 0x80)
            return fy_tokens_fail(tokens, at, FY_SYNTAX,
                                  _("A number is expected here, but this character cannot be part of one."));
    return FY_OK;
}

/* The longest number at the start of word[0..size), *used bytes of it: decimal, perhaps in percent, or hexadecimal. */
static double read_prefix(const char *word, size_t size, size_t *used)
{
    double value = (double)NAN;
    *used = fy_number_read(word, size, &value);
    if (*used == 0)
        return (double)NAN;
    size_t sign = word[0] == '-' || word[0] == '+';
    if (size > sign + 2 && word[sign] == '0' && (word[sign + 1] == 'x' || word[sign + 1] == 'X')) {
        char text[NUMBER_LIMIT + 1];
        char *end;
        size_t length = size < NUMBER_LIMIT ? size : NUMBER_LIMIT;
        memcpy(text, word, length);
        text[length] = '\0';
        value = strtod(text, &end);
        *used = (size_t)(end - text);
    }
    if (*used < size && word[*used] == '%') {
        (*used)++;
        value *= 0.01; /* as Praat, to the last bit: 230% is not 2.3 */
    }
    return value;
}

static double read_word(const char *word, size_t size, bool *partial)
{
    size_t used, used_below;
    const char *slash = memchr(word, '/', size);
    size_t above = slash ? (size_t)(slash - word) : size;
    double value = read_prefix(word, above, &used);
    *partial = used < above;
    if (slash && above + 1 < size) {
        double divisor = read_prefix(slash + 1, size - above - 1, &used_below);
        value = divisor == 0.0 ? (double)NAN : value / divisor;
        *partial = *partial || used_below < size - above - 1;
    } else if (slash) {
        value = (double)NAN;
    }
    return isfinite(value) ? value : (double)NAN;
}

/* Read a number that is nothing but one, or the last one again: an interval starts where the one before it ends. */
static inline bool read_plain(struct fy_tokens *tokens, double *value)
{
    const char *at = tokens->at;
    size_t room = (size_t)(tokens->end - at), size = tokens->last_size;
    bool again = size > 0 && size < room && kind_of(at + size) == SPACE && fy_same_bytes(at, tokens->last, size);
    if (again) {
        *value = tokens->last_value;
    } else {
        size = fy_number_read(at, room, value);
        if (size == 0 || size > NUMBER_LIMIT || (size < room && kind_of(at + size) != SPACE))
            return false;
        tokens->last = at;
        tokens->last_size = size;
        tokens->last_value = *value;
    }
    tokens->at = at + size;
    tokens->partial = false;
    return true;
}

bool fy_tokens_quick_real(struct fy_tokens *tokens, double *value)
{
    const char *at = tokens->at;
    if (at == tokens->end || kind_of(at) != NUMBER || !read_plain(tokens, value))
        return false;
    tokens->value = at;
    return true;
}

enum fy_status fy_tokens_real(struct fy_tokens *tokens, double *value)
{
    const char *end;
    do {
        enum fy_status status = seek(tokens, NUMBER);
        if (status != FY_OK)
            return status;
        if (read_plain(tokens, value))
            return FY_OK;
        status = number_word(tokens, &end);
        if (status != FY_OK)
            return status;
        tokens->at = end;
        /* A plus sign alone is no number: Praat writes complex numbers with it. */
    } while (end - tokens->value == 1 && *tokens->value == '+');
    *value = read_word(tokens->value, (size_t)(end - tokens->value), &tokens->partial);
    return FY_OK;
}

enum fy_status fy_tokens_integer(struct fy_tokens *tokens, int32_t *value)
{
    const char *end;
    enum fy_status status = seek(tokens, NUMBER);
    if (status == FY_OK)
        status = number_word(tokens, &end);
    if (status != FY_OK)
        return status;
    bool negative = *tokens->value == '-';
    int64_t whole = 0;
    for (const char *at = tokens->value + (negative || *tokens->value == '+'); at < end && *at >= '0' && *at <= '9';
         at++)
        if (whole <= INT32_MAX)
            whole = whole * 10 + (*at - '0');
    whole = negative ? -whole : whole;
    if (whole > INT32_MAX || whole < INT32_MIN)
        return fy_tokens_fail(tokens, tokens->value, FY_SYNTAX, _("This count is larger than any file can hold."));
    size_t size = (size_t)(end - tokens->value);
    double real = (double)NAN;
    tokens->partial = fy_number_read(tokens->value, size, &real) != size || real != (double)whole;
    tokens->at = end;
    *value = (int32_t)whole;
    return FY_OK;
}

enum fy_status fy_tokens_flag(struct fy_tokens *tokens, struct fy_span *flag)
{
    enum fy_status status = seek(tokens, FLAG);
    if (status != FY_OK)
        return status;
    const char *start = tokens->at + 1;
    size_t room = (size_t)(tokens->end - start);
    const char *close = memchr(start, '>', room < FLAG_LIMIT ? room : FLAG_LIMIT);
    if (!close)
        return fy_tokens_fail(tokens, tokens->at, FY_SYNTAX, _("A '<' starts here, but no '>' ends it."));
    *flag = (struct fy_span){ start, (size_t)(close - start), false };
    tokens->at = close + 1;
    return FY_OK;
}

enum fy_status fy_tokens_string(struct fy_tokens *tokens, struct fy_span *string)
{
    enum fy_status status = seek(tokens, STRING);
    if (status != FY_OK)
        return status;
    const char *start = tokens->at + 1, *end = tokens->end, *quote = start;
    bool raw = false;
    for (;;) {
        quote = memchr(quote, '"', (size_t)(end - quote));
        if (!quote)
            return fy_tokens_fail(tokens, tokens->at, FY_SYNTAX,
                                  _("A text starts here, but the file ends before the quote that closes it."));
        if (quote + 1 == end || quote[1] != '"')
            break;
        raw = true;
        quote += 2;
    }
    if (quote + 1 < end && space_size(quote + 1, end) == 0)
        return fy_tokens_fail(tokens, quote, FY_SYNTAX,
                              _("White space must follow the quote that ends a text. A quote inside a text is written "
                                "twice (\"\")."));
    size_t size = (size_t)(quote - start);
    raw = raw || (tokens->carriage_returns && memchr(start, '\r', size));
    *string = (struct fy_span){ start, size, raw };
    tokens->at = quote + 1;
    return FY_OK;
}

enum fy_status fy_tokens_any(struct fy_tokens *tokens, enum fy_token *kind, struct fy_span *span)
{
    double number;
    *kind = fy_tokens_peek(tokens);
    switch (*kind) {
    case FY_TOKEN_NUMBER:
        return fy_tokens_real(tokens, &number);
    case FY_TOKEN_STRING:
        return fy_tokens_string(tokens, span);
    case FY_TOKEN_FLAG:
        return fy_tokens_flag(tokens, span);
    case FY_TOKEN_END:
        break;
    }
    return FY_OK;
}

void fy_tokens_skip_word(struct fy_tokens *tokens)
{
    tokens->at = word_end(tokens->at, tokens->end);
}

const char *fy_tokens_rest(struct fy_tokens *tokens)
{
    const char *at = next_value(tokens);
    tokens->at = tokens->end;
    return at == tokens->end ? NULL : at;
}

void fy_span_clean(const struct fy_span *span, struct fy_buffer *out)
{
    if (!fy_buffer_reserve(out, span->size))
        return;
    for (size_t i = 0; i < span->size; i++) {
        char byte = span->text[i];
        if (byte == '\r') {
            i += i + 1 < span->size && span->text[i + 1] == '\n';
            byte = '\n';
        } else if (byte == '"') {
            i++;
        }
        fy_buffer_putc(out, byte);
    }
}
