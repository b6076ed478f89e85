/* Labels that hold codes of closed lists. */
#include "base/messages.h"
#include "language/check.h"

#include <string.h>

/* The next of the codes that '+' joins; false at the end. */
static bool next_code(const struct fy_check_label *label, size_t *at, size_t *start, size_t *size)
{
    if (*at > label->size || label->size == 0)
        return false;
    *start = *at;
    *size = strcspn(label->text + *at, "+");
    *at += *size + 1;
    return true;
}

static void check_dialect(struct fy_check_run *run, const struct fy_check_label *label)
{
    const struct fy_dialects *dialects = run->checks->sources.dialects;
    struct fy_dialect_part part;
    char quote[FY_CHECK_QUOTE];
    for (size_t at = 0; fy_dialects_label_next(dialects, label->text, &at, &part);) {
        const size_t end = part.start + part.size;
        if (part.dialect == FY_NONE) {
            fy_check_tell(run, label, FY_RULE_DIALECT_UNKNOWN, part.start, end,
                          _("\"%s\" is no code of the dialect tree. Write one of its codes, or add it there."),
                          fy_check_quote(quote, label->text + part.start, part.size));
            continue;
        }
        const size_t instead = fy_dialects_at(dialects, part.dialect)->instead;
        if (instead == FY_NONE)
            continue;
        const char *code = fy_dialects_at(dialects, instead)->code;
        fy_check_fix(fy_check_tell(run, label, FY_RULE_DIALECT_OLD, part.start, end,
                                   _("\"%s\" has been replaced by \"%s\" in the dialect tree."),
                                   fy_check_quote(quote, label->text + part.start, part.size), code),
                     code, strlen(code), true);
    }
}

static void check_list(struct fy_check_run *run, const struct fy_check_label *label, enum fy_list list,
                       enum fy_rule rule)
{
    char quote[FY_CHECK_QUOTE];
    for (size_t at = 0, start, size; next_code(label, &at, &start, &size);)
        if (!fy_list_has(run->checks->sources.markers, list, label->text + start, size))
            fy_check_tell(run, label, rule, start, start + size, _("\"%s\" is not in this project's list \"%s\"."),
                          fy_check_quote(quote, label->text + start, size), fy_list_name(list));
}

/* unsure, ask, bookmark, return stand alone; invalid has a reason. */
static void check_flag(struct fy_check_run *run, const struct fy_check_label *label)
{
    const struct fy_markers *markers = run->checks->sources.markers;
    char quote[FY_CHECK_QUOTE];
    for (size_t at = 0, start, size; next_code(label, &at, &start, &size);) {
        const char *code = label->text + start, *colon = memchr(code, ':', size);
        const size_t length = colon == NULL ? size : (size_t)(colon - code);
        const bool invalid = length == 7 && strncmp(code, "invalid", 7) == 0;
        if (!fy_list_has(markers, FY_LIST_FLAG, code, length) || (colon != NULL && !invalid))
            fy_check_tell(run, label, FY_RULE_CODE_UNKNOWN, start, start + size,
                          _("\"%s\" is no flag: unsure, ask, bookmark, return, or invalid:REASON was expected."),
                          fy_check_quote(quote, code, size));
        else if (invalid && colon == NULL)
            fy_check_tell(run, label, FY_RULE_CODE_UNKNOWN, start, start + size,
                          _("Nobody says why this is invalid: invalid:REASON was expected."));
        else if (invalid && !fy_list_has(markers, FY_LIST_INVALID, colon + 1, size - length - 1))
            fy_check_tell(run, label, FY_RULE_CODE_UNKNOWN, start + length + 1, start + size,
                          _("\"%s\" is not in this project's list \"%s\"."),
                          fy_check_quote(quote, colon + 1, size - length - 1), fy_list_name(FY_LIST_INVALID));
    }
}

