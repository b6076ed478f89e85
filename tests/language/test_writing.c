/* What is written beside words: markers, closed lists, marks in text, flags, IPA, speakers, language tags. */
#include <fangyin/dialects.h>
#include <fangyin/ipa.h>
#include <fangyin/markers.h>
#include <fangyin/speakers.h>
#include <fangyin/text.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof *(array))

/* ---- markers and lists ---- */

static void markers_have_keys_and_can_be_changed(void **state)
{
    (void)state;
    struct fy_markers *markers = fy_markers_new();
    struct fy_error error = { 0 };
    assert_int_equal(fy_markers_count(markers), 9);
    assert_int_equal(fy_markers_at(markers, 1)->key, '2');
    assert_string_equal(fy_markers_at(markers, 1)->text, "<noise>");
    assert_int_equal(fy_markers_set(markers, "2", "<laugh> 笑 声", &error), FY_OK);
    assert_string_equal(fy_markers_at(markers, 1)->text, "<laugh>");
    assert_string_equal(fy_markers_at(markers, 1)->name, "笑 声");
    assert_int_equal(fy_markers_set(markers, "1", "", &error), FY_OK);
    assert_int_equal(fy_markers_count(markers), 8);
    assert_int_equal(fy_markers_at(markers, 0)->key, '2');
    assert_int_equal(fy_markers_set(markers, "0", "x", &error), FY_INVALID);
    assert_int_equal(fy_markers_set(markers, "12", "x", &error), FY_INVALID);
    fy_markers_free(markers);
}

static void lists_are_closed(void **state)
{
    (void)state;
    struct fy_markers *markers = fy_markers_new();
    struct fy_error error = { 0 };
    assert_true(fy_list_has(markers, FY_LIST_EVENT, "noise", 5));
    assert_false(fy_list_has(markers, FY_LIST_EVENT, "nois", 4));
    assert_true(fy_list_has(markers, FY_LIST_FLAG, "bookmark", 8));
    assert_int_equal(fy_list_size(markers, FY_LIST_FLAG), 5);
    assert_int_equal(fy_markers_set_list(markers, "event", "dog, door", &error), FY_OK);
    assert_int_equal(fy_list_size(markers, FY_LIST_EVENT), 2);
    assert_string_equal(fy_list_at(markers, FY_LIST_EVENT, 1)->code, "door");
    assert_false(fy_list_has(markers, FY_LIST_EVENT, "noise", 5));
    assert_int_equal(fy_markers_set_list(markers, "event", "dog 狗", &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "狗"));
    assert_int_equal(fy_list_size(markers, FY_LIST_EVENT), 2);
    assert_int_equal(fy_markers_set_list(markers, "status", "x", &error), FY_INVALID);
    assert_int_equal(fy_markers_set_list(markers, "flag", "x", &error), FY_INVALID);
    fy_markers_free(markers);
}

static void flags_are_set_and_taken_out(void **state)
{
    (void)state;
    static const struct {
        const char *label, *code, *reason;
        bool set;
        const char *after;
    } cases[] = {
        { "", "unsure", NULL, true, "unsure" },
        { "unsure", "ask", NULL, true, "unsure+ask" },
        { "unsure+ask", "unsure", NULL, false, "ask" },
        { "unsure+ask", "unsure", NULL, true, "unsure+ask" },
        { "ask", "invalid", "noise", true, "ask+invalid:noise" },
        { "invalid:noise+ask", "invalid", "overlap", true, "invalid:overlap+ask" },
        { "invalid:noise+ask", "invalid", NULL, false, "ask" },
        { "ask", "bookmark", NULL, false, "ask" },
        { "asked", "ask", NULL, true, "asked+ask" },
        { "+ask+", "ask", NULL, false, "" },
    };
    for (size_t i = 0; i < N(cases); i++) {
        struct fy_buffer out = FY_BUFFER_EMPTY;
        assert_int_equal(fy_flag_change(&out, cases[i].label, cases[i].code, cases[i].reason, cases[i].set), FY_OK);
        assert_string_equal(fy_buffer_text(&out), cases[i].after);
        fy_buffer_free(&out);
    }
    size_t size;
    assert_null(fy_flag_reason("asked", "ask", &size));
    assert_string_equal(fy_flag_reason("ask", "ask", &size), "");
    assert_memory_equal(fy_flag_reason("ask+invalid:noise+x", "invalid", &size), "noise", 5);
    assert_int_equal(size, 5);
}

