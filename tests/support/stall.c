/* A disk that does not answer, to be preloaded: while the file $STALL_FLAG is there, whatever asks for something below
 * $STALL_FOLDER waits. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 1024 };

static bool below[FILES]; /* open files below the folder */

static bool is_below(const char *path)
{
    const char *folder = getenv("STALL_FOLDER");
    return folder && path && strncmp(path, folder, strlen(folder)) == 0;
}

static void wait_for_disk(bool concerned)
{
    const char *flag = getenv("STALL_FLAG");
    while (concerned && flag && syscall(SYS_faccessat, AT_FDCWD, flag, F_OK) == 0)
        nanosleep(&(struct timespec){ 0, 20000000 }, NULL);
}

static void wait_for_file(int fd)
{
    wait_for_disk(fd >= 0 && fd < FILES && below[fd]);
}

static int remember(int fd, bool concerned)
{
    if (fd >= 0 && fd < FILES)
        below[fd] = concerned;
    return fd;
}

static int opened(int folder, const char *path, int flags, mode_t mode)
{
    const bool concerned = is_below(path);
    wait_for_disk(concerned);
    return remember((int)syscall(SYS_openat, folder, path, flags, mode), concerned);
}

#define MODE(flags)                                                                                                    \
    mode_t mode = 0;                                                                                                   \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                             \
        va_list arguments;                                                                                             \
        va_start(arguments, flags);                                                                                    \
        mode = va_arg(arguments, mode_t);                                                                              \
        va_end(arguments);                                                                                             \
    }

int open(const char *path, int flags, ...)
{
    MODE(flags)
    return opened(AT_FDCWD, path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    MODE(flags)
    return opened(AT_FDCWD, path, flags, mode);
}

int openat(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    return opened(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    MODE(flags)
    return opened(folder, path, flags, mode);
}

#define NEXT(type, name, arguments) type(*next) arguments = (type(*) arguments)dlsym(RTLD_NEXT, name)

ssize_t read(int fd, void *bytes, size_t size)
{
    NEXT(ssize_t, "read", (int, void *, size_t));
    wait_for_file(fd);
    return next(fd, bytes, size);
}

ssize_t pread64(int fd, void *bytes, size_t size, off64_t at)
{
    NEXT(ssize_t, "pread64", (int, void *, size_t, off64_t));
    wait_for_file(fd);
    return next(fd, bytes, size, at);
}

ssize_t pread(int fd, void *bytes, size_t size, off_t at)
{
    return pread64(fd, bytes, size, at);
}

ssize_t write(int fd, const void *bytes, size_t size)
{
    NEXT(ssize_t, "write", (int, const void *, size_t));
    wait_for_file(fd);
    return next(fd, bytes, size);
}

int fsync(int fd)
{
    NEXT(int, "fsync", (int));
    wait_for_file(fd);
    return next(fd);
}

int fdatasync(int fd)
{
    NEXT(int, "fdatasync", (int));
    wait_for_file(fd);
    return next(fd);
}

int rename(const char *from, const char *to)
{
    NEXT(int, "rename", (const char *, const char *));
    wait_for_disk(is_below(from) || is_below(to));
    return next(from, to);
}

int unlink(const char *path)
{
    NEXT(int, "unlink", (const char *));
    wait_for_disk(is_below(path));
    return next(path);
}

int stat(const char *path, struct stat *info)
{
    NEXT(int, "stat", (const char *, struct stat *));
    wait_for_disk(is_below(path));
    return next(path, info);
}

int lstat(const char *path, struct stat *info)
{
    NEXT(int, "lstat", (const char *, struct stat *));
    wait_for_disk(is_below(path));
    return next(path, info);
}

int access(const char *path, int how)
{
    NEXT(int, "access", (const char *, int));
    wait_for_disk(is_below(path));
    return next(path, how);
}

int close(int fd)
{
    NEXT(int, "close", (int));
    wait_for_file(fd);
    remember(fd, false);
    return next(fd);
}
