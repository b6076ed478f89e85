#include "terminal/device.h"

#include "base/messages.h"
#include "base/monotonic.h"
#include "terminal/device_inside.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define LEAVE_PATIENCE 2.0 /* seconds for the thread to end */
#define FILE_PATIENCE 4.0  /* for the recording to open */

struct fy_device {
    struct device_inside *inside;
    pthread_t thread;
    double opened_at;
};

unsigned fy_device_underruns(struct device_inside *inside)
{
    struct fy_transport_state state = { .underruns = 0 };
    if (inside->transport)
        fy_transport_state(inside->transport, &state);
    const unsigned device = inside->underflows ? atomic_load_explicit(inside->underflows, memory_order_relaxed) : 0;
    return inside->underruns + state.underruns + device;
}

void fy_device_tick(struct device_inside *inside)
{
    const double now = fy_monotonic();
    if (inside->rate > 0)
        fy_clock_advance(&inside->clock, now - inside->clock_at, inside->rate);
    else
        fy_clock_stop(&inside->clock);
    inside->clock_at = now;
}

int64_t fy_device_frame(struct device_inside *inside)
{
    if (inside->running != RUNS_SILENCE)
        return fy_player_position(inside->player, fy_transport_frame_at(inside->transport, fy_monotonic()));
    fy_device_tick(inside);
    return inside->rate > 0 ? (int64_t)inside->clock.frame : inside->clock.play.to;
}

void fy_device_free_inside(struct device_inside *inside)
{
    for (int i = 0; i < 2; i++) {
        if (inside->post[i] >= 0)
            close(inside->post[i]);
    }
    pthread_cond_destroy(&inside->left);
    pthread_mutex_destroy(&inside->lock);
    fy_free(inside->path);
    fy_free(inside->program);
    fy_free(inside);
}

static bool open_post(int post[2])
{
    post[0] = post[1] = -1;
    if (pipe(post) != 0)
        return false;
    for (int i = 0; i < 2; i++) {
        (void)fcntl(post[i], F_SETFL, O_NONBLOCK);
        (void)fcntl(post[i], F_SETFD, FD_CLOEXEC);
    }
    return true;
}

static struct device_inside *new_inside(const char *path, int wake_fd, const struct fy_device_options *options)
{
    struct device_inside *inside = fy_calloc(1, sizeof *inside);
    if (!inside)
        return NULL;
    pthread_mutex_init(&inside->lock, NULL);
    fy_monotonic_cond(&inside->left);
    inside->path = fy_strdup(path);
    inside->quiet = options->quiet;
    inside->program = options->program ? fy_strdup(options->program) : NULL;
    snprintf(inside->wanted, sizeof inside->wanted, "%s", options->device ? options->device : "");
    inside->latency = options->latency;
    inside->wake_fd = wake_fd;
    if (open_post(inside->post) && inside->path && (inside->program || !options->program))
        return inside;
    fy_device_free_inside(inside);
    return NULL;
}

