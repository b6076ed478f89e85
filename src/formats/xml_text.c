#include "formats/xml.h"

#include <fangyin/text.h>

#include <stdint.h>
#include <string.h>
#include <strings.h>

enum { DECLARATION_REACH = 200, FIRST_TAG_REACH = 4096 };

static bool is_blank(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r';
}

/* What <?xml ... encoding="NAME" says; false where nothing does. */
static bool declared_encoding(const char *bytes, size_t size, char name[FY_ENCODING_NAME])
{
    static const char word[] = "encoding";
    size_t at = 0, end = 0;
    if (size < 5 || memcmp(bytes, "<?xml", 5) != 0)
        return false;
    while (end < size && end < DECLARATION_REACH && bytes[end] != '>')
        end++;
    while (at + sizeof word - 1 < end && memcmp(bytes + at, word, sizeof word - 1) != 0)
        at++;
    at += sizeof word - 1;
    while (at < end && (is_blank(bytes[at]) || bytes[at] == '='))
        at++;
    if (at >= end || (bytes[at] != '"' && bytes[at] != '\''))
        return false;
    char quote = bytes[at++];
    size_t length = 0;
    while (at < end && bytes[at] != quote && length + 1 < FY_ENCODING_NAME)
        name[length++] = bytes[at++];
    name[length] = '\0';
    return length > 0 && at < end && bytes[at] == quote;
}

/* Encodings that hold all of a smaller one whose name is often given for them. */
static const char *wider(const char *name)
{
    if (strcasecmp(name, "GB2312") == 0 || strcasecmp(name, "GBK") == 0 || strcasecmp(name, "CP936") == 0)
        return "GB18030";
    return name;
}

/* What the declaration says is no news where the bytes show it themselves. */
static bool shows_itself(const char *name)
{
    return strcasecmp(name, "UTF-8") == 0 || strncasecmp(name, "UTF-16", 6) == 0 || strcasecmp(name, "US-ASCII") == 0;
}

enum fy_status fy_xml_decode(struct fy_decoded *decoded, const struct fy_stream *stream, const char *forced,
                             struct fy_error *error)
{
    char declared[FY_ENCODING_NAME];
    const char *name = forced;
    if (!name && declared_encoding(stream->bytes, stream->size, declared) && !shows_itself(declared))
        name = wider(declared);
    enum fy_status status = fy_decode(decoded, stream->bytes, stream->size, name, error);
    if (status == FY_OK && name != forced)
        decoded->name[0] = '\0'; /* neither guessed nor asked for: nothing to report */
    return status;
}

static bool xml_holds(uint32_t code)
{
    return code >= 0x20 ? code != 0xFFFE && code != 0xFFFF : code == '\t' || code == '\n' || code == '\r';
}

size_t fy_xml_escape(struct fy_buffer *out, const char *text, size_t size)
{
    size_t replaced = 0;
    for (size_t at = 0; at < size;) {
        uint32_t code = 0xFFFF;
        size_t bytes = fy_utf8_decode(text + at, size - at, &code);
        if (bytes == 0 || !xml_holds(code)) {
            fy_buffer_puts(out, "\xEF\xBF\xBD");
            replaced++;
        } else if (code == '&') {
            fy_buffer_puts(out, "&amp;");
        } else if (code == '<') {
            fy_buffer_puts(out, "&lt;");
        } else if (code == '>') {
            fy_buffer_puts(out, "&gt;");
        } else if (code == '"') {
            fy_buffer_puts(out, "&quot;");
        } else if (code < 0x20) {
            fy_buffer_printf(out, "&#%u;", (unsigned)code);
        } else {
            fy_buffer_append(out, text + at, bytes);
        }
        at += bytes > 0 ? bytes : 1;
    }
    return replaced;
}

bool fy_xml_begins_with(const struct fy_stream *stream, const char *name)
{
    char text[FIRST_TAG_REACH];
    size_t size = 0, length = strlen(name);
    for (size_t at = 0; at < stream->size && size < sizeof text; at++)
        if (stream->bytes[at] != '\0')
            text[size++] = stream->bytes[at];
    for (size_t at = 0; at + 1 < size; at++) {
        if (text[at] != '<' || text[at + 1] == '?')
            continue;
        if (text[at + 1] != '!') {
            const char *tag = text + at + 1;
            return size - at - 1 > length && memcmp(tag, name, length) == 0 &&
                   (is_blank(tag[length]) || tag[length] == '>' || tag[length] == '/');
        }
        if (size - at > 4 && memcmp(text + at, "<!--", 4) == 0)
            while (at + 3 < size && memcmp(text + at, "-->", 3) != 0)
                at++;
    }
    return false;
}
