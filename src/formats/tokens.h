/* Praat's tokenizer for text files. A file is a sequence of values: numbers (starting with a sign or digit), strings
 * ("...", a doubled quote inside is one) and flags (<...>). Every other word, up to the next white space, is a comment,
 * and so is the rest of a line after a '!' that starts a word. */
#ifndef FANGYIN_TOKENS_H
#define FANGYIN_TOKENS_H

#include <fangyin/buffer.h>

#include "base/digits.h"

#include <stdint.h>
#include <string.h>

struct fy_tokens {
    const char *text, *at, *end; /* valid UTF-8 without NUL; what is before `at` was read */
    const char *value;           /* where the last value starts */
    struct fy_error *error;      /* may be NULL */
    size_t words;                /* plain words skipped so far */
    size_t remarks;              /* '!' comments skipped so far ... */
    const char *first_remark;    /* ... and the first of them */
    const char *last_remark;     /* the last of them, from its '!' to last_remark_end */
    const char *last_remark_end;
    bool partial;          /* not all of the last number could be understood ("1,5" is 1) */
    bool carriage_returns; /* the text has any */
    const char *last;      /* the last plain number: its text and value */
    size_t last_size;
    double last_value;
};

/* A string as it stands between its quotes. */
struct fy_span {
    const char *text;
    size_t size;
    bool raw; /* has doubled quotes or carriage returns: fy_span_clean makes the text of it */
};

/* `carriage_returns`: whether the text has any. */
void fy_tokens_start(struct fy_tokens *tokens, const char *text, size_t size, bool carriage_returns,
                     struct fy_error *error);

/* Fail at the place of `where`. Returns status. */
enum fy_status fy_tokens_fail(const struct fy_tokens *tokens, const char *where, enum fy_status status,
                              const char *format, ...) FY_PRINTF(4, 5);

/* What the next value is, without reading it: what stands before it is read. */
enum fy_token { FY_TOKEN_NUMBER, FY_TOKEN_STRING, FY_TOKEN_FLAG, FY_TOKEN_END };
enum fy_token fy_tokens_peek(struct fy_tokens *tokens);

/* The next value, which must be of that kind: FY_SYNTAX with its place otherwise. */
enum fy_status fy_tokens_real(struct fy_tokens *tokens, double *value); /* NaN where it is undefined */
/* The same where a number that is nothing but one comes at once; false, and nothing is read, where not. */
bool fy_tokens_quick_real(struct fy_tokens *tokens, double *value);
enum fy_status fy_tokens_integer(struct fy_tokens *tokens, int32_t *value);
enum fy_status fy_tokens_flag(struct fy_tokens *tokens, struct fy_span *flag); /* without < and > */
enum fy_status fy_tokens_string(struct fy_tokens *tokens, struct fy_span *string);

/* Whether `size` bytes are the same: for a few of them a loop of whole words is quicker than a call. */
static inline bool fy_same_bytes(const char *a, const char *b, size_t size)
{
    uint64_t x, y, differ = 0;
    if (size < sizeof x)
        return memcmp(a, b, size) == 0;
    for (size_t at = 0; at + sizeof x < size; at += sizeof x) {
        memcpy(&x, a + at, sizeof x);
        memcpy(&y, b + at, sizeof y);
        differ |= x ^ y;
    }
    memcpy(&x, a + size - sizeof x, sizeof x);
    memcpy(&y, b + size - sizeof y, sizeof y);
    return (differ | (x ^ y)) == 0;
}

/* Skip `words` if they come next, and say so: comments that are likely need not be looked at byte by byte. */
static inline bool fy_tokens_skip(struct fy_tokens *tokens, const char *words, size_t size)
{
    if ((size_t)(tokens->end - tokens->at) <= size || !fy_same_bytes(tokens->at, words, size))
        return false;
    tokens->at += size;
    tokens->words++;
    return true;
}
/* Skip digits of the word begun by what was skipped last; or all that is left of it. */
static inline void fy_tokens_skip_index(struct fy_tokens *tokens)
{
    uint64_t values;
    while (tokens->end - tokens->at >= 8) {
        unsigned count = fy_digit_run(tokens->at, &values);
        tokens->at += count;
        if (count < 8)
            break;
    }
}
void fy_tokens_skip_word(struct fy_tokens *tokens);

/* Read one value of whatever kind comes next. FY_SYNTAX where it is broken. */
enum fy_status fy_tokens_any(struct fy_tokens *tokens, enum fy_token *kind, struct fy_span *span);

/* Where the next value of any kind starts, NULL if there is none. All the rest then counts as read. */
const char *fy_tokens_rest(struct fy_tokens *tokens);

/* Put the text of a raw span in out: quotes undoubled, line ends made LF. */
void fy_span_clean(const struct fy_span *span, struct fy_buffer *out);

#endif
