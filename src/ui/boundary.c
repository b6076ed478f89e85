/* Segments: new, split, merged, nudged, cut at pauses. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <math.h>
#include <string.h>

#define CLOSEST 0.05 /* seconds between two boundaries that are set while it plays */

static bool have_segment(struct fy_app *app)
{
    if (fy_app_segments(app) > 0)
        return true;
    fy_app_complain(app, _("This grid has no interval tier; :add-tier text makes one."));
    return false;
}

static bool insert(struct fy_app *app, double time, size_t cut, double place)
{
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    const enum fy_status made = fy_edit_insert_boundary(&edit, app->grid, app->tier, time, cut, &error);
    return fy_app_do(app, made, &edit, place, &error);
}

static bool set_label(struct fy_app *app, size_t tier, size_t index, const char *text)
{
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    const enum fy_status made = fy_edit_set_label(&edit, app->grid, tier, index, text, strlen(text), &error);
    return fy_app_do(app, made, &edit, fy_tier_intervals(app->grid, tier)[index].xmin, &error);
}

/* Split at a time; `cut` is where the label parts, in bytes, (size_t)-1 for its end. On success the right part is the
 * current segment. */
static bool split(struct fy_app *app, double time, size_t cut)
{
    const size_t at = fy_tier_index_at(app->grid, app->tier, time);
    if (at == FY_NONE || !insert(app, time, cut, time))
        return false;
    app->segment = at + 1;
    app->range_anchor = FY_NONE;
    fy_app_load_line(app, false);
    return true;
}

static void split_text(struct fy_app *app)
{
    const struct fy_interval *interval = fy_app_interval(app, app->segment);
    const double time = fy_app_time(app, app->playhead);
    const bool editing = app->mode == FY_MODE_EDIT && app->edit_tier == app->tier;
    if (time <= interval->xmin || time >= interval->xmax) {
        fy_app_complain(app, _("Play or move into the segment first: it is split where the playhead stands."));
        return;
    }
    /* The sound goes on; the text after the caret goes on with it. */
    if (split(app, time, editing ? app->line.caret : (size_t)-1) && editing)
        app->line.caret = 0;
}

void fy_app_tap(struct fy_app *app)
{
    char at[FY_NUMBER_SIZE];
    if (!have_segment(app))
        return;
    /* A hand is later than an ear, by the same time of the clock however slow it plays. */
    const double late = app->playing ? app->listening.reaction * app->rate * fy_app_speed(app) / 100 : 0;
    const int64_t frame = app->playhead - (int64_t)late;
    const double time = fy_app_time(app, frame < 0 ? 0 : frame);
    const size_t in = fy_tier_index_at(app->grid, app->tier, time);
    if (in == FY_NONE || time - fy_app_interval(app, in)->xmin < CLOSEST || fy_app_interval(app, in)->xmax - time < CLOSEST) {
        fy_app_say(app, _("A boundary stands there already."));
        return;
    }
    const double here = fy_app_interval(app, app->segment)->xmin;
    if (!insert(app, time, (size_t)-1, time))
        return;
    /* Who writes goes on writing in what is left of the segment, who only listens goes with the playhead. */
    app->range_anchor = FY_NONE;
    const bool writing = app->mode == FY_MODE_EDIT;
    const size_t now = fy_tier_index_at(app->grid, app->tier, writing ? here : fy_app_time(app, app->playhead));
    app->segment = now == FY_NONE ? app->segment : now;
    fy_app_load_line(app, writing);
    fy_app_say(app, _("boundary at %s"), fy_time_write(time, 3, at));
}

/* Make [from, to) of the recording a segment of its own: boundaries where none stand yet. */
static bool isolate(struct fy_app *app, int64_t from, int64_t to)
{
    const int64_t ends[2] = { from, to };
    fy_history_begin(app->history, fy_app_time(app, from));
    for (int i = 0; i < 2; i++) {
        const double time = fy_app_time(app, ends[i]);
        const size_t at = fy_tier_index_at(app->grid, app->tier, time);
        if (at == FY_NONE)
            continue;
        const struct fy_interval *interval = fy_app_interval(app, at);
        const bool on_boundary = fy_app_frame(app, interval->xmin) == ends[i] || fy_app_frame(app, interval->xmax) == ends[i];
        if (!on_boundary && !insert(app, time, (size_t)-1, time)) {
            fy_history_cancel(app->history);
            return false;
        }
    }
    fy_history_end(app->history);
    return true;
}

