#include "sound/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum { LOOKED_AT = 1 << 14 }; /* bytes at each of three places */

/* ---- which file it is ---- */

static uint64_t hash_bytes(uint64_t hash, const unsigned char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++)
        hash = (hash ^ bytes[i]) * UINT64_C(1099511628211); /* 64-bit FNV-1a */
    return hash;
}

bool fy_cache_key(const char *path, char key[FY_CACHE_KEY])
{
    unsigned char bytes[LOOKED_AT];
    struct stat info;
    uint64_t hash = UINT64_C(14695981039346656037);
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    bool read_all = fd >= 0 && fstat(fd, &info) == 0;
    for (int i = 0; i < 3 && read_all; i++) {
        const off_t last = info.st_size > LOOKED_AT ? info.st_size - LOOKED_AT : 0;
        const ssize_t got = pread(fd, bytes, sizeof bytes, last / 2 * i);
        read_all = got >= 0;
        if (read_all)
            hash = hash_bytes(hash, bytes, (size_t)got);
    }
    if (read_all)
        snprintf(key, FY_CACHE_KEY, "%" PRIx64 "-%" PRIx64 ".%lx-%016" PRIx64, (uint64_t)info.st_size,
                 (uint64_t)info.st_mtim.tv_sec, (unsigned long)info.st_mtim.tv_nsec, hash);
    if (fd >= 0)
        close(fd);
    return read_all;
}

/* ---- where it is ---- */

static bool cache_folder(char folder[PATH_MAX])
{
    const char *cache = getenv("XDG_CACHE_HOME"), *home = getenv("HOME");
    int used;
    if (cache && *cache == '/')
        used = snprintf(folder, PATH_MAX, "%s", cache);
    else if (home && *home == '/')
        used = snprintf(folder, PATH_MAX, "%s/.cache", home);
    else
        return false;
    if (used < 0 || used + FY_CACHE_KEY + 64 > PATH_MAX)
        return false;
    mkdir(folder, 0700);
    strcat(folder, "/fangyin");
    mkdir(folder, 0700);
    strcat(folder, "/recordings");
    mkdir(folder, 0700);
    return true;
}

bool fy_cache_path(const char *key, const char *kind, char path[PATH_MAX])
{
    if (!cache_folder(path))
        return false;
    const size_t used = strlen(path);
    return snprintf(path + used, PATH_MAX - used, "/%s.%s", key, kind) < (int)(PATH_MAX - used);
}

/* ---- taking and putting ---- */

int fy_cache_open(const char *path)
{
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd >= 0) {
        (void)flock(fd, LOCK_SH | LOCK_NB);
        (void)futimens(fd, NULL);
    }
    return fd;
}

int fy_cache_create(const char *path, char temporary[PATH_MAX])
{
    if (snprintf(temporary, PATH_MAX, "%s.%ld-XXXXXX", path, (long)getpid()) >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return -1;
    }
    const int fd = mkstemp(temporary);
    if (fd >= 0) {
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
        (void)flock(fd, LOCK_EX | LOCK_NB); /* somebody is at work on it */
    }
    return fd;
}

void fy_cache_drop(int fd, const char *temporary)
{
    unlink(temporary);
    close(fd);
}

struct entry {
    char *name;
    int64_t size;
    struct timespec used;
};

static int by_use(const void *a, const void *b)
{
    const struct timespec *x = &((const struct entry *)a)->used, *y = &((const struct entry *)b)->used;
    if (x->tv_sec != y->tv_sec)
        return x->tv_sec < y->tv_sec ? -1 : 1;
    return x->tv_nsec < y->tv_nsec ? -1 : x->tv_nsec > y->tv_nsec;
}

/* Remove a file unless a program has it open. */
static bool throw_out(int folder, const char *name)
{
    const int fd = openat(folder, name, O_RDONLY | O_CLOEXEC);
    const bool free_now = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) == 0 && unlinkat(folder, name, 0) == 0;
    if (fd >= 0)
        close(fd);
    return free_now;
}

/* A name that fy_cache_create made, of a program that did not come to an end. */
static bool is_unfinished(const char *name)
{
    const char *dash = strrchr(name, '-'), *dot = strrchr(name, '.');
    return dash && dot && dash > dot && strlen(dash) == 7 && dot[1] >= '0' && dot[1] <= '9';
}

static void trim(const char *path, int64_t limit)
{
    char folder[PATH_MAX];
    struct entry *entries = NULL;
    size_t count = 0, capacity = 0;
    int64_t total = 0;
    snprintf(folder, sizeof folder, "%s", path);
    char *slash = strrchr(folder, '/');
    *slash = '\0';
    DIR *stream = opendir(folder);
    if (!stream)
        return;
    for (const struct dirent *entry; (entry = readdir(stream));) {
        struct stat info;
        if (fstatat(dirfd(stream), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0 || !S_ISREG(info.st_mode))
            continue;
        /* A minute: its maker may not have locked it yet. */
        if (is_unfinished(entry->d_name) && info.st_mtim.tv_sec + 60 < time(NULL) &&
            throw_out(dirfd(stream), entry->d_name))
            continue;
        struct entry *grown = fy_grow(entries, &capacity, count + 1, sizeof *entries);
        char *name = grown ? fy_strdup(entry->d_name) : NULL;
        if (grown)
            entries = grown;
        if (!name)
            break;
        total += info.st_size;
        entries[count++] = (struct entry){ name, info.st_size, info.st_mtim };
    }
    if (count > 1)
        qsort(entries, count, sizeof *entries, by_use);
    for (size_t i = 0; i < count; i++) {
        if (total > limit && strcmp(entries[i].name, slash + 1) != 0 && throw_out(dirfd(stream), entries[i].name))
            total -= entries[i].size;
        fy_free(entries[i].name);
    }
    fy_free(entries);
    closedir(stream);
}

int fy_cache_keep(int fd, const char *temporary, const char *path, int64_t limit)
{
    int number = fsync(fd) == 0 && rename(temporary, path) == 0 ? 0 : errno;
    if (number != 0)
        unlink(temporary);
    if (close(fd) != 0 && number == 0)
        number = errno;
    if (number == 0)
        trim(path, limit);
    return number;
}
