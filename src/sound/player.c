#include <fangyin/memory.h>
#include <fangyin/player.h>

#include "base/messages.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum {
    BLOCK = 1024,   /* frames decoded at once */
    REFILL_MS = 10, /* between looks at a ring that was full; the callback cannot wake anybody */
};

struct fy_player {
    struct fy_recording *recording; /* the feeder's, as are `input` and `output` */
    unsigned channels;
    float *input;  /* BLOCK frames as in the file */
    float *output; /* BLOCK frames as a transport has them */
    _Atomic uint64_t unread;
    pthread_t thread;
    pthread_cond_t wake; /* control to feeder */
    pthread_cond_t told; /* feeder to control */
    pthread_mutex_t lock;
    /* under the lock; the feeder works on [next, to) outside it, while control keeps off until `idle` */
    struct fy_transport *transport;
    int64_t from, next, to;
    bool held;  /* control is about to change the range */
    bool idle;  /* the feeder waits */
    bool ready; /* the ring was full once, or all is in it */
    bool quit;
};

static struct timespec after(double seconds)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    seconds = seconds > 0 ? seconds : 0;
    time.tv_sec += (time_t)seconds;
    time.tv_nsec += (long)((seconds - (double)(time_t)seconds) * 1e9);
    if (time.tv_nsec >= 1000000000) {
        time.tv_nsec -= 1000000000;
        time.tv_sec++;
    }
    return time;
}

/* ---- the feeder thread ---- */

static void mean_of(const float *frames, size_t channels, float *mono, size_t count)
{
    for (size_t i = 0; i < count; i++, frames += channels) {
        float sum = 0;
        for (size_t c = 0; c < channels; c++)
            sum += frames[c];
        mono[i] = sum / (float)channels;
    }
}

/* One block into the ring. False where there is no room for it. */
static bool feed(struct fy_player *player)
{
    struct fy_ring *ring = fy_transport_ring(player->transport);
    size_t count = player->to - player->next < BLOCK ? (size_t)(player->to - player->next) : BLOCK;
    if (fy_ring_writable(ring) < count)
        return false;
    size_t channels = (size_t)fy_recording_channels(player->recording);
    size_t got = fy_recording_read(player->recording, player->next, player->input, count);
    memset(player->input + got * channels, 0, (count - got) * channels * sizeof *player->input);
    atomic_fetch_add_explicit(&player->unread, count - got, memory_order_relaxed);
    const float *frames = player->input;
    if (channels != player->channels) {
        mean_of(player->input, channels, player->output, count);
        frames = player->output;
    }
    fy_ring_write(ring, frames, count);
    player->next += (int64_t)count;
    return true;
}

static void wait_for_work(struct fy_player *player)
{
    player->idle = true;
    pthread_cond_broadcast(&player->told);
    while (!player->quit && (player->held || player->next >= player->to))
        pthread_cond_wait(&player->wake, &player->lock);
    player->idle = false;
}

static void *run_feeder(void *data)
{
    struct fy_player *player = data;
    pthread_mutex_lock(&player->lock);
    for (;;) {
        if (player->held || player->next >= player->to)
            wait_for_work(player);
        if (player->quit)
            break;
        pthread_mutex_unlock(&player->lock);
        bool fed = feed(player);
        pthread_mutex_lock(&player->lock);
        if (!player->ready && (!fed || player->next >= player->to)) {
            player->ready = true;
            pthread_cond_broadcast(&player->told);
        }
        if (!fed && !player->held && !player->quit) {
            struct timespec until = after(REFILL_MS / 1e3);
            pthread_cond_timedwait(&player->wake, &player->lock, &until);
        }
    }
    pthread_mutex_unlock(&player->lock);
    return NULL;
}

/* ---- control ---- */

static bool start_feeder(struct fy_player *player)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&player->lock, NULL);
    pthread_cond_init(&player->wake, &monotonic);
    pthread_cond_init(&player->told, &monotonic);
    pthread_condattr_destroy(&monotonic);
    if (pthread_create(&player->thread, NULL, run_feeder, player) == 0)
        return true;
    pthread_cond_destroy(&player->told);
    pthread_cond_destroy(&player->wake);
    pthread_mutex_destroy(&player->lock);
    return false;
}

