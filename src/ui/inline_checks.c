/* Checks while writing: a segment is checked the moment it is left; what is found is kept by time, so that edits elsewhere
 * move nothing. The whole grid is checked by a job. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <string.h>

enum { LONGEST_HEARD = 120 /* seconds: a longer segment is measured by the job only */ };

/* ---- what was found ---- */

static const char *speaker_of(const struct fy_app *app, size_t tier)
{
    const char *speaker = fy_name_speaker(fy_tier_name(app->grid, tier));
    return speaker ? speaker : "";
}

static bool is_speaker(const struct fy_found *found, const char *speaker)
{
    return strncmp(found->speaker, speaker, sizeof found->speaker - 1) == 0;
}

/* The first that is not before a time. */
static size_t first_from(const struct fy_checking *checking, double time)
{
    size_t low = 0, high = checking->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (checking->items[middle].time < time)
            low = middle + 1;
        else
            high = middle;
    }
    return low;
}

static void insert(struct fy_app *app, const struct fy_check_finding *finding, double time)
{
    struct fy_checking *checking = &app->checking;
    size_t at = first_from(checking, time);
    while (at < checking->count && checking->items[at].time <= time)
        at++;
    if (checking->count == checking->capacity) {
        checking->capacity = checking->capacity ? checking->capacity * 2 : 64;
        checking->items = fy_must_realloc(checking->items, checking->capacity * sizeof *checking->items);
    }
    memmove(checking->items + at + 1, checking->items + at, (checking->count - at) * sizeof *checking->items);
    checking->count++;
    struct fy_found *found = &checking->items[at];
    *found = (struct fy_found){ .time = time, .severity = finding->severity };
    strncpy(found->speaker, speaker_of(app, finding->tier), sizeof found->speaker - 1);
}

/* Where a finding counts: in the middle of what it is about. */
static double middle_of(const struct fy_check_finding *finding)
{
    return finding->from + (finding->to - finding->from) / 2;
}

static bool within(const struct fy_interval *interval, double time)
{
    return time >= interval->xmin && time < interval->xmax;
}

enum fy_severity fy_app_severity(const struct fy_app *app, size_t segment)
{
    const struct fy_checking *checking = &app->checking;
    const struct fy_interval *interval = fy_app_interval(app, segment);
    const char *speaker = speaker_of(app, app->tier);
    enum fy_severity worst = FY_SEVERITY_OFF;
    for (size_t i = first_from(checking, interval->xmin); i < checking->count; i++) {
        if (!within(interval, checking->items[i].time))
            break;
        if (checking->items[i].severity > worst && is_speaker(&checking->items[i], speaker))
            worst = checking->items[i].severity;
    }
    return worst;
}

/* ---- checking a segment ---- */

/* Append what is wrong with a segment. */
static void check(const struct fy_app *app, size_t tier, size_t segment, struct fy_check_findings *findings)
{
    struct fy_check_sound sound;
    const struct fy_interval *interval = &fy_tier_intervals(app->grid, tier)[segment];
    const bool heard = app->checking.loudness && interval->xmax - interval->xmin <= LONGEST_HEARD &&
                       fy_loudness_measure(app->checking.loudness, interval->xmin, interval->xmax, &sound);
    if (fy_checks_segment(app->checking.checks, app->grid, tier, segment, heard ? &sound : NULL, findings) != FY_OK)
        (void)fy_must_malloc((size_t)-1);
}

/* What is known of a segment is what is found now. */
static void check_again(struct fy_app *app, size_t tier, size_t segment)
{
    struct fy_checking *checking = &app->checking;
    struct fy_check_findings findings = { NULL, 0, 0 };
    const struct fy_interval interval = fy_tier_intervals(app->grid, tier)[segment];
    const char *speaker = speaker_of(app, tier);
    size_t kept = first_from(checking, interval.xmin);
    for (size_t i = kept; i < checking->count; i++) {
        if (!within(&interval, checking->items[i].time) || !is_speaker(&checking->items[i], speaker))
            checking->items[kept++] = checking->items[i];
    }
    checking->count = kept;
    check(app, tier, segment, &findings);
    for (size_t i = 0; i < findings.count; i++) {
        if (within(&interval, middle_of(&findings.items[i])))
            insert(app, &findings.items[i], middle_of(&findings.items[i]));
    }
    fy_check_findings_free(&findings);
}

