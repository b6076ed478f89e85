/* What recording.c and recording_open.c share. */
#ifndef FANGYIN_SOUND_RECORDING_INSIDE_H
#define FANGYIN_SOUND_RECORDING_INSIDE_H

#include "sound/sound_file.h"

#include <fangyin/recording.h>

struct fy_recording {
    struct fy_sound_file *file; /* NULL after the file could not be opened again */
    char *path;                 /* what is read: the file itself, or what was made of it in the cache */
    struct fy_sound_view *view; /* how a file with a damaged or missing header is read; NULL for all others */
    int held;                     /* keeps what is in the cache there; -1 for none */
    int64_t frames; /* that can be read */
    int rate, channels;
    bool floats;      /* the file may hold NaN and infinities */
    bool counted;     /* its length needs no check */
    bool forward;     /* it can be read in order only (GSM) */
    int64_t run_up;   /* frames to decode before the one that is wanted, so that it comes out right */
    int64_t position; /* of `file`, in frames; -1 where it is unknown */
    float *mixing;    /* mixing_frames interleaved frames */
    size_t mixing_frames;
    char format[96];
    char warning[256];
};

/* The decoder as it was after opening; false if the file cannot be opened any more. */
bool fy_recording_open_again(struct fy_recording *recording);
/* Decode up to `frame`, in order, from the start if it lies behind. */
bool fy_recording_go_forward(struct fy_recording *recording, int64_t frame);
/* So that the next frame read is `frame`. */
bool fy_recording_go_to(struct fy_recording *recording, int64_t frame);

#endif
