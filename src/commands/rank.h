/* What the files of `fangyin rank` share. */
#ifndef FANGYIN_COMMANDS_RANK_H
#define FANGYIN_COMMANDS_RANK_H

#include "commands/team.h"

#include <fangyin/task.h>

/* The tasks that somebody sits before: of a file and the answers beside it, or of a team. */
struct rank_item {
    struct fy_task_log *log;
};
struct rank_desk {
    const char *person;
    struct rank_item *items;
    size_t count, capacity;
    const struct team_call *call; /* NULL: a file's */
    char answers[PATH_MAX];       /* the file to which answers are added */
    char folder[PATH_MAX];        /* from where paths of sound go */
};

double rank_now(void);

/* A file of tasks, one JSON object a line, and FILE.answers.jsonl, if it is there. Close it also after a failure. */
enum fy_status rank_open_file(struct rank_desk *desk, const char *path, const char *person, struct fy_error *error);
/* All tasks of a team. */
enum fy_status rank_open_team(struct rank_desk *desk, const struct team_call *call, struct fy_error *error);
void rank_close(struct rank_desk *desk);
/* Add an event to a task: in the team's record, or in the file of answers. */
enum fy_status rank_act(struct rank_desk *desk, size_t item, const char *kind, const char *data,
                        struct fy_error *error);
/* A new task, to be written by this person. */
enum fy_status rank_add(struct rank_desk *desk, const char *id, const char *data, struct fy_error *error);

/* Every task of a file, with its line, as its "add" has it. */
typedef enum fy_status rank_visitor(void *context, const char *id, const char *data, struct fy_error *error);
enum fy_status rank_read_tasks(const char *path, rank_visitor *visitor, void *context, struct fy_error *error);

/* One line that somebody typed. */
enum rank_what {
    RANK_NEXT,
    RANK_BACK,
    RANK_QUIT,
    RANK_HELP,
    RANK_SCORES,
    RANK_ASK,
    RANK_NONE,
    RANK_PLACES,
    RANK_VERDICT,
    RANK_HEAR,
    RANK_WRONG, /* cannot be understood */
};
struct rank_line {
    enum rank_what what;
    int places[FY_CANDIDATES_MOST]; /* as they are shown */
    size_t place_count;
    int heard;           /* RANK_HEAR: which answer, as they are shown; -1: the task's own sound */
    int confidence;
    unsigned reasons;
    const char *verdict; /* "true" ... */
    const char *text;    /* what follows: the own answer, the note, the source; in the line */
};
void rank_parse(const char *line, struct rank_line *parsed);

/* The dialogue, on stdin and stdout, until all is done or the person leaves. Returns the exit status. */
int rank_judge(struct rank_desk *desk);
int rank_author(struct rank_desk *desk);
/* A line typed after a question, without its end; false at the end of input. */
bool rank_read_line(const char *question, struct fy_buffer *line);
/* A labelled text, with what a terminal must not get made visible. */
void rank_say(const char *label, const char *text);

/* rank_play.c: what somebody hears while they judge. */
struct rank_ear;
/* Paths go from the folder; a device as <terminal/device.h> names it, NULL for the system's. Both outlive the ear. */
struct rank_ear *rank_ear_new(const char *folder, const char *device_name);
void rank_ear_free(struct rank_ear *ear);
/* Begin to play a file from `from` to `to` s, all of it where `to` is not above `from`; what plays is stopped. False, and said,
 * where it cannot be heard. */
bool rank_hear(struct rank_ear *ear, const char *path, double from, double to);
bool rank_hush(struct rank_ear *ear); /* true: something was playing */

int rank_export(const struct rank_desk *desk, const char *what, const char *form, const char *folder);
int rank_report(const struct rank_desk *desk);

#endif
