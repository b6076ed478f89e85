/* How good the work is: accuracy where the answer is known, agreement, speed; which units of a batch are looked at, and
 * whether it passes. */
#include "base/json_read.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team.h"

#include <fangyin/memory.h>
#include <fangyin/quality.h>
#include <fangyin/team_versions.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LIMIT 0.03 /* wrong sentences that a batch may hold */

/* What somebody handed in first for a unit: later versions were corrected by others' remarks. */
struct submission {
    char *unit, *person, *content; /* content: "" for "nothing to transcribe" */
    char region[32];               /* the person's native dialects' top node, "" if it is not known */
    double active;                 /* seconds, 0 if it was not said */
    double time;
    size_t number; /* of the person's, from 0 on */
};

struct work {
    const struct team_call *call;
    struct submission *items; /* by unit */
    size_t count, capacity;
};

static void free_work(struct work *work)
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
    struct work *work = context;
    const char *unit = strchr(event->stream, '/') + 1;
    struct fy_json *data = NULL;
    if (strncmp(event->stream, "unit/", 5) != 0)
        return FY_OK;
    for (size_t i = work->count; i > 0 && strcmp(work->items[i - 1].unit, unit) == 0; i--) {
        if (strcmp(work->items[i - 1].person, event->person) == 0)
            return FY_OK;
    }
    struct submission *grown = fy_grow(work->items, &work->capacity, work->count + 1, sizeof *grown);
    if (!grown)
        return team_no_memory(error);
    work->items = grown;
    const enum fy_status status = fy_json_read(event->data, strlen(event->data), &data, error);
    const char *content = fy_json_text_of(fy_json_get(data, "content"));
    struct submission *one = &grown[work->count];
    *one = (struct submission){ .unit = fy_strdup(unit),
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
    const struct submission *x = a, *y = b;
    return (x->time > y->time) - (x->time < y->time);
}

static int by_person(const void *a, const void *b)
{
    const struct submission *x = a, *y = b;
    const int order = strcmp(x->person, y->person);
    return order != 0 ? order : by_time(a, b);
}

static int by_unit(const void *a, const void *b)
{
    const struct submission *x = a, *y = b;
    const int order = strcmp(x->unit, y->unit);
    return order != 0 ? order : by_time(a, b);
}

static void number(struct work *work)
{
    if (work->count > 0)
        qsort(work->items, work->count, sizeof *work->items, by_person);
    for (size_t i = 1; i < work->count; i++) {
        if (strcmp(work->items[i].person, work->items[i - 1].person) == 0)
            work->items[i].number = work->items[i - 1].number + 1;
    }
}

