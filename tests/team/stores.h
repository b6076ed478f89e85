/* The two stores, so that one list of tests runs against both. Include after cmocka.h. */
#ifndef TESTS_TEAM_STORES_H
#define TESTS_TEAM_STORES_H

#include "support/postgres.h"
#include "team/events.h"

static bool on_postgres;
static char project[32]; /* a new one for each test */

static inline struct fy_team_store *opened(void)
{
    struct fy_team_store *store = NULL;
    const enum fy_status status = on_postgres ? fy_team_postgres_open(&store, postgres_url, project, &error)
                                              : fy_team_sqlite_open(&store, scratch_path("team.db"), &error);
    if (status != FY_OK)
        print_error("%s\n", error.sentence);
    assert_int_equal(status, FY_OK);
    return store;
}

static inline struct fy_team_store *created(void)
{
    static int number;
    snprintf(project, sizeof project, "测试 '%d", number++);
    const enum fy_status status = on_postgres ? fy_team_postgres_create(postgres_url, project, &error)
                                              : fy_team_sqlite_create(scratch_path("team.db"), &error);
    if (status != FY_OK)
        print_error("%s\n", error.sentence);
    assert_int_equal(status, FY_OK);
    return opened();
}

/* Runs the tests against SQLite, then against PostgreSQL where that is installed. */
static inline int run_on_both(const struct CMUnitTest *tests, size_t count, const char *name)
{
    char group[64];
    snprintf(group, sizeof group, "%s sqlite", name);
    int failed = _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    on_postgres = postgres_start();
    if (on_postgres) {
        snprintf(group, sizeof group, "%s postgresql", name);
        failed += _cmocka_run_group_tests(group, tests, count, NULL, NULL);
    } else {
        print_message("skip %s on PostgreSQL: it is not installed (Debian: postgresql)\n", name);
    }
    postgres_remove();
    return failed;
}

#endif
