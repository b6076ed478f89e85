/* The lexicon, what was written, and completion from both. */
#include <fangyin/lexicon.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <fangyin/memory.h>

#define HEADER "form\tvariants\treading\tgloss\tnote\tprovenance\tcount\n"

static const char small[] = HEADER "今朝\t今早 襟朝\tcin1 tsau1/jin-zau\t今天\t\t本字\t7\n"
                                   "侬\t农/儂\tnon6\t你\t\t同音借字\t\n"
                                   "今年子\t\tcin-nie-tsy\t今年\t\t\t9\n"
                                   "□\t\tma51\t的样子；似的\t声音\t□\n";

static struct fy_lexicon *read_lexicon(const char *text)
{
    struct fy_problems problems = { NULL, 0, 0 };
    struct fy_lexicon *lexicon;
    assert_int_equal(fy_lexicon_read(text, strlen(text), &lexicon, &problems), FY_OK);
    for (size_t i = 0; i < problems.count; i++)
        print_error("%u:%u: %s\n", problems.items[i].line, problems.items[i].column, problems.items[i].sentence);
    assert_int_equal(problems.count, 0);
    return lexicon;
}

static void an_entry_has_all_its_parts(void **state)
{
    (void)state;
    struct fy_lexicon *lexicon = read_lexicon(small);
    assert_int_equal(fy_lexicon_count(lexicon), 4);
    const struct fy_lexicon_entry *today = fy_lexicon_at(lexicon, 0);
    assert_string_equal(today->form.text, "今朝");
    assert_int_equal(today->variant_count, 2);
    assert_string_equal(today->variants[1].text, "襟朝");
    assert_int_equal(today->reading_count, 2);
    assert_string_equal(today->readings[1].text, "jin-zau");
    assert_string_equal(today->glosses[0].text, "今天");
    assert_int_equal(today->provenance, FY_PROVENANCE_ORIGINAL);
    assert_int_equal(today->count, 7);
    assert_int_equal(fy_lexicon_at(lexicon, 1)->provenance, FY_PROVENANCE_BORROWED);
    assert_int_equal(fy_lexicon_at(lexicon, 1)->variant_count, 2);
    const struct fy_lexicon_entry *nameless = fy_lexicon_at(lexicon, 3);
    assert_int_equal(nameless->provenance, FY_PROVENANCE_NONE);
    assert_int_equal(nameless->gloss_count, 2);
    assert_string_equal(nameless->glosses[1].text, "似的");
    assert_string_equal(nameless->note, "声音");
    assert_int_equal(nameless->line, 5);
    fy_lexicon_free(lexicon);
}

static void forms_and_variants_are_found(void **state)
{
    (void)state;
    struct fy_lexicon *lexicon = read_lexicon(small);
    bool variant = true;
    assert_string_equal(fy_lexicon_find(lexicon, "今朝", 6, &variant)->form.text, "今朝");
    assert_false(variant);
    assert_string_equal(fy_lexicon_find(lexicon, "儂", 3, &variant)->form.text, "侬");
    assert_true(variant);
    assert_null(fy_lexicon_find(lexicon, "今天", 6, NULL));
    assert_null(fy_lexicon_find(lexicon, "今", 3, NULL));
    assert_null(fy_lexicon_find(lexicon, "", 0, NULL));
    fy_lexicon_free(lexicon);
}

static void the_longest_match_wins(void **state)
{
    (void)state;
    struct fy_lexicon *lexicon = read_lexicon(HEADER "今\n今年子\t\t\t今年\n今年子头\n");
    struct fy_lexicon_match match;
    const char text[] = "今年子热";
    assert_true(fy_lexicon_longest(lexicon, text, sizeof text - 1, FY_LEXICON_FORM, &match));
    assert_int_equal(match.size, 9);
    assert_true(fy_lexicon_longest(lexicon, "今年热", 9, FY_LEXICON_FORM | FY_LEXICON_GLOSS, &match));
    assert_int_equal(match.kind, FY_LEXICON_GLOSS);
    assert_true(fy_lexicon_longest(lexicon, "今年热", 9, FY_LEXICON_FORM, &match));
    assert_int_equal(match.size, 3);
    assert_false(fy_lexicon_longest(lexicon, "热", 3, FY_LEXICON_FORM, &match));
    fy_lexicon_free(lexicon);
}

struct malformed {
    const char *text;
    size_t entries;
    unsigned line, column;
    const char *says;
};

static const struct malformed malformed[] = {
    { HEADER "侬\n\t\tnon\n阿拉\n", 2, 3, 1, "no form" },
    { HEADER "侬\t\t\t\t\t古字\n阿拉\n", 2, 2, 7, "古字" },
    { HEADER "侬\t\t\t\t\t\tmany\n", 1, 2, 8, "many" },
    { HEADER "侬\n阿拉\n侬\n", 3, 4, 1, "line 2" },
    { HEADER "侬\t农\n农\n", 2, 2, 1, "line 3" },
    { HEADER "侬\ta\tb\tc\td\t本字\t1\textra\n阿拉\n", 2, 2, 16, "more fields" },
};

