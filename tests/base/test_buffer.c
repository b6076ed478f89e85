/* Buffers and memory, with every allocation made to fail. */
#include <fangyin/buffer.h>
#include <fangyin/memory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_buffer_grows_and_stays_a_string(void **state)
{
    (void)state;
    struct fy_buffer buffer = FY_BUFFER_EMPTY;
    assert_string_equal(fy_buffer_text(&buffer), "");
    for (int i = 0; i < 1000; i++) {
        fy_buffer_puts(&buffer, "ab");
        fy_buffer_putc(&buffer, 'c');
        fy_buffer_append(&buffer, "\0", 1);
        fy_buffer_printf(&buffer, "%03d", i);
        assert_int_equal(buffer.size, (size_t)(i + 1) * 7);
        assert_int_equal(buffer.data[buffer.size], 0);
    }
    assert_memory_equal(buffer.data + 7 * 999,
                        "abc\0"
                        "999",
                        7);
    fy_buffer_clear(&buffer);
    assert_int_equal(buffer.size, 0);
    assert_string_equal(fy_buffer_text(&buffer), "");
    fy_buffer_append(&buffer, NULL, 0);
    fy_buffer_free(&buffer);
    assert_null(buffer.data);
    fy_buffer_free(&buffer);
}

static void failure_is_sticky_until_cleared(void **state)
{
    (void)state;
    struct fy_buffer buffer = FY_BUFFER_EMPTY;
    fy_buffer_puts(&buffer, "kept");
    fy_memory_fail_after(0);
    fy_buffer_printf(&buffer, "%0100d", 1);
    fy_memory_fail_after(-1);
    assert_true(buffer.failed);
    fy_buffer_puts(&buffer, "x");
    assert_string_equal(fy_buffer_text(&buffer), "kept");
    fy_buffer_clear(&buffer);
    fy_buffer_puts(&buffer, "again");
    assert_false(buffer.failed);
    assert_string_equal(fy_buffer_text(&buffer), "again");
    fy_buffer_free(&buffer);
}

static void impossible_sizes_are_refused(void **state)
{
    (void)state;
    struct fy_buffer buffer = FY_BUFFER_EMPTY;
    assert_false(fy_buffer_reserve(&buffer, SIZE_MAX));
    assert_true(buffer.failed);
    fy_buffer_free(&buffer);
    size_t capacity = 0;
    assert_null(fy_grow(NULL, &capacity, SIZE_MAX / 4, 8));
    assert_int_equal(capacity, 0);
}

static void what_is_reserved_needs_no_more_memory(void **state)
{
    (void)state;
    struct fy_buffer buffer = FY_BUFFER_EMPTY;
    assert_true(fy_buffer_reserve(&buffer, 1000));
    char *data = buffer.data;
    fy_memory_fail_after(0);
    for (int i = 0; i < 1000; i++)
        fy_buffer_putc(&buffer, 'x');
    fy_memory_fail_after(-1);
    assert_false(buffer.failed);
    assert_ptr_equal(buffer.data, data);
    fy_buffer_free(&buffer);
}

static void an_array_grows_or_stays(void **state)
{
    (void)state;
    size_t capacity = 0;
    int *array = NULL;
    for (size_t i = 0; i < 100; i++) {
        int *grown = fy_grow(array, &capacity, i + 1, sizeof *array);
        assert_non_null(grown);
        array = grown;
        assert_true(capacity > i);
        array[i] = (int)i;
    }
    size_t before = capacity;
    fy_memory_fail_after(0);
    assert_null(fy_grow(array, &capacity, before + 1, sizeof *array));
    fy_memory_fail_after(-1);
    assert_int_equal(capacity, before);
    assert_int_equal(array[99], 99);
    fy_free(array);
}

static void the_named_allocation_fails_once(void **state)
{
    (void)state;
    fy_memory_fail_after(2);
    void *first = fy_malloc(0), *second = fy_calloc(0, 5);
    assert_non_null(first);
    assert_non_null(second);
    assert_null(fy_strdup("third"));
    char *fourth = fy_strndup("fourth", 3);
    assert_string_equal(fourth, "fou");
    fy_free(first);
    fy_free(second);
    fy_free(fourth);
}

static jmp_buf after_failure;

static void on_failure(void)
{
    longjmp(after_failure, 1);
}

static void must_have_memory_calls_its_handler(void **state)
{
    (void)state;
    char *text = fy_must_strdup("text");
    text = fy_must_realloc(text, 100);
    assert_string_equal(text, "text");
    fy_free(text);
    fy_memory_on_failure(on_failure);
    if (setjmp(after_failure) == 0) {
        fy_memory_fail_after(0);
        fy_must_malloc(10);
        fail_msg("an allocation that failed came back");
    }
    fy_memory_fail_after(-1);
    fy_memory_on_failure(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_buffer_grows_and_stays_a_string),
        cmocka_unit_test(failure_is_sticky_until_cleared),
        cmocka_unit_test(impossible_sizes_are_refused),
        cmocka_unit_test(what_is_reserved_needs_no_more_memory),
        cmocka_unit_test(an_array_grows_or_stays),
        cmocka_unit_test(the_named_allocation_fails_once),
        cmocka_unit_test(must_have_memory_calls_its_handler),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
