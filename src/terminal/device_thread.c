/* The thread of a device: it hears the player process, watches it, and waits for what is asked. */
#include "base/messages.h"
#include "base/monotonic.h"
#include "terminal/device_engine.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define START_PATIENCE 2.0 /* seconds from a start to the first callback */
#define CALL_PATIENCE 1.0  /* between two callbacks */
#define DRAIN_PATIENCE 3.0 /* for the device to play what it was given, after the last one */
#define CLOSE_PATIENCE 1.0 /* for the player process to end in order */
#define TELL_SECONDS 1.0   /* a device that is back by then was hardly gone */
#define LEAD_BEYOND 0.1    /* that the player has ready beyond what a device takes when it starts */

/* ---- what the player process says, and whether it still lives ---- */

static void opened(struct fy_engine *engine, const struct wire_message *answer)
{
    struct device_inside *inside = engine->inside;
    char name[300];
    pthread_mutex_unlock(&inside->lock);
    const bool free_to_use = fy_player_release(inside->player, FILE_PATIENCE);
    pthread_mutex_lock(&inside->lock);
    if (!free_to_use) {
        fy_engine_give_up(engine, _("the recording's file does not answer"), CLOSE_PATIENCE);
        return;
    }
    if (inside->transport)
        inside->underruns = fy_device_underruns(inside) -
                            atomic_load_explicit(&engine->shared->underflows, memory_order_relaxed);
    inside->transport = fy_transport_init(engine->shared->transport, fy_player_channels(inside->player),
                                          (unsigned)answer->rate, WIRE_RING);
    fy_player_lead(inside->player, 2 * answer->latency + LEAD_BEYOND);
    engine->state = CHILD_READY;
    if (engine->file_channels > (int)fy_player_channels(inside->player))
        snprintf(name, sizeof name, _("%s, %d channels mixed into one"), answer->text, engine->file_channels);
    else
        snprintf(name, sizeof name, "%s", answer->text);
    fy_engine_name(inside, name);
    inside->news += inside->silent || engine->changing || answer->index != 0;
    engine->changing = false;
    engine->lost_at = 0;
    inside->ready = true;
    inside->silent = false;
    /* What goes on silently is heard from here on. */
    if (inside->running == RUNS_SILENCE && inside->order == ORDER_NOTHING && inside->clock.play.times == 1) {
        inside->play = inside->clock.play;
        inside->play.from = fy_device_frame(inside);
        inside->rest = inside->play.from;
        inside->order = ORDER_PLAY;
        inside->generation--;
    }
    fy_engine_wake(inside);
}

static int64_t transport_end(const struct device_inside *inside)
{
    struct fy_transport_state state;
    fy_transport_state(inside->transport, &state);
    return fy_player_position(inside->player, state.next);
}

static void hear(struct fy_engine *engine, const struct wire_message *message)
{
    struct device_inside *inside = engine->inside;
    switch (message->kind) {
    case WIRE_OPENED:
        opened(engine, message);
        break;
    case WIRE_REFUSED:
        fy_engine_give_up(engine, message->text, CLOSE_PATIENCE);
        break;
    case WIRE_ENDED:
        if (message->index != engine->serial)
            break;
        engine->stream = false;
        if (inside->running == RUNS_SOUND && !engine->turning)
            fy_engine_ended(inside, transport_end(inside));
        break;
    default:
        fy_engine_lose(engine);
        break;
    }
}

static void hear_all(struct fy_engine *engine)
{
    struct wire_message message;
    int got;
    while (engine->state != CHILD_NONE && (got = fy_child_hear(&engine->child, &message)) != 0) {
        if (got > 0)
            hear(engine, &message);
        else if (engine->state == CHILD_OPENING)
            fy_engine_give_up(engine, _("the sound system failed while it was opened"), 0);
        else
            fy_engine_lose(engine);
    }
}

static void look_at_sound(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    const double now = fy_monotonic();
    struct fy_transport_state state;
    fy_transport_state(inside->transport, &state);
    if (state.calls != engine->calls) {
        engine->calls = state.calls;
        engine->called_at = now;
        engine->heard = true;
    }
    const double patience = !engine->heard ? START_PATIENCE : state.finished ? DRAIN_PATIENCE : CALL_PATIENCE;
    if (now - engine->called_at > patience)
        fy_engine_lose(engine);
}

static void look_at_silence(struct device_inside *inside)
{
    if (inside->running != RUNS_SILENCE)
        return;
    const int64_t frame = fy_device_frame(inside);
    if (!inside->clock.playing)
        fy_engine_ended(inside, frame);
}

static double open_until(const struct fy_engine *engine)
{
    return engine->begun_at + (engine->failures > 0 ? SLOW_PATIENCE : OPEN_PATIENCE);
}

static void look(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    const double now = fy_monotonic();
    if (engine->state == CHILD_OPENING && now > open_until(engine))
        fy_engine_give_up(engine, _("the sound system does not answer"), 0);
    if (engine->lost_at > 0 && now - engine->lost_at > TELL_SECONDS)
        fy_engine_tell_loss(engine);
    if (engine->state == CHILD_NONE && now >= engine->retry_at)
        fy_engine_start_child(engine);
    if (inside->running == RUNS_SOUND)
        look_at_sound(engine);
    look_at_silence(inside);
}

