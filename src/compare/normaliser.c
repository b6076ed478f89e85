/* The table of rules, and our own. */
#include "compare/normaliser.h"

#include "base/messages.h"

#include <fangyin/text.h>
#include <string.h>

/* ---- tokens ---- */

void fy_token_put(struct fy_buffer *tokens, const char *bytes, size_t size)
{
    fy_buffer_append(tokens, bytes, size);
    fy_buffer_putc(tokens, '\0');
}

void fy_token_end(struct fy_buffer *tokens)
{
    if (tokens->size > 0 && tokens->data[tokens->size - 1] != '\0')
        fy_buffer_putc(tokens, '\0');
}

void fy_drop_tags(struct fy_buffer *out, const char *text, size_t size, bool to_end)
{
    for (size_t at = 0; at < size;) {
        const char *close = text[at] == '<' ? memchr(text + at, '>', size - at) : NULL;
        if (close)
            at = (size_t)(close - text) + 1;
        else if (text[at] == '<' && to_end)
            return;
        else
            fy_buffer_putc(out, text[at++]);
    }
}

static bool is_kept(enum fy_category category)
{
    return category == FY_CATEGORY_LETTER || category == FY_CATEGORY_OTHER_LETTER || category == FY_CATEGORY_NUMBER ||
           category == FY_CATEGORY_PRIVATE;
}

bool fy_code_blank(uint32_t code)
{
    const enum fy_category category = fy_code_category(code);
    return category == FY_CATEGORY_SPACE || category == FY_CATEGORY_LINE || category == FY_CATEGORY_CONTROL;
}

/* What was appended last. */
enum last { LAST_NOTHING, LAST_NUMBER, LAST_LETTER, LAST_IDEOGRAPH };

static enum last kind_of(uint32_t code)
{
    if (fy_code_ideographic(code))
        return LAST_IDEOGRAPH;
    return fy_code_category(code) == FY_CATEGORY_NUMBER ? LAST_NUMBER : LAST_LETTER;
}

enum fy_status fy_tokens_of_letters(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens)
{
    enum last last = LAST_NOTHING;
    for (size_t at = 0, step; at < size; at += step) {
        uint32_t code = 0;
        step = fy_utf8_decode(text + at, size - at, &code);
        if (step == 0)
            return FY_ENCODING;
        if (fy_code_category(code) == FY_CATEGORY_MARK && last > LAST_NUMBER) {
            fy_buffer_append(tokens, text + at, step);
        } else if (is_kept(fy_code_category(code)) || fy_code_ideographic(code)) {
            const enum last now = kind_of(code);
            if (token == FY_TOKEN_CHARACTER ||
                (token == FY_TOKEN_MIXED && (now == LAST_IDEOGRAPH || last == LAST_IDEOGRAPH)))
                fy_token_end(tokens);
            fy_buffer_append(tokens, text + at, step);
            last = now;
        } else {
            if (token != FY_TOKEN_WORD || fy_code_blank(code))
                fy_token_end(tokens);
            last = LAST_NOTHING;
        }
    }
    fy_token_end(tokens);
    return tokens->failed ? FY_NO_MEMORY : FY_OK;
}

/* ---- our own rules ---- */

static enum fy_status cer_zh(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens)
{
    struct fy_buffer plain = FY_BUFFER_EMPTY, folded = FY_BUFFER_EMPTY;
    if (token == FY_TOKEN_TONE)
        return FY_OK;
    fy_drop_tags(&plain, text, size, false);
    enum fy_status status = plain.failed ? FY_NO_MEMORY : fy_text_fold(&folded, fy_buffer_text(&plain), plain.size);
    if (status == FY_OK)
        status = fy_tokens_of_letters(token, fy_buffer_text(&folded), folded.size, tokens);
    fy_buffer_free(&plain);
    fy_buffer_free(&folded);
    return status;
}

static bool is_blank(const char *grapheme, size_t size)
{
    uint32_t code = 0;
    return fy_utf8_decode(grapheme, size, &code) > 0 && fy_code_blank(code);
}

