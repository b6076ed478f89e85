/* What a store promises, on SQLite and on PostgreSQL. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "team/stores.h"

/* ---- changes ---- */

static struct fy_team_change change_of(const char *stream, int64_t rev, double time, const char *token)
{
    return (struct fy_team_change){
        .event = { stream, rev, rev == 1 ? "add" : "claim", time, "阿明", token, "{\"a\":\"it's \\\"\"}" },
        .head = { .stream = stream,
                  .rev = rev,
                  .subject = "unit",
                  .state = rev == 1 ? "open" : "busy",
                  .dialect = "wu-sh",
                  .priority = 0.1,
                  .until = (double)rev * 100,
                  .seconds = 1.5,
                  .recording = "r'; DROP TABLE x; --",
                  .person = "" },
    };
}

static enum fy_status append(struct fy_team_store *store, struct fy_team_change change)
{
    return store->append(store, &change, 1, &error);
}

static enum fy_status write_event(void *context, const struct fy_team_event *event, struct fy_error *unused)
{
    (void)unused;
    fy_buffer_printf(context, "%s %d %s %g %s %s;", event->stream, (int)event->rev, event->kind, event->time,
                     event->person, event->data);
    return FY_OK;
}

static void check_events(struct fy_team_store *store, const char *stream, const char *kind, enum fy_team_order order,
                         const char *expected)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    assert_int_equal(store->read(store, stream, kind, order, write_event, &text, &error), FY_OK);
    assert_string_equal(fy_buffer_text(&text), expected);
    fy_buffer_free(&text);
}

static enum fy_status write_head(void *context, const struct fy_team_head *head, struct fy_error *unused)
{
    (void)unused;
    fy_buffer_printf(context, "%s %d %s %g;", head->stream, (int)head->rev, head->state, head->until);
    assert_string_equal(head->recording, "r'; DROP TABLE x; --");
    assert_true(head->seconds > 1.49 && head->seconds < 1.51);
    return FY_OK;
}

static void check_heads(struct fy_team_store *store, struct fy_team_query query, const char *expected)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    query.subject = "unit";
    assert_int_equal(store->heads(store, &query, write_head, &text, &error), FY_OK);
    assert_string_equal(fy_buffer_text(&text), expected);
    fy_buffer_free(&text);
}

#define DATA "{\"a\":\"it's \\\"\"}"

static void events_come_back_in_order(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    const struct fy_team_change both[] = { change_of("unit/b", 1, 100, ""), change_of("unit/a", 1, 101, "") };
    check_events(store, NULL, NULL, FY_TEAM_BY_STREAM, "");
    assert_int_equal(store->append(store, both, 2, &error), FY_OK);
    assert_int_equal(append(store, change_of("unit/b", 2, 99.5, "")), FY_OK);
    fy_team_store_close(store);
    store = opened();
    check_events(store, NULL, NULL, FY_TEAM_BY_STREAM,
                 "unit/a 1 add 101 阿明 " DATA ";unit/b 1 add 100 阿明 " DATA ";unit/b 2 claim 99.5 阿明 " DATA ";");
    check_events(store, NULL, NULL, FY_TEAM_BY_TIME,
                 "unit/b 2 claim 99.5 阿明 " DATA ";unit/b 1 add 100 阿明 " DATA ";unit/a 1 add 101 阿明 " DATA ";");
    check_events(store, "unit/a", NULL, FY_TEAM_BY_STREAM, "unit/a 1 add 101 阿明 " DATA ";");
    check_events(store, NULL, "claim", FY_TEAM_BY_STREAM, "unit/b 2 claim 99.5 阿明 " DATA ";");
    check_events(store, "unit/a", "claim", FY_TEAM_BY_TIME, "");
    fy_team_store_close(store);
}

static void a_rev_is_taken_once(void **state)
{
    (void)state;
    struct fy_team_store *store = created(), *other = opened();
    const struct fy_team_change both[] = { change_of("unit/new", 1, 1, "t1"), change_of("unit/u", 1, 1, "t2") };
    assert_int_equal(append(store, change_of("unit/u", 1, 1, "t3")), FY_OK);
    assert_int_equal(append(other, change_of("unit/u", 1, 1, "t4")), FY_CHANGED);
    assert_int_equal(append(other, change_of("unit/u", 3, 1, "t5")), FY_CHANGED);
    /* All or none. */
    assert_int_equal(other->append(other, both, 2, &error), FY_CHANGED);
    check_heads(store, (struct fy_team_query){ .limit = 9 }, "unit/u 1 open 100;");
    /* And what follows a refusal works. */
    assert_int_equal(append(other, both[0]), FY_OK);
    /* The same event once more, as after an answer that was lost. */
    assert_int_equal(append(other, both[0]), FY_OK);
    check_events(store, "unit/new", NULL, FY_TEAM_BY_STREAM, "unit/new 1 add 1 阿明 " DATA ";");
    fy_team_store_close(other);
    fy_team_store_close(store);
}

