/* Unlimited undo and redo over one grid. A step is what a person did in one act: one or more edits in order. While a
 * history is in use the grid is changed through it only. Whatever fails (memory too) leaves grid and history unchanged;
 * the memory in use grows with the edits, never with the grid. One thread at a time. */
#ifndef FANGYIN_HISTORY_H
#define FANGYIN_HISTORY_H

#include <fangyin/edit.h>

struct fy_history;

/* A history for that grid, which must outlive it. NULL when out of memory. */
struct fy_history *fy_history_new(struct fy_grid *grid);
void fy_history_free(struct fy_history *history);

/* Called with each edit that was applied, undone (its inverse) or redone, in order, once its whole act has succeeded:
 * the journal's source. The edit and its texts are good during the call; the listener must not change grid or history.
 * May be NULL. */
typedef void fy_history_listener(void *context, const struct fy_edit *edit);
void fy_history_listen(struct fy_history *history, fy_history_listener *listener, void *context);

/* Apply an edit as a part of the open step, or as a step of its own. Takes over what *edit owns and empties it, also on
 * failure. What was undone can no longer be redone. */
enum fy_status fy_history_do(struct fy_history *history, struct fy_edit *edit, struct fy_error *error);

/* Open a step; it ends with fy_history_end (nesting counts). `place` is free for the caller: where the act happened.
 * The outermost one's counts; a step of fy_history_do alone has place 0. */
void fy_history_begin(struct fy_history *history, double place);
/* A step without edits leaves no trace. */
void fy_history_end(struct fy_history *history);
/* Undo all edits of the open step and end it (after a failure half way); inside a nested one this ends that level.
 * Cannot fail: it needs no memory. */
void fy_history_cancel(struct fy_history *history);

/* Typing: set a label, merged into the last step if that too was typing in this very interval, nothing came between and
 * fy_history_seal was not called. Text that is there already makes no edit and no step. `text` may be the label itself.
 * When it merges, the label typed before goes from memory as soon as the listener has seen the edit: typing a label
 * costs what it says in the end. So pointers to that interval's label are good until the next call only. */
enum fy_status fy_history_type(struct fy_history *history, size_t tier, size_t index, const char *text, size_t size,
                               double place, struct fy_error *error);
/* The next typing starts a new step. */
void fy_history_seal(struct fy_history *history);

/* One step back or forward; FY_NOT_FOUND when there is none. *place (may be NULL) is where it happened. */
enum fy_status fy_history_undo(struct fy_history *history, double *place, struct fy_error *error);
enum fy_status fy_history_redo(struct fy_history *history, double *place, struct fy_error *error);

size_t fy_history_undo_count(const struct fy_history *history);
size_t fy_history_redo_count(const struct fy_history *history);

/* A number that names the document's state: equal numbers, equal content. Undo brings an earlier one back. Merged
 * typing gives a new one with each change, but the old one where the label is again what it was before the step. */
unsigned long fy_history_revision(const struct fy_history *history);

#endif
