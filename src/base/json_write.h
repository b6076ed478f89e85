/* JSON as text, written from front to back. */
#ifndef FANGYIN_JSON_WRITE_H
#define FANGYIN_JSON_WRITE_H

#include <fangyin/buffer.h>
#include <stdbool.h>
#include <stddef.h>

/* Where the writing stands. Start with { .out = &buffer }; whether memory sufficed is in the buffer. */
struct fy_json_writer {
    struct fy_buffer *out;
    bool comma; /* a value stands before: the next one is parted from it */
};

/* Brackets. `name` is the member's name inside an object, NULL inside an array and at the top; so below. */
void fy_json_object(struct fy_json_writer *json, const char *name);
void fy_json_object_end(struct fy_json_writer *json);
void fy_json_array(struct fy_json_writer *json, const char *name);
void fy_json_array_end(struct fy_json_writer *json);

/* Text, NUL-ended. What must not reach a terminal (<fangyin/text.h>) is escaped as \u...., so that nothing of it is
 * lost; bytes that are no UTF-8 become U+FFFD, as JSON has no place for them. */
void fy_json_text(struct fy_json_writer *json, const char *name, const char *text);
/* As fy_number_write; null for what is no number. */
void fy_json_number(struct fy_json_writer *json, const char *name, double value);
void fy_json_count(struct fy_json_writer *json, const char *name, size_t count);
void fy_json_bool(struct fy_json_writer *json, const char *name, bool value);

#endif
