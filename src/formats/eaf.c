#include "formats/eaf.h"
#include "formats/formats.h"

#include "base/messages.h"
#include "formats/xml.h"

static int probe(const struct fy_stream *stream)
{
    return fy_xml_begins_with(stream, "ANNOTATION_DOCUMENT") ? 100 : 0;
}

static enum fy_status read_text(struct fy_eaf *eaf, const struct fy_decoded *decoded, struct fy_named_grids *grids)
{
    struct fy_buffer name = FY_BUFFER_EMPTY;
    struct fy_grid *grid = NULL;
    enum fy_status status = fy_eaf_parse(eaf, decoded->text, decoded->size);
    if (status == FY_OK)
        status = fy_eaf_link(eaf);
    if (status == FY_OK)
        status = fy_eaf_time(eaf);
    if (status == FY_OK)
        status = fy_eaf_grid(eaf, &grid);
    if (status == FY_OK)
        status = fy_eaf_name(eaf, &name);
    if (status == FY_OK)
        status = fy_finding_list_finish(eaf->findings, decoded->text);
    if (status == FY_OK)
        status = fy_named_grids_add(grids, fy_buffer_text(&name), grid);
    if (status != FY_OK)
        fy_grid_free(grid);
    fy_buffer_free(&name);
    return status;
}

static enum fy_status read_eaf(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                               struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    struct fy_decoded decoded;
    struct fy_finding_list list;
    struct fy_error ignored;
    if (count == 0)
        return fy_fail(error, FY_INVALID, _("There is no file to read."));
    enum fy_status status = fy_xml_decode(&decoded, &streams[0], options ? options->encoding : NULL, error);
    if (status != FY_OK)
        return status;
    struct fy_eaf eaf = {
        .pool = FY_BUFFER_EMPTY,
        .duration = options ? options->duration : 0,
        .findings = &list,
        .error = error ? error : &ignored,
    };
    fy_finding_list_start(&list, findings);
    fy_decoded_report(&decoded, &list);
    status = read_text(&eaf, &decoded, grids);
    if (status == FY_NO_MEMORY)
        fy_fail(error, status, "%s", fy_status_text(status));
    if (status != FY_OK && findings)
        fy_findings_free(findings);
    fy_eaf_free(&eaf);
    fy_decoded_free(&decoded);
    return status;
}

const struct fy_format fy_format_eaf = {
    .name = "eaf",
    .extensions = "eaf",
    .help = N_("ELAN annotation document"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES,
    .probe = probe,
    .read = read_eaf,
    .write = fy_eaf_write,
    .parts = 1,
};
