/* A line typed by who judges, taken apart. */
#include "commands/rank.h"

#include <string.h>

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, " \t");
}

static bool digits_only(const char *at, size_t size)
{
    return size > 0 && strspn(at, "123456789") == size;
}

static bool add_places(struct rank_line *line, const char *at, size_t size)
{
    if (line->place_count + size > FY_CANDIDATES_MOST)
        return false;
    for (size_t i = 0; i < size; i++)
        line->places[line->place_count++] = at[i] - '0';
    line->what = RANK_PLACES;
    return true;
}

/* "c3", "r14": how sure, and why. False for anything else. */
static bool add_mark(struct rank_line *line, const char *at, size_t size)
{
    if (size == 2 && at[0] == 'c' && at[1] >= '1' && at[1] <= '0' + FY_CONFIDENCE_HIGH) {
        line->confidence = at[1] - '0';
        return true;
    }
    if (at[0] != 'r' || !digits_only(at + 1, size - 1))
        return false;
    for (size_t i = 1; i < size; i++) {
        if (!fy_task_reason((size_t)(at[i] - '1')))
            return false;
        line->reasons |= 1U << (at[i] - '1');
    }
    return true;
}

/* Places and marks, in any order, to the end or, where a text follows, up to that. */
static bool add_words(struct rank_line *line, const char *at, bool text)
{
    for (at = skip_blanks(at); *at != '\0'; at = skip_blanks(at)) {
        const size_t size = strcspn(at, " \t");
        const bool taken = add_mark(line, at, size) || (!text && digits_only(at, size) && add_places(line, at, size));
        if (!taken)
            break;
        at += size;
    }
    line->text = at;
    return text || *at == '\0';
}

static bool letter(const char *text, const char *name)
{
    const size_t size = strlen(name);
    return strncmp(text, name, size) == 0 && (text[size] == '\0' || text[size] == ' ');
}

/* "p", or "pb", "p B": which answer is to be heard. */
static bool is_hear(const char *text, struct rank_line *line)
{
    if (text[0] != 'p')
        return false;
    text = skip_blanks(text + 1);
    const char which = (char)(text[0] | 0x20);
    const bool own = text[0] == '\0';
    if (!own && (which < 'a' || which >= 'a' + FY_CANDIDATES_MOST || *skip_blanks(text + 1) != '\0'))
        return false;
    line->what = RANK_HEAR;
    line->heard = own ? -1 : which - 'a';
    return true;
}

void rank_parse(const char *text, struct rank_line *line)
{
    static const struct {
        const char *name;
        enum rank_what what;
        const char *verdict;
        bool text; /* one may follow */
    } words[] = {
        { "b", RANK_BACK, "", false },        { "q", RANK_QUIT, "", false },
        { "h", RANK_HELP, "", false },        { "s", RANK_SCORES, "", false },
        { "?", RANK_ASK, "", true },          { "？", RANK_ASK, "", true },
        { "n", RANK_NONE, "", true },         { "t", RANK_VERDICT, "true", true },
        { "f", RANK_VERDICT, "false", true }, { "u", RANK_VERDICT, "unclear", true },
    };
    *line = (struct rank_line){ .what = RANK_NEXT, .verdict = "", .text = "" };
    text = skip_blanks(text);
    if (is_hear(text, line))
        return;
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (!letter(text, words[i].name))
            continue;
        line->what = words[i].what;
        line->verdict = words[i].verdict;
        if (!add_words(line, text + strlen(words[i].name), words[i].text))
            line->what = RANK_WRONG;
        return;
    }
    if (!add_words(line, text, false))
        line->what = RANK_WRONG;
}