static bool is_tone(const char *grapheme, size_t size)
{
    uint32_t code = 0;
    if (fy_utf8_decode(grapheme, size, &code) == 0)
        return false;
    return (code >= '0' && code <= '9') || (code >= 0x02E5 && code <= 0x02E9) || code == 0x2070 || code == 0xB9 ||
           code == 0xB2 || code == 0xB3 || (code >= 0x2074 && code <= 0x2079);
}

static void put_grapheme(enum fy_token token, const char *grapheme, size_t size, struct fy_buffer *tokens)
{
    const bool blank = is_blank(grapheme, size), tone = is_tone(grapheme, size);
    if (token == FY_TOKEN_TONE ? !tone : blank)
        fy_token_end(tokens);
    else if (token == FY_TOKEN_TONE || token == FY_TOKEN_WORD)
        fy_buffer_append(tokens, grapheme, size);
    else if (!tone)
        fy_token_put(tokens, grapheme, size);
}

static enum fy_status phonetic(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens)
{
    struct fy_buffer form = FY_BUFFER_EMPTY;
    const enum fy_status status = fy_text_nfc(&form, text, size);
    for (size_t at = 0, next; status == FY_OK && at < form.size; at = next) {
        next = fy_grapheme_next(form.data, form.size, at);
        put_grapheme(token, form.data + at, next - at, tokens);
    }
    fy_token_end(tokens);
    fy_buffer_free(&form);
    return status == FY_OK && tokens->failed ? FY_NO_MEMORY : status;
}

static enum fy_status nfc(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens)
{
    struct fy_buffer form = FY_BUFFER_EMPTY;
    const enum fy_status status = token == FY_TOKEN_TONE ? FY_OK : fy_text_nfc(&form, text, size);
    for (size_t at = 0, next; status == FY_OK && at < form.size; at = next) {
        next = fy_grapheme_next(form.data, form.size, at);
        if (token == FY_TOKEN_CHARACTER)
            fy_token_put(tokens, form.data + at, next - at);
        else if (is_blank(form.data + at, next - at))
            fy_token_end(tokens);
        else
            fy_buffer_append(tokens, form.data + at, next - at);
    }
    fy_token_end(tokens);
    fy_buffer_free(&form);
    return status == FY_OK && tokens->failed ? FY_NO_MEMORY : status;
}

/* ---- the table ---- */

static const struct fy_normaliser rules[] = {
    { "cer-zh-1", N_("Han text: letters and digits, without signs, case, width and tags"), true, cer_zh },
    { "phonetic-1", N_("romanisation and IPA: graphemes, tones apart"), true, phonetic },
    { "nfc-1", N_("everything that is written, signs and blanks too"), true, nfc },
    { "wenet", N_("as WeNet's compute-wer.py --char=1 counts"), false, fy_normalise_wenet },
    { "whisper-basic", N_("as Whisper's basic normaliser has it"), false, fy_normalise_whisper },
    { "jiwer-cer", N_("as jiwer's cer counts: every code point, blanks too"), false, fy_normalise_jiwer },
    { "sclite-char", N_("as sclite -e utf-8 -c NOASCII counts"), false, fy_normalise_sclite },
};

const struct fy_normaliser *fy_normaliser_at(size_t n)
{
    return n < sizeof rules / sizeof *rules ? &rules[n] : NULL;
}

const struct fy_normaliser *fy_normaliser_find(const char *id)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rules[i].id, id) == 0)
            return &rules[i];
    }
    return NULL;
}

const char *fy_normaliser_id(const struct fy_normaliser *normaliser)
{
    return normaliser->id;
}

const char *fy_normaliser_help(const struct fy_normaliser *normaliser)
{
    return _(normaliser->help);
}

bool fy_normaliser_knows_alternatives(const struct fy_normaliser *normaliser)
{
    return normaliser->alternatives;
}

enum fy_status fy_normalise(const struct fy_normaliser *normaliser, enum fy_token token, const char *text, size_t size,
                            struct fy_buffer *tokens)
{
    if (!fy_text_valid(text, size, NULL))
        return FY_ENCODING;
    return normaliser->run(token, text, size, tokens);
}
