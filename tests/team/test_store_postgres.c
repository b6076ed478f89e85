/* What is PostgreSQL's own: roles, addresses, projects beside each other. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "team/postgres.h"
#include "team/stores.h"

#include <libpq-fe.h>

static void run_sql(const char *sql)
{
    PGconn *connection = PQconnectdb(postgres_url);
    PGresult *result = PQexec(connection, sql);
    if (PQresultStatus(result) != PGRES_COMMAND_OK)
        print_error("%s", PQerrorMessage(connection));
    assert_int_equal(PQresultStatus(result), PGRES_COMMAND_OK);
    PQclear(result);
    PQfinish(connection);
}

/* The test's address, with another user. */
static const char *as_user(const char *user)
{
    static char address[1300];
    const char *at = strstr(postgres_url, "user=");
    snprintf(address, sizeof address, "%.*suser=%s", (int)(at - postgres_url), postgres_url, user);
    return address;
}

static enum fy_status count_head(void *context, const struct fy_team_head *head, struct fy_error *unused)
{
    (void)head;
    (void)unused;
    ++*(size_t *)context;
    return FY_OK;
}

static void who_lacks_the_role_is_refused_and_may_read(void **state)
{
    (void)state;
    struct fy_team_store *store = created(), *reader = NULL;
    const struct fy_unit_plan plan = { .name = "u", .recording = "r", .to = 1 };
    const struct fy_team_query query = { .subject = "unit" };
    struct fy_unit_log *log = fy_unit_log_new();
    size_t added, heads = 0;
    assert_int_equal(fy_team_add(store, &plan, 1, "lead", 1, &added, &error), FY_OK);
    run_sql("CREATE ROLE onlooker LOGIN; GRANT SELECT ON ALL TABLES IN SCHEMA public TO onlooker");
    assert_int_equal(fy_team_postgres_open(&reader, as_user("onlooker"), project, &error), FY_OK);
    assert_int_equal(reader->heads(reader, &query, count_head, &heads, &error), FY_OK);
    assert_int_equal(heads, 1);
    const struct fy_team_wish wish = { .as = "annotate", .person = "ann", .now = 1, .lease = 50 };
    assert_int_equal(fy_team_next(reader, &wish, log, &error), FY_NO_ACCESS);
    assert_non_null(strstr(error.sentence, "role"));
    assert_int_equal(reader->put(reader, "h", "x", 1, &error), FY_NO_ACCESS);
    fy_team_store_close(reader);
    run_sql("CREATE ROLE stranger LOGIN");
    assert_int_equal(fy_team_postgres_open(&reader, as_user("stranger"), project, &error), FY_NO_ACCESS);
    assert_null(reader);
    fy_unit_log_free(log);
    fy_team_store_close(store);
}

static void an_address_with_a_password_is_refused_and_not_repeated(void **state)
{
    (void)state;
    static const char *const bad[] = { "postgresql://ann:s3cret@/postgres", "postgresql:///postgres?password=s3cret",
                                       "postgresql:///postgres?user=ann&passw%6Frd=s3cret" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fy_team_store *store;
        assert_int_equal(fy_team_postgres_open(&store, bad[i], "p", &error), FY_INVALID);
        assert_null(strstr(error.sentence, "s3cret"));
        assert_int_equal(fy_team_postgres_create(bad[i], "p", &error), FY_INVALID);
        assert_null(strstr(error.sentence, "s3cret"));
    }
}

static void what_is_not_there_is_told(void **state)
{
    (void)state;
    struct fy_team_store *store;
    char address[1300];
    assert_int_equal(fy_team_postgres_open(&store, postgres_url, "no such project", &error), FY_NOT_FOUND);
    assert_non_null(strstr(error.sentence, "team init"));
    snprintf(address, sizeof address, "postgresql:///postgres?host=%s/nowhere", postgres_folder);
    assert_int_equal(fy_team_postgres_open(&store, address, "p", &error), FY_IO);
    assert_null(strpbrk(error.sentence, "\n\t"));
    assert_int_equal(fy_team_postgres_open(&store, "postgresql:///postgres?nonsense=1", "p", &error), FY_INVALID);
    assert_true(fy_team_postgres_names("postgres://h/d") && !fy_team_postgres_names("mysql://h/d"));
}

