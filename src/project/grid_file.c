#include "base/messages.h"
#include "project/internal.h"

#include <fangyin/memory.h>
#include <stdio.h>
#include <string.h>

struct fy_grid_file {
    char *path;
    struct fy_textgrid_style style; /* how it was written, or will be */
    struct fy_content content;      /* when last read or written */
    bool lost;                      /* something in the file is not in the grid */
};

/* An interval tier without intervals, as chronological text may have one: what is cut and written in needs one. */
static enum fy_status fill_empty_tiers(struct fy_grid *grid)
{
    enum fy_status status = FY_OK;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid) && status == FY_OK; tier++)
        if (fy_tier_kind(grid, tier) == FY_INTERVAL_TIER && fy_tier_size(grid, tier) == 0)
            status = fy_tier_append_interval(grid, tier, fy_tier_xmin(grid, tier), fy_tier_xmax(grid, tier), "", 0);
    return status;
}

/* Read what is on disk; the file's state is changed only on success. */
static enum fy_status read_grid(struct fy_grid_file *file, struct fy_grid **grid, struct fy_findings *findings,
                                struct fy_error *error)
{
    struct fy_findings own = { NULL, 0, 0 };
    struct fy_textgrid_style style = fy_textgrid_default_style;
    struct fy_content content;

    if (findings == NULL)
        findings = &own;
    enum fy_status status = fy_textgrid_file_read_content(file->path, grid, &style, findings, &content, error);
    if (status == FY_OK && fill_empty_tiers(*grid) != FY_OK) {
        fy_textgrid_style_clear(&style);
        fy_grid_free(*grid);
        *grid = NULL;
        status = fy_fail_memory(error);
    }
    if (status == FY_OK) {
        fy_textgrid_style_clear(&file->style);
        file->style = style;
        file->content = content;
        file->lost = fy_findings_lost(findings);
    }
    fy_findings_free(&own);
    return status;
}

enum fy_status fy_grid_file_open(struct fy_grid_file **file, const char *path, struct fy_grid **grid,
                                 struct fy_findings *findings, struct fy_error *error)
{
    struct fy_grid_file *made = fy_calloc(1, sizeof *made);

    *file = NULL;
    *grid = NULL;
    if (findings != NULL)
        *findings = (struct fy_findings){ NULL, 0, 0 };
    if (made == NULL || (made->path = fy_strdup(path)) == NULL) {
        fy_free(made);
        return fy_fail_memory(error);
    }
    made->style = fy_textgrid_default_style;
    enum fy_status status = read_grid(made, grid, findings, error);
    if (status == FY_NOT_FOUND)
        status = FY_OK;
    if (status != FY_OK) {
        fy_grid_file_close(made);
        return status;
    }
    *file = made;
    return FY_OK;
}

void fy_grid_file_close(struct fy_grid_file *file)
{
    if (file == NULL)
        return;
    fy_textgrid_style_clear(&file->style);
    fy_free(file->path);
    fy_free(file);
}

const char *fy_grid_file_path(const struct fy_grid_file *file)
{
    return file->path;
}

const struct fy_textgrid_style *fy_grid_file_style(const struct fy_grid_file *file)
{
    return &file->style;
}

const struct fy_content *fy_grid_file_content(const struct fy_grid_file *file)
{
    return &file->content;
}

enum fy_status fy_grid_file_bytes(const struct fy_grid_file *file, const struct fy_grid *grid, struct fy_buffer *bytes,
                                  struct fy_error *error)
{
    enum fy_status status = fy_textgrid_write_checked(bytes, grid, &file->style, error);

    if (status != FY_OK && error != NULL)
        fy_error_in_file(error, file->path);
    return status;
}

/* What reading could not take into the grid stays in a file beside. */
static enum fy_status keep_original(const struct fy_grid_file *file, struct fy_error *error)
{
    struct fy_buffer original = FY_BUFFER_EMPTY;
    char *copy = NULL;
    enum fy_status status = fy_file_read(file->path, &original, error);

