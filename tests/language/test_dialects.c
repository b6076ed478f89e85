/* The dialect tree: the built-in one, reading a project's own, every way a list can be malformed, labels. */
#include <fangyin/buffer.h>
#include <fangyin/dialects.h>
#include <fangyin/memory.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#define N(array) (sizeof(array) / sizeof *(array))
#define HEADER "code\tparent\tname_zh\tname_en\thotkey\n"

static size_t find(const struct fy_dialects *dialects, const char *code)
{
    return fy_dialects_find(dialects, code, strlen(code));
}

static struct fy_dialects *read_list(const char *text)
{
    struct fy_dialects *dialects;
    struct fy_error error = { 0 };
    const enum fy_status status = fy_dialects_read(text, strlen(text), &dialects, &error);
    if (status != FY_OK)
        print_error("%u:%u: %s\n", error.line, error.column, error.sentence);
    assert_int_equal(status, FY_OK);
    return dialects;
}

/* ---- built in ---- */

static void check_path(const struct fy_dialects *d, const char *const path[])
{
    size_t at = find(d, path[0]);
    for (size_t i = 0; path[i] != NULL; i++) {
        assert_true(at != FY_NONE);
        assert_string_equal(fy_dialects_at(d, at)->code, path[i]);
        at = fy_dialects_at(d, at)->parent;
    }
    assert_true(at == FY_NONE);
}

static void the_builtin_tree_has_its_places(void **state)
{
    (void)state;
    struct fy_dialects *d = fy_dialects_builtin();
    assert_non_null(d);
    assert_int_equal(fy_dialects_count(d), 57);
    check_path(d, (const char *const[]){ "wu-sh", "wu-taihu", "wuu", NULL });
    check_path(d, (const char *const[]){ "nan-chaozhou", "nan", "min", NULL });
    check_path(d, (const char *const[]){ "cdo-fuzhou", "cdo", "min", NULL });
    check_path(d, (const char *const[]){ "cmn-chongqing", "cmn-sw", "cmn", NULL });
    check_path(d, (const char *const[]){ "yue-guangzhou", "yue", NULL });
    check_path(d, (const char *const[]){ "csp", NULL });
    const struct fy_dialect *shanghai = fy_dialects_at(d, find(d, "wu-sh"));
    assert_string_equal(shanghai->name_zh, "上海话");
    assert_string_equal(shanghai->name_en, "Shanghainese");
    fy_dialects_free(d);
}

/* On every level: keys 1, 2 ... 9, a, b ... in the order of the siblings; each node is reached from the top. */
static size_t check_level(const struct fy_dialects *d, size_t parent)
{
    static const char keys[] = "123456789abcdefghijklmnopqrstuvwxyz";
    size_t reached = 0;
    for (size_t n = 0;; n++) {
        const size_t child = fy_dialects_child(d, parent, n);
        if (child == FY_NONE)
            return reached;
        const struct fy_dialect *dialect = fy_dialects_at(d, child);
        assert_true(dialect->parent == parent);
        assert_int_equal(dialect->hotkey, keys[n]);
        assert_true(dialect->name_zh[0] != '\0' && dialect->name_en[0] != '\0');
        assert_true(find(d, dialect->code) == child);
        reached += 1 + check_level(d, child);
    }
}

static void every_builtin_node_has_a_key(void **state)
{
    (void)state;
    struct fy_dialects *d = fy_dialects_builtin();
    assert_int_equal(check_level(d, FY_NONE), fy_dialects_count(d));
    fy_dialects_free(d);
}

/* ---- reading ---- */

static void a_list_is_read(void **state)
{
    (void)state;
    struct fy_dialects *d = read_list(HEADER
                                      "b-2\tb\t乙二\tB two\t2\n"
                                      "a\t\t甲\tA\t1\n"
                                      "b\t-\t乙\tB\tz\n"
                                      "b-1\tb\t\t\t\n");
    assert_int_equal(fy_dialects_count(d), 4);
    assert_string_equal(fy_dialects_at(d, 0)->code, "b-2");
    assert_string_equal(fy_dialects_at(d, 0)->name_zh, "乙二");
    assert_string_equal(fy_dialects_at(d, 0)->name_en, "B two");
    assert_int_equal(fy_dialects_at(d, 0)->hotkey, '2');
    assert_int_equal(fy_dialects_at(d, 0)->parent, 2);
    assert_true(fy_dialects_at(d, 2)->parent == FY_NONE);
    assert_string_equal(fy_dialects_at(d, 3)->name_zh, "");
    assert_int_equal(fy_dialects_at(d, 3)->hotkey, 0);
    assert_int_equal(fy_dialects_child(d, FY_NONE, 0), 1);
    assert_int_equal(fy_dialects_child(d, FY_NONE, 1), 2);
    assert_true(fy_dialects_child(d, FY_NONE, 2) == FY_NONE);
    assert_int_equal(fy_dialects_child(d, 2, 0), 0);
    assert_int_equal(fy_dialects_child(d, 2, 1), 3);
    assert_true(fy_dialects_child(d, 2, 2) == FY_NONE);
    assert_true(fy_dialects_child(d, 0, 0) == FY_NONE);
    assert_true(fy_dialects_child(d, 99, 0) == FY_NONE);
    fy_dialects_free(d);
}

