/* After the annotator: what was said there of the unit is done, or it is asked for with one letter. */
#include "base/messages.h"
#include "commands/team_grids.h"
#include "commands/team_take.h"

#include <fangyin/memory.h>
#include <stdio.h>
#include <string.h>

enum { MOST_WORDS = 256 };

/* A line from the terminal without its end; false where there is none. */
static bool answer(char *line, size_t size)
{
    fflush(stdout);
    if (!fgets(line, (int)size, stdin))
        return false;
    line[strcspn(line, "\r\n")] = '\0';
    return true;
}

static char letter(void)
{
    char line[64];
    return answer(line, sizeof line) ? line[0] : 'q';
}

bool team_wants_more(void)
{
    printf("%s", _("Enter: the next one   q: enough: "));
    const char said = letter();
    return said != 'q' && said != 'Q' && said != 'n';
}

/* The words that `fangyin team` would be given behind the folder. */
static int act(const struct team_call *call, int (*verb)(const struct team_call *call), char **words, size_t count)
{
    struct team_call again = team_now(call);
    again.rest = words;
    again.count = count;
    return verb(&again);
}

static int put_off(const char *unit, const char *verb)
{
    printf(_("Kept. To hand it in later: fangyin team %s FOLDER %s\n"), verb, unit);
    return 0;
}

/* ---- what was said, as the words of a command ---- */

/* "fix minor" and such: its words, and then a reason and the numbers of segments where they are wanted. */
static int judge(const struct team_call *call, char *unit, const char *what, const char *why, const char *segments)
{
    char *verdict = fy_must_strdup(what), *reason = fy_must_strdup(why), *numbers = fy_must_strdup(segments);
    char *words[MOST_WORDS] = { unit }, *rest = NULL;
    size_t count = 1;
    for (char *at = strtok_r(verdict, " ", &rest); at; at = strtok_r(NULL, " ", &rest))
        words[count++] = at;
    if (reason[0] != '\0')
        words[count++] = reason;
    if (strcmp(what, "return") == 0) {
        for (char *at = strtok_r(numbers, " ,", &rest); at && count < MOST_WORDS; at = strtok_r(NULL, " ,", &rest))
            words[count++] = at;
    }
    const int result = act(call, team_review, words, count);
    fy_free(verdict);
    fy_free(reason);
    fy_free(numbers);
    return result;
}

/* Accepted as it was, and yet there are corrections: they would be lost. */
static const char *sure(const struct team_call *call, const struct fy_unit *unit, const char *what)
{
    bool same;
    if (strcmp(what, "accept") != 0 || team_is_as_handed_in(call, unit, &same, NULL) != FY_OK || same)
        return what;
    printf("%s", _("You have changed it.   m: accept it with your small corrections   M: with your large ones\n"
                   "  a: accept it as it was, without them   other: later: "));
    switch (letter()) {
    case 'a':
        return what;
    case 'm':
        return "fix minor";
    case 'M':
        return "fix major";
    default:
        return NULL;
    }
}

/* ---- what was not said is asked ---- */

static int ask_reason(const struct team_call *call, char *unit, const char *verdict, bool *done)
{
    char reason[300], segments[600] = "";
    printf("%s", strcmp(verdict, "pass") == 0 ? _("To whom (a name, or a dialect's code): ") : _("Why: "));
    if (!answer(reason, sizeof reason) || reason[0] == '\0')
        return put_off(unit, "review");
    if (strcmp(verdict, "return") == 0) {
        printf("%s", _("Which segments (numbers parted by blanks; none: all): "));
        (void)answer(segments, sizeof segments);
    }
    *done = true;
    return judge(call, unit, verdict, reason, segments);
}

static int review(const struct team_call *call, const struct fy_unit *of, char *unit, const char *what, bool *done)
{
    what = sure(call, of, what);
    if (!what)
        return put_off(unit, "review");
    *done = true;
    return judge(call, unit, what, "", "");
}

static int ask_review(const struct team_call *call, const struct fy_unit *of, char *unit, bool *done)
{
    printf(_("%s: a: accept as it was   m: accept with your small corrections   M: with your large ones\n"
             "  r: return   i: not to be used   p: pass to an expert   other: later: "),
           unit);
    switch (letter()) {
    case 'a':
        return review(call, of, unit, "accept", done);
    case 'm':
        return review(call, of, unit, "fix minor", done);
    case 'M':
        return review(call, of, unit, "fix major", done);
    case 'r':
        return ask_reason(call, unit, "return", done);
    case 'i':
        return ask_reason(call, unit, "invalid", done);
    case 'p':
        return ask_reason(call, unit, "pass", done);
    default:
        return put_off(unit, "review");
    }
}

static int if_yes(const struct team_call *call, char *unit, const char *verb, int (*run)(const struct team_call *call),
                  bool *done)
{
    char *words[] = { unit, NULL };
    const char said = letter();
    if (said != 'y' && said != 'Y')
        return put_off(unit, verb);
    *done = true;
    return act(call, run, words, 1);
}

static int ask_all(const struct team_call *call, const struct fy_unit *of, char *unit, const char *as, bool *done)
{
    if (strcmp(as, "review") == 0)
        return ask_review(call, of, unit, done);
    const bool settles = strcmp(as, "adjudicate") == 0;
    printf(settles ? _("Is your version of %s the settled one? y: yes   other: later: ")
                   : _("Is %s done? y: hand it in   other: go on with it later: "),
           unit);
    return settles ? if_yes(call, unit, "adjudicate", team_adjudicate, done)
                   : if_yes(call, unit, "submit", team_submit, done);
}

static int do_said(const struct team_call *call, const struct fy_unit *of, char *unit,
                   const struct fy_app_verdict *said, bool *done)
{
    char *words[] = { unit, NULL };
    *done = true;
    if (strcmp(said->what, "submit") == 0)
        return act(call, team_submit, words, 1);
    if (strcmp(said->what, "release") == 0)
        return act(call, team_release, words, 1);
    if (strcmp(said->what, "resolve") == 0)
        return act(call, team_adjudicate, words, 1);
    if (strcmp(said->what, "accept") != 0)
        return judge(call, unit, said->what, said->text, said->segments);
    *done = false;
    return review(call, of, unit, said->what, done);
}

int team_finish(const struct team_call *call, const struct fy_unit *of, const char *as,
                const struct fy_app_verdict *said, bool *done)
{
    char *unit = fy_must_strdup(of->name);
    const int result = said ? do_said(call, of, unit, said, done) : ask_all(call, of, unit, as, done);
    *done = *done && result == 0;
    /* A judge begins anew with what comes next. */
    if (*done && strcmp(as, "annotate") != 0)
        (void)team_put_aside(call, unit);
    if (*done)
        printf(_("%s: done.\n"), unit);
    fy_free(unit);
    return result;
}
