/* How it sounds, and the habits of listening: speed, volume, gain, channel, what is muted, switches. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/number.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LEVEL_DB (-3.0) /* where the gain puts the highest peak */

int fy_app_speed(const struct fy_app *app)
{
    static const int shares[] = { 100, 70, 50 };
    const int share = shares[app->slow], speed = app->listening.speed * share / 100;
    const int heard = (speed < share ? speed : share) + app->slow_by;
    return app->slow == 0 ? app->listening.speed : heard > FY_PERCENT_SLOWEST ? heard : FY_PERCENT_SLOWEST;
}

int fy_app_gain(const struct fy_app *app)
{
    /* Room between the highest peak and full scale; less than a whole decibel is none. */
    const double peak = app->peak > 0 ? 20 * log10(app->peak) : 0;
    if (!app->listening.level) {
        const int most = app->peak > 0 ? (int)floor(-peak) : FY_GAIN_MOST;
        return app->listening.gain > most && app->listening.gain > 0 ? (most > 0 ? most : 0) : app->listening.gain;
    }
    const int wanted = app->peak > 0 ? (int)floor(LEVEL_DB - peak) : 0;
    return wanted < 0 ? 0 : wanted > FY_GAIN_MOST ? FY_GAIN_MOST : wanted;
}

struct fy_hearing fy_app_hearing(const struct fy_app *app)
{
    const struct fy_listening *l = &app->listening;
    return (struct fy_hearing){
        .speed = fy_app_speed(app) / 100.0,
        .gain = l->volume / 100.0 * pow(10, fy_app_gain(app) / 20.0),
        .channel = l->channel >= app->channels ? FY_CHANNELS_ALL : l->channel,
        .edges = l->fade,
    };
}

static void hear_change(const struct fy_app *app, struct fy_effects *effects)
{
    if (app->playing)
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_HEARING, .hearing = fy_app_hearing(app) });
}

/* What is heard now changes, and is to be remembered. */
static void changed(struct fy_app *app, struct fy_effects *effects)
{
    app->remember_due = true;
    hear_change(app, effects);
}

void fy_app_ask_sound(struct fy_app *app, struct fy_effects *effects)
{
    if (app->mute_due)
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_MUTE,
                                                     .mute = { app->listening.muted, app->listening.muted_count } });
    app->mute_due = false;
    if ((app->listening.level || app->listening.gain > 0) && !app->peak_asked) {
        app->peak_asked = true;
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_LEVEL });
    }
}

static void say_speed(struct fy_app *app)
{
    char number[FY_NUMBER_SIZE];
    fy_number_write(app->listening.speed / 100.0, number);
    fy_app_say(app, _("speed %s"), number);
}

static void step_speed(struct fy_app *app, int step, struct fy_effects *effects)
{
    /* From what is heard now, on the steps. */
    const int now = app->playing ? fy_app_speed(app) : app->listening.speed;
    const int heard = now / FY_PERCENT_STEP * FY_PERCENT_STEP, speed = heard + step;
    if (speed < FY_PERCENT_SLOWEST || speed > FY_PERCENT_FASTEST) {
        fy_app_say(app, step < 0 ? _("This is the slowest.") : _("This is the fastest."));
        return;
    }
    if (app->playing && app->slow > 0) {
        char number[FY_NUMBER_SIZE];
        app->slow_by += speed - now;
        hear_change(app, effects);
        fy_number_write(speed / 100.0, number);
        fy_app_say(app, _("speed %s, this once"), number);
        return;
    }
    app->listening.speed = speed;
    app->slow = 0;
    changed(app, effects);
    say_speed(app);
}

static void step_volume(struct fy_app *app, int step, struct fy_effects *effects)
{
    const int volume = app->listening.volume + step;
    if (volume < 0 || volume > FY_VOLUME_MOST) {
        fy_app_say(app, step < 0 ? _("This is silence.")
                                 : _("This is the loudest; :gain auto raises a quiet recording."));
        return;
    }
    app->listening.volume = volume;
    changed(app, effects);
    fy_app_say(app, _("volume %d%%"), volume);
}

static void say_gain(struct fy_app *app)
{
    if (!app->listening.level)
        fy_app_say(app, _("gain %+d dB"), fy_app_gain(app));
    else if (app->peak > 0)
        fy_app_say(app, fy_app_gain(app) > 0 ? _("gain %+d dB, as this recording's highest peak allows")
                                             : _("This recording is loud enough: gain %+d dB"), fy_app_gain(app));
    else
        fy_app_say(app, _("The gain comes once the recording's peaks are known."));
}

void fy_app_level_event(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects)
{
    /* Who asked for it was told to wait. */
    const bool waiting = app->listening.level && app->peak <= 0 && app->gain_told;
    app->peak = event->peak;
    if (waiting)
        say_gain(app);
    hear_change(app, effects);
}

