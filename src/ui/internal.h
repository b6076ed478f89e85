/* The app's state and what its parts share. Only src/ui includes this. */
#ifndef FANGYIN_UI_INTERNAL_H
#define FANGYIN_UI_INTERNAL_H

#include "ui/app.h"
#include "ui/language.h"

enum fy_mode {
    FY_MODE_NAVIGATE,
    FY_MODE_EDIT,    /* typing into a label */
    FY_MODE_PROMPT,  /* typing on the prompt line: a command, a search, an argument */
    FY_MODE_PALETTE, /* choosing a dialect */
    FY_MODE_DEVICES, /* choosing a sound device */
    FY_MODE_CHOOSE,  /* choosing from a closed list */
    FY_MODE_IPA,     /* choosing an IPA symbol */
    FY_MODE_FORM,    /* filling in what goes to the team */
    FY_MODE_HELP,
    FY_MODE_QUESTION,
};

enum fy_question {
    FY_ASK_CHANGED,  /* the file changed on disk: keep mine, take theirs, save beside */
    FY_ASK_LOSS,     /* saving would lose something that could not be read */
    FY_ASK_RECOVER,  /* unsaved work was found */
    FY_ASK_UNSAVED,  /* leaving and saving failed */
    FY_ASK_STALLED,  /* leaving and saving does not come to an end */
};

#define FY_SHADES 64
#define FY_TRACKS_SECONDS 60 /* the longest window with curves */

/* How the spectrogram is looked at. */
struct fy_see {
    double highest;       /* Hz: the upper edge */
    double window_length; /* s */
    float range;          /* dB from black to white */
    double frequency;     /* Hz: where the cursor reads; 0: none */
    enum fy_colour_map map;
    bool pitch, formants, intensity;
    int32_t shades[FY_SHADES]; /* colours of the map's steps in cells, from quiet to loud */
    int darkest;               /* the last step */
};

/* The tone of the segment on five levels, beside the pictures. */
struct fy_tone_panel {
    bool shown, letters; /* letters: what is written are tone letters */
    bool voices_asked, asked;
    double from, to; /* s: what was asked for last */
    int channel;
    struct fy_tone_track *track; /* NULL: nothing was measured yet */
    struct fy_voices *voices;    /* likewise */
};

enum fy_picture_view { FY_VIEW_BOTH, FY_VIEW_SPECTRUM, FY_VIEW_WAVE, FY_VIEW_NONE, FY_VIEW_COUNT };

/* What is heard, or was last. */
enum fy_heard {
    FY_HEARD_FREE,    /* from somewhere on */
    FY_HEARD_SEGMENT, /* the current segment, or the rest of it; the loop is for it */
    FY_HEARD_MARK,    /* the marked stretch, or the rest of it; likewise */
    FY_HEARD_PIECE,   /* something short to check by ear: the playhead goes back afterwards */
};

/* One line of text being typed: UTF-8 with a caret at a grapheme boundary. */
struct fy_line {
    struct fy_buffer text;
    size_t caret; /* byte */
    bool marked;  /* text between mark and caret is selected */
    size_t mark;  /* byte, a grapheme boundary */
};

/* What is being filled in for the team, and its lines. */
enum fy_form_kind { FY_FORM_ASK, FY_FORM_ANSWER, FY_FORM_VERDICT };
enum { FY_ASK_TYPE, FY_ASK_GUESS, FY_ASK_OTHERS, FY_ASK_WHOM, FY_ASK_NOTE, FY_ASK_FIELDS };
enum { FY_ANSWER_TEXT, FY_ANSWER_READING, FY_ANSWER_NOTE, FY_ANSWER_FIELDS };
enum { FY_VERDICT_WHAT, FY_VERDICT_WHY, FY_VERDICT_SEGMENTS, FY_VERDICT_FIELDS };
enum { FY_FORM_FIELDS = FY_ASK_FIELDS };
struct fy_form {
    enum fy_form_kind kind;
    int field;                             /* where the caret is */
    size_t choices[FY_FORM_FIELDS];        /* of the lines that are a choice */
    struct fy_line lines[FY_FORM_FIELDS];  /* of those that are text */
    double from, to;                       /* of a question: what it is about, s */
    struct fy_buffer text;                 /* and what the label says there */
};