static void new_segment(struct fy_app *app, struct fy_effects *effects)
{
    int64_t from, to;
    if (!fy_app_stretch(app, &from, &to)) {
        fy_app_complain(app, _("Mark a stretch first: S, then move or play to its end, then A."));
        return;
    }
    /* A stretch over boundaries would leave pieces: better to say so than to guess which one was meant. */
    const size_t first = fy_tier_index_at(app->grid, app->tier, fy_app_time(app, from));
    const size_t last = fy_tier_index_at(app->grid, app->tier, fy_app_time(app, to - 1));
    if (first != last) {
        fy_app_complain(app, _("The marked stretch crosses a boundary; merge the segments (m) or mark less."));
        return;
    }
    fy_app_stop(app, effects);
    if (!isolate(app, from, to))
        return;
    app->mark = app->mark_end = -1;
    app->playhead = from;
    fy_app_select_at(app, fy_app_time(app, from));
    fy_app_refit(app);
    fy_app_edit(app);
}

/* What the event tier says of two segments once they are one: of two pauses one remains, and a pause together with
 * something else is none. NULL where neither is a pause. */
static const char *merged_event(const struct fy_app *app, size_t left)
{
    if (left + 1 >= fy_app_segments(app))
        return NULL;
    const char *a = fy_app_sister_label(app, "event", left), *b = fy_app_sister_label(app, "event", left + 1);
    if (strcmp(a, "pause") == 0)
        return fy_app_is_pause(app, left) && fy_app_is_pause(app, left + 1) ? a : strcmp(b, "pause") == 0 ? "" : b;
    return strcmp(b, "pause") == 0 ? a : NULL;
}

static bool merge(struct fy_app *app, size_t left)
{
    const char *event = merged_event(app, left);
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    fy_history_begin(app->history, fy_app_interval(app, left)->xmin);
    if (!fy_app_do(app, fy_edit_remove_boundary(&edit, app->grid, app->tier, left, &error), &edit,
                   fy_app_interval(app, left)->xmin, &error)) {
        fy_history_cancel(app->history);
        return false;
    }
    const size_t tier = event ? fy_app_sister(app, "event") : FY_NONE;
    const size_t at = tier == FY_NONE ? FY_NONE : fy_app_same_span(app, tier, left);
    if (at != FY_NONE)
        (void)set_label(app, tier, at, event);
    fy_history_end(app->history);
    app->segment = left;
    app->range_anchor = FY_NONE;
    return true;
}

bool fy_app_move_boundary(struct fy_app *app, size_t index, double to)
{
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    /* A place that lies in the current segment before and after the move. */
    const double from = fy_app_interval(app, index)->xmax, later = from > to ? from : to;
    const double place = index == app->segment ? fy_app_interval(app, index)->xmin : later;
    const enum fy_status made = fy_edit_move_boundary(&edit, app->grid, app->tier, index, to, &error);
    const bool moved = fy_app_do(app, made, &edit, place, &error);
    /* A sister tier's interval may be ours now, or no longer. */
    fy_app_load_line(app, true);
    return moved;
}

static void nudge(struct fy_app *app, bool start, int milliseconds, struct fy_effects *effects)
{
    if (start ? app->segment == 0 : app->segment + 1 >= fy_app_segments(app)) {
        fy_app_complain(app, _("The recording's own start and end do not move."));
        return;
    }
    const struct fy_interval *interval = fy_app_interval(app, app->segment);
    /* On a frame, also where the grid goes on beyond the sound. */
    const double frame = floor((start ? interval->xmin : interval->xmax) * app->rate + 0.5);
    const int64_t to = (int64_t)frame + (int64_t)app->rate * milliseconds / 1000;
    if (!fy_app_move_boundary(app, start ? app->segment - 1 : app->segment, fy_app_time(app, to)))
        return;
    /* The playhead is what comes back after the surroundings of a boundary were heard. */
    if (start && app->playing && app->heard == FY_HEARD_PIECE)
        app->return_to = to;
    else if (start && !app->playing)
        app->playhead = to;
    fy_app_hear_boundary(app, to, effects);
    char at[FY_NUMBER_SIZE];
    fy_app_say(app, start ? _("start at %s") : _("end at %s"), fy_time_write(fy_app_time(app, to), 3, at));
}

/* Ask where the boundary nearest to the playhead would stand better. */
static void snap(struct fy_app *app, bool quiet, struct fy_effects *effects)
{
    const struct fy_interval *interval = fy_app_interval(app, app->segment);
    const int64_t start = fy_app_frame(app, interval->xmin), end = fy_app_frame(app, interval->xmax);
    const bool at_start = app->playhead - start <= end - app->playhead;
    if (at_start ? app->segment == 0 : app->segment + 1 >= fy_app_segments(app)) {
        fy_app_complain(app, _("The recording's own start and end do not move."));
        return;
    }
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_SNAP,
                                                 .snap = { at_start ? start : end, app->rate / 10, quiet } });
}

