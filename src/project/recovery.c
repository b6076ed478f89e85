#include "base/messages.h"
#include "project/internal.h"

#include <fangyin/memory.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

void fy_recovery_free(struct fy_recovery *recovery)
{
    fy_buffer_free(&recovery->lines);
    *recovery = (struct fy_recovery){ 0, 0, false, FY_BUFFER_EMPTY };
}

static bool in_use(const char *path)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool busy = fd >= 0 && !fy_journal_lock(fd);

    if (fd >= 0)
        close(fd);
    return busy;
}

enum fy_status fy_journal_find(const struct fy_grid_file *file, struct fy_recovery *recovery, struct fy_error *error)
{
    struct fy_journal_scan scan;
    char *path = fy_journal_path(file);

    *recovery = (struct fy_recovery){ 0, 0, false, FY_BUFFER_EMPTY };
    if (path == NULL)
        return fy_fail_memory(error);
    if (in_use(path)) {
        fy_fail_journal_in_use(error, path);
        fy_free(path);
        return FY_NO_ACCESS;
    }
    enum fy_status status = fy_journal_scan(&scan, path, file, error);
    if (status == FY_OK)
        status = fy_journal_scan_edits(&scan, &recovery->lines, &recovery->edits, error);
    if (status == FY_OK && recovery->edits > 0) {
        recovery->time = scan.time;
        recovery->other_base = scan.other_base;
    }
    if (status != FY_OK)
        fy_recovery_free(recovery);
    fy_buffer_free(&scan.bytes);
    fy_free(path);
    return status;
}

size_t fy_recovery_size(const struct fy_recovery *recovery, size_t edits)
{
    size_t at = 0;

    for (; edits > 0 && at < recovery->lines.size; edits--) {
        const char *end = memchr(recovery->lines.data + at, '\n', recovery->lines.size - at);
        at = (size_t)(end - recovery->lines.data) + 1;
    }
    return at;
}

enum fy_status fy_recovery_apply(const struct fy_recovery *recovery, struct fy_history *history, struct fy_grid *grid,
                                 size_t *applied, struct fy_error *error)
{
    enum fy_status status = FY_OK;

    *applied = 0;
    fy_history_begin(history, fy_grid_xmin(grid));
    for (size_t at = 0; at < recovery->lines.size && status == FY_OK;) {
        struct fy_edit edit;
        const char *line = recovery->lines.data + at;
        size_t size = (size_t)((const char *)memchr(line, '\n', recovery->lines.size - at) - line);
        at += size + 1;
        status = fy_edit_read(&edit, grid, line, size, error);
        if (status == FY_OK)
            status = fy_history_do(history, &edit, error);
        if (status == FY_OK)
            ++*applied;
    }
    fy_history_end(history);
    return status;
}
