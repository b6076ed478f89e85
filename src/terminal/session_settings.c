/* The app of a session, made of what its files and fangyin.ini say. */
#include "base/messages.h"
#include "terminal/drafts.h"
#include "terminal/session_internal.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

const char *fy_base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

/* The keys that fangyin.ini changes. What is wrong there is said once the screen is up. */
struct key_errors {
    const struct fy_project *project;
    const char *section;
    struct fy_keymap *keymap;
    unsigned modes;
    struct fy_error error;
};

static void bind_key(void *context, const char *action, const char *keys)
{
    struct key_errors *errors = context;
    struct fy_error error = { 0 };
    if (fy_keymap_bind(errors->keymap, action, keys, errors->modes, &error) == FY_OK || errors->error.status != FY_OK)
        return;
    (void)fy_project_blame(errors->project, errors->section, action, &error);
    errors->error = error;
}

static struct fy_keymap *read_keys(const struct fy_project *project, struct fy_error *error)
{
    static const struct {
        const char *section;
        unsigned modes;
    } parts[] = { { "keys", FY_IN_BOTH }, { "keys.navigate", FY_IN_NAVIGATE }, { "keys.edit", FY_IN_EDIT } };
    struct key_errors errors = { .project = project, .keymap = fy_keymap_new() };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        errors.section = parts[i].section;
        errors.modes = parts[i].modes;
        fy_project_each(project, errors.section, bind_key, &errors);
    }
    *error = errors.error;
    return errors.keymap;
}

/* The tiers a new grid gets. */
static const char *tier_names(const struct fy_session *session)
{
    const char *names = fy_project_value(session->project, "project", "tiers");
    return names && *names ? names : "text dialect";
}

/* A number of seconds of [segment]; what is none is not taken. */
static double seconds_setting(const struct fy_session *session, const char *key, double otherwise)
{
    const double value = fy_project_number(session->project, "segment", key, otherwise);
    return value >= 0 ? value : otherwise;
}

bool fy_session_switched_on(const struct fy_session *session, const char *key)
{
    const char *value = session->project ? fy_project_value(session->project, "view", key) : NULL;
    return value && (strcmp(value, "yes") == 0 || strcmp(value, "on") == 0);
}

const char *fy_session_view(const struct fy_session *session, const char *key)
{
    return fy_project_value(session->project, "view", key);
}

/* Consoles have letters of 256 or 512 kinds: neither dots nor quarters are among them. */
static bool ascii_pictures(const struct fy_session *session)
{
    const char *pictures = fy_session_view(session, "pictures"), *term = session->scripted ? NULL : getenv("TERM");
    if (pictures)
        return strcmp(pictures, "ascii") == 0;
    return term && (strcmp(term, "linux") == 0 || strncmp(term, "vt", 2) == 0);
}

/* [view]: what is not right there is not taken. */
static struct fy_see_settings view_settings(const struct fy_session *session)
{
    const char *map = fy_project_value(session->project, "view", "colours");
    struct fy_see_settings see = {
        .highest = fy_project_number(session->project, "view", "highest-frequency", 0),
        .window_length = fy_project_number(session->project, "view", "window-length", 0),
        .range = fy_project_number(session->project, "view", "dynamic-range", 0),
        .pitch = fy_session_switched_on(session, "pitch"),
        .formants = fy_session_switched_on(session, "formants"),
        .intensity = fy_session_switched_on(session, "intensity"),
        .tone = fy_session_switched_on(session, "tone"),
    };
    if (map)
        (void)fy_map_read(map, &see.map);
    return see;
}

static bool tone_letters(const struct fy_session *session)
{
    const char *value = fy_project_value(session->project, "tone", "letters");
    return value && (strcmp(value, "yes") == 0 || strcmp(value, "on") == 0);
}

enum fy_status fy_session_make_app(struct fy_session *session, const struct fy_session_options *options,
                                   struct fy_grid *grid, struct fy_error *key_error, struct fy_error *error)
{
    const double end = (double)session->frames / session->rate;
    if (!grid) {
        grid = fy_grid_new(0, end);
        if (!grid || fy_app_add_tiers(grid, tier_names(session), end) != FY_OK)
            return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    session->checks = fy_project_checks(session->project, NULL);
    const struct fy_app_settings settings = {
        .title = fy_base_name(session->recording_path),
        .frames = session->frames,
        .rate = session->rate,
        .grid = grid,
        .tiers = tier_names(session),
        .dialects = fy_project_dialects(session->project),
        .default_dialect = fy_project_dialect(session->project, fy_base_name(session->recording_path)),
        .markers = fy_project_markers(session->project),
        .speakers = fy_project_speakers(session->project),
        .lexicon = fy_project_lexicon(session->project),
        .checks = session->checks,
        .keymap = read_keys(session->project, key_error),
        .colours = options->colours,
        .rgb = options->rgb,
        .ascii = ascii_pictures(session),
        .see = view_settings(session),
        .chinese = options->chinese,
        .channels = fy_recording_channels(session->tools.recording),
        .listening = session->listening,
        .pause = seconds_setting(session, "pause", 0.5),
        .longest = seconds_setting(session, "longest", 15),
        .padding = seconds_setting(session, "padding", 0.2),
        .tone_letters = tone_letters(session),
        .team = options->desk ? &options->desk->team : NULL,
        .drafts = fy_drafts_shown(session->project, grid),
    };
    session->app = fy_app_new(&settings);
    return FY_OK;
}
