/* SHA-256 of bytes as they come. */
#ifndef FANGYIN_DIGEST_H
#define FANGYIN_DIGEST_H

#include <stddef.h>
#include <stdint.h>

#define FY_DIGEST_SIZE 65 /* 64 hexadecimal digits and a NUL */

struct fy_digest {
    uint64_t state[32]; /* nettle's */
};

void fy_digest_start(struct fy_digest *digest);
void fy_digest_add(struct fy_digest *digest, const void *bytes, size_t size);
void fy_digest_end(struct fy_digest *digest, char text[FY_DIGEST_SIZE]);

/* Of all at once. */
void fy_digest_of(const void *bytes, size_t size, char text[FY_DIGEST_SIZE]);

#endif
