#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/scratch.h"

#include <errno.h>
#include <fangyin/files.h>
#include <fcntl.h>
#include <grp.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

#define OTHER_USER 65534

static enum fy_status replace(const char *name, const char *text, struct fy_error *error)
{
    return fy_file_replace(scratch_path(name), text, strlen(text), error);
}

static mode_t mode_of(const char *name)
{
    struct stat info;

    assert_int_equal(stat(scratch_path(name), &info), 0);
    return info.st_mode & 07777;
}

static void reads_all_bytes(void **state)
{
    (void)state;
    struct fy_buffer bytes;
    struct fy_error error;
    char large[20000];

    memset(large, 'x', sizeof large);
    large[3] = '\0';
    assert_true(scratch_write_bytes("large", large, sizeof large));
    assert_int_equal(fy_file_read(scratch_path("large"), &bytes, &error), FY_OK);
    assert_int_equal(bytes.size, sizeof large);
    assert_memory_equal(bytes.data, large, sizeof large);
    fy_buffer_free(&bytes);

    assert_true(scratch_write("empty", ""));
    assert_int_equal(fy_file_read(scratch_path("empty"), &bytes, &error), FY_OK);
    assert_int_equal(bytes.size, 0);
    assert_string_equal(fy_buffer_text(&bytes), "");
    fy_buffer_free(&bytes);
}

static void says_what_cannot_be_read(void **state)
{
    (void)state;
    struct fy_buffer bytes;
    struct fy_error error;

    assert_int_equal(fy_file_read(scratch_path("nothing"), &bytes, &error), FY_NOT_FOUND);
    assert_string_equal(error.file, scratch_path("nothing"));
    assert_non_null(strstr(error.sentence, "no such file"));
    assert_int_equal(fy_file_read(scratch_folder, &bytes, &error), FY_IO);
    assert_non_null(strstr(error.sentence, "folder"));
    assert_null(bytes.data);
}

static void new_file_follows_umask(void **state)
{
    (void)state;
    mode_t before = umask(027);
    enum fy_status status = replace("new", "one", NULL);

    umask(before);
    assert_int_equal(status, FY_OK);
    assert_string_equal(scratch_read("new"), "one");
    assert_int_equal(mode_of("new"), 0640);
    assert_int_equal(scratch_count(), 1);
}

static void keeps_mode(void **state)
{
    (void)state;
    assert_true(scratch_write("file", "old"));
    assert_int_equal(chmod(scratch_path("file"), 0604), 0);
    assert_int_equal(replace("file", "new", NULL), FY_OK);
    assert_string_equal(scratch_read("file"), "new");
    assert_int_equal(mode_of("file"), 0604);
    assert_int_equal(scratch_count(), 1);
}

static void keeps_owner(void **state)
{
    (void)state;
    struct stat info;

    if (geteuid() != 0) {
        print_message("only root can give files away\n");
        skip();
    }
    assert_true(scratch_write("file", "old"));
    assert_int_equal(chown(scratch_path("file"), OTHER_USER, 12345), 0);
    assert_int_equal(replace("file", "new", NULL), FY_OK);
    assert_int_equal(stat(scratch_path("file"), &info), 0);
    assert_int_equal(info.st_uid, OTHER_USER);
    assert_int_equal(info.st_gid, 12345);
    assert_string_equal(scratch_read("file"), "new");
}

static void link_stays_a_link(void **state)
{
    (void)state;
    struct stat info;

    assert_int_equal(mkdir(scratch_path("data"), 0700), 0);
    assert_true(scratch_write("data/target", "old"));
    assert_int_equal(symlink("data/second", scratch_path("first")), 0);
    assert_int_equal(symlink("target", scratch_path("data/second")), 0);
    assert_int_equal(replace("first", "new", NULL), FY_OK);
    assert_string_equal(scratch_read("data/target"), "new");
    assert_int_equal(lstat(scratch_path("first"), &info), 0);
    assert_true(S_ISLNK(info.st_mode));
    assert_int_equal(lstat(scratch_path("data/second"), &info), 0);
    assert_true(S_ISLNK(info.st_mode));
}

static void link_to_nothing_makes_its_target(void **state)
{
    (void)state;
    assert_int_equal(symlink("target", scratch_path("link")), 0);
    assert_int_equal(replace("link", "new", NULL), FY_OK);
    assert_string_equal(scratch_read("target"), "new");
}

static void links_in_a_circle_are_refused(void **state)
{
    (void)state;
    struct fy_error error;

    assert_int_equal(symlink("b", scratch_path("a")), 0);
    assert_int_equal(symlink("a", scratch_path("b")), 0);
    assert_int_equal(replace("a", "new", &error), FY_IO);
    assert_non_null(strstr(error.sentence, "circle"));
}

static void hard_links_stay_one_file(void **state)
{
    (void)state;
    assert_true(scratch_write("file", "a long old content"));
    assert_int_equal(link(scratch_path("file"), scratch_path("other")), 0);
    assert_int_equal(replace("file", "new", NULL), FY_OK);
    assert_string_equal(scratch_read("file"), "new");
    assert_string_equal(scratch_read("other"), "new");
    assert_int_equal(scratch_count(), 2);
}

static void folders_and_pipes_are_refused(void **state)
{
    (void)state;
    struct fy_error error;

    assert_int_equal(mkdir(scratch_path("folder"), 0700), 0);
    assert_int_equal(replace("folder", "new", &error), FY_IO);
    assert_non_null(strstr(error.sentence, "folder"));
    assert_int_equal(mkfifo(scratch_path("pipe"), 0600), 0);
    assert_int_equal(replace("pipe", "new", &error), FY_INVALID);
    assert_int_equal(scratch_count(), 2);
    assert_int_equal(replace("no/such/folder", "new", &error), FY_NOT_FOUND);
}

