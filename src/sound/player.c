#include <fangyin/memory.h>
#include <fangyin/player.h>
#include <fangyin/reel.h>

#include "base/monotonic.h"

#include <pthread.h>
#include <string.h>
#include <time.h>

enum {
    BLOCK = 512,       /* frames at once */
    CHANNELS_MOST = 2, /* of a transport */
    REFILL_MS = 5,     /* between looks at a ring that was full; the callback cannot wake anybody */
};

#define LEAD 0.2      /* seconds that are kept ready: a change is heard after that, at the latest */
#define HEAD 0.6      /* seconds that are ready at the start: many a device takes all it can hold at once, then little */
#define LEAD_MOST 1.0 /* seconds, where that is too little */

struct fy_player {
    struct fy_reel *reel; /* the feeder reads it; control starts it while the feeder is idle */
    unsigned channels, rate;
    float *block; /* the feeder's: BLOCK frames */
    pthread_t thread;
    pthread_cond_t wake; /* control to feeder */
    pthread_cond_t told; /* feeder to control */
    pthread_mutex_t lock;
    /* under the lock; the feeder works outside it, while control keeps off until `idle` */
    struct fy_transport *transport;
    double lead_wanted; /* seconds */
    size_t head, lead;  /* frames that are put into its ring at once, and that are kept ready there */
    int64_t total;      /* frames that were fed */
    unsigned short_of;  /* underruns of the transport when last looked at */
    bool feeding;       /* there is more to come */
    bool held;          /* control is about to arm, or wants nothing to be fed */
    bool idle;          /* the feeder waits */
    bool ready;         /* there was as much in the ring as there should be, or all is in it */
    bool quit;
};

/* ---- the feeder thread ---- */

enum fed { FED_SOME, FED_ENOUGH, FED_ALL };

/* A device that takes large portions at a time, or a machine that is very busy, needs more to be ready. */
static void widen_lead(struct fy_player *player, size_t capacity)
{
    struct fy_transport_state state;
    size_t most = (size_t)(LEAD_MOST * fy_transport_rate(player->transport));
    most = most < capacity ? most : capacity;
    fy_transport_state(player->transport, &state);
    if (state.underruns != player->short_of && player->total > 0)
        player->lead = player->lead >= most ? player->lead : 2 * player->lead < most ? 2 * player->lead : most;
    player->short_of = state.underruns;
}

/* A block into the ring, where there is room for it. */
static enum fed feed(struct fy_player *player)
{
    struct fy_ring *ring = fy_transport_ring(player->transport);
    size_t capacity = fy_ring_capacity(ring), filled = capacity - fy_ring_writable(ring);
    widen_lead(player, capacity);
    size_t wanted = player->total < (int64_t)player->head ? capacity : player->lead;
    if (filled >= wanted)
        return FED_ENOUGH;
    size_t room = wanted - filled < BLOCK ? wanted - filled : BLOCK;
    size_t got = fy_reel_read(player->reel, player->block, room);
    player->total += (int64_t)got;
    bool ended = fy_reel_ended(player->reel);
    if (ended)
        fy_transport_end(player->transport, player->total);
    fy_ring_write(ring, player->block, got);
    if (got == 0 && !ended)
        fy_reel_wait(player->reel, REFILL_MS / 1e3);
    return ended ? FED_ALL : FED_SOME;
}

static void wait_for_work(struct fy_player *player)
{
    player->idle = true;
    pthread_cond_broadcast(&player->told);
    while (!player->quit && (player->held || !player->feeding))
        pthread_cond_wait(&player->wake, &player->lock);
    player->idle = false;
}

static void *run_feeder(void *data)
{
    struct fy_player *player = data;
    pthread_mutex_lock(&player->lock);
    for (;;) {
        if (player->held || !player->feeding)
            wait_for_work(player);
        if (player->quit)
            break;
        pthread_mutex_unlock(&player->lock);
        enum fed fed = feed(player);
        pthread_mutex_lock(&player->lock);
        player->feeding = fed != FED_ALL;
        if (!player->ready && fed != FED_SOME) {
            player->ready = true;
            pthread_cond_broadcast(&player->told);
        }
        if (fed == FED_ENOUGH && !player->held && !player->quit) {
            struct timespec until = fy_monotonic_after(REFILL_MS / 1e3);
            pthread_cond_timedwait(&player->wake, &player->lock, &until);
        }
    }
    pthread_mutex_unlock(&player->lock);
    return NULL;
}

