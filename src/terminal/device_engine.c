/* The device as its thread sees it come and go: what is told of it, and the player process. */
#include "base/messages.h"
#include "base/monotonic.h"
#include "terminal/device_engine.h"

#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

void fy_engine_wake(struct device_inside *inside)
{
    /* A full pipe has woken its reader already. */
    if (inside->wake_fd >= 0 && write(inside->wake_fd, "", 1) < 0)
        return;
}

/* snprintf may have cut the name in the middle of a character. */
void fy_engine_name(struct device_inside *inside, const char *name)
{
    size_t whole;
    snprintf(inside->name, sizeof inside->name, "%s", name);
    if (!fy_text_valid(inside->name, strlen(inside->name), &whole))
        inside->name[whole] = '\0';
}

/* There is no sound, or no longer; why is said once, and stands until there is. */
void fy_engine_fall_silent(struct device_inside *inside, const char *why)
{
    if (!inside->ready || !inside->silent) {
        fy_engine_name(inside, why);
        inside->news++;
    }
    inside->ready = inside->silent = true;
    fy_engine_wake(inside);
}

/* Said when nothing came of looking for another device at once. */
void fy_engine_tell_loss(struct fy_engine *engine)
{
    engine->inside->news += engine->lost_at > 0;
    engine->lost_at = 0;
    fy_engine_wake(engine->inside);
}

void fy_engine_ended(struct device_inside *inside, int64_t frame)
{
    inside->running = RUNS_NOTHING;
    inside->rest = frame;
    inside->playing = inside->order == ORDER_PLAY;
    fy_engine_wake(inside);
}

static double backoff(unsigned failures)
{
    static const double seconds[] = { 0, 1, 2, 5, 10, 30 };
    const unsigned most = sizeof seconds / sizeof *seconds - 1;
    return seconds[failures < most ? failures : most];
}

void fy_engine_end_child(struct fy_engine *engine, double patience)
{
    struct device_inside *inside = engine->inside;
    if (engine->state == CHILD_NONE)
        return;
    engine->state = CHILD_NONE;
    engine->stream = engine->turning = false;
    engine->retry_at = fy_monotonic() + backoff(engine->failures);
    pthread_mutex_unlock(&inside->lock);
    fy_child_end(&engine->child, patience);
    pthread_mutex_lock(&inside->lock);
}

/* No device was opened. */
void fy_engine_give_up(struct fy_engine *engine, const char *why, double patience)
{
    engine->failures++;
    fy_engine_tell_loss(engine);
    if (engine->changing)
        engine->inside->silent = engine->changing = false;
    fy_engine_fall_silent(engine->inside, why);
    fy_engine_end_child(engine, patience);
    engine->retry_at = fy_monotonic() + backoff(engine->failures);
}

/* The open device is gone. What was heard last stays shown, unless nothing was: then the play has another chance. */
void fy_engine_lose(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    engine->failures = engine->heard ? 0 : engine->failures + 1;
    if (!inside->silent)
        engine->lost_at = fy_monotonic();
    inside->silent = true;
    fy_engine_name(inside, _("the sound device went away"));
    fy_engine_wake(inside);
    if (inside->running == RUNS_SOUND) {
        const bool again = !engine->heard && !engine->retried && inside->order == ORDER_NOTHING;
        const int64_t frame = again ? inside->play.from : fy_device_frame(inside);
        if (again) {
            engine->retried = inside->awaited = true;
            inside->order = ORDER_PLAY;
            inside->posted = fy_monotonic();
        }
        fy_engine_ended(inside, frame);
    }
    fy_engine_end_child(engine, 0);
    if (inside->order == ORDER_PLAY)
        engine->retry_at = fy_monotonic();
}

void fy_engine_start_child(struct fy_engine *engine)
{
    struct device_inside *inside = engine->inside;
    struct wire_message open = { .kind = WIRE_OPEN,
                                 .rate = (int32_t)fy_player_rate(inside->player),
                                 .channels = (int32_t)fy_player_channels(inside->player),
                                 .latency = inside->latency };
    snprintf(open.text, sizeof open.text, "%s", inside->wanted);
    engine->begun_at = fy_monotonic();
    pthread_mutex_unlock(&inside->lock);
    const bool started = fy_child_start(&engine->child, inside->program, inside->quiet, engine->memory_fd);
    const bool told = started && fy_child_tell(&engine->child, &open);
    pthread_mutex_lock(&inside->lock);
    engine->state = started ? CHILD_OPENING : CHILD_NONE;
    if (!told)
        fy_engine_give_up(engine, _("its process could not be started"), 0);
}
