/* Marks inside a text, as a training set has them. */
#include "dataset/internal.h"

#include <fangyin/markers.h>
#include <string.h>

/* What stays of a mark. Marks may stand in what a language mark holds. */
static enum fy_status strip(const char *text, size_t size, struct fy_buffer *out, char event[32], bool *marked,
                            int depth)
{
    struct fy_mark mark;
    struct fy_mark_error bad;
    size_t at = 0, written = 0;
    for (;;) {
        const enum fy_status found = fy_mark_next(text, size, &at, &mark, &bad);
        if (found == FY_SYNTAX)
            continue; /* what has no partner stays as it is */
        if (found != FY_OK)
            break;
        fy_buffer_append(out, text + written, mark.start - written);
        written = mark.end;
        *marked = true;
        const char *inner = text + mark.inner;
        if (mark.kind == FY_MARK_EVENT) {
            if (event[0] == '\0')
                snprintf(event, 32, "%.*s", (int)(mark.size < 31 ? mark.size : 31), inner);
            fy_buffer_putc(out, ' ');
        } else if (mark.kind == FY_MARK_CHOICE) {
            const char *bar = memchr(inner, '|', mark.size);
            fy_buffer_append(out, inner, bar ? (size_t)(bar - inner) : mark.size);
        } else if (depth < 4) {
            const enum fy_status status = strip(inner, mark.size, out, event, marked, depth + 1);
            if (status != FY_OK)
                return status;
        } else {
            fy_buffer_append(out, inner, mark.size);
        }
    }
    fy_buffer_append(out, text + written, size - written);
    return out->failed ? FY_NO_MEMORY : FY_OK;
}

enum fy_status fy_marks_apply(enum fy_marker_rule rule, const char *text, struct fy_buffer *out, char event[32],
                              bool *marked)
{
    struct fy_buffer plain = FY_BUFFER_EMPTY;
    event[0] = '\0';
    enum fy_status status = strip(text, strlen(text), &plain, event, marked, 0);
    if (status == FY_OK)
        status = fy_text_line(out, rule == FY_MARKERS_KEEP ? text : fy_buffer_text(&plain));
    fy_buffer_free(&plain);
    return status;
}