static void codes_are_found_whole(void **state)
{
    (void)state;
    struct fy_dialects *d = read_list(HEADER "a\nab\nabc\n");
    assert_int_equal(fy_dialects_find(d, "abc", 2), 1);
    assert_int_equal(fy_dialects_find(d, "a", 1), 0);
    assert_true(fy_dialects_find(d, "b", 1) == FY_NONE);
    assert_true(fy_dialects_find(d, "", 0) == FY_NONE);
    assert_true(fy_dialects_find(d, "abcd", 4) == FY_NONE);
    assert_true(fy_dialects_find(d, "a\0b", 3) == FY_NONE);
    fy_dialects_free(d);
}

static void other_columns_and_orders_are_fine(void **state)
{
    (void)state;
    struct fy_dialects *d = read_list("note\tname_en\tname_zh\tparent\tcode\tstatus\n"
                                      "remark\tWu\t吴语\t\twuu\tactive\n");
    assert_string_equal(fy_dialects_at(d, 0)->code, "wuu");
    assert_string_equal(fy_dialects_at(d, 0)->name_en, "Wu");
    assert_int_equal(fy_dialects_at(d, 0)->hotkey, 0);
    fy_dialects_free(d);
}

static void line_ends_blanks_and_bom_do_not_matter(void **state)
{
    (void)state;
    static const char *const lists[] = {
        "\xEF\xBB\xBF" HEADER "a\t\t甲\tA\t1\nb\ta\t乙\tB\t\n",
        "code\tparent\tname_zh\tname_en\thotkey\r\na\t\t甲\tA\t1\r\n\r\nb\ta\t乙\tB\t\r\n",
        "code\tparent\tname_zh\tname_en\thotkey\ra\t\t甲\tA\t1\rb\ta\t乙\tB\r",
        HEADER "\n  \t \n a \t \t甲 \tA\t 1\nb\ta\t乙\t B",
    };
    for (size_t i = 0; i < N(lists); i++) {
        struct fy_dialects *d = read_list(lists[i]);
        assert_int_equal(fy_dialects_count(d), 2);
        assert_string_equal(fy_dialects_at(d, 0)->code, "a");
        assert_string_equal(fy_dialects_at(d, 0)->name_zh, "甲");
        assert_int_equal(fy_dialects_at(d, 0)->hotkey, '1');
        assert_string_equal(fy_dialects_at(d, 1)->name_en, "B");
        assert_int_equal(fy_dialects_at(d, 1)->parent, 0);
        fy_dialects_free(d);
    }
    struct fy_dialects *none = read_list(HEADER);
    assert_int_equal(fy_dialects_count(none), 0);
    assert_true(fy_dialects_child(none, FY_NONE, 0) == FY_NONE);
    assert_true(fy_dialects_label_valid(none, ""));
    assert_false(fy_dialects_label_valid(none, "a"));
    fy_dialects_free(none);
}

struct malformed {
    const char *text;
    enum fy_status status;
    unsigned line, column;
    const char *says; /* part of the sentence */
};

#define TAGS "code\tbcp47\tglottocode\tstatus\tparent\tname_zh\tname_en\n"

