/* Going from segment to segment, and moving the playhead. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/number.h>
#include <stdlib.h>
#include <string.h>

/* Move the playhead; the current segment is the one it stands in, unless somebody is writing. */
static void playhead_to(struct fy_app *app, int64_t frame, struct fy_effects *effects)
{
    if (frame < 0)
        frame = 0;
    if (frame > app->frames)
        frame = app->frames;
    const bool was_playing = app->playing;
    const int64_t end = app->play_to;
    app->playhead = frame;
    app->mark_end = -1;
    const double time = fy_app_time(app, frame);
    if (app->mode == FY_MODE_NAVIGATE)
        fy_app_select_at(app, time);
    fy_app_show(app, time, time);
    if (was_playing && frame < end)
        fy_app_play_on(app, frame, effects);
    else
        fy_app_stop(app, effects);
    /* Somebody who looks for a place means exactly that place. */
    app->paused_at = -1;
}

static void go_to(struct fy_app *app, const char *where, struct fy_effects *effects)
{
    double time = 0;
    if (*where == '#') {
        char *end = NULL;
        const unsigned long number = strtoul(where + 1, &end, 10);
        if (end == where + 1 || *end != '\0' || number < 1 || number > fy_app_segments(app))
            fy_app_complain(app, _("There are segments #1 to #%zu."), fy_app_segments(app));
        else
            fy_app_select(app, number - 1, false, effects);
    } else if (fy_time_read(where, &time) && time >= 0 && time <= fy_app_time(app, app->frames)) {
        playhead_to(app, fy_app_frame(app, time), effects);
    } else {
        char end[FY_NUMBER_SIZE];
        fy_app_complain(app, _("Write a time up to %s, as 12.5 or 1:02.5, or a segment's number, as #7."),
                        fy_time_write(fy_app_time(app, app->frames), 1, end));
    }
}

static void next_empty(struct fy_app *app, struct fy_effects *effects)
{
    const size_t count = fy_app_segments(app);
    for (size_t i = 1; i <= count; i++) {
        const size_t at = (app->segment + i) % count;
        if (fy_app_interval(app, at)->text[0] == '\0' && !fy_app_is_pause(app, at)) {
            fy_app_select(app, at, app->listening.autoplay, effects);
            return;
        }
    }
    fy_app_say(app, _("Every segment has text."));
}

static void step(struct fy_app *app, int direction, struct fy_effects *effects)
{
    const size_t to = fy_app_segments(app) ? fy_app_step(app, app->segment, direction) : app->segment;
    if (to == app->segment)
        fy_app_say(app, direction > 0 ? _("This is the last segment.") : _("This is the first segment."));
    else
        fy_app_select(app, to, app->listening.autoplay, effects);
}

void fy_app_action_move(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects)
{
    const int64_t second = app->rate;
    if (action == FY_ACTION_NEXT) {
        step(app, 1, effects);
    } else if (action == FY_ACTION_PREVIOUS) {
        step(app, -1, effects);
    } else if (action == FY_ACTION_NEXT_EMPTY) {
        next_empty(app, effects);
    } else if (action == FY_ACTION_FIRST) {
        fy_app_select(app, 0, false, effects);
    } else if (action == FY_ACTION_LAST) {
        fy_app_select(app, fy_app_segments(app) - 1, false, effects);
    } else if (action == FY_ACTION_BACK || action == FY_ACTION_LEFT_FAR) {
        playhead_to(app, app->playhead - second, effects);
    } else if (action == FY_ACTION_FORWARD || action == FY_ACTION_RIGHT_FAR) {
        playhead_to(app, app->playhead + second, effects);
    } else if (action == FY_ACTION_LEFT) {
        playhead_to(app, app->playhead - second / 10, effects);
    } else if (action == FY_ACTION_RIGHT) {
        playhead_to(app, app->playhead + second / 10, effects);
    } else if (action == FY_ACTION_LEFT_FINE) {
        playhead_to(app, app->playhead - second / 100, effects);
    } else if (action == FY_ACTION_RIGHT_FINE) {
        playhead_to(app, app->playhead + second / 100, effects);
    } else if (action == FY_ACTION_TO_START && fy_app_segments(app) > 0) {
        playhead_to(app, fy_app_frame(app, fy_app_interval(app, app->segment)->xmin), effects);
    } else if (action == FY_ACTION_TO_END && fy_app_segments(app) > 0) {
        /* The last frame of this segment, not the first of the next. */
        playhead_to(app, fy_app_frame(app, fy_app_interval(app, app->segment)->xmax) - 1, effects);
    } else if (action == FY_ACTION_GOTO) {
        if (*argument)
            go_to(app, argument, effects);
        else
            fy_app_prompt(app, action);
    } else if (action == FY_ACTION_SEARCH) {
        if (!*argument) {
            fy_app_prompt(app, action);
            return;
        }
        fy_buffer_clear(&app->search);
        fy_buffer_puts(&app->search, argument);
        fy_app_search_next(app, effects);
    } else if (action == FY_ACTION_SEARCH_NEXT) {
        fy_app_search_next(app, effects);
    }
}