static void heads_are_found(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    const struct fy_team_part bob = { "bob", FY_PART_ACTIVE }, gone = { "bob", FY_PART_GONE },
                              done = { "bob", FY_PART_DONE };
    struct fy_team_change urgent = change_of("unit/z", 1, 1, "");
    urgent.head.priority = -5;
    urgent.head.dialect = "yue";
    assert_int_equal(append(store, change_of("unit/a", 1, 1, "")), FY_OK);
    assert_int_equal(append(store, urgent), FY_OK);
    assert_int_equal(append(store, change_of("unit/b", 1, 1, "")), FY_OK);
    struct fy_team_change second = change_of("unit/b", 2, 2, "");
    second.parts = &bob;
    second.part_count = 1;
    assert_int_equal(append(store, second), FY_OK);
    check_heads(store, (struct fy_team_query){ .limit = 0 }, "unit/z 1 open 100;unit/a 1 open 100;unit/b 2 busy 200;");
    check_heads(store, (struct fy_team_query){ .limit = 1 }, "unit/z 1 open 100;");
    check_heads(store, (struct fy_team_query){ .state = "open", .dialect = "wu-sh" }, "unit/a 1 open 100;");
    check_heads(store, (struct fy_team_query){ .lapsed = 100 }, "unit/z 1 open 100;unit/a 1 open 100;");
    check_heads(store, (struct fy_team_query){ .without = "bob" }, "unit/z 1 open 100;unit/a 1 open 100;");
    check_heads(store, (struct fy_team_query){ .active = "bob" }, "unit/b 2 busy 200;");
    check_heads(
        store,
        (struct fy_team_query){ .active = "bob", .state = "busy", .lapsed = 300, .dialect = "wu-sh", .limit = 5 },
        "unit/b 2 busy 200;");
    struct fy_team_change third = change_of("unit/b", 3, 3, "");
    third.parts = &done;
    third.part_count = 1;
    assert_int_equal(append(store, third), FY_OK);
    check_heads(store, (struct fy_team_query){ .active = "bob" }, "");
    check_heads(store, (struct fy_team_query){ .with = "bob" }, "unit/b 3 busy 300;");
    check_heads(store, (struct fy_team_query){ .with = "ann" }, "");
    check_heads(store, (struct fy_team_query){ .reserved = "bob" }, "");
    check_heads(store, (struct fy_team_query){ .with = "bob", .recording = "another" }, "");
    check_heads(store, (struct fy_team_query){ .without = "bob", .state = "busy" }, "");
    struct fy_team_change fourth = change_of("unit/b", 4, 3, "");
    fourth.parts = &gone;
    fourth.part_count = 1;
    assert_int_equal(append(store, fourth), FY_OK);
    check_heads(store, (struct fy_team_query){ .without = "bob", .state = "busy" }, "unit/b 4 busy 400;");
    fy_team_store_close(store);
}

static void contents_are_kept_by_their_hash(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    assert_int_equal(store->put(store, "h1", "侬'\"\\好", strlen("侬'\"\\好"), &error), FY_OK);
    assert_int_equal(store->put(store, "h1", "侬'\"\\好", strlen("侬'\"\\好"), &error), FY_OK);
    assert_int_equal(store->get(store, "h1", &bytes, &error), FY_OK);
    assert_string_equal(fy_buffer_text(&bytes), "侬'\"\\好");
    assert_int_equal(store->get(store, "h2", &bytes, &error), FY_NOT_FOUND);
    fy_buffer_free(&bytes);
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
    const struct fy_team_change two[] = { change_of("unit/a", 1, 1, ""), change_of("unit/b", 1, 1, "") };
    int calls = 0;
    assert_int_equal(store->append(store, two, 2, &error), FY_OK);
    assert_int_equal(store->read(store, NULL, NULL, FY_TEAM_BY_STREAM, stop, &calls, &error), FY_ENCODING);
    assert_int_equal(calls, 1);
    check_events(store, "unit/a", NULL, FY_TEAM_BY_STREAM, "unit/a 1 add 1 阿明 " DATA ";");
    fy_team_store_close(store);
}

static void a_record_is_made_once(void **state)
{
    (void)state;
    struct fy_team_store *store = created();
    const enum fy_status status = on_postgres ? fy_team_postgres_create(postgres_url, project, &error)
                                              : fy_team_sqlite_create(scratch_path("team.db"), &error);
    assert_int_equal(status, FY_INVALID);
    assert_non_null(strstr(error.sentence, "already"));
    fy_team_store_close(store);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(events_come_back_in_order),       TEST(a_rev_is_taken_once), TEST(heads_are_found),
        TEST(contents_are_kept_by_their_hash), TEST(a_visitor_may_stop),  TEST(a_record_is_made_once),
    };
    return run_on_both(tests, sizeof tests / sizeof *tests, "store");
}
