/* How text and its standard-language rendering are written: width, punctuation, digits, script, marks. */
#include "base/messages.h"
#include "language/check.h"
#include "language/han.h"

#include <fangyin/text.h>
#include <stdlib.h>
#include <string.h>

enum { WHITE_SQUARE = 0x25A1 /* □: a word without a character */ };

/* A character with what stands around it. */
struct look {
    size_t at, next;
    uint32_t code;
    enum fy_character kind, before; /* before: FY_CHAR_CONTROL at the start */
    bool marked;                    /* inside <...> */
};

static bool next_look(const struct fy_check_label *label, struct look *look)
{
    look->before = look->next == 0 ? FY_CHAR_CONTROL : look->kind;
    look->marked = look->next > 0 && (look->marked ? look->code != '>' : look->code == '<');
    look->at = look->next;
    if (look->at >= label->size)
        return false;
    const size_t step = fy_utf8_decode(label->text + look->at, label->size - look->at, &look->code);
    look->next += step > 0 ? step : 1;
    if (step == 0)
        look->code = 0xFFFD;
    look->kind = fy_character_of(look->code);
    return true;
}

size_t fy_check_characters(const char *text, size_t size, size_t *words)
{
    const struct fy_check_label label = { .text = text, .size = size };
    struct look look = { 0 };
    size_t count = 0, others = 0;
    bool inside = false;
    while (next_look(&label, &look)) {
        const bool own = look.kind == FY_CHAR_IDEOGRAPH || look.kind == FY_CHAR_PRIVATE || look.code == WHITE_SQUARE ||
                         look.kind == FY_CHAR_UNASSIGNED;
        const bool letter = look.kind == FY_CHAR_LETTER || look.kind == FY_CHAR_DIGIT || (inside && look.kind == FY_CHAR_MARK) ||
                            (inside && (look.code == '\'' || look.code == '-'));
        if (look.marked || look.code == '<') {
            inside = false;
            continue;
        }
        count += own || (letter && !inside);
        others += letter && !inside;
        inside = letter;
    }
    if (words != NULL)
        *words = others;
    return count;
}

static void check_width(struct fy_check_run *run, const struct fy_check_label *label, const struct look *look)
{
    const uint32_t key = look->code >= 0xFF01 ? fy_fullwidth_to_ascii(look->code) : look->code;
    const bool letter = (key >= '0' && key <= '9') || (key >= 'A' && key <= 'Z') || (key >= 'a' && key <= 'z');
    if (key == look->code || !letter)
        return;
    const char plain = (char)key;
    fy_check_fix(fy_check_tell(run, label, FY_RULE_FULL_WIDTH, look->at, look->next,
                               _("This %c is a full-width one. Write the plain one."), plain),
                 &plain, 1, true);
}

/* Half-width punctuation behind an ideograph, before another or at the end of something. */
static void check_half_width(struct fy_check_run *run, const struct fy_check_label *label, const struct look *look)
{
    static const struct {
        char half;
        const char *full;
    } pairs[] = { { ',', "，" }, { '.', "。" }, { '?', "？" }, { '!', "！" }, { ';', "；" }, { ':', "：" } };
    uint32_t after = ' ';
    if (look->before != FY_CHAR_IDEOGRAPH || look->code > 0x7F)
        return;
    (void)fy_utf8_decode(label->text + look->next, label->size - look->next, &after);
    if (fy_character_of(after) != FY_CHAR_IDEOGRAPH && fy_character_of(after) != FY_CHAR_BLANK)
        return;
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++)
        if ((uint32_t)pairs[i].half == look->code)
            fy_check_fix(fy_check_tell(run, label, FY_RULE_HALF_WIDTH, look->at, look->next,
                                       _("Between Chinese characters %s is written, not the half-width one."),
                                       pairs[i].full),
                         pairs[i].full, strlen(pairs[i].full), true);
}

/* Digits that belong to no letter: those of a romanised syllable or a name do. */
static void check_digits(struct fy_check_run *run, const struct fy_check_label *label, const struct look *look)
{
    size_t end = look->next;
    if (look->code < '0' || look->code > '9' || look->before == FY_CHAR_LETTER || look->before == FY_CHAR_MARK ||
        look->before == FY_CHAR_DIGIT)
        return;
    while (end < label->size && label->text[end] >= '0' && label->text[end] <= '9')
        end++;
    uint32_t after = ' ';
    (void)fy_utf8_decode(label->text + end, label->size - end, &after);
    if (fy_character_of(after) == FY_CHAR_LETTER)
        return;
    char quote[FY_CHECK_QUOTE];
    fy_check_tell(run, label, FY_RULE_DIGITS, look->at, end, _("%s is written in digits. Write the words that were spoken."),
                  fy_check_quote(quote, label->text + look->at, end - look->at));
}

static bool is_punctuation(const struct fy_check_label *label, const struct look *look)
{
    const bool mark = look->code < 0x80 && strchr("(){}<>|/'-:", (int)look->code) != NULL;
    return look->kind == FY_CHAR_SIGN && !mark && look->code != WHITE_SQUARE &&
           fy_grapheme_is_sign(label->text + look->at, look->next - look->at);
}