/* Kinds and bytes of the marks, ! for what is wrong. */
static const char *marks_of(const char *text)
{
    static char line[400];
    struct fy_mark mark;
    struct fy_mark_error bad;
    size_t at = 0;
    line[0] = '\0';
    for (enum fy_status status; (status = fy_mark_next(text, strlen(text), &at, &mark, &bad)) != FY_NOT_FOUND;) {
        if (status == FY_OK)
            sprintf(line + strlen(line), "%c[%.*s]", "GCEL"[mark.kind], (int)mark.size, text + mark.inner);
        else
            sprintf(line + strlen(line), "![%.*s]", (int)(bad.end - bad.start), text + bad.start);
    }
    return line;
}

static void marks_are_read(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "侬((今朝))去{侬|农|儂}", "G[今朝]C[侬|农|儂]" },
        { "<noise>听<lang:en>OK</lang>", "E[noise]L[OK]" },
        { "((a {b|c}))", "G[a {b|c}]" },
        { "(一) a) b", "" },
        { "((今朝", "![((]" },
        { "今朝))", "![))]" },
        { "((a ((b))", "![((]G[b]" },
        { "{侬}", "![{侬}]" },
        { "{侬|}", "![{侬|}]" },
        { "{侬|农", "![{]" },
        { "农}", "![}]" },
        { "<noise", "![<]" },
        { "a>b", "![>]" },
        { "<>", "![<>]" },
        { "<lang:en>OK", "![<lang:en>]" },
        { "OK</lang>", "![</lang>]" },
    };
    for (size_t i = 0; i < N(cases); i++)
        assert_string_equal(marks_of(cases[i][0]), cases[i][1]);
}

/* ---- IPA ---- */

static const char *changed(void (*change)(struct fy_buffer *out, const char *text, size_t size), const char *text)
{
    static char out[200];
    struct fy_buffer buffer = FY_BUFFER_EMPTY;
    change(&buffer, text, strlen(text));
    snprintf(out, sizeof out, "%s", fy_buffer_text(&buffer));
    fy_buffer_free(&buffer);
    return out;
}

static void tones_become_letters_and_digits_again(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "ma51", "ma˥˩" },       { "pʰa⁵³ tɕi213", "pʰa˥˧ tɕi˨˩˧" }, { "ŋ̍55", "ŋ̍˥˥" },
        { "ma0 ma6 ma1234", "ma0 ma6 ma1234" }, { "51", "51" },        { "马51", "马˥˩" },
    };
    for (size_t i = 0; i < N(cases); i++)
        assert_string_equal(changed(fy_ipa_tones_to_letters, cases[i][0]), cases[i][1]);
    assert_string_equal(changed(fy_ipa_tones_to_digits, "pʰa˥˧ tɕi˨˩˧"), "pʰa53 tɕi213");
    char digits[8];
    assert_int_equal(fy_ipa_tone_at_end("ma˥˩", 6, digits), 4);
    assert_string_equal(digits, "51");
    assert_int_equal(fy_ipa_tone_at_end("a³5", 4, digits), 3);
    assert_string_equal(digits, "35");
    assert_int_equal(fy_ipa_tone_at_end("ma", 2, digits), 0);
}

static void xsampa_becomes_ipa(void **state)
{
    (void)state;
    assert_string_equal(changed(fy_ipa_from_xsampa, "ts\\_hi"), "tɕʰi");
    assert_string_equal(changed(fy_ipa_from_xsampa, "N=˥˩"), "ŋ̩˥˩");
    assert_string_equal(changed(fy_ipa_from_xsampa, "@`"), "ɚ");
    assert_string_equal(changed(fy_ipa_from_xsampa, "J\\_<6"), "ʄɐ");
    assert_string_equal(changed(fy_ipa_from_xsampa, "你好"), "你好");
}

