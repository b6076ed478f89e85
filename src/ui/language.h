/* What the annotator knows of language: state and functions of its parts. Included by ui/internal.h only. */
#ifndef FANGYIN_UI_LANGUAGE_H
#define FANGYIN_UI_LANGUAGE_H

#include "ui/action.h"
#include "ui/effect.h"
#include "ui/event.h"

#include <fangyin/buffer.h>
#include <fangyin/checks.h>
#include <fangyin/lexicon.h>

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
enum { FY_FLAG_MARKS = 7 };
const char *fy_app_flag_marks(const struct fy_app *app, size_t segment, char marks[FY_FLAG_MARKS]);
void fy_app_note_returned(struct fy_app *app); /* at the beginning: which segments came back */

struct fy_ipa_palette {
    size_t at;              /* the chosen symbol */
    struct fy_buffer typed; /* X-SAMPA */
};

/* ---- ipa_palette.c ---- */
void fy_app_ipa_open(struct fy_app *app);
void fy_app_ipa_key(struct fy_app *app, struct fy_key key);

/* ---- marks.c: marks inside the text ---- */
void fy_app_action_marks(struct fy_app *app, enum fy_action action, const char *argument);
/* The selection or the last word is in that dialect or language. */
void fy_app_mark_language(struct fy_app *app, const char *code);
void fy_app_insert_marker(struct fy_app *app, const char *text);

enum { FY_OFFERS = 9 };
struct fy_offer {
    size_t text, reading; /* where they start in `strings`, each ended by a NUL */
    size_t replaces;      /* bytes before the caret */
};
struct fy_completing {
    const struct fy_lexicon *lexicon; /* NULL: there is none */
    struct fy_words *words; /* what this grid says, and, once that is known, the project's others */
    bool whole;             /* that is known */
    struct fy_buffer since; /* until then: what was written meanwhile, "+text" or "-text" and reading, each ended by a NUL */
    struct fy_buffer before, reading; /* the current segment's label and romanisation, as they were counted */
    struct fy_buffer line;            /* the line when something was offered last, */
    size_t caret, line_segment, line_tier; /* and where that was */
    struct fy_offer offers[FY_OFFERS];
    size_t count, at;
    struct fy_buffer strings;
};

/* ---- complete.c ---- */
void fy_app_words_start(struct fy_app *app);
/* What the project's grids say, this one as it was opened among them. */
void fy_app_words_event(struct fy_app *app, struct fy_words *words);
void fy_app_words_arrive(struct fy_app *app); /* the current segment is another one: its label is what was counted */
/* A segment was left, perhaps changed; the current one is another. */
void fy_app_words_left(struct fy_app *app, size_t tier, size_t segment);
void fy_app_offer(struct fy_app *app); /* after a key */
const char *fy_app_offer_text(const struct fy_app *app, size_t n, const char **reading);
bool fy_app_take_offer(struct fy_app *app, size_t n); /* false where there is none */
void fy_app_action_complete(struct fy_app *app, enum fy_action action);
void fy_app_completing_free(struct fy_app *app);

/* Something that the checks found, by time. */
struct fy_found {
    double time; /* seconds: the middle of what it is about */
    enum fy_severity severity;
    char speaker[28]; /* of the tier, "" without; cut to what fits */
};
struct fy_checking {
    const struct fy_checks *checks; /* NULL: nothing is checked */
    const struct fy_loudness *loudness; /* NULL: not known yet */
    struct fy_found *items; /* in order of time */
    size_t count, capacity;
    struct fy_check_findings current; /* of the current segment */
    bool started, was_editing;
    unsigned long revision; /* of the history, when a segment was checked last */
    size_t tier, segment;   /* where we were then */
    double middle;          /* seconds: the middle of that segment */
    double told_time;       /* the same of the one whose findings were told on leaving it; -1: of none */
    size_t tiers, size;     /* tiers, and intervals of the primary one */
    bool asked; /* a first time */
    bool whole_due, whole_out; /* the whole grid is to be checked; a job does so */
};

/* ---- inline_checks.c ---- */
enum fy_severity fy_app_severity(const struct fy_app *app, size_t segment); /* the worst; FY_SEVERITY_OFF: none */
/* The worst finding of the current segment, and how it may be mended; its severity. */
enum fy_severity fy_app_finding_text(const struct fy_app *app, struct fy_buffer *out);
/* After every event; `seen`: there is a screen already, and what takes some milliseconds may be asked for. */
void fy_app_watch_language(struct fy_app *app, bool seen, struct fy_effects *effects);
void fy_app_check_all(struct fy_app *app); /* more than the current segment has changed */
void fy_app_checked_event(struct fy_app *app, const struct fy_check_findings *findings);
void fy_app_loudness_event(struct fy_app *app, const struct fy_loudness *loudness);
void fy_app_action_check(struct fy_app *app, enum fy_action action, struct fy_effects *effects);
void fy_app_checking_free(struct fy_app *app);

/* Free what all these keep. */
void fy_app_language_free(struct fy_app *app);

#endif
