/* How good the work is: accuracy where the answer is known, agreement, speed. */
#include "commands/team_quality.h"
#include "base/json_read.h"
#include "commands/grids.h"
#include "commands/team_figures.h"

#include <fangyin/items.h>
#include <fangyin/memory.h>
#include <fangyin/quality.h>
#include <fangyin/reliability.h>
#include <fangyin/team_versions.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void team_free_handed_in(struct team_handed_in *work)
{
    for (size_t i = 0; i < work->count; i++) {
        fy_free(work->items[i].unit);
        fy_free(work->items[i].person);
        fy_free(work->items[i].content);
    }
    fy_free(work->items);
}

/* The top of the tree above the first native dialect. */
static void find_region(const struct team_call *call, const struct fy_json *dialects, char region[32])
{
    const struct fy_dialects *tree = fy_project_dialects(call->project);
    for (size_t i = 0; i < fy_json_size(dialects); i++) {
        const struct fy_json *one = fy_json_at(dialects, i);
        const char *code = fy_json_text_of(fy_json_get(one, "code"));
        if (!code || !fy_json_is_true(fy_json_get(one, "native")))
            continue;
        size_t node = fy_dialects_find(tree, code, strlen(code));
        while (node != FY_NONE && fy_dialects_at(tree, node)->parent != FY_NONE)
            node = fy_dialects_at(tree, node)->parent;
        snprintf(region, 32, "%s", node == FY_NONE ? code : fy_dialects_at(tree, node)->code);
        return;
    }
}

static enum fy_status note(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    struct team_handed_in *work = context;
    const char *unit = strchr(event->stream, '/') + 1;
    struct fy_json *data = NULL;
    if (strncmp(event->stream, "unit/", 5) != 0)
        return FY_OK;
    for (size_t i = work->count; i > 0 && strcmp(work->items[i - 1].unit, unit) == 0; i--) {
        if (strcmp(work->items[i - 1].person, event->person) == 0)
            return FY_OK;
    }
    struct team_submission *grown = fy_grow(work->items, &work->capacity, work->count + 1, sizeof *grown);
    if (!grown)
        return team_no_memory(error);
    work->items = grown;
    const enum fy_status status = fy_json_read(event->data, strlen(event->data), &data, error);
    const char *content = fy_json_text_of(fy_json_get(data, "content"));
    struct team_submission *one = &grown[work->count];
    *one = (struct team_submission){ .unit = fy_strdup(unit),
                                     .person = fy_strdup(event->person),
                                     .content = fy_strdup(content ? content : ""),
                                     .time = event->time };
    work->count++;
    (void)fy_json_number_of(fy_json_get(data, "active"), &one->active);
    find_region(work->call, fy_json_get(data, "dialects"), one->region);
    fy_json_free(data);
    if (status == FY_OK && (!one->unit || !one->person || !one->content))
        return team_no_memory(error);
    return status;
}

static int by_time(const void *a, const void *b)
{
    const struct team_submission *x = a, *y = b;
    return (x->time > y->time) - (x->time < y->time);
}

static int by_person(const void *a, const void *b)
{
    const struct team_submission *x = a, *y = b;
    const int order = strcmp(x->person, y->person);
    return order != 0 ? order : by_time(a, b);
}

static int by_unit(const void *a, const void *b)
{
    const struct team_submission *x = a, *y = b;
    const int order = strcmp(x->unit, y->unit);
    return order != 0 ? order : by_time(a, b);
}

static void number(struct team_handed_in *work)
{
    if (work->count > 0)
        qsort(work->items, work->count, sizeof *work->items, by_person);
    for (size_t i = 1; i < work->count; i++) {
        if (strcmp(work->items[i].person, work->items[i - 1].person) == 0)
            work->items[i].number = work->items[i - 1].number + 1;
    }
}

enum fy_status team_read_handed_in(const struct team_call *call, struct team_handed_in *work, struct fy_error *error)
{
    *work = (struct team_handed_in){ .call = call };
    static const char *const kinds[] = { "submit", "invalid" };
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < 2; i++)
        status = call->store->read(call->store, NULL, kinds[i], FY_TEAM_BY_STREAM, note, work, error);
    number(work);
    return status;
}

/* ---- comparing ---- */

static struct fy_comparison comparison_of(const struct team_call *call)
{
    return (struct fy_comparison){
        .normaliser = fy_normaliser_find("cer-zh-1"),
        .tolerant = true,
        .fold = fy_project_lexicon(call->project) ? fy_fold_variants : NULL,
        .context = (void *)(uintptr_t)fy_project_lexicon(call->project),
    };
}