void fy_app_snap_event(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects)
{
    char at[FY_NUMBER_SIZE];
    for (size_t i = app->segment > 0 ? app->segment - 1 : 0; i <= app->segment && i + 1 < fy_app_segments(app); i++) {
        if (fy_app_frame(app, fy_app_interval(app, i)->xmax) != event->snap.from)
            continue;
        const double to = fy_app_time(app, event->snap.to);
        if (event->snap.to != event->snap.from && fy_app_move_boundary(app, i, to)) {
            fy_app_hear_boundary(app, event->snap.to, effects);
            fy_app_say(app, _("boundary at %s"), fy_time_write(to, 3, at));
        } else if (event->snap.to == event->snap.from)
            fy_app_say(app, _("The boundary stands there already."));
        return;
    }
}

/* The current segment starts (or ends) at the playhead: inside it, the rest becomes a segment of its own; outside, the
 * boundary moves there. */
static void set_edge(struct fy_app *app, bool start, struct fy_effects *effects)
{
    const double time = fy_app_time(app, app->playhead);
    const struct fy_interval *interval = fy_app_interval(app, app->segment);
    if (fy_app_frame(app, start ? interval->xmin : interval->xmax) == app->playhead) {
        fy_app_say(app, _("It stands there already."));
    } else if (time > interval->xmin && time < interval->xmax) {
        const size_t at = app->segment;
        if (insert(app, time, start ? 0 : (size_t)-1, start ? time : interval->xmin)) {
            app->segment = start ? at + 1 : at;
            fy_app_load_line(app, false);
        }
    } else if (start ? app->segment > 0 : app->segment + 1 < fy_app_segments(app)) {
        if (fy_app_move_boundary(app, start ? app->segment - 1 : app->segment, time))
            fy_app_hear_boundary(app, app->playhead, effects);
    } else {
        fy_app_complain(app, _("The recording's own start and end do not move."));
    }
}

void fy_app_action_boundary(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects)
{
    if (!have_segment(app))
        return;
    fy_history_seal(app->history);
    if (action == FY_ACTION_SPLIT) {
        double time = fy_app_time(app, app->playhead);
        if (*argument && !fy_time_read(argument, &time)) {
            fy_app_complain(app, _("“%s” is no time; write it as 12.5 or 1:02.5."), argument);
            return;
        }
        if (split(app, fy_app_time(app, fy_app_frame(app, time)), (size_t)-1) && *argument)
            app->playhead = fy_app_frame(app, time);
    } else if (action == FY_ACTION_SPLIT_TEXT) {
        split_text(app);
    } else if (action == FY_ACTION_MARK) {
        app->mark = app->mark < 0 ? app->playhead : -1;
        app->mark_end = -1;
        if (app->mark >= 0)
            fy_app_say(app, _("Marking from here: move or play on, then A for a new segment, Space to hear, S to stop."));
    } else if (action == FY_ACTION_NEW_SEGMENT) {
        new_segment(app, effects);
    } else if (action == FY_ACTION_SET_START || action == FY_ACTION_SET_END) {
        set_edge(app, action == FY_ACTION_SET_START, effects);
    } else if (action == FY_ACTION_MERGE_NEXT || action == FY_ACTION_MERGE_PREVIOUS) {
        const bool next = action == FY_ACTION_MERGE_NEXT;
        if (next ? app->segment + 1 >= fy_app_segments(app) : app->segment == 0)
            fy_app_complain(app, next ? _("This is the last segment.") : _("This is the first segment."));
        else if (merge(app, next ? app->segment : app->segment - 1))
            fy_app_load_line(app, false);
    } else if (action == FY_ACTION_SNAP_ZERO || action == FY_ACTION_SNAP_QUIET) {
        snap(app, action == FY_ACTION_SNAP_QUIET, effects);
    } else if (action == FY_ACTION_CUT) {
        const int64_t from = fy_app_frame(app, fy_app_interval(app, app->segment)->xmin);
        fy_app_say(app, _("Looking for pauses …"));
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_SPEECH, .frames = { from, app->frames } });
    } else {
        static const struct {
            enum fy_action action;
            bool start;
            int milliseconds;
        } nudges[] = {
            { FY_ACTION_START_EARLIER, true, -10 },      { FY_ACTION_START_LATER, true, 10 },
            { FY_ACTION_END_EARLIER, false, -10 },       { FY_ACTION_END_LATER, false, 10 },
            { FY_ACTION_START_EARLIER_FAR, true, -100 }, { FY_ACTION_START_LATER_FAR, true, 100 },
            { FY_ACTION_END_EARLIER_FAR, false, -100 },  { FY_ACTION_END_LATER_FAR, false, 100 },
        };
        for (size_t i = 0; i < sizeof nudges / sizeof *nudges; i++) {
            if (nudges[i].action == action)
                nudge(app, nudges[i].start, nudges[i].milliseconds, effects);
        }
    }
}

