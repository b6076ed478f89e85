/* What is to be heard, and how it sounds. */
#ifndef FANGYIN_PLAY_H
#define FANGYIN_PLAY_H

#include <stdbool.h>
#include <stdint.h>

#define FY_SPEED_MIN 0.25
#define FY_SPEED_MAX 2.0

enum {
    FY_CHANNELS_ALL = -1,   /* as in the file where that has one or two, else the mean of all */
    FY_CHANNELS_MIXED = -2, /* the mean of all */
};

/* How it sounds. May change while it plays, without a click. */
struct fy_hearing {
    double speed;  /* FY_SPEED_MIN to FY_SPEED_MAX; the pitch is kept */
    double gain;   /* a factor, of volume and recording together; what it would clip is held below full scale */
    int channel;   /* from 0 on: that one alone, on all outputs; or FY_CHANNELS_* */
    bool edges;    /* fade over 2 ms or less inside both ends of the range; off, every sample is the file's */
};

/* A range of the recording, heard a number of times. */
struct fy_play {
    int64_t from, to; /* frames of the recording */
    unsigned times;   /* 0: until it is stopped */
    double gap;       /* seconds of silence between two times */
    struct fy_hearing hearing;
};

enum { FY_MUTED_MOST = 32 };

/* Frames [from, to) of the recording that are silent whatever is played. */
struct fy_muted {
    int64_t from, to;
};

static inline struct fy_hearing fy_hearing_plain(void)
{
    return (struct fy_hearing){ .speed = 1, .gain = 1, .channel = FY_CHANNELS_ALL };
}

#endif
