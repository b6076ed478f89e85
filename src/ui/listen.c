/* Hearing: what is asked of the device, and what its clock says. */
#include "base/messages.h"
#include "ui/internal.h"

#define BACK_SECONDS 2 /* of S-Tab, and of "again, slower" while it plays on and on */

bool fy_app_stretch(const struct fy_app *app, int64_t *from, int64_t *to)
{
    /* What is checked by ear in between moves the playhead, but marks nothing. */
    const bool piece = app->playing && app->heard == FY_HEARD_PIECE;
    const int64_t other = app->mark_end >= 0 ? app->mark_end : piece ? app->return_to : app->playhead;
    if (app->mark < 0 || app->mark == other)
        return false;
    *from = app->mark < other ? app->mark : other;
    *to = app->mark < other ? other : app->mark;
    return true;
}

void fy_app_segment_frames(const struct fy_app *app, int64_t *from, int64_t *to)
{
    *from = 0;
    *to = app->frames;
    if (fy_app_segments(app) == 0)
        return;
    const struct fy_interval *interval = fy_app_interval(app, app->segment);
    *from = fy_app_frame(app, interval->xmin);
    *to = fy_app_frame(app, interval->xmax);
}

/* ---- starting and stopping ---- */

/* Play [from, to), as rounds of a loop where `rounds` is not 1 (0: without end). */
static void start(struct fy_app *app, enum fy_heard heard, int64_t from, int64_t to, unsigned rounds,
                  struct fy_effects *effects)
{
    if (from < 0)
        from = 0;
    if (to > app->frames)
        to = app->frames;
    if (from >= to) {
        fy_app_complain(app, _("There is no sound here: the recording ends earlier."));
        return;
    }
    if (heard != FY_HEARD_PIECE || !(app->playing && app->heard == FY_HEARD_PIECE))
        app->return_to = app->playhead;
    app->playing = true;
    app->heard = heard;
    app->follow = heard == FY_HEARD_FREE && app->mode == FY_MODE_NAVIGATE;
    app->looping = rounds != 1;
    app->round = 1;
    app->paused_at = -1;
    app->play_from = from;
    app->play_to = to;
    app->playhead = from;
    /* What is heard is seen, wherever one had looked; but not for the half second of a piece. */
    if (heard != FY_HEARD_PIECE)
        fy_app_show(app, fy_app_time(app, from), fy_app_time(app, from));
    const struct fy_play play = { .from = from, .to = to, .times = rounds,
                                  .gap = app->looping ? app->listening.loop_gap : 0, .hearing = fy_app_hearing(app) };
    app->work.plays++;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_PLAY, .play = play });
}

static unsigned rounds_of(const struct fy_app *app)
{
    return app->loop ? app->listening.loop_count : 1;
}

void fy_app_play(struct fy_app *app, enum fy_heard heard, int64_t from, int64_t to, struct fy_effects *effects)
{
    const bool loops = heard == FY_HEARD_SEGMENT || heard == FY_HEARD_MARK;
    app->slow = 0;
    start(app, heard, from, to, loops ? rounds_of(app) : 1, effects);
}

void fy_app_play_on(struct fy_app *app, int64_t from, struct fy_effects *effects)
{
    const bool follow = app->follow;
    start(app, app->heard, from, app->play_to, 1, effects);
    app->follow = follow;
}

void fy_app_stop(struct fy_app *app, struct fy_effects *effects)
{
    if (!app->playing)
        return;
    app->playing = false;
    app->paused_at = app->playhead;
    app->paused = app->heard;
    app->paused_from = app->play_from;
    app->paused_to = app->play_to;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_STOP });
}

void fy_app_hear_segment(struct fy_app *app, struct fy_effects *effects)
{
    int64_t from, to;
    fy_app_segment_frames(app, &from, &to);
    fy_app_play(app, FY_HEARD_SEGMENT, from, to, effects);
}

static void hear_stretch(struct fy_app *app, int64_t from, int64_t to, struct fy_effects *effects)
{
    /* From now on the playhead no longer says where the stretch ends. */
    app->mark_end = app->mark == from ? to : from;
    fy_app_play(app, FY_HEARD_MARK, from, to, effects);
}

void fy_app_hear_boundary(struct fy_app *app, int64_t frame, struct fy_effects *effects)
{
    const bool piece = app->playing && app->heard == FY_HEARD_PIECE;
    if (!app->listening.play_moved || (app->playing && !piece))
        return;
    const int64_t reach = (int64_t)(app->listening.around * app->rate);
    if (frame - reach >= app->frames || reach == 0)
        return;
    fy_app_play(app, FY_HEARD_PIECE, frame - reach, frame + reach, effects);
}

