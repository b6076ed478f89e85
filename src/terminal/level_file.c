#include "terminal/level_file.h"

#include "sound/cache.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static int unnamed_file(void)
{
    const char *folder = getenv("TMPDIR");
    char path[PATH_MAX];
    if (snprintf(path, sizeof path, "%s/fangyin-levels-XXXXXX", folder && *folder ? folder : "/tmp") >= (int)sizeof path)
        return -1;
    const int fd = mkstemp(path);
    if (fd >= 0)
        unlink(path);
    return fd;
}

static bool name_of(const char *recording, const struct fy_pyramid_settings *settings, char path[PATH_MAX])
{
    char key[FY_CACHE_KEY], kind[48];
    snprintf(kind, sizeof kind, "levels-%.0f-%d", settings->slice.window_length * 1e6, settings->slice.channel);
    return fy_cache_key(recording, key) && fy_cache_path(key, kind, path);
}

struct fy_pyramid *fy_level_file_open(struct fy_level_file *file, const char *recording,
                                      const struct fy_pyramid_settings *settings)
{
    struct fy_pyramid *pyramid = NULL;
    int fd = -1;
    file->fd = -1;
    if (recording && name_of(recording, settings, file->path)) {
        fd = fy_cache_open(file->path);
        if (fd >= 0 && fy_pyramid_new(&pyramid, settings, fd, true) == FY_OK)
            return pyramid;
        fd = fy_cache_create(file->path, file->temporary);
        file->fd = fd >= 0 ? dup(fd) : -1;
        if (fd >= 0 && file->fd < 0) {
            fy_cache_drop(fd, file->temporary);
            fd = -1;
        }
    }
    if (fd < 0)
        fd = unnamed_file();
    if (fd >= 0)
        (void)fy_pyramid_new(&pyramid, settings, fd, false);
    return pyramid;
}

void fy_level_file_keep(struct fy_level_file *file)
{
    if (file->fd >= 0)
        (void)fy_cache_keep(file->fd, file->temporary, file->path, FY_CACHE_LIMIT);
    file->fd = -1;
}

void fy_level_file_close(struct fy_level_file *file)
{
    if (file->fd >= 0)
        fy_cache_drop(file->fd, file->temporary);
    file->fd = -1;
}
