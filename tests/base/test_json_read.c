/* JSON values looked up. What is written by json_write.c is tested there. */
#include "base/json_read.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct fy_json *read_text(const char *text)
{
    struct fy_json *root = NULL;
    struct fy_error error;
    assert_int_equal(fy_json_read(text, strlen(text), &root, &error), FY_OK);
    assert_non_null(root);
    return root;
}

static void values_are_found(void **state)
{
    (void)state;
    struct fy_json *root = read_text("{\"b\": [1, \"侬\", true, {\"c\": 1e300}], \"a\": 99999999999999999999}");
    const struct fy_json *list = fy_json_get(root, "b");
    double number = 7;
    assert_true(fy_json_is_object(root) && fy_json_is_array(list) && !fy_json_is_array(root));
    assert_int_equal(fy_json_size(root), 2);
    assert_int_equal(fy_json_size(list), 4);
    assert_true(fy_json_number_of(fy_json_at(list, 0), &number) && number == 1);
    assert_string_equal(fy_json_text_of(fy_json_at(list, 1)), "侬");
    assert_true(fy_json_is_true(fy_json_at(list, 2)));
    assert_true(fy_json_number_of(fy_json_get(fy_json_at(list, 3), "c"), &number) && number == 1e300);
    assert_true(fy_json_number_of(fy_json_get(root, "a"), &number) && number == 1e20);
    const char *name = fy_json_next(root, NULL);
    assert_string_equal(name, "b");
    name = fy_json_next(root, name);
    assert_string_equal(name, "a");
    assert_null(fy_json_next(root, name));
    fy_json_free(root);
}

static void nothing_is_found_in_nothing(void **state)
{
    (void)state;
    struct fy_json *root = read_text("[1]");
    double number = 7;
    assert_null(fy_json_get(root, "a"));
    assert_null(fy_json_at(root, 1));
    assert_null(fy_json_get(fy_json_get(root, "a"), "b"));
    assert_null(fy_json_text_of(fy_json_at(root, 0)));
    assert_null(fy_json_text_of(NULL));
    assert_false(fy_json_number_of(NULL, &number) || fy_json_number_of(root, &number) || fy_json_is_true(NULL));
    assert_int_equal(fy_json_size(NULL), 0);
    assert_true(number == 7);
    fy_json_free(root);
    fy_json_free(NULL);
}

static void what_is_no_json_is_told_with_its_place(void **state)
{
    (void)state;
    static const char *const bad[] = { "", "{\n  \"a\": nix\n}", "[1] [2]", "\"\xFF\"", "\"a\\u0000\"" };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        struct fy_json *root;
        struct fy_error error = { 0 };
        assert_int_equal(fy_json_read(bad[i], strlen(bad[i]), &root, &error), FY_SYNTAX);
        assert_null(root);
        assert_true(error.line > 0 && error.column > 0 && strlen(error.sentence) > 0);
        assert_true(i != 1 || error.line == 2);
    }
    char deep[100000];
    struct fy_json *root;
    memset(deep, '[', sizeof deep);
    assert_int_equal(fy_json_read(deep, sizeof deep, &root, NULL), FY_SYNTAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(values_are_found),
        cmocka_unit_test(nothing_is_found_in_nothing),
        cmocka_unit_test(what_is_no_json_is_told_with_its_place),
    };
    return cmocka_run_group_tests_name("json read", tests, NULL, NULL);
}
