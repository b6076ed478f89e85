/* The rules: each finds its planted fault, at its place, and finds nothing in the clean twin. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/grids.h"

#include <fangyin/checks.h>
#include <fangyin/memory.h>

#define N(array) (sizeof(array) / sizeof *(array))

static const char lexicon_text[] = "form\tvariants\treading\tgloss\n"
                                   "今朝\t襟朝\tcin tsau\t今天\n"
                                   "侬\t农\tnon\t你\n"
                                   "农民\n"
                                   "伊拉\t\ti la\t他们\n";
static const char dialects_text[] = "code\tparent\tname_zh\tname_en\tstatus\ttones\n"
                                    "cmn\nwuu\nwu-sh\twuu\t上海话\t\t\t53 34 23 55 12\n"
                                    "wu-old\twuu\t\t\tdeprecated:wu-sh\n";
static const char speakers_text[] = "id\nA\nB\n";

static struct fy_dialects *dialects;
static struct fy_lexicon *lexicon;
static struct fy_speakers *speakers;
static struct fy_markers *markers;

static int set_up(void **state)
{
    (void)state;
    struct fy_error error = { 0 };
    if (fy_dialects_read(dialects_text, sizeof dialects_text - 1, &dialects, &error) != FY_OK ||
        fy_lexicon_read(lexicon_text, sizeof lexicon_text - 1, &lexicon, NULL) != FY_OK ||
        fy_speakers_read(speakers_text, sizeof speakers_text - 1, dialects, &speakers, NULL) != FY_OK)
        return -1;
    markers = fy_markers_new();
    return markers == NULL ? -1 : 0;
}

static int tear_down(void **state)
{
    (void)state;
    fy_dialects_free(dialects);
    fy_lexicon_free(lexicon);
    fy_speakers_free(speakers);
    fy_markers_free(markers);
    return 0;
}

/* Every rule is an error, but those named. */
static struct fy_checks *all_rules(const char *const *off)
{
    struct fy_convention convention;
    struct fy_error error = { 0 };
    const struct fy_check_sources sources = { dialects, markers, lexicon, speakers,
                                              "今朝天气蛮好侬农民伊拉襟他们你的是一二两OK□" };
    fy_convention_set_profile(&convention, FY_PROFILE_PLAIN);
    for (size_t i = 0; i < FY_RULE_COUNT; i++)
        convention.severity[i] = FY_SEVERITY_ERROR;
    for (; off != NULL && *off != NULL; off++)
        assert_int_equal(fy_convention_set(&convention, *off, "off", &error), FY_OK);
    struct fy_checks *checks = fy_checks_new(&convention, &sources);
    assert_non_null(checks);
    assert_int_equal(fy_checks_set_tones(checks, "wuu.rom", "1 2 3", &error), FY_OK);
    return checks;
}

/* A grid of one segment of 2 s: names and labels in turn. */
static struct fy_grid *one_segment(const char *const *tiers)
{
    struct fy_grid *grid = fy_grid_new(0, 2);
    const double times[] = { 0, 2 };
    for (; *tiers != NULL; tiers += 2)
        make_tier(grid, tiers[0], times, &tiers[1], 1);
    return grid;
}

static bool found(const struct fy_check_findings *findings, const char *rule)
{
    for (size_t i = 0; i < findings->count; i++)
        if (strcmp(fy_rule_info(findings->items[i].rule)->name, rule) == 0)
            return true;
    return false;
}

struct planted {
    const char *rule;
    const char *tier, *faulty, *clean; /* beside the tiers below */
    size_t start, end;                 /* bytes of the fault */
    const char *fix;                   /* or NULL */
    bool safe;
    const char *fixed; /* the label with it, if safe */
};

