/* UTF-8, graphemes, columns and what a terminal may get. */
#include <fangyin/memory.h>
#include <fangyin/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void every_scalar_value_survives_encoding(void **state)
{
    (void)state;
    for (uint32_t code = 0; code <= 0x10FFFF; code++) {
        char bytes[4];
        size_t size = fy_utf8_encode(code, bytes);
        if (code >= 0xD800 && code <= 0xDFFF) {
            assert_int_equal(size, 0);
            continue;
        }
        uint32_t back = 0;
        assert_int_equal(fy_utf8_decode(bytes, size, &back), size);
        assert_int_equal(back, code);
        for (size_t cut = 0; cut < size; cut++)
            assert_int_equal(fy_utf8_decode(bytes, cut, &back), 0);
    }
    char bytes[4];
    assert_int_equal(fy_utf8_encode(0x110000, bytes), 0);
}

static void bytes_that_are_no_characters_are_found(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "\x80",
        "\xC0\x80",
        "\xC1\xBF",
        "\xE0\x80\x80",
        "\xED\xA0\x80",
        "\xF0\x80\x80\x80",
        "\xF4\x90\x80\x80",
        "\xF5\x80\x80\x80",
        "\xFF",
        "\xE4\xB8",
        "\xC3(",
    };
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char text[32] = "abcdefghijk";
        strcat(text, bad[i]);
        size_t at = 0;
        uint32_t code;
        assert_int_equal(fy_utf8_decode(bad[i], strlen(bad[i]), &code), 0);
        assert_false(fy_text_valid(text, strlen(text), &at));
        assert_int_equal(at, 11);
        assert_false(fy_text_valid(text, strlen(text), NULL));
    }
    assert_true(fy_text_valid("阿婆讲闲话 ˥˧ 😀", strlen("阿婆讲闲话 ˥˧ 😀"), NULL));
    assert_true(fy_text_valid("", 0, NULL));
}

#define FAMILY "👩\u200D👩\u200D👧"
#define FLAG "🇨🇳"
#define NASAL "a\u0303\u0304" /* a with two marks */
#define JAMO "\u1112\u1161\u11AB"

static void graphemes_are_walked_in_both_directions(void **state)
{
    (void)state;
    static const char *const parts[] = { "x",    NASAL,      "闲", FAMILY, FLAG,   FLAG, JAMO,
                                         "\r\n", "👍🏽", "क्",  "˥",    "\x80", "y" };
    enum { COUNT = sizeof parts / sizeof *parts };
    char text[256] = "";
    for (size_t i = 0; i < COUNT; i++)
        strcat(text, parts[i]);
    size_t size = strlen(text), at = 0;
    for (size_t i = 0; i < COUNT; i++) {
        size_t next = fy_grapheme_next(text, size, at);
        assert_int_equal(next - at, strlen(parts[i]));
        assert_int_equal(fy_grapheme_previous(text, size, next), at);
        at = next;
    }
    assert_int_equal(at, size);
    assert_int_equal(fy_grapheme_count(text, size), COUNT);
    assert_int_equal(fy_grapheme_next(text, size, size), size);
    assert_int_equal(fy_grapheme_next(text, size, size + 5), size);
    assert_int_equal(fy_grapheme_previous(text, size, size + 5), size - 1);
    assert_int_equal(fy_grapheme_previous(text, size, 0), 0);
}

static int columns(const char *text)
{
    return fy_text_columns(text, strlen(text));
}

static void columns_are_a_terminals(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int columns;
    } cases[] = {
        { "", 0 },     { "a", 1 },      { "闲", 2 }, { "ｱ", 1 },          { "Ａ", 2 },     { "，", 2 }, { NASAL, 1 },
        { FAMILY, 2 }, { FLAG, 2 },     { "😀", 2 },  { "˥˧", 2 },         { "tsʰɿ˥˩", 6 }, { "ŋ̍", 1 },  { "①", 1 },
        { "…", 1 },    { "\u200B", 0 }, { JAMO, 2 }, { "\u0301", 0 },     { "한국", 4 },   { "𠮷", 2 }, { "\t", 0 },
        { "\xFF", 1 }, { "阿a婆", 5 },  { "☺", 1 },  { "\U0001F1E8", 1 },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        if (columns(cases[i].text) != cases[i].columns)
            fail_msg("\"%s\" has %d columns, not %d", cases[i].text, columns(cases[i].text), cases[i].columns);
}

static void text_is_fitted_in_whole_graphemes(void **state)
{
    (void)state;
    const char *text = "阿a\u0301" FAMILY "b";
    size_t size = strlen(text);
    static const struct {
        int room, used;
        size_t bytes;
    } cases[] = { { -1, 0, 0 },
                  { 0, 0, 0 },
                  { 1, 0, 0 },
                  { 2, 2, 3 },
                  { 3, 3, 6 },
                  { 4, 3, 6 },
                  { 5, 5, 6 + sizeof FAMILY - 1 },
                  { 6, 6, 7 + sizeof FAMILY - 1 },
                  { 99, 6, 7 + sizeof FAMILY - 1 } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        int used = -1;
        assert_int_equal(fy_text_fit(text, size, cases[i].room, &used), cases[i].bytes);
        assert_int_equal(used, cases[i].used);
        assert_int_equal(fy_text_fit(text, size, cases[i].room, NULL), cases[i].bytes);
    }
}