/* After a pause a little of what was heard before it comes again. */
static void play(struct fy_app *app, struct fy_effects *effects)
{
    int64_t from, to;
    const bool paused = app->paused_at >= 0 && app->paused_at == app->playhead;
    const bool stretch = fy_app_stretch(app, &from, &to);
    if (paused && app->paused_to > app->playhead && (!stretch || app->paused == FY_HEARD_MARK)) {
        const int64_t least = app->paused == FY_HEARD_FREE ? 0 : app->paused_from;
        const int64_t back = app->playhead - (int64_t)(app->listening.back_step * app->rate);
        const int64_t end = app->paused_to;
        app->slow = 0;
        start(app, app->paused, back < least ? least : back, end, 1, effects);
        if (app->paused != FY_HEARD_FREE)
            app->play_from = least;
    } else if (stretch) {
        hear_stretch(app, from, to, effects);
    } else {
        const bool at_end = app->playhead >= app->frames;
        fy_app_play(app, FY_HEARD_FREE, at_end ? 0 : app->playhead, app->frames, effects);
    }
}

static void back_play(struct fy_app *app, struct fy_effects *effects)
{
    int64_t from, to;
    fy_app_segment_frames(app, &from, &to);
    const int64_t at = app->playhead - BACK_SECONDS * (int64_t)app->rate;
    const bool inside = app->playhead <= to && at < to;
    app->slow = 0;
    start(app, inside ? FY_HEARD_SEGMENT : FY_HEARD_FREE, at < from ? from : at, inside ? to : app->frames, 1, effects);
    if (inside)
        app->follow = false;
}

/* What was heard last, slower; its beginning is that of the whole, not of what was left after a pause. */
static void again_slower(struct fy_app *app, struct fy_effects *effects)
{
    int64_t from, to;
    const bool piece = app->heard == FY_HEARD_PIECE && (app->playing || app->playhead == app->return_to);
    app->slow = app->slow < 2 ? app->slow + 1 : 2;
    app->slow_by = 0;
    if (app->slow > 1 && app->heard == FY_HEARD_FREE && app->playhead > app->play_from && app->playhead <= app->play_to) {
        start(app, FY_HEARD_FREE, app->play_from, app->play_to, 1, effects);
    } else if (piece && app->play_to > app->play_from) {
        start(app, FY_HEARD_PIECE, app->play_from, app->play_to, 1, effects);
    } else if (app->playing && app->heard == FY_HEARD_FREE) {
        const int64_t here = app->playhead, back = here - BACK_SECONDS * (int64_t)app->rate;
        start(app, FY_HEARD_FREE, back, here > 0 ? here : 1, 1, effects);
    } else if (fy_app_stretch(app, &from, &to)) {
        app->mark_end = app->mark == from ? to : from;
        start(app, FY_HEARD_MARK, from, to, rounds_of(app), effects);
    } else {
        fy_app_segment_frames(app, &from, &to);
        start(app, FY_HEARD_SEGMENT, from, to, rounds_of(app), effects);
    }
    app->follow = false;
}

/* ---- the loop ---- */

void fy_app_set_loop(struct fy_app *app, bool on, struct fy_effects *effects)
{
    app->loop = on;
    /* What plays on and on has no end to come back from: then it is the segment that is meant. */
    if (on && (!app->playing || app->heard == FY_HEARD_FREE)) {
        int64_t from, to;
        if (fy_app_stretch(app, &from, &to))
            hear_stretch(app, from, to, effects);
        else
            fy_app_hear_segment(app, effects);
    } else if (!on && app->playing && app->looping) {
        /* This round is heard to its end. */
        if (app->playhead < app->play_to)
            fy_app_play_on(app, app->playhead, effects);
        else
            fy_app_stop(app, effects);
    }
}

/* The range that the next round should have. */
static void round_range(const struct fy_app *app, int64_t *from, int64_t *to)
{
    if (app->heard == FY_HEARD_MARK && fy_app_stretch(app, from, to))
        return;
    fy_app_segment_frames(app, from, to);
}

/* A round has ended, or the next one has just begun: boundaries that were moved meanwhile count from now on. */
static void next_round(struct fy_app *app, bool begun, struct fy_effects *effects)
{
    int64_t from, to;
    if (begun)
        app->round++;
    round_range(app, &from, &to);
    if (from == app->play_from && to == app->play_to)
        return;
    const unsigned done = begun ? app->round - 1 : app->round, count = app->listening.loop_count;
    if (count > 0 && done >= count)
        return;
    start(app, app->heard, from, to, count > 0 ? count - done : 0, effects);
    app->looping = true;
    app->round = done + 1;
}

/* All rounds were heard: on to the next segment, but never away from under somebody's fingers. */
static void after_rounds(struct fy_app *app, struct fy_effects *effects)
{
    if (app->heard != FY_HEARD_SEGMENT || app->mode != FY_MODE_NAVIGATE)
        return;
    const size_t next = fy_app_segments(app) ? fy_app_step(app, app->segment, 1) : app->segment;
    if (next == app->segment)
        fy_app_say(app, _("This is the last segment."));
    else
        fy_app_select(app, next, true, effects);
}

