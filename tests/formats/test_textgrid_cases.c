/* Files that others made, with what Praat makes of them: read and written, they must give Praat's own bytes. */
#include <fangyin/textgrid.h>

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include <cmocka.h>

#include "support/folder.h"
#include "support/shared.h"
#include "support/textgrids.h"

struct tally {
    int equal, refused, different, failures;
    struct fy_buffer bytes, expected;
    char folder[1024]; /* of the expected files */
};

static void complain(struct tally *tally, const char *name, const char *what)
{
    print_error("%s: %s\n", name, what);
    tally->failures++;
}

/* Read tally->bytes; write as long UTF-8, within the Collection they came in; compare with `expected`. */
static enum fy_status compare(struct tally *tally, const char *expected_path, bool *equal, struct fy_grid **grid,
                              struct fy_findings *findings, struct fy_error *error)
{
    struct fy_textgrid_style style;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    enum fy_status status =
        fy_textgrid_read(fy_buffer_text(&tally->bytes), tally->bytes.size, grid, &style, findings, error);
    if (status != FY_OK)
        return status;
    struct fy_textgrid_style plain = fy_textgrid_default_style;
    plain.within = style.within;
    assert_int_equal(fy_textgrid_write(&out, *grid, &plain), FY_OK);
    *equal = folder_read_file(&tally->expected, expected_path) && tally->expected.size == out.size &&
             memcmp(fy_buffer_text(&tally->expected), out.data, out.size) == 0;
    fy_buffer_free(&out);
    fy_textgrid_style_clear(&style);
    return FY_OK;
}

/* Praat drops items of these; all must be there, and a word said. (Where a size is negative, as in neg_size, Praat's
 * empty tier is what the file asks for: what follows is told as left out. A size that is too small, 0 too, drops
 * nothing.) */
static const struct {
    const char *name;
    size_t items; /* of the first tier */
} praat_loses[] = { { "chrono_unsorted", 2 }, { "iv_dup", 3 }, { "iv_zero", 3 },
                    { "iv_zero_first", 2 },   { "pt_dup", 2 }, { "size_too_small", 2 } };

/* Praat garbles these; the right text must be there, and a word said. */
static const struct {
    const char *name, *label; /* of the first interval */
} praat_garbles[] = { { "u16be_nobom", "é ʃ 漢 😀" },    { "cp1252", "“x” €" },    { "macroman", "é ü ß" },
                      { "mixed_bad_utf8", "é ʃ 漢 😀" }, { "nul_in_label", "ac" }, { "surr_utf8", "😀" } };

/* What Praat refuses, and we read with a warning because that is clearly better. */
static const struct {
    const char *name, *why;
} read_though_refused[] = {
    { "absent", "Praat crashes; that there are no tiers is all that the file says" },
    { "u16le_nobom", "UTF-16 is plain to see without its mark; Praat drops the zeros and stumbles over what is left" },
    { "u32be", "UTF-32 is as plain to see" },
    { "chrono_u8bom", "a byte order mark before chronological text changes nothing that it says" },
    { "hadware__full_wrong_size_in_tier.TextGrid", "the count is too high, but the next tier starts in its place" },
    { "jtextgrid__Demo.TextGrid", "the count is too high, but the next tier starts in its place" },
    { "minimal__zero-tiers-absent.TextGrid", "Praat crashes; that there are no tiers is all that the file says" },
};

static bool is_read_though_refused(const char *name)
{
    for (size_t i = 0; i < sizeof read_though_refused / sizeof *read_though_refused; i++)
        if (strcmp(name, read_though_refused[i].name) == 0)
            return true;
    return false;
}

/* True if the case is one of those where Praat is no model; complains where it is not as it should be. */
static bool check_better(struct tally *tally, const char *name, const struct fy_grid *grid, size_t findings)
{
    size_t found = 0;
    for (size_t i = 0; i < sizeof praat_loses / sizeof *praat_loses; i++)
        if (strcmp(name, praat_loses[i].name) == 0) {
            found++;
            if (fy_tier_size(grid, 0) != praat_loses[i].items)
                complain(tally, name, "has lost items");
        }
    for (size_t i = 0; i < sizeof praat_garbles / sizeof *praat_garbles; i++)
        if (strcmp(name, praat_garbles[i].name) == 0) {
            found++;
            if (strcmp(fy_tier_intervals(grid, 0)[0].text, praat_garbles[i].label) != 0)
                complain(tally, name, fy_tier_intervals(grid, 0)[0].text);
        }
    if (found > 0 && findings == 0)
        complain(tally, name, "is read differently without saying so");
    return found > 0;
}

