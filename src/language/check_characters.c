/* What must not stand in any label: characters that cannot be seen, are lost, or have a better form. */
#include "base/messages.h"
#include "language/check.h"

#include <fangyin/text.h>

enum { REPLACEMENT = 0xFFFD, WIDE_SPACE = 0x3000, JOINER = 0x200D, NON_JOINER = 0x200C, ZERO_SPACE = 0x200B,
       WORD_JOINER = 0x2060, ORDER_MARK = 0xFEFF, SOFT_HYPHEN = 0xAD, FIRST_DESCRIPTION = 0x2FF0, LAST_DESCRIPTION = 0x2FFF };

static bool has_right_to_left(const struct fy_check_label *label)
{
    for (size_t at = 0; at < label->size;) {
        uint32_t code;
        const size_t step = fy_utf8_decode(label->text + at, label->size - at, &code);
        if (step > 0 && code >= 0x590 && fy_character_of(code) == FY_CHAR_LETTER && fy_character_right_to_left(code))
            return true;
        at += step > 0 ? step : 1;
    }
    return false;
}

/* A joiner has its use between letters that join; beside an ideograph, a blank or an end it has none. */
static bool joins(const struct fy_check_label *label, size_t at, size_t next)
{
    uint32_t before, after;
    size_t start = at;
    while (start > 0 && (start == at || ((unsigned char)label->text[start] & 0xC0) == 0x80))
        start--;
    if (start == at || next == label->size || fy_utf8_decode(label->text + start, at - start, &before) == 0 ||
        fy_utf8_decode(label->text + next, label->size - next, &after) == 0)
        return false;
    const enum fy_character left = fy_character_of(before), right = fy_character_of(after);
    return left != FY_CHAR_IDEOGRAPH && right != FY_CHAR_IDEOGRAPH && left != FY_CHAR_BLANK && right != FY_CHAR_BLANK &&
           left != FY_CHAR_FORMAT && right != FY_CHAR_FORMAT;
}

static void check_format(struct fy_check_run *run, const struct fy_check_label *label, size_t at, size_t next,
                         uint32_t code)
{
    const bool never = code == ORDER_MARK || code == ZERO_SPACE || code == WORD_JOINER || code == SOFT_HYPHEN;
    if ((code == JOINER || code == NON_JOINER) && joins(label, at, next))
        return;
    if (!never && has_right_to_left(label))
        return;
    fy_check_fix(fy_check_tell(run, label, FY_RULE_INVISIBLE, at, next,
                               _("A character that cannot be seen stands here (U+%04X). Take it out."), (unsigned)code),
                 "", 0, true);
}

static void check_blank(struct fy_check_run *run, const struct fy_check_label *label, size_t at, size_t next,
                        uint32_t code)
{
    const bool edge = at == 0 || next == label->size;
    struct fy_check_finding *finding =
        code == WIDE_SPACE
            ? fy_check_tell(run, label, FY_RULE_WIDE_SPACE, at, next,
                            _("An ideographic space (U+3000) stands here. Write a plain blank, or nothing."))
            : fy_check_tell(run, label, FY_RULE_NO_BREAK_SPACE, at, next,
                            _("A blank that is no plain one stands here (U+%04X). Write a plain blank, or nothing."),
                            (unsigned)code);
    fy_check_fix(finding, " ", edge ? 0 : 1, true);
}

static void check_control(struct fy_check_run *run, const struct fy_check_label *label, size_t at, size_t next,
                          uint32_t code)
{
    const bool edge = at == 0 || next == label->size, parts = code == '\t' || code == '\n' || code == '\r' || code > 0x7F;
    /* Of CR LF only one becomes a blank. */
    const bool second = code == '\n' && at > 0 && label->text[at - 1] == '\r';
    fy_check_fix(fy_check_tell(run, label, FY_RULE_CONTROL, at, next,
                               _("A tab, a line end or another control character stands here (U+%04X)."), (unsigned)code),
                 " ", parts && !edge && !second ? 1 : 0, true);
}

static void check_ideograph(struct fy_check_run *run, const struct fy_check_label *label, size_t at, size_t next,
                            uint32_t code)
{
    if (!fy_character_is_composed_away(code))
        return;
    struct fy_buffer usual = FY_BUFFER_EMPTY;
    char quote[FY_CHECK_QUOTE];
    if (fy_text_nfc(&usual, label->text + at, next - at) == FY_OK)
        fy_check_fix(fy_check_tell(run, label, FY_RULE_COMPATIBILITY, at, next,
                                   _("U+%04X is a compatibility form of %s. Write the ordinary one."), (unsigned)code,
                                   fy_check_quote(quote, usual.data, usual.size)),
                     usual.data, usual.size, true);
    fy_buffer_free(&usual);
}

