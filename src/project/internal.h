/* What the files of project/ share: system errors as sentences, paths, whole files, and what a file's content was. */
#ifndef FANGYIN_PROJECT_INTERNAL_H
#define FANGYIN_PROJECT_INTERNAL_H

#include <fangyin/buffer.h>
#include <fangyin/files.h>
#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- system_error.c ---- */

/* Fill error from an errno value: `what` (a translated sentence, what could not be done), then the cause in plain words. */
enum fy_status fy_fail_system(struct fy_error *error, int number, const char *path, const char *what);
enum fy_status fy_fail_memory(struct fy_error *error);
/* fy_fail with a (translated) sentence as it is, and a file. */
enum fy_status fy_fail_file(struct fy_error *error, enum fy_status status, const char *path, const char *sentence);

/* ---- paths.c; the results are the caller's (fy_free), NULL when out of memory ---- */

/* The folder of a path, without a slash at its end ("." for a bare name, "/" for the root). */
char *fy_path_folder(const char *path);
/* folder/name, or name where that is absolute. */
char *fy_path_join(const char *folder, const char *name);
/* path and then suffix. */
char *fy_path_with(const char *path, const char *suffix);
/* The part after the last slash; points into path. */
const char *fy_path_name(const char *path);
/* The last '.' of the name and what follows, or its end if there is none (a leading '.' does not count). */
const char *fy_path_extension(const char *path);
/* Where the symbolic links of the last part lead, also when nothing is there yet. */
enum fy_status fy_path_follow(char **target, const char *path, struct fy_error *error);

/* $XDG_STATE_HOME/fangyin/NAME, or that below ~/.local/state; NULL also where no home is known. */
char *fy_path_state(const char *name);
/* Make the folders that a path lies in, as far as that is possible. The path is changed on the way only. */
void fy_path_make_folders(char *path);

/* ---- content.c ---- */

/* A file's content, or that there is no file: enough to see that it is another one. */
struct fy_content {
    bool exists;
    bool old;      /* as older versions marked it: the hash is 64-bit FNV-1a */
    uint64_t size; /* bytes */
    uint64_t hash; /* 64-bit XXH3 of the bytes */
};
struct fy_content fy_content_of(const char *bytes, size_t size);
struct fy_content fy_content_old_of(const char *bytes, size_t size);
/* The same of bytes that come in parts. False: no memory. What was started is ended. */
struct fy_content_sum {
    struct XXH3_state_s *state;
    uint64_t size;
};
bool fy_content_sum_start(struct fy_content_sum *sum);
void fy_content_sum_add(struct fy_content_sum *sum, const char *bytes, size_t size);
struct fy_content fy_content_sum_end(struct fy_content_sum *sum);
bool fy_content_equal(const struct fy_content *a, const struct fy_content *b);
/* What is on disk now. A file that is not there is no error. */
enum fy_status fy_content_on_disk(struct fy_content *content, const char *path, struct fy_error *error);
/* "SIZE xHASH", or "- -" for no file: 3 to 38 bytes. */
void fy_content_write(struct fy_buffer *out, const struct fy_content *content);
/* Read exactly that from text[0..size), or an old one, which has no x. */
bool fy_content_parse(struct fy_content *content, const char *text, size_t size);

/* ---- file_io.c ---- */

/* Write all bytes; false with errno set otherwise. */
bool fy_write_all(int fd, const char *bytes, size_t size);
/* Bring a file's bytes to disk; as fsync, but its times may lag. */
int fy_sync_data(int fd);
/* Make the names in that folder last. Best effort: some file systems cannot. */
void fy_folder_sync(const char *folder);
/* Make a file that must not exist yet, with all its bytes on disk; errno value, 0 for done. Leaves nothing on failure. */
int fy_file_create(const char *path, const char *bytes, size_t size);
/* The same under the first free name of PATH with `mark`, then `mark`-2 ...: before the extension (rec.mine-2.TextGrid),
 * or at the end (rec.TextGrid.orig-2). *chosen is the caller's. */
enum fy_status fy_file_create_beside(char **chosen, const char *path, const char *mark, bool before_extension,
                                     const char *bytes, size_t size, struct fy_error *error);

/* ---- textgrid_file.c ---- */

/* As fy_textgrid_file_read; *content is that of the bytes the grid was read from. NULL: nobody asks. */
enum fy_status fy_textgrid_file_read_content(const char *path, struct fy_grid **grid, struct fy_textgrid_style *style,
                                             struct fy_findings *findings, struct fy_content *content,
                                             struct fy_error *error);

/* ---- file_replace.c ---- */

/* As fy_file_replace; FY_CHANGED when, in the last moment before, the content is not `expected` (NULL: whatever it is). */
enum fy_status fy_file_replace_expected(const char *path, const char *bytes, size_t size,
                                        const struct fy_content *expected, struct fy_error *error);

/* ---- grid_file.c ---- */

/* What the file's content was when it was last read or written. */
const struct fy_content *fy_grid_file_content(const struct fy_grid_file *file);

/* Called when all looks good, just before the file is replaced by bytes of that content. */
typedef void fy_before_save(void *context, const struct fy_content *content);
enum fy_status fy_grid_file_save_announced(struct fy_grid_file *file, const struct fy_buffer *bytes, bool force,
                                           fy_before_save *announce, void *context, struct fy_error *error);

/* ---- journal_scan.c ---- */

#define FY_JOURNAL_MAGIC "fangyin-journal 1 "
#define FY_JOURNAL_SAVED "saved "

/* A journal file taken apart. */
struct fy_journal_scan {
    struct fy_buffer bytes; /* all of it */
    bool exists;
    bool foreign;    /* it does not begin as a journal does */
    bool other_base; /* no mark in it names the content that was asked for */
    double time;     /* last written, Unix seconds */
    size_t whole;    /* bytes up to the end of the last whole line: behind it is what a crash cut off */
    size_t unsaved;  /* where the lines begin that the content asked for does not have yet */
};
/* `path` is the journal's, of that grid's file. */
enum fy_status fy_journal_scan(struct fy_journal_scan *scan, const char *path, const struct fy_grid_file *file,
                               struct fy_error *error);
/* Append the edits among the unsaved lines, one a line; *edits counts them. Lines that are no edits are left out. */
enum fy_status fy_journal_scan_edits(const struct fy_journal_scan *scan, struct fy_buffer *lines, size_t *edits,
                                     struct fy_error *error);
/* The journal's path beside a grid; the caller's, NULL when out of memory. */
char *fy_journal_path(const struct fy_grid_file *file);
/* Take the journal for this process as long as fd is open; false when another one has it. */
bool fy_journal_lock(int fd);
enum fy_status fy_fail_journal_in_use(struct fy_error *error, const char *path);

#endif