enum fy_status team_hold_against(const struct team_call *call, const char *reference, const char *content,
                                 struct fy_error_sums *sums, struct fy_error *error)
{
    const struct fy_comparison comparison = comparison_of(call);
    struct fy_grid *grids[2] = { NULL, NULL };
    enum fy_status status = fy_team_content(call->store, reference, &grids[0], error);
    if (status == FY_OK)
        status = fy_team_content(call->store, content, &grids[1], error);
    if (status == FY_OK) {
        status = fy_team_errors(grids[0], grids[1], &comparison, sums);
        if (status != FY_OK)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
    }
    fy_grid_free(grids[0]);
    fy_grid_free(grids[1]);
    return status;
}

/* ---- quality ---- */

static struct team_score score_of(const struct fy_error_sums *sums)
{
    const size_t right = sums->texts - sums->wrong;
    const struct fy_interval_of_share interval = fy_wilson(right, sums->texts);
    return (struct team_score){
        .right = right,
        .sentences = sums->texts,
        .share = sums->texts > 0 ? (double)right / (double)sums->texts : (double)NAN,
        .low = interval.low,
        .high = interval.high,
        .error_rate = fy_align_error_rate(&sums->counts[FY_TOKEN_MIXED]),
    };
}

static enum fy_status add_person(struct team_figures *figures, const struct team_person_figures *one,
                                 struct fy_error *error)
{
    struct team_person_figures *grown = fy_grow(figures->people, &figures->capacity, figures->count + 1, sizeof *grown);
    if (!grown)
        return team_no_memory(error);
    figures->people = grown;
    grown[figures->count++] = *one;
    return FY_OK;
}

/* Everything of one person, whose submissions stand together. */
static enum fy_status measure_person(const struct team_call *call, const struct team_submission *items, size_t count,
                                     struct fy_unit_log *log, struct team_figures *figures, struct fy_error *error)
{
    struct fy_error_sums sums[TEAM_SCORE_COUNT] = { 0 };
    struct team_person_figures one = { .person = items[0].person, .units = count };
    double all = 0, active = 0, told = 0; /* seconds: of recording, at work, of recording where the work was said */
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < count; i++) {
        status = fy_team_unit(call->store, items[i].unit, log, error);
        const struct fy_unit *unit = status == FY_OK ? fy_unit_of(log) : NULL;
        const double seconds = unit ? unit->to - unit->from : 0;
        all += seconds;
        active += items[i].active;
        told += items[i].active > 0 ? seconds : 0;
        if (unit && unit->gold[0] != '\0' && items[i].content[0] != '\0') {
            const enum team_score_kind kind = unit->repeats[0] != '\0' ? TEAM_SCORE_REPEAT : TEAM_SCORE_GOLD;
            status = team_hold_against(call, unit->gold, items[i].content, &sums[kind], error);
        }
    }
    if (status != FY_OK)
        return status;
    for (size_t s = 0; s < TEAM_SCORE_COUNT; s++)
        one.scores[s] = score_of(&sums[s]);
    one.hours = all / 3600;
    one.real_time_factor = active > 0 && told > 0 ? active / told : (double)NAN;
    return add_person(figures, &one, error);
}

/* What two people each called a segment: labels of the tiers "dialect" and "dialect@...", two for each item. */
struct tags {
    const char **labels;
    size_t count, capacity;
};

static void free_tags(struct tags *tags)
{
    for (size_t i = 0; i < tags->count; i++)
        fy_free((void *)(uintptr_t)tags->labels[i]);
    fy_free(tags->labels);
}