/* Replaces in a process of its own: as another user when we are root, or under a limit. 100 for a wrong sentence. */
static int replace_elsewhere(const char *name, const char *text, bool other_user, rlim_t limit, const char *expected)
{
    pid_t child = fork();

    if (child == 0) {
        struct fy_error error = { 0 };
        struct rlimit largest = { limit, limit };
        /* The folders above may be closed to the other user. */
        if (chdir(scratch_folder) != 0)
            _exit(103);
        if (other_user && geteuid() == 0 && (setgroups(0, NULL) != 0 || setuid(OTHER_USER) != 0))
            _exit(101);
        signal(SIGXFSZ, SIG_IGN);
        if (limit != 0 && setrlimit(RLIMIT_FSIZE, &largest) != 0)
            _exit(102);
        enum fy_status status = fy_file_replace(name, text, strlen(text), &error);
        _exit(status != FY_OK && strstr(error.sentence, expected) == NULL ? 100 : (int)status);
    }
    int ended = 0;
    assert_int_equal(waitpid(child, &ended, 0), child);
    assert_true(WIFEXITED(ended));
    return WEXITSTATUS(ended);
}

static void read_only_folder_keeps_the_old(void **state)
{
    (void)state;
    assert_true(scratch_write("file", "old"));
    assert_int_equal(chmod(scratch_path("file"), 0666), 0);
    assert_int_equal(chmod(scratch_folder, 0555), 0);
    assert_int_equal(replace_elsewhere("file", "new", true, 0, "permissions"), FY_NO_ACCESS);
    assert_string_equal(scratch_read("file"), "old");
    assert_int_equal(scratch_count(), 1);
}

static void read_only_file_keeps_the_old(void **state)
{
    (void)state;
    assert_true(scratch_write("file", "old"));
    assert_int_equal(chmod(scratch_path("file"), 0444), 0);
    assert_int_equal(chmod(scratch_folder, 0777), 0);
    assert_int_equal(replace_elsewhere("file", "new", true, 0, "permissions"), FY_NO_ACCESS);
    assert_string_equal(scratch_read("file"), "old");
    assert_int_equal(scratch_count(), 1);
}

static void somebody_elses_file_is_written_in_place(void **state)
{
    (void)state;
    struct stat info;

    if (geteuid() != 0) {
        print_message("only root can make a file of another user\n");
        skip();
    }
    assert_true(scratch_write("file", "a long old content"));
    assert_int_equal(chmod(scratch_path("file"), 0666), 0);
    assert_int_equal(chmod(scratch_folder, 0777), 0);
    assert_int_equal(replace_elsewhere("file", "new", true, 0, ""), FY_OK);
    assert_string_equal(scratch_read("file"), "new");
    assert_int_equal(stat(scratch_path("file"), &info), 0);
    assert_int_equal(info.st_uid, 0);
    assert_int_equal(scratch_count(), 1);
}

static void without_room_the_old_stays(void **state)
{
    (void)state;
    char large[5000];

    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    assert_true(scratch_write("file", "old"));
    assert_int_equal(replace_elsewhere("file", large, false, 1000, "larger"), FY_IO);
    assert_string_equal(scratch_read("file"), "old");
    assert_int_equal(scratch_count(), 1);

    assert_int_equal(link(scratch_path("file"), scratch_path("other")), 0);
    assert_int_equal(replace_elsewhere("file", large, false, 1000, "larger"), FY_IO);
    assert_string_equal(scratch_read("file"), "old");
    assert_int_equal(scratch_count(), 2);
}

static void full_disk_keeps_the_old(void **state)
{
    (void)state;
    struct fy_error error;
    char command[1200];
    char large[70000];

    memset(large, 'x', sizeof large - 1);
    large[sizeof large - 1] = '\0';
    assert_int_equal(mkdir(scratch_path("small"), 0700), 0);
    snprintf(command, sizeof command, "mount -t tmpfs -o size=64k none '%s' 2>/dev/null", scratch_path("small"));
    if (geteuid() != 0 || system(command) != 0) {
        print_message("a small file system cannot be mounted here\n");
        skip();
    }
    bool written = scratch_write("small/file", "old");
    enum fy_status status = replace("small/file", large, &error);
    bool kept = strcmp(scratch_read("small/file"), "old") == 0;
    snprintf(command, sizeof command, "umount '%s'", scratch_path("small"));
    assert_int_equal(system(command), 0);
    assert_true(written);
    assert_int_equal(status, FY_IO);
    assert_non_null(strstr(error.sentence, "full"));
    assert_true(kept);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(reads_all_bytes),
        TEST(says_what_cannot_be_read),
        TEST(new_file_follows_umask),
        TEST(keeps_mode),
        TEST(keeps_owner),
        TEST(link_stays_a_link),
        TEST(link_to_nothing_makes_its_target),
        TEST(links_in_a_circle_are_refused),
        TEST(hard_links_stay_one_file),
        TEST(folders_and_pipes_are_refused),
        TEST(read_only_folder_keeps_the_old),
        TEST(read_only_file_keeps_the_old),
        TEST(somebody_elses_file_is_written_in_place),
        TEST(without_room_the_old_stays),
        TEST(full_disk_keeps_the_old),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