const char *fy_app_channel_name(const struct fy_app *app, char name[FY_CHANNEL_NAME])
{
    const int channel = app->listening.channel;
    if (channel == FY_CHANNELS_MIXED)
        snprintf(name, FY_CHANNEL_NAME, "%s", _("mixed"));
    else if (channel < 0 || channel >= app->channels)
        snprintf(name, FY_CHANNEL_NAME, "%s", _("all"));
    else if (app->channels == 2)
        snprintf(name, FY_CHANNEL_NAME, "%s", channel == 0 ? _("left") : _("right"));
    else
        snprintf(name, FY_CHANNEL_NAME, _("channel %d"), channel + 1);
    return name;
}

static void cycle_channel(struct fy_app *app)
{
    const int channel = app->listening.channel;
    if (channel == FY_CHANNELS_MIXED)
        app->listening.channel = FY_CHANNELS_ALL;
    else if (channel + 1 >= app->channels)
        app->listening.channel = FY_CHANNELS_MIXED;
    else
        app->listening.channel = channel < 0 ? 0 : channel + 1;
}

/* ---- what is muted ---- */

/* Put [from, to) in, one with what it touches; false where there is no room. */
static bool mute(struct fy_listening *l, int64_t from, int64_t to)
{
    struct fy_muted kept[FY_MUTED_MOST + 1];
    size_t count = 0, at = 0;
    for (; at < l->muted_count && l->muted[at].to < from; at++)
        kept[count++] = l->muted[at];
    for (; at < l->muted_count && l->muted[at].from <= to; at++) {
        from = l->muted[at].from < from ? l->muted[at].from : from;
        to = l->muted[at].to > to ? l->muted[at].to : to;
    }
    kept[count++] = (struct fy_muted){ from, to };
    for (; at < l->muted_count; at++)
        kept[count++] = l->muted[at];
    if (count > FY_MUTED_MOST)
        return false;
    memcpy(l->muted, kept, count * sizeof *kept);
    l->muted_count = count;
    return true;
}

/* Let everything be heard again that lies in or reaches into [from, to); false where nothing was muted. */
static bool unmute(struct fy_listening *l, int64_t from, int64_t to)
{
    size_t kept = 0;
    for (size_t i = 0; i < l->muted_count; i++) {
        if (l->muted[i].to <= from || l->muted[i].from >= to)
            l->muted[kept++] = l->muted[i];
    }
    const bool any = kept < l->muted_count;
    l->muted_count = kept;
    return any;
}

static void toggle_mute(struct fy_app *app)
{
    int64_t from, to;
    char a[FY_NUMBER_SIZE], b[FY_NUMBER_SIZE];
    if (!fy_app_stretch(app, &from, &to))
        fy_app_segment_frames(app, &from, &to);
    if (from >= to)
        return;
    if (unmute(&app->listening, from, to)) {
        fy_app_say(app, _("It is heard again."));
    } else if (mute(&app->listening, from, to)) {
        fy_app_say(app, _("%s to %s is muted now, and marked x on the time line; the same key lets it be heard again."),
                   fy_time_write(fy_app_time(app, from), 2, a), fy_time_write(fy_app_time(app, to), 2, b));
    } else {
        fy_app_complain(app, _("No more stretches can be muted; there are %d already."), FY_MUTED_MOST);
        return;
    }
    app->mute_due = true;
    app->remember_due = true;
}

/* ---- settings by name ---- */

static const char *on_or_off(bool on)
{
    return on ? _("on") : _("off");
}

static void say_listening(struct fy_app *app)
{
    const struct fy_listening *l = &app->listening;
    char around[FY_NUMBER_SIZE], back[FY_NUMBER_SIZE], gap[FY_NUMBER_SIZE], reaction[FY_NUMBER_SIZE];
    fy_number_write(l->around, around);
    fy_number_write(l->back_step, back);
    fy_number_write(l->loop_gap, gap);
    fy_number_write(l->reaction, reaction);
    fy_app_say(app, _("autoplay %s, autoplay-commit %s, play-moved %s (around %s s), back-step %s s, loop-gap %s s, loop-count %u, reaction %s s, fade %s"),
               on_or_off(l->autoplay), on_or_off(l->autoplay_commit), on_or_off(l->play_moved), around, back, gap,
               l->loop_count, reaction, on_or_off(l->fade));
}

static bool *switch_of(struct fy_listening *l, enum fy_action action)
{
    return action == FY_ACTION_AUTOPLAY          ? &l->autoplay
           : action == FY_ACTION_AUTOPLAY_COMMIT ? &l->autoplay_commit
           : action == FY_ACTION_PLAY_MOVED      ? &l->play_moved
           : action == FY_ACTION_FADE            ? &l->fade
                                                 : NULL;
}

