/* The rules of others' scoring programs, so that their figures can be compared with ours. Written from what the
 * programs do: WeNet tools/compute-wer.py, openai/whisper normalizers/basic.py, jiwer transforms, NIST SCTK sclite. */
#include "compare/normaliser.h"

#include <fangyin/text.h>
#include <string.h>

/* The character at `at`, U+0000 at the end. */
static uint32_t code_at(const char *text, size_t size, size_t at, size_t *step)
{
    uint32_t code = 0;
    *step = at < size ? fy_utf8_decode(text + at, size - at, &code) : 0;
    return code;
}

/* ---- WeNet ---- */

static bool wenet_drops(uint32_t code)
{
    static const uint32_t signs[] = { '!',    ',',    '?',    0x3001, 0x3002, 0xFF01, 0xFF0C, 0xFF1B, 0xFF1F,
                                      0xFF1A, 0x300C, 0x300D, 0xFE30, 0x300E, 0x300F, 0x300A, 0x300B };
    const enum fy_category category = fy_code_category(code);
    if (category == FY_CATEGORY_SPACE || category == FY_CATEGORY_UNASSIGNED || code == '\t' || code == '\r' ||
        code == '\n')
        return true;
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++) {
        if (signs[i] == code)
            return true;
    }
    return false;
}

/* A run starts at any other character and goes on through ASCII, up to a blank or, for "<", to the ">". */
static size_t wenet_run(const char *text, size_t size, size_t at, size_t step)
{
    const char end = text[at] == '<' ? '>' : ' ';
    size_t to = at + step;
    while (to < size && (unsigned char)text[to] < 0x80 && !strchr(" \t\r\n", text[to]) && text[to] != end)
        to++;
    return to < size && text[to] == '>' ? to + 1 : to;
}

static enum fy_status wenet_put(const char *text, size_t size, struct fy_buffer *tokens)
{
    struct fy_buffer plain = FY_BUFFER_EMPTY;
    fy_drop_tags(&plain, text, size, true);
    const enum fy_status status =
        plain.failed ? FY_NO_MEMORY : fy_text_upper(tokens, fy_buffer_text(&plain), plain.size);
    fy_token_end(tokens);
    fy_buffer_free(&plain);
    return status;
}

enum fy_status fy_normalise_wenet(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens)
{
    enum fy_status status = FY_OK;
    for (size_t at = 0, step; status == FY_OK && token != FY_TOKEN_TONE && at < size;) {
        const uint32_t code = code_at(text, size, at, &step);
        if (wenet_drops(code)) {
            at += step;
            continue;
        }
        const size_t to =
            fy_code_category(code) == FY_CATEGORY_OTHER_LETTER ? at + step : wenet_run(text, size, at, step);
        status = wenet_put(text + at, to - at, tokens);
        at = to;
    }
    return status == FY_OK && tokens->failed ? FY_NO_MEMORY : status;
}

/* ---- Whisper ---- */

/* Text without what stands from one of `open` to the next of `close`; an empty pair stays where `filled`. */
static void drop_between(struct fy_buffer *out, const char *text, size_t size, const char *open, const char *close,
                         bool filled)
{
    for (size_t at = 0; at < size;) {
        size_t to = at + 1;
        if (text[at] != '\0' && strchr(open, text[at])) {
            while (to < size && (text[to] == '\0' || !strchr(close, text[to])))
                to++;
            if (to < size && (to > at + 1 || !filled)) {
                at = to + 1;
                continue;
            }
        }
        fy_buffer_putc(out, text[at++]);
    }
}

static void whisper_put(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens)
{
    for (size_t at = 0, next, step; at < size; at = next) {
        next = fy_grapheme_next(text, size, at);
        if (fy_code_blank(code_at(text, size, at, &step)))
            fy_token_end(tokens);
        else if (token == FY_TOKEN_CHARACTER)
            fy_token_put(tokens, text + at, next - at);
        else
            fy_buffer_append(tokens, text + at, next - at);
    }
    fy_token_end(tokens);
}

static enum fy_status whisper_clean(const char *text, size_t size, struct fy_buffer *clean)
{
    struct fy_buffer form = FY_BUFFER_EMPTY;
    enum fy_status status = fy_text_nfkc(&form, text, size);
    for (size_t at = 0, step; status == FY_OK && at < form.size; at += step) {
        const enum fy_category category = fy_code_category(code_at(form.data, form.size, at, &step));
        if (category == FY_CATEGORY_MARK || category == FY_CATEGORY_SYMBOL || category == FY_CATEGORY_PUNCTUATION)
            fy_buffer_putc(clean, ' ');
        else
            fy_buffer_append(clean, form.data + at, step);
    }
    fy_buffer_free(&form);
    return status == FY_OK && clean->failed ? FY_NO_MEMORY : status;
}

enum fy_status fy_normalise_whisper(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens)
{
    struct fy_buffer lower = FY_BUFFER_EMPTY, plain = FY_BUFFER_EMPTY, clean = FY_BUFFER_EMPTY;
    if (token == FY_TOKEN_TONE)
        return FY_OK;
    enum fy_status status = fy_text_lower(&lower, text, size);
    drop_between(&plain, fy_buffer_text(&lower), lower.size, "<[", ">]", false);
    fy_buffer_clear(&lower);
    drop_between(&lower, fy_buffer_text(&plain), plain.size, "(", ")", true);
    if (status == FY_OK)
        status =
            lower.failed || plain.failed ? FY_NO_MEMORY : whisper_clean(fy_buffer_text(&lower), lower.size, &clean);
    fy_buffer_clear(&lower);
    if (status == FY_OK)
        status = fy_text_lower(&lower, fy_buffer_text(&clean), clean.size);
    if (status == FY_OK)
        whisper_put(token, fy_buffer_text(&lower), lower.size, tokens);
    fy_buffer_free(&lower);
    fy_buffer_free(&plain);
    fy_buffer_free(&clean);
    return status == FY_OK && tokens->failed ? FY_NO_MEMORY : status;
}

/* ---- jiwer ---- */

enum fy_status fy_normalise_jiwer(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens)
{
    size_t step;
    if (token == FY_TOKEN_TONE)
        return FY_OK;
    while (size > 0 && fy_code_blank(code_at(text, size, 0, &step))) {
        text += step;
        size -= step;
    }
    while (size > 0) {
        const size_t last = fy_grapheme_previous(text, size, size);
        if (!fy_code_blank(code_at(text, size, last, &step)))
            break;
        size = last;
    }
    for (size_t at = 0; at < size; at += step) {
        (void)code_at(text, size, at, &step);
        fy_token_put(tokens, text + at, step);
    }
    return tokens->failed ? FY_NO_MEMORY : FY_OK;
}

/* ---- sclite ---- */

enum fy_status fy_normalise_sclite(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens)
{
    for (size_t at = 0, step; token != FY_TOKEN_TONE && at < size; at += step) {
        const uint32_t code = code_at(text, size, at, &step);
        if (code == ' ' || code == '\t' || code == '\n' || code == '\r') {
            fy_token_end(tokens);
        } else if (code < 0x80) {
            fy_buffer_putc(tokens, (char)(code >= 'A' && code <= 'Z' ? code - 'A' + 'a' : code));
        } else {
            fy_token_end(tokens);
            fy_token_put(tokens, text + at, step);
        }
    }
    fy_token_end(tokens);
    return tokens->failed ? FY_NO_MEMORY : FY_OK;
}