struct fy_span {
    double from, to;
};

struct fy_app {
    /* what it works on */
    char *recording; /* its name */
    char *title;     /* what the first row says: the same, and the grid's file where it is another */
    int64_t frames;
    int rate;
    struct fy_grid *grid;
    struct fy_history *history;
    char *tier_names;
    const struct fy_dialects *dialects;
    char *default_dialect;
    struct fy_keymap *keymap;
    int colours;
    bool rgb, ascii;
    bool chinese;
    double pause, longest, padding;
    bool drafts;

    /* where we are */
    size_t tier;    /* the primary tier: "text" of the current speaker, or the first interval tier; FY_NONE without */
    size_t segment; /* its current interval */
    size_t edit_tier; /* the tier that is written in: the primary or a sister */
    const char *tier_name, *edit_name; /* of these two after the last event, the grid's own; NULL without */
    size_t tier_count;                 /* after the last event */
    size_t range_anchor; /* the other end of a range of segments, or FY_NONE */
    int64_t playhead;    /* frame */
    int64_t mark;        /* one end of a marked stretch, a frame, or -1 */
    int64_t mark_end;    /* its other end, or -1: where the playhead is */

    /* what is heard, and how */
    struct fy_listening listening;
    int channels;
    double peak; /* the recording's highest, in full scales; 0 until it is known */
    bool playing, silent;
    enum fy_heard heard;
    int64_t play_from, play_to;
    int64_t return_to; /* where the playhead goes after a piece */
    bool follow; /* the current segment follows the playhead (free playing in navigate mode) */
    bool loop;         /* wanted */
    bool looping;      /* what plays was asked for as rounds */
    unsigned round;    /* of these, from 1 on */
    unsigned slow;     /* "again, slower": how often, 0 to 2 */
    int slow_by;       /* percent that the keys for the speed have changed that by */
    int64_t paused_at; /* the frame at which playing was stopped, or -1: what was played goes on from there */
    int64_t paused_from, paused_to;
    enum fy_heard paused;
    unsigned underruns;
    bool mute_due, remember_due, peak_asked, gain_told;

    /* what is shown */
    int columns, rows;
    double view_from, view_to; /* seconds */
    enum fy_picture_view view;
    struct fy_wave *wave;
    struct fy_spectrum *spectrum;
    bool wave_asked, spectrum_asked;  /* a request is out */
    bool wave_again, spectrum_again;  /* a rough picture is to be asked for once more */
    struct fy_tracks *tracks;
    bool tracks_asked;
    struct fy_picture_request wave_for, spectrum_for, tracks_for; /* what was asked for last */
    unsigned pictures;           /* that came so far */
    struct fy_tone_panel tone;
    const struct fy_app_team *team; /* NULL: there is none */
    struct fy_form form;
    struct fy_app_verdict verdict; /* what NULL: none was given */
    size_t opened_revision;        /* of the history when the app began */
    struct fy_span *returned;      /* of what came back, s */
    size_t returned_count;
    struct fy_team_news *news;    /* NULL: none yet */
    struct fy_app_work work;
    uint64_t ticked, acted_at;    /* the last tick; the tick after something was last done, milliseconds */
    bool acted;                   /* since the last tick */
    uint64_t news_at;             /* when they are asked for again, milliseconds; 0: at the next tick */
    size_t answers_told;          /* answers that were there when it was said last */
    int cell_width, cell_height; /* pixels; 0: the terminal shows none */
    struct fy_image image;
    struct fy_see see;
    float db_max;   /* black: the recording's, or before that is known the loudest seen */
    bool black_known;
    float wave_max; /* the highest seen: the edge of the waveform */

