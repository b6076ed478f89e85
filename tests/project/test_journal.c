#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "project/points.h"
#include "support/scratch.h"

#include <inttypes.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define GRID "rec.TextGrid"
#define JOURNAL GRID ".journal"

static struct fy_error error;

static void open_grid(struct session *session)
{
    assert_int_equal(session_open(session, scratch_path(GRID), &error), FY_OK);
}

static void start(struct session *session, bool keep)
{
    open_grid(session);
    assert_int_equal(session_journal(session, keep, &error), FY_OK);
}

static void add(struct session *session, int count)
{
    while (count-- > 0)
        assert_int_equal(session_add(session, &error), FY_OK);
}

/* What a new start finds: the points of the grid with the recovered edits. */
static void assert_recovers(long points, size_t edits)
{
    struct session session;

    open_grid(&session);
    assert_false(session.recovery.other_base);
    assert_int_equal(session.recovery.edits, edits);
    assert_int_equal(session.applied, edits);
    assert_int_equal(points_count(session.grid), points);
    session_close(&session);
}

static void keep_copy(char *copy, size_t size, const char *name)
{
    const char *text = scratch_read(name);

    assert_true(strlen(text) < size);
    memcpy(copy, text, strlen(text) + 1);
}

static void nothing_to_recover(void **state)
{
    (void)state;
    struct session session;

    start(&session, false);
    assert_int_equal(session.recovery.edits, 0);
    assert_false(scratch_exists(JOURNAL));
    session_close(&session);
    assert_false(scratch_exists(JOURNAL));
}

static void edits_survive_without_saving(void **state)
{
    (void)state;
    struct session session;

    start(&session, false);
    add(&session, 3);
    session_close(&session);
    assert_false(scratch_exists(GRID));
    assert_recovers(3, 3);
}

static void saving_removes_the_journal(void **state)
{
    (void)state;
    struct session session;

    start(&session, false);
    add(&session, 3);
    assert_int_equal(session_save(&session, &error), FY_OK);
    assert_false(scratch_exists(JOURNAL));
    assert_recovers(3, 0);
    add(&session, 2);
    assert_true(scratch_exists(JOURNAL));
    session_close(&session);
    assert_recovers(5, 2);
}

static void recovered_edits_stay_until_saved(void **state)
{
    (void)state;
    struct session session;

    start(&session, false);
    add(&session, 1);
    assert_int_equal(session_save(&session, &error), FY_OK);
    add(&session, 2);
    session_close(&session);
    start(&session, true);
    add(&session, 2);
    session_close(&session);
    assert_recovers(5, 4);
    start(&session, true);
    assert_int_equal(session_save(&session, &error), FY_OK);
    assert_false(scratch_exists(JOURNAL));
    session_close(&session);
    assert_recovers(5, 0);
}

static void recovered_edits_are_one_step(void **state)
{
    (void)state;
    struct session session;

    start(&session, false);
    add(&session, 3);
    session_close(&session);
    open_grid(&session);
    assert_int_equal(fy_history_undo_count(session.history), 1);
    assert_int_equal(fy_history_undo(session.history, NULL, &error), FY_OK);
    assert_int_equal(points_count(session.grid), 0);
    session_close(&session);
}

static void every_torn_end_is_survived(void **state)
{
    (void)state;
    struct session session;
    char whole[1024];

    start(&session, false);
    add(&session, 4);
    session_close(&session);
    keep_copy(whole, sizeof whole, JOURNAL);
    size_t size = strlen(whole), lines = 0;
    for (size_t at = 0; at <= size; at++) {
        assert_true(scratch_write_bytes(JOURNAL, whole, at));
        lines += at > 0 && whole[at - 1] == '\n';
        size_t edits = lines > 0 ? lines - 1 : 0;
        assert_recovers((long)edits, edits);
        /* The next line is not glued to the torn one. */
        start(&session, true);
        add(&session, 1);
        session_close(&session);
        assert_recovers((long)edits + 1, edits + 1);
    }
    assert_int_equal(lines, 5);
    assert_false(scratch_exists(JOURNAL ".old"));
}

static void foreign_lines_are_passed_over(void **state)
{
    (void)state;
    struct session session;
    char whole[1024];
    struct fy_buffer mixed = FY_BUFFER_EMPTY;

    start(&session, false);
    add(&session, 2);
    session_close(&session);
    keep_copy(whole, sizeof whole, JOURNAL);
    for (char *line = strtok(whole, "\n"); line != NULL; line = strtok(NULL, "\n")) {
        fy_buffer_puts(&mixed, line);
        fy_buffer_puts(&mixed, "\n\n<<<<<<< mine\nlabel\t0\nsaved\nsaved 12\nsaved 99999999999999999999999 0\n\xFF\xFE\n");
        fy_buffer_append(&mixed, "\0\0\0\n", 4);
    }
    assert_true(scratch_write_bytes(JOURNAL, mixed.data, mixed.size));
    fy_buffer_free(&mixed);
    assert_recovers(2, 2);
}