static int compare_codes(const void *a, const void *b)
{
    const uint32_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static void check_allowed(struct fy_check_run *run, const struct fy_check_label *label, const struct look *look)
{
    const struct fy_checks *checks = run->checks;
    char quote[FY_CHECK_QUOTE];
    if (checks->characters == NULL || (look->kind != FY_CHAR_IDEOGRAPH && look->kind != FY_CHAR_PRIVATE) ||
        bsearch(&look->code, checks->characters, checks->character_count, sizeof *checks->characters, compare_codes) != NULL)
        return;
    fy_check_tell(run, label, FY_RULE_CHARACTERS, look->at, look->next,
                  _("%s is not in the project's list of characters. Write another one, or □ with its reading."),
                  fy_check_quote(quote, label->text + look->at, look->next - look->at));
}

/* The first character of either script. */
struct scripts {
    struct look simplified, traditional;
    bool has_simplified, has_traditional;
};

static void note_script(struct scripts *scripts, const struct look *look)
{
    const enum fy_han script = fy_han_script(look->code);
    if (script == FY_HAN_SIMPLIFIED && !scripts->has_simplified) {
        scripts->simplified = *look;
        scripts->has_simplified = true;
    } else if (script == FY_HAN_TRADITIONAL && !scripts->has_traditional) {
        scripts->traditional = *look;
        scripts->has_traditional = true;
    }
}

static void check_scripts(struct fy_check_run *run, const struct fy_check_label *label, const struct scripts *scripts)
{
    char left[FY_CHECK_QUOTE], right[FY_CHECK_QUOTE];
    const struct look *s = &scripts->simplified, *t = &scripts->traditional;
    if (!scripts->has_simplified || !scripts->has_traditional)
        return;
    const struct look *later = s->at > t->at ? s : t;
    fy_check_tell(run, label, FY_RULE_MIXED_HAN, later->at, later->next,
                  _("%s is simplified and %s is traditional. Keep to one script."),
                  fy_check_quote(left, label->text + s->at, s->next - s->at),
                  fy_check_quote(right, label->text + t->at, t->next - t->at));
}

static void check_mark(struct fy_check_run *run, const struct fy_check_label *label, const struct fy_mark *mark)
{
    char quote[FY_CHECK_QUOTE];
    const char *inner = label->text + mark->inner;
    if (mark->kind == FY_MARK_EVENT) {
        if (!fy_list_has(run->checks->sources.markers, FY_LIST_EVENT, inner, mark->size))
            fy_check_tell(run, label, FY_RULE_EVENT_UNKNOWN, mark->start, mark->end,
                          _("\"%s\" is no event of this project. Write one of its list, or add it there."),
                          fy_check_quote(quote, inner, mark->size));
    } else if (mark->kind == FY_MARK_LANGUAGE) {
        char tag[64];
        if (mark->code_size < sizeof tag) {
            memcpy(tag, label->text + mark->code, mark->code_size);
            tag[mark->code_size] = '\0';
        }
        if (mark->code_size >= sizeof tag ||
            (!fy_bcp47_valid(tag, NULL, NULL) &&
             fy_dialects_find(run->checks->sources.dialects, tag, mark->code_size) == FY_NONE))
            fy_check_tell(run, label, FY_RULE_CODE_UNKNOWN, mark->code, mark->code + mark->code_size,
                          _("\"%s\" is neither a language tag nor a dialect code."),
                          fy_check_quote(quote, label->text + mark->code, mark->code_size));
    } else {
        fy_check_tell(run, label, FY_RULE_UNCERTAIN, mark->start, mark->end,
                      _("Nobody has settled %s yet."),
                      fy_check_quote(quote, label->text + mark->start, mark->end - mark->start));
    }
}

static void check_marks(struct fy_check_run *run, const struct fy_check_label *label)
{
    struct fy_mark mark;
    struct fy_mark_error bad;
    size_t at = 0;
    for (enum fy_status status; (status = fy_mark_next(label->text, label->size, &at, &mark, &bad)) != FY_NOT_FOUND;) {
        if (status == FY_OK)
            check_mark(run, label, &mark);
        else
            fy_check_tell(run, label, FY_RULE_UNBALANCED, bad.start, bad.end, "%s", bad.sentence);
    }
}

void fy_check_text_label(struct fy_check_run *run, enum fy_role role, const struct fy_check_label *label)
{
    struct look look = { 0 };
    struct scripts scripts = { .has_simplified = false };
    const bool text = role == FY_ROLE_TEXT || role == FY_ROLE_STD, scripts_too = text && fy_check_on(run, FY_RULE_MIXED_HAN);
    bool ideographs = false, punctuation = false;
    for (size_t i = 0; i < label->size && !ideographs; i++)
        ideographs = (unsigned char)label->text[i] >= 0xE2;
    while (next_look(label, &look)) {
        check_width(run, label, &look);
        if (!text || look.marked)
            continue;
        check_half_width(run, label, &look);
        if (role == FY_ROLE_TEXT && ideographs)
            check_digits(run, label, &look);
        if (role == FY_ROLE_TEXT && !punctuation && is_punctuation(label, &look)) {
            punctuation = true;
            fy_check_tell(run, label, FY_RULE_PUNCTUATION, look.at, look.next,
                          _("Punctuation stands here; this project writes none, but blanks at pauses."));
        }
        if (role == FY_ROLE_TEXT)
            check_allowed(run, label, &look);
        if (scripts_too && look.kind == FY_CHAR_IDEOGRAPH)
            note_script(&scripts, &look);
    }
    check_scripts(run, label, &scripts);
    if (text)
        check_marks(run, label);
}