static void check_visible(const char *text, size_t size, const char *expected)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_text_visible(&out, text, size);
    assert_string_equal(fy_buffer_text(&out), expected);
    fy_buffer_free(&out);
}

static void nothing_that_moves_a_terminal_gets_through(void **state)
{
    (void)state;
    check_visible("a\x1B[31m\x07", 7, "a␛[31m␇");
    check_visible("\0\x1F\x7F\t", 4, "␀␟␡␉");
    check_visible("1\n2\r\n3\r4\u2028\u2029\xC2\x85", 16, "1↵2↵3↵4↵↵↵");
    check_visible("\u202E\u2066\u200F\u061C", 11, "\uFFFD\uFFFD\uFFFD\uFFFD");
    check_visible("\xC2\x9B\x9B\xE4\xB8", 5, "\uFFFD\uFFFD\uFFFD\uFFFD");
    check_visible("阿婆 ˥ 😀", strlen("阿婆 ˥ 😀"), "阿婆 ˥ 😀");
    check_visible("", 0, "");
}

static void check_map(enum fy_status (*map)(struct fy_buffer *, const char *, size_t), const char *text,
                      const char *expected)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_buffer_puts(&out, ">");
    assert_int_equal(map(&out, text, strlen(text)), FY_OK);
    assert_string_equal(fy_buffer_text(&out) + 1, expected);
    fy_buffer_free(&out);
}

static void text_is_composed(void **state)
{
    (void)state;
    check_map(fy_text_nfc, "", "");
    check_map(fy_text_nfc, "plain", "plain");
    check_map(fy_text_nfc, "ta\u0301i-uan", "tái-uan");
    check_map(fy_text_nfc, "o\u030D\u0358", "o\u030D\u0358");
    check_map(fy_text_nfc, "Ａ①", "Ａ①");
    struct fy_buffer out = FY_BUFFER_EMPTY;
    assert_int_equal(fy_text_nfc(&out, "a\xFF", 2), FY_ENCODING);
    assert_int_equal(out.size, 0);
    fy_buffer_free(&out);
}

static void text_is_folded_for_searching(void **state)
{
    (void)state;
    check_map(fy_text_fold, "", "");
    check_map(fy_text_fold, "ABC Ａｂ①", "abc ab1");
    check_map(fy_text_fold, "Ta\u0301i", "tái");
    check_map(fy_text_fold, "Straße", "strasse");
    check_map(fy_text_fold, "ｱ", "ア");
    struct fy_buffer out = FY_BUFFER_EMPTY;
    assert_int_equal(fy_text_fold(&out, "\xC3", 1), FY_ENCODING);
    fy_buffer_free(&out);
}

static void mapping_survives_want_of_memory(void **state)
{
    (void)state;
    for (long count = 0; count < 2; count++) {
        struct fy_buffer out = FY_BUFFER_EMPTY;
        fy_memory_fail_after(count);
        assert_int_equal(fy_text_nfc(&out, "阿a\u0301", 6), FY_NO_MEMORY);
        fy_memory_fail_after(-1);
        fy_buffer_free(&out);
    }
}

static void blanks_and_punctuation_are_signs(void **state)
{
    (void)state;
    static const char *const signs[] = { " ", "\n", "\u3000", ",", "。", "，", "？",
                                         "“", "（", "-",      "_", "+",  "～", "\u200B" };
    static const char *const letters[] = { "阿", "a",          "7",          "e\u0301", "˥", "□",
                                           "㗎", "\U0002A6D6", "\U0002EBF0", "ʼ",       "$" };
    for (size_t i = 0; i < sizeof signs / sizeof *signs; i++)
        assert_true(fy_grapheme_is_sign(signs[i], strlen(signs[i])));
    for (size_t i = 0; i < sizeof letters / sizeof *letters; i++)
        assert_false(fy_grapheme_is_sign(letters[i], strlen(letters[i])));
    assert_false(fy_grapheme_is_sign("", 0));
    assert_false(fy_grapheme_is_sign("\xFF", 1));
}

static void fullwidth_letters_are_ascii_letters(void **state)
{
    (void)state;
    assert_int_equal(fy_fullwidth_to_ascii(0xFF01), '!');
    assert_int_equal(fy_fullwidth_to_ascii(0xFF5E), '~');
    assert_int_equal(fy_fullwidth_to_ascii(0xFF4A), 'j');
    assert_int_equal(fy_fullwidth_to_ascii(0x3000), ' ');
    assert_int_equal(fy_fullwidth_to_ascii(0xFF5F), 0xFF5F);
    assert_int_equal(fy_fullwidth_to_ascii('q'), 'q');
    assert_int_equal(fy_fullwidth_to_ascii(0x95F2), 0x95F2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_scalar_value_survives_encoding),
        cmocka_unit_test(bytes_that_are_no_characters_are_found),
        cmocka_unit_test(graphemes_are_walked_in_both_directions),
        cmocka_unit_test(columns_are_a_terminals),
        cmocka_unit_test(text_is_fitted_in_whole_graphemes),
        cmocka_unit_test(nothing_that_moves_a_terminal_gets_through),
        cmocka_unit_test(text_is_composed),
        cmocka_unit_test(text_is_folded_for_searching),
        cmocka_unit_test(mapping_survives_want_of_memory),
        cmocka_unit_test(blanks_and_punctuation_are_signs),
        cmocka_unit_test(fullwidth_letters_are_ascii_letters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
