/* Bytes packed by zlib: as a stream for pictures, as .gz files for lists. */
#ifndef FANGYIN_PACK_H
#define FANGYIN_PACK_H

#include <fangyin/buffer.h>
#include <stdint.h>

/* The CRC-32 of what `sum` is that of (0: nothing) and these bytes. */
uint32_t fy_crc32(uint32_t sum, const void *bytes, size_t size);

/* Append bytes as a zlib stream; level 1 (fast) to 9 (small). Memory that is wanting shows in the buffer. */
void fy_pack(struct fy_buffer *out, const void *bytes, size_t size, int level);

/* A file that is written from front to back, as gzip or as it comes. Its header holds no time, so that the same bytes give
 * the same file. */
struct fy_pack_file;

struct fy_pack_file *fy_pack_open(const char *path, bool gzip); /* NULL: errno says why */
bool fy_pack_write(struct fy_pack_file *file, const void *bytes, size_t size);
bool fy_pack_close(struct fy_pack_file *file); /* true if all was written */

#endif
