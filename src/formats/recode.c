#include "formats/encoding.h"

#include <errno.h>
#include <iconv.h>
#include <string.h>

static const char replacement[] = "\xEF\xBF\xBD";

/* One character is never longer than this in any encoding there is: room for less stops iconv without an error. */
enum { STEP = 4096 };

static bool convert(iconv_t converter, const char *bytes, size_t size, struct fy_buffer *out, struct fy_tally *unknown)
{
    char scratch[STEP];
    /* iconv takes a pointer to what it does not change. */
    union {
        const char *given;
        char *taken;
    } in = { .given = bytes };
    bool flushing = false;
    while (!out->failed) {
        char *to = scratch;
        size_t room = sizeof scratch;
        size_t result = iconv(converter, flushing ? NULL : &in.taken, &size, &to, &room);
        int why = errno;
        fy_buffer_append(out, scratch, sizeof scratch - room);
        if (result != (size_t)-1) {
            if (flushing)
                return true;
            flushing = true;
        } else if (why == E2BIG) {
            continue;
        } else if (flushing || size == 0) {
            return true;
        } else {
            fy_tally_add(unknown, out->size);
            fy_buffer_append(out, replacement, sizeof replacement - 1);
            iconv(converter, NULL, NULL, NULL, NULL);
            in.taken++;
            size--;
        }
    }
    return false;
}

enum fy_status fy_recode(const char *encoding, const char *bytes, size_t size, struct fy_buffer *out,
                         struct fy_tally *unknown)
{
    /* Behind a slash stand wishes to iconv, no names. */
    if (encoding[0] == '\0' || strchr(encoding, '/') || strlen(encoding) >= FY_ENCODING_NAME)
        return FY_UNSUPPORTED;
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1)
        return errno == ENOMEM ? FY_NO_MEMORY : FY_UNSUPPORTED;
    bool done = convert(converter, bytes, size, out, unknown);
    iconv_close(converter);
    return done ? FY_OK : FY_NO_MEMORY;
}