const char *fy_app_switch(const struct fy_app *app, enum fy_action action)
{
    struct fy_listening l = app->listening;
    const bool *toggle = action == FY_ACTION_LOOP        ? &app->loop
                         : action == FY_ACTION_PITCH     ? &app->see.pitch
                         : action == FY_ACTION_FORMANTS  ? &app->see.formants
                         : action == FY_ACTION_INTENSITY ? &app->see.intensity
                                                         : switch_of(&l, action);
    return toggle ? on_or_off(*toggle) : NULL;
}

/* A setting from the command line, under the name it has in fangyin.ini. Without a value a switch is turned over, and
 * anything else is told. */
static void set(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects)
{
    const char *name = fy_action_info(action)->name;
    bool *toggle = switch_of(&app->listening, action);
    if (!*argument && !toggle) {
        say_listening(app);
        return;
    }
    const char *expected = NULL;
    if (*argument)
        expected = fy_listening_take(&app->listening, name, argument);
    else if (toggle)
        *toggle = !*toggle;
    if (expected)
        fy_app_complain(app, "%s", expected);
    else
        fy_app_say(app, _("%s = %s from now on; below [listen] in fangyin.ini it is kept."), name,
                   !toggle ? argument : *toggle ? "on" : "off");
    if (!expected && action == FY_ACTION_FADE)
        changed(app, effects);
}

/* The same for what is remembered. */
static bool set_sound(struct fy_app *app, const char *name, const char *argument, struct fy_effects *effects)
{
    const char *expected = fy_listening_take(&app->listening, name, argument);
    if (expected) {
        fy_app_complain(app, "%s", expected);
        return false;
    }
    changed(app, effects);
    return true;
}

static void loop(struct fy_app *app, const char *argument, struct fy_effects *effects)
{
    bool on = !app->loop;
    if (strcmp(argument, "on") == 0 || strcmp(argument, "off") == 0) {
        on = argument[1] == 'n';
    } else if (*argument) {
        const char *expected = fy_listening_take(&app->listening, "loop-count", argument);
        if (expected) {
            fy_app_complain(app, "%s", expected);
            return;
        }
        on = true;
    }
    fy_app_set_loop(app, on, effects);
    if (on && app->listening.loop_count > 0)
        fy_app_say(app, fy_message_plural("The loop is on: %u round, then the next segment; the same key ends it.",
                                          "The loop is on: %u rounds, then the next segment; the same key ends it.",
                                          app->listening.loop_count),
                   app->listening.loop_count);
    else
        fy_app_say(app, on ? _("The loop is on: round and round until the same key is pressed.") : _("The loop is off."));
}

static void channel(struct fy_app *app, const char *argument, struct fy_effects *effects)
{
    char name[FY_CHANNEL_NAME];
    const int before = app->listening.channel;
    if (*argument) {
        if (!set_sound(app, "channel", argument, effects))
            return;
        if (app->listening.channel >= app->channels) {
            app->listening.channel = before;
            fy_app_complain(app, fy_message_plural("This recording has %d channel.", "This recording has %d channels.",
                                                   (unsigned long)app->channels),
                            app->channels);
            return;
        }
    } else if (app->channels < 2) {
        fy_app_say(app, _("This recording has one channel only."));
        return;
    } else {
        cycle_channel(app);
        changed(app, effects);
    }
    fy_app_say(app, _("channels: %s"), fy_app_channel_name(app, name));
}

void fy_app_action_sound(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects)
{
    if (action == FY_ACTION_LOOP) {
        loop(app, argument, effects);
    } else if (action == FY_ACTION_SLOWER || action == FY_ACTION_FASTER) {
        step_speed(app, action == FY_ACTION_SLOWER ? -FY_PERCENT_STEP : FY_PERCENT_STEP, effects);
    } else if (action == FY_ACTION_QUIETER || action == FY_ACTION_LOUDER) {
        step_volume(app, action == FY_ACTION_QUIETER ? -10 : 10, effects);
    } else if (action == FY_ACTION_GAIN) {
        if (*argument ? set_sound(app, "gain", argument, effects)
                      : set_sound(app, "gain", app->listening.level ? "0" : "auto", effects))
            say_gain(app);
        app->gain_told = true;
    } else if (action == FY_ACTION_CHANNEL) {
        channel(app, argument, effects);
    } else if (action == FY_ACTION_MUTE) {
        toggle_mute(app);
    } else if (action == FY_ACTION_SPEED && *argument) {
        app->slow = 0;
        if (set_sound(app, "speed", argument, effects))
            say_speed(app);
    } else if (action == FY_ACTION_VOLUME && *argument) {
        if (set_sound(app, "volume", argument, effects))
            fy_app_say(app, _("volume %d%%"), app->listening.volume);
    } else if (action == FY_ACTION_SPEED) {
        say_speed(app);
    } else if (action == FY_ACTION_VOLUME) {
        fy_app_say(app, _("volume %d%%"), app->listening.volume);
    } else if (action == FY_ACTION_LISTENING) {
        say_listening(app);
    } else {
        set(app, action, argument, effects);
    }
}
