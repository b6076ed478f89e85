/* What people do: alone, and sixteen of them at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "team/stores.h"

#include <math.h>
#include <sys/wait.h>

enum { PEOPLE = 16, UNITS = 96 };

static void add_units(struct fy_team_store *store, size_t count, const struct fy_unit_plan *like)
{
    static char names[UNITS][8];
    struct fy_unit_plan plans[UNITS];
    size_t added = 0;
    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "u%03zu", i);
        plans[i] = *like;
        plans[i].name = names[i];
        plans[i].recording = "rec.flac";
        plans[i].from = (double)i;
        plans[i].to = (double)i + 1;
    }
    assert_int_equal(fy_team_add(store, plans, count, "lead", 100, &added, &error), FY_OK);
    assert_int_equal(added, count);
}

static struct fy_team_wish wish_of(const char *person, const char *as, double now)
{
    return (struct fy_team_wish){ .as = as, .person = person, .now = now, .lease = 50 };
}

/* The unit that the person gets, in the log. */
static const struct fy_unit *next(struct fy_team_store *store, struct fy_unit_log *log, const char *person,
                                  const char *as, double now)
{
    const struct fy_team_wish wish = wish_of(person, as, now);
    const enum fy_status status = fy_team_next(store, &wish, log, &error);
    if (status == FY_NOT_FOUND)
        return NULL;
    if (status != FY_OK)
        print_error("%s\n", error.sentence);
    assert_int_equal(status, FY_OK);
    return fy_unit_of(log);
}

static void act(struct fy_team_store *store, const char *unit, const char *person, const char *kind, const char *data)
{
    const struct fy_team_act one = { unit, kind, person, data, 120 };
    const enum fy_status status = fy_team_do(store, &one, NULL, &error);
    if (status != FY_OK)
        print_error("%s\n", error.sentence);
    assert_int_equal(status, FY_OK);
}

static void adding_again_adds_nothing(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_unit_plan plans[] = { { .name = "a", .recording = "a.wav", .to = 5 },
                                    { .name = "b", .recording = "b.wav", .to = 6 } };
    size_t added = 9;
    assert_int_equal(fy_team_add(store, plans, 1, "lead", 100, &added, &error), FY_OK);
    assert_int_equal(added, 1);
    assert_int_equal(fy_team_add(store, plans, 2, "lead", 200, &added, &error), FY_OK);
    assert_int_equal(added, 1);
    plans[1].recording = "other/b.wav";
    assert_int_equal(fy_team_add(store, plans, 2, "lead", 300, &added, &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "b.wav"));
    plans[1].name = "a";
    assert_int_equal(fy_team_add(store, plans, 2, "lead", 300, &added, &error), FY_INVALID);
    assert_int_equal(added, 0);
    fy_team_store_close(store);
}

static void work_goes_round(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_unit_log *log = fy_unit_log_new();
    char first[8];
    assert_null(next(store, log, "ann", "annotate", 100));
    add_units(store, 2, &(struct fy_unit_plan){ .wanted = 1 });
    snprintf(first, sizeof first, "%s", next(store, log, "ann", "annotate", 100)->name);
    /* What one holds is offered again, before anything else. */
    assert_string_equal(next(store, log, "ann", "annotate", 110)->name, first);
    assert_string_not_equal(next(store, log, "bob", "annotate", 100)->name, first);
    assert_null(next(store, log, "cid", "annotate", 110));
    /* Ann's claim ran out, and so did Bob's. */
    assert_string_equal(next(store, log, "ann", "annotate", 170)->name, first);
    assert_string_not_equal(next(store, log, "cid", "annotate", 170)->name, first);
    act(store, first, "ann", "submit", "{\"content\":\"h\"}");
    assert_null(next(store, log, "ann", "annotate", 171));
    assert_null(next(store, log, "ann", "review", 171));
    assert_string_equal(next(store, log, "bob", "review", 171)->name, first);
    act(store, first, "bob", "return", "{\"reason\":\"x\"}");
    assert_string_equal(next(store, log, "ann", "annotate", 172)->name, first);
    act(store, first, "ann", "submit", "{\"content\":\"h\"}");
    act(store, first, "bob", "return", "{\"reason\":\"x\"}");
    assert_null(next(store, log, "ann", "adjudicate", 173));
    assert_string_equal(next(store, log, "dan", "adjudicate", 173)->name, first);
    fy_unit_log_free(log);
    fy_team_store_close(store);
}

