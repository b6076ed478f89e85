#include "base/messages.h"
#include "project/internal.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

struct fy_journal {
    const struct fy_grid_file *file;
    char *path;
    int fd;     /* locked; -1 while there is no journal file */
    off_t size; /* bytes of whole lines in it */
};

static const char *not_journaled(void)
{
    return _("What is typed could not be put in safety beside the grid.");
}

/* Take over the journal file that is there, without what a crash cut off. */
static enum fy_status take_over(struct fy_journal *journal, const struct fy_journal_scan *scan, struct fy_error *error)
{
    journal->fd = open(journal->path, O_RDWR | O_APPEND | O_CLOEXEC);
    if (journal->fd < 0)
        return fy_fail_system(error, errno, journal->path, not_journaled());
    if (!fy_journal_lock(journal->fd))
        return fy_fail_journal_in_use(error, journal->path);
    journal->size = (off_t)scan->whole;
    if (ftruncate(journal->fd, journal->size) != 0)
        return fy_fail_system(error, errno, journal->path, not_journaled());
    return FY_OK;
}

/* The edits were made on another content than what is on disk now, and applied to that: start from it. */
static enum fy_status rebase(const struct fy_journal *journal, struct fy_journal_scan *scan, struct fy_error *error)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    char *aside = NULL;
    size_t edits;

    enum fy_status status =
        fy_file_create_beside(&aside, journal->path, ".old", false, scan->bytes.data, scan->bytes.size, error);
    fy_buffer_puts(&text, FY_JOURNAL_MAGIC);
    fy_content_write(&text, fy_grid_file_content(journal->file));
    fy_buffer_putc(&text, '\n');
    if (status == FY_OK)
        status = fy_journal_scan_edits(scan, &text, &edits, error);
    if (status == FY_OK)
        status = fy_file_replace(journal->path, text.data, text.size, error);
    scan->whole = text.size;
    fy_buffer_free(&text);
    fy_free(aside);
    return status;
}

/* Empty the place of the journal. What is in it, unless that is nothing, stays in a copy. */
static enum fy_status move_aside(const char *path, const struct fy_journal_scan *scan, bool worth, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    char *aside = NULL;
    /* Locked while it is moved, so that no other process is writing to it. */
    int fd = open(path, O_RDONLY | O_CLOEXEC);

    if (fd >= 0 && !fy_journal_lock(fd))
        status = fy_fail_journal_in_use(error, path);
    if (status == FY_OK && worth)
        status = fy_file_create_beside(&aside, path, ".old", false, scan->bytes.data, scan->bytes.size, error);
    if (status == FY_OK && unlink(path) != 0 && errno != ENOENT)
        status = fy_fail_system(error, errno, path, not_journaled());
    if (fd >= 0)
        close(fd);
    fy_free(aside);
    return status;
}

static enum fy_status begin(struct fy_journal *journal, bool keep, struct fy_error *error)
{
    struct fy_journal_scan scan;
    struct fy_buffer lines = FY_BUFFER_EMPTY;
    size_t edits = 0;
    enum fy_status status = fy_journal_scan(&scan, journal->path, journal->file, error);

    if (status == FY_OK && scan.exists)
        status = fy_journal_scan_edits(&scan, &lines, &edits, error);
    fy_buffer_free(&lines);
    if (status == FY_OK && keep && edits > 0) {
        if (scan.other_base)
            status = rebase(journal, &scan, error);
        if (status == FY_OK)
            status = take_over(journal, &scan, error);
    } else if (status == FY_OK && scan.exists) {
        status = move_aside(journal->path, &scan, edits > 0 || scan.foreign, error);
    }
    fy_buffer_free(&scan.bytes);
    return status;
}

enum fy_status fy_journal_open(struct fy_journal **journal, const struct fy_grid_file *file, bool keep,
                               struct fy_error *error)
{
    struct fy_journal *made = fy_calloc(1, sizeof *made);

    *journal = NULL;
    if (made == NULL || (made->path = fy_journal_path(file)) == NULL) {
        fy_free(made);
        return fy_fail_memory(error);
    }
    made->file = file;
    made->fd = -1;
    enum fy_status status = begin(made, keep, error);
    if (status != FY_OK) {
        fy_journal_close(made);
        return status;
    }
    *journal = made;
    return FY_OK;
}