    /* modes */
    enum fy_mode mode;
    struct fy_line line;   /* the label, or the prompt's text */
    struct fy_buffer cut;  /* what was cut last */
    enum fy_action prompt; /* what the prompt's text is for */
    enum fy_mode under;    /* the mode a popup goes back to */
    struct fy_device_row *devices; /* before them, as row 0, the system's default */
    size_t device_count, device_at;
    char device[160]; /* the one that was chosen */
    struct fy_palette palette;
    struct fy_chooser chooser;
    struct fy_ipa_palette ipa;
    struct fy_completing completing;
    struct fy_checking checking;
    char *span_language; /* what M-l marks text with, NULL: nothing was chosen yet */
    const struct fy_markers *markers;   /* NULL: there are none */
    const struct fy_speakers *speakers; /* NULL: there are none */
    int help_top;
    enum fy_question question;
    struct fy_buffer question_text;
    bool leaving; /* saving, then quit */
    bool saving;  /* asked for, and no answer yet */
    struct fy_buffer search;

    /* journal and saving */
    struct fy_buffer journal;       /* lines not handed out yet */
    bool unprotected;               /* the journal cannot be written */
    size_t typing_line;             /* where the journal's last line starts, if that is typing, else FY_NONE */
    size_t typing_tier, typing_index; /* where it was typed */
    struct fy_buffer typing_before;   /* the label before it */
    bool journal_due;               /* lines of a whole edit wait: not to wait for the next tick */
    bool typed;                     /* something was typed since writing in this segment began */
    bool typing;                    /* the edit under way is a keystroke; these go out once a second */
    bool recovering;                /* edits come from the journal: do not write them again */
    unsigned long saved_revision;

    /* message */
    struct fy_buffer message;
    struct fy_buffer notices; /* what is to be said after it, each ending in a NUL */
    uint64_t message_until; /* milliseconds; 0: from the next tick on */
    bool message_bad;
};

/* ---- app.c ---- */
void fy_app_say(struct fy_app *app, const char *format, ...) FY_PRINTF(2, 3);
void fy_app_complain(struct fy_app *app, const char *format, ...) FY_PRINTF(2, 3);
void fy_app_complain_error(struct fy_app *app, const struct fy_error *error);
void fy_app_run(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects);

/* ---- segment.c: where we are ---- */
size_t fy_app_segments(const struct fy_app *app);
const struct fy_interval *fy_app_interval(const struct fy_app *app, size_t segment); /* of the primary tier */
/* The label that a sister tier of that base name ("dialect") has over a segment; "" without. */
const char *fy_app_sister_label(const struct fy_app *app, const char *base, size_t segment);
size_t fy_app_sister(const struct fy_app *app, const char *base); /* its tier, or FY_NONE */
/* The interval of a sister tier with exactly the span of a segment, or FY_NONE. */
size_t fy_app_same_span(const struct fy_app *app, size_t tier, size_t segment);
/* The same, made if it is not there, as a part of the open step. FY_NONE and a complaint if it cannot be. */
size_t fy_app_need_sister(struct fy_app *app, const char *base);
bool fy_app_is_pause(const struct fy_app *app, size_t segment);
size_t fy_app_step(const struct fy_app *app, size_t segment, int direction); /* next that is no pause; same at the end */
void fy_app_select(struct fy_app *app, size_t segment, bool hear, struct fy_effects *effects);
void fy_app_go_on(struct fy_app *app); /* to the first segment without text: work goes on where it stopped */
void fy_app_select_at(struct fy_app *app, double time); /* the segment there; the playhead stays */
void fy_app_choose_tier(struct fy_app *app, size_t tier);
/* Do an edit that was made with status `made`, as a part of the open step or as one at `place` (seconds). False,
 * with the error's sentence on the screen, if it was not made or does not fit. Takes over what *edit owns. */
bool fy_app_do(struct fy_app *app, enum fy_status made, struct fy_edit *edit, double place, struct fy_error *error);
void fy_app_remember_tiers(struct fy_app *app); /* so that fy_app_refit finds them after edits */
void fy_app_refit(struct fy_app *app); /* after edits that may have moved or removed what we point to */
double fy_app_time(const struct fy_app *app, int64_t frame);
int64_t fy_app_frame(const struct fy_app *app, double time);