static void check_case(struct tally *tally, const char *name, bool accepted)
{
    char path[1200];
    bool equal = false;
    struct fy_findings findings;
    struct fy_error error = { .status = FY_OK };
    struct fy_grid *grid;
    snprintf(path, sizeof path, "%s/%s.TextGrid", tally->folder, name);
    if (!folder_read_file(&tally->bytes, path)) {
        complain(tally, name, "cannot be read");
        return;
    }
    snprintf(path, sizeof path, "%s/%s.expect.long", tally->folder, name);
    enum fy_status status = compare(tally, path, &equal, &grid, &findings, &error);
    if (!accepted && !is_read_though_refused(name)) {
        if (status == FY_OK)
            complain(tally, name, "is read, although Praat refuses it");
        tally->refused++;
    } else if (status != FY_OK) {
        complain(tally, name, error.sentence);
    } else if (!accepted) {
        if (findings.count == 0)
            complain(tally, name, "is read without a word");
        tally->different++;
    } else if (check_better(tally, name, grid, findings.count)) {
        tally->different++;
    } else if (!equal) {
        complain(tally, name, "is not written as Praat does");
    } else {
        tally->equal++;
    }
    fy_grid_free(grid);
    fy_findings_free(&findings);
}

static void single_claims_agree_with_praat(void **state)
{
    (void)state;
    struct tally tally = { .bytes = FY_BUFFER_EMPTY, .expected = FY_BUFFER_EMPTY };
    char manifest[1200], line[2000];
    if (!shared_path(manifest, sizeof manifest, "oracles/textgrid-cases/MANIFEST.tsv")) {
        print_message("skipped: no %s\n", manifest);
        skip();
    }
    shared_path(tally.folder, sizeof tally.folder, "oracles/textgrid-cases");
    FILE *file = fopen(manifest, "r");
    assert_non_null(file);
    for (int number = 0; fgets(line, sizeof line, file); number++) {
        char name[100], verdict[100];
        if (number > 0 && sscanf(line, "%99s %99s", name, verdict) == 2)
            check_case(&tally, name, strcmp(verdict, "OK") == 0);
    }
    fclose(file);
    print_message("%d as Praat, %d refused, %d better than Praat\n", tally.equal, tally.refused, tally.different);
    fy_buffer_free(&tally.bytes);
    fy_buffer_free(&tally.expected);
    assert_int_equal(tally.failures, 0);
    assert_true(tally.equal > 60);
}

/* Where the content that Praat gives is not what the file says. */
static const struct {
    const char *name;
    bool lost; /* saving would lose something */
    const char *why;
} unlike_praat[] = {
    { "readtextgrid__okay-percents.TextGrid", true, "Praat takes 2E for undefined and drops the point" },
    { "readtextgrid__okay-real-with-trailing-characters~2.TextGrid", true,
      "Praat takes 14e for undefined and drops the interval" },
    { "recoded__BX_track_0451.macroman.TextGrid", false, "MacRoman, which Praat reads as Latin-1" },
    { "recoded__vietnamese.utf16be-nobom.TextGrid", false, "UTF-16, of which Praat drops the zeros" },
    { "recoded__wangjiangting_dushoukong.gb18030.TextGrid", false, "GB18030, which Praat reads as Latin-1" },
};

static void check_real_file(void *context, const char *path, const char *name)
{
    struct tally *tally = context;
    char expected[1200];
    bool equal = false, unlike = false;
    struct stat unused;
    struct fy_findings findings;
    struct fy_error error = { .status = FY_OK };
    struct fy_grid *grid;
    assert_true(folder_read_file(&tally->bytes, path));
    snprintf(expected, sizeof expected, "%s/%.*s.praat.TextGrid", tally->folder, (int)strlen(name) - 9, name);
    enum fy_status status = compare(tally, expected, &equal, &grid, &findings, &error);
    for (size_t i = 0; i < sizeof unlike_praat / sizeof *unlike_praat; i++)
        if (strcmp(name, unlike_praat[i].name) == 0) {
            unlike = true;
            if (status == FY_OK && (fy_findings_lost(&findings) != unlike_praat[i].lost || findings.count == 0))
                complain(tally, name, "is read differently without saying so");
        }
    if (status != FY_OK)
        complain(tally, name, error.sentence);
    else if (!unlike && stat(expected, &unused) == 0 && !equal)
        complain(tally, name, "is not written as Praat does");
    tally->different += unlike;
    tally->equal += equal;
    fy_grid_free(grid);
    fy_findings_free(&findings);
}

static void real_files_agree_with_praat(void **state)
{
    (void)state;
    struct tally tally = { .bytes = FY_BUFFER_EMPTY, .expected = FY_BUFFER_EMPTY };
    char folder[1024];
    if (!shared_path(folder, sizeof folder, "corpus/textgrid") ||
        !shared_path(tally.folder, sizeof tally.folder, "corpus/oracle")) {
        print_message("skipped: no %s\n", folder);
        skip();
    }
    folder_visit(folder, ".TextGrid", check_real_file, &tally);
    print_message("%d as Praat, %d different on purpose\n", tally.equal, tally.different);
    fy_buffer_free(&tally.bytes);
    fy_buffer_free(&tally.expected);
    assert_int_equal(tally.failures, 0);
    assert_true(tally.equal > 100);
}

