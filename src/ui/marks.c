/* Marks inside the text: guesses, choices, other languages, markers; words without a character; tone letters. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/ipa.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

static enum fy_character kind_at(const char *text, size_t size)
{
    uint32_t code = 0;
    return fy_utf8_decode(text, size, &code) > 0 ? fy_character_of(code) : FY_CHAR_SIGN;
}

static bool ends_with(const struct fy_line *line, const char *end)
{
    const size_t size = strlen(end);
    return line->caret >= size && memcmp(line->text.data + line->caret - size, end, size) == 0;
}

/* The mark that ends at a byte. */
static bool mark_before(const struct fy_line *line, size_t end, struct fy_mark *mark)
{
    struct fy_mark_error bad;
    for (size_t at = 0;;) {
        const enum fy_status status = fy_mark_next(fy_buffer_text(&line->text), line->text.size, &at, mark, &bad);
        if (status == FY_NOT_FOUND)
            return false;
        if (status == FY_OK && mark->end == end)
            return true;
    }
}

/* One grapheme before byte `at`, and blanks between; or all of a mark, which is not taken apart. */
static size_t one_before(const struct fy_line *line, size_t at)
{
    const char *text = fy_buffer_text(&line->text);
    struct fy_mark mark;
    size_t before = at;
    do {
        at = before;
        before = mark_before(line, at, &mark) ? mark.start : fy_grapheme_previous(text, line->text.size, at);
    } while (before < at && before > 0 && kind_at(text + before, at - before) == FY_CHAR_BLANK);
    return before;
}

/* What a mark goes around: the selection, else what is between `start` and the caret. */
static bool stretch(struct fy_app *app, size_t start, size_t *from, size_t *to)
{
    if (fy_line_selection(&app->line, from, to))
        return true;
    *from = start;
    *to = app->line.caret;
    if (*from < *to)
        return true;
    fy_app_complain(app, _("There is no text before the caret to be marked."));
    return false;
}

static void wrap(struct fy_app *app, size_t from, size_t to, const char *open, const char *close)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_buffer_puts(&out, open);
    fy_buffer_append(&out, app->line.text.data + from, to - from);
    fy_buffer_puts(&out, close);
    fy_line_replace(&app->line, from, to, fy_buffer_text(&out), out.size);
    fy_buffer_free(&out);
}

/* The caret stands behind a mark that ends with `close`: where its opening, which begins with `open`, starts and ends. */
static bool behind(const struct fy_line *line, const char *open, const char *close, size_t *start, size_t *inner)
{
    struct fy_mark mark;
    if (!ends_with(line, close) || !mark_before(line, line->caret, &mark))
        return false;
    *start = mark.start;
    *inner = mark.inner;
    return strncmp(fy_buffer_text(&line->text) + mark.start, open, strlen(open)) == 0;
}

/* A mark before the caret takes in what stands before it. False where there is no such mark. */
static bool grow(struct fy_app *app, const char *open, const char *close, bool word)
{
    struct fy_line *line = &app->line;
    size_t start, inner;
    if (!behind(line, open, close, &start, &inner))
        return false;
    if (start == 0)
        return true;
    const size_t caret = line->caret;
    line->caret = start;
    const size_t from = word ? fy_line_word(line) : one_before(line, start);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_buffer_append(&out, line->text.data + start, inner - start);
    fy_buffer_append(&out, line->text.data + from, start - from);
    fy_line_replace(line, from, inner, fy_buffer_text(&out), out.size);
    line->caret = caret;
    fy_buffer_free(&out);
    return true;
}

static bool guess(struct fy_app *app)
{
    size_t from, to;
    if (!app->line.marked && grow(app, "((", "))", false))
        return true;
    if (!stretch(app, one_before(&app->line, app->line.caret), &from, &to))
        return false;
    wrap(app, from, to, "((", "))");
    return true;
}

/* The caret goes where the other one is typed; in a choice the key begins one more. */
static bool choice(struct fy_app *app)
{
    struct fy_line *line = &app->line;
    const char *text = fy_buffer_text(&line->text);
    size_t from, to, open = line->caret;
    while (open > 0 && text[open - 1] != '{' && text[open - 1] != '}')
        open--;
    if (!line->marked && open > 0 && text[open - 1] == '{' && strchr(text + line->caret, '}')) {
        fy_line_replace(line, line->caret, line->caret, "|", 1);
        return true;
    }
    if (!stretch(app, one_before(line, line->caret), &from, &to))
        return false;
    wrap(app, from, to, "{", "|}");
    line->caret--;
    return true;
}

void fy_app_mark_language(struct fy_app *app, const char *code)
{
    char open[80];
    size_t from, to;
    struct fy_line *line = &app->line;
    snprintf(open, sizeof open, "<lang:%s>", code);
    if (app->span_language != code) {
        fy_free(app->span_language);
        app->span_language = fy_must_strdup(code);
    }
    if (!line->marked && grow(app, "<lang:", "</lang>", true)) {
        fy_app_store(app);
        return;
    }
    /* Blanks before the caret stay outside. */
    size_t end = line->caret;
    while (!line->marked && end > 0 && line->text.data[end - 1] == ' ')
        end--;
    line->caret = line->marked ? line->caret : end;
    if (stretch(app, fy_line_word(line), &from, &to)) {
        wrap(app, from, to, open, "</lang>");
        fy_app_store(app);
    }
}

