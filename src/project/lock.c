#include "base/messages.h"
#include "project/internal.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct fy_grid_lock {
    int fd;
    char *path;
};

/* FOLDER/.NAME.lock */
static char *lock_path(const char *grid_path)
{
    const char *slash = strrchr(grid_path, '/');
    const size_t folder = slash ? (size_t)(slash - grid_path) + 1 : 0;
    const size_t size = strlen(grid_path) + sizeof "..lock";
    char *path = fy_malloc(size);

    if (path != NULL)
        snprintf(path, size, "%.*s.%s.lock", (int)folder, grid_path, grid_path + folder);
    return path;
}

/* True if the open file is still the one at that path: its last holder may have removed it meanwhile. */
static bool still_there(int fd, const char *path)
{
    struct stat open_file, named;

    return fstat(fd, &open_file) == 0 && stat(path, &named) == 0 && open_file.st_ino == named.st_ino &&
           open_file.st_dev == named.st_dev;
}

enum fy_status fy_grid_lock(struct fy_grid_lock **lock, const char *grid_path, struct fy_error *error)
{
    struct fy_grid_lock *made = fy_calloc(1, sizeof *made);

    *lock = NULL;
    if (made == NULL || (made->path = lock_path(grid_path)) == NULL) {
        fy_free(made);
        return fy_fail_memory(error);
    }
    for (int attempt = 0; attempt < 100; attempt++) {
        made->fd = open(made->path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (made->fd < 0)
            break; /* a folder that cannot be written: saving will say so */
        if (!fy_journal_lock(made->fd)) {
            close(made->fd);
            fy_free(made->path);
            fy_free(made);
            return fy_fail_file(error, FY_NO_ACCESS, grid_path,
                                _("This grid is being edited in another window. Close it there first."));
        }
        if (still_there(made->fd, made->path)) {
            *lock = made;
            return FY_OK;
        }
        close(made->fd);
    }
    fy_free(made->path);
    fy_free(made);
    return FY_OK;
}

void fy_grid_unlock(struct fy_grid_lock *lock)
{
    if (lock == NULL)
        return;
    unlink(lock->path);
    close(lock->fd);
    fy_free(lock->path);
    fy_free(lock);
}
