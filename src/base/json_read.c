/* The one place that knows jansson. Its values are what the header calls struct fy_json. */
#include "base/json_read.h"

#include "base/messages.h"

#include <jansson.h>
#include <stdint.h>

static const json_t *inner(const struct fy_json *value)
{
    return (const json_t *)(const void *)value;
}

static const struct fy_json *outer(const json_t *value)
{
    return (const struct fy_json *)(const void *)value;
}

enum fy_status fy_json_read(const char *text, size_t size, struct fy_json **root, struct fy_error *error)
{
    json_error_t failure;
    /* As reals, or a number beyond 64 bits would make the whole document unreadable. */
    json_t *made = json_loadb(text, size, JSON_DECODE_INT_AS_REAL | JSON_DECODE_ANY, &failure);
    *root = (struct fy_json *)(void *)made;
    if (made)
        return FY_OK;
    if (json_error_code(&failure) == json_error_out_of_memory)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    return fy_fail_at(error, FY_SYNTAX, failure.line > 0 ? (unsigned)failure.line : 1,
                      failure.column > 0 ? (unsigned)failure.column : 1, _("This is no JSON: %s."), failure.text);
}

void fy_json_free(struct fy_json *root)
{
    json_decref((json_t *)(void *)root);
}

bool fy_json_is_object(const struct fy_json *value)
{
    return json_is_object(inner(value));
}

bool fy_json_is_array(const struct fy_json *value)
{
    return json_is_array(inner(value));
}

bool fy_json_is_true(const struct fy_json *value)
{
    return json_is_true(inner(value));
}

const struct fy_json *fy_json_get(const struct fy_json *object, const char *name)
{
    return outer(json_object_get(inner(object), name));
}

size_t fy_json_size(const struct fy_json *value)
{
    return json_is_object(inner(value)) ? json_object_size(inner(value)) : json_array_size(inner(value));
}

const struct fy_json *fy_json_at(const struct fy_json *array, size_t n)
{
    return outer(json_array_get(inner(array), n));
}

const char *fy_json_next(const struct fy_json *object, const char *name)
{
    /* Iterating changes nothing, but jansson asks for a value that could be changed. */
    json_t *members = (json_t *)(void *)(uintptr_t)(const void *)object;
    void *at = name ? json_object_iter_next(members, json_object_key_to_iter(name)) : json_object_iter(members);
    return at ? json_object_iter_key(at) : NULL;
}

const char *fy_json_text_of(const struct fy_json *value)
{
    return json_string_value(inner(value));
}

bool fy_json_number_of(const struct fy_json *value, double *number)
{
    if (!json_is_number(inner(value)))
        return false;
    *number = json_number_value(inner(value));
    return true;
}
