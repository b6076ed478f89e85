#include "commands/check.h"

#include "base/messages.h"
#include <fangyin/files.h>
#include <fangyin/memory.h>

enum { ROUNDS = 4 /* a fix may make room for another */ };

struct fixer {
    const struct fy_checks *checks;
    struct fy_grid_file *file;
    struct fy_grid *grid;
    struct fy_history *history;
    struct fy_buffer lines; /* for the journal */
    size_t fixes;
};

static void note_edit(void *context, const struct fy_edit *edit)
{
    struct fixer *fixer = context;
    fy_edit_write(&fixer->lines, edit);
    fy_buffer_putc(&fixer->lines, '\n');
}

static enum fy_status apply(struct fixer *fixer, enum fy_status made, struct fy_edit *edit, struct fy_error *error)
{
    return made == FY_OK ? fy_history_do(fixer->history, edit, error) : made;
}

static enum fy_status fix_label(struct fixer *fixer, const struct fy_check_findings *findings,
                                const struct fy_check_finding *first, struct fy_error *error)
{
    const bool interval = fy_tier_kind(fixer->grid, first->tier) == FY_INTERVAL_TIER;
    const char *label = interval ? fy_tier_intervals(fixer->grid, first->tier)[first->index].text
                                 : fy_tier_points(fixer->grid, first->tier)[first->index].mark;
    struct fy_buffer fixed = FY_BUFFER_EMPTY;
    struct fy_edit edit = { 0 };
    size_t count;
    enum fy_status status = fy_check_fixed_label(findings, first->tier, first->index, label, &fixed, &count);
    if (status == FY_OK && interval)
        status = apply(fixer,
                       fy_edit_set_label(&edit, fixer->grid, first->tier, first->index, fy_buffer_text(&fixed), fixed.size,
                                         error),
                       &edit, error);
    else if (status == FY_OK)
        status = apply(fixer,
                       fy_edit_set_mark(&edit, fixer->grid, first->tier, first->index, fy_buffer_text(&fixed), fixed.size,
                                        error),
                       &edit, error);
    fy_buffer_free(&fixed);
    if (status == FY_OK)
        fixer->fixes += count;
    return status == FY_NO_MEMORY ? fy_fail(error, status, "%s", fy_status_text(status)) : status;
}

/* A boundary that cannot be moved, as another is in the way, stays and is told again. */
static enum fy_status fix_boundary(struct fixer *fixer, const struct fy_check_finding *finding)
{
    struct fy_edit edit = { 0 };
    if (finding->index == 0)
        return FY_OK;
    const enum fy_status status =
        apply(fixer,
              fy_edit_move_boundary(&edit, fixer->grid, finding->tier, finding->index - 1, finding->to_time, NULL), &edit,
              NULL);
    fixer->fixes += status == FY_OK;
    return status == FY_NO_MEMORY ? status : FY_OK;
}

/* Apply what one round of checks found; *again tells whether anything was done. */
static enum fy_status fix_round(struct fixer *fixer, bool *again, struct fy_error *error)
{
    struct fy_check_findings findings = { NULL, 0, 0 };
    const size_t before = fixer->fixes;
    enum fy_status status = fy_checks_grid(fixer->checks, fixer->grid, NULL, NULL, &findings);
    if (status != FY_OK)
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    size_t tier = FY_NONE, index = FY_NONE;
    for (size_t i = 0; i < findings.count && status == FY_OK; i++) {
        const struct fy_check_finding *finding = &findings.items[i];
        if (!finding->safe)
            continue;
        if (finding->fix == FY_FIX_BOUNDARY) {
            status = fix_boundary(fixer, finding);
        } else if (finding->fix == FY_FIX_TEXT && (finding->tier != tier || finding->index != index)) {
            tier = finding->tier;
            index = finding->index;
            status = fix_label(fixer, &findings, finding, error);
        }
    }
    fy_check_findings_free(&findings);
    *again = fixer->fixes > before;
    return status;
}

static enum fy_status check_no_journal(const struct fy_grid_file *file, struct fy_error *error)
{
    struct fy_recovery recovery;
    enum fy_status status = fy_journal_find(file, &recovery, error);
    if (status == FY_OK && recovery.edits > 0)
        status = fy_fail(error, FY_CHANGED,
                         _("This grid has edits that are not saved yet; nothing was fixed in it. Open it with fangyin and "
                           "save them first."));
    fy_recovery_free(&recovery);
    return status;
}

static enum fy_status save(struct fixer *fixer, struct fy_error *error)
{
    struct fy_journal *journal = NULL;
    if (fixer->lines.failed)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    enum fy_status status = fy_journal_open(&journal, fixer->file, false, error);
    if (status != FY_OK)
        return status;
    status = fy_journal_append(journal, fy_buffer_text(&fixer->lines), fixer->lines.size, error);
    if (status == FY_OK)
        status = fy_journal_save(journal, fixer->file, fixer->grid, false, error);
    if (status != FY_OK)
        (void)fy_journal_discard(journal, NULL);
    fy_journal_close(journal);
    return status;
}

static enum fy_status fix(struct fixer *fixer, struct fy_error *error)
{
    bool again = true;
    enum fy_status status = check_no_journal(fixer->file, error);
    if (status != FY_OK)
        return status;
    fixer->history = fy_history_new(fixer->grid);
    if (fixer->history == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    fy_history_listen(fixer->history, note_edit, fixer);
    for (int round = 0; round < ROUNDS && again && status == FY_OK; round++)
        status = fix_round(fixer, &again, error);
    if (status == FY_OK && fixer->fixes > 0)
        status = save(fixer, error);
    fy_history_free(fixer->history);
    return status;
}

enum fy_status fy_check_fix_file(const struct fy_checks *checks, const char *path, size_t *fixes, struct fy_error *error)
{
    struct fixer fixer = { .checks = checks, .lines = FY_BUFFER_EMPTY };
    struct fy_grid_lock *lock = NULL;
    *fixes = 0;
    enum fy_status status = fy_grid_lock(&lock, path, error);
    if (status == FY_OK)
        status = fy_grid_file_open(&fixer.file, path, &fixer.grid, NULL, error);
    if (status == FY_OK && fixer.grid == NULL)
        status = fy_fail(error, FY_NOT_FOUND, "%s", fy_status_text(FY_NOT_FOUND));
    if (status == FY_OK)
        status = fix(&fixer, error);
    if (status == FY_OK)
        *fixes = fixer.fixes;
    fy_grid_file_close(fixer.file);
    fy_grid_free(fixer.grid);
    fy_buffer_free(&fixer.lines);
    fy_grid_unlock(lock);
    return status;
}
