#include "formats/xml.h"

#include <fangyin/memory.h>

#include "base/messages.h"
#include "formats/shown.h"

#include <expat.h>

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { CHUNK = 1 << 26 }; /* bytes given to expat at a time, whose sizes are ints */

struct fy_xml {
    XML_Parser parser;
    const struct fy_xml_handler *handler;
    void *context;
    struct fy_finding_list *findings;
    struct fy_error *error;
    const XML_Char **attributes; /* names and values in turn, while start runs */
    int attribute_words;         /* elements of `attributes` that the file gave itself */
    unsigned depth;
    enum fy_status status;
};

const char *fy_xml_attribute(const struct fy_xml *xml, const char *name)
{
    for (int i = 0; i + 1 < xml->attribute_words; i += 2)
        if (strcmp(xml->attributes[i], name) == 0)
            return xml->attributes[i + 1];
    return NULL;
}

unsigned fy_xml_depth(const struct fy_xml *xml)
{
    return xml->depth;
}

size_t fy_xml_offset(const struct fy_xml *xml)
{
    XML_Index index = XML_GetCurrentByteIndex(xml->parser);
    return index > 0 ? (size_t)index : 0;
}

static unsigned current_line(const struct fy_xml *xml)
{
    return (unsigned)XML_GetCurrentLineNumber(xml->parser);
}

static unsigned current_column(const struct fy_xml *xml)
{
    return (unsigned)XML_GetCurrentColumnNumber(xml->parser) + 1;
}

enum fy_status fy_xml_fail(struct fy_xml *xml, enum fy_status status, const char *format, ...)
{
    char sentence[1024]; /* more than an error holds, so that fy_fail_at is what cuts */
    va_list arguments;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    return fy_fail_at(xml->error, status, current_line(xml), current_column(xml), "%s", sentence);
}

static void stop(struct fy_xml *xml, enum fy_status status)
{
    if (xml->status == FY_OK)
        xml->status = status;
    XML_StopParser(xml->parser, XML_FALSE);
}

static void XMLCALL on_start(void *data, const XML_Char *name, const XML_Char **attributes)
{
    struct fy_xml *xml = data;
    if (xml->status != FY_OK)
        return;
    if (++xml->depth > FY_XML_DEPTH) {
        stop(xml,
             fy_xml_fail(xml, FY_UNSUPPORTED,
                         _("Elements are nested more than %d deep here, which no annotation needs."), FY_XML_DEPTH));
        return;
    }
    if (!xml->handler->start)
        return;
    xml->attributes = attributes;
    xml->attribute_words = XML_GetSpecifiedAttributeCount(xml->parser);
    enum fy_status status = xml->handler->start(xml->context, xml, name);
    xml->attribute_words = 0;
    if (status != FY_OK)
        stop(xml, status);
}

static void XMLCALL on_end(void *data, const XML_Char *name)
{
    struct fy_xml *xml = data;
    if (xml->status != FY_OK)
        return;
    enum fy_status status = xml->handler->end ? xml->handler->end(xml->context, xml, name) : FY_OK;
    xml->depth--;
    if (status != FY_OK)
        stop(xml, status);
}

static void XMLCALL on_text(void *data, const XML_Char *bytes, int size)
{
    struct fy_xml *xml = data;
    if (xml->status != FY_OK || !xml->handler->text)
        return;
    enum fy_status status = xml->handler->text(xml->context, xml, bytes, (size_t)size);
    if (status != FY_OK)
        stop(xml, status);
}

static void XMLCALL on_entity(void *data, const XML_Char *name, int is_parameter, const XML_Char *value, int value_size,
                              const XML_Char *base, const XML_Char *system, const XML_Char *public,
                              const XML_Char *notation)
{
    struct fy_xml *xml = data;
    (void)is_parameter, (void)value, (void)value_size, (void)base, (void)system, (void)public, (void)notation;
    if (xml->status == FY_OK)
        stop(xml, fy_xml_fail(xml, FY_UNSUPPORTED,
                              _("The file declares the entity \"%s\". Entities are not read, for safety; replace it by "
                                "its text."),
                              fy_shown(name)));
}

/* A reference to what only a file elsewhere could say. */
static void XMLCALL on_skipped_entity(void *data, const XML_Char *name, int is_parameter)
{
    struct fy_xml *xml = data;
    if (xml->status == FY_OK && !is_parameter)
        fy_finding_add(xml->findings, fy_xml_offset(xml), true,
                       _("What &%s; stands for is not in the file; it is left out."), fy_shown(name));
}

static enum fy_status syntax_error(struct fy_xml *xml)
{
    enum XML_Error code = XML_GetErrorCode(xml->parser);
    if (code == XML_ERROR_NO_MEMORY)
        return FY_NO_MEMORY;
    return fy_xml_fail(xml, FY_SYNTAX, _("This is not well-formed XML: %s."), XML_ErrorString(code));
}

enum fy_status fy_xml_read(const char *text, size_t size, const struct fy_xml_handler *handler, void *context,
                           struct fy_finding_list *findings, struct fy_error *error)
{
    static const XML_Memory_Handling_Suite memory = { fy_malloc, fy_realloc, fy_free };
    struct fy_xml xml = { .handler = handler, .context = context, .findings = findings, .error = error };
    xml.parser = XML_ParserCreate_MM("UTF-8", &memory, NULL);
    if (!xml.parser)
        return FY_NO_MEMORY;
    XML_SetUserData(xml.parser, &xml);
    XML_SetElementHandler(xml.parser, on_start, on_end);
    XML_SetCharacterDataHandler(xml.parser, on_text);
    XML_SetEntityDeclHandler(xml.parser, on_entity);
    XML_SetSkippedEntityHandler(xml.parser, on_skipped_entity);
    size_t at = 0;
    do {
        size_t part = size - at < CHUNK ? size - at : CHUNK;
        if (XML_Parse(xml.parser, text + at, (int)part, at + part == size) != XML_STATUS_OK && xml.status == FY_OK)
            xml.status = syntax_error(&xml);
        at += part;
    } while (at < size && xml.status == FY_OK);
    XML_ParserFree(xml.parser);
    return xml.status;
}
