/* Peaks in the cache: a header, then the finest level as it is in memory; the coarser ones are made of it. Whatever does not
 * fit (another version, another machine's byte order, a sum that is wrong) counts as nothing. */
#include "sound/cache.h"
#include "sound/peaks_inside.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SHORT = 1 << 22 /* frames */ };

struct header {
    char magic[16]; /* with the version */
    uint64_t order; /* bytes 1 to 8, as this machine has them */
    uint64_t frames, blocks;
    uint64_t sum; /* of the entries */
};

static const char magic[16] = "fangyin peaks 1";

/* A sum of 64-bit words by multiplication, fast enough for megabytes. */
static uint64_t sum_of(const struct fy_peak *entries, size_t count)
{
    uint64_t sum = UINT64_C(14695981039346656037);
    for (size_t i = 0; i < count; i++)
        sum = (sum ^ ((uint64_t)(uint16_t)entries[i].low << 16 | (uint16_t)entries[i].high)) * UINT64_C(1099511628211);
    return sum;
}

static struct header header_of(const struct fy_peaks *peaks, uint64_t sum)
{
    struct header header = { .order = UINT64_C(0x0102030405060708),
                             .frames = (uint64_t)peaks->frames,
                             .blocks = peaks->blocks,
                             .sum = sum };
    memcpy(header.magic, magic, sizeof magic);
    return header;
}

static bool read_all(int fd, void *bytes, size_t size)
{
    for (char *at = bytes; size > 0;) {
        const ssize_t got = read(fd, at, size);
        if (got < 0 && errno == EINTR)
            continue;
        if (got <= 0)
            return false;
        at += got;
        size -= (size_t)got;
    }
    return true;
}

static bool write_all(int fd, const void *bytes, size_t size)
{
    for (const char *at = bytes; size > 0;) {
        const ssize_t put = write(fd, at, size);
        if (put < 0 && errno == EINTR)
            continue;
        if (put <= 0)
            return false;
        at += put;
        size -= (size_t)put;
    }
    return true;
}

static bool peaks_path(const struct fy_peaks *peaks, const char *path, char cached[PATH_MAX])
{
    char key[FY_CACHE_KEY];
    return peaks->frames > SHORT && fy_cache_key(path, key) && fy_cache_path(key, "peaks", cached);
}

static bool take(struct fy_peaks *peaks, int fd)
{
    struct header header;
    struct stat info;
    const size_t size = peaks->blocks * sizeof(struct fy_peak);
    if (fstat(fd, &info) != 0 || (uint64_t)info.st_size != sizeof header + size || !read_all(fd, &header, sizeof header))
        return false;
    const struct header expected = header_of(peaks, header.sum);
    struct fy_peak *entries = memcmp(&header, &expected, sizeof header) == 0 ? fy_malloc(size) : NULL;
    const bool good = entries && read_all(fd, entries, size) && sum_of(entries, peaks->blocks) == header.sum;
    for (size_t section = 0; good && section < peaks->sections; section++) {
        const size_t first = section * FY_PEAKS_SECTION, count = fy_peaks_section_size(peaks, section);
        for (size_t b = first; b < first + count; b++)
            fy_peaks_put(peaks, b, entries[b]);
        atomic_store_explicit(&peaks->built[section], count, memory_order_release);
    }
    fy_free(entries);
    return good;
}

bool fy_peaks_load(struct fy_peaks *peaks, const char *path)
{
    char cached[PATH_MAX];
    const int fd = peaks_path(peaks, path, cached) ? fy_cache_open(cached) : -1;
    const bool taken = fd >= 0 && take(peaks, fd);
    if (fd >= 0)
        close(fd);
    return taken;
}

void fy_peaks_keep(const struct fy_peaks *peaks, const char *path)
{
    char cached[PATH_MAX], temporary[PATH_MAX];
    const int fd = !peaks->unread && peaks_path(peaks, path, cached) ? fy_cache_create(cached, temporary) : -1;
    if (fd < 0)
        return;
    const struct header header = header_of(peaks, sum_of(peaks->levels[0], peaks->blocks));
    if (write_all(fd, &header, sizeof header) &&
        write_all(fd, peaks->levels[0], peaks->blocks * sizeof *peaks->levels[0]))
        (void)fy_cache_keep(fd, temporary, cached, FY_CACHE_LIMIT);
    else
        fy_cache_drop(fd, temporary);
}