static const struct malformed malformed[] = {
    { "", FY_SYNTAX, 1, 1, "empty" },
    { "\xEF\xBB\xBF", FY_SYNTAX, 1, 1, "empty" },
    { "code\tname_zh\tname_en\n", FY_SYNTAX, 1, 1, "\"parent\"" },
    { "parent\tname_zh\tname_en\n", FY_SYNTAX, 1, 1, "\"code\"" },
    { "code,parent,name_zh,name_en\n", FY_SYNTAX, 1, 1, "\"code\"" },
    { "code\tparent\tname_en\n", FY_SYNTAX, 1, 1, "\"name_zh\"" },
    { "code\tparent\tname_zh\tcode\tname_en\n", FY_SYNTAX, 1, 21, "\"code\"" },
    { HEADER "a\t\t甲\tA\t1\textra\n", FY_SYNTAX, 2, 10, "more fields" },
    { HEADER "a\n\t\t甲\tA\n", FY_SYNTAX, 3, 1, "no code" },
    { HEADER "Wu\n", FY_SYNTAX, 2, 1, "\"Wu\"" },
    { HEADER "-wu\n", FY_SYNTAX, 2, 1, "\"-wu\"" },
    { HEADER "吴\n", FY_SYNTAX, 2, 1, "吴" },
    { HEADER "wu sh\n", FY_SYNTAX, 2, 1, "\"wu sh\"" },
    { HEADER "abcdefghijklmnopqrstuvwxy\n", FY_SYNTAX, 2, 1, "24" },
    { HEADER "a\tB!\n", FY_SYNTAX, 2, 3, "\"B!\"" },
    { HEADER "a\n\nb\r\na\n", FY_SYNTAX, 5, 1, "line 2" },
    { HEADER "a\t \tx\n\n b\t  nowhere\n", FY_SYNTAX, 4, 6, "\"nowhere\"" },
    { HEADER "a\ta\n", FY_SYNTAX, 2, 3, "\"a\"" },
    { HEADER "x\nc\tb\na\tc\nb\ta\n", FY_SYNTAX, 3, 3, "own parents" },
    { HEADER "tail\tc\nc\tb\nb\tc\n", FY_SYNTAX, 3, 3, "\"c\"" },
    { HEADER "a\t\t甲\tA\t0\n", FY_SYNTAX, 2, 8, "\"0\"" },
    { HEADER "a\t\t甲\tA\t12\n", FY_SYNTAX, 2, 8, "\"12\"" },
    { HEADER "a\t\t甲\tA\tX\n", FY_SYNTAX, 2, 8, "\"X\"" },
    { HEADER "a\t\t甲\tA\t１\n", FY_SYNTAX, 2, 8, "１" },
    { HEADER "a\t\t\t\t1\nb\ta\t\t\t1\nc\t\t丙丙\tC\t1\n", FY_SYNTAX, 4, 9, "line 2" },
    { TAGS "a\twuu-shanghai\n", FY_SYNTAX, 2, 7, "variant" },
    { TAGS "a\twuu\tshan129\n", FY_SYNTAX, 2, 7, "Glottocode" },
    { TAGS "a\twuu\tshan1293\tgone\n", FY_SYNTAX, 2, 16, "\"gone\"" },
    { TAGS "a\t\t\tdeprecated:b\n", FY_SYNTAX, 2, 5, "\"b\"" },
    { HEADER "a\t\t甲\xFF\n", FY_ENCODING, 2, 5, "UTF-8" },
    { "\xFF\xFE" "c", FY_ENCODING, 1, 1, "UTF-8" },
};

static void what_is_malformed_is_placed(void **state)
{
    (void)state;
    for (size_t i = 0; i < N(malformed); i++) {
        const struct malformed *m = &malformed[i];
        struct fy_dialects *dialects;
        struct fy_error error = { 0 };
        const enum fy_status status = fy_dialects_read(m->text, strlen(m->text), &dialects, &error);
        if (status != m->status || error.status != m->status || error.line != m->line || error.column != m->column ||
            strstr(error.sentence, m->says) == NULL) {
            print_error("case %zu: status %d at %u:%u: %s\n", i, (int)status, error.line, error.column, error.sentence);
            fail();
        }
        assert_null(dialects);
    }
    static const char nul[] = HEADER "a\r\nb\t\0\n";
    struct fy_dialects *dialects;
    struct fy_error error;
    assert_int_equal(fy_dialects_read(nul, sizeof nul - 1, &dialects, &error), FY_SYNTAX);
    assert_int_equal(error.line, 3);
    assert_int_equal(error.column, 3);
    /* An error may be of no interest. */
    assert_int_equal(fy_dialects_read("", 0, &dialects, NULL), FY_SYNTAX);
}

