/* After the annotator: one question, one letter, and the unit goes on. */
#include "base/messages.h"
#include "commands/team_take.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

enum { MOST_WORDS = 64 };

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
    return answer(line, sizeof line) ? line[0] : '\0';
}

/* The words that `fangyin team` would be given behind the folder. */
static int act(const struct team_call *call, int (*verb)(const struct team_call *call), char **words, size_t count)
{
    struct team_call again = *call;
    again.rest = words;
    again.count = count;
    return verb(&again);
}

static int later(const char *unit, const char *verb)
{
    printf(_("Kept. To hand it in later: fangyin team %s FOLDER %s\n"), verb, unit);
    return 0;
}

static int finish_annotation(const struct team_call *call, char *unit)
{
    char *words[] = { unit, NULL };
    printf(_("Is %s done? y: hand it in   other: go on with it later: "), unit);
    const char said = letter();
    return said == 'y' || said == 'Y' ? act(call, team_submit, words, 1) : later(unit, "submit");
}

/* A reason, and for a return the numbers of segments, parted by blanks. */
static int with_reason(const struct team_call *call, char *unit, char *verdict)
{
    char reason[300], segments[600];
    char *words[MOST_WORDS] = { unit, verdict, reason };
    size_t count = 3;
    printf("%s", strcmp(verdict, "pass") == 0 ? _("To whom (a name, or a dialect's code): ") : _("Why: "));
    if (!answer(reason, sizeof reason) || reason[0] == '\0')
        return later(unit, "review");
    if (strcmp(verdict, "return") == 0) {
        printf("%s", _("Which segments (numbers parted by blanks; none: all): "));
        if (answer(segments, sizeof segments)) {
            for (char *at = strtok(segments, " "); at && count < MOST_WORDS - 1; at = strtok(NULL, " "))
                words[count++] = at;
        }
    }
    return act(call, team_review, words, count);
}

static int finish_review(const struct team_call *call, char *unit)
{
    char accept[] = "accept", fix[] = "fix", minor[] = "minor", major[] = "major", back[] = "return", invalid[] = "invalid",
         pass[] = "pass";
    printf(_("%s: a: accept as it was   m: accept with your small corrections   M: with your large ones\n"
             "  r: return   i: not to be used   p: pass to an expert   other: later: "),
           unit);
    switch (letter()) {
    case 'a': return act(call, team_review, (char *[]){ unit, accept }, 2);
    case 'm': return act(call, team_review, (char *[]){ unit, fix, minor }, 3);
    case 'M': return act(call, team_review, (char *[]){ unit, fix, major }, 3);
    case 'r': return with_reason(call, unit, back);
    case 'i': return with_reason(call, unit, invalid);
    case 'p': return with_reason(call, unit, pass);
    default: return later(unit, "review");
    }
}

static int finish_settling(const struct team_call *call, char *unit)
{
    printf(_("Is your version of %s the settled one? y: yes   other: later: "), unit);
    const char said = letter();
    return said == 'y' || said == 'Y' ? act(call, team_adjudicate, (char *[]){ unit }, 1) : later(unit, "adjudicate");
}

int team_finish(const struct team_call *call, const char *name, const char *as)
{
    char *unit = fy_must_strdup(name);
    const int result = strcmp(as, "review") == 0       ? finish_review(call, unit)
                       : strcmp(as, "adjudicate") == 0 ? finish_settling(call, unit)
                                                       : finish_annotation(call, unit);
    fy_free(unit);
    return result;
}
