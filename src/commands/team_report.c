/* How far the work is: units and hours by state and dialect, who did how much, questions. */
#include "base/json_write.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/team.h"

#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/picture.h>
#include <stdio.h>
#include <string.h>

/* A line of a table: units, or questions, of one kind. */
struct row {
    char *key; /* parts of it, parted by tabs */
    size_t count;
    double seconds;
};

struct table {
    struct row *rows; /* sorted by key */
    size_t count, capacity;
};

static void free_table(struct table *table)
{
    for (size_t i = 0; i < table->count; i++)
        fy_free(table->rows[i].key);
    fy_free(table->rows);
}

static enum fy_status add(struct table *table, const char *key, double seconds, struct fy_error *error)
{
    size_t low = 0, high = table->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const int order = strcmp(table->rows[middle].key, key);
        if (order == 0) {
            table->rows[middle].count++;
            table->rows[middle].seconds += seconds;
            return FY_OK;
        }
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    struct row *grown = fy_grow(table->rows, &table->capacity, table->count + 1, sizeof *grown);
    if (!grown)
        return team_no_memory(error);
    table->rows = grown;
    const struct row row = { fy_strdup(key), 1, seconds };
    if (!row.key)
        return team_no_memory(error);
    memmove(grown + low + 1, grown + low, (table->count - low) * sizeof *grown);
    grown[low] = row;
    table->count++;
    return FY_OK;
}

struct report {
    struct table units, questions, people; /* keys: STATE DIALECT; STATE; PERSON KIND */
};

static enum fy_status count_unit(void *context, const struct fy_team_head *head, struct fy_error *error)
{
    struct report *report = context;
    char key[300];
    snprintf(key, sizeof key, "%s\t%s", head->state, head->dialect);
    return add(&report->units, key, head->seconds, error);
}

static enum fy_status count_question(void *context, const struct fy_team_head *head, struct fy_error *error)
{
    struct report *report = context;
    return add(&report->questions, head->state, 0, error);
}

static enum fy_status count_work(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    struct report *report = context;
    char key[300];
    snprintf(key, sizeof key, "%s\t%s", event->person, event->kind);
    return add(&report->people, key, 0, error);
}

static enum fy_status gather(const struct team_call *call, struct report *report, struct fy_error *error)
{
    static const char *const kinds[] = { "submit", "accept", "fix", "return", "resolve", "answer", "ask" };
    struct fy_team_store *store = call->store;
    const struct fy_team_query units = { .subject = "unit" }, questions = { .subject = "question" };
    enum fy_status status = store->heads(store, &units, count_unit, report, error);
    if (status == FY_OK)
        status = store->heads(store, &questions, count_question, report, error);
    for (size_t i = 0; status == FY_OK && i < sizeof kinds / sizeof *kinds; i++)
        status = store->read(store, NULL, kinds[i], FY_TEAM_BY_STREAM, count_work, report, error);
    return status;
}

static void print_rows(const char *name, const struct table *table, bool hours)
{
    for (size_t i = 0; i < table->count; i++) {
        const struct row *row = &table->rows[i];
        printf("%s", name);
        for (const char *at = row->key; at; at = strchr(at, '\t') ? strchr(at, '\t') + 1 : NULL) {
            char *part = fy_strndup(at, strcspn(at, "\t"));
            putchar('\t');
            fy_command_print(stdout, part ? part : "");
            fy_free(part);
        }
        printf("\t%zu", row->count);
        if (hours)
            printf("\t%.3f", row->seconds / 3600);
        putchar('\n');
    }
}

static void json_rows(struct fy_json_writer *json, const char *name, const char *first, const char *second,
                      const struct table *table, bool hours)
{
    fy_json_array(json, name);
    for (size_t i = 0; i < table->count; i++) {
        const struct row *row = &table->rows[i];
        char *key = fy_strndup(row->key, strcspn(row->key, "\t"));
        fy_json_object(json, NULL);
        fy_json_text(json, first, key ? key : "");
        if (second)
            fy_json_text(json, second, strchr(row->key, '\t') + 1);
        fy_json_count(json, "count", row->count);
        if (hours)
            fy_json_number(json, "hours", row->seconds / 3600);
        fy_json_object_end(json);
        fy_free(key);
    }
    fy_json_array_end(json);
}

static void print_json(const struct report *report)
{
    struct fy_buffer line = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &line };
    fy_json_object(&json, NULL);
    json_rows(&json, "units", "state", "dialect", &report->units, true);
    json_rows(&json, "people", "person", "event", &report->people, false);
    json_rows(&json, "questions", "state", NULL, &report->questions, false);
    fy_json_object_end(&json);
    (void)fy_command_print_line(&line);
    fy_buffer_free(&line);
}

