#include "commands/walk.h"

#include "base/messages.h"
#include "commands/commands.h"

#include <dirent.h>
#include <errno.h>
#include <fangyin/memory.h>
#include <fangyin/project.h>
#include <fangyin/textgrid.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum { DEEPEST = 100 };

static void say(const char *path, const char *what)
{
    struct fy_error error = { 0 };
    (void)fy_fail(&error, FY_IO, "%s", what);
    (void)fy_error_in_file(&error, path);
    (void)fy_command_error(&error);
}

static void complain(struct fy_command_paths *paths, const char *path, const char *what)
{
    say(path, what);
    paths->failed = true;
}

/* Takes over the path. */
static void add(struct fy_command_paths *paths, char *path)
{
    char **grown = path ? fy_grow(paths->items, &paths->capacity, paths->count + 1, sizeof *grown) : NULL;
    if (!grown) {
        complain(paths, path ? path : "", fy_status_text(FY_NO_MEMORY));
        fy_free(path);
        return;
    }
    paths->items = grown;
    grown[paths->count++] = path;
}

static int is_shown(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static void walk_folder(struct fy_command_paths *paths, const char *folder, int depth)
{
    struct dirent **entries;
    const int count = depth < DEEPEST ? scandir(folder, &entries, is_shown, by_bytes) : -1;
    if (count < 0) {
        complain(paths, folder, depth < DEEPEST ? strerror(errno) : _("The folders are nested too deeply."));
        return;
    }
    for (int i = 0; i < count; i++) {
        const size_t size = strlen(folder) + strlen(entries[i]->d_name) + 2;
        char *path = fy_malloc(size);
        struct stat status;
        if (path)
            snprintf(path, size, "%s%s%s", folder, folder[strlen(folder) - 1] == '/' ? "" : "/", entries[i]->d_name);
        if (path && lstat(path, &status) == 0 && S_ISDIR(status.st_mode)) {
            walk_folder(paths, path, depth + 1);
            fy_free(path);
        } else if (!path || fy_textgrid_named(path)) {
            add(paths, path);
        } else {
            fy_free(path);
        }
        free(entries[i]);
    }
    free(entries);
}

static void walk_one(struct fy_command_paths *paths, const char *path)
{
    struct stat status;
    const size_t before = paths->count;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        add(paths, fy_strdup(path));
        return;
    }
    walk_folder(paths, path, 0);
    if (paths->count == before)
        say(path, _("There is no TextGrid in this folder. Files of other kinds have to be named one by one."));
}

static void walk_stdin(struct fy_command_paths *paths, void (*one)(struct fy_command_paths *paths, const char *path))
{
    char *line = NULL;
    size_t capacity = 0;
    for (ssize_t size; (size = getline(&line, &capacity, stdin)) > 0;) {
        if (line[size - 1] == '\n')
            line[size - 1] = '\0';
        if (line[0] != '\0')
            one(paths, line);
    }
    free(line);
}

static void walk(struct fy_command_paths *paths, char *const *arguments, int count,
                 void (*one)(struct fy_command_paths *paths, const char *path))
{
    *paths = (struct fy_command_paths){ 0 };
    for (int i = 0; i < count; i++) {
        if (strcmp(arguments[i], "-") == 0)
            walk_stdin(paths, one);
        else if (arguments[i][0] != '\0')
            one(paths, arguments[i]);
        else
            complain(paths, arguments[i], _("The name of a file is empty."));
    }
}

void fy_command_walk(struct fy_command_paths *paths, char *const *arguments, int count)
{
    walk(paths, arguments, count, walk_one);
}

static void walk_recordings(struct fy_command_paths *paths, const char *path)
{
    char recording[PATH_MAX];
    struct fy_error error = { 0 };
    struct stat status;
    if (stat(path, &status) != 0 || !S_ISDIR(status.st_mode)) {
        add(paths, fy_strdup(path));
        return;
    }
    size_t n = 0;
    while (fy_project_recording_path(path, n, recording, sizeof recording, &error) == FY_OK) {
        add(paths, fy_strdup(recording));
        n++;
    }
    if (n == 0 || error.status != FY_NOT_FOUND) {
        (void)fy_command_error(&error);
        paths->failed = true;
    }
}

void fy_command_walk_recordings(struct fy_command_paths *paths, char *const *arguments, int count)
{
    walk(paths, arguments, count, walk_recordings);
}

void fy_command_paths_free(struct fy_command_paths *paths)
{
    for (size_t i = 0; i < paths->count; i++)
        fy_free(paths->items[i]);
    fy_free(paths->items);
    *paths = (struct fy_command_paths){ 0 };
}