static void projects_do_not_meet(void **state)
{
    (void)state;
    struct fy_team_store *first = created();
    struct fy_team_store *second = created(); /* another name, the same database */
    const struct fy_unit_plan plan = { .name = "u", .recording = "r", .to = 1 };
    const struct fy_team_query query = { .subject = "unit" };
    size_t added, heads = 0;
    assert_int_equal(fy_team_add(first, &plan, 1, "lead", 1, &added, &error), FY_OK);
    assert_int_equal(second->heads(second, &query, count_head, &heads, &error), FY_OK);
    assert_int_equal(heads, 0);
    assert_int_equal(fy_team_add(second, &plan, 1, "lead", 1, &added, &error), FY_OK);
    assert_int_equal(added, 1);
    fy_team_store_close(first);
    fy_team_store_close(second);
}

/* Rows 1, 2, 3 ... */
static enum fy_status next_number(void *context, const struct fy_pg_row *row, struct fy_error *unused)
{
    (void)unused;
    assert_int_equal(fy_pg_integer(row, 0), ++*(int64_t *)context);
    return FY_OK;
}

/* So many rows, and where `broken` says so the server ends the connection in their midst, once. */
static enum fy_status read_numbers(struct fy_pg *pg, int rows, int broken, int64_t *read)
{
    static const char sql[] = "SELECT n, repeat('x', 300), CASE WHEN n = $2::int AND nextval('tries') = 1 THEN "
                              "pg_terminate_backend(pg_backend_pid()) END FROM generate_series(1, $1::int) n";
    struct fy_pg_values values = { .count = 0 };
    *read = 0;
    run_sql("CREATE SEQUENCE tries");
    fy_pg_add_integer(&values, rows);
    fy_pg_add_integer(&values, broken);
    const enum fy_status status = fy_pg_read(pg, sql, &values, next_number, read, &error);
    run_sql("DROP SEQUENCE tries");
    return status;
}

static void what_breaks_off_is_read_again_or_told(void **state)
{
    (void)state;
    struct fy_pg *pg;
    int64_t read;
    assert_int_equal(fy_pg_open(&pg, postgres_url, &error), FY_OK);
    assert_int_equal(read_numbers(pg, 0, 0, &read), FY_OK);
    assert_int_equal(read, 0);
    assert_int_equal(read_numbers(pg, FY_PG_HELD - 6, 200, &read), FY_OK);
    assert_int_equal(read, FY_PG_HELD - 6);
    assert_int_equal(read_numbers(pg, 3 * FY_PG_HELD, 200, &read), FY_OK);
    assert_int_equal(read, 3 * FY_PG_HELD);
    /* What was visited cannot be taken back. */
    assert_int_equal(read_numbers(pg, 3 * FY_PG_HELD, 2 * FY_PG_HELD, &read), FY_IO);
    assert_true(read > 0 && read < 3 * FY_PG_HELD);
    assert_int_equal(read_numbers(pg, 3, 0, &read), FY_OK);
    fy_pg_close(pg);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(who_lacks_the_role_is_refused_and_may_read),
        TEST(an_address_with_a_password_is_refused_and_not_repeated),
        TEST(what_is_not_there_is_told),
        TEST(projects_do_not_meet),
        TEST(what_breaks_off_is_read_again_or_told),
    };
    on_postgres = postgres_start();
    if (!on_postgres) {
        print_message("skip store postgresql: it is not installed (Debian: postgresql)\n");
        postgres_remove();
        return 0;
    }
    const int failed = cmocka_run_group_tests_name("store postgresql", tests, NULL, NULL);
    postgres_remove();
    return failed;
}
