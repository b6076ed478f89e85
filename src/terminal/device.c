#include "terminal/device.h"

#include "base/messages.h"
#include "terminal/device_sink.h"

#include <fangyin/memory.h>
#include <fangyin/recording.h>
#include <fangyin/text.h>

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define CLOSE_PATIENCE 1.5 /* seconds */
#define CALL_PATIENCE 3.0  /* seconds in one call to the sound system until it counts as dead */

enum order { NOTHING, PLAY, STOP };

/* Shared with the thread; freed by the last of the two to leave. Everything under the lock, which nobody holds while
 * the sound system is called. */
struct inside {
    pthread_mutex_t lock;
    pthread_cond_t posted; /* to the thread */
    pthread_cond_t left;   /* the thread is at its end */
    char *path;
    int wake_fd; /* -1 after the caller has gone */
    bool quit, done, abandoned;
    bool mute; /* do not even try the sound system */

    /* The mailbox has one place: a later order makes an earlier one pointless. */
    enum order order;
    struct fy_play play; /* in the mailbox, or the last one taken from it; its hearing is that of now */
    struct fy_muted muted[FY_MUTED_MOST];
    size_t muted_count;
    bool awaited; /* the play in the mailbox, or just taken from it, has not started */

    struct sink *sink; /* the one in use; the thread's, but for the two functions that are everybody's */
    bool running;      /* sink is started: these two may be called */
    double busy_since; /* the thread is in the sound system since then; 0 if it is not */
    int64_t rest;      /* the frame to show while nothing runs */
    unsigned underruns;
    bool ready, playing, silent;
    uint64_t generation;
    char name[64];
};

struct fy_device {
    struct inside *inside;
    pthread_t thread;
};

static double clock_now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static struct timespec time_at(double seconds)
{
    struct timespec time = { .tv_sec = (time_t)seconds };
    time.tv_nsec = (long)((seconds - (double)time.tv_sec) * 1e9);
    return time;
}

/* ---- the thread; functions are entered with the lock held, and leave with it ---- */

static void wake(struct inside *inside)
{
    /* A full pipe has woken its reader already. */
    if (inside->wake_fd >= 0 && write(inside->wake_fd, "", 1) < 0)
        return;
}

static void enter_sound_system(struct inside *inside)
{
    inside->busy_since = clock_now();
    pthread_mutex_unlock(&inside->lock);
}

static void leave_sound_system(struct inside *inside)
{
    pthread_mutex_lock(&inside->lock);
    inside->busy_since = 0;
}

static const char *no_answer(void)
{
    return _("no sound: the sound system does not answer");
}

/* snprintf may have cut the name in the middle of a character. */
static void set_name(struct inside *inside, const char *name)
{
    size_t whole;
    snprintf(inside->name, sizeof inside->name, "%s", name);
    if (!fy_text_valid(inside->name, strlen(inside->name), &whole))
        inside->name[whole] = '\0';
}

static void ended_at(struct inside *inside, int64_t frame)
{
    inside->running = false;
    inside->rest = frame;
    inside->playing = inside->order == PLAY;
    wake(inside);
}

/* What was heard last stays shown; the next play is silent. */
static void fall_silent(struct inside *inside, struct sink *silence)
{
    inside->sink->kind->close(inside->sink);
    inside->sink = silence;
    inside->silent = true;
    set_name(inside, _("no sound: the sound device went away"));
}

static void look_at_sink(struct inside *inside, struct sink *silence)
{
    enter_sound_system(inside);
    double now = clock_now();
    enum sink_progress progress = inside->sink->kind->poll(inside->sink, now);
    leave_sound_system(inside);
    if (progress == SINK_PLAYING)
        return;
    int64_t frame =
        progress == SINK_ENDED ? inside->sink->kind->end(inside->sink) : inside->sink->kind->frame(inside->sink, now);
    inside->underruns = inside->sink->kind->underruns(inside->sink);
    if (progress == SINK_LOST)
        fall_silent(inside, silence);
    ended_at(inside, frame);
}

static void wait_a_poll(struct inside *inside)
{
    struct timespec until = time_at(clock_now() + SINK_POLL_MS / 1e3);
    pthread_cond_timedwait(&inside->posted, &inside->lock, &until);
}

static void stop_sink(struct inside *inside)
{
    enter_sound_system(inside);
    inside->sink->kind->stop(inside->sink, clock_now());
    leave_sound_system(inside);
}

