/* Several people's versions of a unit, to be settled or reviewed: tiers text@v1, text@v2 ... beside the one that is to
 * become the settled one. Who wrote which is not said. */
#include "base/messages.h"
#include "ui/draw.h"

#include <fangyin/align.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/text.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST = 9 };

/* The tier of version n, from 1; FY_NONE where there is none, or another one is worked in. */
static size_t tier_of(const struct fy_app *app, size_t n)
{
    char name[300];
    if (app->tier == FY_NONE || n > MOST)
        return FY_NONE;
    const char *mine = fy_tier_name(app->grid, app->tier);
    snprintf(name, sizeof name, "%s%sv%zu", mine, fy_name_speaker(mine) ? "." : "@", n);
    const size_t tier = fy_grid_find_tier(app->grid, name);
    return tier != FY_NONE && fy_tier_kind(app->grid, tier) == FY_INTERVAL_TIER ? tier : FY_NONE;
}

size_t fy_app_versions(const struct fy_app *app)
{
    size_t count = 0;
    while (tier_of(app, count + 1) != FY_NONE)
        count++;
    return count;
}

/* What version n has in the middle of a segment. */
static const struct fy_interval *version_at(const struct fy_app *app, size_t n, size_t segment)
{
    const struct fy_interval *interval = fy_app_interval(app, segment);
    const size_t tier = tier_of(app, n);
    const size_t at =
        tier == FY_NONE ? FY_NONE : fy_tier_index_at(app->grid, tier, (interval->xmin + interval->xmax) / 2);
    return at == FY_NONE ? NULL : &fy_tier_intervals(app->grid, tier)[at];
}

static bool same_times(const struct fy_interval *a, const struct fy_interval *b)
{
    return fabs(a->xmin - b->xmin) < 1e-6 && fabs(a->xmax - b->xmax) < 1e-6;
}

static bool differs(const struct fy_app *app, size_t segment)
{
    const struct fy_interval *first = version_at(app, 1, segment);
    const size_t count = fy_app_versions(app);
    for (size_t n = 2; n <= count; n++) {
        const struct fy_interval *other = version_at(app, n, segment);
        if (!first || !other || strcmp(first->text, other->text) != 0 || !same_times(first, other))
            return true;
    }
    return false;
}

/* The next version of this segment's text, in turn. */
static void take(struct fy_app *app)
{
    const size_t count = fy_app_versions(app);
    const struct fy_interval *mine = fy_app_interval(app, app->segment);
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    size_t at = 0;
    for (size_t n = 1; n <= count && at == 0; n++) {
        const struct fy_interval *version = version_at(app, n, app->segment);
        if (version && strcmp(version->text, mine->text) == 0)
            at = n;
    }
    /* Those that say the same are passed over. */
    for (size_t step = 1; step <= count; step++) {
        const size_t n = (at + step - 1) % count + 1;
        const struct fy_interval *version = version_at(app, n, app->segment);
        if (!version || strcmp(version->text, mine->text) == 0)
            continue;
        fy_history_seal(app->history);
        if (fy_app_do(app,
                      fy_edit_set_label(&edit, app->grid, app->tier, app->segment, version->text, strlen(version->text),
                                        &error),
                      &edit, mine->xmin, &error))
            fy_app_say(app, _("version %c of %zu"), (int)('A' + n - 1), count);
        if (app->edit_tier == app->tier)
            fy_app_load_line(app, false);
        return;
    }
    fy_app_say(app, _("All versions say the same here."));
}

/* A boundary that stands elsewhere; one at an end of the recording, which does not move, counts as moved. */
static bool put(struct fy_app *app, size_t left, double to)
{
    if (left == FY_NONE || left + 1 >= fy_app_segments(app) || fabs(fy_app_interval(app, left)->xmax - to) < 1e-6)
        return true;
    return fy_app_move_boundary(app, left, to);
}

