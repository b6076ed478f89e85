/* Whole files and folders, for tests that go through many. */
#ifndef TESTS_SUPPORT_FOLDER_H
#define TESTS_SUPPORT_FOLDER_H

#include <fangyin/buffer.h>

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Put a file's bytes in the buffer, which is cleared. */
static inline bool folder_read_file(struct fy_buffer *bytes, const char *path)
{
    char part[65536];
    size_t size;
    FILE *file = fopen(path, "rb");
    fy_buffer_clear(bytes);
    if (!file)
        return false;
    while ((size = fread(part, 1, sizeof part, file)) > 0)
        fy_buffer_append(bytes, part, size);
    bool good = !ferror(file) && !bytes->failed;
    fclose(file);
    return good;
}

static inline bool folder_ends_with(const char *name, const char *ending)
{
    size_t size = strlen(name), ending_size = strlen(ending);
    return size >= ending_size && strcmp(name + size - ending_size, ending) == 0;
}

/* Call `visit` with the path and name of every file whose name ends so, in order of names. Returns their number. */
static inline int folder_visit(const char *folder, const char *ending,
                               void (*visit)(void *context, const char *path, const char *name), void *context)
{
    struct dirent **entries;
    int count = scandir(folder, &entries, NULL, alphasort), visited = 0;
    for (int i = 0; i < count; i++) {
        if (folder_ends_with(entries[i]->d_name, ending)) {
            char path[2048];
            snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name);
            visit(context, path, entries[i]->d_name);
            visited++;
        }
        free(entries[i]);
    }
    if (count >= 0)
        free(entries);
    return visited;
}

#endif