static const struct planted planted[] = {
    { "wide-space", "text", "今朝　天气", "今朝 天气", 6, 9, " ", true, "今朝 天气" },
    { "wide-space", "note", "天气　", "天气", 6, 9, "", true, "天气" },
    { "no-break-space", "note", "a\xC2\xA0" "b", "a b", 1, 3, " ", true, "a b" },
    { "invisible", "note", "天\xE2\x80\x8B气", "天气", 3, 6, "", true, "天气" },
    { "invisible", "note", "\xEF\xBB\xBF天", "天", 0, 3, "", true, "天" },
    { "invisible", "note", "天\xE2\x80\x8D气", "क\xE2\x80\x8Dष", 3, 6, "", true, "天气" },
    { "invisible", "note", "ab\xE2\x80\x8F", "سلام\xE2\x80\x8F", 2, 5, "", true, "ab" },
    { "control", "note", "a\r\nb", "a b", 1, 2, " ", true, "a b" },
    { "control", "note", "a\tb", "a b", 1, 2, " ", true, "a b" },
    { "control", "note", "a\x01" "b", "ab", 1, 2, "", true, "ab" },
    { "damaged", "note", "天\xEF\xBF\xBD气", "天气", 3, 6, NULL, false, NULL },
    { "private-use", "note", "天\xEE\x80\x80", "天", 3, 6, NULL, false, NULL },
    { "compatibility", "note", "\xEF\xA7\x91\xE4\xB8\x80", "六一", 0, 3, "六", true, "六一" },
    { "not-nfc", "note", "Pe\xCC\x81h", "Péh", 1, 4, "é", true, "Péh" },
    { "rare", "note", "⿰口麻", "麻", 0, 3, NULL, false, NULL },
    { "rare", "note", "\xF3\x90\x80\x80", "麻", 0, 4, NULL, false, NULL },
    { "blanks", "note", " a", "a", 0, 1, "", true, "a" },
    { "blanks", "note", "a  b ", "a b", 1, 3, " ", true, "a b" },
    { "full-width", "std", "Ａ天", "A天", 0, 3, "A", true, "A天" },
    { "half-width", "std", "天气,好", "天气，好", 6, 7, "，", true, "天气，好" },
    { "half-width", "std", "好?", "ok?", 3, 4, "？", true, "好？" },
    { "digits", "text", "今朝2两", "今朝ma51两", 6, 7, NULL, false, NULL },
    { "punctuation", "text", "今朝，好", "今朝 好", 6, 9, NULL, false, NULL },
    { "mixed-han", "std", "个個气氣这", "气个", 3, 6, NULL, false, NULL },
    { "characters", "text", "今朝冷", "今朝好", 6, 9, NULL, false, NULL },
    { "unbalanced", "text", "今朝))", "今朝", 6, 8, NULL, false, NULL },
    { "uncertain", "text", "((今朝))", "今朝", 0, 10, NULL, false, NULL },
    { "event-unknown", "text", "<zzz>今朝", "<noise>今朝", 0, 5, NULL, false, NULL },
    { "event-unknown", "event", "noise+zzz", "noise+cough", 6, 9, NULL, false, NULL },
    { "dialect-unknown", "dialect", "wu-sh+mars", "wu-sh+cmn?", 6, 10, NULL, false, NULL },
    { "dialect-old", "dialect", "wu-old", "wu-sh", 0, 6, "wu-sh", true, "wu-sh" },
    { "dialect-missing", "dialect", "", "wu-sh", 0, 0, NULL, false, NULL },
    { "code-unknown", "emotion", "grumpy", "angry", 0, 6, NULL, false, NULL },
    { "code-unknown", "content", "private+x", "private+ironic", 8, 9, NULL, false, NULL },
    { "code-unknown", "flag", "invalid:boring", "invalid:noise", 8, 14, NULL, false, NULL },
    { "code-unknown", "flag", "invalid", "unsure+ask", 0, 7, NULL, false, NULL },
    { "code-unknown", "flag", "ask:x", "bookmark", 0, 5, NULL, false, NULL },
    { "code-unknown", "status", "finished", "done", 0, 8, NULL, false, NULL },
    { "code-unknown", "speaker", "C", "A", 0, 1, NULL, false, NULL },
    { "code-unknown", "text", "<lang:?>好</lang>", "<lang:en>好</lang>", 6, 7, NULL, false, NULL },
    { "speakers-mixed", "speaker", "A+B", "A", 0, 3, NULL, false, NULL },
    { "variant", "text", "襟朝好", "今朝好", 0, 6, "今朝", true, "今朝好" },
    { "variant", "text", "农好", "农民好", 0, 3, "侬", false, NULL },
    { "drift-word", "text", "今天好", "今朝好", 0, 6, "今朝", false, NULL },
    { "drift-word", "text", "你 好", "你的好", 0, 3, "侬", false, NULL },
    { "drift-same", "std", "今朝天气蛮好", "今天天气很好", 0, 0, NULL, false, NULL },
    { "not-in-lexicon", "text", "今朝天气", "今朝伊拉", 6, 12, NULL, false, NULL },
    { "tones", "ipa", "cin51 tsau34 thi55 chi55 me23 hau12", "cin53 tsau34 thi55 chi55 me23 hau12", 3, 5, NULL, false, NULL },
    { "tones", "ipa", "cin˥˩ tsau34 thi55 chi55 me23 hau12", "cin˥˧ tsau34 thi55 chi55 me23 hau12", 3, 7, NULL, false, NULL },
    { "tones", "tone", "53 34 55 55 23 99", "53 34 55 55 23 12", 15, 17, NULL, false, NULL },
    { "tones", "rom", "cin1 tsau2 thi3 chi4 me1 hau1", "cin1 tsau2 thi3 chi3 me1 hau1", 19, 20, NULL, false, NULL },
    { "syllables", "rom", "cin tsau thi", "cin-tsau thi-chi me hau", 0, 0, NULL, false, NULL },
};