static void what_is_malformed_is_placed_and_the_rest_used(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof malformed / sizeof *malformed; i++) {
        struct fy_problems problems = { NULL, 0, 0 };
        struct fy_lexicon *lexicon;
        assert_int_equal(fy_lexicon_read(malformed[i].text, strlen(malformed[i].text), &lexicon, &problems), FY_OK);
        assert_int_equal(fy_lexicon_count(lexicon), malformed[i].entries);
        assert_int_equal(problems.count, 1);
        if (problems.items[0].line != malformed[i].line || problems.items[0].column != malformed[i].column ||
            strstr(problems.items[0].sentence, malformed[i].says) == NULL)
            fail_msg("case %zu: %u:%u: %s", i, problems.items[0].line, problems.items[0].column,
                     problems.items[0].sentence);
        fy_problems_free(&problems);
        fy_lexicon_free(lexicon);
    }
    struct fy_problems problems = { NULL, 0, 0 };
    struct fy_lexicon *lexicon;
    assert_int_equal(fy_lexicon_read("word\n", 5, &lexicon, &problems), FY_SYNTAX);
    assert_null(lexicon);
    assert_int_equal(problems.count, 1);
    fy_problems_free(&problems);
    assert_int_equal(fy_lexicon_read("form\n\xFF", 6, &lexicon, NULL), FY_ENCODING);
    assert_null(lexicon);
}

static void readings_are_compared_by_their_letters(void **state)
{
    (void)state;
    static const char *const pairs[][2] = { { "gam1 zou2", "gamzou" }, { "Kim-tsiò", "kimtsio" }, { "lǚ", "lu" },
                                            { "ma˥˩", "ma" },          { "tiâⁿ", "tian" },        { "３", "" } };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        struct fy_buffer key = FY_BUFFER_EMPTY;
        assert_int_equal(fy_reading_key(&key, pairs[i][0], strlen(pairs[i][0])), FY_OK);
        assert_string_equal(fy_buffer_text(&key), pairs[i][1]);
        fy_buffer_free(&key);
    }
}

/* ---- what was written ---- */

static void add(struct fy_words *words, const char *text, const char *reading)
{
    assert_int_equal(fy_words_add(words, text, strlen(text), reading, 1), FY_OK);
}

static const char *list_of(struct fy_words *words, unsigned long least)
{
    static char text[2000];
    const struct fy_word *list;
    size_t count;
    assert_int_equal(fy_words_list(words, least, &list, &count), FY_OK);
    text[0] = '\0';
    for (size_t i = 0; i < count; i++)
        sprintf(text + strlen(text), "%s%s=%lu%s%s", i ? " " : "", list[i].text, list[i].count, list[i].reading[0] ? ":" : "",
                list[i].reading);
    return text;
}

static void strings_that_return_are_words(void **state)
{
    (void)state;
    struct fy_words *words = fy_words_new();
    add(words, "今朝天气好", NULL);
    add(words, "今朝落雨。今朝冷", NULL);
    add(words, "天气<noise>冷", NULL);
    /* 今, 朝, 天, 气 are only met inside; 冷 is met alone too. */
    assert_string_equal(list_of(words, 2), "今朝=3 天气=2 冷=2");
    assert_int_equal(fy_words_add(words, "今朝", 6, NULL, -1), FY_OK);
    assert_string_equal(list_of(words, 2), "今朝=2 天气=2 冷=2");
    fy_words_free(words);
}

static void blanks_part_words(void **state)
{
    (void)state;
    struct fy_words *words = fy_words_new();
    add(words, "今朝 天气 蛮好", NULL);
    add(words, "天气 OK don't", NULL);
    assert_string_equal(list_of(words, 1), "天气=2 今朝=1 蛮好=1 OK=1 don't=1 天=1 气=1");
    fy_words_free(words);
}

static void readings_are_shared_out(void **state)
{
    (void)state;
    struct fy_words *words = fy_words_new();
    add(words, "今朝好", "cin1 tsau1 hau3");
    add(words, "今朝，", "cin1-tsau1");
    add(words, "今朝", "too many syllables");
    add(words, "今朝", "cin5 tsau5");
    assert_string_equal(list_of(words, 4), "今朝=4:cin1 tsau1");
    fy_words_free(words);
}

/* ---- completion ---- */

static const char *completions(const struct fy_lexicon *lexicon, struct fy_words *words, const char *text)
{
    static char line[500];
    struct fy_completion found[9];
    const size_t count = fy_complete(lexicon, words, text, strlen(text), found, 9);
    line[0] = '\0';
    for (size_t i = 0; i < count; i++)
        sprintf(line + strlen(line), "%s%.*s/%zu", i ? " " : "", (int)found[i].size, found[i].text, found[i].replaces);
    return line;
}

