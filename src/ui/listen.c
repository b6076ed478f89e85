/* Hearing: what is asked of the device, and what its clock says. */
#include "base/messages.h"
#include "ui/internal.h"

void fy_app_play(struct fy_app *app, int64_t from, int64_t to, bool follow, struct fy_effects *effects)
{
    if (from < 0)
        from = 0;
    if (to > app->frames)
        to = app->frames;
    if (from >= to) {
        fy_app_complain(app, _("There is no sound here: the recording ends earlier."));
        return;
    }
    app->playing = true;
    app->follow = follow;
    app->play_from = from;
    app->play_to = to;
    app->playhead = from;
    const struct fy_play play = { .from = from, .to = to, .times = 1, .hearing = fy_hearing_plain() };
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_PLAY, .play = play });
}

void fy_app_stop(struct fy_app *app, struct fy_effects *effects)
{
    if (!app->playing)
        return;
    app->playing = false;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_STOP });
}

static void segment_frames(const struct fy_app *app, int64_t *from, int64_t *to)
{
    *from = 0;
    *to = app->frames;
    if (fy_app_segments(app) == 0)
        return;
    const struct fy_interval *interval = fy_app_interval(app, app->segment);
    *from = fy_app_frame(app, interval->xmin);
    *to = fy_app_frame(app, interval->xmax);
}

void fy_app_hear_segment(struct fy_app *app, struct fy_effects *effects)
{
    int64_t from, to;
    segment_frames(app, &from, &to);
    fy_app_play(app, from, to, false, effects);
}

static void play_pause(struct fy_app *app, struct fy_effects *effects)
{
    if (app->playing) {
        fy_app_stop(app, effects);
    } else if (app->mark >= 0 && app->mark != app->playhead) {
        const int64_t from = app->mark < app->playhead ? app->mark : app->playhead;
        const int64_t to = app->mark < app->playhead ? app->playhead : app->mark;
        fy_app_play(app, from, to, false, effects);
    } else {
        const bool at_end = app->playhead >= app->frames;
        /* While writing, the playhead may run on, but the line stays. */
        fy_app_play(app, at_end ? 0 : app->playhead, app->frames, app->mode == FY_MODE_NAVIGATE, effects);
    }
}

void fy_app_action_listen(struct fy_app *app, enum fy_action action, struct fy_effects *effects)
{
    const int64_t half = app->rate / 2;
    int64_t from, to;
    segment_frames(app, &from, &to);
    if (action == FY_ACTION_HEAR) {
        if (app->playing)
            fy_app_stop(app, effects);
        else
            fy_app_hear_segment(app, effects);
    } else if (action == FY_ACTION_BACK_PLAY) {
        const int64_t at = app->playhead - 2 * (int64_t)app->rate;
        fy_app_play(app, at < from ? from : at, app->playhead <= to && at < to ? to : app->frames, false, effects);
    } else if (action == FY_ACTION_PLAY_PAUSE) {
        play_pause(app, effects);
    } else if (action == FY_ACTION_PLAY_WINDOW) {
        fy_app_play(app, fy_app_frame(app, app->view_from), fy_app_frame(app, app->view_to), true, effects);
    } else if (action == FY_ACTION_PLAY_BEFORE) {
        fy_app_play(app, from - half, from, false, effects);
    } else if (action == FY_ACTION_PLAY_AFTER) {
        fy_app_play(app, to, to + half, false, effects);
    } else if (action == FY_ACTION_PLAY_HEAD) {
        fy_app_play(app, from, from + half < to ? from + half : to, false, effects);
    } else if (action == FY_ACTION_PLAY_TAIL) {
        fy_app_play(app, to - half > from ? to - half : from, to, false, effects);
    } else if (action == FY_ACTION_STOP) {
        fy_app_stop(app, effects);
    }
}

void fy_app_playhead_event(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects)
{
    (void)effects;
    app->silent = event->playhead.silent;
    app->underruns = event->playhead.underruns;
    /* Said once, when nothing else is being said. */
    if (app->silent && !app->silence_told && app->message.size == 0) {
        app->silence_told = true;
        fy_app_say(app, _("No sound device was found: everything works, silently."));
    }
    if (!app->playing)
        return;
    app->playhead = event->playhead.frame;
    const double time = fy_app_time(app, app->playhead);
    if (event->playhead.playing) {
        if (time >= app->view_to || time < app->view_from) {
            const double span = app->view_to - app->view_from;
            fy_app_set_view(app, time, time + span);
        }
    } else {
        app->playing = false;
    }
    if (app->follow && app->mode == FY_MODE_NAVIGATE && app->playhead < app->play_to)
        fy_app_select_at(app, time);
}