/* Rules about the text itself need another text than the one that the others stand beside. */
static void each_fault_is_found_and_its_clean_twin_is_not(void **state)
{
    (void)state;
    /* What is only half clean here is other cases' own. */
    for (size_t i = 0; i < N(planted); i++) {
        const struct planted *p = &planted[i];
        const bool own = strcmp(p->tier, "text") == 0;
        for (int clean = 0; clean < 2; clean++) {
            const char *label = clean ? p->clean : p->faulty;
            const bool tagged = strcmp(p->tier, "dialect") != 0;
            const char *tiers[] = { "text", own ? label : "今朝天气蛮好", tagged ? "dialect" : p->tier, tagged ? "wu-sh" : label,
                                    own || !tagged ? NULL : p->tier, label, NULL };
            struct fy_grid *grid = one_segment(tiers);
            struct fy_checks *checks = all_rules(NULL);
            struct fy_check_findings findings = { NULL, 0, 0 };
            assert_int_equal(fy_checks_grid(checks, grid, NULL, NULL, &findings), FY_OK);
            if (found(&findings, p->rule) == (clean == 1))
                fail_msg("case %zu, %s: %s in \"%s\"", i, p->rule, clean ? "found" : "not found", label);
            for (size_t f = 0; f < findings.count && !clean; f++) {
                const struct fy_check_finding *finding = &findings.items[f];
                if (strcmp(fy_rule_info(finding->rule)->name, p->rule) != 0)
                    continue;
                if (finding->start != p->start || finding->end != p->end)
                    fail_msg("case %zu, %s: bytes %zu to %zu", i, p->rule, finding->start, finding->end);
                assert_int_equal(finding->fix, p->fix == NULL ? FY_FIX_NONE : FY_FIX_TEXT);
                if (p->fix != NULL)
                    assert_string_equal(finding->text, p->fix);
                assert_int_equal(finding->safe, p->safe);
                assert_true(finding->sentence[0] != '\0' && finding->severity == FY_SEVERITY_ERROR);
                break;
            }
            fy_check_findings_free(&findings);
            fy_checks_free(checks);
            fy_grid_free(grid);
        }
    }
}

static void safe_fixes_give_the_clean_label(void **state)
{
    (void)state;
    for (size_t i = 0; i < N(planted); i++) {
        const struct planted *p = &planted[i];
        if (p->fixed == NULL)
            continue;
        const char *tiers[] = { p->tier, p->faulty, NULL };
        struct fy_grid *grid = one_segment(tiers);
        static const char *const off[] = { "punctuation", NULL };
        struct fy_checks *checks = all_rules(off);
        struct fy_check_findings findings = { NULL, 0, 0 };
        struct fy_buffer label = FY_BUFFER_EMPTY;
        size_t count;
        assert_int_equal(fy_checks_grid(checks, grid, NULL, NULL, &findings), FY_OK);
        assert_int_equal(fy_check_fixed_label(&findings, 0, 0, p->faulty, &label, &count), FY_OK);
        assert_true(count > 0);
        assert_string_equal(fy_buffer_text(&label), p->fixed);
        fy_buffer_free(&label);
        fy_check_findings_free(&findings);
        fy_checks_free(checks);
        fy_grid_free(grid);
    }
}

