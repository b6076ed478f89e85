/* A scratch folder per test, and small files in it. */
#ifndef FANGYIN_TESTS_SCRATCH_H
#define FANGYIN_TESTS_SCRATCH_H

#include <dirent.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* A new folder under $TMPDIR; its path is in scratch_folder. */
static char scratch_folder[512];

static inline int scratch_make(void **state)
{
    const char *top = getenv("TMPDIR");

    (void)state;
    snprintf(scratch_folder, sizeof scratch_folder, "%s/fangyin-test-XXXXXX", top == NULL ? "/tmp" : top);
    return mkdtemp(scratch_folder) == NULL ? -1 : 0;
}

static inline void scratch_remove_tree(const char *path)
{
    DIR *stream = opendir(path);

    if (stream != NULL) {
        for (struct dirent *entry; (entry = readdir(stream)) != NULL;) {
            char below[2048];
            struct stat info;
            if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
                continue;
            if (strlen(path) > 1500)
                continue;
            snprintf(below, sizeof below, "%.1500s/%s", path, entry->d_name);
            if (lstat(below, &info) == 0 && S_ISDIR(info.st_mode))
                scratch_remove_tree(below);
            else
                unlink(below);
        }
        closedir(stream);
    }
    rmdir(path);
}

static inline int scratch_remove(void **state)
{
    (void)state;
    chmod(scratch_folder, 0700);
    scratch_remove_tree(scratch_folder);
    return 0;
}

/* The path of a name in the scratch folder. Eight may be in use at a time. */
static inline const char *scratch_path(const char *name)
{
    static char paths[8][2048];
    static unsigned next;
    char *path = paths[next++ % 8];

    snprintf(path, sizeof paths[0], "%s/%.1500s", scratch_folder, name);
    return path;
}

static inline bool scratch_write_bytes(const char *name, const char *bytes, size_t size)
{
    FILE *file = fopen(scratch_path(name), "wb");
    bool done = file != NULL && fwrite(bytes, 1, size, file) == size;

    return file != NULL && fclose(file) == 0 && done;
}

static inline bool scratch_write(const char *name, const char *text)
{
    return scratch_write_bytes(name, text, strlen(text));
}

/* A file's content as text, "(none)" without one; valid until the next call. */
static inline const char *scratch_read(const char *name)
{
    static char text[65536];
    FILE *file = fopen(scratch_path(name), "rb");

    if (file == NULL)
        return "(none)";
    size_t size = fread(text, 1, sizeof text - 1, file);
    text[size] = '\0';
    fclose(file);
    return text;
}

static inline bool scratch_exists(const char *name)
{
    struct stat info;

    return lstat(scratch_path(name), &info) == 0;
}

/* How many files the folder holds. */
static inline int scratch_count(void)
{
    DIR *stream = opendir(scratch_folder);
    int count = -2;

    if (stream == NULL)
        return -1;
    while (readdir(stream) != NULL)
        count++;
    closedir(stream);
    return count;
}

#endif
