/* A growing string of bytes. Failure is sticky: appending after a failed allocation does nothing, so that a writer
 * appends freely and looks at `failed` once. */
#ifndef FANGYIN_BUFFER_H
#define FANGYIN_BUFFER_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

struct fy_buffer {
    char *data;      /* size bytes and then a NUL; NULL while capacity is 0 */
    size_t size;     /* bytes in use */
    size_t capacity; /* bytes allocated */
    bool failed;     /* an allocation failed; the content is incomplete */
};

#define FY_BUFFER_EMPTY { NULL, 0, 0, false }

void fy_buffer_free(struct fy_buffer *buffer);  /* frees and empties */
void fy_buffer_clear(struct fy_buffer *buffer); /* empties, keeps the memory */
bool fy_buffer_reserve(struct fy_buffer *buffer, size_t more);
void fy_buffer_append(struct fy_buffer *buffer, const void *bytes, size_t size);
void fy_buffer_puts(struct fy_buffer *buffer, const char *text);
void fy_buffer_putc(struct fy_buffer *buffer, char byte);
void fy_buffer_printf(struct fy_buffer *buffer, const char *format, ...) FY_PRINTF(2, 3);

/* The content as a C string ("" when empty). Valid until the next change. */
const char *fy_buffer_text(const struct fy_buffer *buffer);

#endif
