/* What the annotator asks of the team while somebody works on a unit. */
#ifndef FANGYIN_COMMANDS_TEAM_DESK_H
#define FANGYIN_COMMANDS_TEAM_DESK_H

#include "commands/team.h"
#include "terminal/desk.h"

#include <fangyin/question.h>

struct team_desk;

/* Who sits at it and what for. */
struct team_seat {
    enum fy_team_role role;
    const char *unit, *dialect;
    double from, to;              /* s */
    bool came_back;               /* the unit may have been returned: why is to be seen */
    const char *question, *guess; /* FY_TEAM_ANSWERS: in a line, and what the answer may be */
};

/* The call's store, people and project are used by the desk's worker until it is freed; the seat's texts are copied.
 * NULL: the path of the work file is too long. */
struct team_desk *team_desk_new(const struct team_call *call, const struct team_seat *seat);
void team_desk_free(struct team_desk *desk);
const struct fy_desk *team_desk_of(const struct team_desk *desk);
/* What was said on leaving the annotator; NULL: nothing. The desk's. */
const struct fy_app_verdict *team_desk_verdict(const struct team_desk *desk);

/* What the annotator counted while the unit was worked on, over all sessions; false, and nothing, where it was not
 * counted. */
struct team_work_done {
    double active; /* s */
    size_t plays, shown, taken;
};
void team_forget_work_done(const struct team_call *call, const char *unit);
bool team_read_work_done(const struct team_call *call, const char *unit, struct team_work_done *done);

/* ---- team_news.c: what is asked, answered and decided, as an annotator sees it ---- */

/* What was read before: a precedent is read once. */
struct team_board {
    struct team_known {
        char *id;
        int64_t rev;
        bool in_scope;
        struct fy_team_precedent precedent; /* nothing where it is not in scope */
    } * known;
    size_t known_count;
    unsigned reads;
};
void team_board_free(struct team_board *board);
/* The caller's own questions of a unit, and the precedents for its dialect. */
enum fy_status team_news_read(struct team_board *board, const struct team_call *call, const char *unit,
                              const char *dialect, struct fy_team_news *news, struct fy_error *error);
/* The name by which people know each other; the id where there is none. */
const char *team_name_of(const struct team_call *call, const char *id);

/* ---- team_ask.c: questions, for the command and for the desk ---- */

struct team_question {
    const char *unit, *type, *dialect, *text, *guess, *note, *person, *alternatives; /* NULL or "": not said */
    double from, to, level, due;                                                     /* due: a time; 0 without */
    bool blocking;
};
/* The event's data, appended to out. */
void team_write_question(const struct team_question *question, struct fy_buffer *out);
/* Do something to a question, if the person has the role. `log` may be NULL. */
enum fy_status team_do_question(const struct team_call *call, const char *id, const char *kind,
                                const struct fy_buffer *data, struct fy_question_log *log, struct fy_error *error);

/* ---- team_questions.c ---- */

/* Each question with the number of whom it goes to among the people, or FY_NONE: who holds it, or the nearest of those
 * who may answer it and have fewest. */
typedef enum fy_status team_question_visitor(void *context, const struct fy_question *question, size_t to,
                                             struct fy_error *error);
enum fy_status team_walk_questions(const struct team_call *call, team_question_visitor *visitor, void *context,
                                   struct fy_error *error);

/* ---- team_answer.c ---- */

/* The event's data that asks one level further, for as long again. */
void team_write_widening(const struct team_call *call, const struct fy_question *question, struct fy_buffer *out);

/* ---- team_lexicon.c ---- */

/* Append the answer to the project's lexicon.tsv, with what was written before as its variant, the reading, and who
 * said it; nothing where the lexicon has the form. The file is made where there is none. */
enum fy_status team_into_lexicon(const struct team_call *call, const struct fy_question *question, const char *who,
                                 struct fy_error *error);

#endif