static void free_parts(struct fy_player *player)
{
    fy_recording_close(player->recording);
    fy_free(player->input);
    fy_free(player->output);
    fy_free(player);
}

static enum fy_status make_parts(struct fy_player *player)
{
    int channels = fy_recording_channels(player->recording);
    player->channels = channels <= 2 ? (unsigned)channels : 1;
    player->input = fy_calloc((size_t)BLOCK * (size_t)channels, sizeof *player->input);
    player->output = fy_calloc((size_t)BLOCK * player->channels, sizeof *player->output);
    return player->input && player->output ? FY_OK : FY_NO_MEMORY;
}

enum fy_status fy_player_new(struct fy_player **player, struct fy_recording *recording, struct fy_error *error)
{
    *player = NULL;
    struct fy_player *made = fy_calloc(1, sizeof *made);
    if (!made) {
        fy_recording_close(recording);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    made->recording = recording;
    atomic_init(&made->unread, 0);
    enum fy_status status = make_parts(made);
    if (status == FY_OK && !start_feeder(made))
        status = FY_NO_MEMORY;
    if (status != FY_OK) {
        free_parts(made);
        return fy_fail(error, status, "%s", fy_status_text(status));
    }
    *player = made;
    return FY_OK;
}

void fy_player_free(struct fy_player *player)
{
    if (!player)
        return;
    pthread_mutex_lock(&player->lock);
    player->quit = true;
    pthread_cond_signal(&player->wake);
    pthread_mutex_unlock(&player->lock);
    pthread_join(player->thread, NULL);
    pthread_cond_destroy(&player->told);
    pthread_cond_destroy(&player->wake);
    pthread_mutex_destroy(&player->lock);
    free_parts(player);
}

unsigned fy_player_channels(const struct fy_player *player)
{
    return player->channels;
}

unsigned fy_player_rate(const struct fy_player *player)
{
    return (unsigned)fy_recording_rate(player->recording);
}

static int64_t limited(int64_t value, int64_t low, int64_t high)
{
    return value < low ? low : value > high ? high : value;
}

/* With the lock held: the feeder lets go of everything, unless a read that does not return keeps it. */
static bool hold(struct fy_player *player, const struct timespec *until)
{
    player->held = true;
    pthread_cond_signal(&player->wake);
    while (!player->idle && pthread_cond_timedwait(&player->told, &player->lock, until) == 0)
        continue;
    return player->idle;
}

bool fy_player_release(struct fy_player *player, double patience)
{
    struct timespec until = after(patience);
    pthread_mutex_lock(&player->lock);
    bool idle = hold(player, &until);
    pthread_mutex_unlock(&player->lock);
    return idle;
}

bool fy_player_arm(struct fy_player *player, struct fy_transport *transport, const struct fy_play *play, double patience)
{
    int64_t frames = fy_recording_frames(player->recording);
    struct timespec until = after(patience);
    pthread_mutex_lock(&player->lock);
    if (!hold(player, &until)) {
        pthread_mutex_unlock(&player->lock);
        return false;
    }
    fy_transport_arm(transport);
    player->transport = transport;
    player->next = player->from = limited(play->from, 0, frames);
    player->to = limited(play->to, player->from, frames);
    fy_transport_end(transport, player->to - player->from);
    player->ready = player->from == player->to;
    player->held = false;
    pthread_cond_signal(&player->wake);
    while (!player->ready && pthread_cond_timedwait(&player->told, &player->lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&player->lock);
    return true;
}

int64_t fy_player_position(struct fy_player *player, int64_t frame)
{
    pthread_mutex_lock(&player->lock);
    int64_t position = limited(player->from + frame, player->from, player->to);
    pthread_mutex_unlock(&player->lock);
    return position;
}

uint64_t fy_player_unread(const struct fy_player *player)
{
    return atomic_load_explicit(&player->unread, memory_order_relaxed);
}
