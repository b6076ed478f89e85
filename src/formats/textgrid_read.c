#include <fangyin/textgrid.h>

#include <fangyin/memory.h>

#include "base/messages.h"
#include "formats/encoding.h"
#include "formats/textgrid_reader.h"

enum fy_line_end fy_first_line_end(const char *text, size_t size)
{
    for (size_t at = 0; at < size; at++) {
        if (text[at] == '\n')
            return FY_LF;
        if (text[at] == '\r')
            return at + 1 < size && text[at + 1] == '\n' ? FY_CRLF : FY_CR;
    }
    return FY_LF;
}

static enum fy_status read_text(struct fy_reader *reader, const struct fy_decoded *decoded)
{
    fy_decoded_report(decoded, reader->findings);
    fy_tokens_start(&reader->tokens, decoded->text, decoded->size, decoded->carriage_returns, reader->error);
    if (!fy_is_chronological(decoded->text, decoded->size))
        return fy_reader_text_file(reader);
    if (decoded->encoding == FY_UTF8 && decoded->byte_order_mark)
        fy_finding_add(reader->findings, 0, false,
                       _("Praat does not know chronological text with this byte order mark; saving leaves the mark "
                         "out."));
    return fy_reader_chronological_file(reader);
}

/* Read into reader->grid. Items are appended as they come; where some are out of order all is read again, and sorted.
 * `decoded` NULL: a binary file. */
static enum fy_status read_file(struct fy_reader *reader, const struct fy_decoded *decoded, const char *bytes,
                                size_t size, enum fy_others others, struct fy_findings *out)
{
    enum fy_status status = FY_OK;
    do {
        reader->sorting = reader->unsorted;
        reader->unsorted = false;
        fy_grid_free(reader->grid);
        reader->grid = NULL;
        fy_collection_free(reader->collection);
        reader->collection = NULL;
        fy_finding_list_start(reader->findings, out);
        if (decoded) {
            status = read_text(reader, decoded);
        } else {
            reader->start = reader->at = (const unsigned char *)bytes;
            reader->end = reader->start + size;
            status = fy_reader_binary_file(reader);
        }
    } while (reader->unsorted);
    if (status == FY_OK && reader->collection)
        fy_collection_report(reader->collection, reader->findings, others);
    if (status == FY_OK)
        status = fy_finding_list_finish(reader->findings, decoded ? decoded->text : NULL);
    if (status == FY_NO_MEMORY)
        fy_fail(reader->error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    return status;
}

enum fy_status fy_textgrid_read_others(const char *bytes, size_t size, const char *encoding, enum fy_others others,
                                       struct fy_grid **grid, struct fy_textgrid_style *style,
                                       struct fy_findings *findings, struct fy_error *error)
{
    *grid = NULL;
    if (style)
        *style = fy_textgrid_default_style;
    if (findings)
        *findings = (struct fy_findings){ NULL, 0, 0 };
    if (size == 0)
        return fy_fail(error, FY_SYNTAX, _("The file is empty; a TextGrid is expected."));
    struct fy_decoded decoded;
    struct fy_finding_list list;
    struct fy_reader reader = { .findings = &list, .error = error, .scratch = FY_BUFFER_EMPTY };
    bool binary = fy_is_binary(bytes, size);
    enum fy_status status = binary ? FY_OK : fy_decode(&decoded, bytes, size, encoding, error);
    if (status != FY_OK)
        return status;
    status = read_file(&reader, binary ? NULL : &decoded, bytes, size, others, findings);
    if (status == FY_OK) {
        *grid = reader.grid;
        if (style)
            style->form = reader.form;
        if (style && !binary) {
            style->encoding = decoded.encoding;
            style->byte_order_mark = decoded.byte_order_mark;
            style->line_end = fy_first_line_end(decoded.text, decoded.size);
        }
    } else {
        fy_grid_free(reader.grid);
        if (findings)
            fy_findings_free(findings);
    }
    if (status == FY_OK && style)
        style->within = reader.collection;
    else
        fy_collection_free(reader.collection);
    fy_free(reader.items);
    fy_buffer_free(&reader.scratch);
    if (!binary)
        fy_decoded_free(&decoded);
    return status;
}

enum fy_status fy_textgrid_read_as(const char *bytes, size_t size, const char *encoding, struct fy_grid **grid,
                                   struct fy_textgrid_style *style, struct fy_findings *findings,
                                   struct fy_error *error)
{
    return fy_textgrid_read_others(bytes, size, encoding, style ? FY_OTHERS_KEPT : FY_OTHERS_LEFT, grid, style,
                                   findings, error);
}

enum fy_status fy_textgrid_read(const char *bytes, size_t size, struct fy_grid **grid, struct fy_textgrid_style *style,
                                struct fy_findings *findings, struct fy_error *error)
{
    return fy_textgrid_read_as(bytes, size, NULL, grid, style, findings, error);
}
