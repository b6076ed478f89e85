/* Plays as the thread of a device starts, turns and stops them: heard, or silently while there is no device. */
#include "base/messages.h"
#include "base/monotonic.h"
#include "terminal/device_engine.h"

#define PLAY_PATIENCE 1.5 /* seconds that a play may wait for a device to open */
#define EAGER_SECONDS 2.0 /* a play makes us look for a device if that was not done for so long */

static bool finished(const struct device_inside *inside)
{
    struct fy_transport_state state;
    fy_transport_state(inside->transport, &state);
    return state.finished;
}

static void start_silence(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    const double now = fy_monotonic();
    struct fy_play play = inside->play;
    play.from = play.from < 0 ? 0 : play.from > inside->frames ? inside->frames : play.from;
    play.to = play.to > inside->frames ? inside->frames : play.to < play.from ? play.from : play.to;
    fy_clock_play(&inside->clock, &play);
    inside->clock_at = now;
    inside->running = RUNS_SILENCE;
    if (engine->state == CHILD_NONE && now - engine->begun_at > EAGER_SECONDS)
        engine->retry_at = now;
}

static void start_sound(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    const struct fy_play play = inside->play;
    inside->running = RUNS_NOTHING;
    pthread_mutex_unlock(&inside->lock);
    /* A file that is slow to come begins with underruns rather than not at all. */
    const bool armed = fy_player_arm(inside->player, inside->transport, &play, FILE_PATIENCE);
    fy_transport_begin(inside->transport);
    atomic_store_explicit(&engine->shared->hold, false, memory_order_release);
    const struct wire_message start = { .kind = WIRE_START, .index = ++engine->serial };
    const bool told = !armed || fy_child_tell(&engine->child, &start);
    pthread_mutex_lock(&inside->lock);
    engine->turning = false;
    if (!armed) {
        fy_engine_ended(inside, inside->rest);
        fy_engine_name(inside, _("the recording's file does not answer"));
        inside->news++;
        return;
    }
    struct fy_transport_state state;
    fy_transport_state(inside->transport, &state);
    engine->calls = state.calls;
    engine->called_at = fy_monotonic();
    engine->heard = false;
    engine->stream = true;
    inside->running = RUNS_SOUND;
    fy_player_change(inside->player, &inside->play.hearing); /* it may have changed meanwhile */
    if (!told)
        fy_engine_lose(engine);
}

void fy_engine_start_play(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    inside->order = ORDER_NOTHING;
    inside->generation++;
    if (engine->state == CHILD_READY)
        start_sound(engine);
    else
        start_silence(engine);
    if (inside->order != ORDER_PLAY)
        inside->awaited = false;
    fy_engine_wake(inside);
}

/* The transport fades out within a buffer; the stream goes on for the play that waits. */
static void turn(struct fy_engine *engine)
{
    if (!engine->turning) {
        atomic_store_explicit(&engine->shared->hold, true, memory_order_release);
        fy_transport_stop(engine->inside->transport);
    }
    engine->turning = true;
    if (!engine->stream || finished(engine->inside))
        fy_engine_start_play(engine);
}

void fy_engine_stop(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    inside->order = ORDER_NOTHING;
    if (inside->running == RUNS_SILENCE) {
        fy_engine_ended(inside, fy_device_frame(inside));
    } else if (inside->running == RUNS_NOTHING) {
        fy_engine_ended(inside, inside->rest);
    } else {
        fy_transport_stop(inside->transport);
        if (!fy_child_tell(&engine->child, &(struct wire_message){ .kind = WIRE_STOP }))
            fy_engine_lose(engine);
    }
}

/* A play may wait for a device that is about to open, not for one that was looked for in vain. */
static bool worth_waiting(const struct fy_engine *engine)
{
    const double now = fy_monotonic();
    const bool opening = engine->state == CHILD_OPENING && now - engine->begun_at < OPEN_PATIENCE;
    const bool about_to = opening || (engine->state == CHILD_NONE && now >= engine->retry_at);
    return about_to && engine->failures <= 1 && now - engine->inside->posted < PLAY_PATIENCE;
}

void fy_engine_obey(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    if (inside->order == ORDER_STOP)
        fy_engine_stop(engine);
    else if (inside->order == ORDER_PLAY && inside->running == RUNS_SOUND)
        turn(engine);
    else if (inside->order == ORDER_PLAY && !worth_waiting(engine))
        fy_engine_start_play(engine);
}