static void empty_or_foreign_journal(void **state)
{
    (void)state;
    struct session session;

    assert_true(scratch_write(JOURNAL, ""));
    assert_recovers(0, 0);
    start(&session, true);
    add(&session, 1);
    session_close(&session);
    assert_recovers(1, 1);

    assert_true(scratch_write(JOURNAL, "my notes of the day\n"));
    assert_recovers(0, 0);
    start(&session, true);
    add(&session, 1);
    session_close(&session);
    assert_string_equal(scratch_read(JOURNAL ".old"), "my notes of the day\n");
    assert_recovers(1, 1);
}

static void declined_work_is_moved_aside(void **state)
{
    (void)state;
    struct session session;

    for (int round = 0; round < 2; round++) {
        start(&session, false);
        add(&session, 2);
        session_close(&session);
        assert_recovers(2, 2);
        assert_int_equal(fy_grid_file_open(&session.file, scratch_path(GRID), &session.grid, NULL, &error), FY_OK);
        assert_int_equal(fy_journal_open(&session.journal, session.file, false, &error), FY_OK);
        assert_false(scratch_exists(JOURNAL));
        fy_journal_close(session.journal);
        fy_grid_file_close(session.file);
        assert_recovers(0, 0);
    }
    assert_non_null(strstr(scratch_read(JOURNAL ".old"), "point+"));
    assert_non_null(strstr(scratch_read(JOURNAL ".old-2"), "point+"));
}

/* The states that a crash around saving leaves, built one by one. */
static void crash_between_mark_and_rename(void **state)
{
    (void)state;
    struct session session;
    char old_grid[4096], journal[1024], new_grid[4096];

    start(&session, false);
    add(&session, 2);
    assert_int_equal(session_save(&session, &error), FY_OK);
    keep_copy(old_grid, sizeof old_grid, GRID);
    add(&session, 3);
    keep_copy(journal, sizeof journal, JOURNAL);
    assert_int_equal(session_save(&session, &error), FY_OK);
    keep_copy(new_grid, sizeof new_grid, GRID);
    session_close(&session);

    /* The journal as it stood while the file was replaced: it ends with the mark of the next journal's base. */
    start(&session, false);
    add(&session, 1);
    session_close(&session);
    char next[1024];
    keep_copy(next, sizeof next, JOURNAL);
    size_t magic = strlen("fangyin-journal 1 ");
    next[strcspn(next, "\n")] = '\0';
    struct fy_buffer marked = FY_BUFFER_EMPTY;
    fy_buffer_printf(&marked, "%ssaved %s\n", journal, next + magic);

    assert_true(scratch_write(JOURNAL, fy_buffer_text(&marked)));
    assert_true(scratch_write(GRID, old_grid));
    assert_recovers(5, 3);

    assert_true(scratch_write(GRID, new_grid));
    assert_recovers(5, 0);

    /* Work goes on in the journal that was kept, from either state. */
    for (int after = 0; after < 2; after++) {
        assert_true(scratch_write(JOURNAL, fy_buffer_text(&marked)));
        assert_true(scratch_write(GRID, after ? new_grid : old_grid));
        start(&session, true);
        add(&session, 2);
        session_close(&session);
        assert_recovers(7, after ? 2 : 5);
        start(&session, true);
        assert_int_equal(session_save(&session, &error), FY_OK);
        session_close(&session);
        assert_recovers(7, 0);
    }
    fy_buffer_free(&marked);
}

/* As versions before xxHash wrote it: 64-bit FNV-1a, without the x. */
static void old_mark(struct fy_buffer *out, const char *bytes)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);

    for (const char *at = bytes; *at != '\0'; at++)
        hash = (hash ^ (unsigned char)*at) * UINT64_C(0x100000001B3);
    fy_buffer_printf(out, "%zu %016" PRIx64 "\n", strlen(bytes), hash);
}