enum fy_status fy_device_open(struct fy_device **device, const char *recording_path, int wake_fd,
                              const struct fy_device_options *options, struct fy_error *error)
{
    *device = NULL;
    struct fy_device *made = fy_calloc(1, sizeof *made);
    struct device_inside *inside = made ? new_inside(recording_path, wake_fd, options) : NULL;
    if (!inside) {
        fy_free(made);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    /* The program's signals are for its main thread; the threads started from this one inherit that. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    const bool started = pthread_create(&made->thread, NULL, fy_device_thread, inside) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!started) {
        fy_device_free_inside(inside);
        fy_free(made);
        return fy_fail(error, FY_NO_MEMORY, _("The system lets no further thread start; sound needs one."));
    }
    made->inside = inside;
    made->opened_at = fy_monotonic();
    *device = made;
    return FY_OK;
}

static void post(struct device_inside *inside)
{
    /* A full pipe has woken its reader already. */
    if (write(inside->post[1], "", 1) < 0)
        return;
}

void fy_device_close(struct fy_device *device)
{
    if (!device)
        return;
    struct device_inside *inside = device->inside;
    const double end = fy_monotonic() + LEAVE_PATIENCE;
    const struct timespec until = { (time_t)end, (long)((end - (double)(time_t)end) * 1e9) };
    pthread_mutex_lock(&inside->lock);
    inside->quit = true;
    post(inside);
    while (!inside->done && pthread_cond_timedwait(&inside->left, &inside->lock, &until) == 0)
        continue;
    if (inside->done) {
        pthread_mutex_unlock(&inside->lock);
        pthread_join(device->thread, NULL);
        fy_device_free_inside(inside);
    } else {
        /* A file that does not answer holds it; it ends by itself if that ever comes back. */
        inside->abandoned = true;
        inside->wake_fd = -1;
        pthread_mutex_unlock(&inside->lock);
        pthread_detach(device->thread);
    }
    fy_free(device);
}

void fy_device_play(struct fy_device *device, const struct fy_play *play)
{
    struct device_inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    inside->order = ORDER_PLAY;
    inside->play = *play;
    inside->posted = fy_monotonic();
    inside->awaited = true;
    inside->playing = true;
    post(inside);
    pthread_mutex_unlock(&inside->lock);
}

void fy_device_stop(struct fy_device *device)
{
    struct device_inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    inside->order = ORDER_STOP;
    inside->awaited = false;
    /* At once: the thread has still to wake up. */
    if (inside->running == RUNS_SOUND)
        fy_transport_stop(inside->transport);
    post(inside);
    pthread_mutex_unlock(&inside->lock);
}

void fy_device_use(struct fy_device *device, const char *name)
{
    struct device_inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    snprintf(inside->wanted, sizeof inside->wanted, "%s", name);
    inside->chosen = true;
    post(inside);
    pthread_mutex_unlock(&inside->lock);
}

void fy_device_change(struct fy_device *device, const struct fy_hearing *hearing)
{
    struct device_inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    inside->play.hearing = *hearing;
    if (inside->running == RUNS_SILENCE) {
        fy_device_tick(inside);
        fy_clock_change(&inside->clock, hearing);
    }
    if (inside->player)
        fy_player_change(inside->player, hearing);
    post(inside);
    pthread_mutex_unlock(&inside->lock);
}

void fy_device_mute(struct fy_device *device, const struct fy_muted *stretches, size_t count)
{
    struct device_inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    inside->muted_count = count < FY_MUTED_MOST ? count : FY_MUTED_MOST;
    memcpy(inside->muted, stretches, inside->muted_count * sizeof *stretches);
    if (inside->player)
        fy_player_mute(inside->player, stretches, inside->muted_count);
    post(inside);
    pthread_mutex_unlock(&inside->lock);
}

void fy_device_state(const struct fy_device *device, struct fy_device_state *state)
{
    struct device_inside *inside = device->inside;
    struct fy_transport_state transport = { .calls = 0, .next = 0 };
    pthread_mutex_lock(&inside->lock);
    if (inside->transport)
        fy_transport_state(inside->transport, &transport);
    state->ready = inside->ready;
    state->playing = inside->playing && !inside->done;
    state->silent = inside->silent;
    state->generation = inside->generation;
    state->news = inside->news;
    state->calls = transport.calls;
    state->handed = transport.next;
    state->frame = inside->rest;
    if (inside->awaited)
        state->frame = inside->play.from > 0 ? inside->play.from : 0;
    else if (inside->running != RUNS_NOTHING)
        state->frame = fy_device_frame(inside);
    state->underruns = fy_device_underruns(inside);
    memcpy(state->name, inside->name, sizeof state->name);
    if (!inside->ready && fy_monotonic() - device->opened_at > FILE_PATIENCE) {
        state->ready = state->silent = true;
        state->playing = false;
        snprintf(state->name, sizeof state->name, "%s", _("the recording's file does not answer"));
    }
    pthread_mutex_unlock(&inside->lock);
}
