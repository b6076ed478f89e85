#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "base/own_path.h"

static const char *called;

static void the_path_opens_the_program_that_runs(void **state)
{
    (void)state;
    struct stat self, path;
    assert_non_null(fy_own_path());
    assert_int_equal(stat(called, &self), 0);
    assert_int_equal(stat(fy_own_path(), &path), 0);
    assert_true(self.st_dev == path.st_dev && self.st_ino == path.st_ino);
}

int main(int count, char **arguments)
{
    (void)count;
    called = arguments[0];
    const struct CMUnitTest tests[] = { cmocka_unit_test(the_path_opens_the_program_that_runs) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
