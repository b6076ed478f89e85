/* The thread of a device: it starts the player process, tells it what to do, watches it, and plays silently while there
 * is none. Functions are entered with the lock held, and leave with it. */
#include "base/messages.h"
#include "terminal/device_child.h"
#include "terminal/device_inside.h"

#include <errno.h>
#include <fangyin/text.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#define FILE_PATIENCE 0.25  /* seconds that a play may wait for the file */
#define OPEN_PATIENCE 3.0   /* for a device to open */
#define PLAY_PATIENCE 1.5   /* that a play may wait for that */
#define START_PATIENCE 2.0  /* from a start to the first callback */
#define CALL_PATIENCE 1.0   /* between two callbacks */
#define DRAIN_PATIENCE 3.0  /* for the device to play what it was given, after the last one */
#define CLOSE_PATIENCE 1.0  /* for the player process to end in order */
#define TELL_SECONDS 1.0    /* a device that is back by then was hardly gone */
#define LEAD_BEYOND 0.1     /* that the player has ready beyond what a device takes when it starts */
#define EAGER_SECONDS 2.0   /* a play makes us look for a device if that was not done for so long */

enum child_state { CHILD_NONE, CHILD_OPENING, CHILD_READY };

struct engine {
    struct device_inside *inside;
    struct wire_shared *shared;
    int memory_fd;
    int file_channels;
    struct fy_child child;
    enum child_state state;
    double begun_at;   /* when this child, or the last one, was started */
    double retry_at;   /* when to start one, while there is none */
    unsigned failures; /* in a row */
    int32_t serial;    /* of the last WIRE_START */
    bool stream;       /* it was told and did not say ENDED yet */
    double lost_at;    /* a device went away then, and nobody was told yet; or 0 */
    bool changing;     /* somebody chose a device: they are told what comes of it */
    bool turning;      /* the play is being ended for another one */
    bool retried;      /* the play has already met a device that was dead */
    uint64_t calls;    /* of the callback, when last looked at */
    double called_at;
    bool heard; /* the callback was called since the start */
};

static void wake(struct device_inside *inside)
{
    /* A full pipe has woken its reader already. */
    if (inside->wake_fd >= 0 && write(inside->wake_fd, "", 1) < 0)
        return;
}

/* snprintf may have cut the name in the middle of a character. */
static void set_name(struct device_inside *inside, const char *name)
{
    size_t whole;
    snprintf(inside->name, sizeof inside->name, "%s", name);
    if (!fy_text_valid(inside->name, strlen(inside->name), &whole))
        inside->name[whole] = '\0';
}

/* There is no sound, or no longer; why is said once, and stands until there is. */
static void fall_silent(struct device_inside *inside, const char *why)
{
    if (!inside->ready || !inside->silent) {
        set_name(inside, why);
        inside->news++;
    }
    inside->ready = inside->silent = true;
    wake(inside);
}

/* Said when nothing came of looking for another device at once. */
static void tell_loss(struct engine *engine)
{
    engine->inside->news += engine->lost_at > 0;
    engine->lost_at = 0;
    wake(engine->inside);
}

static void ended_at(struct device_inside *inside, int64_t frame)
{
    inside->running = RUNS_NOTHING;
    inside->rest = frame;
    inside->playing = inside->order == ORDER_PLAY;
    wake(inside);
}

static bool finished(const struct device_inside *inside)
{
    struct fy_transport_state state;
    fy_transport_state(inside->transport, &state);
    return state.finished;
}

static int64_t transport_end(const struct device_inside *inside)
{
    struct fy_transport_state state;
    fy_transport_state(inside->transport, &state);
    return fy_player_position(inside->player, state.next);
}

static double backoff(unsigned failures)
{
    static const double seconds[] = { 0, 1, 2, 5, 10, 30 };
    const unsigned most = sizeof seconds / sizeof *seconds - 1;
    return seconds[failures < most ? failures : most];
}

static void end_child(struct engine *engine, double patience)
{
    struct device_inside *inside = engine->inside;
    if (engine->state == CHILD_NONE)
        return;
    engine->state = CHILD_NONE;
    engine->stream = engine->turning = false;
    engine->retry_at = fy_device_now() + backoff(engine->failures);
    pthread_mutex_unlock(&inside->lock);
    fy_child_end(&engine->child, patience);
    pthread_mutex_lock(&inside->lock);
}

/* No device was opened. */
static void give_up(struct engine *engine, const char *why, double patience)
{
    engine->failures++;
    tell_loss(engine);
    if (engine->changing)
        engine->inside->silent = engine->changing = false;
    fall_silent(engine->inside, why);
    end_child(engine, patience);
    engine->retry_at = fy_device_now() + backoff(engine->failures);
}

