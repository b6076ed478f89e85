#include "base/messages.h"
#include "project/internal.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

char *fy_journal_path(const struct fy_grid_file *file)
{
    return fy_path_with(fy_grid_file_path(file), ".journal");
}

bool fy_journal_lock(int fd)
{
    /* Where a file system has no locks, everyone may write: as without this. */
    return flock(fd, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
}

enum fy_status fy_fail_journal_in_use(struct fy_error *error, const char *path)
{
    return fy_fail_file(error, FY_NO_ACCESS, path,
                        _("This grid is being edited in another window: its unsaved edits are in this file. Close it "
                          "there first."));
}

/* If line is `prefix` and then a content's size and hash, fills *content. */
static bool is_mark(const char *line, size_t size, const char *prefix, struct fy_content *content)
{
    size_t length = strlen(prefix);

    return size > length && memcmp(line, prefix, length) == 0 &&
           fy_content_parse(content, line + length, size - length);
}

/* The content that a journal's marks are compared with; as old versions marked it, once a mark asks for that. */
struct base {
    const struct fy_grid_file *file;
    struct fy_content old;
    bool asked;
};

static bool is_base(struct base *base, const struct fy_content *mark)
{
    const struct fy_content *now = fy_grid_file_content(base->file);
    struct fy_buffer bytes = FY_BUFFER_EMPTY;

    if (!mark->old)
        return fy_content_equal(mark, now);
    if (!base->asked && fy_file_read(fy_grid_file_path(base->file), &bytes, NULL) == FY_OK) {
        const struct fy_content there = fy_content_of(bytes.data, bytes.size);
        if (fy_content_equal(&there, now))
            base->old = fy_content_old_of(bytes.data, bytes.size);
        fy_buffer_free(&bytes);
    }
    base->asked = true;
    return base->old.exists && fy_content_equal(mark, &base->old);
}

static void find_unsaved(struct fy_journal_scan *scan, struct base *base)
{
    const char *bytes = scan->bytes.data;
    size_t magic = strlen(FY_JOURNAL_MAGIC);

    /* Making it may have been cut off within the first line. */
    scan->foreign = memcmp(bytes, FY_JOURNAL_MAGIC, scan->bytes.size < magic ? scan->bytes.size : magic) != 0;
    scan->other_base = true;
    for (size_t at = 0; at < scan->bytes.size;) {
        const char *end = memchr(bytes + at, '\n', scan->bytes.size - at);
        if (end == NULL)
            break;
        struct fy_content mark;
        size_t size = (size_t)(end - bytes) - at;
        bool first = at == 0 && is_mark(bytes, size, FY_JOURNAL_MAGIC, &mark);
        bool found = first || is_mark(bytes + at, size, FY_JOURNAL_SAVED, &mark);
        at += size + 1;
        scan->whole = at;
        if (first)
            scan->unsaved = at;
        if (found && is_base(base, &mark)) {
            scan->other_base = false;
            scan->unsaved = at;
        }
    }
}

enum fy_status fy_journal_scan(struct fy_journal_scan *scan, const char *path, const struct fy_grid_file *file,
                               struct fy_error *error)
{
    struct base base = { .file = file };
    struct stat info;

    memset(scan, 0, sizeof *scan);
    enum fy_status status = fy_file_read(path, &scan->bytes, error);
    if (status == FY_NOT_FOUND)
        return FY_OK;
    if (status != FY_OK)
        return status;
    scan->exists = true;
    scan->time = stat(path, &info) == 0 ? (double)info.st_mtime : 0;
    find_unsaved(scan, &base);
    return FY_OK;
}

enum fy_status fy_journal_scan_edits(const struct fy_journal_scan *scan, struct fy_buffer *lines, size_t *edits,
                                     struct fy_error *error)
{
    /* Reading an edit checks its form only, so any grid will do to hold the texts. */
    struct fy_grid *scratch = fy_grid_new(0, 1);
    enum fy_status status = scratch == NULL ? FY_NO_MEMORY : FY_OK;

    *edits = 0;
    for (size_t at = scan->unsaved; at < scan->whole && status != FY_NO_MEMORY;) {
        const char *line = scan->bytes.data + at;
        const char *end = memchr(line, '\n', scan->whole - at);
        size_t size = (size_t)(end - line);
        struct fy_edit edit;
        at += size + 1;
        status = fy_edit_read(&edit, scratch, line, size, NULL);
        if (status == FY_OK) {
            fy_edit_clear(&edit);
            fy_buffer_append(lines, line, size + 1);
            ++*edits;
        }
    }
    fy_grid_free(scratch);
    return status == FY_NO_MEMORY || lines->failed ? fy_fail_memory(error) : FY_OK;
}