static void the_own_dialect_comes_first(void **state)
{
    (void)state;
    static const char *const dialects[] = { "wu-sz", "wu-sh" };
    struct fy_team_store *store = created();
    struct fy_unit_log *log = fy_unit_log_new();
    const struct fy_unit_plan plans[] = {
        { .name = "a", .recording = "r", .to = 1, .dialect = "yue", .priority = -1 },
        { .name = "b", .recording = "r", .to = 1, .dialect = "wu-sh" },
        { .name = "c", .recording = "r", .to = 1, .dialect = "wu-sh", .priority = -1 },
        { .name = "d", .recording = "r", .to = 1 },
    };
    size_t added;
    struct fy_team_wish wish = wish_of("ann", "annotate", 100);
    wish.dialects = dialects;
    wish.dialect_count = 2;
    assert_int_equal(fy_team_add(store, plans, 4, "lead", 1, &added, &error), FY_OK);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(fy_team_next(store, &wish, log, &error), FY_OK);
        assert_string_equal(fy_unit_of(log)->name, i == 0 ? "c" : "b");
        act(store, fy_unit_of(log)->name, "ann", "submit", "{\"content\":\"h\"}");
    }
    assert_int_equal(fy_team_next(store, &wish, log, &error), FY_NOT_FOUND);
    wish.any_dialect = true;
    assert_int_equal(fy_team_next(store, &wish, log, &error), FY_OK);
    assert_string_equal(fy_unit_of(log)->name, "a");
    fy_unit_log_free(log);
    fy_team_store_close(store);
}

/* ---- many at once ---- */

/* One person claims and hands in until nothing is left; the status tells how that ended. */
static int work_through(int number)
{
    struct fy_team_store *store = opened();
    struct fy_unit_log *log = fy_unit_log_new();
    char person[16];
    snprintf(person, sizeof person, "p%02d", number);
    for (;;) {
        const struct fy_team_wish wish = wish_of(person, "annotate", 100);
        const enum fy_status status = fy_team_next(store, &wish, log, &error);
        if (status == FY_NOT_FOUND)
            break;
        const struct fy_team_act submit = { status == FY_OK ? fy_unit_of(log)->name : "", "submit", person,
                                            "{\"content\":\"h\"}", 120 };
        if (status != FY_OK || fy_team_do(store, &submit, NULL, &error) != FY_OK) {
            fprintf(stderr, "%s: %s\n", person, error.sentence);
            return 1;
        }
    }
    fy_unit_log_free(log);
    fy_team_store_close(store);
    return 0;
}

struct tally {
    size_t units, submissions;
    struct fy_unit_log *log;
};

static enum fy_status count_unit(void *context, const struct fy_team_event *event, struct fy_error *failure)
{
    struct tally *tally = context;
    if (event->rev == 1) {
        fy_unit_log_clear(tally->log);
        tally->units++;
    }
    tally->submissions += strcmp(event->kind, "submit") == 0;
    return fy_unit_apply(tally->log, event, failure);
}