/* The rule and index of each finding of some rules. */
static const char *findings_of(struct fy_grid *grid, const char *const *rules)
{
    static char line[1000];
    struct fy_checks *checks = all_rules(NULL);
    struct fy_check_findings findings = { NULL, 0, 0 };
    assert_int_equal(fy_checks_grid(checks, grid, NULL, NULL, &findings), FY_OK);
    line[0] = '\0';
    for (size_t i = 0; i < findings.count; i++)
        for (const char *const *rule = rules; *rule != NULL; rule++)
            if (strcmp(fy_rule_info(findings.items[i].rule)->name, *rule) == 0)
                sprintf(line + strlen(line), "%s@%zu.%zu ", *rule, findings.items[i].tier, findings.items[i].index);
    fy_check_findings_free(&findings);
    fy_checks_free(checks);
    return line;
}

static void times_and_neighbours_are_checked(void **state)
{
    (void)state;
    static const double times[] = { 0, 16, 47, 47.1, 50, 52, 53, 56 };
    static const char *const labels[] = { "今朝天气蛮好今朝天气蛮好", "今朝天气蛮好今朝天气蛮好", "好", "",
                                          "今朝天气", "今朝天气", "今朝天气蛮好今朝天气蛮好今朝天气蛮好今朝天气蛮好今朝天气蛮好" };
    struct fy_grid *grid = fy_grid_new(0, 56);
    make_tier(grid, "text", times, labels, 7);
    static const char *const rules[] = { "long", "too-long", "short", "rate", "repeated", NULL };
    assert_string_equal(findings_of(grid, rules),
                        "long@0.0 repeated@0.1 too-long@0.1 rate@0.1 short@0.2 repeated@0.5 ");
    fy_grid_free(grid);
}

static void text_that_is_missing_is_told(void **state)
{
    (void)state;
    static const double times[] = { 0, 2, 4, 6, 8, 10, 12 };
    static const char *const text[] = { "今朝", "", "", "", "", "" }, *const tags[] = { "wu-sh", "wu-sh", "", "", "", "" },
                            *const events[] = { "", "", "noise", "", "", "" },
                            *const flags[] = { "", "", "", "invalid:noise", "", "" },
                            *const states[] = { "", "", "", "", "done", "" };
    struct fy_grid *grid = fy_grid_new(0, 12);
    make_tier(grid, "text@A", times, text, 6);
    make_tier(grid, "dialect@A", times, tags, 6);
    make_tier(grid, "event@A", times, events, 6);
    make_tier(grid, "flag@A", times, flags, 6);
    make_tier(grid, "status@A", times, states, 6);
    /* Another speaker's tier does not count. */
    make_tier(grid, "std@B", times, tags, 6);
    static const char *const rules[] = { "text-missing", "unwritten", NULL };
    assert_string_equal(findings_of(grid, rules), "text-missing@0.1 text-missing@0.4 unwritten@0.5 ");
    fy_grid_free(grid);
}

static void boundaries_that_drifted_are_told(void **state)
{
    (void)state;
    static const double times[] = { 0, 2, 4, 6 }, near[] = { 0, 2.004, 3.985, 6 };
    static const char *const text[] = { "今朝", "天气", "蛮好" }, *const tags[] = { "wu-sh", "wu-sh", "wu-sh" };
    struct fy_grid *grid = fy_grid_new(0, 6);
    make_tier(grid, "text", times, text, 3);
    make_tier(grid, "dialect", near, tags, 3);
    struct fy_checks *checks = all_rules(NULL);
    struct fy_check_findings findings = { NULL, 0, 0 };
    assert_int_equal(fy_checks_grid(checks, grid, NULL, NULL, &findings), FY_OK);
    size_t count = 0;
    for (size_t i = 0; i < findings.count; i++)
        if (findings.items[i].rule == FY_RULE_BOUNDARY) {
            count++;
            assert_int_equal(findings.items[i].tier, 1);
            assert_int_equal(findings.items[i].index, 1);
            assert_int_equal(findings.items[i].fix, FY_FIX_BOUNDARY);
            assert_true(findings.items[i].time == 2.004 && findings.items[i].to_time == 2);
        }
    assert_int_equal(count, 1);
    fy_check_findings_free(&findings);
    fy_checks_free(checks);
    fy_grid_free(grid);
}

static void names_may_stand_once(void **state)
{
    (void)state;
    static const double times[] = { 0, 2, 4, 6 };
    static const char *const names[] = { "s1", "s2", "s1" };
    struct fy_grid *grid = fy_grid_new(0, 6);
    make_tier(grid, "id", times, names, 3);
    static const char *const rules[] = { "id-twice", NULL };
    assert_string_equal(findings_of(grid, rules), "id-twice@0.2 ");
    fy_grid_free(grid);
}