static void start_play(struct inside *inside, struct sink *silence)
{
    const struct fy_play play = inside->play;
    struct sink *sink = inside->sink;
    enter_sound_system(inside);
    enum sink_progress progress = sink->kind->start(sink, &play, clock_now());
    leave_sound_system(inside);
    if (progress == SINK_LOST) {
        fall_silent(inside, silence);
        progress = silence->kind->start(silence, &play, clock_now());
    }
    inside->generation++;
    inside->running = true;
    if (inside->order != PLAY)
        inside->awaited = false;
    if (progress == SINK_ENDED)
        ended_at(inside, inside->sink->kind->end(inside->sink));
    else
        wake(inside);
}

static void work(struct inside *inside, struct sink *silence)
{
    while (!inside->quit) {
        if (inside->running && inside->order != NOTHING) {
            /* A play waits in the mailbox for the end of what it replaces. */
            stop_sink(inside);
            if (inside->order == STOP)
                inside->order = NOTHING;
            look_at_sink(inside, silence);
            if (inside->running && !inside->quit)
                wait_a_poll(inside);
        } else if (inside->running) {
            wait_a_poll(inside);
            look_at_sink(inside, silence);
        } else if (inside->order == PLAY) {
            inside->order = NOTHING;
            start_play(inside, silence);
        } else if (inside->order == STOP) {
            inside->order = NOTHING;
            ended_at(inside, inside->rest);
        } else {
            pthread_cond_wait(&inside->posted, &inside->lock);
        }
    }
}

/* Returns the silent sink, NULL without memory; inside->sink is the one to use. */
static struct sink *open_sinks(struct inside *inside)
{
    char name[256] = "";
    struct fy_recording *recording;
    struct fy_error error;
    bool mute = inside->mute;
    if (mute)
        snprintf(name, sizeof name, "%s", no_answer());
    enter_sound_system(inside);
    struct sink *silence = NULL, *sound = NULL;
    if (fy_recording_open(&recording, inside->path, &error) == FY_OK) {
        silence = fy_sink_silent(fy_recording_rate(recording), fy_recording_frames(recording));
        if (silence && !mute)
            sound = fy_sink_portaudio(recording, name, sizeof name);
        else
            fy_recording_close(recording);
    } else {
        silence = fy_sink_silent(0, INT64_MAX);
        snprintf(name, sizeof name, _("no sound: %s"), error.sentence);
    }
    leave_sound_system(inside);
    inside->sink = sound ? sound : silence;
    inside->silent = !sound;
    inside->ready = true;
    set_name(inside, silence ? name : fy_status_text(FY_NO_MEMORY));
    wake(inside);
    return silence;
}

static void free_inside(struct inside *inside)
{
    pthread_cond_destroy(&inside->left);
    pthread_cond_destroy(&inside->posted);
    pthread_mutex_destroy(&inside->lock);
    fy_free(inside->path);
    fy_free(inside);
}

static void *run(void *data)
{
    struct inside *inside = data;
    pthread_mutex_lock(&inside->lock);
    struct sink *silence = open_sinks(inside);
    if (silence) {
        work(inside, silence);
        enter_sound_system(inside);
        if (inside->sink != silence)
            inside->sink->kind->close(inside->sink);
        silence->kind->close(silence);
        leave_sound_system(inside);
    }
    inside->done = true;
    bool abandoned = inside->abandoned;
    pthread_cond_signal(&inside->left);
    pthread_mutex_unlock(&inside->lock);
    if (abandoned)
        free_inside(inside);
    return NULL;
}

/* ---- the caller ---- */

static bool start_thread(struct inside *inside, pthread_t *thread)
{
    /* The program's signals are for its main thread; the threads started from this one inherit that. */
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(thread, NULL, run, inside) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

static struct inside *new_inside(const char *path, int wake_fd)
{
    struct inside *inside = fy_calloc(1, sizeof *inside);
    char *copy = fy_strdup(path);
    if (!inside || !copy) {
        fy_free(inside);
        fy_free(copy);
        return NULL;
    }
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&inside->lock, NULL);
    pthread_cond_init(&inside->posted, &monotonic);
    pthread_cond_init(&inside->left, &monotonic);
    pthread_condattr_destroy(&monotonic);
    inside->path = copy;
    inside->wake_fd = wake_fd;
    return inside;
}

