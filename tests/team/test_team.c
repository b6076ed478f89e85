/* What people do, alone, and eight of them at once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/scratch.h"
#include "team/events.h"

#include <math.h>
#include <sys/wait.h>

#define PEOPLE 8
#define UNITS 120

static struct fy_error error;

static struct fy_team_store *opened(void)
{
    struct fy_team_store *store;

    assert_int_equal(fy_team_sqlite_open(&store, scratch_path("team.db"), &error), FY_OK);
    return store;
}

static struct fy_team_store *created(void)
{
    assert_int_equal(fy_team_sqlite_create(scratch_path("team.db"), &error), FY_OK);
    return opened();
}

/* Adds units u000, u001 ... */
static void add_units(struct fy_team_store *store, size_t count)
{
    static char names[UNITS][8];
    struct fy_team_stretch stretches[UNITS];
    size_t new_ones = 0;

    for (size_t i = 0; i < count; i++) {
        snprintf(names[i], sizeof names[i], "u%03zu", i);
        stretches[i] = (struct fy_team_stretch){ names[i], "rec.flac", (double)i, (double)i + 1 };
    }
    assert_int_equal(fy_team_add(store, stretches, count, "lead", 100, &new_ones, &error), FY_OK);
    assert_int_equal(new_ones, count);
}

static void adding_again_adds_nothing(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_team_stretch stretches[] = { { "a", "a.wav", 0, 5 }, { "b", "b.wav", 0, 6 }, { "a", "a.wav", 0, 5 } };
    struct fy_team *team;
    size_t count = 9;

    assert_int_equal(fy_team_add(store, stretches, 1, "lead", 100, &count, &error), FY_OK);
    assert_int_equal(count, 1);
    assert_int_equal(fy_team_add(store, stretches, 3, "lead", 200, &count, &error), FY_OK);
    assert_int_equal(count, 1);
    stretches[1].recording = "other/b.wav";
    assert_int_equal(fy_team_add(store, stretches, 2, "lead", 300, &count, &error), FY_INVALID);
    assert_int_equal(count, 0);
    assert_non_null(strstr(error.sentence, "b.wav"));
    assert_int_equal(fy_team_load(store, &team, &error), FY_OK);
    assert_int_equal(fy_team_unit_count(team), 2);
    fy_team_free(team);
    fy_team_store_close(store);
}

static void work_goes_round(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_team_claim claim;

    assert_int_equal(fy_team_next(store, "ann", 100, 50, &claim, &error), FY_NOT_FOUND);
    assert_null(claim.unit);
    add_units(store, 2);
    assert_int_equal(fy_team_next(store, "ann", 100, 50, &claim, &error), FY_OK);
    assert_string_equal(claim.unit, "u000");
    assert_string_equal(claim.recording, "rec.flac");
    assert_int_equal(claim.rev, 2);
    assert_true(claim.until > 149 && claim.until < 151);
    fy_team_claim_free(&claim);
    assert_int_equal(fy_team_next(store, "bob", 101, 50, &claim, &error), FY_OK);
    assert_string_equal(claim.unit, "u001");
    assert_true(claim.from > 0.9 && claim.to < 2.1);
    fy_team_claim_free(&claim);
    assert_int_equal(fy_team_next(store, "bob", 102, 50, &claim, &error), FY_NOT_FOUND);

    assert_int_equal(fy_team_submit(store, "ann", "u001", 103, &error), FY_INVALID);
    assert_int_equal(fy_team_submit(store, "ann", "u009", 103, &error), FY_NOT_FOUND);
    assert_int_equal(fy_team_submit(store, "ann", "u000", 103, &error), FY_OK);
    assert_int_equal(fy_team_submit(store, "ann", "u000", 104, &error), FY_INVALID);
    assert_int_equal(fy_team_release(store, "bob", "u001", 105, &error), FY_OK);
    assert_int_equal(fy_team_next(store, "cyd", 106, 50, &claim, &error), FY_OK);
    assert_string_equal(claim.unit, "u001");
    fy_team_claim_free(&claim);
    /* What was handed in does not become free when time goes by; what was only claimed does. */
    assert_int_equal(fy_team_next(store, "dan", 1000, 50, &claim, &error), FY_OK);
    assert_string_equal(claim.unit, "u001");
    assert_int_equal(claim.rev, 5);
    fy_team_claim_free(&claim);
    assert_int_equal(fy_team_submit(store, "cyd", "u001", 1001, &error), FY_INVALID);
    fy_team_store_close(store);
}

