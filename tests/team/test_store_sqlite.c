#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/scratch.h"
#include "team/events.h"

#include <fangyin/buffer.h>
#include <sqlite3.h>

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

/* One line an event. */
static enum fy_status write_down(void *context, const struct fy_team_event *event, struct fy_error *unused)
{
    (void)unused;
    fy_buffer_printf(context, "%s %s %d %g %s '%s' %g %g %g\n", fy_team_event_name(event->kind), event->unit,
                     (int)event->rev, event->time, event->person, event->recording, event->from, event->to, event->until);
    return FY_OK;
}

static void assert_reads(struct fy_team_store *store, const char *unit, enum fy_team_order order, const char *expected)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;

    assert_int_equal(store->read(store, unit, order, write_down, &text, &error), FY_OK);
    assert_string_equal(fy_buffer_text(&text), expected);
    fy_buffer_free(&text);
}

static void events_come_back_in_order(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    const struct fy_team_event first[] = { added("乙"), added("a") };
    struct fy_team_event second = event_of(FY_TEAM_CLAIM, "乙", 2, 90.5, "阿明");

    assert_reads(store, NULL, FY_TEAM_BY_UNIT, "");
    assert_int_equal(store->append(store, first, 2, &error), FY_OK);
    assert_int_equal(store->append(store, &second, 1, &error), FY_OK);
    fy_team_store_close(store);
    store = opened();
    assert_reads(store, NULL, FY_TEAM_BY_UNIT,
                 "add a 1 100 lead 'rec.flac' 0 10 0\n"
                 "add 乙 1 100 lead 'rec.flac' 0 10 0\n"
                 "claim 乙 2 90.5 阿明 '' 0 0 140.5\n");
    assert_reads(store, NULL, FY_TEAM_BY_TIME,
                 "claim 乙 2 90.5 阿明 '' 0 0 140.5\n"
                 "add a 1 100 lead 'rec.flac' 0 10 0\n"
                 "add 乙 1 100 lead 'rec.flac' 0 10 0\n");
    assert_reads(store, "a", FY_TEAM_BY_UNIT, "add a 1 100 lead 'rec.flac' 0 10 0\n");
    assert_reads(store, "b", FY_TEAM_BY_TIME, "");
    fy_team_store_close(store);
}

static void a_rev_is_taken_once(void **state)
{
    (void)state;
    struct fy_team_store *store = created(), *other = opened();
    const struct fy_team_event first = added("u");
    const struct fy_team_event both[] = { added("new"), added("u") };

    assert_int_equal(store->append(store, &first, 1, &error), FY_OK);
    assert_int_equal(other->append(other, &first, 1, &error), FY_CHANGED);
    /* All or none. */
    assert_int_equal(other->append(other, both, 2, &error), FY_CHANGED);
    assert_reads(store, NULL, FY_TEAM_BY_UNIT, "add u 1 100 lead 'rec.flac' 0 10 0\n");
    /* And what follows a refusal works. */
    assert_int_equal(other->append(other, both, 1, &error), FY_OK);
    fy_team_store_close(other);
    fy_team_store_close(store);
}

static enum fy_status stop(void *context, const struct fy_team_event *event, struct fy_error *unused)
{
    (void)event;
    (void)unused;
    ++*(int *)context;
    return FY_ENCODING;
}

static void a_visitor_may_stop(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    const struct fy_team_event two[] = { added("a"), added("b") };
    int calls = 0;

    assert_int_equal(store->append(store, two, 2, &error), FY_OK);
    assert_int_equal(store->read(store, NULL, FY_TEAM_BY_UNIT, stop, &calls, &error), FY_ENCODING);
    assert_int_equal(calls, 1);
    fy_team_store_close(store);
}

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
    assert_int_equal(fy_team_sqlite_create(scratch_path("team.db"), &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "already"));
    run_sql("team.db", "PRAGMA user_version = 2");
    assert_int_equal(fy_team_sqlite_open(&store, scratch_path("team.db"), &error), FY_UNSUPPORTED);
}

static void events_of_a_newer_version_are_not_skipped(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_team *team;

    run_sql("team.db", "INSERT INTO event VALUES ('u', 1, 'sing', 1, 'ann', '', 0, 0, 0)");
    assert_int_equal(fy_team_load(store, &team, &error), FY_UNSUPPORTED);
    assert_null(team);
    assert_non_null(strstr(error.sentence, "sing"));
    fy_team_store_close(store);
}

static void the_journal_is_written_ahead(void **state)
{
    (void)state;
    sqlite3 *database;
    sqlite3_stmt *statement;

    fy_team_store_close(created());
    assert_int_equal(sqlite3_open(scratch_path("team.db"), &database), SQLITE_OK);
    assert_int_equal(sqlite3_prepare_v2(database, "PRAGMA journal_mode", -1, &statement, NULL), SQLITE_OK);
    assert_int_equal(sqlite3_step(statement), SQLITE_ROW);
    assert_string_equal((const char *)sqlite3_column_text(statement, 0), "wal");
    sqlite3_finalize(statement);
    sqlite3_close(database);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(events_come_back_in_order),
        TEST(a_rev_is_taken_once),
        TEST(a_visitor_may_stop),
        TEST(only_our_files_are_opened),
        TEST(events_of_a_newer_version_are_not_skipped),
        TEST(the_journal_is_written_ahead),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
