/* What the lexicon and the standard-language tier say about a text. */
#include "base/messages.h"
#include "language/check.h"

#include <fangyin/text.h>
#include <string.h>

/* True where the segment is in the standard language itself: all its codes are cmn. */
static bool is_standard(const struct fy_check_run *run, const struct fy_check_segment *segment)
{
    struct fy_dialect_part part;
    size_t count = 0;
    const char *label = segment->labels[FY_ROLE_DIALECT].text;
    for (size_t at = 0; fy_dialects_label_next(run->checks->sources.dialects, label, &at, &part); count++)
        if (part.size != 3 || strncmp(label + part.start, "cmn", 3) != 0)
            return false;
    return count > 0;
}

static bool is_word_part(const char *text, size_t size)
{
    uint32_t code;
    if (size == 0 || fy_utf8_decode(text, size, &code) == 0)
        return false;
    const enum fy_character kind = fy_character_of(code);
    return kind == FY_CHAR_IDEOGRAPH || kind == FY_CHAR_PRIVATE || kind == FY_CHAR_UNASSIGNED;
}

/* True if nothing but itself stands between signs: for words of one character, which mean something else inside others. */
static bool stands_alone(const struct fy_check_label *text, size_t start, size_t end)
{
    const size_t before = start > 0 ? fy_grapheme_previous(text->text, text->size, start) : 0;
    return !is_word_part(text->text + before, start - before) && !is_word_part(text->text + end, text->size - end);
}

static void tell_variant(struct fy_check_run *run, const struct fy_check_label *text, size_t at,
                         const struct fy_lexicon_match *match)
{
    char quote[FY_CHECK_QUOTE], form[FY_CHECK_QUOTE];
    const struct fy_lexicon_string *preferred = &match->entry->form;
    const bool safe = fy_grapheme_count(text->text + at, match->size) > 1;
    fy_check_fix(fy_check_tell(run, text, FY_RULE_VARIANT, at, at + match->size, _("This project writes %s for %s."),
                               fy_check_quote(form, preferred->text, preferred->size),
                               fy_check_quote(quote, text->text + at, match->size)),
                 preferred->text, preferred->size, safe);
}

static void tell_drift(struct fy_check_run *run, const struct fy_check_label *text, size_t at,
                       const struct fy_lexicon_match *match)
{
    char quote[FY_CHECK_QUOTE], form[FY_CHECK_QUOTE];
    const struct fy_lexicon_string *dialect = &match->entry->form;
    if (fy_grapheme_count(text->text + at, match->size) < 2 && !stands_alone(text, at, at + match->size))
        return;
    fy_check_fix(fy_check_tell(run, text, FY_RULE_DRIFT_WORD, at, at + match->size,
                               _("%s is the standard language's word; the lexicon has %s. Was that said?"),
                               fy_check_quote(quote, text->text + at, match->size),
                               fy_check_quote(form, dialect->text, dialect->size)),
                 dialect->text, dialect->size, false);
}

static void tell_unknown(struct fy_check_run *run, const struct fy_check_label *text, size_t start, size_t end)
{
    char quote[FY_CHECK_QUOTE];
    fy_check_tell(run, text, FY_RULE_NOT_IN_LEXICON, start, end, _("The lexicon does not have %s."),
                  fy_check_quote(quote, text->text + start, end - start));
}

static void check_lexicon(struct fy_check_run *run, const struct fy_check_label *text, bool standard)
{
    const struct fy_lexicon *lexicon = run->checks->sources.lexicon;
    const unsigned kinds = FY_LEXICON_FORM | FY_LEXICON_VARIANT | (standard ? 0u : (unsigned)FY_LEXICON_GLOSS);
    size_t unknown = FY_NONE; /* where a stretch begins that the lexicon has not got */
    bool marked = false;
    for (size_t at = 0, next; at <= text->size; at = next) {
        struct fy_lexicon_match match = { NULL, FY_LEXICON_FORM, 0 };
        const bool word = !marked && is_word_part(text->text + at, text->size - at);
        const bool found = at < text->size && !marked &&
                           fy_lexicon_longest(lexicon, text->text + at, text->size - at, kinds, &match);
        if (unknown != FY_NONE && (found || !word)) {
            tell_unknown(run, text, unknown, at);
            unknown = FY_NONE;
        }
        if (at == text->size)
            return;
        if (found && match.kind == FY_LEXICON_VARIANT)
            tell_variant(run, text, at, &match);
        else if (found && match.kind == FY_LEXICON_GLOSS)
            tell_drift(run, text, at, &match);
        else if (!found && word && unknown == FY_NONE)
            unknown = at;
        marked = marked ? text->text[at] != '>' : text->text[at] == '<';
        next = found ? at + match.size : fy_grapheme_next(text->text, text->size, at);
    }
}

/* Bytes of the next grapheme that is no sign, from *at; 0 at the end. */
static size_t next_said(const char *text, size_t size, size_t *at)
{
    while (*at < size) {
        const size_t next = fy_grapheme_next(text, size, *at);
        if (!fy_grapheme_is_sign(text + *at, next - *at))
            return next - *at;
        *at = next;
    }
    return 0;
}

static bool says_the_same(const struct fy_check_label *a, const struct fy_check_label *b)
{
    for (size_t i = 0, k = 0;;) {
        const size_t left = next_said(a->text, a->size, &i), right = next_said(b->text, b->size, &k);
        if (left != right || memcmp(a->text + i, b->text + k, left) != 0)
            return false;
        if (left == 0)
            return true;
        i += left;
        k += right;
    }
}

void fy_check_words(struct fy_check_run *run, const struct fy_check_segment *segment)
{
    const struct fy_check_label *text = &segment->labels[FY_ROLE_TEXT], *std = &segment->labels[FY_ROLE_STD];
    const struct fy_convention *convention = &run->checks->convention;
    if (fy_check_is_empty(text))
        return;
    const bool standard = is_standard(run, segment);
    if (run->checks->sources.lexicon != NULL)
        check_lexicon(run, text, standard);
    if (!standard && std->size > 0 && fy_check_on(run, FY_RULE_DRIFT_SAME) && says_the_same(text, std) &&
        (double)fy_check_characters(text->text, text->size, NULL) >= convention->limit[FY_LIMIT_SAME_STD])
        fy_check_tell(run, text, FY_RULE_DRIFT_SAME, 0, 0,
                      _("The text is the same as in the standard language. Is that how it was said?"));
}
