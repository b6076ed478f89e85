/* How good the work is: accuracy where the answer is known, agreement, speed. */
#include "commands/team_quality.h"
#include "base/json_read.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"

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

/* Of one person. */
struct figures {
    struct fy_error_sums gold;
    size_t units;
    double seconds;      /* of recording */
    double active, told; /* at work, and of recording, where the work was said */
};

static void print_person(const char *person, const struct figures *figures)
{
    const struct fy_align_counts *counts = &figures->gold.counts[FY_TOKEN_MIXED];
    const size_t texts = figures->gold.texts, right = texts - figures->gold.wrong;
    const struct fy_interval_of_share interval = fy_wilson(right, texts);
    const size_t tokens = fy_align_reference(counts);
    if (texts > 0) {
        fputs("gold\t", stdout);
        fy_command_print(stdout, person);
        printf("\t%zu\t%zu\t%.4f\t%.4f\t%.4f\t", right, texts, (double)right / (double)texts, interval.low,
               interval.high);
        if (tokens > 0)
            printf("%.4f\n", (double)fy_align_distance(counts) / (double)tokens);
        else
            puts("-");
    }
    fputs("speed\t", stdout);
    fy_command_print(stdout, person);
    printf("\t%zu\t%.3f\t", figures->units, figures->seconds / 3600);
    if (figures->active > 0 && figures->told > 0)
        printf("%.2f\n", figures->active / figures->told);
    else
        puts("-");
}

/* Everything of one person, whose submissions stand together. */
static enum fy_status measure_person(const struct team_call *call, const struct team_submission *items, size_t count,
                                     struct fy_unit_log *log, struct fy_error *error)
{
    struct figures figures = { .units = count };
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < count; i++) {
        status = fy_team_unit(call->store, items[i].unit, log, error);
        const struct fy_unit *unit = status == FY_OK ? fy_unit_of(log) : NULL;
        const double seconds = unit ? unit->to - unit->from : 0;
        figures.seconds += seconds;
        figures.active += items[i].active;
        figures.told += items[i].active > 0 ? seconds : 0;
        if (unit && unit->gold[0] != '\0' && items[i].content[0] != '\0')
            status = team_hold_against(call, unit->gold, items[i].content, &figures.gold, error);
    }
    if (status == FY_OK)
        print_person(items[0].person, &figures);
    return status;
}

static void print_region(const char *name, size_t pairs, const struct fy_error_sums *sums)
{
    const struct fy_align_counts *counts = &sums->counts[FY_TOKEN_MIXED];
    const size_t tokens = fy_align_reference(counts), errors = fy_align_distance(counts);
    printf("agreement\t%s\t%zu\t%zu\t", name, pairs, tokens);
    if (tokens > 0)
        printf("%.4f\n", errors < tokens ? 1 - (double)errors / (double)tokens : 0.0);
    else
        puts("-");
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

static void print_number(double value)
{
    if (isnan(value))
        fputs("\t-", stdout);
    else
        printf("\t%.4f", value);
}

static enum fy_status print_alpha(const struct team_call *call, const char *name, const struct tags *tags,
                                  struct fy_error *error)
{
    const struct fy_ratings ratings = { tags->labels, tags->count / 2, 2 };
    struct fy_alpha nominal, tree;
    enum fy_status status = fy_alpha(&ratings, NULL, NULL, &nominal);
    if (status == FY_OK)
        status = fy_alpha(&ratings, fy_dialect_difference, fy_project_dialects(call->project), &tree);
    if (status != FY_OK)
        return team_no_memory(error);
    printf("alpha\t%s\t%zu\t%zu", name, nominal.items, nominal.categories);
    print_number(nominal.value);
    print_number(tree.value);
    putchar('\n');
    return FY_OK;
}

/* Pairs of people on one unit: of the same region, and of different ones; who has none is in neither. */
static enum fy_status measure_regions(struct team_handed_in *work, struct fy_error *error)
{
    struct fy_error_sums sums[2] = { 0 };
    struct tags tags[2] = { 0 };
    size_t pairs[2] = { 0 };
    enum fy_status status = FY_OK;
    if (work->count > 0)
        qsort(work->items, work->count, sizeof *work->items, by_unit);
    for (size_t a = 0; a < work->count; a++) {
        for (size_t b = a + 1; status == FY_OK && b < work->count; b++) {
            const struct team_submission *x = &work->items[a], *y = &work->items[b];
            const size_t between = strcmp(x->region, y->region) != 0;
            if (strcmp(x->unit, y->unit) != 0)
                break;
            if (x->region[0] == '\0' || y->region[0] == '\0' || x->content[0] == '\0' || y->content[0] == '\0')
                continue;
            pairs[between]++;
            status = team_hold_against(work->call, x->content, y->content, &sums[between], error);
            if (status == FY_OK)
                status = compare_tags(work->call, x->content, y->content, &tags[between], error);
        }
    }
    if (status == FY_OK) {
        print_region("within", pairs[0], &sums[0]);
        print_region("between", pairs[1], &sums[1]);
        status = print_alpha(work->call, "within", &tags[0], error);
    }
    if (status == FY_OK)
        status = print_alpha(work->call, "between", &tags[1], error);
    free_tags(&tags[0]);
    free_tags(&tags[1]);
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
    struct fy_unit_log *log = fy_unit_log_new();
    enum fy_status status = team_read_handed_in(call, &work, &error);
    if (!log)
        status = team_no_memory(&error);
    for (size_t i = 0; status == FY_OK && i < work.count; i += team_run_of(&work, i))
        status = measure_person(call, work.items + i, team_run_of(&work, i), log, &error);
    if (status == FY_OK)
        status = measure_regions(&work, &error);
    fy_unit_log_free(log);
    team_free_handed_in(&work);
    return status == FY_OK ? 0 : team_told(&error);
}
