/* Bytes of terminals to keys and pastes, in pieces of any size. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "terminal/key_reader.h"

static bool expecting; /* answers of the terminal */

/* What comes of bytes, as names separated by spaces, a paste as [text], an answer as <text>; fed `piece` bytes at a time. */
static const char *read_all(const char *bytes, size_t size, size_t piece)
{
    static char names[4096];
    struct fy_key_reader reader = { .expecting = expecting };
    size_t used = 0;
    names[0] = '\0';
    for (size_t at = 0; at < size || at == 0; at += piece) {
        const size_t some = size - at < piece ? size - at : piece;
        const bool final = at + some >= size;
        struct fy_key key;
        enum fy_input input;
        fy_key_reader_feed(&reader, bytes + at, some);
        while ((input = fy_key_reader_next(&reader, final, &key)) != FY_INPUT_NONE) {
            char name[FY_KEY_NAME];
            assert_true(used < sizeof names - 600);
            if (input == FY_INPUT_REPLY)
                used += (size_t)snprintf(names + used, 600, "%s<%.*s>", used ? " " : "", (int)reader.reply_size, reader.reply);
            if (input == FY_INPUT_REPLY)
                continue;
            used += (size_t)snprintf(names + used, 600, input == FY_INPUT_PASTE ? "%s[%s]" : "%s%s", used ? " " : "",
                                     input == FY_INPUT_PASTE ? fy_buffer_text(&reader.paste) : fy_key_write(key, name));
        }
        if (final)
            break;
    }
    assert_int_equal(fy_key_reader_patience(&reader), -1);
    fy_key_reader_free(&reader);
    return names;
}

static void check(const char *bytes, const char *expected, int line)
{
    for (size_t piece = 1; piece <= strlen(bytes); piece++) {
        const char *names = read_all(bytes, strlen(bytes), piece);
        if (strcmp(names, expected) != 0) {
            print_error("in pieces of %zu: “%s”, not “%s”\n", piece, names, expected);
            _fail(__FILE__, line);
        }
    }
}

#define assert_keys(bytes, expected) check(bytes, expected, __LINE__)

static void text_is_read_a_character_at_a_time(void **state)
{
    (void)state;
    assert_keys("aZ 9?", "a Z Space 9 ?");
    assert_keys("好 ŋ̍ 😀，", "好 Space ŋ \u030D Space 😀 ，");
}

static void control_keys(void **state)
{
    (void)state;
    assert_keys("\t\r\x7f\x08\x13\x1f\x1a", "Tab Enter Backspace Backspace C-s C-_ C-z");
    assert_string_equal(read_all("\0", 1, 1), "C-Space");
    assert_keys("\n", "C-j");
}

static void special_keys_of_xterm_vt220_and_the_console(void **state)
{
    (void)state;
    assert_keys("\033[A\033[B\033[C\033[D\033[H\033[F", "Up Down Right Left Home End");
    assert_keys("\033OA\033OH\033OP\033OQ\033OR\033OS", "Up Home F1 F2 F3 F4");
    assert_keys("\033[1~\033[2~\033[3~\033[4~\033[5~\033[6~\033[7~\033[8~", "Home Ins Del End PgUp PgDn Home End");
    assert_keys("\033[11~\033[14~\033[15~\033[17~\033[20~\033[21~\033[23~\033[24~", "F1 F4 F5 F6 F9 F10 F11 F12");
    assert_keys("\033[[A\033[[E", "F1 F5");
    assert_keys("\033[Z", "S-Tab");
}

static void modified_keys(void **state)
{
    (void)state;
    assert_keys("\033[1;3A\033[1;5D\033[1;2P\033[5;3~\033[3;5~\033[1;8C", "M-Up C-Left S-F1 M-PgUp C-Del C-M-S-Right");
    assert_keys("\033x\033X\0331\033好\033\x13", "M-x M-X M-1 M-好 C-M-s");
    assert_keys("\033\r\033\x7f", "M-Enter M-Backspace");
}

static void escape_alone_needs_a_pause(void **state)
{
    struct fy_key_reader reader = { .at = 0 };
    struct fy_key key;
    (void)state;
    fy_key_reader_feed(&reader, "\033", 1);
    assert_int_equal(fy_key_reader_next(&reader, false, &key), FY_INPUT_NONE);
    assert_int_equal(fy_key_reader_patience(&reader), 50);
    assert_int_equal(fy_key_reader_next(&reader, true, &key), FY_INPUT_KEY);
    assert_int_equal(key.code, FY_KEY_ESCAPE);
    assert_int_equal(fy_key_reader_patience(&reader), -1);
    fy_key_reader_free(&reader);
    assert_keys("\033\033", "Esc Esc");
    assert_keys("\033\033[A", "M-Up"); /* rxvt, PuTTY */
    assert_keys("\033\033OD", "M-Left");
    assert_keys("\033[", "M-[");
}

static void what_is_unknown_is_left_out_whole(void **state)
{
    (void)state;
    assert_keys("a\033[99~b\033[?1;2cd\033[38;5;1Ke", "a b <[?1;2c> d e");
    assert_keys("a\033Ozb", "a b");
    assert_keys("a\xff\xc0\x80\xfe" "b", "a b");
    assert_keys("\xe4\xb8" "a", "a");
    assert_keys("a\xe4\xb8", "a");
    assert_keys("\033[200", "Esc [ 2 0 0");
    /* A sequence that never ends gives the keys after it back. */
    char flood[256] = "\033[";
    memset(flood + 2, '1', 200);
    strcpy(flood + 202, "\rx");
    assert_non_null(strstr(read_all(flood, strlen(flood), strlen(flood)), "Enter x"));
}