static void completion_goes_by_characters(void **state)
{
    (void)state;
    struct fy_lexicon *lexicon = read_lexicon(small);
    struct fy_words *words = fy_words_new();
    add(words, "今晚头去。今晚头来", NULL);
    assert_string_equal(completions(lexicon, words, "我今"), "今年子/3 今朝/3 今晚头/3");
    for (int i = 0; i < 5; i++)
        add(words, "今朝", NULL);
    assert_string_equal(completions(lexicon, words, "今"), "今朝/3 今年子/3 今晚头/3");
    assert_string_equal(completions(lexicon, words, "今年"), "今年子/6");
    assert_string_equal(completions(lexicon, words, "农"), "侬/3");
    assert_string_equal(completions(lexicon, words, "侬"), "");
    assert_string_equal(completions(lexicon, words, ""), "");
    assert_string_equal(completions(lexicon, words, "今，"), "");
    assert_string_equal(completions(NULL, words, "今晚"), "今晚头/6");
    assert_string_equal(completions(lexicon, NULL, "今朝农"), "侬/3");
    fy_words_free(words);
    fy_lexicon_free(lexicon);
}

static void completion_goes_by_reading(void **state)
{
    (void)state;
    struct fy_lexicon *lexicon = read_lexicon(small);
    struct fy_words *words = fy_words_new();
    add(words, "落雨落雨", "loh yu loh yu");
    add(words, "落雨", "loh yu");
    assert_string_equal(completions(lexicon, words, "侬non"), "侬/3");
    assert_string_equal(completions(lexicon, words, "cin"), "今年子/3 今朝/3");
    assert_string_equal(completions(lexicon, words, "cin1ts"), "今朝/6");
    assert_string_equal(completions(lexicon, words, "Cin-Tsau"), "今朝/8");
    assert_string_equal(completions(lexicon, words, "ct"), "今朝/2");
    assert_string_equal(completions(lexicon, words, "lohy"), "落雨/4");
    assert_string_equal(completions(lexicon, words, "ma"), "□/2");
    assert_string_equal(completions(lexicon, words, "xyz"), "");
    assert_string_equal(completions(lexicon, words, "5"), "");
    fy_words_free(words);
    fy_lexicon_free(lexicon);
}

static void newer_words_are_found_too(void **state)
{
    (void)state;
    struct fy_words *words = fy_words_new();
    for (unsigned i = 0; i < 9000; i++) {
        char text[8] = "";
        /* Two ideographs, each from a stretch of its own. */
        const unsigned codes[] = { 0x4E00 + i % 3000, 0x7000 + i / 3 };
        for (size_t c = 0; c < 2; c++) {
            const char bytes[] = { (char)(0xE0 | codes[c] >> 12), (char)(0x80 | (codes[c] >> 6 & 63)),
                                   (char)(0x80 | (codes[c] & 63)), '\0' };
            strcat(text, bytes);
        }
        add(words, text, NULL);
        add(words, text, NULL);
        if (i % 1000 == 7)
            (void)completions(NULL, words, "一");
        if (i % 500 == 3) {
            char first[4] = { text[0], text[1], text[2], '\0' };
            assert_non_null(strstr(completions(NULL, words, first), text));
        }
    }
    fy_words_free(words);
}

static void out_of_memory_gives_nothing(void **state)
{
    (void)state;
    enum fy_status status = FY_NO_MEMORY;
    long n = 0;
    for (; status == FY_NO_MEMORY && n < 200; n++) {
        struct fy_lexicon *lexicon;
        fy_memory_fail_after(n);
        status = fy_lexicon_read(small, strlen(small), &lexicon, NULL);
        fy_memory_fail_after(-1);
        assert_true((status == FY_OK) == (lexicon != NULL));
        fy_lexicon_free(lexicon);
    }
    assert_int_equal(status, FY_OK);
    assert_true(n > 10);
    for (n = 0, status = FY_NO_MEMORY; status == FY_NO_MEMORY && n < 200; n++) {
        struct fy_words *words = fy_words_new();
        fy_memory_fail_after(n);
        status = fy_words_add(words, "今朝 OK", 9, "a b c", 1);
        fy_memory_fail_after(-1);
        fy_words_free(words);
    }
    assert_int_equal(status, FY_OK);
    assert_true(n > 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_entry_has_all_its_parts),
        cmocka_unit_test(forms_and_variants_are_found),
        cmocka_unit_test(the_longest_match_wins),
        cmocka_unit_test(what_is_malformed_is_placed_and_the_rest_used),
        cmocka_unit_test(readings_are_compared_by_their_letters),
        cmocka_unit_test(strings_that_return_are_words),
        cmocka_unit_test(blanks_part_words),
        cmocka_unit_test(readings_are_shared_out),
        cmocka_unit_test(completion_goes_by_characters),
        cmocka_unit_test(completion_goes_by_reading),
        cmocka_unit_test(newer_words_are_found_too),
        cmocka_unit_test(out_of_memory_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
