#include "formats/place.h"

static int ends_line(const char *text, size_t at)
{
    return text[at] == '\n' ? at == 0 || text[at - 1] != '\r' : text[at] == '\r';
}

unsigned fy_place_find(struct fy_place *place, const char *text, size_t offset)
{
    for (size_t at = place->offset; at < offset; at++) {
        place->line += (unsigned)ends_line(text, at);
        if (text[at] == '\n' || text[at] == '\r')
            place->line_start = at + 1;
    }
    place->offset = offset;
    unsigned column = 1;
    for (size_t at = place->line_start; at < offset; at++)
        column += ((unsigned char)text[at] & 0xC0) != 0x80;
    return column;
}