/* What can be used of a malformed list is used, and every problem told. */
static void the_rest_of_a_malformed_list_is_used(void **state)
{
    (void)state;
    static const char list[] = HEADER "a\tnowhere\t甲\tA\t1\n"
                                      "B!\n"
                                      "c\td\nd\tc\n"
                                      "a\t\tagain\n"
                                      "e\ta\t戊\tE\tXX\textra\n"
                                      "f\t\t己\tF\t1\n";
    static const struct {
        unsigned line, column;
    } places[] = { { 3, 1 }, { 7, 12 }, { 7, 9 }, { 6, 1 }, { 2, 3 }, { 4, 3 }, { 8, 8 } };
    struct fy_dialects *d;
    struct fy_problems problems = { NULL, 0, 0 };
    assert_int_equal(fy_dialects_read_some(list, sizeof list - 1, &d, &problems), FY_OK);
    assert_int_equal(fy_dialects_count(d), 5);
    assert_true(fy_dialects_at(d, find(d, "a"))->parent == FY_NONE);
    assert_string_equal(fy_dialects_at(d, find(d, "a"))->name_zh, "甲");
    assert_true(fy_dialects_at(d, find(d, "c"))->parent == FY_NONE);
    assert_true(fy_dialects_at(d, find(d, "d"))->parent == find(d, "c"));
    assert_int_equal(fy_dialects_at(d, find(d, "e"))->hotkey, 0);
    assert_int_equal(fy_dialects_at(d, find(d, "f"))->hotkey, 0);
    assert_int_equal(problems.count, N(places));
    for (size_t i = 0; i < N(places); i++)
        if (problems.items[i].line != places[i].line || problems.items[i].column != places[i].column)
            fail_msg("problem %zu at %u:%u: %s", i, problems.items[i].line, problems.items[i].column,
                     problems.items[i].sentence);
    fy_problems_free(&problems);
    fy_dialects_free(d);
}

/* Long chains and wide levels: no recursion, no quadratic walk. */
static void deep_and_wide_trees_are_fine(void **state)
{
    (void)state;
    enum { DEPTH = 20000 };
    struct fy_buffer list = FY_BUFFER_EMPTY;
    fy_buffer_puts(&list, HEADER);
    for (int i = DEPTH; i-- > 0;)
        fy_buffer_printf(&list, i == 0 ? "c%d\n" : "c%d\tc%d\n", i, i - 1);
    for (int i = 0; i < 100; i++)
        fy_buffer_printf(&list, "w%d\tc0\n", i);
    assert_false(list.failed);
    struct fy_dialects *d = read_list(fy_buffer_text(&list));
    size_t depth = 0;
    for (size_t at = find(d, "c19999"); at != FY_NONE; at = fy_dialects_at(d, at)->parent)
        depth++;
    assert_int_equal(depth, DEPTH);
    assert_int_equal(fy_dialects_child(d, find(d, "c0"), 100), find(d, "w99"));
    fy_dialects_free(d);
    fy_buffer_free(&list);
}

/* Any cut or changed byte of a good list gives a tree or an error with a line. */
static void damaged_lists_are_survived(void **state)
{
    (void)state;
    static const char good[] = HEADER "wuu\t\t吴语\tWu\t1\nwu-taihu\twuu\t太湖片\tTaihu\t1\nwu-sh\twu-taihu\t上海话\tSh\t1\n";
    static const char changes[] = { '\0', '\t', '\n', '\r', ' ', '-', 'A', '\x80', '\xFF' };
    for (size_t i = 0; i < sizeof good; i++)
        for (size_t c = 0; c <= sizeof changes; c++) {
            char text[sizeof good];
            size_t size = sizeof good - 1;
            memcpy(text, good, sizeof good);
            if (c == sizeof changes)
                size = i;
            else
                text[i] = changes[c];
            struct fy_dialects *dialects;
            struct fy_error error = { 0 };
            const enum fy_status status = fy_dialects_read(text, size, &dialects, &error);
            assert_true((status == FY_OK) == (dialects != NULL));
            assert_true(status == FY_OK || (error.line >= 1 && error.column >= 1 && error.sentence[0] != '\0'));
            fy_dialects_free(dialects);
        }
}

/* ---- labels ---- */

static void labels_are_codes_joined_and_doubted(void **state)
{
    (void)state;
    static const char *const good[] = { "", "wu-sh", "wuu", "wu-sh+cmn", "wu-sh?", "wu-sh?+cmn", "cmn+wu-sh?", "a1?+a1+a1?" };
    static const char *const bad[] = { "?",      "+",      "wu-sh+",  "+wu-sh", "wu-sh++cmn", "wu-sh??", "?wu-sh", "wu",
                                       "wu-shx", " wu-sh", "wu-sh ",  "WU-SH",  "wu-sh?cmn",  "wu-sh + cmn", "wu-sh，cmn",
                                       "wu-sh+?", "上海话", "wu-sh\n", "wu-sh+nowhere" };
    struct fy_dialects *d = read_list(HEADER "wuu\nwu-sh\twuu\ncmn\na1\n");
    for (size_t i = 0; i < N(good); i++)
        assert_true(fy_dialects_label_valid(d, good[i]));
    for (size_t i = 0; i < N(bad); i++)
        assert_false(fy_dialects_label_valid(d, bad[i]));
    fy_dialects_free(d);
}

