/* What session.c, opening.c, effects.c, jobs.c and disk.c share. */
#ifndef FANGYIN_TERMINAL_SESSION_INTERNAL_H
#define FANGYIN_TERMINAL_SESSION_INTERNAL_H

#include "terminal/clock.h"
#include "terminal/desk.h"
#include "terminal/device.h"
#include "terminal/session.h"
#include "terminal/tiles.h"
#include "terminal/worker.h"

#include <fangyin/files.h>
#include <fangyin/listening.h>
#include <fangyin/peaks.h>
#include <fangyin/project.h>
#include <fangyin/recording.h>
#include <limits.h>

/* What the picture worker draws with: a handle and scratch memory of its own. */
struct fy_picture_tools {
    struct fy_recording *recording;
    struct fy_tiles *tiles;
    struct fy_levels *levels; /* what the tiles are of */
    struct fy_peaks *peaks;
    bool thorough; /* read everything, however long it takes */
};

struct fy_opening;

struct fy_session {
    char recording_path[PATH_MAX], grid_path[PATH_MAX];
    struct fy_project *project;
    struct fy_grid_lock *lock;
    struct fy_grid_file *file;
    struct fy_journal *journal;
    bool journal_torn; /* the disk worker's, as the journal is: the last attempt failed. Not beside the owner's flags,
                          which are read several at once */
    struct fy_recovery recovery;
    struct fy_listening listening; /* as it begins */
    struct fy_app *app;
    struct fy_effects effects;
    bool carrying_out;
    struct fy_session_wishes wishes;
    struct fy_opening *opening; /* until all files are read */
    struct fy_buffer lines;     /* edits that are not in the journal yet, in order */
    bool journal_busy;          /* a job is writing some: these come after them */
    bool journal_failed;        /* the last attempt failed: the app was told that typing is not protected */
    bool saving;                /* a job is saving, or changes which file this is */
    bool save_again, save_again_force;
    struct fy_buffer older_lines; /* while saving: lines of before that found no place in the journal */
    bool stalled;                 /* the disk, and the app was told */
    bool picture_stalled;         /* the recording, and the app was told */

    int64_t frames;
    int rate;
    bool scripted;
    int wake[2]; /* read end, write end */
    struct fy_device *device;
    struct fy_clock clock; /* scripted sound */
    unsigned news;         /* of the device, told so far */
    uint64_t now;          /* scripted milliseconds */

    struct fy_worker *pictures, *peaks, *search, *disk, *level_builder, *tracks, *language, *voices, *team; /* team: only with a desk */
    const struct fy_desk *desk; /* NULL: no team */
    bool team_away;             /* and the app was told */
    struct fy_picture_tools tools;                                                     /* the picture worker's */
    bool peaks_built;                                                                  /* the peaks worker's */
    struct fy_recording *peaks_handle, *search_handle, *levels_handle, *tracks_handle; /* those of these
                                                                       workers, opened there */
    struct fy_checks *checks;                                                          /* NULL: nothing is checked */
    bool language_begun;                     /* words are being counted, levels measured */
    struct fy_loudness loudness;             /* written by the language worker once, before the app is told */
    struct fy_levels *levels, *levels_built; /* all ways the recording was looked at; the one that is built */
    atomic_uint picture_wanted, levels_wanted, tracks_wanted, tone_wanted; /* of the last job posted: those before it stop */
};

/* session_settings.c */
const char *fy_base_name(const char *path); /* behind the last slash */
/* The app, for the grid (NULL: a new one), which it takes over. What is wrong among the keys goes to key_error. */
enum fy_status fy_session_make_app(struct fy_session *session, const struct fy_session_options *options,
                                   struct fy_grid *grid, struct fy_error *key_error, struct fy_error *error);

/* effects.c */
void fy_session_carry_out(struct fy_session *session);

/* language_jobs.c */
void fy_post_check(struct fy_session *session);

/* desk_jobs.c */
void fy_post_ask(struct fy_session *session, const struct fy_effect *effect);
void fy_post_taken(struct fy_session *session, const struct fy_effect *effect);
void fy_post_applied(struct fy_session *session, const struct fy_effect *effect);
void fy_post_news(struct fy_session *session);

/* voice_jobs.c */
void fy_post_voices(struct fy_session *session);

/* jobs.c */
void fy_post_wave(struct fy_session *session, const struct fy_effect *effect);
void fy_post_tracks(struct fy_session *session, const struct fy_effect *effect);
void fy_post_tone(struct fy_session *session, const struct fy_effect *effect);
void fy_post_spectrum(struct fy_session *session, const struct fy_effect *effect);
void fy_post_speech(struct fy_session *session, const struct fy_effect *effect);
void fy_post_snap(struct fy_session *session, const struct fy_effect *effect);
void fy_post_peaks(struct fy_session *session);
void fy_post_devices(struct fy_session *session);
void fy_post_level(struct fy_session *session);
void fy_post_remember(struct fy_session *session);

/* disk.c */
void fy_post_journal(struct fy_session *session);
void fy_post_save(struct fy_session *session, bool force);
void fy_post_save_beside(struct fy_session *session);
void fy_post_theirs(struct fy_session *session);
void fy_post_recover(struct fy_session *session, bool accept);
void fy_post_close(struct fy_session *session); /* the journal, the grid's file, the lock */

#endif
