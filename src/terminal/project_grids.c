#include "terminal/project_grids.h"

#include <fangyin/textgrid.h>
#include <fts.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

static bool is_grid(const FTSENT *entry)
{
    return entry->fts_info == FTS_F && fy_textgrid_named(entry->fts_name);
}

static bool visit_file(const char *path, fy_grid_visitor *visit, void *context)
{
    struct fy_grid_file *file = NULL;
    struct fy_grid *grid = NULL;
    bool on = true;
    if (fy_grid_file_open(&file, path, &grid, NULL, NULL) == FY_OK && grid)
        on = visit(context, path, grid);
    fy_grid_free(grid);
    fy_grid_file_close(file);
    return on;
}

enum fy_status fy_each_other_grid(const struct fy_session *session, fy_grid_visitor *visit, void *context)
{
    const char *folder = fy_project_folder(session->project);
    char beside[PATH_MAX];
    struct stat mine = { 0 };
    const bool there = stat(session->grid_path, &mine) == 0;
    snprintf(beside, sizeof beside, "%s", session->recording_path);
    char *slash = strrchr(beside, '/');
    snprintf(slash ? slash : beside, slash ? 2 : sizeof beside, "%s", slash ? "/" : ".");
    char *const roots[] = { folder ? (char *)(uintptr_t)folder : beside, NULL };
    FTS *tree = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    if (!tree)
        return FY_NO_MEMORY;
    bool on = true;
    for (FTSENT *entry; on && (entry = fts_read(tree)) != NULL;) {
        if (entry->fts_info == FTS_D && entry->fts_level > 0 && (!folder || entry->fts_name[0] == '.'))
            (void)fts_set(tree, entry, FTS_SKIP);
        const struct stat *found = entry->fts_statp;
        if (is_grid(entry) && !(there && found->st_ino == mine.st_ino && found->st_dev == mine.st_dev))
            on = visit_file(entry->fts_path, visit, context);
    }
    (void)fts_close(tree);
    return FY_OK;
}
