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

static bool is_in(const char *name, const char *const *list)
{
    for (; *list; list++)
        if (strcmp(name, *list) == 0)
            return true;
    return false;
}

static bool starts_with(const char *name, const char *start)
{
    return strncmp(name, start, strlen(start)) == 0;
}

static void complain(struct tally *tally, const char *name, const char *what)
{
    print_error("%s: %s\n", name, what);
    tally->failures++;
}

/* Read tally->bytes; write as long UTF-8; compare with `expected`. */
static enum fy_status compare(struct tally *tally, const char *expected_path, bool *equal, struct fy_findings *findings)
{
    struct fy_grid *grid;
    struct fy_error error;
    struct fy_buffer out = FY_BUFFER_EMPTY;
    enum fy_status status =
        fy_textgrid_read(fy_buffer_text(&tally->bytes), tally->bytes.size, &grid, NULL, findings, &error);
    if (status != FY_OK)
        return status;
    assert_int_equal(fy_textgrid_write(&out, grid, &fy_textgrid_default_style), FY_OK);
    *equal = folder_read_file(&tally->expected, expected_path) && tally->expected.size == out.size &&
             memcmp(fy_buffer_text(&tally->expected), out.data, out.size) == 0;
    fy_buffer_free(&out);
    fy_grid_free(grid);
    return FY_OK;
}

/* Praat loses something in these; we keep it. */
static const char *const praat_loses[] = { "iv_zero", "iv_zero_first", "iv_dup", "pt_dup", "size_too_small",
                                           /* Praat drops the letter after half a character, too. */
                                           "u16_lonesurr",
                                           /* Praat drops the zeros of wide text and reads what is left. */
                                           "u16be_nobom", NULL };
/* Praat refuses or crashes; we read them, and say so. */
static const char *const praat_refuses[] = { "absent", "u16le_nobom", NULL };
/* In encodings that have to be guessed, or not text at all. */
static const char *const no_utf8[] = { "cp1252", "macroman", "mixed_bad_utf8", "f5", "f4_above", "surr_utf8", NULL };

static void check_case(struct tally *tally, const char *name, bool accepted)
{
    char path[1200];
    bool equal = false;
    struct fy_findings findings;
    snprintf(path, sizeof path, "%s/%s.TextGrid", tally->folder, name);
    if (!folder_read_file(&tally->bytes, path)) {
        complain(tally, name, "cannot be read");
        return;
    }
    snprintf(path, sizeof path, "%s/%s.expect.long", tally->folder, name);
    enum fy_status status = compare(tally, path, &equal, &findings);
    if (starts_with(name, "bin_") || starts_with(name, "chrono_") || starts_with(name, "coll")) {
        if (status != FY_UNSUPPORTED && !starts_with(name, "chrono_u8bom"))
            complain(tally, name, "is not called unsupported");
        tally->refused++;
    } else if (is_in(name, no_utf8)) {
        if (status != FY_ENCODING)
            complain(tally, name, "is not refused for its encoding");
        tally->refused++;
    } else if (strcmp(name, "num_inf") == 0 || (!accepted && !is_in(name, praat_refuses))) {
        /* A grid has no place for an undefined end (num_inf); Praat has. */
        if (status == FY_OK)
            complain(tally, name, "is read, although Praat refuses it");
        tally->refused++;
    } else if (status != FY_OK) {
        complain(tally, name, "is refused");
    } else if (is_in(name, praat_loses) || is_in(name, praat_refuses)) {
        if (findings.count == 0)
            complain(tally, name, "is read differently without saying so");
        tally->different++;
    } else if (!equal) {
        complain(tally, name, "is not written as Praat does");
    } else {
        tally->equal++;
    }
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
    print_message("%d as Praat, %d refused, %d kept that Praat loses\n", tally.equal, tally.refused, tally.different);
    fy_buffer_free(&tally.bytes);
    fy_buffer_free(&tally.expected);
    assert_int_equal(tally.failures, 0);
    assert_true(tally.equal > 50);
}

/* Numbers that end in a bare "e", which Praat takes for undefined and then drops the item. */
static const char *const bare_exponents[] = { "readtextgrid__okay-percents.TextGrid",
                                              "readtextgrid__okay-real-with-trailing-characters~2.TextGrid", NULL };

static void check_real_file(void *context, const char *path, const char *name)
{
    struct tally *tally = context;
    char expected[1200];
    bool equal = false;
    struct stat unused;
    struct fy_findings findings;
    assert_true(folder_read_file(&tally->bytes, path));
    snprintf(expected, sizeof expected, "%s/%.*s.praat.TextGrid", tally->folder, (int)strlen(name) - 9, name);
    enum fy_status status = compare(tally, expected, &equal, &findings);
    if (status == FY_UNSUPPORTED || status == FY_ENCODING) {
        static const char class[] = "Object class = \"TextGrid\"";
        if (status == FY_UNSUPPORTED && textgrid_holds(tally->bytes.data, tally->bytes.size, class, sizeof class - 1))
            complain(tally, name, "is called unsupported, but is text");
        tally->refused++;
    } else if (status != FY_OK) {
        complain(tally, name, "is refused");
    } else if (is_in(name, bare_exponents)) {
        if (!fy_findings_lost(&findings))
            complain(tally, name, "has numbers cut short without saying so");
        tally->different++;
    } else if (strstr(name, "utf16be-nobom")) {
        tally->different++;
    } else if (stat(expected, &unused) == 0 && !equal) {
        complain(tally, name, "is not written as Praat does");
    } else {
        tally->equal++;
    }
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
    print_message("%d as Praat, %d refused, %d different on purpose\n", tally.equal, tally.refused, tally.different);
    fy_buffer_free(&tally.bytes);
    fy_buffer_free(&tally.expected);
    assert_int_equal(tally.failures, 0);
    assert_true(tally.equal > 100);
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
    if (status == FY_OK && findings.count == 0)
        complain(tally, name, "is read without a word");
    if (status == FY_SYNTAX && tally->bytes.size > 0 && (error.line == 0 || error.column == 0))
        complain(tally, name, "is refused without a place");
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
    assert_int_equal(tally.failures, 0);
    assert_true(tally.refused > 15);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(single_claims_agree_with_praat),
        cmocka_unit_test(real_files_agree_with_praat),
        cmocka_unit_test(broken_files_are_refused_or_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
