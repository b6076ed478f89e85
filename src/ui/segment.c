/* Where we are: the primary tier, its current segment, and the sister tiers over it. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

double fy_app_time(const struct fy_app *app, int64_t frame)
{
    return (double)frame / app->rate;
}

int64_t fy_app_frame(const struct fy_app *app, double time)
{
    const double frame = floor(time * app->rate + 0.5);
    if (!(frame > 0))
        return 0;
    return frame < (double)app->frames ? (int64_t)frame : app->frames;
}

size_t fy_app_segments(const struct fy_app *app)
{
    return app->tier == FY_NONE ? 0 : fy_tier_size(app->grid, app->tier);
}

const struct fy_interval *fy_app_interval(const struct fy_app *app, size_t segment)
{
    return &fy_tier_intervals(app->grid, app->tier)[segment];
}

size_t fy_app_sister(const struct fy_app *app, const char *base)
{
    if (app->tier == FY_NONE)
        return FY_NONE;
    const char *like = fy_tier_name(app->grid, app->tier);
    for (size_t i = 0; i < fy_grid_tier_count(app->grid); i++) {
        if (fy_tier_kind(app->grid, i) == FY_INTERVAL_TIER && fy_name_is_sister(fy_tier_name(app->grid, i), base, like))
            return i;
    }
    return FY_NONE;
}

size_t fy_app_same_span(const struct fy_app *app, size_t tier, size_t segment)
{
    const struct fy_interval *mine = fy_app_interval(app, segment);
    size_t at = fy_tier_index_at(app->grid, tier, mine->xmin);
    /* Equal starts are legal in files that others wrote. */
    for (; at != FY_NONE && fy_tier_intervals(app->grid, tier)[at].xmin >= mine->xmin; at--) {
        const struct fy_interval *theirs = &fy_tier_intervals(app->grid, tier)[at];
        if (theirs->xmin <= mine->xmin && theirs->xmax >= mine->xmax && theirs->xmax <= mine->xmax)
            return at;
        if (at == 0)
            break;
    }
    return FY_NONE;
}

const char *fy_app_sister_label(const struct fy_app *app, const char *base, size_t segment)
{
    const size_t tier = fy_app_sister(app, base);
    const size_t at = tier == FY_NONE ? FY_NONE : fy_app_same_span(app, tier, segment);
    return at == FY_NONE ? "" : fy_tier_intervals(app->grid, tier)[at].text;
}

bool fy_app_do(struct fy_app *app, enum fy_status made, struct fy_edit *edit, double place, struct fy_error *error)
{
    if (made == FY_OK) {
        fy_history_begin(app->history, place);
        made = fy_history_do(app->history, edit, error);
        fy_history_end(app->history);
    }
    if (made != FY_OK)
        fy_app_complain_error(app, error);
    return made == FY_OK;
}

size_t fy_app_need_sister(struct fy_app *app, const char *base)
{
    const size_t found = fy_app_sister(app, base);
    if (found != FY_NONE || app->tier == FY_NONE)
        return found;
    const char *speaker = fy_name_speaker(fy_tier_name(app->grid, app->tier));
    char name[256];
    snprintf(name, sizeof name, "%s%s%s", base, speaker ? "@" : "", speaker ? speaker : "");
    /* Behind the last tier of this speaker, so that others keep their order. */
    size_t place = app->tier + 1;
    for (size_t i = place; i < fy_grid_tier_count(app->grid); i++) {
        if (fy_tiers_are_sisters(app->grid, app->tier, i))
            place = i + 1;
    }
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    if (!fy_app_do(app, fy_edit_add_tier(&edit, app->grid, place, FY_INTERVAL_TIER, name, app->tier, &error), &edit,
                   fy_app_interval(app, app->segment)->xmin, &error))
        return FY_NONE;
    if (app->edit_tier >= place && app->edit_tier != FY_NONE)
        app->edit_tier++;
    return place;
}

bool fy_app_is_pause(const struct fy_app *app, size_t segment)
{
    return fy_app_interval(app, segment)->text[0] == '\0' &&
           strcmp(fy_app_sister_label(app, "event", segment), "pause") == 0;
}

size_t fy_app_step(const struct fy_app *app, size_t segment, int direction)
{
    const size_t count = fy_app_segments(app);
    for (size_t at = segment; direction > 0 ? at + 1 < count : at > 0;) {
        at = direction > 0 ? at + 1 : at - 1;
        if (!fy_app_is_pause(app, at))
            return at;
    }
    return segment;
}

