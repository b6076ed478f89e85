#include "compare/alternatives.h"

#include <string.h>

/* The end of the group that begins with this brace, and its number of alternatives; NULL where it is none. */
static const char *group_end(const char *brace, size_t *count)
{
    *count = 1;
    for (const char *at = brace + 1; *at != '\0' && *at != '{'; at++) {
        if (*at == '}')
            return *count > 1 ? at : NULL;
        *count += *at == '|';
    }
    return NULL;
}

size_t fy_alternative_count(const char *text, size_t most)
{
    size_t all = 1, count;
    for (const char *at = text; *at != '\0' && all < most; at++) {
        if (*at == '{' && group_end(at, &count))
            all *= count;
    }
    return all < most ? all : most;
}

static const char *nth(const char *group, size_t n)
{
    for (group++; n > 0; n--)
        group = strchr(group, '|') + 1;
    return group;
}

void fy_alternative_put(struct fy_buffer *out, const char *text, size_t n)
{
    for (const char *at = text; *at != '\0'; at++) {
        size_t count;
        const char *end = *at == '{' ? group_end(at, &count) : NULL;
        if (!end) {
            fy_buffer_putc(out, *at);
            continue;
        }
        const char *choice = nth(at, n % count);
        fy_buffer_append(out, choice, strcspn(choice, "|}"));
        n /= count;
        at = end;
    }
}
