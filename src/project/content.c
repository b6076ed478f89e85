#include "base/messages.h"
#include "project/internal.h"

#include <inttypes.h>
#include <string.h>
#include <xxhash.h>

bool fy_content_sum_start(struct fy_content_sum *sum)
{
    *sum = (struct fy_content_sum){ XXH3_createState(), 0 };
    return sum->state != NULL && XXH3_64bits_reset(sum->state) == XXH_OK;
}

void fy_content_sum_add(struct fy_content_sum *sum, const char *bytes, size_t size)
{
    (void)XXH3_64bits_update(sum->state, bytes, size);
    sum->size += size;
}

struct fy_content fy_content_sum_end(struct fy_content_sum *sum)
{
    const struct fy_content content = { .exists = true, .size = sum->size, .hash = XXH3_64bits_digest(sum->state) };
    XXH3_freeState(sum->state);
    sum->state = NULL;
    return content;
}

struct fy_content fy_content_of(const char *bytes, size_t size)
{
    return (struct fy_content){ .exists = true, .size = size, .hash = XXH3_64bits(bytes, size) };
}

struct fy_content fy_content_old_of(const char *bytes, size_t size)
{
    uint64_t hash = UINT64_C(14695981039346656037);

    for (size_t i = 0; i < size; i++)
        hash = (hash ^ (unsigned char)bytes[i]) * UINT64_C(1099511628211);
    return (struct fy_content){ .exists = true, .old = true, .size = size, .hash = hash };
}

bool fy_content_equal(const struct fy_content *a, const struct fy_content *b)
{
    if (!a->exists || !b->exists)
        return a->exists == b->exists;
    return a->old == b->old && a->size == b->size && a->hash == b->hash;
}

enum fy_status fy_content_on_disk(struct fy_content *content, const char *path, struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    enum fy_status status = fy_file_read(path, &bytes, error);

    if (status == FY_NOT_FOUND) {
        *content = (struct fy_content){ .exists = false };
        return FY_OK;
    }
    if (status == FY_OK)
        *content = fy_content_of(bytes.data, bytes.size);
    fy_buffer_free(&bytes);
    return status;
}

void fy_content_write(struct fy_buffer *out, const struct fy_content *content)
{
    if (content->exists)
        fy_buffer_printf(out, "%" PRIu64 " x%016" PRIx64, content->size, content->hash);
    else
        fy_buffer_puts(out, "- -");
}

/* The value of a digit in that base, or the base for anything else. */
static unsigned digit_of(char byte, unsigned base)
{
    const char *digits = "0123456789abcdef";
    const char *found = byte == '\0' ? NULL : memchr(digits, byte, base);

    return found == NULL ? base : (unsigned)(found - digits);
}

/* Reads digits up to the first other byte; returns their number, 0 also for a number that is too large. */
static size_t parse_number(const char *text, size_t size, unsigned base, uint64_t *value)
{
    size_t length = 0;

    *value = 0;
    for (unsigned digit; length < size && (digit = digit_of(text[length], base)) < base; length++) {
        if (*value > (UINT64_MAX - digit) / base)
            return 0;
        *value = *value * base + digit;
    }
    return length;
}

bool fy_content_parse(struct fy_content *content, const char *text, size_t size)
{
    if (size == 3 && memcmp(text, "- -", 3) == 0) {
        *content = (struct fy_content){ .exists = false };
        return true;
    }
    *content = (struct fy_content){ .exists = true };
    size_t used = parse_number(text, size, 10, &content->size);
    if (used == 0 || used == size || text[used] != ' ')
        return false;
    used++;
    content->old = text[used] != 'x';
    used += content->old ? 0 : 1;
    return size - used == 16 && parse_number(text + used, 16, 16, &content->hash) == 16;
}
