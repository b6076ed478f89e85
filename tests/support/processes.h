/* Processes, as Linux's /proc shows them. */
#ifndef TESTS_SUPPORT_PROCESSES_H
#define TESTS_SUPPORT_PROCESSES_H

#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <sys/wait.h>

/* Its state as one letter, and its parent; false if there is none. */
static inline bool process_look(pid_t pid, char *state, pid_t *parent)
{
    char path[64], line[1024] = "";
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    FILE *file = fopen(path, "r");
    const bool read = file && fgets(line, sizeof line, file);
    if (file)
        fclose(file);
    const char *after = read ? strrchr(line, ')') : NULL;
    if (!after || strlen(after) < 5)
        return false;
    *state = after[2];
    *parent = (pid_t)strtol(after + 4, NULL, 10);
    return true;
}

/* It has ended, if nobody asked how it did. */
static inline bool process_gone(pid_t pid)
{
    char state;
    pid_t parent;
    return !process_look(pid, &state, &parent) || state == 'Z';
}

static inline bool process_has_argument(pid_t pid, const char *argument)
{
    char path[64], line[4096];
    snprintf(path, sizeof path, "/proc/%d/cmdline", (int)pid);
    FILE *file = fopen(path, "r");
    const size_t size = file ? fread(line, 1, sizeof line - 1, file) : 0;
    if (file)
        fclose(file);
    line[size] = '\0';
    for (size_t at = 0; at < size; at += strlen(line + at) + 1) {
        if (strcmp(line + at, argument) == 0)
            return true;
    }
    return false;
}

/* A living child of `parent` that was started with that argument; 0 if there is none. */
static inline pid_t process_child(pid_t parent, const char *argument)
{
    pid_t found = 0;
    DIR *all = opendir("/proc");
    for (struct dirent *entry; all && !found && (entry = readdir(all)) != NULL;) {
        const pid_t pid = (pid_t)strtol(entry->d_name, NULL, 10);
        char state;
        pid_t its;
        if (pid > 0 && process_look(pid, &state, &its) && its == parent && state != 'Z' &&
            process_has_argument(pid, argument))
            found = pid;
    }
    if (all)
        closedir(all);
    return found;
}

#endif