static enum fy_status read_work(const struct team_call *call, struct work *work, struct fy_error *error)
{
    *work = (struct work){ .call = call };
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

static enum fy_status compare(const struct team_call *call, const char *reference, const char *content,
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
static enum fy_status measure_person(const struct team_call *call, const struct submission *items, size_t count,
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
            status = compare(call, unit->gold, items[i].content, &figures.gold, error);
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

/* Pairs of people on one unit: of the same region, and of different ones; who has none is in neither. */
static enum fy_status measure_regions(struct work *work, struct fy_error *error)
{
    struct fy_error_sums sums[2] = { 0 };
    size_t pairs[2] = { 0 };
    enum fy_status status = FY_OK;
    if (work->count > 0)
        qsort(work->items, work->count, sizeof *work->items, by_unit);
    for (size_t a = 0; a < work->count; a++) {
        for (size_t b = a + 1; status == FY_OK && b < work->count; b++) {
            const struct submission *x = &work->items[a], *y = &work->items[b];
            const size_t between = strcmp(x->region, y->region) != 0;
            if (strcmp(x->unit, y->unit) != 0)
                break;
            if (x->region[0] == '\0' || y->region[0] == '\0' || x->content[0] == '\0' || y->content[0] == '\0')
                continue;
            pairs[between]++;
            status = compare(work->call, x->content, y->content, &sums[between], error);
        }
    }
    if (status == FY_OK) {
        print_region("within", pairs[0], &sums[0]);
        print_region("between", pairs[1], &sums[1]);
    }
    return status;
}

/* How many stand together from there on, of the same person. */
static size_t run_of(const struct work *work, size_t from)
{
    size_t count = 1;
    while (from + count < work->count && strcmp(work->items[from].person, work->items[from + count].person) == 0)
        count++;
    return count;
}

int team_quality(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct work work;
    struct fy_unit_log *log = fy_unit_log_new();
    enum fy_status status = read_work(call, &work, &error);
    if (!log)
        status = team_no_memory(&error);
    for (size_t i = 0; status == FY_OK && i < work.count; i += run_of(&work, i))
        status = measure_person(call, work.items + i, run_of(&work, i), log, &error);
    if (status == FY_OK)
        status = measure_regions(&work, &error);
    fy_unit_log_free(log);
    free_work(&work);
    return status == FY_OK ? 0 : team_told(&error);
}

/* ---- sample ---- */

/* A person's part of a batch. */
struct lot {
    const struct submission *items;
    struct fy_sample_item *sample;
    size_t count;
    struct fy_error_sums found; /* in those that were looked at and decided */
    size_t looked, open;        /* units of the sample: decided, and not yet */
};

static bool in_batch(const struct team_call *call, const char *unit)
{
    const char *batch = call->options.batch ? call->options.batch : "";
    return strncmp(unit, batch, strlen(batch)) == 0;
}

static void print_unit(const struct submission *one, const char *why, int looks)
{
    fputs("look\t", stdout);
    fy_command_print(stdout, one->person);
    putchar('\t');
    fy_command_print(stdout, one->unit);
    printf("\t%s\t%d\n", why, looks);
}

/* What a reviewer has found so far: the first version against what was accepted in the end. */
static enum fy_status hold_against(const struct team_call *call, struct lot *lot, struct fy_unit_log *log,
                                   struct fy_error *error)
{
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < lot->count; i++) {
        if (lot->sample[i].reason == FY_SAMPLE_NOT || !in_batch(call, lot->items[i].unit))
            continue;
        status = fy_team_unit(call->store, lot->items[i].unit, log, error);
        const struct fy_unit *unit = status == FY_OK ? fy_unit_of(log) : NULL;
        const bool invalid = lot->sample[i].invalid;
        if (unit && !invalid && unit->reviewer[0] != '\0' && unit->result[0] != '\0') {
            lot->looked++;
            status = compare(call, unit->result, lot->items[i].content, &lot->found, error);
        } else if (unit && !invalid) {
            lot->open++;
            print_unit(&lot->items[i], fy_sample_reason_name(lot->sample[i].reason), 1);
        } else if (unit && unit->state == FY_UNIT_INVALID) {
            print_unit(&lot->items[i], fy_sample_reason_name(FY_SAMPLE_INVALID), 2);
        }
    }
    return status;
}

static void print_verdict(const struct team_call *call, const struct lot *lot)
{
    const double limit = call->options.limit > 0 ? call->options.limit : LIMIT;
    const struct fy_acceptance plan = fy_acceptance_plan(lot->found.texts, limit);
    const bool fails = lot->found.wrong > plan.most;
    fputs("verdict\t", stdout);
    fy_command_print(stdout, lot->items[0].person);
    printf("\t%s\t%zu\t%zu\t%zu\t%g\t%.4f\t%.4f\n",
           fails           ? "rework"
           : lot->open > 0 ? "open"
                           : "pass",
           lot->found.texts, lot->found.wrong, plan.most, limit, plan.passes, plan.consumer);
    for (size_t i = 0; fails && i < lot->count; i++) {
        if (in_batch(call, lot->items[i].unit)) {
            fputs("rework\t", stdout);
            fy_command_print(stdout, lot->items[i].person);
            putchar('\t');
            fy_command_print(stdout, lot->items[i].unit);
            putchar('\n');
        }
    }
}

static enum fy_status sample_person(const struct team_call *call, const struct submission *items, size_t count,
                                    struct fy_unit_log *log, struct fy_error *error)
{
    struct lot lot = { .items = items, .count = count };
    struct fy_buffer seed = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    size_t first = 0, last = 0;
    /* A batch is what was handed in of it, one after the other. */
    while (first < count && !in_batch(call, items[first].unit))
        first++;
    for (size_t i = first; i < count; i++)
        last = in_batch(call, items[i].unit) ? i + 1 : last;
    if (last == 0)
        return FY_OK;
    lot.items = items + first;
    lot.count = last - first;
    lot.sample = fy_calloc(lot.count, sizeof *lot.sample);
    fy_buffer_printf(&seed, "%.0f/%s/%s", call->options.seed, call->options.batch ? call->options.batch : "",
                     items[0].person);
    if (!lot.sample || seed.failed)
        status = team_no_memory(error);
    for (size_t i = 0; status == FY_OK && i < lot.count; i++) {
        lot.sample[i].number = lot.items[i].number;
        lot.sample[i].invalid = lot.items[i].content[0] == '\0';
    }
    if (status == FY_OK) {
        fy_sample_choose(lot.sample, lot.count, &fy_sample_default, fy_sample_seed(fy_buffer_text(&seed)));
        status = hold_against(call, &lot, log, error);
    }
    if (status == FY_OK)
        print_verdict(call, &lot);
    fy_free(lot.sample);
    fy_buffer_free(&seed);
    return status;
}

int team_sample(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct work work;
    struct fy_unit_log *log = fy_unit_log_new();
    enum fy_status status = read_work(call, &work, &error);
    if (!log)
        status = team_no_memory(&error);
    for (size_t i = 0; status == FY_OK && i < work.count; i += run_of(&work, i))
        status = sample_person(call, work.items + i, run_of(&work, i), log, &error);
    fy_unit_log_free(log);
    free_work(&work);
    return status == FY_OK ? 0 : team_told(&error);
}
