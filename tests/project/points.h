/* A document that shows at once whether an edit was lost or applied twice: point k stands at k seconds and says "k". */
#ifndef FANGYIN_TESTS_POINTS_H
#define FANGYIN_TESTS_POINTS_H

#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define POINTS_END 100000.0

/* A grid opened with what a journal beside it holds, ready for edits. */
struct session {
    struct fy_grid_file *file;
    struct fy_grid *grid;
    struct fy_history *history;
    struct fy_journal *journal; /* NULL until session_journal */
    struct fy_recovery recovery;
    size_t applied;
    struct fy_buffer lines; /* edits since the last append */
};

static inline struct fy_grid *points_grid(void)
{
    struct fy_grid *grid = fy_grid_new(0, POINTS_END);

    if (grid != NULL)
        fy_grid_append_tier(grid, FY_POINT_TIER, "points", 6, 0, POINTS_END, NULL);
    return grid;
}

static inline void session_listen(void *context, const struct fy_edit *edit)
{
    struct session *session = context;

    fy_edit_write(&session->lines, edit);
    fy_buffer_putc(&session->lines, '\n');
}

/* Open, look for a journal, apply what it offers. */
static inline enum fy_status session_open(struct session *session, const char *path, struct fy_error *error)
{
    memset(session, 0, sizeof *session);
    enum fy_status status = fy_grid_file_open(&session->file, path, &session->grid, NULL, error);
    if (status == FY_OK && session->grid == NULL && (session->grid = points_grid()) == NULL)
        status = FY_NO_MEMORY;
    if (status == FY_OK && (session->history = fy_history_new(session->grid)) == NULL)
        status = FY_NO_MEMORY;
    if (status == FY_OK)
        status = fy_journal_find(session->file, &session->recovery, error);
    if (status == FY_OK && session->recovery.edits > 0)
        status = fy_recovery_apply(&session->recovery, session->history, session->grid, &session->applied, error);
    return status;
}

static inline enum fy_status session_journal(struct session *session, bool keep, struct fy_error *error)
{
    fy_history_listen(session->history, session_listen, session);
    return fy_journal_open(&session->journal, session->file, keep, error);
}

static inline void session_close(struct session *session)
{
    fy_journal_close(session->journal);
    fy_history_free(session->history);
    fy_grid_free(session->grid);
    fy_grid_file_close(session->file);
    fy_recovery_free(&session->recovery);
    fy_buffer_free(&session->lines);
}

/* Add the next point, and bring the edit into the journal. */
static inline enum fy_status session_add(struct session *session, struct fy_error *error)
{
    struct fy_edit edit;
    char mark[24];
    size_t next = fy_tier_size(session->grid, 0) + 1;
    int size = snprintf(mark, sizeof mark, "%zu", next);
    enum fy_status status =
        fy_edit_insert_point(&edit, session->grid, 0, (double)next, mark, (size_t)size, error);

    if (status == FY_OK)
        status = fy_history_do(session->history, &edit, error);
    if (status == FY_OK)
        status = fy_journal_append(session->journal, session->lines.data, session->lines.size, error);
    fy_buffer_clear(&session->lines);
    return status;
}

static inline enum fy_status session_save(struct session *session, struct fy_error *error)
{
    return fy_journal_save(session->journal, session->file, session->grid, false, error);
}

/* The number of points if they are exactly 1, 2, ... n, else -1. */
static inline long points_count(const struct fy_grid *grid)
{
    size_t size = fy_tier_size(grid, 0);
    const struct fy_point *points = fy_tier_points(grid, 0);

    for (size_t i = 0; i < size; i++) {
        char mark[24];
        snprintf(mark, sizeof mark, "%zu", i + 1);
        if (points[i].time > (double)(i + 1) || points[i].time < (double)(i + 1) || strcmp(points[i].mark, mark) != 0)
            return -1;
    }
    return (long)size;
}

#endif