/* ---- view.c ---- */
void fy_app_show(struct fy_app *app, double from, double to); /* scroll so that this is seen */
void fy_app_set_view(struct fy_app *app, double from, double to);
void fy_app_ask_pictures(struct fy_app *app, struct fy_effects *effects);
void fy_app_action_view(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects);

/* ---- see.c: how the spectrogram is looked at ---- */
void fy_app_see_start(struct fy_app *app, const struct fy_see_settings *settings);
int fy_app_shown_channel(const struct fy_app *app); /* the one that is heard; -1: the mean of all */
int fy_app_waves(const struct fy_app *app); /* channels that have a waveform each; 1: there is one of all, or of one */
void fy_app_action_see(struct fy_app *app, enum fy_action action, const char *argument);
void fy_app_spectrum_event(struct fy_app *app, const struct fy_event *event);
void fy_app_tracks_event(struct fy_app *app, const struct fy_event *event);
void fy_app_black_event(struct fy_app *app, const struct fy_event *event);

/* ---- tone.c ---- */
enum { FY_TONE_POINTS = 10, FY_TONE_COLUMNS = 60 }; /* the narrowest screen that shows it */
struct fy_tone_reading {
    const struct fy_voice *voice; /* NULL: nothing is known of the speaker */
    bool ranged, voiced;
    double start, end; /* s: what is voiced */
    char chao[4];      /* "" where it is not ranged or not voiced */
};
/* Of the marked stretch or the segment; false while it is being measured. */
bool fy_app_read_tone(const struct fy_app *app, struct fy_tone_reading *reading);
const char *fy_app_speaker(const struct fy_app *app, size_t segment); /* "": nobody said who */
void fy_app_ask_tone(struct fy_app *app, struct fy_effects *effects);
void fy_app_tone_event(struct fy_app *app, const struct fy_event *event);
void fy_app_action_tone(struct fy_app *app, enum fy_action action);

/* ---- form.c: what is filled in for the team ---- */
void fy_app_form_open(struct fy_app *app, enum fy_form_kind kind); /* with empty lines */
void fy_app_form_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects);
void fy_app_form_type(struct fy_app *app, const char *text, size_t size); /* into the line */
void fy_app_form_free(struct fy_app *app);
int fy_app_form_fields(const struct fy_app *app);
const char *fy_app_form_label(const struct fy_app *app, int field);
const char *fy_app_form_foot(const struct fy_app *app);
bool fy_app_form_is_text(const struct fy_app *app, int field);
const char *fy_app_form_text(const struct fy_app *app, int field);
/* What a line holds that is a choice: translated. */
void fy_app_form_choice(const struct fy_app *app, int field, char *text, size_t size);

/* ---- ask.c: a question to the team; verdict.c: what becomes of the unit; answer.c: what the team says ---- */
void fy_app_ask(struct fy_app *app); /* opens the form */
size_t fy_app_ask_choices(const struct fy_app *app, int field);
void fy_app_ask_choice(const struct fy_app *app, int field, char *text, size_t size);
void fy_app_ask_send(struct fy_app *app, struct fy_effects *effects);
void fy_app_verdict(struct fy_app *app); /* opens the form, of an answer where one is wanted */
size_t fy_app_verdict_choices(const struct fy_app *app);
void fy_app_verdict_choice(const struct fy_app *app, char *text, size_t size);
void fy_app_verdict_send(struct fy_app *app, struct fy_effects *effects);
/* What is known of the current segment: an answer, or a precedent for what its text says. */
struct fy_hint_of_team {
    const struct fy_team_answer *answer;
    const struct fy_team_precedent *precedent;
};
bool fy_app_team_hint(const struct fy_app *app, struct fy_hint_of_team *hint);
void fy_app_news_event(struct fy_app *app, struct fy_team_news *news);
void fy_app_ask_news(struct fy_app *app, uint64_t now, struct fy_effects *effects);
void fy_app_action_answer(struct fy_app *app, enum fy_action action, struct fy_effects *effects);