void fy_app_select(struct fy_app *app, size_t segment, bool hear, struct fy_effects *effects)
{
    if (segment >= fy_app_segments(app))
        return;
    fy_history_seal(app->history);
    app->segment = segment;
    const struct fy_interval *interval = fy_app_interval(app, segment);
    if (effects && app->playing)
        fy_app_stop(app, effects);
    app->playhead = fy_app_frame(app, interval->xmin);
    app->mark_end = app->paused_at = -1;
    app->heard = FY_HEARD_SEGMENT;
    app->slow = 0;
    fy_app_show(app, interval->xmin, interval->xmax);
    fy_app_load_line(app, false);
    if (hear && effects)
        fy_app_hear_segment(app, effects);
}

void fy_app_go_on(struct fy_app *app)
{
    const struct fy_app_team *team = app->team;
    /* In a team: what came back; else the unit's stretch. */
    const bool back = app->returned_count > 0;
    const double from = back ? app->returned[0].from : team ? team->from : 0;
    const double to = team ? team->to : fy_app_time(app, app->frames);
    const size_t first = from > 0 && app->tier != FY_NONE ? fy_tier_index_at(app->grid, app->tier, from) : 0;
    const bool writes = !team || (team->role == FY_TEAM_TRANSCRIBES && !back);
    if (first > 0 && first != FY_NONE)
        fy_app_select(app, first, false, NULL);
    for (size_t i = first; writes && i < fy_app_segments(app) && fy_app_interval(app, i)->xmin < to; i++) {
        if (fy_app_interval(app, i)->text[0] == '\0' && !fy_app_is_pause(app, i)) {
            fy_app_select(app, i, false, NULL);
            return;
        }
    }
}

void fy_app_select_at(struct fy_app *app, double time)
{
    if (app->tier == FY_NONE)
        return;
    size_t at = fy_tier_index_at(app->grid, app->tier, time);
    if (at == FY_NONE)
        at = 0;
    if (at != app->segment && at < fy_app_segments(app)) {
        fy_history_seal(app->history);
        app->segment = at;
        fy_app_load_line(app, false);
    }
}

void fy_app_choose_tier(struct fy_app *app, size_t tier)
{
    app->tier = tier;
    app->edit_tier = tier;
    app->segment = 0;
    app->range_anchor = FY_NONE;
    if (fy_app_segments(app) > 0) {
        const size_t at = fy_tier_index_at(app->grid, tier, fy_app_time(app, app->playhead));
        app->segment = at == FY_NONE ? 0 : at;
    }
    fy_app_remember_tiers(app);
    fy_app_load_line(app, false);
}

void fy_app_remember_tiers(struct fy_app *app)
{
    app->tier_count = fy_grid_tier_count(app->grid);
    app->tier_name = app->tier < app->tier_count ? fy_tier_name(app->grid, app->tier) : NULL;
    app->edit_name = app->edit_tier < app->tier_count ? fy_tier_name(app->grid, app->edit_tier) : NULL;
}

/* Where a tier stands now that had that place and name: tiers may have come or gone before it, or it has a new name. */
static size_t find_again(const struct fy_app *app, size_t tier, const char *name)
{
    const size_t count = fy_grid_tier_count(app->grid);
    if (!name || (tier < count && strcmp(fy_tier_name(app->grid, tier), name) == 0))
        return tier;
    const size_t found = fy_grid_find_tier(app->grid, name);
    return found != FY_NONE || count != app->tier_count ? found : tier;
}

void fy_app_refit(struct fy_app *app)
{
    app->tier = find_again(app, app->tier, app->tier_name);
    app->edit_tier = find_again(app, app->edit_tier, app->edit_name);
    if (app->tier != FY_NONE && (app->tier >= fy_grid_tier_count(app->grid) ||
                                 fy_tier_kind(app->grid, app->tier) != FY_INTERVAL_TIER))
        app->tier = FY_NONE;
    for (size_t i = 0; app->tier == FY_NONE && i < fy_grid_tier_count(app->grid); i++) {
        if (fy_tier_kind(app->grid, i) == FY_INTERVAL_TIER)
            app->tier = i;
    }
    const size_t count = fy_app_segments(app);
    if (app->segment >= count)
        app->segment = count > 0 ? count - 1 : 0;
    if (app->range_anchor != FY_NONE && app->range_anchor >= count)
        app->range_anchor = FY_NONE;
    if (app->edit_tier >= fy_grid_tier_count(app->grid) || app->tier == FY_NONE ||
        !fy_tiers_are_sisters(app->grid, app->tier, app->edit_tier))
        app->edit_tier = app->tier;
    if (count == 0 && app->mode == FY_MODE_EDIT)
        app->mode = FY_MODE_NAVIGATE;
    if (count == 0 && app->under == FY_MODE_EDIT)
        app->under = FY_MODE_NAVIGATE;
    fy_app_load_line(app, true);
}
