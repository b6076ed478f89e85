/* What the annotator asks the outside to do. update() appends them; terminal/effects carries them out. */
#ifndef FANGYIN_UI_EFFECT_H
#define FANGYIN_UI_EFFECT_H

#include <fangyin/listening.h>
#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fy_effect_kind {
    FY_EFFECT_PLAY,        /* play */
    FY_EFFECT_STOP,
    FY_EFFECT_HEARING,     /* hearing: what plays sounds so from now on */
    FY_EFFECT_MUTE,        /* mute: from now on these are silent */
    FY_EFFECT_LEVEL,       /* find the recording's highest peak and send FY_EVENT_LEVEL */
    FY_EFFECT_REMEMBER,    /* keep what fy_app_listening says for the next time */
    FY_EFFECT_DEVICES,     /* look for sound devices and send FY_EVENT_DEVICES */
    FY_EFFECT_DEVICE,      /* device: play through that one from now on */
    FY_EFFECT_WAVE,        /* picture: draw it and send FY_EVENT_WAVE */
    FY_EFFECT_SPECTRUM,    /* picture */
    FY_EFFECT_TRACKS,      /* picture: measure what it names there, and send FY_EVENT_TRACKS */
    FY_EFFECT_TONE,        /* picture (from, to, channel): measure the pitch there and send FY_EVENT_TONE */
    FY_EFFECT_VOICES,      /* measure the speakers' ranges over the project and send FY_EVENT_VOICES */
    FY_EFFECT_ASK,         /* asked: put the question to the team, and send FY_EVENT_ASKED */
    FY_EFFECT_TAKEN,       /* question: its answer was taken */
    FY_EFFECT_APPLIED,     /* applied: an answer was written everywhere; it belongs in the lexicon */
    FY_EFFECT_NEWS,        /* see what is new, and send FY_EVENT_NEWS */
    FY_EFFECT_CHECK,       /* check the whole grid and send FY_EVENT_CHECKED */
    FY_EFFECT_SPEECH,      /* frames from, to: find speech there */
    FY_EFFECT_SNAP,        /* snap: look around a frame and send FY_EVENT_SNAP */
    FY_EFFECT_JOURNAL,     /* write what fy_app_take_journal gives */
    FY_EFFECT_SAVE,        /* force: over what is on disk */
    FY_EFFECT_SAVE_BESIDE,
    FY_EFFECT_READ_THEIRS, /* send FY_EVENT_THEIRS */
    FY_EFFECT_RECOVER,     /* accept: apply the recovered edits, else keep them aside */
    FY_EFFECT_REDRAW,
    FY_EFFECT_SUSPEND,
    FY_EFFECT_QUIT,
};

/* A picture of the window: `columns` equal columns over [from, to) seconds. */
struct fy_picture_request {
    double from, to;
    size_t columns;
    int channel; /* -1: all */
    int waves;   /* of a waveform, with channel -1: more than 1, each of so many channels if that is done at once */
    /* of a spectrogram */
    size_t rows;
    double highest, window_length; /* Hz, s */
    bool hurry;                    /* rather at once than whole */
    /* of tracks */
    bool pitch, formants, intensity;
};

/* A question; the texts are the app's, good until its next event. */
struct fy_asked {
    double from, to; /* s */
    const char *type; /* a code: "word", "character" ... */
    const char *text, *guess, *alternatives, *note; /* alternatives parted by '/' */
    const char *person;  /* whom it is for, "" */
    const char *dialect; /* else who has at least `level` in it */
    int level;
};

struct fy_effect {
    enum fy_effect_kind kind;
    union {
        struct fy_play play;
        struct fy_hearing hearing;
        struct {
            const struct fy_muted *stretches; /* the app's, good until its next event */
            size_t count;
        } mute;
        const char *device; /* a number, a name or a part of one, "" the system's default; the app's, good until its next
                               event */
        struct {
            int64_t from, to;
        } frames;
        struct fy_picture_request picture;
        struct {
            int64_t frame, reach; /* look at most that far to both sides */
            bool quiet;           /* for the quietest point, else for the nearest zero crossing */
        } snap;
        struct fy_asked asked;
        struct {
            const char *question; /* as below */
            size_t segments;
        } applied;
        const char *question; /* the app's, good until its next event */
        bool force;
        bool accept;
    };
};

struct fy_effects {
    struct fy_effect *items;
    size_t count, capacity;
};

void fy_effects_push(struct fy_effects *effects, struct fy_effect effect);
void fy_effects_free(struct fy_effects *effects);

#endif