static void check_rare(struct fy_check_run *run, const struct fy_check_label *label, size_t at, size_t next,
                       uint32_t code)
{
    if (code >= FIRST_DESCRIPTION && code <= LAST_DESCRIPTION)
        fy_check_tell(run, label, FY_RULE_RARE, at, next,
                      _("A description of a character (U+%04X) stands here. Write the character, or □ with its reading."),
                      (unsigned)code);
    else
        fy_check_tell(run, label, FY_RULE_RARE, at, next,
                      _("U+%04X is too new for most programs, or no character at all. Write □ with its reading if others "
                        "cannot read it."),
                      (unsigned)code);
}

static void check_character(struct fy_check_run *run, const struct fy_check_label *label, size_t at, size_t next,
                            uint32_t code)
{
    const enum fy_character kind = fy_character_of(code);
    if (kind == FY_CHAR_IDEOGRAPH)
        check_ideograph(run, label, at, next, code);
    else if (kind == FY_CHAR_BLANK)
        check_blank(run, label, at, next, code);
    else if (kind == FY_CHAR_CONTROL)
        check_control(run, label, at, next, code);
    else if (kind == FY_CHAR_FORMAT)
        check_format(run, label, at, next, code);
    else if (kind == FY_CHAR_PRIVATE)
        fy_check_tell(run, label, FY_RULE_PRIVATE_USE, at, next,
                      _("U+%04X is a private-use character: others see something else, or nothing. Write □ with its "
                        "reading, or another character."),
                      (unsigned)code);
    else if (code == REPLACEMENT)
        fy_check_tell(run, label, FY_RULE_DAMAGED, at, next,
                      _("What stood here was lost by some program (U+FFFD). Hear it and write it again."));
    else if (kind == FY_CHAR_UNASSIGNED || (code >= FIRST_DESCRIPTION && code <= LAST_DESCRIPTION))
        check_rare(run, label, at, next, code);
}

static void check_blanks(struct fy_check_run *run, const struct fy_check_label *label)
{
    size_t first = 0, last = label->size;
    while (first < label->size && label->text[first] == ' ')
        first++;
    while (last > first && label->text[last - 1] == ' ')
        last--;
    if (first > 0 || last < label->size) {
        const bool left = first > 0;
        fy_check_fix(fy_check_tell(run, label, FY_RULE_BLANKS, left ? 0 : last, left ? first : label->size,
                                   left ? _("The label begins with blanks. Take them out.")
                                        : _("The label ends in blanks. Take them out.")),
                     "", 0, true);
        if (left && last < label->size && last > first)
            fy_check_fix(fy_check_tell(run, label, FY_RULE_BLANKS, last, label->size,
                                       _("The label ends in blanks. Take them out.")),
                         "", 0, true);
    }
    for (size_t at = first, end; at < last; at = end + 1) {
        for (end = at; end < last && label->text[end] == ' ';)
            end++;
        if (end - at > 1)
            fy_check_fix(fy_check_tell(run, label, FY_RULE_BLANKS, at, end, _("Several blanks stand in a row; one is enough.")),
                         " ", 1, true);
    }
}

static void check_forms(struct fy_check_run *run, const struct fy_check_label *label)
{
    size_t start, next;
    char quote[FY_CHECK_QUOTE];
    for (size_t at = 0; fy_text_next_not_nfc(label->text, label->size, at, &start, &next); at = next) {
        uint32_t code;
        struct fy_buffer form = FY_BUFFER_EMPTY;
        const size_t step = fy_utf8_decode(label->text + start, next - start, &code);
        const bool told = step == next - start && fy_character_of(code) == FY_CHAR_IDEOGRAPH;
        if (!told && fy_text_nfc(&form, label->text + start, next - start) == FY_OK)
            fy_check_fix(fy_check_tell(run, label, FY_RULE_NOT_NFC, start, next,
                                       _("%s is not in Unicode normal form C, so that searching will not find it."),
                                       fy_check_quote(quote, form.data, form.size)),
                         form.data, form.size, true);
        fy_buffer_free(&form);
    }
}

void fy_check_any_label(struct fy_check_run *run, enum fy_role role, const struct fy_check_label *label)
{
    bool plain = true;
    (void)role;
    for (size_t at = 0, step; at < label->size; at += step) {
        uint32_t code;
        const unsigned char byte = (unsigned char)label->text[at];
        step = 1;
        if (byte >= 0x20 && byte < 0x7F)
            continue;
        step = fy_utf8_decode(label->text + at, label->size - at, &code);
        if (step == 0) {
            step = 1;
            continue;
        }
        plain = plain && code < 0x80;
        check_character(run, label, at, at + step, code);
    }
    check_blanks(run, label);
    if (!plain)
        check_forms(run, label);
}