/* ---- control ---- */

static bool start_feeder(struct fy_player *player)
{
    pthread_mutex_init(&player->lock, NULL);
    fy_monotonic_cond(&player->wake);
    fy_monotonic_cond(&player->told);
    if (pthread_create(&player->thread, NULL, run_feeder, player) == 0)
        return true;
    pthread_cond_destroy(&player->told);
    pthread_cond_destroy(&player->wake);
    pthread_mutex_destroy(&player->lock);
    return false;
}

static void free_parts(struct fy_player *player)
{
    fy_reel_free(player->reel);
    fy_free(player->block);
    fy_free(player);
}

static enum fy_status make_parts(struct fy_player *player, struct fy_recording *recording, struct fy_error *error)
{
    int channels = fy_recording_channels(recording);
    player->channels = channels <= CHANNELS_MOST ? (unsigned)channels : 1;
    player->rate = (unsigned)fy_recording_rate(recording);
    enum fy_status status = fy_reel_new(&player->reel, recording, error);
    if (status != FY_OK)
        return status;
    player->block = fy_calloc((size_t)BLOCK * CHANNELS_MOST, sizeof *player->block);
    if (!player->block || !start_feeder(player))
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    return FY_OK;
}

enum fy_status fy_player_new(struct fy_player **player, struct fy_recording *recording, struct fy_error *error)
{
    *player = NULL;
    struct fy_player *made = fy_calloc(1, sizeof *made);
    if (!made) {
        fy_recording_close(recording);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    enum fy_status status = make_parts(made, recording, error);
    if (status != FY_OK) {
        free_parts(made);
        return status;
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
    return player->rate;
}

void fy_player_lead(struct fy_player *player, double seconds)
{
    pthread_mutex_lock(&player->lock);
    player->lead_wanted = seconds;
    pthread_mutex_unlock(&player->lock);
}

/* With the lock held: the feeder lets go of everything. */
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
    struct timespec until = fy_monotonic_after(patience);
    pthread_mutex_lock(&player->lock);
    bool idle = hold(player, &until);
    pthread_mutex_unlock(&player->lock);
    return idle;
}

static void take_transport(struct fy_player *player, struct fy_transport *transport)
{
    struct fy_transport_state state;
    double seconds = player->lead_wanted > LEAD ? player->lead_wanted : LEAD;
    size_t lead = (size_t)(seconds * fy_transport_rate(transport));
    size_t capacity = fy_ring_capacity(fy_transport_ring(transport));
    lead = lead < capacity ? lead : capacity;
    fy_transport_arm(transport);
    fy_transport_state(transport, &state);
    /* What was found out about a device stays with it. */
    if (player->transport != transport || player->lead < lead || player->lead > capacity)
        player->lead = lead;
    player->head = (size_t)((seconds > HEAD ? seconds : HEAD) * fy_transport_rate(transport));
    player->transport = transport;
    player->short_of = state.underruns;
    player->total = 0;
}

bool fy_player_arm(struct fy_player *player, struct fy_transport *transport, const struct fy_play *play, double patience)
{
    struct timespec until = fy_monotonic_after(patience);
    pthread_mutex_lock(&player->lock);
    if (!hold(player, &until) || fy_reel_start(player->reel, play, fy_transport_rate(transport),
                                               fy_transport_channels(transport)) != FY_OK) {
        pthread_mutex_unlock(&player->lock);
        return false;
    }
    take_transport(player, transport);
    player->feeding = !fy_reel_ended(player->reel);
    player->ready = !player->feeding;
    if (!player->feeding)
        fy_transport_end(transport, 0);
    player->held = false;
    pthread_cond_signal(&player->wake);
    while (!player->ready && pthread_cond_timedwait(&player->told, &player->lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&player->lock);
    return true;
}

/* ---- anybody ---- */

void fy_player_change(struct fy_player *player, const struct fy_hearing *hearing)
{
    fy_reel_change(player->reel, hearing);
}

void fy_player_mute(struct fy_player *player, const struct fy_muted *stretches, size_t count)
{
    fy_reel_mute(player->reel, stretches, count);
}

int64_t fy_player_position(struct fy_player *player, int64_t frame)
{
    return fy_reel_position(player->reel, frame);
}

uint64_t fy_player_unread(const struct fy_player *player)
{
    return fy_reel_unread(player->reel);
}
