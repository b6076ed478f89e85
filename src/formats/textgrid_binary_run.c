/* Intervals of a binary file as nearly all are, one after the other: read and appended without a call for each value.
 */
#include "formats/binary_values.h"
#include "formats/textgrid_reader.h"
#include "formats/undefined.h"

#include <fangyin/text.h>

#include <math.h>

/* Units that are a character each, and none a NUL, as UTF-8 to `to`: its end; NULL where there are others. */
static char *plain_wide(const unsigned char *at, size_t count, char *to)
{
    for (size_t i = 0; i < count; i++) {
        const uint32_t code = fy_unit_at(at + 2 * i);
        if (code == 0 || (code >= 0xD800 && code <= 0xDFFF))
            return NULL;
        to += fy_utf8_encode(code, to);
    }
    return to;
}

/* The text at reader->at + `from`; the bytes up to its end, 0 where it is none of the usual ones. */
static size_t usual_text(struct fy_reader *reader, size_t from, size_t left, struct fy_span *text)
{
    const unsigned char *at = reader->at + from;
    size_t size = fy_unit_at(at);
    from += 2;
    if (size != FY_WIDE_MARK) {
        *text = (struct fy_span){ (const char *)at + 2, size, false };
        return left >= from + size && fy_is_plain_ascii(at + 2, size) ? from + size : 0;
    }
    if (left < from + 2 || left < from + 2 + 2 * fy_unit_at(at + 2))
        return 0;
    size = fy_unit_at(at + 2);
    fy_buffer_clear(&reader->scratch);
    if (!fy_buffer_reserve(&reader->scratch, 3 * size))
        return 0;
    const char *end = plain_wide(at + 4, size, reader->scratch.data);
    *text = (struct fy_span){ reader->scratch.data, end ? (size_t)(end - reader->scratch.data) : 0, false };
    return end ? from + 2 + 2 * size : 0;
}

enum fy_status fy_reader_binary_run(struct fy_reader *reader, size_t count, struct fy_item *last, size_t *read)
{
    enum { TIMES = 16, FIXED = 18 };
    const double xmin = reader->xmin, xmax = fmin(reader->xmax, nextafter(FY_UNDEFINED_END, 0));
    double before = *read > 0 ? last->xmin : -HUGE_VAL, end = *read > 0 ? last->xmax : xmin;
    enum fy_status status = FY_OK;
    for (; *read < count && status == FY_OK; ++*read) {
        struct fy_span text;
        size_t left = (size_t)(reader->end - reader->at);
        if (reader->window && left < FY_WINDOW_LEAST) {
            status = fy_window_advance(reader);
            left = (size_t)(reader->end - reader->at);
        }
        if (status != FY_OK || left < FIXED)
            break;
        const double start = fy_number_at(reader->at), stop = fy_number_at(reader->at + 8);
        if (!(start == end && before < start && start >= xmin && start < stop && stop <= xmax))
            break;
        const size_t used = usual_text(reader, TIMES, left, &text);
        if (used == 0)
            break;
        status = fy_tier_append_interval(reader->grid, reader->tier, start, stop, text.text, text.size);
        *last = (struct fy_item){ .xmin = start, .xmax = stop, .offset = (size_t)(reader->at - reader->start) };
        reader->at += used;
        before = start;
        reader->instead = end = stop;
    }
    return status;
}
