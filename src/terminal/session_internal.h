/* What session.c, effects.c and jobs.c share. */
#ifndef FANGYIN_TERMINAL_SESSION_INTERNAL_H
#define FANGYIN_TERMINAL_SESSION_INTERNAL_H

#include "terminal/clock.h"
#include "terminal/device.h"
#include "terminal/session.h"
#include "terminal/tiles.h"
#include "terminal/worker.h"

#include <fangyin/files.h>
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

struct fy_session {
    char recording_path[PATH_MAX], grid_path[PATH_MAX];
    struct fy_project *project;
    struct fy_grid_lock *lock;
    struct fy_grid_file *file;
    struct fy_journal *journal;
    struct fy_recovery recovery;
    struct fy_app *app;
    struct fy_effects effects;
    bool carrying_out;
    struct fy_session_wishes wishes;
    struct fy_buffer lines; /* edits that are not in the journal yet, in order */
    bool journal_busy;      /* a job is writing some: these come after them */
    bool journal_failed;    /* the last attempt failed: the app was told that typing is not protected */

    int64_t frames;
    int rate;
    bool scripted;
    int wake[2]; /* read end, write end */
    struct fy_device *device;
    struct fy_clock clock; /* scripted sound */
    unsigned news;         /* of the device, told so far */
    uint64_t now; /* scripted milliseconds */

    struct fy_worker *pictures, *peaks, *search, *disk, *level_builder;
    struct fy_picture_tools tools;          /* the picture worker's */
    struct fy_recording *peaks_handle, *search_handle, *levels_handle; /* those of these workers */
    struct fy_levels *levels, *levels_built; /* all ways the recording was looked at; the one that is built */
    atomic_uint picture_wanted, levels_wanted; /* of the last job posted: those before it stop */
};

/* effects.c */
void fy_session_carry_out(struct fy_session *session);

/* jobs.c */
void fy_post_wave(struct fy_session *session, const struct fy_effect *effect);
void fy_post_spectrum(struct fy_session *session, const struct fy_effect *effect);
void fy_post_speech(struct fy_session *session, const struct fy_effect *effect);
void fy_post_snap(struct fy_session *session, const struct fy_effect *effect);
void fy_post_peaks(struct fy_session *session);
void fy_post_level(struct fy_session *session);
void fy_post_remember(struct fy_session *session);
void fy_post_journal(struct fy_session *session);

#endif
