#include "commands/pattern.h"

#include "base/messages.h"

#include <fangyin/fold.h>
#include <fangyin/grid.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <limits.h>
#include <regex.h>
#include <string.h>

/* Where a byte of folded text comes from: a grapheme of the label. */
struct origin {
    size_t start, end;
};

struct fy_pattern {
    unsigned flags;
    const struct fy_lexicon *lexicon;
    struct fy_buffer fixed; /* what to look for, if it is plain text */
    regex_t regex;          /* otherwise */
    const char *label, *text; /* text: the label or what it was folded to */
    size_t size, at;          /* of text; where to look on */
    bool over;
    struct fy_buffer folded;
    struct origin *origins; /* one for each byte of folded text */
    size_t origin_capacity;
};

/* ---- opening ---- */

static bool is_operator(char byte)
{
    return byte != '\0' && strchr("\\^$.[]|()*+?{}", byte) != NULL;
}

/* Append the next piece of text folded; *step gets its bytes, *settled is kept between (fy_fold_step). */
static enum fy_status fold_piece(const struct fy_pattern *pattern, struct fy_buffer *out, const char *text, size_t size,
                                 size_t *settled, size_t *step)
{
    if (pattern->flags & FY_PATTERN_VARIANTS)
        return fy_fold_step(out, pattern->lexicon, text, size, settled, step);
    *step = fy_grapheme_next(text, size, 0);
    return fy_text_fold(out, text, *step);
}

/* Folds what a regular expression stands for, not its operators: a letter behind a backslash stays, and a full-width
 * bracket does not become one that means something. */
static enum fy_status fold_regex(const struct fy_pattern *pattern, struct fy_buffer *out, const char *text)
{
    const size_t size = strlen(text);
    size_t settled = 0;
    enum fy_status status = FY_OK;
    for (size_t at = 0, next; status == FY_OK && at < size; at = next) {
        if (text[at] == '\\' || is_operator(text[at])) {
            next = text[at] == '\\' && at + 1 < size ? at + 2 : at + 1;
            fy_buffer_append(out, text + at, next - at);
            settled = 0;
            continue;
        }
        const size_t before = out->size;
        status = fold_piece(pattern, out, text + at, size - at, &settled, &next);
        next += at;
        if (status == FY_OK && out->size == before + 1 && is_operator(out->data[before])) {
            const char byte = out->data[before];
            out->size = before;
            fy_buffer_putc(out, '\\');
            fy_buffer_putc(out, byte);
        }
    }
    return status == FY_OK && out->failed ? FY_NO_MEMORY : status;
}