/* The open device is gone. What was heard last stays shown, unless nothing was: then the play has another chance. */
static void lose(struct engine *engine)
{
    struct device_inside *inside = engine->inside;
    engine->failures = engine->heard ? 0 : engine->failures + 1;
    if (!inside->silent)
        engine->lost_at = fy_device_now();
    inside->silent = true;
    set_name(inside, _("the sound device went away"));
    wake(inside);
    if (inside->running == RUNS_SOUND) {
        const bool again = !engine->heard && !engine->retried && inside->order == ORDER_NOTHING;
        const int64_t frame = again ? inside->play.from : fy_device_frame(inside);
        if (again) {
            engine->retried = inside->awaited = true;
            inside->order = ORDER_PLAY;
            inside->posted = fy_device_now();
        }
        ended_at(inside, frame);
    }
    end_child(engine, 0);
    if (inside->order == ORDER_PLAY)
        engine->retry_at = fy_device_now();
}

static void start_child(struct engine *engine)
{
    struct device_inside *inside = engine->inside;
    struct wire_message open = { .kind = WIRE_OPEN,
                                 .rate = (int32_t)fy_player_rate(inside->player),
                                 .channels = (int32_t)fy_player_channels(inside->player),
                                 .latency = inside->latency };
    snprintf(open.text, sizeof open.text, "%s", inside->wanted);
    engine->begun_at = fy_device_now();
    pthread_mutex_unlock(&inside->lock);
    const bool started = fy_child_start(&engine->child, inside->program, engine->memory_fd);
    const bool told = started && fy_child_tell(&engine->child, &open);
    pthread_mutex_lock(&inside->lock);
    engine->state = started ? CHILD_OPENING : CHILD_NONE;
    if (!told)
        give_up(engine, _("its process could not be started"), 0);
}

/* ---- playing ---- */

static void start_silence(struct engine *engine)
{
    struct device_inside *inside = engine->inside;
    const double now = fy_device_now();
    struct fy_play play = inside->play;
    play.from = play.from < 0 ? 0 : play.from > inside->frames ? inside->frames : play.from;
    play.to = play.to > inside->frames ? inside->frames : play.to < play.from ? play.from : play.to;
    fy_clock_play(&inside->clock, &play);
    inside->clock_at = now;
    inside->running = RUNS_SILENCE;
    if (engine->state == CHILD_NONE && now - engine->begun_at > EAGER_SECONDS)
        engine->retry_at = now;
}

static void start_sound(struct engine *engine)
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
        ended_at(inside, inside->rest);
        set_name(inside, _("the recording's file does not answer"));
        inside->news++;
        return;
    }
    struct fy_transport_state state;
    fy_transport_state(inside->transport, &state);
    engine->calls = state.calls;
    engine->called_at = fy_device_now();
    engine->heard = false;
    engine->stream = true;
    inside->running = RUNS_SOUND;
    fy_player_change(inside->player, &inside->play.hearing); /* it may have changed meanwhile */
    if (!told)
        lose(engine);
}

static void start_play(struct engine *engine)
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
    wake(inside);
}

/* The transport fades out within a buffer; the stream goes on for the play that waits. */
static void turn(struct engine *engine)
{
    if (!engine->turning) {
        atomic_store_explicit(&engine->shared->hold, true, memory_order_release);
        fy_transport_stop(engine->inside->transport);
    }
    engine->turning = true;
    if (!engine->stream || finished(engine->inside))
        start_play(engine);
}

static void stop_running(struct engine *engine)
{
    struct device_inside *inside = engine->inside;
    inside->order = ORDER_NOTHING;
    if (inside->running == RUNS_SILENCE) {
        ended_at(inside, fy_device_frame(inside));
    } else if (inside->running == RUNS_NOTHING) {
        ended_at(inside, inside->rest);
    } else {
        fy_transport_stop(inside->transport);
        if (!fy_child_tell(&engine->child, &(struct wire_message){ .kind = WIRE_STOP }))
            lose(engine);
    }
}

/* A play may wait for a device that is about to open, not for one that was looked for in vain. */
static bool worth_waiting(const struct engine *engine)
{
    const double now = fy_device_now();
    const bool about_to = engine->state == CHILD_OPENING || (engine->state == CHILD_NONE && now >= engine->retry_at);
    return about_to && engine->failures <= 1 && now - engine->inside->posted < PLAY_PATIENCE;
}

static void obey(struct engine *engine)
{
    struct device_inside *inside = engine->inside;
    if (inside->order == ORDER_STOP)
        stop_running(engine);
    else if (inside->order == ORDER_PLAY && inside->running == RUNS_SOUND)
        turn(engine);
    else if (inside->order == ORDER_PLAY && !worth_waiting(engine))
        start_play(engine);
}

/* ---- what the player process says, and whether it still lives ---- */

