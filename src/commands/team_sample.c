/* Which units of a batch are looked at, and whether it passes. */
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team_quality.h"

#include <fangyin/checks.h>
#include <fangyin/memory.h>
#include <fangyin/quality.h>
#include <fangyin/team_versions.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#define LIMIT 0.03 /* wrong sentences that a batch may hold */

/* What goes for everybody. */
struct sampling {
    const struct team_call *call;
    struct fy_checks *checks; /* the project's */
    struct fy_unit_log *log;
};

/* A person's part of a batch. */
struct lot {
    struct team_submission *items; /* their texts are those of what was handed in */
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

/* ---- choosing ---- */

/* Whether a finding is reason to look, and of the unit: the rest of the grid is empty, which some rules mind. */
static bool matters(const struct fy_check_finding *finding, const struct fy_unit *unit)
{
    const double from = fmax(finding->from, unit->from), to = fmin(finding->to, unit->to);
    const bool point = finding->from == finding->to;
    return finding->severity >= FY_SEVERITY_WARNING && (from < to || (point && from == to));
}

static enum fy_status check(const struct sampling *sampling, const struct fy_unit *unit, const char *content,
                            bool *warned, struct fy_error *error)
{
    struct fy_check_findings findings = { 0 };
    struct fy_grid *grid = NULL;
    enum fy_status status = fy_team_content(sampling->call->store, content, &grid, error);
    if (status == FY_OK && fy_checks_grid(sampling->checks, grid, NULL, NULL, &findings) != FY_OK)
        status = team_no_memory(error);
    for (size_t i = 0; status == FY_OK && i < findings.count && !*warned; i++)
        *warned = matters(&findings.items[i], unit);
    fy_check_findings_free(&findings);
    fy_grid_free(grid);
    return status;
}

/* What somebody handed in of the batch; not what only they were to do, which nobody reviews. */
static enum fy_status gather(const struct sampling *sampling, const struct team_submission *items, size_t count,
                             struct lot *lot, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    lot->items = fy_calloc(count, sizeof *lot->items);
    lot->sample = fy_calloc(count, sizeof *lot->sample);
    if (!lot->items || !lot->sample)
        return team_no_memory(error);
    for (size_t i = 0; status == FY_OK && i < count; i++) {
        struct fy_sample_item *sample = &lot->sample[lot->count];
        if (!in_batch(sampling->call, items[i].unit))
            continue;
        status = fy_team_unit(sampling->call->store, items[i].unit, sampling->log, error);
        if (status != FY_OK || fy_unit_of(sampling->log)->only[0] != '\0')
            continue;
        sample->number = items[i].number;
        sample->invalid = items[i].content[0] == '\0';
        if (!sample->invalid)
            status = check(sampling, fy_unit_of(sampling->log), items[i].content, &sample->warned, error);
        lot->items[lot->count++] = items[i];
    }
    return status;
}

/* ---- looking ---- */

/* What a reviewer has found so far: the first version against what was accepted in the end. */
static enum fy_status look_at(const struct sampling *sampling, struct lot *lot, struct fy_error *error)
{
    const struct team_call *call = sampling->call;
    enum fy_status status = FY_OK;
    for (size_t i = 0; status == FY_OK && i < lot->count; i++) {
        if (lot->sample[i].reason == FY_SAMPLE_NOT)
            continue;
        status = fy_team_unit(call->store, lot->items[i].unit, sampling->log, error);
        const struct fy_unit *unit = status == FY_OK ? fy_unit_of(sampling->log) : NULL;
        const bool invalid = lot->sample[i].invalid;
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
        fputs("rework\t", stdout);
        fy_command_print(stdout, lot->items[i].person);
        putchar('\t');
        fy_command_print(stdout, lot->items[i].unit);
        putchar('\n');
    }
}

static enum fy_status sample_lot(const struct sampling *sampling, struct lot *lot, struct fy_error *error)
{
    const struct team_options *options = &sampling->call->options;
    struct fy_buffer seed = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    fy_buffer_printf(&seed, "%.0f/%s/%s", options->seed, options->batch ? options->batch : "", lot->items[0].person);
    if (seed.failed)
        status = team_no_memory(error);
    if (status == FY_OK) {
        fy_sample_choose(lot->sample, lot->count, &fy_sample_default, fy_sample_seed(fy_buffer_text(&seed)));
        status = look_at(sampling, lot, error);
    }
    if (status == FY_OK)
        print_verdict(sampling->call, lot);
    fy_buffer_free(&seed);
    return status;
}

static enum fy_status sample_person(const struct sampling *sampling, const struct team_submission *items, size_t count,
                                    struct fy_error *error)
{
    struct lot lot = { .count = 0 };
    enum fy_status status = gather(sampling, items, count, &lot, error);
    if (status == FY_OK && lot.count > 0)
        status = sample_lot(sampling, &lot, error);
    fy_free(lot.items);
    fy_free(lot.sample);
    return status;
}

int team_sample(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct team_handed_in work;
    struct sampling sampling = { call, fy_project_checks(call->project, NULL), fy_unit_log_new() };
    enum fy_status status = team_read_handed_in(call, &work, &error);
    if (!sampling.checks || !sampling.log)
        status = team_no_memory(&error);
    for (size_t i = 0; status == FY_OK && i < work.count; i += team_run_of(&work, i))
        status = sample_person(&sampling, work.items + i, team_run_of(&work, i), &error);
    fy_unit_log_free(sampling.log);
    fy_checks_free(sampling.checks);
    team_free_handed_in(&work);
    return status == FY_OK ? 0 : team_told(&error);
}
