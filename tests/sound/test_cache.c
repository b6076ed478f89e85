/* The cache stays within its bound, throws out what was used longest ago, and never what is open or being made. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "sound/cache.h"
#include "support/scratch.h"

#include <fcntl.h>
#include <time.h>
#include <utime.h>

static int make(void **state)
{
    const int made = scratch_make(state);
    setenv("XDG_CACHE_HOME", scratch_folder, 1);
    return made;
}

/* A file of 1000 bytes, used so many seconds ago. */
static void keep(const char *key, long ago, int64_t limit)
{
    static const char bytes[1000];
    char path[PATH_MAX], temporary[PATH_MAX];
    assert_true(fy_cache_path(key, "x", path));
    const int fd = fy_cache_create(path, temporary);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, bytes, sizeof bytes), sizeof bytes);
    assert_int_equal(fy_cache_keep(fd, temporary, path, limit), 0);
    const time_t then = time(NULL) - ago;
    assert_int_equal(utime(path, &(struct utimbuf){ then, then }), 0);
}

static bool is_there(const char *key)
{
    char path[PATH_MAX];
    return fy_cache_path(key, "x", path) && access(path, F_OK) == 0;
}

static void the_oldest_goes_first(void **state)
{
    (void)state;
    keep("a", 300, 10000);
    keep("b", 500, 10000);
    keep("c", 100, 10000);
    keep("d", 0, 3500);
    assert_false(is_there("b"));
    assert_true(is_there("a") && is_there("c") && is_there("d"));
    /* What is new stays even if it alone is too large. */
    keep("e", 0, 500);
    assert_false(is_there("a") || is_there("c") || is_there("d"));
    assert_true(is_there("e"));
}

static void what_is_open_stays_and_counts_as_used(void **state)
{
    (void)state;
    char path[PATH_MAX];
    keep("a", 300, 10000);
    keep("b", 200, 10000);
    assert_true(fy_cache_path("a", "x", path));
    const int fd = fy_cache_open(path);
    assert_true(fd >= 0);
    keep("c", 0, 1500);
    assert_true(is_there("a"));
    assert_false(is_there("b"));
    close(fd);
    keep("b", 200, 10000);
    keep("d", 0, 3500);
    assert_true(is_there("a"));
    assert_false(is_there("b"));
}

static void what_nobody_finished_is_cleared_away(void **state)
{
    (void)state;
    char path[PATH_MAX], dead[PATH_MAX], alive[PATH_MAX];
    assert_true(fy_cache_path("a", "x", path));
    const int left = fy_cache_create(path, dead), busy = fy_cache_create(path, alive);
    const time_t then = time(NULL) - 1000;
    assert_true(left >= 0 && busy >= 0);
    close(left); /* its program has died */
    assert_int_equal(utime(dead, &(struct utimbuf){ then, then }), 0);
    assert_int_equal(utime(alive, &(struct utimbuf){ then, then }), 0);
    keep("b", 0, 10000);
    assert_int_not_equal(access(dead, F_OK), 0);
    assert_int_equal(access(alive, F_OK), 0);
    fy_cache_drop(busy, alive);
}

static void the_key_is_the_content_and_its_time(void **state)
{
    (void)state;
    char a[FY_CACHE_KEY], b[FY_CACHE_KEY];
    assert_true(scratch_write("a", "some sound"));
    assert_true(fy_cache_key(scratch_path("a"), a));
    assert_int_equal(rename(scratch_path("a"), scratch_path("b")), 0);
    assert_true(fy_cache_key(scratch_path("b"), b));
    assert_string_equal(a, b);
    assert_true(scratch_write("b", "some noise"));
    assert_true(fy_cache_key(scratch_path("b"), b));
    assert_string_not_equal(a, b);
    assert_false(fy_cache_key(scratch_path("missing"), b));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(the_oldest_goes_first, make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_is_open_stays_and_counts_as_used, make, scratch_remove),
        cmocka_unit_test_setup_teardown(what_nobody_finished_is_cleared_away, make, scratch_remove),
        cmocka_unit_test_setup_teardown(the_key_is_the_content_and_its_time, make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