/* ---- the device's clock ---- */

static void ended(struct fy_app *app, struct fy_effects *effects)
{
    app->playing = false;
    if (app->playhead < app->play_to)
        return;
    if (app->heard == FY_HEARD_PIECE) {
        app->playhead = app->return_to;
        return;
    }
    app->paused_at = app->playhead;
    app->paused = FY_HEARD_FREE;
    app->paused_from = 0;
    app->paused_to = app->frames;
    if (app->heard == FY_HEARD_FREE || !app->loop)
        return;
    if (app->looping && app->listening.loop_count > 0) {
        after_rounds(app, effects);
        return;
    }
    int64_t from, to;
    round_range(app, &from, &to);
    start(app, app->heard, from, to, rounds_of(app), effects);
}

/* The window goes with the playhead while there is more to come, half a window at a time so that what was seen stays in
 * sight; not where somebody has looked elsewhere. */
static void scroll(struct fy_app *app, double before, double now)
{
    const double span = app->view_to - app->view_from;
    const bool watched = before >= app->view_from && before <= app->view_to;
    if (!watched)
        return;
    if (now < app->view_from || now >= app->view_to)
        fy_app_set_view(app, now - span * 0.1, now + span * 0.9);
    else if (now > app->view_from + span * 0.8 && fy_app_time(app, app->play_to) > app->view_to)
        fy_app_set_view(app, app->view_from + span / 2, app->view_to + span / 2);
}

void fy_app_playhead_event(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects)
{
    app->silent = event->playhead.silent;
    app->underruns = event->playhead.underruns;
    if (!app->playing)
        return;
    const int64_t before = app->playhead;
    app->playhead = event->playhead.frame;
    const double time = fy_app_time(app, app->playhead);
    if (app->follow && app->mode == FY_MODE_NAVIGATE && app->playhead < app->play_to)
        fy_app_select_at(app, time);
    if (!event->playhead.playing) {
        ended(app, effects);
        return;
    }
    scroll(app, fy_app_time(app, before), time);
    /* A round that begins is a leap back; the silence before it is the playhead at the end. */
    const bool begun = before - app->playhead > (app->play_to - app->play_from) / 4;
    if (app->looping && (begun || app->playhead >= app->play_to))
        next_round(app, begun, effects);
}

/* ---- actions ---- */

static void play_part(struct fy_app *app, enum fy_action action, struct fy_effects *effects)
{
    const int64_t half = app->rate / 2;
    int64_t from, to;
    fy_app_segment_frames(app, &from, &to);
    if (action == FY_ACTION_PLAY_BEFORE)
        fy_app_play(app, FY_HEARD_PIECE, from - half, from, effects);
    else if (action == FY_ACTION_PLAY_AFTER)
        fy_app_play(app, FY_HEARD_PIECE, to, to + half, effects);
    else if (action == FY_ACTION_PLAY_HEAD)
        fy_app_play(app, FY_HEARD_PIECE, from, from + half < to ? from + half : to, effects);
    else if (action == FY_ACTION_PLAY_TAIL)
        fy_app_play(app, FY_HEARD_PIECE, to - half > from ? to - half : from, to, effects);
    else if (action == FY_ACTION_PLAY_WINDOW)
        fy_app_play(app, FY_HEARD_FREE, fy_app_frame(app, app->view_from), fy_app_frame(app, app->view_to), effects);
    else if (action == FY_ACTION_PLAY_ALL)
        fy_app_play(app, FY_HEARD_FREE, 0, app->frames, effects);
}

void fy_app_action_listen(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects)
{
    if (action == FY_ACTION_HEAR) {
        if (app->playing)
            fy_app_stop(app, effects);
        else
            fy_app_hear_segment(app, effects);
    } else if (action == FY_ACTION_BACK_PLAY) {
        back_play(app, effects);
    } else if (action == FY_ACTION_AGAIN_SLOWER) {
        again_slower(app, effects);
    } else if (action == FY_ACTION_PLAY || action == FY_ACTION_PAUSE || action == FY_ACTION_PLAY_PAUSE) {
        if (app->playing && action != FY_ACTION_PLAY)
            fy_app_stop(app, effects);
        else if (!app->playing && action != FY_ACTION_PAUSE)
            play(app, effects);
    } else if (action == FY_ACTION_STOP) {
        fy_app_stop(app, effects);
        app->paused_at = -1;
    } else if (action >= FY_ACTION_PLAY_BEFORE && action <= FY_ACTION_PLAY_ALL) {
        play_part(app, action, effects);
    } else if (action == FY_ACTION_TAP) {
        fy_app_tap(app);
    } else {
        fy_app_action_sound(app, action, argument, effects);
    }
}