/* The one that was used last; at first the standard language. */
static void language(struct fy_app *app, const char *code)
{
    if (*code == '\0')
        code = app->span_language ? app->span_language : "cmn";
    fy_app_mark_language(app, code);
}

void fy_app_insert_marker(struct fy_app *app, const char *text)
{
    struct fy_line *line = &app->line;
    const char *bar = strchr(text, '|');
    size_t from, to;
    if (bar && fy_line_selection(line, &from, &to)) {
        char open[64];
        snprintf(open, sizeof open, "%.*s", (int)(bar - text), text);
        wrap(app, from, to, open, bar + 1);
    } else {
        struct fy_buffer out = FY_BUFFER_EMPTY;
        fy_buffer_append(&out, text, bar ? (size_t)(bar - text) : strlen(text));
        const size_t caret = line->caret + out.size;
        if (bar)
            fy_buffer_puts(&out, bar + 1);
        fy_line_replace(line, line->caret, line->caret, fy_buffer_text(&out), out.size);
        line->caret = caret;
        fy_buffer_free(&out);
    }
    fy_app_store(app);
}

/* Where a reading before the caret starts: letters, marks and digits of other scripts than Chinese. */
static size_t reading_start(const struct fy_line *line)
{
    const char *text = fy_buffer_text(&line->text);
    size_t at = line->caret;
    while (at > 0) {
        const size_t before = fy_grapheme_previous(text, line->text.size, at);
        const enum fy_character kind = kind_at(text + before, at - before);
        if (kind != FY_CHAR_LETTER && kind != FY_CHAR_MARK && kind != FY_CHAR_DIGIT)
            break;
        at = before;
    }
    return at;
}

/* What was typed in letters before the caret is the reading; its tones become letters, as digits inside text are numbers. */
static bool square(struct fy_app *app)
{
    struct fy_line *line = &app->line;
    const size_t start = reading_start(line);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_buffer_puts(&out, "□");
    fy_ipa_tones_to_letters(&out, fy_buffer_text(&line->text) + start, line->caret - start);
    fy_line_replace(line, start, line->caret, fy_buffer_text(&out), out.size);
    fy_buffer_free(&out);
    return true;
}

/* The selection, else the word before the caret, else, as in the ipa tier, all of it. */
static bool tone_letters(struct fy_app *app)
{
    struct fy_line *line = &app->line;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    const char *text = fy_buffer_text(&line->text);
    const bool whole = app->edit_tier == fy_app_sister(app, "ipa") || app->edit_tier == fy_app_sister(app, "tone");
    size_t from = whole ? 0 : reading_start(line), to = whole ? line->text.size : line->caret;
    (void)fy_line_selection(line, &from, &to);
    fy_ipa_tones_to_letters(&out, text + from, to - from);
    bool changed = out.size != to - from || memcmp(fy_buffer_text(&out), text + from, out.size) != 0;
    if (!changed) {
        fy_buffer_clear(&out);
        fy_ipa_tones_to_digits(&out, text + from, to - from);
        changed = out.size != to - from;
    }
    if (changed)
        fy_line_replace(line, from, to, fy_buffer_text(&out), out.size);
    else
        fy_app_complain(app, _("There are no tone digits (1 to 5, as in ma51) before the caret."));
    fy_buffer_free(&out);
    return changed;
}

static void select_text(struct fy_app *app, enum fy_action action)
{
    struct fy_line *line = &app->line;
    const bool was = line->marked;
    if (!was) {
        line->mark = line->caret;
        line->marked = true;
    }
    if (action == FY_ACTION_SELECT_LEFT)
        (void)fy_line_action(line, FY_ACTION_CARET_LEFT, NULL);
    else if (action == FY_ACTION_SELECT_RIGHT)
        (void)fy_line_action(line, FY_ACTION_CARET_RIGHT, NULL);
    else if (was)
        line->marked = false;
    else
        fy_app_say(app, _("Selecting: move the caret, then C-g, M-a or M-l marks it; C-r ends it."));
}

void fy_app_action_marks(struct fy_app *app, enum fy_action action, const char *argument)
{
    bool changed = false;
    if (app->mode != FY_MODE_EDIT)
        fy_app_edit(app);
    if (app->mode != FY_MODE_EDIT)
        return;
    if (action <= FY_ACTION_SELECT_RIGHT)
        select_text(app, action);
    else if (action == FY_ACTION_MARKER)
        fy_app_choose_marker(app, argument);
    else if (action == FY_ACTION_GUESS)
        changed = guess(app);
    else if (action == FY_ACTION_CHOICE)
        changed = choice(app);
    else if (action == FY_ACTION_LANGUAGE)
        language(app, argument);
    else if (action == FY_ACTION_SQUARE)
        changed = square(app);
    else if (action == FY_ACTION_IPA)
        fy_app_ipa_open(app);
    else if (action == FY_ACTION_TONE_LETTERS)
        changed = tone_letters(app);
    if (changed)
        fy_app_store(app);
}