/* ---- versions.c: several people's versions of a unit ---- */
size_t fy_app_versions(const struct fy_app *app);
void fy_app_action_version(struct fy_app *app, enum fy_action action, struct fy_effects *effects);

/* ---- listen.c ---- */
/* [from, to) at the usual speed, in rounds where that is wanted. */
void fy_app_play(struct fy_app *app, enum fy_heard heard, int64_t from, int64_t to, struct fy_effects *effects);
/* What is playing goes on from another frame before its end. */
void fy_app_play_on(struct fy_app *app, int64_t from, struct fy_effects *effects);
void fy_app_stop(struct fy_app *app, struct fy_effects *effects);
void fy_app_hear_segment(struct fy_app *app, struct fy_effects *effects);
/* A boundary was moved to that frame: its surroundings, if that is wanted and nothing else plays. */
void fy_app_hear_boundary(struct fy_app *app, int64_t frame, struct fy_effects *effects);
void fy_app_set_loop(struct fy_app *app, bool on, struct fy_effects *effects);
/* The marked stretch; false without one. */
bool fy_app_stretch(const struct fy_app *app, int64_t *from, int64_t *to);
/* The current segment, or all there is. */
void fy_app_segment_frames(const struct fy_app *app, int64_t *from, int64_t *to);
void fy_app_action_listen(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects);
void fy_app_playhead_event(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects);

/* ---- listen_sound.c ---- */
int fy_app_speed(const struct fy_app *app); /* percent, that is heard */
int fy_app_gain(const struct fy_app *app);  /* dB, that is heard, without the volume */
struct fy_hearing fy_app_hearing(const struct fy_app *app);
/* "on" or "off" of an action that is a switch, else NULL. */
const char *fy_app_switch(const struct fy_app *app, enum fy_action action);
#define FY_CHANNEL_NAME 32
const char *fy_app_channel_name(const struct fy_app *app, char name[FY_CHANNEL_NAME]);
void fy_app_level_event(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects);
void fy_app_ask_sound(struct fy_app *app, struct fy_effects *effects);
void fy_app_action_sound(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects);

/* ---- move.c, boundary.c, tiers.c ---- */
void fy_app_action_move(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects);
void fy_app_action_boundary(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects);
void fy_app_cut_event(struct fy_app *app, const struct fy_event *event);
void fy_app_snap_event(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects);
/* Move a boundary, `index` being the segment left of it; false, and said, where it cannot go there. */
bool fy_app_move_boundary(struct fy_app *app, size_t index, double to);
void fy_app_tap(struct fy_app *app); /* a boundary where somebody just heard one */
void fy_app_action_tiers(struct fy_app *app, enum fy_action action, const char *argument);

/* ---- write.c ---- */
void fy_app_edit(struct fy_app *app);  /* start writing in the current segment */
void fy_app_leave(struct fy_app *app); /* stop */
void fy_app_load_line(struct fy_app *app, bool keep_caret); /* the line is what the label says now */
void fy_app_action_write(struct fy_app *app, enum fy_action action, struct fy_effects *effects);
void fy_app_type(struct fy_app *app, const char *text, size_t size); /* into the label or the prompt */
void fy_app_store(struct fy_app *app); /* the line was changed: so is the label */
/* Where the label's tier has the interval of the current segment, or FY_NONE. */
size_t fy_app_edit_index(const struct fy_app *app);

/* ---- line.c: editing one line; true if the text changed ---- */
bool fy_line_insert(struct fy_line *line, const char *text, size_t size); /* cleaned: no control characters */
void fy_line_set(struct fy_line *line, const char *text);
bool fy_line_action(struct fy_line *line, enum fy_action action, struct fy_buffer *cut);
void fy_line_replace(struct fy_line *line, size_t from, size_t to, const char *text, size_t size); /* caret behind it */
/* The selected bytes; false where nothing is. */
bool fy_line_selection(const struct fy_line *line, size_t *from, size_t *to);
size_t fy_line_word(const struct fy_line *line); /* where the word before the caret starts */