static void every_symbol_can_be_typed_and_has_its_place(void **state)
{
    (void)state;
    bool taken[FY_IPA_GROUPS][16][32] = { { { false } } };
    for (size_t i = 0; i < fy_ipa_count(); i++) {
        const struct fy_ipa_symbol *symbol = fy_ipa_at(i);
        assert_true(symbol->row < 16 && symbol->column < 32);
        assert_false(taken[symbol->group][symbol->row][symbol->column]);
        taken[symbol->group][symbol->row][symbol->column] = true;
        assert_true(i == 0 || fy_ipa_at(i - 1)->group <= symbol->group);
        if (symbol->xsampa[0] != '\0')
            assert_string_equal(changed(fy_ipa_from_xsampa, symbol->xsampa), symbol->ipa);
        struct fy_buffer nfc = FY_BUFFER_EMPTY;
        assert_int_equal(fy_text_nfc(&nfc, symbol->ipa, strlen(symbol->ipa)), FY_OK);
        assert_string_equal(fy_buffer_text(&nfc), symbol->ipa);
        fy_buffer_free(&nfc);
    }
    size_t found[4];
    assert_true(fy_ipa_match("s", 1, found, 4) >= 3);
    assert_string_equal(fy_ipa_at(found[0])->ipa, "s");
}

/* ---- speakers ---- */

static void speakers_are_read_and_mistakes_placed(void **state)
{
    (void)state;
    static const char text[] = "id\tgender\tbirth\thome\tdialect\tconsent\n"
                               "A\tf\t1948\t松江\twu-sh\tyes\n"
                               "B\t女\t48\t\tmars\tmaybe\n"
                               "A\tm\n"
                               "\tm\n"
                               "C\t?\n";
    struct fy_dialects *dialects = fy_dialects_builtin();
    struct fy_problems problems = { NULL, 0, 0 };
    struct fy_speakers *speakers;
    assert_int_equal(fy_speakers_read(text, sizeof text - 1, dialects, &speakers, &problems), FY_OK);
    assert_int_equal(fy_speakers_count(speakers), 3);
    const struct fy_speaker *first = fy_speakers_find(speakers, "A", 1);
    assert_int_equal(first->gender, 'f');
    assert_int_equal(first->birth, 1948);
    assert_string_equal(first->home, "松江");
    assert_string_equal(first->dialect, "wu-sh");
    assert_int_equal(first->consent, FY_CONSENT_YES);
    assert_int_equal(fy_speakers_at(speakers, 1)->gender, 'f');
    assert_int_equal(fy_speakers_at(speakers, 1)->birth, 0);
    assert_string_equal(fy_speakers_at(speakers, 1)->dialect, "");
    assert_null(fy_speakers_find(speakers, "D", 1));
    static const unsigned places[][2] = { { 3, 5 }, { 3, 9 }, { 3, 14 }, { 4, 1 }, { 5, 1 }, { 6, 3 } };
    assert_int_equal(problems.count, N(places));
    for (size_t i = 0; i < N(places); i++) {
        assert_int_equal(problems.items[i].line, places[i][0]);
        assert_int_equal(problems.items[i].column, places[i][1]);
    }
    fy_problems_free(&problems);
    fy_speakers_free(speakers);
    fy_dialects_free(dialects);
}

/* ---- language tags ---- */

