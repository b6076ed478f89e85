/* Rules of what is compared: ours as they are documented, those of others as their programs count. */
#include <fangyin/normaliser.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof *(array))

/* The tokens, parted by '/'. */
static void check(const char *id, enum fy_token token, const char *text, const char *expected)
{
    struct fy_buffer tokens = FY_BUFFER_EMPTY;
    assert_non_null(fy_normaliser_find(id));
    assert_int_equal(fy_normalise(fy_normaliser_find(id), token, text, strlen(text), &tokens), FY_OK);
    for (size_t i = 0; i < tokens.size; i++) {
        if (tokens.data[i] == '\0')
            tokens.data[i] = '/';
    }
    assert_string_equal(fy_buffer_text(&tokens), expected);
    fy_buffer_free(&tokens);
}

static void han_text_is_letters_and_digits(void **state)
{
    (void)state;
    const enum fy_token c = FY_TOKEN_CHARACTER, m = FY_TOKEN_MIXED, w = FY_TOKEN_WORD;
    check("cer-zh-1", c, "侬今朝，饭吃过了伐？", "侬/今/朝/饭/吃/过/了/伐/");
    check("cer-zh-1", c, "用 WiFi 7", "用/w/i/f/i/7/");
    check("cer-zh-1", m, "用WiFi6上网", "用/wifi6/上/网/");
    check("cer-zh-1", m, "ＡＢＣ街", "abc/街/");
    check("cer-zh-1", w, "it's 今朝 fine…", "its/今朝/fine/");
    check("cer-zh-1", c, "<noise>啊<laugh>", "啊/");
    check("cer-zh-1", c, "a < b", "a/b/");
    check("cer-zh-1", c, "pe\u030Dh", "p/e\u030D/h/");
    check("cer-zh-1", c, "\u030D啊", "啊/");
    check("cer-zh-1", m, "か\u3099な", "が/な/");
    check("cer-zh-1", c, "\uF9D1\U0002A6D6\U000323AF\uE000", "六/\U0002A6D6/\U000323AF/\uE000/");
    check("cer-zh-1", c, "侬\u200B\uFEFF\u3000\u00A0好", "侬/好/");
    check("cer-zh-1", m, "", "");
    check("cer-zh-1", FY_TOKEN_TONE, "侬53", "");
}

static void phonetic_text_keeps_its_tones_apart(void **state)
{
    (void)state;
    check("phonetic-1", FY_TOKEN_CHARACTER, "pʰa⁵³ ma˥˩", "p/ʰ/a/m/a/");
    check("phonetic-1", FY_TOKEN_TONE, "pʰa⁵³ ma˥˩ nei5 hou2", "⁵³/˥˩/5/2/");
    check("phonetic-1", FY_TOKEN_WORD, "nei5 hou2", "nei5/hou2/");
    check("phonetic-1", FY_TOKEN_CHARACTER, "Pe\u030Dh", "P/e\u030D/h/");
    check("nfc-1", FY_TOKEN_CHARACTER, "A，b c", "A/，/b/ /c/");
    check("nfc-1", FY_TOKEN_WORD, "A，b c", "A，b/c/");
}

static void others_count_as_their_programs_do(void **state)
{
    (void)state;
    check("wenet", FY_TOKEN_CHARACTER, "他说“好”……（好）", "他/说/“/好/”/…/…/（/好/）/");
    check("wenet", FY_TOKEN_CHARACTER, "侬好，wifi ok！<unk><noise>", "侬/好/WIFI/OK/");
    check("wenet", FY_TOKEN_CHARACTER, "it's 3点", "IT'S/3/点/");
    check("whisper-basic", FY_TOKEN_WORD, "Hello, (uh) [noise] World! pʰa˥˩", "hello/world/pha/");
    check("whisper-basic", FY_TOKEN_WORD, "Pe\u030Dh", "pe/h/");
    check("whisper-basic", FY_TOKEN_CHARACTER, "你 好。", "你/好/");
    check("whisper-basic", FY_TOKEN_WORD, "() a", "a/");
    check("jiwer-cer", FY_TOKEN_CHARACTER, " a b\n", "a/ /b/");
    check("sclite-char", FY_TOKEN_CHARACTER, "用WiFi 上网。", "用/wifi/上/网/。/");
}

static void what_is_no_utf8_is_refused(void **state)
{
    (void)state;
    for (size_t n = 0; fy_normaliser_at(n); n++) {
        struct fy_buffer tokens = FY_BUFFER_EMPTY;
        assert_int_equal(fy_normalise(fy_normaliser_at(n), FY_TOKEN_MIXED, "a\xFF", 2, &tokens), FY_ENCODING);
        assert_ptr_equal(fy_normaliser_find(fy_normaliser_id(fy_normaliser_at(n))), fy_normaliser_at(n));
        fy_buffer_free(&tokens);
    }
    assert_null(fy_normaliser_find("cer"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(han_text_is_letters_and_digits),
        cmocka_unit_test(phonetic_text_keeps_its_tones_apart),
        cmocka_unit_test(others_count_as_their_programs_do),
        cmocka_unit_test(what_is_no_utf8_is_refused),
    };
    return cmocka_run_group_tests_name("normaliser", tests, NULL, NULL);
}
