/* What reaches the annotator from outside. terminal/ fills these; update() reads them. Pointers are good for the call
 * only, unless said otherwise. */
#ifndef FANGYIN_UI_EVENT_H
#define FANGYIN_UI_EVENT_H

#include "ui/key.h"

#include <fangyin/checks.h>
#include <fangyin/grid.h>
#include <fangyin/silences.h>
#include <fangyin/tone.h>
#include <stdint.h>

enum fy_event_kind {
    FY_EVENT_KEY,
    FY_EVENT_PASTE,
    FY_EVENT_RESIZE,
    FY_EVENT_TICK,     /* about once a second while the app wants it (fy_app_wants_tick) */
    FY_EVENT_PLAYHEAD, /* the device's clock, while playing, and once when it stops */
    FY_EVENT_LEVEL,    /* peak */
    FY_EVENT_WAVE,
    FY_EVENT_SPECTRUM,
    FY_EVENT_TRACKS,
    FY_EVENT_TONE,     /* the pitch of a stretch, as asked for */
    FY_EVENT_VOICES,   /* the ranges of the project's speakers, as far as they are known */
    FY_EVENT_ASKED,    /* message: what became of a question */
    FY_EVENT_NEWS,     /* what the team knows of this recording's questions */
    FY_EVENT_GRAPHICS, /* the terminal shows pixels */
    FY_EVENT_BLACK, /* the level that the recording's pictures show in black */
    FY_EVENT_SPEECH,
    FY_EVENT_SNAP,
    FY_EVENT_JOURNAL, /* whether the journal could be written; told when that changes */
    FY_EVENT_STALLED, /* message: the disk of the grid does not answer; nothing is lost yet */
    FY_EVENT_SAVED,
    FY_EVENT_SAVE_FAILED,
    FY_EVENT_ON_DISK_CHANGED, /* saving found another content on disk */
    FY_EVENT_WOULD_LOSE,      /* saving would lose something that is in the file: message */
    FY_EVENT_THEIRS,          /* what is on disk, as asked for */
    FY_EVENT_RECOVERY,        /* at the start: unsaved edits were found */
    FY_EVENT_RECOVERED,       /* edits were applied through the history */
    FY_EVENT_DEVICES, /* the sound devices, as asked for */
    FY_EVENT_WORDS,    /* what all the project's grids say was counted, this one as it was when it was opened */
    FY_EVENT_CHECKED,  /* the whole grid was checked, as asked for */
    FY_EVENT_LOUDNESS, /* how loud the recording is from moment to moment is known */
    FY_EVENT_MESSAGE,
    FY_EVENT_SUSPEND, /* somebody outside wants the terminal for a while */
    FY_EVENT_GO, /* go: as for the action goto, a time or a segment's number */
};

/* Minimum and maximum of the signal in `columns` equal columns over [from, to) seconds; of `waves` channels, one behind
 * the other. */
struct fy_wave {
    double from, to;
    size_t columns, waves;
    float *minimum, *maximum; /* [waves * columns], in full scales */
    bool rough;               /* sampled, not read whole: ask again later */
};

/* Levels over [from, to) seconds and 0..frequency Hz: columns * rows values in dB, column by column, low frequency
 * first. */
struct fy_spectrum {
    double from, to;
    double frequency;
    size_t columns, rows;
    float *db;
    bool hurried; /* made of samples so as to be there at once: ask again without hurry */
    bool waiting; /* the same, because the recording is not gone through yet: ask again later */
};

/* A sound device to choose. */
struct fy_device_row {
    int number;      /* as FY_EFFECT_DEVICE takes it */
    bool is_default; /* the system's */
    char name[160];
};

#define FY_TRACK_FORMANTS 4

/* Pitch, intensity and formants in the middle of `columns` equal columns over [from, to) seconds. */
struct fy_tracks {
    double from, to;
    size_t columns;
    float *pitch;     /* Hz; 0: unvoiced. NULL: not measured, as the next two */
    float *intensity; /* dB */
    float *formants;  /* Hz, FY_TRACK_FORMANTS a column, 0 where there is none */
};

/* The pitch of [from, to) seconds. No values: it is too long to be measured, or empty. */
struct fy_tone_track {
    double from, to;
    int channel;
    struct fy_frames frames;
    int64_t first, count;
    struct fy_pitch_value *values; /* [count] */
};

