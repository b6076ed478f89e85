/* What somebody hears while they judge: the task's recording, and candidates that are sound. A file is played in the
 * background by the annotator's own device, so that a line can be typed meanwhile. */
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/rank.h"
#include "terminal/device.h"

#include <fangyin/memory.h>
#include <fangyin/recording.h>
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_MS 5000 /* for a device to be found */

struct rank_ear {
    const char *folder, *device_name;
    int wake[2];
    struct fy_device *device; /* for `path`; NULL: none yet */
    char path[PATH_MAX];
    int64_t frames;
    double rate;
    bool told; /* that there is no sound */
};

struct rank_ear *rank_ear_new(const char *folder, const char *device_name)
{
    struct rank_ear *ear = fy_must_calloc(1, sizeof *ear);
    ear->folder = folder;
    ear->device_name = device_name;
    ear->wake[0] = ear->wake[1] = -1;
    return ear;
}

void rank_ear_free(struct rank_ear *ear)
{
    if (!ear)
        return;
    fy_device_close(ear->device);
    for (int i = 0; i < 2; i++) {
        if (ear->wake[i] >= 0)
            close(ear->wake[i]);
    }
    fy_free(ear);
}

/* Wait until the device has something to say; false where it says nothing for too long. */
static bool await(const struct rank_ear *ear)
{
    char bytes[64];
    struct pollfd poll_for = { .fd = ear->wake[0], .events = POLLIN };
    const bool woken = poll(&poll_for, 1, PATIENCE_MS) > 0;
    while (read(ear->wake[0], bytes, sizeof bytes) > 0)
        continue;
    return woken;
}

static bool open_wake(struct rank_ear *ear)
{
    if (ear->wake[0] >= 0)
        return true;
    if (pipe(ear->wake) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(ear->wake[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(ear->wake[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

static enum fy_status measure(struct rank_ear *ear, const char *path, struct fy_error *error)
{
    struct fy_recording *recording = NULL;
    const enum fy_status status = fy_command_open_recording(&recording, path, error);
    if (status == FY_OK) {
        ear->frames = fy_recording_frames(recording);
        ear->rate = fy_recording_rate(recording);
    }
    fy_recording_close(recording);
    return status;
}

/* The device for a file; the same one while the file is the same. */
static enum fy_status open_for(struct rank_ear *ear, const char *path, struct fy_error *error)
{
    const struct fy_device_options options = { .device = ear->device_name, .quiet = true };
    if (ear->device && strcmp(ear->path, path) == 0)
        return FY_OK;
    fy_device_close(ear->device);
    ear->device = NULL;
    enum fy_status status = measure(ear, path, error);
    if (status == FY_OK && !open_wake(ear))
        status = fy_fail(error, FY_IO, "%s", fy_status_text(FY_IO));
    if (status == FY_OK)
        status = fy_device_open(&ear->device, path, ear->wake[1], &options, error);
    snprintf(ear->path, sizeof ear->path, "%s", path);
    return status;
}

static bool has_sound(struct rank_ear *ear)
{
    struct fy_device_state state;
    do
        fy_device_state(ear->device, &state);
    while (!state.ready && await(ear));
    if (!state.ready || state.silent) {
        if (!ear->told)
            printf(_("There is no sound: %s\n"), state.name);
        ear->told = true;
        return false;
    }
    ear->told = false;
    return true;
}

bool rank_hear(struct rank_ear *ear, const char *path, double from, double to)
{
    struct fy_error error = { 0 };
    char whole[PATH_MAX];
    const int length = path[0] == '/' ? snprintf(whole, sizeof whole, "%s", path)
                                      : snprintf(whole, sizeof whole, "%s/%s", ear->folder, path);
    enum fy_status status = length > 0 && (size_t)length < sizeof whole
                                ? open_for(ear, whole, &error)
                                : fy_fail(&error, FY_INVALID, "%s", _("The path is too long."));
    if (status != FY_OK) {
        /* Nor is it said where it lies. */
        printf(_("It cannot be heard: %s\n"), error.sentence);
        return false;
    }
    if (!has_sound(ear))
        return false;
    struct fy_play play = { .from = 0, .to = ear->frames, .times = 1, .hearing = fy_hearing_plain() };
    if (to > from && from >= 0) {
        play.from = (int64_t)fmin(from * ear->rate, (double)ear->frames);
        play.to = (int64_t)fmin(to * ear->rate, (double)ear->frames);
    }
    fy_device_play(ear->device, &play);
    return true;
}

bool rank_hush(struct rank_ear *ear)
{
    struct fy_device_state state = { .playing = false };
    if (!ear->device)
        return false;
    fy_device_state(ear->device, &state);
    fy_device_stop(ear->device);
    return state.playing;
}
