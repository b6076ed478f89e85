#include "base/messages.h"
#include "project/internal.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

static enum fy_status status_of(int number)
{
    switch (number) {
    case ENOENT:
    case ENOTDIR:
        return FY_NOT_FOUND;
    case EACCES:
    case EPERM:
    case EROFS:
        return FY_NO_ACCESS;
    case ENOMEM:
        return FY_NO_MEMORY;
    default:
        return FY_IO;
    }
}

static const char *cause_of(int number)
{
    switch (number) {
    case ENOENT:
        return _("There is no such file or folder.");
    case ENOTDIR:
        return _("A part of the path is a file, a folder was expected.");
    case EISDIR:
        return _("A folder stands there, a file was expected.");
    case EACCES:
    case EPERM:
        return _("The system does not allow it: look at the permissions of the file and of its folder.");
    case EROFS:
        return _("This disk can only be read.");
    case ENOSPC:
    case EDQUOT:
        return _("The disk is full: make room and try again.");
    case EFBIG:
        return _("The file would be larger than the system allows.");
    case ENAMETOOLONG:
        return _("The name is too long.");
    case ELOOP:
        return _("Its links lead in a circle.");
    case EMFILE:
    case ENFILE:
        return _("Too many files are open: close other programs and try again.");
    case EIO:
        return _("The disk reported an error: copy your work to another disk.");
    case ENOMEM:
        return _("There is no memory left: close other programs and try again.");
    default:
        return NULL;
    }
}

enum fy_status fy_fail_system(struct fy_error *error, int number, const char *path, const char *what)
{
    const char *cause = cause_of(number);
    char system[128] = "";

    if (cause == NULL) {
        if (strerror_r(number, system, sizeof system) != 0)
            snprintf(system, sizeof system, "%d", number);
        fy_fail(error, status_of(number), _("%s The system says: %s."), what, system);
    } else {
        fy_fail(error, status_of(number), "%s %s", what, cause);
    }
    if (error != NULL)
        fy_error_in_file(error, path);
    return status_of(number);
}

enum fy_status fy_fail_file(struct fy_error *error, enum fy_status status, const char *path, const char *sentence)
{
    fy_fail(error, status, "%s", sentence);
    if (error != NULL)
        fy_error_in_file(error, path);
    return status;
}

enum fy_status fy_fail_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}