/* The findings of the current segment, kept for what is shown of it. */
static void look(struct fy_app *app)
{
    struct fy_check_findings *current = &app->checking.current;
    current->count = 0;
    if (fy_app_segments(app) > 0)
        check(app, app->tier, app->segment, current);
}

static const struct fy_check_finding *worst_of(const struct fy_check_findings *findings)
{
    const struct fy_check_finding *worst = NULL;
    for (size_t i = 0; i < findings->count; i++) {
        if (!worst || findings->items[i].severity > worst->severity)
            worst = &findings->items[i];
    }
    return worst;
}

static const char *severity_word(enum fy_severity severity)
{
    return severity == FY_SEVERITY_ERROR ? _("error") : severity == FY_SEVERITY_WARNING ? _("warning") : _("note");
}

/* "warning: (M-. mends it) this". */
static void say_finding(const struct fy_app *app, const struct fy_check_finding *finding, size_t others,
                        struct fy_buffer *out)
{
    char key[64];
    fy_keymap_keys(app->keymap, FY_ACTION_MEND, FY_IN_EDIT, key, sizeof key);
    key[strcspn(key, " ")] = '\0';
    fy_buffer_printf(out, "%s: ", severity_word(finding->severity));
    if (finding->fix == FY_FIX_TEXT && !fy_label_empty(finding->text))
        fy_buffer_printf(out, _("(%s: %s) "), key, finding->text);
    else if (finding->fix != FY_FIX_NONE)
        fy_buffer_printf(out, _("(%s mends it) "), key);
    fy_buffer_puts(out, finding->sentence);
    if (others > 0)
        fy_buffer_printf(out, _(" (and %zu more)"), others);
}

enum fy_severity fy_app_finding_text(const struct fy_app *app, struct fy_buffer *out)
{
    const struct fy_check_finding *worst = worst_of(&app->checking.current);
    if (!worst)
        return FY_SEVERITY_OFF;
    say_finding(app, worst, app->checking.current.count - 1, out);
    return worst->severity;
}

/* ---- the watch: after every event ---- */

static bool has_moved(const struct fy_app *app)
{
    const struct fy_checking *checking = &app->checking;
    return checking->tier != app->tier || checking->segment != app->segment || app->mode == FY_MODE_NAVIGATE;
}

/* Check the segment that was left, and the one behind it, which is compared with it. */
static size_t check_left(struct fy_app *app)
{
    struct fy_checking *checking = &app->checking;
    const size_t tier = checking->tier;
    if (tier >= fy_grid_tier_count(app->grid) || fy_tier_kind(app->grid, tier) != FY_INTERVAL_TIER)
        return FY_NONE;
    const size_t at = fy_tier_index_at(app->grid, tier, checking->middle);
    for (size_t i = 0; i < 3 && checking->checks && at != FY_NONE && at + i < fy_tier_size(app->grid, tier); i++)
        check_again(app, tier, at + i);
    return at;
}

static void tell_left(struct fy_app *app, size_t tier, size_t segment)
{
    struct fy_check_findings findings = { NULL, 0, 0 };
    struct fy_buffer text = FY_BUFFER_EMPTY;
    check(app, tier, segment, &findings);
    const struct fy_check_finding *worst = worst_of(&findings);
    app->checking.told_time = -1;
    if (worst && worst->severity >= FY_SEVERITY_WARNING && app->message.size == 0) {
        app->checking.told_time = app->checking.middle;
        fy_buffer_printf(&text, "#%zu ", segment + 1);
        say_finding(app, worst, findings.count - 1, &text);
        if (worst->severity == FY_SEVERITY_ERROR)
            fy_app_complain(app, "%s", fy_buffer_text(&text));
        else
            fy_app_say(app, "%s", fy_buffer_text(&text));
    }
    fy_buffer_free(&text);
    fy_check_findings_free(&findings);
}

