/* Files of a set: folders made, files put in place at once. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum fy_status fy_make_folders(const char *path, struct fy_error *error)
{
    char part[PATH_MAX];
    if ((size_t)snprintf(part, sizeof part, "%s", path) >= sizeof part)
        return fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    for (char *slash = strchr(part + 1, '/');; slash = strchr(slash + 1, '/')) {
        if (slash)
            *slash = '\0';
        if (mkdir(part, 0777) != 0 && errno != EEXIST) {
            (void)fy_fail(error, FY_IO, _("This folder could not be made: %s."), strerror(errno));
            return fy_error_in_file(error, part);
        }
        if (!slash)
            return FY_OK;
        *slash = '/';
    }
}

/* The name it has meanwhile is always the same one, so that what a killed run left is overwritten by the next. Not
 * synced: a set can be made again. */
enum fy_status fy_put_file(const char *path, const void *bytes, size_t size, struct fy_error *error)
{
    char fresh[PATH_MAX];
    if ((size_t)snprintf(fresh, sizeof fresh, "%s.new", path) >= sizeof fresh)
        return fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    const int fd = open(fresh, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    const char *at = bytes;
    bool good = fd >= 0;
    while (good && size > 0) {
        const ssize_t put = write(fd, at, size);
        good = put > 0 || (put < 0 && errno == EINTR);
        at += put > 0 ? put : 0;
        size -= put > 0 ? (size_t)put : 0;
    }
    int wrong = errno;
    if (fd >= 0 && close(fd) != 0 && good) {
        wrong = errno;
        good = false;
    }
    if (good && rename(fresh, path) != 0) {
        wrong = errno;
        good = false;
    }
    if (good)
        return FY_OK;
    unlink(fresh);
    (void)fy_fail(error, FY_IO, _("This file could not be written: %s."), strerror(wrong));
    return fy_error_in_file(error, path);
}