/* Start and end of the next version that has others, as one step. The one that gives room goes first. */
static void take_times(struct fy_app *app)
{
    const size_t count = fy_app_versions(app), segment = app->segment, before = segment > 0 ? segment - 1 : FY_NONE;
    const struct fy_interval mine = *fy_app_interval(app, segment);
    size_t at = 0;
    for (size_t n = 1; n <= count && at == 0; n++) {
        const struct fy_interval *version = version_at(app, n, segment);
        if (version && same_times(version, &mine))
            at = n;
    }
    for (size_t step = 1; step <= count; step++) {
        const size_t n = (at + step - 1) % count + 1;
        const struct fy_interval *version = version_at(app, n, segment);
        if (!version || same_times(version, &mine))
            continue;
        const double from = version->xmin, to = version->xmax;
        fy_history_seal(app->history);
        fy_history_begin(app->history, mine.xmin);
        const bool end_first = from >= mine.xmax;
        const bool moved = (!end_first || put(app, segment, to)) && put(app, before, from) && put(app, segment, to);
        if (!moved) {
            fy_history_cancel(app->history);
            return;
        }
        fy_history_end(app->history);
        fy_app_say(app, _("times of version %c of %zu"), (int)('A' + n - 1), count);
        return;
    }
    fy_app_say(app, _("All versions have the same times here."));
}

void fy_app_action_version(struct fy_app *app, enum fy_action action, struct fy_effects *effects)
{
    if (fy_app_segments(app) == 0 || fy_app_versions(app) == 0) {
        fy_app_complain(app,
                        _("There are no versions to choose from here (fangyin team review and adjudicate open them)."));
        return;
    }
    if (action == FY_ACTION_TAKE_VERSION) {
        take(app);
        return;
    }
    if (action == FY_ACTION_TAKE_TIMES) {
        take_times(app);
        return;
    }
    for (size_t segment = app->segment + 1; segment < fy_app_segments(app); segment++) {
        if (differs(app, segment)) {
            fy_app_select(app, segment, app->listening.autoplay, effects);
            return;
        }
    }
    fy_app_say(app, _("From here to the end all versions agree."));
}

/* ---- drawing ---- */

/* Which bytes of a version are not in the settled text: marked also without colours. */
static void draw_text(const struct fy_app *app, struct fy_canvas *canvas, int row, int column, int width,
                      const char *mine, const char *text)
{
    struct fy_alignment alignment;
    const struct fy_style plain = fy_paint(app, FY_PAINT_PLAIN);
    struct fy_style other = fy_paint(app, FY_PAINT_KEY);
    other.attributes |= FY_UNDERLINE | FY_REVERSE;
    if (fy_align(mine, strlen(mine), text, strlen(text), 0, &alignment) != FY_OK) {
        fy_canvas_puts(canvas, row, column, width, plain, text);
        return;
    }
    int used = 0;
    for (size_t i = 0; i < alignment.count && used < width; i++) {
        const struct fy_align_step *step = &alignment.steps[i];
        if (step->kind == FY_ALIGN_DELETION)
            used += fy_canvas_puts(canvas, row, column + used, width - used, other, app->ascii ? "-" : "·");
        else
            used += fy_canvas_text(canvas, row, column + used, width - used,
                                   step->kind == FY_ALIGN_SAME ? plain : other, text + step->b_start, step->b_size);
    }
    fy_alignment_free(&alignment);
}

void fy_draw_versions(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    if (layout->versions_rows == 0 || fy_app_segments(app) == 0)
        return;
    const struct fy_interval *mine = fy_app_interval(app, app->segment);
    for (int i = 0; i < layout->versions_rows; i++) {
        const struct fy_interval *version = version_at(app, (size_t)i + 1, app->segment);
        const int row = layout->versions_row + i;
        char name[8], times[64] = "", from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE];
        snprintf(name, sizeof name, "%c", 'A' + i);
        fy_canvas_puts(canvas, row, 1, 2, fy_paint(app, FY_PAINT_KEY), name);
        if (!version)
            continue;
        if (!same_times(version, mine))
            snprintf(times, sizeof times, "%s–%s", fy_time_write(version->xmin, 2, from),
                     fy_time_write(version->xmax, 2, to));
        const int room = fy_text_columns(times, strlen(times));
        draw_text(app, canvas, row, 4, app->columns - 6 - room, mine->text, version->text);
        fy_canvas_puts(canvas, row, app->columns - room - 1, room, fy_paint(app, FY_PAINT_RANGE), times);
    }
}
