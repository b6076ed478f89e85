/* Which units of a batch are looked at, and whether it passes. */
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team_quality.h"

#include <fangyin/memory.h>
#include <fangyin/quality.h>
#include <stdio.h>
#include <string.h>

#define LIMIT 0.03 /* wrong sentences that a batch may hold */

/* A person's part of a batch. */
struct lot {
    const struct team_submission *items;
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

static void print_unit(const struct team_submission *one, const char *why, int looks)
{
    fputs("look\t", stdout);
    fy_command_print(stdout, one->person);
    putchar('\t');
    fy_command_print(stdout, one->unit);
    printf("\t%s\t%d\n", why, looks);
}

/* What a reviewer has found so far: the first version against what was accepted in the end. */
static enum fy_status look_at(const struct team_call *call, struct lot *lot, struct fy_unit_log *log,
                              struct fy_error *error)
{
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < lot->count; i++) {
        if (lot->sample[i].reason == FY_SAMPLE_NOT || !in_batch(call, lot->items[i].unit))
            continue;
        status = fy_team_unit(call->store, lot->items[i].unit, log, error);
        const struct fy_unit *unit = status == FY_OK ? fy_unit_of(log) : NULL;
        const bool invalid = lot->sample[i].invalid;
        /* Nobody reviews what was done once more. */
        if (unit && unit->only[0] != '\0')
            continue;
        if (unit && !invalid && unit->reviewer[0] != '\0' && unit->result[0] != '\0') {
            lot->looked++;
            status = team_hold_against(call, unit->result, lot->items[i].content, &lot->found, error);
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

static enum fy_status sample_person(const struct team_call *call, const struct team_submission *items, size_t count,
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
        status = look_at(call, &lot, log, error);
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
    struct team_handed_in work;
    struct fy_unit_log *log = fy_unit_log_new();
    enum fy_status status = team_read_handed_in(call, &work, &error);
    if (!log)
        status = team_no_memory(&error);
    for (size_t i = 0; status == FY_OK && i < work.count; i += team_run_of(&work, i))
        status = sample_person(call, work.items + i, team_run_of(&work, i), log, &error);
    fy_unit_log_free(log);
    team_free_handed_in(&work);
    return status == FY_OK ? 0 : team_told(&error);
}