/* ---- cutting what is empty at its pauses ---- */

/* No tier of this speaker says anything over the segment. */
static bool is_empty(const struct fy_app *app, size_t segment)
{
    for (size_t tier = 0; tier < fy_grid_tier_count(app->grid); tier++) {
        if (!fy_tiers_are_sisters(app->grid, app->tier, tier))
            continue;
        const size_t at = tier == app->tier ? segment : fy_app_same_span(app, tier, segment);
        if (at != FY_NONE && fy_tier_intervals(app->grid, tier)[at].text[0] != '\0')
            return false;
    }
    return true;
}

/* Cut one empty segment; returns how many pieces of speech it gave, or -1 after a failure (with a complaint). */
static long cut_segment(struct fy_app *app, size_t segment, const struct fy_event *event, size_t *pieces)
{
    const struct fy_interval interval = *fy_app_interval(app, segment);
    const struct fy_cut_settings settings = { app->rate, app->pause, app->longest, app->padding };
    const int64_t from = fy_app_frame(app, interval.xmin), to = fy_app_frame(app, interval.xmax);
    struct fy_cut *cuts = NULL;
    *pieces = 0;
    if (fy_cut_at_pauses(event->speech.stretches, event->speech.count, from, to, &settings, &cuts, pieces) != FY_OK) {
        fy_app_complain(app, _("There is not enough memory to cut here."));
        return -1;
    }
    long speech = 0;
    bool good = true;
    size_t event_tier = FY_NONE;
    for (size_t i = 0; good && i < *pieces; i++) {
        if (!cuts[i].speech && event_tier == FY_NONE) {
            event_tier = fy_app_need_sister(app, "event");
            good = event_tier != FY_NONE;
        }
        speech += cuts[i].speech ? 1 : 0;
        if (good && i > 0)
            good = insert(app, fy_app_time(app, cuts[i].from), (size_t)-1, interval.xmin);
    }
    for (size_t i = 0; good && i < *pieces; i++) {
        if (cuts[i].speech)
            continue;
        /* An event of another span says something else. */
        const size_t at = fy_app_same_span(app, event_tier, segment + i);
        good = at == FY_NONE || set_label(app, event_tier, at, "pause");
    }
    fy_free(cuts);
    return good ? speech : -1;
}

void fy_app_cut_event(struct fy_app *app, const struct fy_event *event)
{
    const double start = fy_app_time(app, event->speech.from);
    if (fy_app_segments(app) == 0)
        return;
    fy_history_seal(app->history);
    const unsigned long before = fy_history_revision(app->history);
    fy_history_begin(app->history, start);
    long total = 0;
    size_t first = fy_tier_index_at(app->grid, app->tier, start);
    if (first == FY_NONE)
        first = 0;
    /* Who went on meanwhile stays where they are. */
    const bool away = app->mode != FY_MODE_NAVIGATE || app->segment != first;
    const double here = fy_app_interval(app, app->segment)->xmin;
    for (size_t i = first; i < fy_app_segments(app);) {
        size_t pieces = 1;
        if (is_empty(app, i)) {
            const long speech = cut_segment(app, i, event, &pieces);
            if (speech < 0) {
                fy_history_cancel(app->history);
                fy_app_refit(app);
                return;
            }
            total += speech;
        }
        i += pieces > 0 ? pieces : 1;
    }
    fy_history_end(app->history);
    if (away) {
        fy_app_select_at(app, here);
        fy_app_refit(app);
    } else {
        app->segment = fy_app_is_pause(app, first) ? fy_app_step(app, first, 1) : first;
        fy_app_refit(app);
        fy_app_show(app, fy_app_interval(app, app->segment)->xmin, fy_app_interval(app, app->segment)->xmax);
        app->playhead = fy_app_frame(app, fy_app_interval(app, app->segment)->xmin);
    }
    if (fy_history_revision(app->history) == before) {
        fy_app_say(app, _("There is nothing to cut from here on: what is written or tagged stays as it is."));
        return;
    }
    fy_app_say(app, fy_message_plural("%ld segment of speech found; u takes the cuts back.",
                                      "%ld segments of speech found; u takes the cuts back.", (unsigned long)total),
               total);
}