static void note_size(struct fy_app *app)
{
    struct fy_checking *checking = &app->checking;
    const size_t tiers = fy_grid_tier_count(app->grid), size = fy_app_segments(app);
    if (tiers != checking->tiers || size != checking->size)
        checking->whole_due = true;
    checking->tiers = tiers;
    checking->size = size;
}

void fy_app_watch_language(struct fy_app *app, bool seen, struct fy_effects *effects)
{
    struct fy_checking *checking = &app->checking;
    const unsigned long revision = fy_history_revision(app->history);
    const bool moved = has_moved(app), changed = revision != checking->revision;
    if (changed && moved) {
        const size_t tier = checking->tier, left = check_left(app);
        const bool gone = left != FY_NONE && (tier != app->tier || left != app->segment);
        if (left != FY_NONE)
            fy_app_words_left(app, tier, left);
        if (checking->checks && gone && checking->was_editing)
            tell_left(app, tier, left);
        note_size(app);
        checking->revision = revision;
    } else if (!checking->started || checking->tier != app->tier || checking->segment != app->segment) {
        fy_app_words_arrive(app);
    }
    if (checking->checks && ((changed && moved) || !checking->started || checking->tier != app->tier ||
                             checking->segment != app->segment)) {
        note_size(app);
        look(app);
    }
    checking->started = true;
    checking->tier = app->tier;
    checking->segment = app->segment;
    checking->was_editing = app->mode == FY_MODE_EDIT;
    if (fy_app_segments(app) > 0) {
        const struct fy_interval *interval = fy_app_interval(app, app->segment);
        checking->middle = interval->xmin + (interval->xmax - interval->xmin) / 2;
    }
    if (seen && checking->checks && checking->whole_due && !checking->whole_out) {
        /* The words are counted in the same grid, the first time. */
        if (!checking->asked)
            fy_buffer_clear(&app->completing.since);
        checking->asked = true;
        fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_CHECK });
        checking->whole_out = true;
        checking->whole_due = false;
    }
}

void fy_app_check_all(struct fy_app *app)
{
    app->checking.whole_due = true;
}

void fy_app_checked_event(struct fy_app *app, const struct fy_check_findings *findings)
{
    struct fy_checking *checking = &app->checking;
    checking->whole_out = false;
    checking->count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        if (findings->items[i].index != FY_NONE && findings->items[i].tier < fy_grid_tier_count(app->grid))
            insert(app, &findings->items[i], middle_of(&findings->items[i]));
    }
    look(app);
}

void fy_app_loudness_event(struct fy_app *app, const struct fy_loudness *loudness)
{
    app->checking.loudness = loudness;
    app->checking.whole_due = true;
}

/* ---- actions ---- */

/* The next of at least that severity, from the current segment on and round; FY_NONE without. */
static size_t next_found(const struct fy_app *app, enum fy_severity least)
{
    const struct fy_checking *checking = &app->checking;
    const struct fy_interval *interval = fy_app_interval(app, app->segment);
    const char *speaker = speaker_of(app, app->tier);
    const size_t start = first_from(checking, interval->xmax);
    for (size_t i = 0; i < checking->count; i++) {
        const size_t at = (start + i) % checking->count;
        if (checking->items[at].severity >= least && is_speaker(&checking->items[at], speaker))
            return at;
    }
    return FY_NONE;
}

static void next_finding(struct fy_app *app, struct fy_effects *effects)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    size_t found = next_found(app, FY_SEVERITY_WARNING);
    if (found == FY_NONE)
        found = next_found(app, FY_SEVERITY_NOTE);
    if (found == FY_NONE) {
        fy_app_say(app, _("The checks find nothing wrong here."));
        return;
    }
    const size_t at = fy_tier_index_at(app->grid, app->tier, app->checking.items[found].time);
    if (at == FY_NONE)
        return;
    if (at != app->segment)
        fy_app_select(app, at, app->listening.autoplay, effects);
    look(app);
    const enum fy_severity severity = fy_app_finding_text(app, &text);
    if (severity == FY_SEVERITY_ERROR)
        fy_app_complain(app, "%s", fy_buffer_text(&text));
    else
        fy_app_say(app, "%s", fy_buffer_text(&text));
    fy_buffer_free(&text);
}