/* ---- tag.c ---- */
void fy_app_action_tag(struct fy_app *app, enum fy_action action, const char *argument, struct fy_effects *effects);
/* devices.c */
void fy_app_action_devices(struct fy_app *app, const char *argument, struct fy_effects *effects);
void fy_app_devices_event(struct fy_app *app, const struct fy_event *event);
void fy_app_devices_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects);

void fy_app_tag_current(struct fy_app *app, const char *code); /* the segment, or the range; "" takes the tag off */
/* The child of `parent` with that hotkey, or FY_NONE. */
size_t fy_app_dialect_by_key(const struct fy_app *app, size_t parent, struct fy_key key);
bool fy_app_tag_key(struct fy_app *app, struct fy_key key); /* a digit of the bottom line; false if it is none */
size_t fy_app_hot_parent(const struct fy_app *app);         /* whose children the bottom line offers */
const char *fy_app_dialect_name(const struct fy_app *app, size_t dialect);
/* A label of codes as names ("上海话+官话?"), codes that are unknown as they are. */
void fy_app_dialect_label(const struct fy_app *app, const char *label, struct fy_buffer *out);

/* ---- prompt.c ---- */
void fy_app_prompt(struct fy_app *app, enum fy_action action);
void fy_app_prompt_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects);
void fy_app_search_next(struct fy_app *app, struct fy_effects *effects);

/* ---- keep.c: journal, saving, questions ---- */
void fy_app_journal_listener(void *context, const struct fy_edit *edit);
void fy_app_quit(struct fy_app *app, struct fy_effects *effects); /* save, and then quit */
void fy_app_action_keep(struct fy_app *app, enum fy_action action, struct fy_effects *effects);
void fy_app_question_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects);
void fy_app_keep_event(struct fy_app *app, const struct fy_event *event, struct fy_effects *effects);

/* ---- layout.c: where things stand on the screen ---- */
struct fy_layout {
    bool too_small;
    int gutter, width;        /* columns left of the pictures, columns of the pictures */
    int wave_row, wave_rows;
    int spectrum_row, spectrum_rows;
    int ruler_row;
    int tiers_row, tiers_rows;
    int list_row, list_rows;
    int versions_row, versions_rows;                  /* 0: there are none */
    int tone_row, tone_rows, tone_column, tone_width; /* width 0: it is not shown */
    int message_row, hint_row;
};
/* True for a tier of drafts that nobody asked to see. */
bool fy_tier_hidden(const struct fy_app *app, size_t tier);
enum { FY_TIER_HIDDEN = 9 }; /* behind all ranks of tiers */

struct fy_layout fy_app_layout(const struct fy_app *app);
int fy_layout_column(const struct fy_app *app, const struct fy_layout *layout, double time); /* may lie outside */

/* ---- draw_*.c ---- */
bool fy_app_shows_pixels(const struct fy_app *app, const struct fy_layout *layout);
uint64_t fy_app_image_key(const struct fy_app *app, const struct fy_layout *layout);
void fy_draw_title(const struct fy_app *app, struct fy_canvas *canvas);
void fy_draw_muted(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
void fy_draw_wave(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
void fy_draw_spectrum(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
void fy_draw_ruler(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
void fy_draw_tiers(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
void fy_draw_versions(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
void fy_draw_tone(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
void fy_draw_list(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);
void fy_draw_popup(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas);

/* Named styles, so that eight colours and 256 differ in one place. */
enum fy_paint {
    FY_PAINT_PLAIN,
    FY_PAINT_DIM,
    FY_PAINT_TITLE,
    FY_PAINT_CURRENT,  /* the current segment */
    FY_PAINT_EDIT,     /* where text goes */
    FY_PAINT_RANGE,    /* a range of segments, a marked stretch */
    FY_PAINT_TAG,
    FY_PAINT_BOUNDARY,
    FY_PAINT_PLAYHEAD,
    FY_PAINT_WAVE,
    FY_PAINT_BAD,      /* a complaint */
    FY_PAINT_KEY,      /* a key's name in hints */
    FY_PAINT_POPUP,
};
struct fy_style fy_paint(const struct fy_app *app, enum fy_paint paint);

#endif
