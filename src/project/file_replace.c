/* Replacing a file's content so that at every moment either the old or the new content is there, whole. */
#include "base/messages.h"
#include "project/internal.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *not_saved(void)
{
    return _("The file could not be saved; what stands on disk is as it was.");
}

static enum fy_status check_unchanged(const char *path, const struct fy_content *expected, struct fy_error *error)
{
    struct fy_content now;
    const char *sentence;

    if (expected == NULL)
        return FY_OK;
    enum fy_status status = fy_content_on_disk(&now, path, error);
    if (status != FY_OK || fy_content_equal(&now, expected))
        return status;
    if (!now.exists)
        sentence = _("The file has been removed meanwhile; nothing was saved. Save it anew, or under another name.");
    else if (!expected->exists)
        sentence = _("Another program has made this file meanwhile; nothing was saved. Save beside it, or look at it "
                     "first.");
    else
        sentence = _("Another program has changed this file since it was read; nothing was saved. Save beside it, or "
                     "look at it first.");
    return fy_fail_file(error, FY_CHANGED, path, sentence);
}

/* An open temporary file in the target's folder. */
struct temporary {
    int fd;
    char *path;
};

static int temporary_open(struct temporary *temporary, const char *folder, mode_t mode)
{
    int number = EEXIST;

    for (int attempt = 0; attempt < 1000 && number == EEXIST; attempt++) {
        char name[64];
        snprintf(name, sizeof name, ".fangyin-%ld-%d.tmp", (long)getpid(), attempt);
        temporary->path = fy_path_join(folder, name);
        if (temporary->path == NULL)
            return ENOMEM;
        temporary->fd = open(temporary->path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
        if (temporary->fd >= 0)
            return 0;
        number = errno;
        fy_free(temporary->path);
        temporary->path = NULL;
    }
    return number;
}

/* Close, and remove what was not renamed. */
static void temporary_drop(struct temporary *temporary)
{
    if (temporary->fd >= 0)
        close(temporary->fd);
    if (temporary->path != NULL) {
        unlink(temporary->path);
        fy_free(temporary->path);
    }
}

/* Write bytes over what an open file holds; errno value, 0 for done. */
static int overwrite(int fd, const char *bytes, size_t size)
{
    bool done = lseek(fd, 0, SEEK_SET) == 0 && fy_write_all(fd, bytes, size) && ftruncate(fd, (off_t)size) == 0 &&
                fsync(fd) == 0;

    return done ? 0 : errno;
}

/* For a file whose links or owner a rename would lose. `copy` holds its old content, should this stop half way. */
static enum fy_status overwrite_guarded(const char *path, const char *bytes, size_t size, const struct fy_buffer *old,
                                        char **copy, struct fy_error *error)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    if (fd < 0)
        return fy_fail_system(error, errno, path, not_saved());
    int number = overwrite(fd, bytes, size);
    int restoring = number == 0 ? 0 : overwrite(fd, old->data, old->size);
    if (close(fd) != 0 && number == 0)
        number = restoring = errno;
    if (number == 0)
        return FY_OK;
    if (restoring == 0)
        return fy_fail_system(error, number, path, not_saved());
    enum fy_status status = fy_fail_system(
        error, number, *copy, _("Saving stopped half way; the content before it is in the file named here."));
    fy_free(*copy);
    *copy = NULL;
    return status;
}

static enum fy_status write_in_place(const char *path, const char *bytes, size_t size,
                                     const struct fy_content *expected, struct fy_error *error)
{
    struct fy_buffer old = FY_BUFFER_EMPTY;
    char *copy = NULL;
    enum fy_status status = fy_file_read(path, &old, error);

    if (status == FY_OK)
        status = fy_file_create_beside(&copy, path, ".before-save", false, old.data, old.size, error);
    if (status == FY_OK)
        status = check_unchanged(path, expected, error);
    if (status == FY_OK)
        status = overwrite_guarded(path, bytes, size, &old, &copy, error);
    if (copy != NULL)
        unlink(copy);
    fy_free(copy);
    fy_buffer_free(&old);
    return status;
}

/* Give an open new file the mode and owner of the one it replaces. *impossible is set where the owner cannot be given. */
static int keep_mode_and_owner(int fd, const struct stat *before, bool *impossible)
{
    struct stat made;

    if (fstat(fd, &made) != 0)
        return errno;
    if ((made.st_uid != before->st_uid || made.st_gid != before->st_gid) &&
        fchown(fd, before->st_uid, before->st_gid) != 0) {
        *impossible = true;
        return 0;
    }
    /* After the owner: changing that clears set-user-id bits. */
    return fchmod(fd, before->st_mode & 07777) == 0 ? 0 : errno;
}

static int fill_and_close(struct temporary *temporary, const char *bytes, size_t size)
{
    int number = fy_write_all(temporary->fd, bytes, size) && fsync(temporary->fd) == 0 ? 0 : errno;

    if (close(temporary->fd) != 0 && number == 0)
        number = errno;
    temporary->fd = -1;
    return number;
}

/* Write the new content beside the target and put it in its place. `before` is NULL for a new file. *in_place is set,
 * and nothing done, where the owner cannot be kept that way. */
static enum fy_status rename_over(const char *target, const struct stat *before, const char *bytes, size_t size,
                                  const struct fy_content *expected, bool *in_place, struct fy_error *error)
{
    struct temporary temporary = { -1, NULL };
    enum fy_status status = FY_OK;
    char *folder = fy_path_folder(target);

    if (folder == NULL)
        return fy_fail_memory(error);
    int number = temporary_open(&temporary, folder, before == NULL ? 0666 : 0600);
    if (number == 0 && before != NULL)
        number = keep_mode_and_owner(temporary.fd, before, in_place);
    if (number == 0 && !*in_place) {
        number = fill_and_close(&temporary, bytes, size);
        if (number == 0)
            status = check_unchanged(target, expected, error);
        if (number == 0 && status == FY_OK) {
            if (rename(temporary.path, target) != 0) {
                number = errno;
            } else {
                /* From here on the name is free for another thread's temporary file. */
                fy_free(temporary.path);
                temporary.path = NULL;
                fy_folder_sync(folder);
            }
        }
    }
    if (number != 0)
        status = fy_fail_system(error, number, target, not_saved());
    temporary_drop(&temporary);
    fy_free(folder);
    return status;
}

enum fy_status fy_file_replace_expected(const char *path, const char *bytes, size_t size,
                                        const struct fy_content *expected, struct fy_error *error)
{
    struct stat before;
    char *target;
    enum fy_status status = fy_path_follow(&target, path, error);

    if (status != FY_OK)
        return status;
    bool exists = stat(target, &before) == 0;
    bool in_place = exists && before.st_nlink > 1;
    if (exists && S_ISDIR(before.st_mode))
        status = fy_fail_system(error, EISDIR, path, not_saved());
    else if (exists && !S_ISREG(before.st_mode))
        status = fy_fail_file(error, FY_INVALID, path, _("This is a device or a pipe, not a file: nothing was saved."));
    else if (exists && access(target, W_OK) != 0)
        status = fy_fail_system(error, errno, path, not_saved());
    else if (!in_place)
        status = rename_over(target, exists ? &before : NULL, bytes, size, expected, &in_place, error);
    if (status == FY_OK && in_place)
        status = write_in_place(target, bytes, size, expected, error);
    fy_free(target);
    return status;
}

enum fy_status fy_file_replace(const char *path, const char *bytes, size_t size, struct fy_error *error)
{
    return fy_file_replace_expected(path, bytes, size, NULL, error);
}
