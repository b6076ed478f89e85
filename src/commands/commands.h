/* The subcommands, one file each. argv[0] is the subcommand's name. Each returns the exit status: 0 done, 1 the answer is
 * no or the work failed, 2 wrong usage or input that cannot be read. */
#ifndef FANGYIN_COMMANDS_H
#define FANGYIN_COMMANDS_H

#include <fangyin/status.h>

int fy_command_annotate(int argc, char **argv);
int fy_command_convert(int argc, char **argv);
int fy_command_drive(int argc, char **argv);
int fy_command_info(int argc, char **argv);
int fy_command_keys(int argc, char **argv);
int fy_command_dialects(int argc, char **argv);
int fy_command_check(int argc, char **argv);
int fy_command_lexicon(int argc, char **argv);
int fy_command_find(int argc, char **argv);
int fy_command_replace(int argc, char **argv);
int fy_command_diff(int argc, char **argv);
int fy_command_measure(int argc, char **argv);
int fy_command_merge(int argc, char **argv);
int fy_command_agree(int argc, char **argv);
int fy_command_export(int argc, char **argv);
int fy_command_picture(int argc, char **argv);
int fy_command_dedupe(int argc, char **argv);
int fy_command_import(int argc, char **argv);
int fy_command_segment(int argc, char **argv);
int fy_command_team(int argc, char **argv);
int fy_command_rank(int argc, char **argv);

/* Print "fangyin: FILE: sentence" on stderr; returns 2. */
int fy_command_error(const struct fy_error *error);
/* Print a subcommand's usage on stdout, by running it with an option that it does not know: --help; returns 0. */
int fy_command_help(int (*run)(int argc, char **argv), char *name);
/* Print usage on stderr; returns 2. Where help was asked for: on stdout; returns 0. */
int fy_command_usage(const char *usage);

struct fy_recording;
/* fy_recording_open; while a file is being decoded into the cache, a bar on stderr says so, where that is a terminal. */
enum fy_status fy_command_open_recording(struct fy_recording **recording, const char *path, struct fy_error *error);

#endif