/* The bytes are on disk, or the file is as it was. */
static int append_bytes(struct fy_journal *journal, const struct fy_buffer *bytes)
{
    if (fy_write_all(journal->fd, bytes->data, bytes->size) && fy_sync_data(journal->fd) == 0) {
        journal->size += (off_t)bytes->size;
        return 0;
    }
    int number = errno;
    /* Should this fail too, the next reader drops the torn line, or passes over it. */
    (void)!ftruncate(journal->fd, journal->size);
    return number;
}

static int create(struct fy_journal *journal)
{
    journal->fd = open(journal->path, O_RDWR | O_APPEND | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (journal->fd < 0)
        return errno;
    journal->size = 0;
    /* A process that only looks whether there is a journal holds the lock for a moment. */
    for (int attempt = 0; attempt < 50; attempt++) {
        if (fy_journal_lock(journal->fd))
            return 0;
        nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
    }
    close(journal->fd);
    journal->fd = -1;
    return EEXIST;
}

static void drop_file(struct fy_journal *journal)
{
    unlink(journal->path);
    close(journal->fd);
    journal->fd = -1;
}

enum fy_status fy_journal_append(struct fy_journal *journal, const char *lines, size_t size, struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    bool new_file = journal->fd < 0;
    int number = 0;

    if (size == 0)
        return FY_OK;
    if (new_file) {
        fy_buffer_puts(&bytes, FY_JOURNAL_MAGIC);
        fy_content_write(&bytes, fy_grid_file_content(journal->file));
        fy_buffer_putc(&bytes, '\n');
    }
    fy_buffer_append(&bytes, lines, size);
    if (lines[size - 1] != '\n')
        fy_buffer_putc(&bytes, '\n');
    if (bytes.failed) {
        fy_buffer_free(&bytes);
        return fy_fail_memory(error);
    }
    if (new_file)
        number = create(journal);
    if (number == EEXIST) {
        fy_buffer_free(&bytes);
        return fy_fail_journal_in_use(error, journal->path);
    }
    if (number == 0) {
        number = append_bytes(journal, &bytes);
        if (number != 0 && new_file)
            drop_file(journal);
    }
    fy_buffer_free(&bytes);
    if (number != 0)
        return fy_fail_system(error, number, journal->path, not_journaled());
    char *folder = new_file ? fy_path_folder(journal->path) : NULL;
    if (folder != NULL)
        fy_folder_sync(folder);
    fy_free(folder);
    return FY_OK;
}

/* Puts the mark of what is about to be saved. A journal that cannot take it is no reason not to save: without the mark, a
 * crash before the journal is removed is taken for a change by another program, and asked about. */
static void mark_saved(void *context, const struct fy_content *content)
{
    struct fy_journal *journal = context;
    struct fy_buffer line = FY_BUFFER_EMPTY;

    if (journal->fd < 0)
        return;
    fy_buffer_puts(&line, FY_JOURNAL_SAVED);
    fy_content_write(&line, content);
    fy_buffer_putc(&line, '\n');
    if (!line.failed)
        append_bytes(journal, &line);
    fy_buffer_free(&line);
}

enum fy_status fy_journal_save_bytes(struct fy_journal *journal, struct fy_grid_file *file,
                                     const struct fy_buffer *bytes, bool force, struct fy_error *error)
{
    enum fy_status status = fy_grid_file_save_announced(file, bytes, force, mark_saved, journal, error);

    /* Should the file stay, its last mark says that all in it is saved. */
    if (status == FY_OK && journal->fd >= 0)
        drop_file(journal);
    return status;
}

enum fy_status fy_journal_save(struct fy_journal *journal, struct fy_grid_file *file, const struct fy_grid *grid,
                               bool force, struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    enum fy_status status = fy_grid_file_bytes(file, grid, &bytes, error);

    if (status == FY_OK)
        status = fy_journal_save_bytes(journal, file, &bytes, force, error);
    fy_buffer_free(&bytes);
    return status;
}

enum fy_status fy_journal_discard(struct fy_journal *journal, struct fy_error *error)
{
    if (journal->fd < 0)
        return FY_OK;
    if (unlink(journal->path) != 0 && errno != ENOENT)
        return fy_fail_system(error, errno, journal->path, _("The journal of unsaved edits could not be removed."));
    close(journal->fd);
    journal->fd = -1;
    return FY_OK;
}

void fy_journal_close(struct fy_journal *journal)
{
    if (journal == NULL)
        return;
    if (journal->fd >= 0)
        close(journal->fd);
    fy_free(journal->path);
    fy_free(journal);
}
