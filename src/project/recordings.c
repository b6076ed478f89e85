/* Which recording belongs to a path, and which grid to a recording. */
#include "base/messages.h"
#include "project/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fangyin/memory.h>
#include <fangyin/project.h>
#include <fangyin/textgrid.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* Names that recordings end in, those without loss first, those that need ffmpeg last: of two with one stem the first
 * counts. */
static const char *const audio_extensions[] = {
    ".wav",  ".flac", ".aiff", ".aif", ".aifc", ".w64", ".rf64", ".caf", ".au",  ".snd",
    ".wave", ".sph",  ".nist", ".voc", ".ogg",  ".oga", ".opus", ".mp3", ".mpga",
    ".m4a",  ".aac",  ".amr",  ".3ga", ".wma",  ".mka", ".mp4",  ".m4v", ".mov",
    ".3gp",  ".3g2",  ".webm", ".mkv", ".wmv",  ".asf", ".avi",  ".mpg", ".mpeg",
    ".flv",  ".ape",  ".wv",
};
#define EXTENSION_COUNT (sizeof audio_extensions / sizeof *audio_extensions)

/* The place of a name's extension in the table, or EXTENSION_COUNT. */
static size_t audio_rank(const char *name)
{
    const char *extension = fy_path_extension(name);
    size_t rank = 0;

    while (rank < EXTENSION_COUNT && strcasecmp(extension, audio_extensions[rank]) != 0)
        rank++;
    return rank;
}

static enum fy_status give(char *out, size_t out_size, const char *path, struct fy_error *error)
{
    size_t size = strlen(path);

    if (size >= out_size)
        return fy_fail_file(error, FY_INVALID, path, _("This path is too long."));
    memcpy(out, path, size + 1);
    return FY_OK;
}

enum fy_status fy_project_grid_path(const char *recording, char *path, size_t size, struct fy_error *error)
{
    static const char *const written[] = { ".TextGrid", ".textgrid", ".TEXTGRID" };
    size_t stem = (size_t)(fy_path_extension(recording) - recording);
    char *start = fy_strndup(recording, stem);
    enum fy_status status = start == NULL ? fy_fail_memory(error) : FY_OK;
    bool found = fy_textgrid_named(recording);

    if (status == FY_OK && found)
        status = give(path, size, recording, error);
    for (size_t i = 0; i <= 3 && status == FY_OK && !found; i++) {
        /* After the forms that may be there, the first again: the name of a new grid. */
        char *candidate = fy_path_with(start, written[i % 3]);
        if (candidate == NULL)
            status = fy_fail_memory(error);
        else if ((found = i == 3 || access(candidate, F_OK) == 0))
            status = give(path, size, candidate, error);
        fy_free(candidate);
    }
    fy_free(start);
    return status;
}

/* Names of recordings in a folder. */
struct names {
    char **items;
    size_t count, capacity;
};

static void names_free(struct names *names)
{
    for (size_t i = 0; i < names->count; i++)
        fy_free(names->items[i]);
    fy_free(names->items);
}

static bool names_add(struct names *names, const char *name)
{
    char **grown = fy_grow(names->items, &names->capacity, names->count + 1, sizeof *names->items);

    if (grown == NULL)
        return false;
    names->items = grown;
    names->items[names->count] = fy_strdup(name);
    return names->items[names->count] != NULL && ++names->count > 0;
}

static int compare_names(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* The files of a folder that are named like recordings, in name order. With a stem, those only, best form first. */
static enum fy_status list_recordings(struct names *names, const char *folder, const char *stem, struct fy_error *error)
{
    DIR *stream = opendir(folder);
    enum fy_status status = FY_OK;

    if (stream == NULL)
        return fy_fail_system(error, errno, folder, _("The folder could not be read."));
    for (struct dirent *entry; status == FY_OK && (entry = readdir(stream)) != NULL;) {
        const char *name = entry->d_name;
        /* A leading '.' hides a file; macOS leaves such beside each recording on foreign disks. */
        if (name[0] == '.' || audio_rank(name) == EXTENSION_COUNT)
            continue;
        size_t size = (size_t)(fy_path_extension(name) - name);
        if (stem != NULL && (strlen(stem) != size || strncmp(stem, name, size) != 0))
            continue;
        if (!names_add(names, name))
            status = fy_fail_memory(error);
    }
    closedir(stream);
    if (names->count > 1)
        qsort(names->items, names->count, sizeof *names->items, compare_names);
    return status;
}

static enum fy_status recording_in_folder(const char *folder, size_t n, char *recording, size_t size,
                                          struct fy_error *error)
{
    struct names names = { NULL, 0, 0 };
    enum fy_status status = list_recordings(&names, folder, NULL, error);

    if (status == FY_OK && names.count == 0)
        status = fy_fail_file(error, FY_NOT_FOUND, folder,
                              _("There is no recording in this folder: a WAV, FLAC, MP3 or other audio file was "
                                "expected."));
    else if (status == FY_OK && n >= names.count)
        status = fy_fail_file(error, FY_NOT_FOUND, folder, _("There is no further recording in this folder."));
    if (status == FY_OK) {
        char *path = fy_path_join(folder, names.items[n]);
        status = path == NULL ? fy_fail_memory(error) : give(recording, size, path, error);
        fy_free(path);
    }
    names_free(&names);
    return status;
}

static enum fy_status recording_of_grid(const char *grid, char *recording, size_t size, struct fy_error *error)
{
    struct names names = { NULL, 0, 0 };
    const char *name = fy_path_name(grid);
    char *folder = fy_path_folder(grid);
    char *stem = fy_strndup(name, (size_t)(fy_path_extension(grid) - name));
    enum fy_status status = folder == NULL || stem == NULL ? fy_fail_memory(error) : FY_OK;

    if (status == FY_OK)
        status = list_recordings(&names, folder, stem, error);
    if (status == FY_OK && names.count == 0)
        status = fy_fail_file(error, FY_NOT_FOUND, grid,
                              _("The recording of this grid was not found: an audio file of the same name was expected "
                                "beside it."));
    if (status == FY_OK) {
        size_t best = 0;
        for (size_t i = 1; i < names.count; i++) {
            if (audio_rank(names.items[i]) < audio_rank(names.items[best]))
                best = i;
        }
        /* As the grid was given: without "./" before a bare name. */
        char *path = name == grid ? fy_strdup(names.items[best]) : fy_path_join(folder, names.items[best]);
        status = path == NULL ? fy_fail_memory(error) : give(recording, size, path, error);
        fy_free(path);
    }
    names_free(&names);
    fy_free(stem);
    fy_free(folder);
    return status;
}

enum fy_status fy_project_recording_path(const char *path, size_t n, char *recording, size_t size, struct fy_error *error)
{
    struct stat info;

    if (stat(path, &info) == 0 && S_ISDIR(info.st_mode))
        return recording_in_folder(path, n, recording, size, error);
    if (n > 0)
        return fy_fail_file(error, FY_NOT_FOUND, path, _("There is no further recording."));
    /* A grid may be named before it is there. */
    if (fy_textgrid_named(path))
        return recording_of_grid(path, recording, size, error);
    if (stat(path, &info) != 0)
        return fy_fail_system(error, errno, path, _("The recording could not be opened."));
    return give(recording, size, path, error);
}
