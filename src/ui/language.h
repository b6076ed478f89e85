/* What the annotator knows of language: state and functions of its parts. Included by ui/internal.h only. */
#ifndef FANGYIN_UI_LANGUAGE_H
#define FANGYIN_UI_LANGUAGE_H

#include "ui/action.h"
#include "ui/effect.h"
#include "ui/event.h"

#include <fangyin/buffer.h>

struct fy_app;

/* The palette of the dialect tree. */
struct fy_palette {
    size_t parent, at;       /* whose children are shown, and the chosen row */
    struct fy_buffer typed;  /* where something is typed, what matches that is shown instead */
    struct fy_buffer before; /* codes that '+' joined so far: "wu-sh+" */
    bool unsure;             /* a '?' goes behind what is chosen */
    bool span;               /* it tags text inside the segment */
};

/* ---- tree.c ---- */
void fy_app_palette_open(struct fy_app *app);
void fy_app_palette_key(struct fy_app *app, struct fy_key key);
/* The dialects shown: fills up to `room` indices and returns their number. */
size_t fy_app_palette_rows(const struct fy_app *app, size_t *rows, size_t room);
enum { FY_PALETTE_ROOM = 256, FY_PALETTE_MATCHES = 9 };

/* The box of a closed list. */
enum fy_choosing {
    FY_CHOOSE_MARKER,
    FY_CHOOSE_INVALID,
    FY_CHOOSE_EVENT,
    FY_CHOOSE_EMOTION,
    FY_CHOOSE_CONTENT,
    FY_CHOOSE_SPEAKER,
};
struct fy_chooser {
    enum fy_choosing what;
    size_t at;              /* the chosen row */
    struct fy_buffer typed; /* only rows that have this in their name or code are shown */
};
/* One of its rows. */
struct fy_choice {
    char key;         /* or 0 */
    const char *name; /* English, to be translated, or the project's own */
    const char *code;
    bool set; /* the segment has it */
};

/* ---- choose.c ---- */
void fy_app_choose_marker(struct fy_app *app, const char *argument);
void fy_app_choose(struct fy_app *app, enum fy_choosing what);
void fy_app_choose_key(struct fy_app *app, struct fy_key key);
enum { FY_CHOICE_ROOM = 256 };
size_t fy_app_choices(const struct fy_app *app, struct fy_choice *rows, size_t room);
const char *fy_app_choose_title(const struct fy_app *app);

/* ---- flags.c: the four intents, and what the closed lists say of a segment ---- */
void fy_app_action_flag(struct fy_app *app, enum fy_action action, const char *argument);
/* Set a code of a closed list in its tier, or take it out; of the range or the segment, one undo step. */
void fy_app_set_code(struct fy_app *app, const char *base, const char *code, const char *reason, bool set, bool alone);
/* "x@?#": the marks of the flags that a segment has, in this order. */
const char *fy_app_flag_marks(const struct fy_app *app, size_t segment, char marks[5]);

/* ---- marks.c: marks inside the text ---- */
void fy_app_action_marks(struct fy_app *app, enum fy_action action, const char *argument);
/* The selection or the last word is in that dialect or language. */
void fy_app_mark_language(struct fy_app *app, const char *code);
void fy_app_insert_marker(struct fy_app *app, const char *text);

/* Free what all these keep. */
void fy_app_language_free(struct fy_app *app);

#endif