    if (status == FY_NOT_FOUND)
        return FY_OK;
    if (status == FY_OK)
        status = fy_file_create_beside(&copy, file->path, ".orig", false, original.data, original.size, error);
    fy_free(copy);
    fy_buffer_free(&original);
    return status;
}

enum fy_status fy_grid_file_save_announced(struct fy_grid_file *file, const struct fy_buffer *bytes, bool force,
                                           fy_before_save *announce, void *context, struct fy_error *error)
{
    struct fy_content now;

    if (file->lost && !force)
        return fy_fail_file(error, FY_UNSUPPORTED, file->path,
                            _("This file holds something that would be lost by saving; nothing was saved. Save anyway, "
                              "and the original is kept beside it, or save beside it."));
    enum fy_status status = fy_content_on_disk(&now, file->path, error);
    if (status == FY_OK && file->lost)
        status = keep_original(file, error);
    if (status == FY_OK) {
        struct fy_content next = fy_content_of(bytes->data, bytes->size);
        bool written = fy_content_equal(&now, &file->content) && fy_content_equal(&now, &next);
        if (!written && announce != NULL && (force || fy_content_equal(&now, &file->content)))
            announce(context, &next);
        /* A file that is as it should be keeps its time. */
        if (!written)
            status =
                fy_file_replace_expected(file->path, bytes->data, bytes->size, force ? NULL : &file->content, error);
        if (status == FY_OK) {
            file->content = next;
            file->lost = false;
        }
    }
    return status;
}

enum fy_status fy_grid_file_save_bytes(struct fy_grid_file *file, const struct fy_buffer *bytes, bool force,
                                       struct fy_error *error)
{
    return fy_grid_file_save_announced(file, bytes, force, NULL, NULL, error);
}

enum fy_status fy_grid_file_save(struct fy_grid_file *file, const struct fy_grid *grid, bool force,
                                 struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    enum fy_status status = fy_grid_file_bytes(file, grid, &bytes, error);

    if (status == FY_OK)
        status = fy_grid_file_save_bytes(file, &bytes, force, error);
    fy_buffer_free(&bytes);
    return status;
}

enum fy_status fy_grid_file_save_bytes_beside(const struct fy_grid_file *file, const struct fy_buffer *bytes, char *path,
                                              size_t path_size, struct fy_error *error)
{
    char *chosen = NULL;
    enum fy_status status =
        fy_file_create_beside(&chosen, file->path, ".mine", true, bytes->data, bytes->size, error);

    if (status == FY_OK)
        snprintf(path, path_size, "%s", chosen);
    fy_free(chosen);
    return status;
}

enum fy_status fy_grid_file_save_beside(const struct fy_grid_file *file, const struct fy_grid *grid, char *path,
                                        size_t path_size, struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    enum fy_status status = fy_grid_file_bytes(file, grid, &bytes, error);

    if (status == FY_OK)
        status = fy_grid_file_save_bytes_beside(file, &bytes, path, path_size, error);
    fy_buffer_free(&bytes);
    return status;
}

enum fy_status fy_grid_file_reload(struct fy_grid_file *file, struct fy_grid **grid, struct fy_error *error)
{
    return read_grid(file, grid, NULL, error);
}

enum fy_status fy_grid_rescue(const struct fy_grid *grid, const char *name, char *path, size_t size,
                              struct fy_error *error)
{
    struct fy_grid_file *file = NULL;
    struct fy_grid *there = NULL;
    char *folder = fy_path_state("rescued"), *wanted = folder == NULL ? NULL : fy_path_join(folder, fy_path_name(name));
    enum fy_status status = wanted == NULL ? fy_fail(error, FY_NO_ACCESS, _("HOME names no folder.")) : FY_OK;

    if (status == FY_OK) {
        fy_path_make_folders(wanted);
        status = fy_grid_file_open(&file, wanted, &there, NULL, error);
    }
    if (status == FY_OK)
        status = fy_grid_file_save_beside(file, grid, path, size, error);
    fy_grid_free(there);
    fy_grid_file_close(file);
    fy_free(wanted);
    fy_free(folder);
    return status;
}
