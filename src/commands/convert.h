/* Converting one file or thousands: what there is to do (convert_plan.c), doing one of them (convert_task.c), doing all
 * of them on every core (convert_run.c). The subcommand is convert.c. */
#ifndef FANGYIN_COMMANDS_CONVERT_H
#define FANGYIN_COMMANDS_CONVERT_H

#include <fangyin/format.h>
#include <sys/stat.h>

/* One input, and what became of it. */
struct fy_convert_task {
    char *path;   /* as shown; for Kaldi the folder of its files */
    char *stem;   /* the output's path inside the output folder, without its extension */
    char *output; /* the output file, in a folder of outputs; else NULL */
    bool walked;  /* found in a folder, not named */
    bool kaldi;   /* a folder of Kaldi's files */
    bool doubled; /* another input has the same output */

    /* Filled by the thread that does it. */
    struct fy_named_grids grids;    /* where all go into one output */
    struct fy_textgrid_style style; /* only its `within` is used: the Collection that the output is to be, too */
    struct fy_buffer messages;      /* whole lines */
    struct fy_losses losses;
    size_t findings, written;
    bool failed, skipped, ignored;
};

/* A file on disk, whatever its name. */
struct fy_convert_file {
    dev_t device;
    ino_t number;
};

struct fy_convert {
    const struct fy_format *from, *to; /* from NULL: by content; to NULL: by the output's name */
    struct fy_format_options options;
    const char *output; /* -o; "-" for standard output */
    bool into_folder;   /* the output is a folder of outputs */
    bool again;         /* also what is up to date */
    bool apart;         /* each TextGrid of a Collection into a file of its own */
    struct fy_convert_task *tasks;
    size_t count, capacity;
    struct fy_convert_file *inputs; /* sorted; none of them is ever written to */
    size_t input_count, input_capacity;
};

/* Add what a path named on the command line stands for. False, and a message printed, where it cannot be read. */
bool fy_convert_add(struct fy_convert *convert, const char *path);
/* Name the outputs; sorts the inputs. FY_NO_MEMORY is the only failure. */
enum fy_status fy_convert_plan(struct fy_convert *convert);
bool fy_convert_is_input(const struct fy_convert *convert, const char *path);
/* Is there a file newer than all inputs of the task? */
bool fy_convert_up_to_date(const struct fy_convert_task *task, const char *output);

/* The options for writing one of a task's grids. */
struct fy_format_options fy_convert_options(const struct fy_convert *convert, const struct fy_convert_task *task);

/* Read a task's input into its grids, and, in a folder of outputs, write them. Any thread. */
void fy_convert_do(const struct fy_convert *convert, struct fy_convert_task *task);
/* Add a line "fangyin: FILE: sentence" to the task's messages. */
void fy_convert_say(struct fy_convert_task *task, const struct fy_error *error);
/* Add what the task's losses are to its messages. */
void fy_convert_say_losses(struct fy_convert_task *task, const char *output);

/* Do all tasks, printing messages in the tasks' order and, on a terminal, how far it is. */
void fy_convert_run(struct fy_convert *convert);

void fy_convert_free(struct fy_convert *convert);

#endif