static void a_journal_of_an_old_version_is_known(void **state)
{
    (void)state;
    struct session session;
    struct fy_buffer old = FY_BUFFER_EMPTY;
    char journal[2048], first[4096], second[4096];

    start(&session, false);
    add(&session, 1);
    assert_int_equal(session_save(&session, &error), FY_OK);
    keep_copy(first, sizeof first, GRID);
    add(&session, 2);
    keep_copy(journal, sizeof journal, JOURNAL);
    assert_int_equal(session_save(&session, &error), FY_OK);
    keep_copy(second, sizeof second, GRID);
    session_close(&session);

    /* Two edits on the first content, and the mark that was put before the second was written. */
    fy_buffer_puts(&old, "fangyin-journal 1 ");
    old_mark(&old, first);
    fy_buffer_puts(&old, strchr(journal, '\n') + 1);
    fy_buffer_puts(&old, "saved ");
    old_mark(&old, second);
    for (int after = 0; after < 2; after++) {
        assert_true(scratch_write(JOURNAL, fy_buffer_text(&old)));
        assert_true(scratch_write(GRID, after ? second : first));
        assert_recovers(3, after ? 0 : 2);
        /* Work goes on in it, and its marks stand beside new ones. */
        start(&session, true);
        add(&session, 1);
        session_close(&session);
        assert_recovers(4, after ? 1 : 3);
        start(&session, true);
        assert_int_equal(session_save(&session, &error), FY_OK);
        session_close(&session);
        assert_recovers(4, 0);
    }
    /* On another content it is told, as ever. */
    memcpy(strstr(first, "points\""), "poimts", 6);
    assert_true(scratch_write(JOURNAL, fy_buffer_text(&old)));
    assert_true(scratch_write(GRID, first));
    open_grid(&session);
    assert_true(session.recovery.other_base);
    session_close(&session);
    fy_buffer_free(&old);
}

static void changed_grid_is_told(void **state)
{
    (void)state;
    struct session session;
    char grid[4096];

    start(&session, false);
    add(&session, 2);
    assert_int_equal(session_save(&session, &error), FY_OK);
    add(&session, 2);
    assert_int_equal(session_save(&session, &error), FY_OK);
    keep_copy(grid, sizeof grid, GRID);
    add(&session, 2);
    session_close(&session);

    /* Another program renamed the tier: the edits still fit. */
    memcpy(strstr(grid, "points\""), "poimts", 6);
    assert_true(scratch_write(GRID, grid));
    open_grid(&session);
    assert_true(session.recovery.other_base);
    assert_int_equal(session.recovery.edits, 2);
    assert_int_equal(session.applied, 2);
    assert_int_equal(points_count(session.grid), 6);
    /* Kept, the journal starts from that content, and its former self is beside it. */
    assert_int_equal(session_journal(&session, true, &error), FY_OK);
    add(&session, 1);
    session_close(&session);
    assert_true(scratch_exists(JOURNAL ".old"));
    assert_recovers(7, 3);
}

static void edits_that_do_not_fit_stop(void **state)
{
    (void)state;
    struct session session;

    start(&session, false);
    add(&session, 3);
    session_close(&session);
    char journal[1024];
    keep_copy(journal, sizeof journal, JOURNAL);
    memcpy(strstr(journal, "\t0\t2\t"), "\t9\t2\t", 5);
    assert_true(scratch_write(JOURNAL, journal));
    assert_int_equal(session_open(&session, scratch_path(GRID), &error), FY_INVALID);
    assert_int_equal(session.recovery.edits, 3);
    assert_int_equal(session.applied, 1);
    assert_int_equal(points_count(session.grid), 1);
    /* What could be applied goes on; the rest stays aside. */
    assert_int_equal(session_journal(&session, false, &error), FY_OK);
    size_t size = fy_recovery_size(&session.recovery, session.applied);
    assert_true(size > 0 && size < session.recovery.lines.size);
    assert_int_equal(fy_recovery_size(&session.recovery, 3), session.recovery.lines.size);
    assert_int_equal(fy_journal_append(session.journal, session.recovery.lines.data, size, &error), FY_OK);
    session_close(&session);
    assert_string_equal(scratch_read(JOURNAL ".old"), journal);
    assert_recovers(1, 1);
}

static void a_refused_save_keeps_the_edits(void **state)
{
    (void)state;
    struct session session;

    start(&session, false);
    add(&session, 2);
    assert_int_equal(session_save(&session, &error), FY_OK);
    add(&session, 1);
    char mine[4096];
    keep_copy(mine, sizeof mine, GRID);
    assert_true(scratch_write(GRID, "of another program"));
    assert_int_equal(session_save(&session, &error), FY_CHANGED);
    assert_string_equal(scratch_read(GRID), "of another program");
    assert_null(strstr(scratch_read(JOURNAL), "saved"));
    assert_true(scratch_write(GRID, mine));
    session_close(&session);
    assert_recovers(3, 1);
}

static void discarding_removes_it(void **state)
{
    (void)state;
    struct session session;

    start(&session, false);
    assert_int_equal(fy_journal_discard(session.journal, &error), FY_OK);
    add(&session, 2);
    assert_int_equal(fy_journal_discard(session.journal, &error), FY_OK);
    assert_false(scratch_exists(JOURNAL));
    session_close(&session);
    assert_recovers(0, 0);
}

