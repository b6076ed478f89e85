#include "commands/grids.h"

#include "commands/commands.h"

#include <fangyin/files.h>
#include <stdio.h>

enum fy_status fy_command_read_grid(const char *path, struct fy_grid **grid, struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_findings findings = { NULL, 0, 0 };
    *grid = NULL;
    enum fy_status status = fy_file_read(path, &bytes, error);
    if (status == FY_OK)
        status = fy_textgrid_read(fy_buffer_text(&bytes), bytes.size, grid, NULL, &findings, error);
    if (status != FY_OK)
        status = fy_error_in_file(error, path);
    for (size_t i = 0; i < findings.count; i++)
        fprintf(stderr, "%s:%u:%u: %s\n", path, findings.items[i].line, findings.items[i].column,
                findings.items[i].sentence);
    fy_findings_free(&findings);
    fy_buffer_free(&bytes);
    return status;
}
