/* What is SQLite's own: whose file it is, and how it is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/scratch.h"
#include "team/events.h"
#include "team/network.h"

#include <sqlite3.h>

static void run_sql(const char *name, const char *sql)
{
    sqlite3 *database;
    assert_int_equal(sqlite3_open(scratch_path(name), &database), SQLITE_OK);
    assert_int_equal(sqlite3_exec(database, sql, NULL, NULL, NULL), SQLITE_OK);
    sqlite3_close(database);
}

static void only_our_files_are_opened(void **state)
{
    (void)state;
    struct fy_team_store *store;

    assert_int_equal(fy_team_sqlite_open(&store, scratch_path("none.db"), &error), FY_NOT_FOUND);
    assert_null(store);
    assert_non_null(strstr(error.sentence, "team init"));
    assert_string_equal(error.file, scratch_path("none.db"));
    assert_false(scratch_exists("none.db"));

    assert_true(scratch_write("text.db", "This is a text of more than sixteen bytes, and no database at all."));
    assert_int_equal(fy_team_sqlite_open(&store, scratch_path("text.db"), &error), FY_SYNTAX);
    assert_int_equal(fy_team_sqlite_create(scratch_path("text.db"), &error), FY_SYNTAX);

    run_sql("other.db", "CREATE TABLE song (name TEXT)");
    assert_int_equal(fy_team_sqlite_open(&store, scratch_path("other.db"), &error), FY_SYNTAX);
    assert_int_equal(fy_team_sqlite_create(scratch_path("other.db"), &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "Another program"));

    assert_int_equal(fy_team_sqlite_create(scratch_path("team.db"), &error), FY_OK);
    run_sql("team.db", "PRAGMA user_version = 1");
    assert_int_equal(fy_team_sqlite_open(&store, scratch_path("team.db"), &error), FY_UNSUPPORTED);
}

static void the_journal_is_written_ahead(void **state)
{
    (void)state;
    sqlite3 *database;
    sqlite3_stmt *statement;

    assert_int_equal(fy_team_sqlite_create(scratch_path("team.db"), &error), FY_OK);
    assert_int_equal(sqlite3_open(scratch_path("team.db"), &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, "PRAGMA journal_mode", -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(statement, 0), "wal");
    sqlite3_finalize(statement);
    sqlite3_close(database);
}

static void network_shares_are_known(void **state)
{
    (void)state;
    assert_true(fy_network_kind(0x6969) && fy_network_kind(0xFF534D42) && fy_network_kind(0xFFFFFFFFFF534D42));
    assert_false(fy_network_kind(0xEF53) || fy_network_kind(0x58465342) || fy_network_kind(0x9123683E));
    assert_false(fy_on_network(scratch_path("none.db")) || fy_on_network("/"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_our_files_are_opened),
        TEST(the_journal_is_written_ahead),
        TEST(network_shares_are_known),
    };
    return cmocka_run_group_tests_name("store sqlite", tests, NULL, NULL);
}