static void another_process_is_kept_away(void **state)
{
    (void)state;
    struct session session, second;

    start(&session, false);
    add(&session, 1);
    assert_int_equal(session_open(&second, scratch_path(GRID), &error), FY_NO_ACCESS);
    assert_non_null(strstr(error.sentence, "another window"));
    assert_int_equal(session_journal(&second, false, &error), FY_NO_ACCESS);
    session_close(&second);
    add(&session, 1);
    session_close(&session);
    assert_recovers(2, 2);
}

static void without_room_nothing_is_glued(void **state)
{
    (void)state;
    pid_t child = fork();

    if (child == 0) {
        struct session session;
        struct rlimit tight = { 120, RLIM_INFINITY }, none = { RLIM_INFINITY, RLIM_INFINITY };
        signal(SIGXFSZ, SIG_IGN);
        if (session_open(&session, scratch_path(GRID), &error) != FY_OK ||
            session_journal(&session, false, &error) != FY_OK)
            _exit(1);
        setrlimit(RLIMIT_FSIZE, &tight);
        int good = 0;
        while (good < 100 && session_add(&session, &error) == FY_OK)
            good++;
        if (good < 2 || good == 100 || error.status != FY_IO)
            _exit(2);
        setrlimit(RLIMIT_FSIZE, &none);
        /* The edit that found no room is missing in the journal; putting it in again makes it whole. */
        struct fy_edit edit;
        char mark[24];
        int size = snprintf(mark, sizeof mark, "%d", good + 1);
        fy_history_undo(session.history, NULL, NULL);
        fy_buffer_clear(&session.lines);
        if (fy_edit_insert_point(&edit, session.grid, 0, good + 1, mark, (size_t)size, &error) != FY_OK ||
            fy_history_do(session.history, &edit, &error) != FY_OK ||
            fy_journal_append(session.journal, session.lines.data, session.lines.size, &error) != FY_OK)
            _exit(3);
        session_close(&session);
        _exit(10 + good);
    }
    int ended = 0;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended));
    assert_true(WEXITSTATUS(ended) > 10);
    long good = WEXITSTATUS(ended) - 10;
    assert_recovers(good + 1, (size_t)good + 1);
}

static void want_of_memory_loses_nothing(void **state)
{
    (void)state;
    struct session session;
    char grid[4096], journal[1024];
    bool finished = false;

    start(&session, false);
    add(&session, 1);
    assert_int_equal(session_save(&session, &error), FY_OK);
    add(&session, 2);
    session_close(&session);
    keep_copy(grid, sizeof grid, GRID);
    keep_copy(journal, sizeof journal, JOURNAL);
    for (long count = 0; !finished; count++) {
        assert_true(count < 10000);
        assert_true(scratch_write(GRID, grid));
        assert_true(scratch_write(JOURNAL, journal));
        fy_memory_fail_after(count);
        enum fy_status status = session_open(&session, scratch_path(GRID), &error);
        if (status == FY_OK)
            status = session_journal(&session, true, &error);
        if (status == FY_OK)
            status = session_add(&session, &error);
        if (status == FY_OK)
            status = session_save(&session, &error);
        /* Some go without memory and succeed; the walk ends when the failure is still to come. */
        for (long i = 0; i <= count && !finished; i++) {
            void *memory = fy_malloc(1);
            finished = memory == NULL;
            fy_free(memory);
        }
        fy_memory_fail_after(-1);
        assert_true(status == FY_OK || status == FY_NO_MEMORY);
        bool saved = status == FY_OK;
        assert_true(saved || !finished);
        session_close(&session);
        open_grid(&session);
        assert_true(points_count(session.grid) == 4 || (!saved && points_count(session.grid) == 3));
        session_close(&session);
    }
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_to_recover),
        TEST(edits_survive_without_saving),
        TEST(saving_removes_the_journal),
        TEST(recovered_edits_stay_until_saved),
        TEST(recovered_edits_are_one_step),
        TEST(every_torn_end_is_survived),
        TEST(foreign_lines_are_passed_over),
        TEST(empty_or_foreign_journal),
        TEST(declined_work_is_moved_aside),
        TEST(crash_between_mark_and_rename),
        TEST(a_journal_of_an_old_version_is_known),
        TEST(changed_grid_is_told),
        TEST(edits_that_do_not_fit_stop),
        TEST(a_refused_save_keeps_the_edits),
        TEST(discarding_removes_it),
        TEST(another_process_is_kept_away),
        TEST(without_room_nothing_is_glued),
        TEST(want_of_memory_loses_nothing),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