static enum fy_status add_tag(struct tags *tags, const struct fy_items_of *of, size_t segment)
{
    const char **grown = fy_grow(tags->labels, &tags->capacity, tags->count + 1, sizeof *grown);
    const char *text = segment == FY_NONE ? "" : fy_tier_intervals(of->grid, of->tier)[segment].text;
    if (!grown)
        return FY_NO_MEMORY;
    tags->labels = grown;
    const char **label = &grown[tags->count++];
    *label = text[0] != '\0' ? fy_strdup(text) : NULL;
    return text[0] != '\0' && !*label ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status add_tags(struct tags *tags, const struct fy_grid *a, const struct fy_grid *b)
{
    enum fy_status status = FY_OK;
    for (size_t t = 0; status == FY_OK && t < fy_grid_tier_count(a); t++) {
        const char *name = fy_tier_name(a, t);
        const size_t other = fy_grid_find_tier(b, name);
        const struct fy_items_of of[2] = { { a, t }, { b, other } };
        struct fy_items items = { 0 };
        if (!fy_command_tier_wanted(name, "dialect") || fy_tier_kind(a, t) != FY_INTERVAL_TIER || other == FY_NONE ||
            fy_tier_kind(b, other) != FY_INTERVAL_TIER)
            continue;
        status = fy_items_find(of, 2, &items);
        for (size_t i = 0; status == FY_OK && i < 2 * items.count; i++)
            status = add_tag(tags, &of[i % 2], items.segments[i]);
        fy_items_free(&items);
    }
    return status;
}

static enum fy_status compare_tags(const struct team_call *call, const char *reference, const char *content,
                                   struct tags *tags, struct fy_error *error)
{
    struct fy_grid *grids[2] = { NULL, NULL };
    enum fy_status status = fy_team_content(call->store, reference, &grids[0], error);
    if (status == FY_OK)
        status = fy_team_content(call->store, content, &grids[1], error);
    if (status == FY_OK && add_tags(tags, grids[0], grids[1]) != FY_OK)
        status = team_no_memory(error);
    fy_grid_free(grids[0]);
    fy_grid_free(grids[1]);
    return status;
}

static enum fy_status measure_tags(const struct team_call *call, const struct tags *tags,
                                   struct team_pair_figures *figures, struct fy_error *error)
{
    const struct fy_ratings ratings = { tags->labels, tags->count / 2, 2 };
    enum fy_status status = fy_alpha(&ratings, NULL, NULL, &figures->nominal);
    if (status == FY_OK)
        status = fy_alpha(&ratings, fy_dialect_difference, fy_project_dialects(call->project), &figures->tree);
    return status == FY_OK ? FY_OK : team_no_memory(error);
}

/* Pairs of people on one unit: of the same region, and of different ones; who has none is in neither. */
static enum fy_status measure_regions(struct team_handed_in *work, struct team_figures *figures, struct fy_error *error)
{
    struct fy_error_sums sums[TEAM_REGIONS_COUNT] = { 0 };
    struct tags tags[TEAM_REGIONS_COUNT] = { 0 };
    enum fy_status status = FY_OK;
    if (work->count > 0)
        qsort(work->items, work->count, sizeof *work->items, by_unit);
    for (size_t a = 0; a < work->count; a++) {
        for (size_t b = a + 1; status == FY_OK && b < work->count; b++) {
            const struct team_submission *x = &work->items[a], *y = &work->items[b];
            const enum team_regions regions = strcmp(x->region, y->region) == 0 ? TEAM_WITHIN : TEAM_BETWEEN;
            if (strcmp(x->unit, y->unit) != 0)
                break;
            if (x->region[0] == '\0' || y->region[0] == '\0' || x->content[0] == '\0' || y->content[0] == '\0')
                continue;
            figures->pairs[regions].pairs++;
            status = team_hold_against(work->call, x->content, y->content, &sums[regions], error);
            if (status == FY_OK)
                status = compare_tags(work->call, x->content, y->content, &tags[regions], error);
        }
    }
    for (size_t r = 0; r < TEAM_REGIONS_COUNT; r++) {
        struct team_pair_figures *pairs = &figures->pairs[r];
        const struct fy_align_counts *counts = &sums[r].counts[FY_TOKEN_MIXED];
        const double rate = fy_align_error_rate(counts);
        pairs->tokens = fy_align_reference(counts);
        pairs->agreement = rate > 1 ? 0 : 1 - rate; /* NaN stays NaN */
        if (status == FY_OK)
            status = measure_tags(work->call, &tags[r], pairs, error);
        free_tags(&tags[r]);
    }
    return status;
}

size_t team_run_of(const struct team_handed_in *work, size_t from)
{
    size_t count = 1;
    while (from + count < work->count && strcmp(work->items[from].person, work->items[from + count].person) == 0)
        count++;
    return count;
}

int team_quality(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct team_handed_in work;
    struct team_figures figures = { 0 };
    struct fy_unit_log *log = fy_unit_log_new();
    enum fy_status status = team_read_handed_in(call, &work, &error);
    if (!log)
        status = team_no_memory(&error);
    for (size_t i = 0; status == FY_OK && i < work.count; i += team_run_of(&work, i))
        status = measure_person(call, work.items + i, team_run_of(&work, i), log, &figures, &error);
    if (status == FY_OK)
        status = measure_regions(&work, &figures, &error);
    if (status == FY_OK && call->options.json)
        status = team_quality_print_json(&figures, &error);
    else if (status == FY_OK)
        team_quality_print(&figures);
    fy_free(figures.people);
    fy_unit_log_free(log);
    team_free_handed_in(&work);
    return status == FY_OK ? 0 : team_told(&error);
}
