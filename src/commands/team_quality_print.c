/* How good the work is, as lines and as JSON. */
#include "base/json_write.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team_figures.h"

#include <math.h>
#include <stdio.h>

static const char *const score_names[TEAM_SCORE_COUNT] = { [TEAM_SCORE_GOLD] = "gold", [TEAM_SCORE_REPEAT] = "repeat" };
static const char *const region_names[TEAM_REGIONS_COUNT] = { [TEAM_WITHIN] = "within", [TEAM_BETWEEN] = "between" };

/* ---- lines ---- */

static void print_number(double value, int digits)
{
    if (isnan(value))
        fputs("\t-", stdout);
    else
        printf("\t%.*f", digits, value);
}

static void print_score(const char *name, const char *person, const struct team_score *score)
{
    printf("%s\t", name);
    fy_command_print(stdout, person);
    printf("\t%zu\t%zu", score->right, score->sentences);
    print_number(score->share, 4);
    print_number(score->low, 4);
    print_number(score->high, 4);
    print_number(score->error_rate, 4);
    putchar('\n');
}

static void print_person(const struct team_person_figures *one)
{
    for (size_t s = 0; s < TEAM_SCORE_COUNT; s++) {
        if (one->scores[s].sentences > 0)
            print_score(score_names[s], one->person, &one->scores[s]);
    }
    fputs("speed\t", stdout);
    fy_command_print(stdout, one->person);
    printf("\t%zu", one->units);
    print_number(one->hours, 3);
    print_number(one->real_time_factor, 2);
    putchar('\n');
}

void team_quality_print(const struct team_figures *figures)
{
    for (size_t i = 0; i < figures->count; i++)
        print_person(&figures->people[i]);
    for (size_t r = 0; r < TEAM_REGIONS_COUNT; r++) {
        printf("agreement\t%s\t%zu\t%zu", region_names[r], figures->pairs[r].pairs, figures->pairs[r].tokens);
        print_number(figures->pairs[r].agreement, 4);
        putchar('\n');
    }
    for (size_t r = 0; r < TEAM_REGIONS_COUNT; r++) {
        const struct fy_alpha *nominal = &figures->pairs[r].nominal;
        printf("alpha\t%s\t%zu\t%zu", region_names[r], nominal->items, nominal->categories);
        print_number(nominal->value, 4);
        print_number(figures->pairs[r].tree.value, 4);
        putchar('\n');
    }
}

/* ---- JSON ---- */

static void json_scores(struct fy_json_writer *json, const struct team_figures *figures, size_t kind)
{
    fy_json_array(json, score_names[kind]);
    for (size_t i = 0; i < figures->count; i++) {
        const struct team_score *score = &figures->people[i].scores[kind];
        if (score->sentences == 0)
            continue;
        fy_json_object(json, NULL);
        fy_json_text(json, "person", figures->people[i].person);
        fy_json_count(json, "right", score->right);
        fy_json_count(json, "sentences", score->sentences);
        fy_json_number(json, "share", score->share);
        fy_json_number(json, "low", score->low);
        fy_json_number(json, "high", score->high);
        fy_json_number(json, "mixed_error_rate", score->error_rate);
        fy_json_object_end(json);
    }
    fy_json_array_end(json);
}

static void json_speed(struct fy_json_writer *json, const struct team_figures *figures)
{
    fy_json_array(json, "speed");
    for (size_t i = 0; i < figures->count; i++) {
        const struct team_person_figures *one = &figures->people[i];
        fy_json_object(json, NULL);
        fy_json_text(json, "person", one->person);
        fy_json_count(json, "units", one->units);
        fy_json_number(json, "hours", one->hours);
        fy_json_number(json, "real_time_factor", one->real_time_factor);
        fy_json_object_end(json);
    }
    fy_json_array_end(json);
}

static void json_agreement(struct fy_json_writer *json, const struct team_figures *figures)
{
    fy_json_object(json, "agreement");
    for (size_t r = 0; r < TEAM_REGIONS_COUNT; r++) {
        fy_json_object(json, region_names[r]);
        fy_json_count(json, "pairs", figures->pairs[r].pairs);
        fy_json_count(json, "tokens", figures->pairs[r].tokens);
        fy_json_number(json, "agreement", figures->pairs[r].agreement);
        fy_json_object_end(json);
    }
    fy_json_object_end(json);
}

static void json_alpha(struct fy_json_writer *json, const struct team_figures *figures)
{
    fy_json_object(json, "alpha");
    for (size_t r = 0; r < TEAM_REGIONS_COUNT; r++) {
        const struct fy_alpha *nominal = &figures->pairs[r].nominal;
        fy_json_object(json, region_names[r]);
        fy_json_count(json, "segments", nominal->items);
        fy_json_count(json, "tags", nominal->categories);
        fy_json_number(json, "alpha", nominal->value);
        fy_json_number(json, "tree_alpha", figures->pairs[r].tree.value);
        fy_json_object_end(json);
    }
    fy_json_object_end(json);
}

enum fy_status team_quality_print_json(const struct team_figures *figures, struct fy_error *error)
{
    struct fy_buffer line = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &line };
    fy_json_object(&json, NULL);
    for (size_t s = 0; s < TEAM_SCORE_COUNT; s++)
        json_scores(&json, figures, s);
    json_speed(&json, figures);
    json_agreement(&json, figures);
    json_alpha(&json, figures);
    fy_json_object_end(&json);
    return fy_command_print_line(&line) ? FY_OK : team_no_memory(error);
}