/* What is known of a speaker's pitch. */
struct fy_voice {
    char *name;                 /* "": whoever speaks in this recording where no name is given */
    struct fy_tone_range range; /* lowest 0: too little was measured */
    size_t frames;              /* that were measured */
    bool fixed;                 /* fangyin.ini says so */
};

struct fy_voices {
    struct fy_voice *items;
    size_t count;
    bool all; /* the whole project was gone through */
};

/* A question of this unit, and what was answered. All texts are the news' own, "" where there is none. */
struct fy_team_answer {
    char *id;
    double from, to;                                   /* s */
    char *text, *guess;                                /* what the label said there, and what was thought */
    char *answer, *reading, *note, *who, *who_dialect; /* answer "": nobody has answered yet */
    bool taken;                                        /* by who asked */
};

/* An answer that was kept for when the same form comes up again. */
struct fy_team_precedent {
    char *id, *text, *answer, *reading, *who, *who_dialect;
};

struct fy_team_news {
    struct fy_team_answer *answers;
    size_t answer_count;
    struct fy_team_precedent *precedents;
    size_t precedent_count;
    size_t waiting; /* questions that could not be sent yet */
};

/* The level of the recording, a frame every `step` seconds. */
struct fy_loudness {
    int16_t *centibels; /* hundredths of a dB below full scale */
    size_t count;
    double step;
    double floor; /* dB: fy_check_floor of them */
};

/* What the checks want to know of a stretch (seconds). False where nothing is known of it. */
bool fy_loudness_measure(const struct fy_loudness *loudness, double xmin, double xmax, struct fy_check_sound *sound);

struct fy_event {
    enum fy_event_kind kind;
    union {
        struct fy_key key;
        const char *go;
        struct {
            const char *bytes; /* UTF-8, any; the app cleans it */
            size_t size;
        } paste;
        struct {
            int columns, rows;
        } resize;
        uint64_t tick; /* milliseconds of a monotonic clock */
        struct {
            int64_t frame;
            bool playing;
            bool silent; /* no sound device */
            unsigned underruns;
        } playhead;
        double peak; /* the recording's highest, in full scales */
        struct fy_words *words;       /* the app's from now on */
        const struct fy_check_findings *findings;
        const struct fy_loudness *loudness; /* outlives the app */
        struct fy_wave *wave;         /* the app's from now on: fy_wave_free */
        struct fy_spectrum *spectrum; /* the app's from now on: fy_spectrum_free */
        struct fy_tracks *tracks;     /* the app's from now on: fy_tracks_free */
        struct fy_tone_track *tone;   /* the app's from now on: fy_tone_track_free */
        struct fy_team_news *news;    /* the app's from now on: fy_team_news_free */
        struct fy_voices *voices;     /* the app's from now on: fy_voices_free */
        struct {
            int cell_width, cell_height; /* pixels; 0: it shows none */
        } graphics;
        struct {
            double window_length; /* of the spectra, s */
            int channel;          /* -1: the mean of all */
            float db;
        } black;
        struct {
            const struct fy_stretch *stretches; /* frames of the recording */
            size_t count;
            int64_t from, to; /* what was searched */
        } speech;
        struct {
            int64_t from, to; /* a boundary's frame, and where it should go */
        } snap;
        struct {
            bool written;
            const char *sentence; /* why not */
        } journal;
        struct {
            unsigned long revision; /* of the history, as saved */
            const char *path;
            bool beside; /* under another name, in which work goes on */
        } saved;
        struct {
            const char *sentence;
        } message; /* also SAVE_FAILED */
        struct {
            const struct fy_device_row *rows;
            size_t count;
        } devices;
        struct fy_grid *theirs; /* the caller's */
        struct {
            size_t edits;
            const char *when;
            bool other_base;
        } recovery;
        struct {
            size_t applied, found;
        } recovered;
    };
};

void fy_wave_free(struct fy_wave *wave);
void fy_spectrum_free(struct fy_spectrum *spectrum);
void fy_tracks_free(struct fy_tracks *tracks);
void fy_tone_track_free(struct fy_tone_track *track);
void fy_voices_free(struct fy_voices *voices);
void fy_team_news_free(struct fy_team_news *news);

#endif
