#include "base/messages.h"
#include "grid/internal.h"
#include <fangyin/history.h>
#include <fangyin/memory.h>

/* What a person did in one act. */
struct step {
    struct fy_edit *edits; /* in the order they were applied */
    size_t count, capacity;
    double place;
    unsigned long before, after; /* revisions on either side */
};

struct fy_history {
    struct fy_grid *grid;
    struct step *steps; /* [0, done) are applied, [done, count) were undone */
    size_t count, done, capacity;
    unsigned long revision, last_revision; /* the document's; the highest given out */
    fy_history_listener *listener;
    void *listener_context;

    size_t depth;                 /* of fy_history_begin */
    bool open_has_edits;          /* steps[done - 1] is the open step */
    double open_place;            /* of the open step */
    struct fy_spare_tiers spares; /* tiers that the open step, or the undo under way, took out */

    bool typing; /* steps[done - 1] is one label being typed */
};

struct fy_history *fy_history_new(struct fy_grid *grid)
{
    struct fy_history *history = fy_calloc(1, sizeof *history);
    if (history) {
        history->grid = grid;
    }
    return history;
}

static void clear_step(struct step *step)
{
    for (size_t i = 0; i < step->count; i++) {
        fy_edit_clear(&step->edits[i]);
    }
    fy_free(step->edits);
    *step = (struct step){ 0 };
}

static void forget_undone(struct fy_history *history)
{
    while (history->count > history->done) {
        clear_step(&history->steps[--history->count]);
    }
}

void fy_history_free(struct fy_history *history)
{
    if (!history) {
        return;
    }
    history->done = 0;
    forget_undone(history);
    fy_free(history->steps);
    fy_spare_tiers_clear(&history->spares);
    fy_free(history);
}

void fy_history_listen(struct fy_history *history, fy_history_listener *listener, void *context)
{
    history->listener = listener;
    history->listener_context = context;
}

static void tell(const struct fy_history *history, const struct fy_edit *edit)
{
    if (history->listener) {
        history->listener(history->listener_context, edit);
    }
}

/* ---- doing ---- */

/* Room for one more edit. Most steps have one only, and there are many steps. False: no memory. */
static bool make_edit_room(struct step *step)
{
    struct fy_edit *edits = step->capacity == 0 ? fy_malloc(sizeof *edits)
                                                : fy_grow(step->edits, &step->capacity, step->count + 1, sizeof *edits);
    if (edits) {
        step->edits = edits;
        step->capacity = step->capacity == 0 ? 1 : step->capacity;
    }
    return edits != NULL;
}

/* Room for one more step, undone ones not counted. False: no memory. */
static bool make_step_room(struct fy_history *history)
{
    struct step *steps = fy_grow(history->steps, &history->capacity, history->done + 1, sizeof *steps);
    if (steps) {
        history->steps = steps;
    }
    return steps != NULL;
}

/* Everything that can fail comes first, so that a failure leaves grid and history as they were. */
static enum fy_status do_edit(struct fy_history *history, struct fy_edit *edit, double place, struct fy_error *error)
{
    bool joins = history->depth > 0 && history->open_has_edits;
    struct step fresh = { .place = place, .before = history->revision };
    if (!make_step_room(history)) {
        return fy_edit_no_memory(error);
    }
    struct step *step = joins ? &history->steps[history->done - 1] : &fresh;
    if (!make_edit_room(step)) {
        return fy_edit_no_memory(error);
    }
    enum fy_status status =
        fy_edit_apply_sparing(edit, history->grid, history->depth > 0 ? &history->spares : NULL, error);
    if (status != FY_OK) {
        if (!joins) {
            fy_free(fresh.edits);
        }
        return status;
    }
    step->edits[step->count++] = *edit;
    history->revision = ++history->last_revision;
    step->after = history->revision;
    if (!joins) {
        forget_undone(history);
        history->steps[history->done++] = fresh;
        history->count = history->done;
        history->open_has_edits = history->depth > 0;
    }
    tell(history, edit);
    *edit = (struct fy_edit){ 0 };
    return FY_OK;
}

enum fy_status fy_history_do(struct fy_history *history, struct fy_edit *edit, struct fy_error *error)
{
    history->typing = false;
    enum fy_status status = do_edit(history, edit, history->open_place, error);
    fy_edit_clear(edit);
    return status;
}

void fy_history_begin(struct fy_history *history, double place)
{
    history->typing = false;
    if (history->depth++ == 0) {
        history->open_place = place;
        history->open_has_edits = false;
    }
}

static void close_level(struct fy_history *history)
{
    if (history->depth > 0 && --history->depth == 0) {
        history->open_has_edits = false;
        history->open_place = 0;
        fy_spare_tiers_clear(&history->spares);
    }
}

void fy_history_end(struct fy_history *history)
{
    close_level(history);
}