static enum fy_status compile(struct fy_pattern *pattern, const char *text, struct fy_error *error)
{
    struct fy_buffer folded = FY_BUFFER_EMPTY;
    enum fy_status status = pattern->flags & FY_PATTERN_FOLD ? fold_regex(pattern, &folded, text) : FY_OK;
    if (status == FY_OK) {
        const int failure =
            regcomp(&pattern->regex, pattern->flags & FY_PATTERN_FOLD ? fy_buffer_text(&folded) : text, REG_EXTENDED);
        if (failure != 0) {
            char reason[200];
            regerror(failure, &pattern->regex, reason, sizeof reason);
            status = fy_fail(error, FY_INVALID,
                             _("\"%s\" is no regular expression: %s. For plain text, say --fixed."), text, reason);
        }
    } else {
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    fy_buffer_free(&folded);
    return status;
}

/* All of a text folded. */
static enum fy_status fold_all(const struct fy_pattern *pattern, struct fy_buffer *out, const char *text)
{
    const size_t size = strlen(text);
    size_t settled = 0;
    enum fy_status status = FY_OK;
    for (size_t at = 0, step; at < size && status == FY_OK; at += step)
        status = fold_piece(pattern, out, text + at, size - at, &settled, &step);
    return status;
}

enum fy_status fy_pattern_open(struct fy_pattern **pattern, const char *text, unsigned flags, struct fy_error *error)
{
    return fy_pattern_open_with(pattern, text, flags, NULL, error);
}

enum fy_status fy_pattern_open_with(struct fy_pattern **pattern, const char *text, unsigned flags,
                                    const struct fy_lexicon *lexicon, struct fy_error *error)
{
    *pattern = NULL;
    if (text[0] == '\0')
        return fy_fail(error, FY_INVALID, _("There is nothing to look for: the pattern is empty."));
    if (!fy_text_valid(text, strlen(text), NULL))
        return fy_fail(error, FY_INVALID, _("The pattern is not UTF-8 text."));
    struct fy_pattern *made = fy_calloc(1, sizeof *made);
    if (!made)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    made->flags = flags;
    made->lexicon = lexicon;
    enum fy_status status = FY_OK;
    if (!(flags & FY_PATTERN_FIXED)) {
        status = compile(made, text, error);
    } else {
        if (flags & FY_PATTERN_FOLD)
            status = fold_all(made, &made->fixed, text);
        else
            fy_buffer_puts(&made->fixed, text);
        if (status == FY_OK && made->fixed.failed)
            status = FY_NO_MEMORY;
        if (status != FY_OK)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
        else if (made->fixed.size == 0)
            status = fy_fail(error, FY_INVALID, _("There is nothing to look for: the pattern is empty."));
    }
    if (status != FY_OK) {
        fy_buffer_free(&made->fixed);
        fy_free(made);
        return status;
    }
    *pattern = made;
    return FY_OK;
}

void fy_pattern_close(struct fy_pattern *pattern)
{
    if (!pattern)
        return;
    if (!(pattern->flags & FY_PATTERN_FIXED))
        regfree(&pattern->regex);
    fy_buffer_free(&pattern->fixed);
    fy_buffer_free(&pattern->folded);
    fy_free(pattern->origins);
    fy_free(pattern);
}

/* ---- looking ---- */

static enum fy_status fold_label(struct fy_pattern *pattern)
{
    const size_t size = strlen(pattern->label);
    size_t settled = 0;
    fy_buffer_clear(&pattern->folded);
    for (size_t at = 0, next; at < size; at = next) {
        size_t from = pattern->folded.size;
        const enum fy_status status =
            fold_piece(pattern, &pattern->folded, pattern->label + at, size - at, &settled, &next);
        next += at;
        if (status != FY_OK)
            return status;
        struct origin *grown =
            fy_grow(pattern->origins, &pattern->origin_capacity, pattern->folded.size + 1, sizeof *grown);
        if (!grown || pattern->folded.failed)
            return FY_NO_MEMORY;
        pattern->origins = grown;
        for (; from < pattern->folded.size; from++)
            grown[from] = (struct origin){ at, next };
    }
    pattern->text = fy_buffer_text(&pattern->folded);
    return FY_OK;
}

enum fy_status fy_pattern_look_in(struct fy_pattern *pattern, const char *label)
{
    pattern->label = pattern->text = label;
    pattern->at = 0;
    pattern->over = false;
    const enum fy_status status = pattern->flags & FY_PATTERN_FOLD ? fold_label(pattern) : FY_OK;
    pattern->size = strlen(pattern->text);
    pattern->over = status != FY_OK;
    return status;
}

/* Bytes of the label for bytes of the text that is looked in. */
static struct fy_match in_label(const struct fy_pattern *pattern, size_t start, size_t end)
{
    if (!(pattern->flags & FY_PATTERN_FOLD))
        return (struct fy_match){ start, end };
    const size_t first = start < pattern->size ? pattern->origins[start].start : strlen(pattern->label);
    return (struct fy_match){ first, end > start ? pattern->origins[end - 1].end : first };
}

static enum fy_status next_fixed(struct fy_pattern *pattern, struct fy_match *match)
{
    const char *found = strstr(pattern->text + pattern->at, pattern->fixed.data);
    if (!found)
        return FY_NOT_FOUND;
    const size_t start = (size_t)(found - pattern->text);
    pattern->at = start + pattern->fixed.size;
    *match = in_label(pattern, start, pattern->at);
    return FY_OK;
}

static enum fy_status next_regex(struct fy_pattern *pattern, struct fy_match matches[FY_PATTERN_GROUPS])
{
    regmatch_t found[FY_PATTERN_GROUPS] = { { (regoff_t)pattern->at, (regoff_t)pattern->size } };
    if (pattern->size > INT_MAX)
        return FY_NO_MEMORY;
    const int result = regexec(&pattern->regex, pattern->text, FY_PATTERN_GROUPS, found,
                               REG_STARTEND | (pattern->at > 0 ? REG_NOTBOL : 0));
    if (result != 0)
        return result == REG_NOMATCH ? FY_NOT_FOUND : FY_NO_MEMORY;
    for (size_t i = 0; i < FY_PATTERN_GROUPS; i++)
        matches[i] = found[i].rm_so < 0 ? (struct fy_match){ FY_NONE, FY_NONE }
                                        : in_label(pattern, (size_t)found[i].rm_so, (size_t)found[i].rm_eo);
    pattern->at = (size_t)found[0].rm_eo;
    /* Behind an empty match, the next character. */
    if (found[0].rm_so == found[0].rm_eo) {
        if (pattern->at >= pattern->size)
            pattern->over = true;
        else
            pattern->at = fy_grapheme_next(pattern->text, pattern->size, pattern->at);
    }
    return FY_OK;
}

enum fy_status fy_pattern_next(struct fy_pattern *pattern, struct fy_match matches[FY_PATTERN_GROUPS])
{
    for (size_t i = 0; i < FY_PATTERN_GROUPS; i++)
        matches[i] = (struct fy_match){ FY_NONE, FY_NONE };
    if (pattern->over)
        return FY_NOT_FOUND;
    const enum fy_status status =
        pattern->flags & FY_PATTERN_FIXED ? next_fixed(pattern, matches) : next_regex(pattern, matches);
    pattern->over = pattern->over || status != FY_OK;
    return status;
}

/* ---- replacing ---- */

enum fy_status fy_pattern_check_replacement(const char *replacement, unsigned flags, struct fy_error *error)
{
    if (!fy_text_valid(replacement, strlen(replacement), NULL))
        return fy_fail(error, FY_INVALID, _("The replacement is not UTF-8 text."));
    for (const char *at = replacement; !(flags & FY_PATTERN_FIXED) && *at != '\0'; at++) {
        if (*at != '\\')
            continue;
        at++;
        if (*at != '\\' && (*at < '0' || *at > '9'))
            return fy_fail(error, FY_INVALID,
                           _("In a replacement \\0 to \\9 and \\\\ may follow a backslash; \"%s\" has something else."),
                           replacement);
    }
    return FY_OK;
}

static void put_replacement(const struct fy_pattern *pattern, const char *replacement, const struct fy_match *matches,
                            struct fy_buffer *out)
{
    for (const char *at = replacement; *at != '\0'; at++) {
        if (*at != '\\' || (pattern->flags & FY_PATTERN_FIXED)) {
            fy_buffer_putc(out, *at);
        } else if (*++at == '\\') {
            fy_buffer_putc(out, '\\');
        } else {
            const struct fy_match *group = &matches[*at - '0'];
            if (group->start != FY_NONE)
                fy_buffer_append(out, pattern->label + group->start, group->end - group->start);
        }
    }
}

enum fy_status fy_pattern_replace(struct fy_pattern *pattern, const char *label, const char *replacement,
                                  struct fy_buffer *out, size_t *count)
{
    struct fy_match matches[FY_PATTERN_GROUPS];
    size_t done = 0;
    *count = 0;
    enum fy_status status = fy_pattern_look_in(pattern, label);
    while (status == FY_OK && (status = fy_pattern_next(pattern, matches)) == FY_OK) {
        /* Two matches may be in one grapheme once it is folded; and an empty one right behind another is none. */
        if (matches[0].start < done || (*count > 0 && matches[0].end == done))
            continue;
        fy_buffer_append(out, label + done, matches[0].start - done);
        put_replacement(pattern, replacement, matches, out);
        done = matches[0].end;
        *count += 1;
    }
    if (status != FY_NOT_FOUND)
        return status;
    fy_buffer_puts(out, label + done);
    return out->failed ? FY_NO_MEMORY : FY_OK;
}
