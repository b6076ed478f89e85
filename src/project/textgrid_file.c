/* A TextGrid from a file: in parts where there is nothing to tell of it, and else whole. */
#include "base/messages.h"
#include "project/internal.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

struct source {
    int fd;
    struct fy_content_sum *sum; /* of what came so far; NULL: nobody asks */
};

static bool next_part(void *context, char *to, size_t room, size_t *count)
{
    struct source *source = context;
    ssize_t got;
    do
        got = read(source->fd, to, room);
    while (got < 0 && errno == EINTR);
    if (got < 0)
        return false;
    *count = (size_t)got;
    if (source->sum != NULL)
        fy_content_sum_add(source->sum, to, *count);
    return true;
}

/* What can be read but once, as a pipe, is not even opened: it may have to be read whole yet. */
static bool read_parts(const char *path, struct fy_grid **grid, struct fy_textgrid_style *style,
                       struct fy_content *content)
{
    struct stat info;
    struct fy_content_sum sum = { NULL, 0 };

    if (stat(path, &info) != 0 || !S_ISREG(info.st_mode) || (content != NULL && !fy_content_sum_start(&sum)))
        return false;
    struct source source = { open(path, O_RDONLY | O_CLOEXEC), content != NULL ? &sum : NULL };
    const struct fy_parts parts = { next_part, &source, (size_t)info.st_size };
    const bool read = source.fd >= 0 && fy_textgrid_read_parts(&parts, grid, style);
    if (content != NULL)
        *content = fy_content_sum_end(&sum);
    if (source.fd >= 0)
        close(source.fd);
    return read;
}

enum fy_status fy_textgrid_file_read_content(const char *path, struct fy_grid **grid, struct fy_textgrid_style *style,
                                             struct fy_findings *findings, struct fy_content *content,
                                             struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;

    *grid = NULL;
    if (findings != NULL)
        *findings = (struct fy_findings){ NULL, 0, 0 };
    if (read_parts(path, grid, style, content))
        return FY_OK;
    enum fy_status status = fy_file_read(path, &bytes, error);
    if (status != FY_OK)
        return status;
    status = fy_textgrid_read(bytes.data, bytes.size, grid, style, findings, error);
    if (status == FY_OK && content != NULL)
        *content = fy_content_of(bytes.data, bytes.size);
    else if (status != FY_OK && error != NULL)
        fy_error_in_file(error, path);
    fy_buffer_free(&bytes);
    return status;
}

enum fy_status fy_textgrid_file_read(const char *path, struct fy_grid **grid, struct fy_textgrid_style *style,
                                     struct fy_findings *findings, struct fy_error *error)
{
    return fy_textgrid_file_read_content(path, grid, style, findings, NULL, error);
}
