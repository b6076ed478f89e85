#include "dataset/tar.h"

#include "base/messages.h"
#include "dataset/list_file.h"

#include <archive.h>
#include <archive_entry.h>
#include <fangyin/memory.h>

struct fy_tar {
    struct archive *archive;
    struct fy_list_file *file;
    struct fy_error error; /* of the file, which the library only knows to have failed */
};

static la_ssize_t put_bytes(struct archive *archive, void *context, const void *bytes, size_t size)
{
    struct fy_tar *tar = context;
    (void)archive;
    return fy_list_file_put(tar->file, bytes, size, &tar->error) == FY_OK ? (la_ssize_t)size : -1;
}

static enum fy_status failed(const struct fy_tar *tar, struct fy_error *error)
{
    if (tar->error.status != FY_OK) {
        if (error)
            *error = tar->error;
        return tar->error.status;
    }
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

enum fy_status fy_tar_new(struct fy_tar **out, const char *path, struct fy_error *error)
{
    struct fy_tar *tar = fy_calloc(1, sizeof *tar);
    *out = NULL;
    if (!tar)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    enum fy_status status = fy_list_file_new(&tar->file, path, error);
    tar->archive = status == FY_OK ? archive_write_new() : NULL;
    if (status == FY_OK && (!tar->archive || archive_write_set_format_ustar(tar->archive) != ARCHIVE_OK ||
                            archive_write_open(tar->archive, tar, NULL, put_bytes, NULL) != ARCHIVE_OK))
        status = failed(tar, error);
    if (status == FY_OK)
        *out = tar;
    else
        (void)fy_tar_close(tar, false, NULL);
    return status;
}

enum fy_status fy_tar_put(struct fy_tar *tar, const char *name, const void *bytes, size_t size, struct fy_error *error)
{
    struct archive_entry *entry = archive_entry_new();
    if (!entry)
        return failed(tar, error);
    archive_entry_set_pathname(entry, name);
    archive_entry_set_filetype(entry, AE_IFREG);
    archive_entry_set_perm(entry, 0644);
    archive_entry_set_size(entry, (la_int64_t)size);
    archive_entry_set_mtime(entry, 0, 0);
    const bool put = archive_write_header(tar->archive, entry) == ARCHIVE_OK &&
                     archive_write_data(tar->archive, bytes, size) == (la_ssize_t)size;
    archive_entry_free(entry);
    return put ? FY_OK : failed(tar, error);
}

enum fy_status fy_tar_close(struct fy_tar *tar, bool keep, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    if (!tar)
        return FY_OK;
    if (tar->archive && keep && archive_write_close(tar->archive) != ARCHIVE_OK)
        status = failed(tar, error);
    /* What freeing would still write goes to a file that is dropped. */
    if (tar->archive)
        archive_write_free(tar->archive);
    const enum fy_status closed = fy_list_file_close(tar->file, keep && status == FY_OK, error);
    fy_free(tar);
    return status == FY_OK ? closed : status;
}
