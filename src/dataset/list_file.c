#include "dataset/list_file.h"

#include "base/messages.h"
#include "base/pack.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

struct fy_list_file {
    char path[PATH_MAX], fresh[PATH_MAX];
    struct fy_pack_file *file;
};

static enum fy_status fail(const struct fy_list_file *file, struct fy_error *error)
{
    (void)fy_fail(error, FY_IO, _("This file could not be written: %s."), strerror(errno));
    return fy_error_in_file(error, file->path);
}

enum fy_status fy_list_file_new(struct fy_list_file **out, const char *path, struct fy_error *error)
{
    const size_t size = strlen(path);
    struct fy_list_file *file = fy_calloc(1, sizeof *file);
    *out = NULL;
    if (!file)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    snprintf(file->path, sizeof file->path, "%s", path);
    if ((size_t)snprintf(file->fresh, sizeof file->fresh, "%s.new", path) >= sizeof file->fresh) {
        fy_free(file);
        return fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    }
    file->file = fy_pack_open(file->fresh, size > 3 && strcmp(path + size - 3, ".gz") == 0);
    if (!file->file) {
        const enum fy_status status = fail(file, error);
        fy_free(file);
        return status;
    }
    *out = file;
    return FY_OK;
}

enum fy_status fy_list_file_put(struct fy_list_file *file, const void *bytes, size_t size, struct fy_error *error)
{
    return fy_pack_write(file->file, bytes, size) ? FY_OK : fail(file, error);
}

enum fy_status fy_list_file_close(struct fy_list_file *file, bool keep, struct fy_error *error)
{
    if (!file)
        return FY_OK;
    const bool closed = fy_pack_close(file->file);
    enum fy_status status = FY_OK;
    if (keep && (!closed || rename(file->fresh, file->path) != 0))
        status = fail(file, error);
    if (!keep || status != FY_OK)
        unlink(file->fresh);
    fy_free(file);
    return status;
}

enum fy_status fy_copy_file(const char *from, const char *to, struct fy_error *error)
{
    char block[65536];
    FILE *in = fopen(from, "rb");
    struct fy_list_file *out = NULL;
    if (!in) {
        (void)fy_fail(error, FY_IO, "%s", fy_status_text(FY_IO));
        return fy_error_in_file(error, from);
    }
    enum fy_status status = fy_list_file_new(&out, to, error);
    for (size_t size; status == FY_OK && (size = fread(block, 1, sizeof block, in)) > 0;)
        status = fy_list_file_put(out, block, size, error);
    const bool whole = ferror(in) == 0;
    fclose(in);
    if (status == FY_OK && !whole)
        status = fy_fail(error, FY_IO, "%s", fy_status_text(FY_IO));
    const enum fy_status closed = fy_list_file_close(out, status == FY_OK, error);
    return status == FY_OK ? closed : status;
}
