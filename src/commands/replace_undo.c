#include "commands/replace_undo.h"

#include "base/messages.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum fy_status no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

static enum fy_status name_copy(const char *path, struct fy_buffer *copy, struct fy_error *error)
{
    fy_buffer_printf(copy, "%s.before-replace", path);
    return copy->failed ? no_memory(error) : FY_OK;
}

static bool same_bytes(const struct fy_buffer *a, const struct fy_buffer *b)
{
    return a->size == b->size && (a->size == 0 || memcmp(a->data, b->data, a->size) == 0);
}

enum fy_status fy_replace_check_no_journal(const struct fy_grid_file *file, struct fy_error *error)
{
    struct fy_recovery recovery;
    enum fy_status status = fy_journal_find(file, &recovery, error);
    if (status == FY_OK && recovery.edits > 0)
        status =
            fy_fail(error, FY_CHANGED,
                    _("This grid has edits that are not saved yet; nothing was replaced in it. Open it with fangyin "
                      "and save them first."));
    fy_recovery_free(&recovery);
    return status;
}

/* Nobody may read the copy who may not read the file: replacing a file keeps its mode, so it is there first. */
static void start_copy(const char *copy, const char *path)
{
    struct stat info;
    const int file = stat(path, &info) == 0 ? open(copy, O_WRONLY | O_CREAT | O_CLOEXEC, info.st_mode & 0777) : -1;
    if (file >= 0) {
        (void)fchmod(file, info.st_mode & 0777);
        close(file);
    }
}

/* Give the copy the time of what was just written. Where that cannot be done undoing will be refused, no more. */
static void mark_copy(const char *copy, const char *path, const struct fy_buffer *written)
{
    struct stat info;
    struct fy_buffer now = FY_BUFFER_EMPTY;
    if (stat(path, &info) == 0 && fy_file_read(path, &now, NULL) == FY_OK && same_bytes(&now, written)) {
        const struct timespec times[2] = { info.st_mtim, info.st_mtim };
        (void)utimensat(AT_FDCWD, copy, times, 0);
    }
    fy_buffer_free(&now);
}

enum fy_status fy_replace_save(struct fy_grid_file *file, const struct fy_grid *grid, struct fy_error *error)
{
    const char *path = fy_grid_file_path(file);
    struct fy_buffer copy = FY_BUFFER_EMPTY, before = FY_BUFFER_EMPTY, written = FY_BUFFER_EMPTY;
    enum fy_status status = name_copy(path, &copy, error);
    if (status == FY_OK)
        status = fy_file_read(path, &before, error);
    if (status == FY_OK)
        status = fy_textgrid_write_checked(&written, grid, fy_grid_file_style(file), error);
    if (status == FY_OK) {
        start_copy(copy.data, path);
        status = fy_file_replace(copy.data, fy_buffer_text(&before), before.size, error);
    }
    if (status == FY_OK) {
        status = fy_grid_file_save(file, grid, false, error);
        if (status == FY_OK)
            mark_copy(copy.data, path, &written);
        else
            (void)unlink(copy.data);
    }
    fy_buffer_free(&copy);
    fy_buffer_free(&before);
    fy_buffer_free(&written);
    return status;
}

/* Is the file still what replace wrote? */
static enum fy_status check_unchanged(const char *path, const char *copy, struct fy_error *error)
{
    struct stat now, kept;
    struct fy_grid_file *file;
    struct fy_grid *grid;
    if (stat(path, &now) != 0 || stat(copy, &kept) != 0)
        return fy_fail(error, FY_IO, _("This cannot be read: %s."), strerror(errno));
    if (now.st_mtim.tv_sec != kept.st_mtim.tv_sec || now.st_mtim.tv_nsec != kept.st_mtim.tv_nsec)
        return fy_fail(
            error, FY_CHANGED,
            _("This file was changed since; nothing was put back. What it held before is in the file beside it "
              "whose name ends in .before-replace."));
    enum fy_status status = fy_grid_file_open(&file, path, &grid, NULL, error);
    if (status != FY_OK)
        return status;
    status = fy_replace_check_no_journal(file, error);
    fy_grid_file_close(file);
    fy_grid_free(grid);
    return status;
}

static enum fy_status put_back(const char *path, const char *copy, const struct fy_buffer *before,
                               struct fy_error *error)
{
    struct fy_buffer now = FY_BUFFER_EMPTY;
    enum fy_status status = fy_file_read(path, &now, error);
    /* A replace that was broken off before it wrote has left a copy only. */
    if (status == FY_OK && !same_bytes(&now, before)) {
        status = check_unchanged(path, copy, error);
        if (status == FY_OK)
            status = fy_file_replace(path, fy_buffer_text(before), before->size, error);
    }
    fy_buffer_free(&now);
    if (status == FY_OK)
        (void)unlink(copy);
    return status;
}

enum fy_status fy_replace_undo(const char *path, struct fy_error *error)
{
    struct fy_buffer copy = FY_BUFFER_EMPTY, before = FY_BUFFER_EMPTY;
    struct fy_grid_lock *lock = NULL;
    enum fy_status status = name_copy(path, &copy, error);
    if (status == FY_OK)
        status = fy_file_read(copy.data, &before, error);
    if (status == FY_OK)
        status = fy_grid_lock(&lock, path, error);
    if (status == FY_OK) {
        status = put_back(path, copy.data, &before, error);
        fy_grid_unlock(lock);
    }
    fy_buffer_free(&copy);
    fy_buffer_free(&before);
    return status;
}

void fy_replace_forget(const char *path)
{
    struct fy_buffer copy = FY_BUFFER_EMPTY;
    if (name_copy(path, &copy, NULL) == FY_OK)
        (void)unlink(copy.data);
    fy_buffer_free(&copy);
}