/* ---- facts about dialects ---- */

static void every_builtin_node_has_its_facts(void **state)
{
    (void)state;
    struct fy_dialects *d = fy_dialects_builtin();
    const struct fy_dialect *shanghai = fy_dialects_at(d, find(d, "wu-sh"));
    assert_string_equal(shanghai->bcp47, "wuu-x-shan1293");
    assert_string_equal(shanghai->glottocode, "shan1293");
    assert_string_equal(shanghai->pinyin, "shang hai hua");
    assert_string_equal(fy_dialects_at(d, find(d, "yue-hk"))->bcp47, "yue-HK");
    assert_string_equal(fy_dialects_at(d, find(d, "cmn-chongqing"))->glottocode, "");
    assert_string_equal(fy_dialects_at(d, find(d, "cmn-qingdao"))->status, "unverified");
    for (size_t i = 0; i < fy_dialects_count(d); i++) {
        const struct fy_dialect *dialect = fy_dialects_at(d, i);
        size_t syllables = 1;
        for (const char *at = dialect->pinyin; *at != '\0'; at++)
            syllables += *at == ' ';
        assert_true(fy_bcp47_valid(dialect->bcp47, NULL, NULL));
        /* Three bytes a character. */
        assert_int_equal(syllables * 3, strlen(dialect->name_zh));
    }
    fy_dialects_free(d);
}

static void models_tags_are_inherited(void **state)
{
    (void)state;
    struct fy_dialects *d = fy_dialects_builtin();
    assert_int_equal(fy_dialects_target_count(d), 5);
    assert_string_equal(fy_dialects_target(d, 0), "sensevoice");
    assert_string_equal(fy_dialects_map(d, find(d, "yue-hk"), "sensevoice"), "yue");
    assert_string_equal(fy_dialects_map(d, find(d, "yue-hk"), "qwen3asr"), "Cantonese (Hong Kong accent)");
    assert_string_equal(fy_dialects_map(d, find(d, "cmn-chengdu"), "firered"), "zh-xinan");
    assert_string_equal(fy_dialects_map(d, find(d, "wu-sh"), "whisper"), "-");
    assert_string_equal(fy_dialects_map(d, find(d, "wu-sh"), "dolphin"), "");
    assert_string_equal(fy_dialects_map(d, find(d, "wu-sh"), "nothing"), "");
    fy_dialects_free(d);
}

static void a_deprecated_code_names_another(void **state)
{
    (void)state;
    struct fy_dialects *d = read_list(TAGS "old\t\t\tdeprecated:new\nnew\n");
    assert_int_equal(fy_dialects_at(d, find(d, "old"))->instead, find(d, "new"));
    assert_true(fy_dialects_at(d, find(d, "new"))->instead == FY_NONE);
    fy_dialects_free(d);
}

static void pinyin_is_derived_where_it_is_missing(void **state)
{
    (void)state;
    struct fy_dialects *d = read_list(HEADER "a\t\t上海南话\tA\nb\t\t松江话\tB\nc\n");
    assert_string_equal(fy_dialects_at(d, 0)->pinyin, "shang hai nan hua");
    assert_string_equal(fy_dialects_at(d, 1)->pinyin, "? jiang hua");
    assert_string_equal(fy_dialects_at(d, 2)->pinyin, "");
    fy_dialects_free(d);
}

/* The codes of what was typed, best first. */
static const char *matches(const struct fy_dialects *d, const char *typed, size_t room)
{
    static char line[400];
    size_t places[64];
    const size_t count = fy_dialects_match(d, typed, strlen(typed), places, room);
    line[0] = '\0';
    for (size_t i = 0; i < count; i++)
        sprintf(line + strlen(line), "%s%s", i > 0 ? " " : "", fy_dialects_at(d, places[i])->code);
    return line;
}