static void a_paste_comes_as_one(void **state)
{
    (void)state;
    assert_keys("a\033[200~one\ntwo\033[A\t好\033[201~b", "a [one\ntwo\033[A\t好] b");
    assert_keys("\033[200~\033[201~\033[200~x\033[201~", "[] [x]");
}

static void a_paste_that_has_not_ended_waits(void **state)
{
    struct fy_key_reader reader = { .at = 0 };
    struct fy_key key;
    (void)state;
    fy_key_reader_feed(&reader, "\033[200~half", 10);
    assert_int_equal(fy_key_reader_next(&reader, false, &key), FY_INPUT_NONE);
    /* Longer than an escape does. */
    assert_true(fy_key_reader_patience(&reader) >= 1000);
    fy_key_reader_feed(&reader, " more\033[201~k", 12);
    assert_int_equal(fy_key_reader_next(&reader, false, &key), FY_INPUT_PASTE);
    assert_string_equal(fy_buffer_text(&reader.paste), "half more");
    assert_int_equal(fy_key_reader_next(&reader, false, &key), FY_INPUT_KEY);
    assert_int_equal(key.code, 'k');
    fy_key_reader_free(&reader);
}

/* Its end may be lost on the way; then what came is what was pasted, and keys are keys again. */
static void a_paste_without_an_end_ends_in_time(void **state)
{
    static const char *const pieces[] = { "\033[200~half", "\033[200~half\033", "\033[200~half\033[201", "\033[200~" };
    (void)state;
    for (size_t i = 0; i < sizeof pieces / sizeof *pieces; i++) {
        struct fy_key_reader reader = { .at = 0 };
        struct fy_key key;
        fy_key_reader_feed(&reader, pieces[i], strlen(pieces[i]));
        assert_int_equal(fy_key_reader_next(&reader, false, &key), FY_INPUT_NONE);
        assert_int_equal(fy_key_reader_next(&reader, true, &key), FY_INPUT_PASTE);
        assert_string_equal(fy_buffer_text(&reader.paste), i < 3 ? "half" : "");
        assert_int_equal(fy_key_reader_patience(&reader), -1);
        fy_key_reader_feed(&reader, "k", 1);
        assert_int_equal(fy_key_reader_next(&reader, false, &key), FY_INPUT_KEY);
        assert_int_equal(key.code, 'k');
        fy_key_reader_free(&reader);
    }
}

/* Any bytes at all: keys come out or they do not, and nothing waits in the end. */
static void answers_are_no_keys(void **state)
{
    (void)state;
    assert_keys("a\033[?62;4;22cb", "a <[?62;4;22c> b");
    assert_keys("\033[6;18;9t\033[?2026;2$yx", "<[6;18;9t> <[?2026;2$y> x");
    /* Strings only while they are expected: Alt-_ is a key. */
    assert_keys("\033_Gi", "M-_ G i");
    expecting = true;
    assert_keys("j\033_Gi=31;OK\033\\k\033[?62;cl", "j <_Gi=31;OK\033\\> k <[?62;c> l");
    assert_keys("\033P>|foot\033\\\033[A", "<P>|foot\033\\> Up");
    assert_keys("\033[1;5A\033[3~", "C-Up Del");
    /* Half an answer is not typed, however long its rest takes. */
    assert_keys("a\033[?62;4", "a");
    assert_keys("a\033_Gi=31;", "a");
    assert_keys("\033", "Esc");
    expecting = false;
}

static void any_bytes_are_survived(void **state)
{
    uint32_t random = 12345;
    (void)state;
    for (int run = 0; run < 3000; run++) {
        char bytes[64];
        size_t size = 0;
        while (size < sizeof bytes) {
            random = random * 1664525 + 1013904223;
            static const char often[] = "\033[O;~0123456789ABZm\xe4\xb8\xad";
            bytes[size++] = random >> 31 ? often[(random >> 16) % (sizeof often - 1)] : (char)(random >> 20);
        }
        struct fy_key_reader reader = { .at = 0 };
        struct fy_key key;
        fy_key_reader_feed(&reader, bytes, size);
        for (enum fy_input input; (input = fy_key_reader_next(&reader, true, &key)) != FY_INPUT_NONE;)
            assert_true(input == FY_INPUT_PASTE || key.code > 0);
        assert_int_equal(fy_key_reader_patience(&reader), -1);
        fy_key_reader_free(&reader);
    }
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_is_read_a_character_at_a_time),
        cmocka_unit_test(control_keys),
        cmocka_unit_test(special_keys_of_xterm_vt220_and_the_console),
        cmocka_unit_test(modified_keys),
        cmocka_unit_test(escape_alone_needs_a_pause),
        cmocka_unit_test(what_is_unknown_is_left_out_whole),
        cmocka_unit_test(a_paste_comes_as_one),
        cmocka_unit_test(a_paste_that_has_not_ended_waits),
        cmocka_unit_test(a_paste_without_an_end_ends_in_time),
        cmocka_unit_test(answers_are_no_keys),
        cmocka_unit_test(any_bytes_are_survived),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