enum fy_status fy_device_open(struct fy_device **device, const char *recording_path, int wake_fd,
                              struct fy_error *error)
{
    *device = NULL;
    struct fy_device *made = fy_calloc(1, sizeof *made);
    struct inside *inside = made ? new_inside(recording_path, wake_fd) : NULL;
    if (!inside) {
        fy_free(made);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    made->inside = inside;
    if (!start_thread(inside, &made->thread)) {
        free_inside(inside);
        fy_free(made);
        return fy_fail(error, FY_NO_MEMORY, _("The system lets no further thread start; sound needs one."));
    }
    *device = made;
    return FY_OK;
}

/* With the lock held. */
static bool is_stuck(const struct inside *inside)
{
    return inside->busy_since > 0 && clock_now() - inside->busy_since > CALL_PATIENCE;
}

/* With the lock held, which is given up: the thread ends by itself if it ever comes back. */
static void abandon(struct inside *inside, pthread_t thread)
{
    inside->abandoned = inside->quit = true;
    inside->wake_fd = -1;
    pthread_mutex_unlock(&inside->lock);
    pthread_detach(thread);
}

/* With the lock of the device's inside held; returns with that of the one that now is. */
static struct inside *leave_stuck_thread(struct fy_device *device)
{
    struct inside *old = device->inside, *fresh = new_inside(old->path, old->wake_fd);
    if (!fresh)
        return old;
    pthread_t thread;
    fresh->mute = true;
    fresh->generation = old->generation;
    fresh->underruns = old->underruns;
    fresh->rest = old->rest;
    if (!start_thread(fresh, &thread)) {
        free_inside(fresh);
        return old;
    }
    abandon(old, device->thread);
    device->inside = fresh;
    device->thread = thread;
    pthread_mutex_lock(&fresh->lock);
    return fresh;
}

void fy_device_close(struct fy_device *device)
{
    if (!device)
        return;
    struct inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    inside->quit = true;
    pthread_cond_signal(&inside->posted);
    struct timespec until = time_at(clock_now() + CLOSE_PATIENCE);
    while (!inside->done && pthread_cond_timedwait(&inside->left, &inside->lock, &until) == 0)
        continue;
    if (inside->done) {
        pthread_mutex_unlock(&inside->lock);
        pthread_join(device->thread, NULL);
        free_inside(inside);
    } else {
        abandon(inside, device->thread);
    }
    fy_free(device);
}

void fy_device_play(struct fy_device *device, const struct fy_play *play)
{
    struct inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    if (is_stuck(inside))
        inside = leave_stuck_thread(device);
    inside->order = PLAY;
    inside->play = *play;
    inside->awaited = true;
    inside->playing = true;
    pthread_cond_signal(&inside->posted);
    pthread_mutex_unlock(&inside->lock);
}

void fy_device_stop(struct fy_device *device)
{
    struct inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    inside->order = STOP;
    inside->awaited = false;
    pthread_cond_signal(&inside->posted);
    pthread_mutex_unlock(&inside->lock);
}

void fy_device_change(struct fy_device *device, const struct fy_hearing *hearing)
{
    struct inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    inside->play.hearing = *hearing;
    pthread_cond_signal(&inside->posted);
    pthread_mutex_unlock(&inside->lock);
}

void fy_device_mute(struct fy_device *device, const struct fy_muted *stretches, size_t count)
{
    struct inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    inside->muted_count = count < FY_MUTED_MOST ? count : FY_MUTED_MOST;
    memcpy(inside->muted, stretches, inside->muted_count * sizeof *stretches);
    pthread_cond_signal(&inside->posted);
    pthread_mutex_unlock(&inside->lock);
}

void fy_device_state(const struct fy_device *device, struct fy_device_state *state)
{
    struct inside *inside = device->inside;
    pthread_mutex_lock(&inside->lock);
    state->ready = inside->ready;
    state->playing = inside->playing && !inside->done;
    state->silent = inside->silent;
    state->generation = inside->generation;
    state->frame = inside->awaited && inside->play.from > 0 ? inside->play.from : 0;
    if (!inside->awaited)
        state->frame = inside->running ? inside->sink->kind->frame(inside->sink, clock_now()) : inside->rest;
    state->underruns = inside->running ? inside->sink->kind->underruns(inside->sink) : inside->underruns;
    memcpy(state->name, inside->name, sizeof state->name);
    if (is_stuck(inside)) {
        state->ready = state->silent = true;
        state->playing = false;
        snprintf(state->name, sizeof state->name, "%s", no_answer());
    }
    pthread_mutex_unlock(&inside->lock);
}