static bool mend_text(struct fy_app *app, const struct fy_check_finding *finding)
{
    struct fy_buffer label = FY_BUFFER_EMPTY;
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    const char *text = fy_tier_intervals(app->grid, finding->tier)[finding->index].text;
    fy_buffer_append(&label, text, finding->start);
    fy_buffer_puts(&label, finding->text);
    fy_buffer_puts(&label, text + finding->end);
    const bool done = fy_app_do(app, fy_edit_set_label(&edit, app->grid, finding->tier, finding->index,
                                                       fy_buffer_text(&label), label.size, &error),
                                &edit, fy_app_interval(app, app->segment)->xmin, &error);
    fy_buffer_free(&label);
    return done;
}

static bool mend_boundary(struct fy_app *app, const struct fy_check_finding *finding)
{
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    return finding->index > 0 &&
           fy_app_do(app, fy_edit_move_boundary(&edit, app->grid, finding->tier, finding->index - 1, finding->to_time, &error),
                     &edit, fy_app_interval(app, app->segment)->xmin, &error);
}

/* The gravest finding that has a fix, or NULL. */
static const struct fy_check_finding *mendable(const struct fy_app *app, const struct fy_check_findings *findings)
{
    const struct fy_check_finding *best = NULL;
    for (size_t i = 0; i < findings->count; i++) {
        const struct fy_check_finding *finding = &findings->items[i];
        const bool mends = finding->fix == FY_FIX_BOUNDARY ||
                           (finding->fix == FY_FIX_TEXT && fy_tier_kind(app->grid, finding->tier) == FY_INTERVAL_TIER);
        if (mends && (!best || finding->severity > best->severity))
            best = finding;
    }
    return best;
}

/* The segment whose findings were told on leaving it: the key goes for it as long as nothing else is left. */
static size_t told_segment(const struct fy_app *app)
{
    const size_t at = app->checking.told_time < 0 ? FY_NONE
                                                  : fy_tier_index_at(app->grid, app->tier, app->checking.told_time);
    return at != FY_NONE && at < fy_app_segments(app) ? at : FY_NONE;
}

static void mend(struct fy_app *app)
{
    struct fy_check_findings findings = { NULL, 0, 0 };
    struct fy_buffer text = FY_BUFFER_EMPTY;
    size_t segment = app->segment;
    fy_history_seal(app->history);
    check(app, app->tier, segment, &findings);
    const size_t found = findings.count, told = told_segment(app);
    if (!mendable(app, &findings) && told != FY_NONE) {
        segment = told;
        findings.count = 0;
        check(app, app->tier, segment, &findings);
    }
    const struct fy_check_finding *best = mendable(app, &findings);
    if (!best) {
        fy_app_say(app, found > 0 ? _("The program knows no fix for this: mend it by hand.")
                                  : _("The checks find nothing wrong here."));
    } else if (best->fix == FY_FIX_TEXT ? mend_text(app, best) : mend_boundary(app, best)) {
        const char *name = fy_rule_info(best->rule)->name;
        fy_buffer_printf(&text, _("#%zu mended: %s. "), segment + 1, name);
        check_again(app, app->tier, segment);
        findings.count = 0;
        check(app, app->tier, segment, &findings);
        const struct fy_check_finding *worst = worst_of(&findings);
        if (worst)
            say_finding(app, worst, findings.count - 1, &text);
        fy_app_say(app, "%s", fy_buffer_text(&text));
        fy_app_load_line(app, true);
        look(app);
    }
    fy_buffer_free(&text);
    fy_check_findings_free(&findings);
}

void fy_app_action_check(struct fy_app *app, enum fy_action action, struct fy_effects *effects)
{
    if (!app->checking.checks || fy_app_segments(app) == 0)
        return;
    if (action == FY_ACTION_NEXT_FINDING)
        next_finding(app, effects);
    else
        mend(app);
}

void fy_app_checking_free(struct fy_app *app)
{
    fy_free(app->checking.items);
    fy_check_findings_free(&app->checking.current);
}