static void nobody_gets_what_another_has(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct tally tally = { 0, 0, fy_unit_log_new() };
    pid_t people[PEOPLE];
    add_units(store, UNITS, &(struct fy_unit_plan){ .wanted = 2 });
    for (int i = 0; i < PEOPLE; i++) {
        people[i] = fork();
        assert_true(people[i] >= 0);
        if (people[i] == 0)
            _exit(work_through(i));
    }
    for (int i = 0; i < PEOPLE; i++) {
        int status;
        assert_int_equal(waitpid(people[i], &status, 0), people[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    /* Folding refuses what two could have taken at once; each unit was handed in by the two that it wanted. */
    assert_int_equal(store->read(store, NULL, NULL, FY_TEAM_BY_STREAM, count_unit, &tally, &error), FY_OK);
    assert_int_equal(tally.units, UNITS);
    assert_int_equal(tally.submissions, 2 * UNITS);
    fy_unit_log_free(tally.log);
    fy_team_store_close(store);
}

static void what_is_for_one_person_comes_among_the_rest(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_unit_log *log = fy_unit_log_new();
    const struct fy_unit_plan mine = { .name = "again", .recording = "rec.flac", .to = 1, .only = "ann", .gold = "h0", .unreviewed = true };
    size_t added, others = 0, again = 0;
    add_units(store, 12, &(struct fy_unit_plan){ .wanted = 2 });
    assert_int_equal(fy_team_add(store, &mine, 1, "lead", 100, &added, &error), FY_OK);
    for (const struct fy_unit *unit; (unit = next(store, log, "bob", "annotate", 100)) != NULL;) {
        assert_string_not_equal(unit->name, "again");
        act(store, unit->name, "bob", "submit", "{\"content\":\"h\"}");
    }
    for (const struct fy_unit *unit; (unit = next(store, log, "ann", "annotate", 100)) != NULL;) {
        again += strcmp(unit->name, "again") == 0;
        others += strcmp(unit->name, "again") != 0;
        /* What is begun is offered again before anything else, like any unit. */
        char name[8];
        snprintf(name, sizeof name, "%s", unit->name);
        assert_string_equal(next(store, log, "ann", "annotate", 101)->name, name);
        act(store, name, "ann", "submit", "{\"content\":\"h\"}");
    }
    assert_int_equal(others, 12);
    assert_int_equal(again, 1);
    fy_unit_log_free(log);
    fy_team_store_close(store);
}

static void what_is_begun_is_found_behind_much_that_waits(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_unit_log *log = fy_unit_log_new();
    static char names[80][8];
    struct fy_unit_plan plans[80];
    size_t added;
    for (size_t i = 0; i < 80; i++) {
        snprintf(names[i], sizeof names[i], "a%02zu", i);
        plans[i] = (struct fy_unit_plan){ .name = names[i], .recording = "rec.flac", .to = 1, .only = "ann", .gold = "h0" };
    }
    assert_int_equal(fy_team_add(store, plans, 80, "lead", 100, &added, &error), FY_OK);
    add_units(store, 1, &(struct fy_unit_plan){ .wanted = 1 });
    act(store, "u000", "ann", "claim", "{\"until\":200}");
    assert_string_equal(next(store, log, "ann", "annotate", 130)->name, "u000");
    /* Nor does it hide anything from others, even when a claim of it runs out. */
    act(store, "u000", "ann", "release", "");
    act(store, "a00", "ann", "claim", "{\"until\":130}");
    assert_string_equal(next(store, log, "bob", "annotate", 140)->name, "u000");
    assert_null(next(store, log, "cid", "annotate", 140));
    fy_unit_log_free(log);
    fy_team_store_close(store);
}

static void hostile_texts_are_data(void **state)
{
    (void)state;
    static const char evil[] = "{\"content\":\"h\",\"note\":\"'; DROP TABLE fangyin_event; -- \\u001b[2J \\\" $1\"}";
    struct fy_team_store *store = created();
    struct fy_unit_log *log = fy_unit_log_new();
    const struct fy_unit_plan plan = { .name = "x'); DELETE FROM fangyin_head; --", .recording = "$1 '\" \\", .to = 1 };
    size_t added;
    assert_int_equal(fy_team_add(store, &plan, 1, "o'hara", 1, &added, &error), FY_OK);
    assert_string_equal(next(store, log, "o'hara", "annotate", 100)->recording, plan.recording);
    act(store, plan.name, "o'hara", "submit", evil);
    assert_int_equal(fy_team_unit(store, plan.name, log, &error), FY_OK);
    assert_int_equal(fy_unit_of(log)->state, FY_UNIT_SUBMITTED);
    fy_unit_log_free(log);
    fy_team_store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(adding_again_adds_nothing),    TEST(work_goes_round),        TEST(the_own_dialect_comes_first),
        TEST(nobody_gets_what_another_has), TEST(hostile_texts_are_data),
        TEST(what_is_for_one_person_comes_among_the_rest),
        TEST(what_is_begun_is_found_behind_much_that_waits),
    };
    return run_on_both(tests, sizeof tests / sizeof *tests, "work");
}
