#include "base/messages.h"
#include "project/internal.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

const char *fy_path_name(const char *path)
{
    const char *slash = strrchr(path, '/');

    return slash == NULL ? path : slash + 1;
}

const char *fy_path_extension(const char *path)
{
    const char *name = fy_path_name(path);
    const char *dot = strrchr(name, '.');

    return dot == NULL || dot == name ? name + strlen(name) : dot;
}

char *fy_path_folder(const char *path)
{
    const char *slash = strrchr(path, '/');

    if (slash == NULL)
        return fy_strdup(".");
    while (slash > path && slash[-1] == '/')
        slash--;
    return slash == path ? fy_strdup("/") : fy_strndup(path, (size_t)(slash - path));
}

static char *joined(const char *first, const char *between, const char *last)
{
    size_t a = strlen(first), b = strlen(between), c = strlen(last);
    char *path = fy_malloc(a + b + c + 1);

    if (path != NULL) {
        memcpy(path, first, a);
        memcpy(path + a, between, b);
        memcpy(path + a + b, last, c + 1);
    }
    return path;
}

char *fy_path_join(const char *folder, const char *name)
{
    size_t length = strlen(folder);

    if (name[0] == '/')
        return fy_strdup(name);
    return joined(folder, length > 0 && folder[length - 1] == '/' ? "" : "/", name);
}

char *fy_path_with(const char *path, const char *suffix)
{
    return joined(path, "", suffix);
}

/* What one symbolic link says, as a path from where we are; NULL when out of memory or, with errno set, on an error. */
static char *link_target(const char *path)
{
    char said[4096];
    ssize_t size = readlink(path, said, sizeof said - 1);

    if (size < 0)
        return NULL;
    said[size] = '\0';
    char *folder = fy_path_folder(path);
    char *target = folder == NULL ? NULL : fy_path_join(folder, said);
    fy_free(folder);
    if (target == NULL)
        errno = ENOMEM;
    return target;
}

enum fy_status fy_path_follow(char **target, const char *path, struct fy_error *error)
{
    const char *what = _("The links of this file could not be followed.");
    struct stat info;

    *target = fy_strdup(path);
    for (int links = 0; *target != NULL && lstat(*target, &info) == 0 && S_ISLNK(info.st_mode); links++) {
        char *next = NULL;
        int number = ELOOP;
        if (links < 40) {
            next = link_target(*target);
            number = errno;
        }
        fy_free(*target);
        *target = next;
        if (next == NULL)
            return fy_fail_system(error, number, path, what);
    }
    return *target == NULL ? fy_fail_memory(error) : FY_OK;
}

char *fy_path_state(const char *name)
{
    const char *state = getenv("XDG_STATE_HOME"), *home = getenv("HOME");
    char *folder = NULL, *path = NULL;

    if (state != NULL && state[0] == '/')
        folder = fy_path_join(state, "fangyin");
    else if (home != NULL && home[0] == '/')
        folder = fy_path_join(home, ".local/state/fangyin");
    if (folder != NULL)
        path = fy_path_join(folder, name);
    fy_free(folder);
    return path;
}

/* The folders that lead to a file. */
void fy_path_make_folders(char *path)
{
    for (char *slash = strchr(path + 1, '/'); slash != NULL; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        (void)mkdir(path, 0700);
        *slash = '/';
    }
}