void fy_history_cancel(struct fy_history *history)
{
    if (history->depth > 0 && history->open_has_edits) {
        struct step *step = &history->steps[history->done - 1];
        history->spares.returning = true;
        for (size_t i = step->count; i-- > 0;) {
            struct fy_edit reversed = fy_edit_reversed(&step->edits[i]);
            /* Needs no memory, and the grid is as the edit left it: this cannot fail. */
            (void)fy_edit_apply_sparing(&reversed, history->grid, &history->spares, NULL);
            tell(history, &reversed);
        }
        history->spares.returning = false;
        history->revision = step->before;
        history->open_has_edits = false;
        history->done--;
        forget_undone(history);
    }
    close_level(history);
}

/* ---- typing ---- */

enum fy_status fy_history_type(struct fy_history *history, size_t tier, size_t index, const char *text, size_t size,
                               double place, struct fy_error *error)
{
    struct fy_edit edit;
    enum fy_status status = fy_edit_set_label(&edit, history->grid, tier, index, text, size, error);
    if (status != FY_OK || edit.before == edit.after) {
        return status;
    }
    struct step *last = history->typing ? &history->steps[history->done - 1] : NULL;
    if (!last || last->edits[0].tier != tier || last->edits[0].index != index) {
        status = do_edit(history, &edit, history->depth > 0 ? history->open_place : place, error);
        history->typing = status == FY_OK ? history->depth == 0 : history->typing;
        return status;
    }
    status = fy_edit_apply(&edit, history->grid, error);
    if (status == FY_OK) {
        last->edits[0].after = edit.after;
        /* Typed and taken back again is what it was: nothing to save. */
        const bool as_before = strcmp(edit.after, last->edits[0].before) == 0;
        last->after = history->revision = as_before ? last->before : ++history->last_revision;
        tell(history, &edit);
        /* What this typing had put there before was in its step and in the grid only, and is in neither now. */
        const char *after = fy_text_store_supersede(&history->grid->store, edit.before, edit.after);
        last->edits[0].after = history->grid->tiers[tier].intervals[index].text = after;
    }
    return status;
}

void fy_history_seal(struct fy_history *history)
{
    history->typing = false;
}

/* ---- undo and redo ---- */

/* Edit number `k` in the direction of walking, as it is to be applied. */
static struct fy_edit edit_on_the_way(const struct step *step, size_t k, bool back)
{
    return back ? fy_edit_reversed(&step->edits[step->count - 1 - k]) : step->edits[k];
}

/* Apply a whole step forward or backward, or nothing of it. */
static enum fy_status walk(struct fy_history *history, const struct step *step, bool back, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    size_t walked = 0;
    while (walked < step->count) {
        struct fy_edit edit = edit_on_the_way(step, walked, back);
        status = fy_edit_apply_sparing(&edit, history->grid, &history->spares, error);
        if (status != FY_OK) {
            break;
        }
        walked++;
    }
    history->spares.returning = true;
    while (status != FY_OK && walked > 0) {
        struct fy_edit edit = edit_on_the_way(step, --walked, back);
        struct fy_edit reversed = fy_edit_reversed(&edit);
        (void)fy_edit_apply_sparing(&reversed, history->grid, &history->spares, NULL); /* needs no memory */
    }
    fy_spare_tiers_clear(&history->spares);
    for (size_t k = 0; status == FY_OK && k < step->count; k++) {
        struct fy_edit edit = edit_on_the_way(step, k, back);
        tell(history, &edit);
    }
    return status;
}

static enum fy_status refuse_while_open(struct fy_error *error)
{
    return fy_fail(error, FY_INVALID, _("A change is still under way; end it before undoing or redoing."));
}

enum fy_status fy_history_undo(struct fy_history *history, double *place, struct fy_error *error)
{
    if (history->depth > 0) {
        return refuse_while_open(error);
    }
    if (history->done == 0) {
        return fy_fail(error, FY_NOT_FOUND, _("There is nothing to undo."));
    }
    struct step *step = &history->steps[history->done - 1];
    enum fy_status status = walk(history, step, true, error);
    if (status == FY_OK) {
        history->typing = false;
        history->done--;
        history->revision = step->before;
        if (place) {
            *place = step->place;
        }
    }
    return status;
}

enum fy_status fy_history_redo(struct fy_history *history, double *place, struct fy_error *error)
{
    if (history->depth > 0) {
        return refuse_while_open(error);
    }
    if (history->done == history->count) {
        return fy_fail(error, FY_NOT_FOUND, _("There is nothing to redo."));
    }
    struct step *step = &history->steps[history->done];
    enum fy_status status = walk(history, step, false, error);
    if (status == FY_OK) {
        history->typing = false;
        history->done++;
        history->revision = step->after;
        if (place) {
            *place = step->place;
        }
    }
    return status;
}

size_t fy_history_undo_count(const struct fy_history *history)
{
    return history->done;
}

size_t fy_history_redo_count(const struct fy_history *history)
{
    return history->count - history->done;
}

unsigned long fy_history_revision(const struct fy_history *history)
{
    return history->revision;
}