static void language_tags_are_judged(void **state)
{
    (void)state;
    static const char *const good[] = { "wuu",          "wuu-x-shan1293", "yue-HK",        "yue-Latn-jyutping", "zh-yue",
                                        "wuu-fonipa",   "x-whatever",     "zh-Hans-CN",    "nan-Latn-tailo-x-a", "es-419",
                                        "de-a-foo-x-b", "cmn-x-jiaoliao" };
    static const struct {
        const char *tag;
        size_t at;
    } bad[] = { { "", 0 },          { "w", 0 },         { "wuu-shanghai", 4 }, { "wuu-shan1293", 4 }, { "wuu-x", 5 },
                { "wuu-x-", 6 },    { "wuu_CN", 0 },    { "i-hak", 0 },        { "wuu-", 4 },         { "wuu-x-abcdefghi", 6 },
                { "1uu", 0 },       { "wuu-a", 5 },     { "吴", 0 } };
    for (size_t i = 0; i < N(good); i++)
        if (!fy_bcp47_valid(good[i], NULL, NULL))
            fail_msg("%s", good[i]);
    for (size_t i = 0; i < N(bad); i++) {
        size_t at;
        const char *why;
        if (fy_bcp47_valid(bad[i].tag, &at, &why) || at != bad[i].at)
            fail_msg("%s at %zu", bad[i].tag, at);
        assert_non_null(why);
    }
}

/* ---- characters ---- */

static void characters_have_kinds(void **state)
{
    (void)state;
    static const struct {
        uint32_t code;
        enum fy_character kind;
    } cases[] = {
        { 0x4FAC, FY_CHAR_IDEOGRAPH },  { 0x20BB7, FY_CHAR_IDEOGRAPH }, { 0x3042, FY_CHAR_IDEOGRAPH },
        { 0x3007, FY_CHAR_IDEOGRAPH },  { 'a', FY_CHAR_LETTER },        { 0x2E5, FY_CHAR_LETTER },
        { 0xFF21, FY_CHAR_LETTER },     { 0x303, FY_CHAR_MARK },        { '7', FY_CHAR_DIGIT },
        { 0xB3, FY_CHAR_DIGIT },        { 0x3002, FY_CHAR_SIGN },       { 0x25A1, FY_CHAR_SIGN },
        { 0x3000, FY_CHAR_BLANK },      { '\t', FY_CHAR_CONTROL },      { 0x2028, FY_CHAR_CONTROL },
        { 0x200B, FY_CHAR_FORMAT },     { 0xE000, FY_CHAR_PRIVATE },    { 0x378, FY_CHAR_UNASSIGNED },
    };
    for (size_t i = 0; i < N(cases); i++)
        if (fy_character_of(cases[i].code) != cases[i].kind)
            fail_msg("U+%04X is %d", (unsigned)cases[i].code, (int)fy_character_of(cases[i].code));
    assert_true(fy_character_right_to_left(0x627));
    assert_false(fy_character_right_to_left(0x4FAC));
    assert_true(fy_character_is_composed_away(0xF9D1));
    assert_false(fy_character_is_composed_away(0xFA0E));
    assert_false(fy_character_is_composed_away(0xE9));
}

static void what_is_not_composed_is_found(void **state)
{
    (void)state;
    size_t start, next;
    const char text[] = "Pe\xCC\x81h a\xCC\x8D \xC3\xA9 侬";
    assert_true(fy_text_next_not_nfc(text, sizeof text - 1, 0, &start, &next));
    assert_int_equal(start, 1);
    assert_int_equal(next, 4);
    /* There is no composed form of a with a line above. */
    assert_false(fy_text_next_not_nfc(text, sizeof text - 1, next, &start, &next));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(markers_have_keys_and_can_be_changed),
        cmocka_unit_test(lists_are_closed),
        cmocka_unit_test(flags_are_set_and_taken_out),
        cmocka_unit_test(marks_are_read),
        cmocka_unit_test(tones_become_letters_and_digits_again),
        cmocka_unit_test(xsampa_becomes_ipa),
        cmocka_unit_test(every_symbol_can_be_typed_and_has_its_place),
        cmocka_unit_test(speakers_are_read_and_mistakes_placed),
        cmocka_unit_test(language_tags_are_judged),
        cmocka_unit_test(characters_have_kinds),
        cmocka_unit_test(what_is_not_composed_is_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
