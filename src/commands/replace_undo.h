/* One undo of `fangyin replace --write`: what a grid's file held before is kept beside it, as FILE.before-replace. The
 * copy has the time of the file that replace wrote, which tells whether somebody changed that file since. */
#ifndef FANGYIN_COMMANDS_REPLACE_UNDO_H
#define FANGYIN_COMMANDS_REPLACE_UNDO_H

#include <fangyin/files.h>

/* Save the grid, which was opened from `file`, keeping what the file held. Statuses as fy_grid_file_save; on failure
 * there is no copy. */
enum fy_status fy_replace_save(struct fy_grid_file *file, const struct fy_grid *grid, struct fy_error *error);

/* Put back what the file held, byte for byte; the copy goes. FY_NOT_FOUND: there is none. FY_CHANGED, and nothing is
 * written: the file was changed since, or has edits that are not saved. */
enum fy_status fy_replace_undo(const char *path, struct fy_error *error);

/* Remove the copy, if there is one: a later replace left that file as it was, and only the last can be undone. */
void fy_replace_forget(const char *path);

/* FY_CHANGED where edits of the grid wait in a journal; FY_NO_ACCESS where somebody is editing it. */
enum fy_status fy_replace_check_no_journal(const struct fy_grid_file *file, struct fy_error *error);

#endif
