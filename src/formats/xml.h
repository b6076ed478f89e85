/* XML for the formats that are written in it: elements, attributes and text as they come, in bounded memory.
 *
 * Nothing outside the text is ever looked at. Entities of the text's own are refused, so that a small file cannot grow
 * into a large one; elements may nest FY_XML_DEPTH deep. Names keep their prefixes. */
#ifndef FANGYIN_XML_H
#define FANGYIN_XML_H

#include "formats/encoding.h"

#include <fangyin/format.h>

enum { FY_XML_DEPTH = 64 };

struct fy_xml; /* the reading, for the functions below while a handler runs */

/* What is called; any status but FY_OK ends the reading with it. Members may be NULL. */
struct fy_xml_handler {
    enum fy_status (*start)(void *context, struct fy_xml *xml, const char *name);
    enum fy_status (*end)(void *context, struct fy_xml *xml, const char *name);
    /* Text between tags, in pieces as they come; line ends are LF. */
    enum fy_status (*text)(void *context, struct fy_xml *xml, const char *bytes, size_t size);
};

/* The bytes of an XML file as UTF-8: by the forced encoding (an iconv name) where there is one, else by what the bytes
 * are, else by what the file declares. FY_ENCODING with line and column; FY_UNSUPPORTED: an unknown name. */
enum fy_status fy_xml_decode(struct fy_decoded *decoded, const struct fy_stream *stream, const char *forced,
                             struct fy_error *error);

/* Read UTF-8 text. Offsets of findings are in it. FY_SYNTAX with line and column where it is not well-formed. */
enum fy_status fy_xml_read(const char *text, size_t size, const struct fy_xml_handler *handler, void *context,
                           struct fy_finding_list *findings, struct fy_error *error);

/* Within start: an attribute of the element as the file has it, or NULL. Valid until start returns. */
const char *fy_xml_attribute(const struct fy_xml *xml, const char *name);
/* How many elements are open, this one included. */
unsigned fy_xml_depth(const struct fy_xml *xml);
/* Where the tag stands in the text, in bytes. */
size_t fy_xml_offset(const struct fy_xml *xml);
/* Fail at the tag. Returns status. */
enum fy_status fy_xml_fail(struct fy_xml *xml, enum fy_status status, const char *format, ...) FY_PRINTF(3, 4);

/* Append text for between tags, or for an attribute in double quotes. Characters that XML cannot hold become U+FFFD;
 * returns how many. */
size_t fy_xml_escape(struct fy_buffer *out, const char *text, size_t size);

/* True if the first tag of the bytes (in an encoding that has ASCII, or UTF-16) is <name. */
bool fy_xml_begins_with(const struct fy_stream *stream, const char *name);

#endif
