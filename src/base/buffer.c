#include <fangyin/buffer.h>
#include <fangyin/memory.h>

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void fy_buffer_free(struct fy_buffer *buffer)
{
    fy_free(buffer->data);
    *buffer = (struct fy_buffer)FY_BUFFER_EMPTY;
}

void fy_buffer_clear(struct fy_buffer *buffer)
{
    buffer->size = 0;
    buffer->failed = false;
    if (buffer->data)
        buffer->data[0] = '\0';
}

bool fy_buffer_reserve(struct fy_buffer *buffer, size_t more)
{
    if (buffer->failed)
        return false;
    if (buffer->capacity > 0 && more < buffer->capacity - buffer->size)
        return true;
    if (more >= SIZE_MAX / 2 - buffer->size) {
        buffer->failed = true;
        return false;
    }
    size_t wanted = buffer->size + more + 1;
    size_t capacity = buffer->capacity + buffer->capacity / 2;
    if (capacity < wanted)
        capacity = wanted;
    if (capacity < 64)
        capacity = 64;
    char *data = fy_realloc(buffer->data, capacity);
    if (!data) {
        buffer->failed = true;
        return false;
    }
    data[buffer->size] = '\0';
    buffer->data = data;
    buffer->capacity = capacity;
    return true;
}

void fy_buffer_append(struct fy_buffer *buffer, const void *bytes, size_t size)
{
    if (!fy_buffer_reserve(buffer, size))
        return;
    if (size > 0)
        memcpy(buffer->data + buffer->size, bytes, size);
    buffer->size += size;
    buffer->data[buffer->size] = '\0';
}

void fy_buffer_puts(struct fy_buffer *buffer, const char *text)
{
    fy_buffer_append(buffer, text, strlen(text));
}

void fy_buffer_putc(struct fy_buffer *buffer, char byte)
{
    fy_buffer_append(buffer, &byte, 1);
}

void fy_buffer_printf(struct fy_buffer *buffer, const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(NULL, 0, format, arguments);
    va_end(arguments);
    if (size < 0) {
        buffer->failed = true;
        return;
    }
    if (!fy_buffer_reserve(buffer, (size_t)size))
        return;
    va_start(arguments, format);
    vsnprintf(buffer->data + buffer->size, (size_t)size + 1, format, arguments);
    va_end(arguments);
    buffer->size += (size_t)size;
}

const char *fy_buffer_text(const struct fy_buffer *buffer)
{
    return buffer->data ? buffer->data : "";
}
