#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"

#include <fangyin/recording.h>
#include <stdio.h>
#include <unistd.h>

struct bar {
    const char *path;
    bool shown;
};

static bool show(void *context, double done, double total)
{
    enum { WIDTH = 30 };
    struct bar *bar = context;
    const double part = total <= 0 ? 0 : done < total ? done / total : 1;
    const int full = (int)(part * WIDTH);
    fputc('\r', stderr);
    bar->shown = true;
    fy_command_print(stderr, bar->path);
    fprintf(stderr, ": %s [%.*s%*s] %3d %%", _("decoding"), full, "##############################", WIDTH - full, "",
            (int)(part * 100));
    fflush(stderr);
    return true;
}

enum fy_status fy_command_open_recording(struct fy_recording **recording, const char *path, struct fy_error *error)
{
    struct bar bar = { path, false };
    const struct fy_recording_watch watch = { show, &bar };
    const enum fy_status status =
        fy_recording_open_watched(recording, path, isatty(STDERR_FILENO) ? &watch : NULL, error);
    if (bar.shown)
        fputs("\r\033[K", stderr);
    return status;
}