/* ---- the thread ---- */

static int until_next_look(const struct fy_engine *engine)
{
    if (engine->turning)
        return 1;
    if (engine->inside->running != RUNS_NOTHING)
        return 5;
    if (engine->inside->order == ORDER_PLAY)
        return engine->state == CHILD_NONE ? 0 : 20;
    if (engine->state == CHILD_READY)
        return -1;
    if (engine->lost_at > 0)
        return 100;
    const double at = engine->state == CHILD_OPENING ? open_until(engine) : engine->retry_at;
    const double left = (at - fy_monotonic()) * 1e3 + 1;
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static void wait_for_news(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    char bytes[64];
    struct pollfd fds[] = { { .fd = inside->post[0], .events = POLLIN },
                            { .fd = engine->state == CHILD_NONE ? -1 : engine->child.socket, .events = POLLIN } };
    const int milliseconds = until_next_look(engine);
    pthread_mutex_unlock(&inside->lock);
    (void)poll(fds, 2, milliseconds);
    while (read(inside->post[0], bytes, sizeof bytes) > 0)
        continue;
    pthread_mutex_lock(&inside->lock);
}

/* What plays to one end goes on through the new device. */
static void change_device(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    inside->chosen = false;
    if (inside->running == RUNS_SOUND) {
        const int64_t frame = fy_device_frame(inside);
        if (inside->order == ORDER_NOTHING && inside->play.times == 1) {
            inside->play.from = frame;
            inside->order = ORDER_PLAY;
            inside->posted = fy_monotonic();
            inside->awaited = true;
        }
        fy_engine_ended(inside, frame);
    }
    fy_engine_end_child(engine, CLOSE_PATIENCE);
    engine->failures = 0;
    engine->changing = true;
    engine->retry_at = fy_monotonic();
}

static void work(struct fy_engine *engine)
{
    while (!engine->inside->quit) {
        if (engine->inside->chosen)
            change_device(engine);
        hear_all(engine);
        look(engine);
        fy_engine_obey(engine);
        if (!engine->inside->quit)
            wait_for_news(engine);
    }
}

/* Without the recording nothing can be played, not even silently. */
static void work_without_file(struct fy_engine *engine, const char *why)
{
    engine->inside->rate = 0;
    engine->inside->frames = INT64_MAX;
    fy_engine_fall_silent(engine->inside, why);
    while (!engine->inside->quit) {
        if (engine->inside->order == ORDER_PLAY)
            fy_engine_start_play(engine);
        else if (engine->inside->order == ORDER_STOP)
            fy_engine_stop(engine);
        look_at_silence(engine->inside);
        wait_for_news(engine);
    }
}

/* The recording, the player and the memory; why not, in `why`. */
static bool make_ready(struct fy_engine *engine, struct fy_player **player, char *why, size_t size)
{
    struct device_inside *inside = engine->inside;
    struct fy_recording *recording;
    struct fy_error error;
    enum fy_status status = fy_recording_open(&recording, inside->path, &error);
    if (status == FY_OK) {
        inside->rate = fy_recording_rate(recording);
        inside->frames = fy_recording_frames(recording);
        engine->file_channels = fy_recording_channels(recording);
        status = fy_player_new(player, recording, &error);
    }
    if (status != FY_OK) {
        snprintf(why, size, "%s", error.sentence);
        return false;
    }
    engine->shared = fy_child_memory(&engine->memory_fd);
    if (!engine->shared)
        snprintf(why, size, "%s", strerror(errno));
    return engine->shared != NULL;
}

void *fy_device_thread(void *data)
{
    struct fy_engine engine = { .inside = data, .memory_fd = -1, .begun_at = -1e9 };
    struct device_inside *inside = data;
    char why[1024];
    struct fy_player *player = NULL;
    const bool good = make_ready(&engine, &player, why, sizeof why);
    pthread_mutex_lock(&inside->lock);
    inside->player = player;
    if (player)
        fy_player_mute(player, inside->muted, inside->muted_count);
    engine.retry_at = fy_monotonic();
    if (good)
        inside->underflows = &engine.shared->underflows;
    if (good)
        work(&engine);
    else
        work_without_file(&engine, why);
    inside->running = RUNS_NOTHING;
    fy_engine_end_child(&engine, engine.state == CHILD_READY ? CLOSE_PATIENCE : 0);
    inside->wake_fd = -1;
    inside->underruns = fy_device_underruns(inside);
    inside->transport = NULL;
    inside->underflows = NULL;
    inside->player = NULL;
    pthread_mutex_unlock(&inside->lock);
    fy_player_free(player);
    fy_child_memory_free(engine.shared, engine.memory_fd);
    pthread_mutex_lock(&inside->lock);
    inside->done = true;
    const bool abandoned = inside->abandoned;
    pthread_cond_signal(&inside->left);
    pthread_mutex_unlock(&inside->lock);
    if (abandoned)
        fy_device_free_inside(inside);
    return NULL;
}