/* The same text before and after it was put into another encoding. */
static void recoded_text_is_what_it_was(void **state)
{
    (void)state;
    static const struct {
        const char *name, *label;
    } cases[] = {
        { "corpus/textgrid/recoded__BX_track_0451.macroman.TextGrid",
          "et puis on euh même si on essaie de mémoriser pour pas se tromper la fois d'après la fois d'après ça a "
          "changé" },
        { "corpus/textgrid/recoded__wangjiangting_dushoukong.gb18030.TextGrid", "独守空帏暗长叹" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char path[1200];
        struct fy_buffer bytes = FY_BUFFER_EMPTY;
        bool found = false;
        if (!shared_path(path, sizeof path, cases[i].name)) {
            print_message("skipped: no %s\n", path);
            skip();
        }
        assert_true(folder_read_file(&bytes, path));
        struct fy_grid *grid = textgrid_must_read(bytes.data, bytes.size, NULL, NULL);
        for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++)
            for (size_t j = 0; fy_tier_kind(grid, tier) == FY_INTERVAL_TIER && j < fy_tier_size(grid, tier); j++)
                found = found || strcmp(fy_tier_intervals(grid, tier)[j].text, cases[i].label) == 0;
        if (!found)
            fail_msg("%s: no \"%s\"", cases[i].name, cases[i].label);
        fy_grid_free(grid);
        fy_buffer_free(&bytes);
    }
}

static void check_bad_file(void *context, const char *path, const char *name)
{
    struct tally *tally = context;
    struct fy_grid *grid;
    struct fy_findings findings;
    struct fy_error error = { .status = FY_OK };
    assert_true(folder_read_file(&tally->bytes, path));
    enum fy_status status =
        fy_textgrid_read(fy_buffer_text(&tally->bytes), tally->bytes.size, &grid, NULL, &findings, &error);
    if (is_read_though_refused(name)) {
        if (status != FY_OK || findings.count == 0)
            complain(tally, name, status == FY_OK ? "is read without a word" : error.sentence);
    } else if (status == FY_OK) {
        complain(tally, name, "is read, although Praat refuses it");
    } else if (tally->bytes.size > 0 && (error.line == 0 || error.column == 0) && !strstr(error.sentence, "byte")) {
        complain(tally, name, "is refused without a place");
    }
    tally->refused += status != FY_OK;
    fy_grid_free(grid);
    fy_findings_free(&findings);
}

static void broken_files_are_refused_or_told(void **state)
{
    (void)state;
    struct tally tally = { .bytes = FY_BUFFER_EMPTY, .expected = FY_BUFFER_EMPTY };
    if (!shared_path(tally.folder, sizeof tally.folder, "corpus/textgrid-bad")) {
        print_message("skipped: no %s\n", tally.folder);
        skip();
    }
    folder_visit(tally.folder, ".TextGrid", check_bad_file, &tally);
    fy_buffer_free(&tally.bytes);
    print_message("%d refused\n", tally.refused);
    assert_int_equal(tally.failures, 0);
    assert_true(tally.refused > 15);
}

/* Written as they came, they are what they were. */
static void check_collection(void *context, const char *path, const char *name)
{
    struct tally *tally = context;
    struct fy_grid *grid;
    struct fy_textgrid_style style;
    struct fy_findings findings;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    assert_true(folder_read_file(&tally->bytes, path));
    grid = textgrid_must_read(tally->bytes.data, tally->bytes.size, &style, &findings);
    if (!textgrid_found(&findings, "Collection") || fy_findings_lost(&findings))
        complain(tally, name, "says nothing of its other objects, or loses them");
    assert_int_equal(fy_textgrid_write(&out, grid, &style), FY_OK);
    if (out.size != tally->bytes.size || memcmp(out.data, tally->bytes.data, out.size) != 0)
        complain(tally, name, "is not written as it was");
    tally->equal++;
    fy_buffer_free(&out);
    fy_textgrid_style_clear(&style);
    fy_findings_free(&findings);
    fy_grid_free(grid);
}

static void collections_are_read(void **state)
{
    (void)state;
    struct tally tally = { .bytes = FY_BUFFER_EMPTY, .expected = FY_BUFFER_EMPTY };
    if (!shared_path(tally.folder, sizeof tally.folder, "corpus/collection")) {
        print_message("skipped: no %s\n", tally.folder);
        skip();
    }
    folder_visit(tally.folder, ".Collection", check_collection, &tally);
    fy_buffer_free(&tally.bytes);
    assert_int_equal(tally.failures, 0);
    assert_true(tally.equal > 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_claims_agree_with_praat),   cmocka_unit_test(real_files_agree_with_praat),
        cmocka_unit_test(recoded_text_is_what_it_was),      cmocka_unit_test(collections_are_read),
        cmocka_unit_test(broken_files_are_refused_or_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
