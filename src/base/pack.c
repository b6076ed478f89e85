/* The one place that knows zlib. */
#include "base/pack.h"

#include <fangyin/memory.h>
#include <limits.h>
#include <zlib.h>

uint32_t fy_crc32(uint32_t sum, const void *bytes, size_t size)
{
    return size > 0 ? (uint32_t)crc32_z(sum, bytes, size) : sum;
}

void fy_pack(struct fy_buffer *out, const void *bytes, size_t size, int level)
{
    uLongf packed = compressBound((uLong)size);
    unsigned char *room = fy_malloc(packed);
    if (room && compress2(room, &packed, bytes, (uLong)size, level) == Z_OK)
        fy_buffer_append(out, room, packed);
    else
        out->failed = true;
    fy_free(room);
}

/* zlib's own handle, under our name. */
static gzFile inner(struct fy_pack_file *file)
{
    return (gzFile)(void *)file;
}

struct fy_pack_file *fy_pack_open(const char *path, bool gzip)
{
    return (struct fy_pack_file *)(void *)gzopen(path, gzip ? "wb6" : "wbT");
}

bool fy_pack_write(struct fy_pack_file *file, const void *bytes, size_t size)
{
    const char *at = bytes;
    while (size > 0) {
        const unsigned part = size < INT_MAX ? (unsigned)size : INT_MAX;
        if (gzwrite(inner(file), at, part) != (int)part)
            return false;
        at += part;
        size -= part;
    }
    return true;
}

bool fy_pack_close(struct fy_pack_file *file)
{
    return gzclose(inner(file)) == Z_OK;
}