/* ---- as a picture: a bar for each dialect, hours by state ---- */

static size_t place_of(const char **names, size_t *count, const char *name)
{
    for (size_t i = 0; i < *count; i++) {
        if (strcmp(names[i], name) == 0)
            return i;
    }
    names[*count] = name;
    return (*count)++;
}

/* Keys are STATE, tab, DIALECT: cut in two where they stand. */
static enum fy_status draw_units(struct fy_buffer *out, const struct fy_page *page, struct table *units, size_t *missing,
                                 struct fy_error *error)
{
    const size_t most = units->count + 1;
    const char **states = fy_must_calloc(most, sizeof *states), **dialects = fy_must_calloc(most, sizeof *dialects);
    double *hours = fy_must_calloc(most * most, sizeof *hours);
    struct fy_bar *bars = fy_must_calloc(most, sizeof *bars);
    size_t state_count = 0, dialect_count = 0;
    for (size_t i = 0; i < units->count; i++) {
        char *tab = strchr(units->rows[i].key, '\t');
        *tab = '\0';
        const size_t state = place_of(states, &state_count, units->rows[i].key);
        const size_t dialect = place_of(dialects, &dialect_count, tab[1] ? tab + 1 : "-");
        hours[dialect * most + state] += units->rows[i].seconds / 3600;
    }
    for (size_t i = 0; i < dialect_count; i++)
        bars[i] = (struct fy_bar){ dialects[i], hours + i * most };
    const enum fy_status status = fy_picture_bars(out, page, _("Hours by dialect and state"), _("h"), states, state_count,
                                                  bars, dialect_count, missing, error);
    fy_free(bars);
    fy_free(hours);
    fy_free(dialects);
    fy_free(states);
    return status;
}

static enum fy_status write_picture(struct report *report, const char *path, struct fy_error *error)
{
    struct fy_page page = { .width = 1200 };
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    size_t missing = 0;
    enum fy_status status = fy_picture_form_of(path, &page.form, error);
    if (status == FY_OK)
        status = draw_units(&bytes, &page, &report->units, &missing, error);
    if (status == FY_OK)
        status = fy_file_replace(path, fy_buffer_text(&bytes), bytes.size, error);
    fy_buffer_free(&bytes);
    return status;
}

int team_report(const struct team_call *call)
{
    struct fy_error error = { 0 };
    struct report report = { 0 };
    if (call->options.quality)
        return team_quality(call);
    enum fy_status status = gather(call, &report, &error);
    if (status == FY_OK && call->options.output) {
        status = write_picture(&report, call->options.output, &error);
    } else if (status == FY_OK && call->options.json) {
        print_json(&report);
    } else if (status == FY_OK) {
        print_rows("units", &report.units, true);
        print_rows("person", &report.people, false);
        print_rows("questions", &report.questions, false);
    }
    free_table(&report.units);
    free_table(&report.questions);
    free_table(&report.people);
    return status == FY_OK ? 0 : team_told(&error);
}

/* ---- people ---- */

static void print_roles(const struct fy_person *person)
{
    static const struct {
        enum fy_role role;
        const char *name;
    } roles[] = { { FY_ROLE_TRANSCRIBER, "transcriber" },
                  { FY_ROLE_REVIEWER, "reviewer" },
                  { FY_ROLE_EXPERT, "expert" },
                  { FY_ROLE_ADJUDICATOR, "adjudicator" },
                  { FY_ROLE_LEAD, "lead" } };
    bool first = true;
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        if ((person->roles & (unsigned)roles[i].role) == 0)
            continue;
        printf("%s%s", first ? "" : " ", roles[i].name);
        first = false;
    }
}

int team_people(const struct team_call *call)
{
    if (!call->people) {
        fprintf(stderr, "fangyin: %s\n", _("There is no people.tsv: everybody may do everything."));
        return 1;
    }
    for (size_t i = 0; i < fy_people_count(call->people); i++) {
        const struct fy_person *person = fy_people_at(call->people, i);
        fy_command_print(stdout, person->id);
        putchar('\t');
        fy_command_print(stdout, person->name);
        putchar('\t');
        print_roles(person);
        putchar('\t');
        for (size_t k = 0; k < person->competence_count; k++)
            printf("%s%s:%d%s", k > 0 ? " " : "", person->competences[k].dialect, person->competences[k].level,
                   person->competences[k].native ? "*" : "");
        printf("\t%s\n", person->active ? "active" : "inactive");
    }
    return 0;
}
