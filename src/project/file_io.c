#include "base/messages.h"
#include "project/internal.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static enum fy_status cannot_read(int number, const char *path, struct fy_error *error)
{
    return fy_fail_system(error, number, path, _("The file could not be read."));
}

static enum fy_status read_all(int fd, const char *path, struct fy_buffer *bytes, struct fy_error *error)
{
    struct stat info;

    if (fstat(fd, &info) != 0)
        return cannot_read(errno, path, error);
    if (S_ISDIR(info.st_mode))
        return cannot_read(EISDIR, path, error);
    /* One byte more than its size, so that the end is seen without growing. */
    size_t room = info.st_size > 0 ? (size_t)info.st_size + 1 : 4096;
    for (;;) {
        if (!fy_buffer_reserve(bytes, room))
            return fy_fail_memory(error);
        ssize_t count = read(fd, bytes->data + bytes->size, room);
        if (count == 0) {
            bytes->data[bytes->size] = '\0';
            return FY_OK;
        }
        if (count < 0 && errno != EINTR)
            return cannot_read(errno, path, error);
        if (count > 0) {
            bytes->size += (size_t)count;
            room = room > (size_t)count ? room - (size_t)count : 65536;
        }
    }
}

enum fy_status fy_file_read(const char *path, struct fy_buffer *bytes, struct fy_error *error)
{
    *bytes = (struct fy_buffer)FY_BUFFER_EMPTY;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return cannot_read(errno, path, error);
    enum fy_status status = read_all(fd, path, bytes, error);
    close(fd);
    if (status != FY_OK)
        fy_buffer_free(bytes);
    return status;
}

bool fy_write_all(int fd, const char *bytes, size_t size)
{
    while (size > 0) {
        ssize_t count = write(fd, bytes, size);
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            return false;
        if (count == 0) {
            errno = ENOSPC;
            return false;
        }
        bytes += count;
        size -= (size_t)count;
    }
    return true;
}

int fy_sync_data(int fd)
{
#if defined(_POSIX_SYNCHRONIZED_IO) && _POSIX_SYNCHRONIZED_IO > 0
    return fdatasync(fd);
#else
    return fsync(fd);
#endif
}

void fy_folder_sync(const char *folder)
{
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0)
        return;
    fsync(fd);
    close(fd);
}

int fy_file_create(const char *path, const char *bytes, size_t size)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (fd < 0)
        return errno;
    int number = fy_write_all(fd, bytes, size) && fsync(fd) == 0 ? 0 : errno;
    if (close(fd) != 0 && number == 0)
        number = errno;
    if (number != 0) {
        unlink(path);
        return number;
    }
    char *folder = fy_path_folder(path);
    if (folder != NULL)
        fy_folder_sync(folder);
    fy_free(folder);
    return 0;
}

enum fy_status fy_file_create_beside(char **chosen, const char *path, const char *mark, bool before_extension,
                                     const char *bytes, size_t size, struct fy_error *error)
{
    const char *extension = before_extension ? fy_path_extension(path) : path + strlen(path);
    int number = EEXIST;

    *chosen = NULL;
    for (int attempt = 1; attempt < 1000 && number == EEXIST; attempt++) {
        struct fy_buffer name = FY_BUFFER_EMPTY;
        fy_buffer_append(&name, path, (size_t)(extension - path));
        fy_buffer_puts(&name, mark);
        if (attempt > 1)
            fy_buffer_printf(&name, "-%d", attempt);
        fy_buffer_puts(&name, extension);
        if (name.failed) {
            fy_buffer_free(&name);
            return fy_fail_memory(error);
        }
        number = fy_file_create(name.data, bytes, size);
        if (number == 0)
            *chosen = name.data;
        else
            fy_buffer_free(&name);
    }
    if (number != 0)
        return fy_fail_system(error, number, path, _("A copy beside this file could not be written."));
    return FY_OK;
}
