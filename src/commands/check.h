/* Checking one grid: what it needs of its recording, and applying what is safe. The subcommand is check.c. */
#ifndef FANGYIN_COMMANDS_CHECK_H
#define FANGYIN_COMMANDS_CHECK_H

#include <fangyin/checks.h>
#include <fangyin/status.h>

/* The levels of a recording, a frame every 10 ms. */
struct fy_check_levels {
    float *items; /* dB, RMS */
    size_t count;
    double floor; /* dB */
};

/* Measure the recording that belongs to a grid. FY_NOT_FOUND where there is none, and the statuses of opening one. */
enum fy_status fy_check_levels_of_grid(struct fy_check_levels *levels, const char *grid_path, struct fy_error *error);
void fy_check_levels_free(struct fy_check_levels *levels);
/* For fy_checks_grid; context: struct fy_check_levels. */
bool fy_check_levels_listen(void *context, double xmin, double xmax, struct fy_check_sound *sound);

/* Apply the safe fixes to a TextGrid, as edits that are journaled, and save it. *fixes counts. FY_CHANGED where it has edits
 * that are not saved, FY_NO_ACCESS where somebody has it open; statuses as fy_grid_file_save. Nothing is written where there is
 * nothing to fix. */
enum fy_status fy_check_fix_file(const struct fy_checks *checks, const char *path, size_t *fixes, struct fy_error *error);

#endif