static void the_standard_language_does_not_drift(void **state)
{
    (void)state;
    const char *tiers[] = { "text", "今天天气蛮好", "std", "今天天气蛮好", "dialect", "cmn", NULL };
    struct fy_grid *grid = one_segment(tiers);
    static const char *const rules[] = { "drift-word", "drift-same", NULL };
    assert_string_equal(findings_of(grid, rules), "");
    fy_grid_free(grid);
}

/* ---- inline ---- */

/* What is found a segment at a time is what is found over the whole grid. */
static void a_segment_alone_gives_the_same_findings(void **state)
{
    (void)state;
    static const double times[] = { 0, 2, 4, 6 }, near[] = { 0, 2.004, 4, 6 };
    static const char *const text[] = { "今朝　天气", "襟朝((好", "今天" }, *const tags[] = { "mars", "wu-sh", "" };
    struct fy_grid *grid = fy_grid_new(0, 6);
    make_tier(grid, "text", times, text, 3);
    make_tier(grid, "dialect", near, tags, 3);
    struct fy_checks *checks = all_rules(NULL);
    struct fy_check_findings whole = { NULL, 0, 0 }, parts = { NULL, 0, 0 };
    assert_int_equal(fy_checks_grid(checks, grid, NULL, NULL, &whole), FY_OK);
    for (size_t i = 0; i < 3; i++)
        assert_int_equal(fy_checks_segment(checks, grid, 0, i, NULL, &parts), FY_OK);
    assert_true(whole.count > 5);
    for (size_t i = 0; i < whole.count; i++) {
        bool there = false;
        for (size_t k = 0; k < parts.count; k++)
            there = there || (parts.items[k].rule == whole.items[i].rule && parts.items[k].tier == whole.items[i].tier &&
                              parts.items[k].index == whole.items[i].index && parts.items[k].start == whole.items[i].start);
        assert_true(there);
    }
    /* A boundary belongs to two segments. */
    assert_int_equal(parts.count, whole.count + 1);
    fy_check_findings_free(&whole);
    fy_check_findings_free(&parts);
    fy_checks_free(checks);
    fy_grid_free(grid);
}

/* ---- sound ---- */

static bool listen(void *context, double xmin, double xmax, struct fy_check_sound *sound)
{
    const float *levels = context;
    fy_check_measure(sound, levels, 1000, 0.01, fy_check_floor(levels, 1000), xmin, xmax);
    return true;
}

static void levels_tell_of_cuts_pauses_and_padding(void **state)
{
    (void)state;
    static const double times[] = { 0, 2, 4, 8, 10 };
    static const char *const text[] = { "今朝", "天气", "蛮好", "侬" };
    float levels[1000];
    for (size_t i = 0; i < 1000; i++) {
        const double t = (double)i / 100;
        /* 0-2 s: padded as wanted; 2-4: begins in speech, which the one before ends in; 4-8: a long pause inside; 8-10: silence too long at the end. */
        const bool speech = (t >= 0.2 && t < 1.8) || (t >= 1.98 && t < 3.8) || (t >= 4.2 && t < 5) || (t >= 7 && t < 7.8) ||
                            (t >= 8.2 && t < 9);
        levels[i] = speech ? -20 : -60;
    }
    struct fy_grid *grid = fy_grid_new(0, 10);
    make_tier(grid, "text", times, text, 4);
    struct fy_checks *checks = all_rules(NULL);
    assert_true(fy_checks_want_sound(checks));
    struct fy_check_findings findings = { NULL, 0, 0 };
    assert_int_equal(fy_checks_grid(checks, grid, listen, levels, &findings), FY_OK);
    char line[300] = "";
    for (size_t i = 0; i < findings.count; i++)
        if (fy_rule_info(findings.items[i].rule)->sound)
            sprintf(line + strlen(line), "%s@%zu ", fy_rule_info(findings.items[i].rule)->name, findings.items[i].index);
    assert_string_equal(line, "cut@0 cut@1 pause@2 padding@3 ");
    fy_check_findings_free(&findings);
    fy_checks_free(checks);
    fy_grid_free(grid);
    struct fy_check_sound sound;
    fy_check_measure(&sound, levels, 1000, 0.01, -50, 4, 8);
    assert_true(sound.pause > 1.99 && sound.pause < 2.01 && sound.pause_at > 4.99 && sound.pause_at < 5.01);
    assert_true(sound.before > 0.19 && sound.before < 0.21);
    fy_check_measure(&sound, levels, 1000, 0.01, -50, 20, 21);
    assert_true(sound.head < -100 && sound.pause == 0);
}

