/* Tiers and speakers: added, removed, renamed; points. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

static size_t named(struct fy_app *app, const char *name)
{
    const size_t tier = fy_grid_find_tier(app->grid, name);
    if (tier == FY_NONE)
        fy_app_complain(app, _("There is no tier “%s”."), name);
    return tier;
}

/* The tier whose name an argument begins with, and what stands behind it. Names may hold spaces: the longest wins. */
static size_t named_first(struct fy_app *app, const char *argument, const char **rest)
{
    size_t best = FY_NONE, best_size = 0;
    for (size_t i = 0; i < fy_grid_tier_count(app->grid); i++) {
        const char *name = fy_tier_name(app->grid, i);
        const size_t size = strlen(name);
        if (size > best_size && strncmp(argument, name, size) == 0 && (argument[size] == ' ' || !argument[size])) {
            best = i;
            best_size = size;
        }
    }
    if (best == FY_NONE) {
        fy_app_complain(app, _("There is no tier “%s”."), argument);
        return FY_NONE;
    }
    *rest = argument + best_size + strspn(argument + best_size, " ");
    return best;
}

static void add_tier(struct fy_app *app, const char *name, bool points)
{
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    const size_t like = points ? FY_NONE : app->tier;
    (void)fy_app_do(app, fy_edit_add_tier(&edit, app->grid, fy_grid_tier_count(app->grid),
                                          points ? FY_POINT_TIER : FY_INTERVAL_TIER, name, like, &error),
                    &edit,
                        fy_app_time(app, app->playhead), &error);
}

static bool add_for_speaker(struct fy_app *app, const char *base, size_t size, const char *name)
{
    char tier_name[256];
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    snprintf(tier_name, sizeof tier_name, "%.*s@%s", (int)(size < 100 ? size : 100), base, name);
    const enum fy_status made = fy_edit_add_tier(&edit, app->grid, fy_grid_tier_count(app->grid), FY_INTERVAL_TIER,
                                                 tier_name, FY_NONE, &error);
    return fy_app_do(app, made, &edit, fy_app_time(app, app->playhead), &error);
}

static void speaker(struct fy_app *app, const char *name)
{
    char tier_name[256];
    if (strpbrk(name, "@ \t\"") || strlen(name) > 60) {
        fy_app_complain(app, _("A speaker's name is one word, as B or ma; it comes after the @ of text@B."));
        return;
    }
    snprintf(tier_name, sizeof tier_name, "text@%s", name);
    if (fy_grid_find_tier(app->grid, tier_name) == FY_NONE) {
        bool good = true;
        fy_history_begin(app->history, fy_app_time(app, app->playhead));
        /* Whatever tiers are asked for, there is a text one to write in. */
        good = add_for_speaker(app, "text", strlen("text"), name);
        for (const char *list = app->tier_names; good;) {
            list += strspn(list, " \t,");
            const size_t size = strcspn(list, " \t,");
            if (size == 0)
                break;
            if (size != strlen("text") || memcmp(list, "text", size) != 0)
                good = add_for_speaker(app, list, size, name);
            list += size;
        }
        if (!good) {
            fy_history_cancel(app->history);
            return;
        }
        fy_history_end(app->history);
        fy_app_say(app, _("New tiers for speaker %s; p goes from speaker to speaker."), name);
    }
    snprintf(tier_name, sizeof tier_name, "text@%s", name);
    fy_app_choose_tier(app, fy_grid_find_tier(app->grid, tier_name));
}

/* The next tier that can be worked in by itself: a speaker's "text", or one of a name that is not ours. */
static void speaker_next(struct fy_app *app)
{
    const size_t count = fy_grid_tier_count(app->grid);
    for (size_t i = 1; i < count; i++) {
        const size_t tier = (app->tier + i) % count;
        const char *name = fy_tier_name(app->grid, tier);
        if (fy_tier_kind(app->grid, tier) != FY_INTERVAL_TIER ||
            (fy_name_is_known(name) && !fy_name_is_sister(name, "text", name)))
            continue;
        fy_app_choose_tier(app, tier);
        fy_app_say(app, _("Now in tier %s."), name);
        return;
    }
    fy_app_say(app, _("There is one speaker; :speaker B makes tiers for a second one."));
}

static size_t nearest_point(const struct fy_app *app, size_t tier, double time)
{
    size_t best = FY_NONE;
    for (size_t i = 0; i < fy_tier_size(app->grid, tier); i++) {
        const struct fy_point *points = fy_tier_points(app->grid, tier);
        if (best == FY_NONE || fabs(points[i].time - time) < fabs(points[best].time - time))
            best = i;
    }
    return best;
}

static void points(struct fy_app *app, bool add, const char *argument)
{
    const char *mark;
    const size_t tier = named_first(app, argument, &mark);
    if (tier == FY_NONE)
        return;
    const char *name = fy_tier_name(app->grid, tier);
    if (fy_tier_kind(app->grid, tier) != FY_POINT_TIER) {
        fy_app_complain(app, _("“%s” is no point tier; :add-point-tier NAME makes one."), name);
        return;
    }
    const double time = fy_app_time(app, app->playhead);
    const size_t nearest = nearest_point(app, tier, time);
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    if (add)
        (void)fy_app_do(app, fy_edit_insert_point(&edit, app->grid, tier, time, mark, strlen(mark), &error), &edit,
                        fy_app_time(app, app->playhead), &error);
    else if (nearest == FY_NONE)
        fy_app_complain(app, _("There is no point in “%s”."), name);
    else
        (void)fy_app_do(app, fy_edit_remove_point(&edit, app->grid, tier, nearest, &error), &edit,
                        fy_app_time(app, app->playhead), &error);
}

void fy_app_action_tiers(struct fy_app *app, enum fy_action action, const char *argument)
{
    fy_history_seal(app->history);
    if (action == FY_ACTION_SPEAKER_NEXT) {
        speaker_next(app);
        return;
    }
    if (*argument == '\0') {
        fy_app_prompt(app, action);
        return;
    }
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    if (action == FY_ACTION_SPEAKER) {
        speaker(app, argument);
    } else if (action == FY_ACTION_ADD_TIER || action == FY_ACTION_ADD_POINT_TIER) {
        add_tier(app, argument, action == FY_ACTION_ADD_POINT_TIER);
        fy_app_refit(app);
    } else if (action == FY_ACTION_REMOVE_TIER) {
        const size_t tier = named(app, argument);
        if (tier != FY_NONE && fy_app_do(app, fy_edit_remove_tier(&edit, app->grid, tier, &error), &edit,
                                         fy_app_time(app, app->playhead), &error))
            fy_app_say(app, _("Tier “%s” removed; u brings it back."), argument);
        fy_app_refit(app);
    } else if (action == FY_ACTION_RENAME_TIER) {
        const char *new_name;
        const size_t tier = named_first(app, argument, &new_name);
        if (tier != FY_NONE && *new_name == '\0')
            fy_app_complain(app, _("Write the new name behind the tier's name."));
        else if (tier != FY_NONE)
            (void)fy_app_do(app, fy_edit_rename_tier(&edit, app->grid, tier, new_name, &error), &edit,
                        fy_app_time(app, app->playhead), &error);
        fy_app_refit(app);
    } else {
        points(app, action == FY_ACTION_ADD_POINT, argument);
    }
}
