/* The one place that knows nettle. */
#include "base/digest.h"

#include <nettle/sha2.h>
#include <stdio.h>

_Static_assert(sizeof(struct sha256_ctx) <= sizeof(struct fy_digest), "nettle's state has its place");

static struct sha256_ctx *inner(struct fy_digest *digest)
{
    return (struct sha256_ctx *)(void *)digest->state;
}

void fy_digest_start(struct fy_digest *digest)
{
    sha256_init(inner(digest));
}

void fy_digest_add(struct fy_digest *digest, const void *bytes, size_t size)
{
    sha256_update(inner(digest), size, bytes);
}

void fy_digest_end(struct fy_digest *digest, char text[FY_DIGEST_SIZE])
{
    uint8_t bytes[SHA256_DIGEST_SIZE];
    sha256_digest(inner(digest), sizeof bytes, bytes);
    for (size_t i = 0; i < sizeof bytes; i++)
        snprintf(text + 2 * i, 3, "%02x", bytes[i]);
}

void fy_digest_of(const void *bytes, size_t size, char text[FY_DIGEST_SIZE])
{
    struct fy_digest digest;
    fy_digest_start(&digest);
    fy_digest_add(&digest, bytes, size);
    fy_digest_end(&digest, text);
}