static void check_speaker(struct fy_check_run *run, const struct fy_check_label *label)
{
    const struct fy_speakers *speakers = run->checks->sources.speakers;
    char quote[FY_CHECK_QUOTE];
    size_t count = 0;
    for (size_t at = 0, start, size; next_code(label, &at, &start, &size); count++)
        if (speakers != NULL && fy_speakers_find(speakers, label->text + start, size) == NULL)
            fy_check_tell(run, label, FY_RULE_CODE_UNKNOWN, start, start + size,
                          _("\"%s\" is not in the list of speakers."), fy_check_quote(quote, label->text + start, size));
    if (count > 1)
        fy_check_tell(run, label, FY_RULE_SPEAKERS_MIXED, 0, label->size,
                      _("Several speakers are in this segment. Split it, or give each their own tiers."));
}

void fy_check_codes(struct fy_check_run *run, enum fy_role role, const struct fy_check_label *label)
{
    if (fy_check_is_empty(label))
        return;
    if (role == FY_ROLE_DIALECT)
        check_dialect(run, label);
    else if (role == FY_ROLE_EVENT)
        check_list(run, label, FY_LIST_EVENT, FY_RULE_EVENT_UNKNOWN);
    else if (role == FY_ROLE_EMOTION)
        check_list(run, label, FY_LIST_EMOTION, FY_RULE_CODE_UNKNOWN);
    else if (role == FY_ROLE_CONTENT)
        check_list(run, label, FY_LIST_CONTENT, FY_RULE_CODE_UNKNOWN);
    else if (role == FY_ROLE_STATUS)
        check_list(run, label, FY_LIST_STATUS, FY_RULE_CODE_UNKNOWN);
    else if (role == FY_ROLE_FLAG)
        check_flag(run, label);
    else if (role == FY_ROLE_SPEAKER)
        check_speaker(run, label);
}

static bool says(const struct fy_check_segment *segment, enum fy_role role)
{
    return segment->has[role] && !fy_check_is_empty(&segment->labels[role]);
}

static bool is_invalid(const struct fy_check_segment *segment)
{
    size_t size;
    return (says(segment, FY_ROLE_FLAG) && fy_flag_reason(segment->labels[FY_ROLE_FLAG].text, "invalid", &size) != NULL) ||
           (says(segment, FY_ROLE_STATUS) && strcmp(segment->labels[FY_ROLE_STATUS].text, "invalid") == 0);
}

void fy_check_presence(struct fy_check_run *run, const struct fy_check_segment *segment)
{
    static const enum fy_role telling[] = { FY_ROLE_STD, FY_ROLE_DIALECT, FY_ROLE_ROM, FY_ROLE_IPA, FY_ROLE_TONE };
    const struct fy_check_label *text = &segment->labels[FY_ROLE_TEXT];
    if (!fy_check_is_empty(text)) {
        if (segment->has[FY_ROLE_DIALECT] && !says(segment, FY_ROLE_DIALECT))
            fy_check_tell(run, text, FY_RULE_DIALECT_MISSING, 0, 0, _("This segment has text and no dialect tag."));
        if (segment->before[0] != '\0' && strcmp(segment->before, text->text) == 0 &&
            (double)fy_check_characters(text->text, text->size, NULL) >= run->checks->convention.limit[FY_LIMIT_SAME_BEFORE])
            fy_check_tell(run, text, FY_RULE_REPEATED, 0, 0,
                          _("This is the text of the segment before. Was it said twice?"));
        return;
    }
    if (says(segment, FY_ROLE_EVENT) || is_invalid(segment))
        return;
    bool said = says(segment, FY_ROLE_STATUS) && (strcmp(segment->labels[FY_ROLE_STATUS].text, "done") == 0 ||
                                                  strcmp(segment->labels[FY_ROLE_STATUS].text, "accepted") == 0);
    for (size_t i = 0; i < sizeof telling / sizeof *telling; i++)
        said = said || says(segment, telling[i]);
    if (said)
        fy_check_tell(run, text, FY_RULE_TEXT_MISSING, 0, 0,
                      _("Other tiers say something of this segment, and it has no text. Write it, or name the event."));
    else
        fy_check_tell(run, text, FY_RULE_UNWRITTEN, 0, 0,
                      _("This segment has neither text nor event, and is not marked invalid."));
}