static void what_was_typed_finds_dialects(void **state)
{
    (void)state;
    struct fy_dialects *d = fy_dialects_builtin();
    static const char *const cases[][2] = {
        { "wu-sh", "wu-sh" },       { "shh", "wu-sh" },        { "SHANGHAI", "wu-sh" }, { "上海", "wu-sh" },
        { "shang hai", "wu-sh" },   { "ｓｈｈ", "wu-sh" },     { "shanghainese", "wu-sh" },
        { "xgyy", "yue-hk" },       { "kong", "yue-hk" },      { "teochew", "nan-chaozhou" },
        { "闽南", "nan" },          { "siyi", "yue-toishan" }, { "海南", "hnm" },
        { "zzz", "" },
    };
    for (size_t i = 0; i < N(cases); i++)
        assert_string_equal(matches(d, cases[i][0], 1), cases[i][1]);
    /* The code itself first, then what begins so, in the tree's order. */
    assert_string_equal(matches(d, "nan", 3), "nan nan-xiamen nan-chaozhou");
    size_t places[64];
    assert_int_equal(fy_dialects_match(d, "", 0, places, 64), 57);
    assert_string_equal(fy_dialects_at(d, places[0])->code, "cmn");
    assert_string_equal(fy_dialects_at(d, places[1])->code, "cmn-sw");
    assert_string_equal(fy_dialects_at(d, places[2])->code, "cmn-chengdu");
    assert_string_equal(fy_dialects_at(d, places[56])->code, "wxa");
    assert_int_equal(fy_dialects_match(d, "", 0, places, 5), 5);
    fy_dialects_free(d);
}

static void labels_are_taken_apart(void **state)
{
    (void)state;
    struct fy_dialects *d = read_list(HEADER "wuu\nwu-sh\twuu\ncmn\n");
    struct fy_dialect_part part;
    const char *label = "wu-sh?+mars+cmn";
    size_t at = 0;
    assert_true(fy_dialects_label_next(d, label, &at, &part));
    assert_true(part.start == 0 && part.size == 5 && part.unsure && part.dialect == find(d, "wu-sh"));
    assert_true(fy_dialects_label_next(d, label, &at, &part));
    assert_true(part.start == 7 && part.size == 4 && !part.unsure && part.dialect == FY_NONE);
    assert_true(fy_dialects_label_next(d, label, &at, &part));
    assert_true(part.start == 12 && part.size == 3 && part.dialect == find(d, "cmn"));
    assert_false(fy_dialects_label_next(d, label, &at, &part));
    fy_dialects_free(d);
}

static void out_of_memory_gives_nothing(void **state)
{
    (void)state;
    static const char list[] = HEADER "wuu\nwu-sh\twuu\ncmn\n";
    enum fy_status status = FY_NO_MEMORY;
    long n = 0;
    for (; status == FY_NO_MEMORY && n < 50; n++) {
        struct fy_dialects *dialects;
        struct fy_error error = { 0 };
        fy_memory_fail_after(n);
        status = fy_dialects_read(list, sizeof list - 1, &dialects, &error);
        fy_memory_fail_after(-1);
        assert_true((status == FY_OK) == (dialects != NULL));
        assert_int_equal(error.status, status == FY_OK ? 0 : FY_NO_MEMORY);
        fy_dialects_free(dialects);
    }
    assert_int_equal(status, FY_OK);
    assert_true(n > 7);
    fy_memory_fail_after(0);
    assert_null(fy_dialects_builtin());
    fy_memory_fail_after(-1);
    fy_dialects_free(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_builtin_tree_has_its_places),
        cmocka_unit_test(every_builtin_node_has_a_key),
        cmocka_unit_test(a_list_is_read),
        cmocka_unit_test(codes_are_found_whole),
        cmocka_unit_test(other_columns_and_orders_are_fine),
        cmocka_unit_test(line_ends_blanks_and_bom_do_not_matter),
        cmocka_unit_test(what_is_malformed_is_placed),
        cmocka_unit_test(the_rest_of_a_malformed_list_is_used),
        cmocka_unit_test(every_builtin_node_has_its_facts),
        cmocka_unit_test(models_tags_are_inherited),
        cmocka_unit_test(a_deprecated_code_names_another),
        cmocka_unit_test(pinyin_is_derived_where_it_is_missing),
        cmocka_unit_test(what_was_typed_finds_dialects),
        cmocka_unit_test(labels_are_taken_apart),
        cmocka_unit_test(deep_and_wide_trees_are_fine),
        cmocka_unit_test(damaged_lists_are_survived),
        cmocka_unit_test(labels_are_codes_joined_and_doubted),
        cmocka_unit_test(out_of_memory_gives_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