/* ---- settings ---- */

static void conventions_are_set(void **state)
{
    (void)state;
    struct fy_convention convention;
    struct fy_error error = { 0 };
    fy_convention_set_profile(&convention, FY_PROFILE_VENDOR);
    assert_int_equal(convention.severity[FY_RULE_UNWRITTEN], FY_SEVERITY_ERROR);
    assert_int_equal(fy_convention_set(&convention, "profile", "dialectology", &error), FY_OK);
    assert_int_equal(convention.severity[FY_RULE_MIXED_HAN], FY_SEVERITY_OFF);
    assert_int_equal(fy_convention_set(&convention, "mixed-han", "warning", &error), FY_OK);
    assert_int_equal(convention.severity[FY_RULE_MIXED_HAN], FY_SEVERITY_WARNING);
    assert_int_equal(fy_convention_set(&convention, "longest", "12.5", &error), FY_OK);
    assert_true(convention.limit[FY_LIMIT_LONGEST] == 12.5);
    static const char *const bad[][2] = { { "profile", "strict" }, { "long", "loud" }, { "longest", "very" }, { "nothing", "1" } };
    for (size_t i = 0; i < N(bad); i++)
        assert_int_equal(fy_convention_set(&convention, bad[i][0], bad[i][1], &error), FY_INVALID);
    struct fy_checks *checks = all_rules(NULL);
    assert_int_equal(fy_checks_set_tones(checks, "mars", "51", &error), FY_INVALID);
    assert_int_equal(fy_checks_set_tones(checks, "wuu.ipa", "51", &error), FY_INVALID);
    assert_int_equal(fy_checks_set_tones(checks, "wuu", "high", &error), FY_INVALID);
    fy_checks_free(checks);
}

static void rules_that_are_off_find_nothing(void **state)
{
    (void)state;
    struct fy_convention convention;
    const struct fy_check_sources sources = { dialects, markers, NULL, NULL, NULL };
    const char *tiers[] = { "text", "今朝　((", "dialect", "mars", NULL };
    fy_convention_set_profile(&convention, FY_PROFILE_PLAIN);
    for (size_t i = 0; i < FY_RULE_COUNT; i++)
        convention.severity[i] = FY_SEVERITY_OFF;
    struct fy_checks *checks = fy_checks_new(&convention, &sources);
    struct fy_grid *grid = one_segment(tiers);
    struct fy_check_findings findings = { NULL, 0, 0 };
    assert_int_equal(fy_checks_grid(checks, grid, NULL, NULL, &findings), FY_OK);
    assert_int_equal(findings.count, 0);
    assert_false(fy_checks_want_sound(checks));
    fy_checks_free(checks);
    fy_grid_free(grid);
}

static void out_of_memory_is_told(void **state)
{
    (void)state;
    const char *tiers[] = { "text", "今朝　((e\xCC\x81", "dialect", "mars", NULL };
    struct fy_grid *grid = one_segment(tiers);
    struct fy_checks *checks = all_rules(NULL);
    enum fy_status status = FY_NO_MEMORY;
    for (long n = 0; status == FY_NO_MEMORY; n++) {
        struct fy_check_findings findings = { NULL, 0, 0 };
        fy_memory_fail_after(n);
        status = fy_checks_grid(checks, grid, NULL, NULL, &findings);
        fy_memory_fail_after(-1);
        assert_true(n < 100);
        fy_check_findings_free(&findings);
    }
    fy_checks_free(checks);
    fy_grid_free(grid);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_fault_is_found_and_its_clean_twin_is_not),
        cmocka_unit_test(safe_fixes_give_the_clean_label),
        cmocka_unit_test(times_and_neighbours_are_checked),
        cmocka_unit_test(text_that_is_missing_is_told),
        cmocka_unit_test(boundaries_that_drifted_are_told),
        cmocka_unit_test(names_may_stand_once),
        cmocka_unit_test(the_standard_language_does_not_drift),
        cmocka_unit_test(a_segment_alone_gives_the_same_findings),
        cmocka_unit_test(levels_tell_of_cuts_pauses_and_padding),
        cmocka_unit_test(conventions_are_set),
        cmocka_unit_test(rules_that_are_off_find_nothing),
        cmocka_unit_test(out_of_memory_is_told),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