static void opened(struct engine *engine, const struct wire_message *answer)
{
    struct device_inside *inside = engine->inside;
    char name[300];
    pthread_mutex_unlock(&inside->lock);
    const bool free_to_use = fy_player_release(inside->player, FILE_PATIENCE);
    pthread_mutex_lock(&inside->lock);
    if (!free_to_use) {
        give_up(engine, _("the recording's file does not answer"), CLOSE_PATIENCE);
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
    set_name(inside, name);
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
    wake(inside);
}

static void hear(struct engine *engine, const struct wire_message *message)
{
    struct device_inside *inside = engine->inside;
    switch (message->kind) {
    case WIRE_OPENED:
        opened(engine, message);
        break;
    case WIRE_REFUSED:
        give_up(engine, message->text, CLOSE_PATIENCE);
        break;
    case WIRE_ENDED:
        if (message->index != engine->serial)
            break;
        engine->stream = false;
        if (inside->running == RUNS_SOUND && !engine->turning)
            ended_at(inside, transport_end(inside));
        break;
    default:
        lose(engine);
        break;
    }
}

static void hear_all(struct engine *engine)
{
    struct wire_message message;
    int got;
    while (engine->state != CHILD_NONE && (got = fy_child_hear(&engine->child, &message)) != 0) {
        if (got > 0)
            hear(engine, &message);
        else if (engine->state == CHILD_OPENING)
            give_up(engine, _("the sound system failed while it was opened"), 0);
        else
            lose(engine);
    }
}

static void look_at_sound(struct engine *engine)
{
    struct device_inside *inside = engine->inside;
    const double now = fy_device_now();
    struct fy_transport_state state;
    fy_transport_state(inside->transport, &state);
    if (state.calls != engine->calls) {
        engine->calls = state.calls;
        engine->called_at = now;
        engine->heard = true;
    }
    const double patience = !engine->heard ? START_PATIENCE : state.finished ? DRAIN_PATIENCE : CALL_PATIENCE;
    if (now - engine->called_at > patience)
        lose(engine);
}

static void look_at_silence(struct device_inside *inside)
{
    if (inside->running != RUNS_SILENCE)
        return;
    const int64_t frame = fy_device_frame(inside);
    if (!inside->clock.playing)
        ended_at(inside, frame);
}

static void look(struct engine *engine)
{
    struct device_inside *inside = engine->inside;
    const double now = fy_device_now();
    if (engine->state == CHILD_OPENING && now - engine->begun_at > OPEN_PATIENCE)
        give_up(engine, _("the sound system does not answer"), 0);
    if (engine->lost_at > 0 && now - engine->lost_at > TELL_SECONDS)
        tell_loss(engine);
    if (engine->state == CHILD_NONE && now >= engine->retry_at)
        start_child(engine);
    if (inside->running == RUNS_SOUND)
        look_at_sound(engine);
    look_at_silence(inside);
}

/* ---- the thread ---- */

static int until_next_look(const struct engine *engine)
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
    const double at = engine->state == CHILD_OPENING ? engine->begun_at + OPEN_PATIENCE : engine->retry_at;
    const double left = (at - fy_device_now()) * 1e3 + 1;
    return left < 0 ? 0 : left > 60000 ? 60000 : (int)left;
}

static void wait_for_news(struct engine *engine)
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
static void change_device(struct engine *engine)
{
    struct device_inside *inside = engine->inside;
    inside->chosen = false;
    if (inside->running == RUNS_SOUND) {
        const int64_t frame = fy_device_frame(inside);
        if (inside->order == ORDER_NOTHING && inside->play.times == 1) {
            inside->play.from = frame;
            inside->order = ORDER_PLAY;
            inside->posted = fy_device_now();
            inside->awaited = true;
        }
        ended_at(inside, frame);
    }
    end_child(engine, CLOSE_PATIENCE);
    engine->failures = 0;
    engine->changing = true;
    engine->retry_at = fy_device_now();
}

static void work(struct engine *engine)
{
    while (!engine->inside->quit) {
        if (engine->inside->chosen)
            change_device(engine);
        hear_all(engine);
        look(engine);
        obey(engine);
        if (!engine->inside->quit)
            wait_for_news(engine);
    }
}

/* Without the recording nothing can be played, not even silently. */
static void work_without_file(struct engine *engine, const char *why)
{
    engine->inside->rate = 0;
    engine->inside->frames = INT64_MAX;
    fall_silent(engine->inside, why);
    while (!engine->inside->quit) {
        if (engine->inside->order == ORDER_PLAY)
            start_play(engine);
        else if (engine->inside->order == ORDER_STOP)
            stop_running(engine);
        look_at_silence(engine->inside);
        wait_for_news(engine);
    }
}

/* The recording, the player and the memory; why not, in `why`. */
static bool make_ready(struct engine *engine, struct fy_player **player, char *why, size_t size)
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
    struct engine engine = { .inside = data, .memory_fd = -1, .begun_at = -1e9 };
    struct device_inside *inside = data;
    char why[1024];
    struct fy_player *player = NULL;
    const bool good = make_ready(&engine, &player, why, sizeof why);
    pthread_mutex_lock(&inside->lock);
    inside->player = player;
    if (player)
        fy_player_mute(player, inside->muted, inside->muted_count);
    engine.retry_at = fy_device_now();
    if (good)
        inside->underflows = &engine.shared->underflows;
    if (good)
        work(&engine);
    else
        work_without_file(&engine, why);
    inside->running = RUNS_NOTHING;
    end_child(&engine, engine.state == CHILD_READY ? CLOSE_PATIENCE : 0);
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
