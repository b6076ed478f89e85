/* The annotator without a terminal: state, update(event) -> effects, render -> canvas. Pure but for memory: no clock, no
 * file, no sound. One thread. Memory that cannot be had ends the program (fy_memory_on_failure); what was typed is in
 * the journal by then. */
#ifndef FANGYIN_UI_APP_H
#define FANGYIN_UI_APP_H

#include "ui/canvas.h"
#include "ui/effect.h"
#include "ui/event.h"
#include "ui/image.h"
#include "ui/keymap.h"
#include "ui/palette.h"

#include <fangyin/checks.h>
#include <fangyin/history.h>
#include <fangyin/listening.h>

/* The smallest screen it draws on. */
#define FY_MINIMUM_COLUMNS 40
#define FY_MINIMUM_ROWS 12

struct fy_app;

/* How the spectrogram is looked at first; 0 and false: as usual. */
struct fy_see_settings {
    enum fy_colour_map map;
    double highest, window_length, range; /* Hz, s, dB */
    bool pitch, formants, intensity, tone; /* shown */
};

/* Whom a question may be for. */
struct fy_colleague {
    const char *id, *name;
};

/* What a question may be about: its code, and what people call that. */
struct fy_subject_of_question {
    const char *code, *name;
};

/* What somebody does in a team. */
enum fy_team_role {
    FY_TEAM_TRANSCRIBES,
    FY_TEAM_REVIEWS, /* one person's version, or several side by side */
    FY_TEAM_SETTLES, /* several people's versions */
    FY_TEAM_ANSWERS, /* a question */
};

/* The team that a unit is worked on for; outlives the app. */
struct fy_app_team {
    enum fy_team_role role;
    const char *unit, *dialect; /* the unit's name, and its dialect's code or "" */
    double from, to;            /* its stretch, s */
    const char *note;           /* what is to be known first, as why it was returned; "" */
    const struct fy_colleague *colleagues;
    size_t colleague_count;
    const struct fy_subject_of_question *subjects;
    size_t subject_count;   /* at least one where somebody may ask */
    const size_t *returned; /* numbers, from 1, of the segments that came back */
    size_t returned_count;
    const char *question, *guess; /* FY_TEAM_ANSWERS: what is asked, in a line, and what the answer may be */
};

/* What is to become of a unit or a question, said before leaving. */
struct fy_app_verdict {
    const char *what;     /* "submit" "release"; "accept" "fix minor" "fix major" "return" "invalid" "pass"; "resolve"; "answer" */
    const char *text;     /* why, to whom, or the answer; "" */
    const char *segments; /* which go back: numbers parted by blanks; "" */
    const char *reading;  /* of the answer; "" */
    const char *remark;   /* to the answer; "" */
};
/* With texts of its own, until it is cleared; clearing one without texts does nothing. */
struct fy_app_verdict fy_app_verdict_copy(const struct fy_app_verdict *verdict);
void fy_app_verdict_clear(struct fy_app_verdict *verdict);

/* How much was done since the app was made: what a team is told with what is handed in. */
struct fy_app_work {
    double active; /* seconds in which a key was pressed or sound played, with pauses of up to half a minute */
    size_t plays;
    size_t shown, taken; /* words that were offered while writing: times that there were some, and that one was taken */
};

struct fy_app_settings {
    const char *title;       /* the recording's name, for the title row; copied */
    int64_t frames;          /* its length */
    int rate;                /* Hz */
    struct fy_grid *grid;    /* the app's from now on */
    const char *tiers;       /* names a new speaker's set gets, separated by spaces: "text dialect"; copied */
    const struct fy_dialects *dialects; /* outlives the app */
    const char *default_dialect;        /* a code or ""; copied */
    const struct fy_markers *markers;   /* outlives the app; so do the next three, all of which may be NULL */
    const struct fy_speakers *speakers;
    const struct fy_lexicon *lexicon;
    const struct fy_checks *checks;
    struct fy_keymap *keymap;           /* the app's from now on */
    int colours;  /* of the terminal: from 256 on greys are used */
    bool rgb;     /* it knows any colour: FY_RGB may be used */
    bool ascii;   /* it shows nothing but ASCII reliably: pictures are made of it */
    struct fy_see_settings see;
    bool chinese; /* names of dialects in Chinese first */
    int channels; /* of the recording */
    struct fy_listening listening;
    double pause, longest, padding; /* seconds, for cutting at pauses */
    const struct fy_app_team *team; /* NULL: nobody is asked and nothing is handed in */
    bool tone_letters;              /* tones are written as letters, else as digits */
    bool drafts;                    /* show the tiers of machines' drafts: draft, draft.2 ... */
};

/* A new app showing the first segment that has no text (or the first). */
struct fy_app *fy_app_new(const struct fy_app_settings *settings);
void fy_app_free(struct fy_app *app);

/* Take one event; append what is to be done. */
void fy_app_update(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects);

/* Draw the whole screen into a canvas, sized as the app's last RESIZE. */
void fy_app_render(const struct fy_app *app, struct fy_canvas *canvas);

/* Where the terminal shows pixels (FY_EVENT_GRAPHICS): what covers the cells that canvas->image names after
 * fy_app_render, its pixels in the app's memory until the next call. */
const struct fy_image *fy_app_image(struct fy_app *app);

/* True while ticks are wanted: unsaved typing, a message that will go, a speed to be remembered. */
bool fy_app_wants_tick(const struct fy_app *app);

/* Ticks must come for it (they do in a team). */
struct fy_app_work fy_app_work(const struct fy_app *app);

/* NULL: none was given, or leaving went otherwise than by it. The app's. */
const struct fy_app_verdict *fy_app_verdict_of(const struct fy_app *app);

/* How somebody listens, as it is now: what FY_EFFECT_REMEMBER is about. */
const struct fy_listening *fy_app_listening(const struct fy_app *app);
bool fy_app_remembers(const struct fy_app *app); /* true while it is to be remembered yet */

/* Move the journal lines that wait into lines (emptied first). */
void fy_app_take_journal(struct fy_app *app, struct fy_buffer *lines);

/* The document, for saving and for recovering edits through the history. */
struct fy_grid *fy_app_grid(struct fy_app *app);
struct fy_history *fy_app_history(struct fy_app *app);
bool fy_app_unsaved(const struct fy_app *app);
unsigned long fy_app_revision(const struct fy_app *app);

/* The tiers a new grid gets from `names` ("text dialect"), over [0, end] seconds; text is always among them. */
enum fy_status fy_app_add_tiers(struct fy_grid *grid, const char *names, double end);

#endif
