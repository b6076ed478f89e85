/* Grids on disk: opened whole, saved so that no moment can lose one, journaled while edited. */
#ifndef FANGYIN_FILES_H
#define FANGYIN_FILES_H

#include <fangyin/history.h>
#include <fangyin/textgrid.h>

/* Read a whole file. The bytes are the caller's (fy_buffer_free). */
enum fy_status fy_file_read(const char *path, struct fy_buffer *bytes, struct fy_error *error);

/* Read a TextGrid as fy_textgrid_read does; what is odd about it, or wrong, is told with the file's name. */
enum fy_status fy_textgrid_file_read(const char *path, struct fy_grid **grid, struct fy_textgrid_style *style,
                                     struct fy_findings *findings, struct fy_error *error);

/* Replace a file's content: temporary file beside it, fsync, rename, fsync of the folder. Permissions and owner are
 * kept, a symbolic link stays one (its target is replaced); a file with several hard links is written in place after a
 * copy was put beside it, as is one whose owner could not be given to a new file. A new file gets mode 0666 less the
 * umask. On failure the old content is untouched. */
enum fy_status fy_file_replace(const char *path, const char *bytes, size_t size, struct fy_error *error);

/* A grid's file as it was when last read or written. */
struct fy_grid_file;

/* Open PATH, or, where there is none, remember that it does not exist (*grid is NULL then). */
enum fy_status fy_grid_file_open(struct fy_grid_file **file, const char *path, struct fy_grid **grid,
                                 struct fy_findings *findings, struct fy_error *error);
void fy_grid_file_close(struct fy_grid_file *file);
const char *fy_grid_file_path(const struct fy_grid_file *file);
const struct fy_textgrid_style *fy_grid_file_style(const struct fy_grid_file *file);

/* Save. FY_CHANGED, and nothing written, when the content on disk is no longer what was read or written last (or the
 * file came or went meanwhile), unless `force`. FY_UNSUPPORTED when reading had lost something, unless `force`: then
 * the original is kept beside as PATH.orig first. */
enum fy_status fy_grid_file_save(struct fy_grid_file *file, const struct fy_grid *grid, bool force,
                                 struct fy_error *error);

/* Save beside: PATH with ".mine", ".mine-2" ... before the extension; the name chosen is put in path. */
enum fy_status fy_grid_file_save_beside(const struct fy_grid_file *file, const struct fy_grid *grid, char *path,
                                        size_t path_size, struct fy_error *error);

/* The two halves of saving: what would be written, which needs the grid but no disk, and the writing, which needs the disk
 * but no grid and may so go on in another thread than the one that edits. Bytes of one file, saved to the same. */
enum fy_status fy_grid_file_bytes(const struct fy_grid_file *file, const struct fy_grid *grid, struct fy_buffer *bytes,
                                  struct fy_error *error);
enum fy_status fy_grid_file_save_bytes(struct fy_grid_file *file, const struct fy_buffer *bytes, bool force,
                                       struct fy_error *error);
enum fy_status fy_grid_file_save_bytes_beside(const struct fy_grid_file *file, const struct fy_buffer *bytes, char *path,
                                              size_t path_size, struct fy_error *error);

/* Read what is on disk now; from then on that counts as what was read last. On failure nothing changes. */
enum fy_status fy_grid_file_reload(struct fy_grid_file *file, struct fy_grid **grid, struct fy_error *error);

/* Where nothing can be written beside the recording: a new file in $XDG_STATE_HOME/fangyin/rescued (below ~/.local/state),
 * named like the grid with ".mine"; its path is put in path. */
enum fy_status fy_grid_rescue(const struct fy_grid *grid, const char *name, char *path, size_t size,
                              struct fy_error *error);

/* Holds a grid for one process, by a locked file .NAME.lock beside it, so that two windows do not edit it at once. The
 * lock goes with the process; the file is removed by fy_grid_unlock, or left to the next holder by a crash. */
struct fy_grid_lock;

/* FY_NO_ACCESS when another process holds it. In a folder that cannot be written there is no lock: FY_OK and NULL. */
enum fy_status fy_grid_lock(struct fy_grid_lock **lock, const char *grid_path, struct fy_error *error);
void fy_grid_unlock(struct fy_grid_lock *lock);

/* ---- the edit journal: PATH.journal while there are edits that are not saved ----
 *
 *      fangyin-journal 1 SIZE xHASH    the grid file's content the edits start from ("- -": there was no file)
 *      label <tab> 0 <tab> 3 ...       edits, one a line, as fy_edit_write writes them
 *      saved SIZE xHASH                written and synced just before the grid file is replaced by that content
 *
 * The unsaved edits are those behind the last mark (first line or "saved") that names what is on disk: so a crash before
 * or after the replacing neither loses an edit nor applies one twice. HASH is the 64-bit XXH3 of the content; without the
 * x, as older versions wrote it, 64-bit FNV-1a. Bytes behind the last line end are what a crash cut off. While a journal is
 * open for writing, another process that asks for it is told so. */
struct fy_journal;

/* What a journal found at start offers. */
struct fy_recovery {
    size_t edits;           /* whole edits that can be read */
    double time;            /* when it was last written, Unix seconds */
    bool other_base;        /* the grid file is not the one the edits were made on */
    struct fy_buffer lines; /* the edits, one a line */
};
void fy_recovery_free(struct fy_recovery *recovery);

/* Look for a journal beside the grid; recovery->edits is 0 when there is none or it is empty. FY_NO_ACCESS when another
 * process has it open. */
enum fy_status fy_journal_find(const struct fy_grid_file *file, struct fy_recovery *recovery, struct fy_error *error);

/* Apply recovered lines through a history, in one undo step. Stops at the first that does not fit; *applied counts. What
 * was applied stays. Do this before the journal listens to the history. */
enum fy_status fy_recovery_apply(const struct fy_recovery *recovery, struct fy_history *history, struct fy_grid *grid,
                                 size_t *applied, struct fy_error *error);

/* Bytes of recovery->lines that hold its first `edits` edits. When only some could be applied: open the journal with
 * `keep` false and append these. */
size_t fy_recovery_size(const struct fy_recovery *recovery, size_t edits);

/* Start journaling edits of that file, which must outlive the journal. Keeps what an existing journal holds if `keep`
 * (all its edits were applied), else moves unsaved work aside to PATH.journal.old, -2 ... (never deletes it). The file is
 * made at the first append. */
enum fy_status fy_journal_open(struct fy_journal **journal, const struct fy_grid_file *file, bool keep,
                               struct fy_error *error);
/* Append whole lines and sync them to disk. On failure none of them is in the journal; a later append may succeed. */
enum fy_status fy_journal_append(struct fy_journal *journal, const char *lines, size_t size, struct fy_error *error);
/* Save the grid through `file`, with the journal's guard around it; after success the journal is empty (removed).
 * Statuses as fy_grid_file_save; on failure the journal keeps its edits. */
enum fy_status fy_journal_save(struct fy_journal *journal, struct fy_grid_file *file, const struct fy_grid *grid,
                               bool force, struct fy_error *error);
enum fy_status fy_journal_save_bytes(struct fy_journal *journal, struct fy_grid_file *file,
                                     const struct fy_buffer *bytes, bool force, struct fy_error *error);
/* The work is saved elsewhere or given up: remove the journal. */
enum fy_status fy_journal_discard(struct fy_journal *journal, struct fy_error *error);
void fy_journal_close(struct fy_journal *journal); /* leaves the file */

#endif