static void nothing_wrong_enters_the_record(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_team_stretch stretch = { "a/b", "a.wav", 0, 5 };
    struct fy_team_claim claim;
    struct fy_team *team;
    size_t count;

    assert_int_equal(fy_team_add(store, &stretch, 1, "lead", 100, &count, &error), FY_INVALID);
    add_units(store, 1);
    assert_int_equal(fy_team_next(store, "a.b", 100, 50, &claim, &error), FY_INVALID);
    assert_int_equal(fy_team_next(store, "", 100, 50, &claim, &error), FY_INVALID);
    assert_int_equal(fy_team_next(store, "ann", 100, (double)INFINITY, &claim, &error), FY_INVALID);
    assert_int_equal(fy_team_next(store, "ann", 100, 0, &claim, &error), FY_INVALID);
    assert_int_equal(fy_team_load(store, &team, &error), FY_OK);
    assert_int_equal(fy_team_unit_at(team, 0)->rev, 1);
    fy_team_free(team);
    fy_team_store_close(store);
}

/* A store in which somebody else is quicker at the first appends. */
struct slow_store {
    struct fy_team_store base;
    struct fy_team_store *real;
    int quicker;
};

static enum fy_status slow_append(struct fy_team_store *base, const struct fy_team_event *events, size_t count,
                                  struct fy_error *slow_error)
{
    struct slow_store *store = (struct slow_store *)base;

    if (store->quicker-- > 0) {
        struct fy_team_event other = events[0];
        other.person = "quick";
        assert_int_equal(store->real->append(store->real, &other, 1, slow_error), FY_OK);
    }
    return store->real->append(store->real, events, count, slow_error);
}

static enum fy_status slow_read(struct fy_team_store *base, const char *unit, enum fy_team_order order,
                                fy_team_visitor *visitor, void *context, struct fy_error *slow_error)
{
    struct slow_store *store = (struct slow_store *)base;

    return store->real->read(store->real, unit, order, visitor, context, slow_error);
}

static void who_is_slower_takes_the_next(void **state)
{
    (void)state;
    struct slow_store store = { { slow_append, slow_read, NULL }, created(), 2 };
    struct fy_team_claim claim;

    add_units(store.real, 3);
    assert_int_equal(fy_team_next(&store.base, "slow", 100, 50, &claim, &error), FY_OK);
    assert_string_equal(claim.unit, "u002");
    fy_team_claim_free(&claim);
    store.quicker = 0;
    assert_int_equal(fy_team_next(&store.base, "slow", 100, 50, &claim, &error), FY_NOT_FOUND);
    /* Submitting what "quick" submits at the same moment: looked at again, and then refused. */
    assert_int_equal(fy_team_submit(store.real, "quick", "u000", 101, &error), FY_OK);
    store.quicker = 1;
    assert_int_equal(fy_team_submit(&store.base, "slow", "u002", 101, &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "quick"));
    fy_team_store_close(store.real);
}

/* One of many: claims, now and then gives back, else hands in, until nothing is free. Exit status 0, else what failed. */
static void work(unsigned person)
{
    struct fy_team_store *store;
    struct fy_team_claim claim;
    char name[8];
    enum fy_status status;

    snprintf(name, sizeof name, "p%u", person);
    if (fy_team_sqlite_open(&store, scratch_path("team.db"), &error) != FY_OK)
        _exit(1);
    for (unsigned round = person; (status = fy_team_next(store, name, 200, 1000, &claim, &error)) == FY_OK; round++) {
        const bool back = round % 7 == 0;
        status = back ? fy_team_release(store, name, claim.unit, 201, &error)
                      : fy_team_submit(store, name, claim.unit, 201, &error);
        fy_team_claim_free(&claim);
        if (status != FY_OK)
            break;
    }
    if (status != FY_NOT_FOUND)
        fprintf(stderr, "%s: %s\n", name, error.sentence);
    fy_team_store_close(store);
    _exit(status == FY_NOT_FOUND ? 0 : 2);
}

static void eight_at_once_claim_each_unit_once(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_team *team;
    pid_t children[PEOPLE];
    int start[2];

    add_units(store, UNITS);
    fy_team_store_close(store);
    /* A database must not be taken through a fork: each child opens its own, when the parent lets all go. */
    assert_int_equal(pipe(start), 0);
    for (unsigned i = 0; i < PEOPLE; i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            char byte;
            close(start[1]);
            if (read(start[0], &byte, 1) == 0)
                work(i);
            _exit(3);
        }
    }
    close(start[0]);
    close(start[1]);
    for (unsigned i = 0; i < PEOPLE; i++) {
        int ended = 0;
        assert_int_equal(waitpid(children[i], &ended, 0), children[i]);
        assert_true(WIFEXITED(ended));
        assert_int_equal(WEXITSTATUS(ended), 0);
    }
    /* Folding checks each step: nobody claimed what another held, or handed in what another had claimed. */
    store = opened();
    assert_int_equal(fy_team_load(store, &team, &error), FY_OK);
    assert_int_equal(fy_team_unit_count(team), UNITS);
    for (size_t i = 0; i < UNITS; i++)
        assert_int_equal(fy_team_unit_at(team, i)->state, FY_TEAM_SUBMITTED);
    fy_team_free(team);
    fy_team_store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(adding_again_adds_nothing),
        TEST(work_goes_round),
        TEST(nothing_wrong_enters_the_record),
        TEST(who_is_slower_takes_the_next),
        TEST(eight_at_once_claim_each_unit_once),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
