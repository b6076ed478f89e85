/* The one door to libsndfile: a file of sound as its decoder gives it, with that decoder's limits. recording.c makes exact
 * reading out of it. Not for two threads at once. */
#ifndef FANGYIN_SOUND_SOUND_FILE_H
#define FANGYIN_SOUND_SOUND_FILE_H

#include "sound/sound_view.h"

#include <fangyin/status.h>
#include <stdbool.h>
#include <stdint.h>

struct fy_sound_file;

struct fy_sound_info {
    int64_t frames; /* as the decoder claims: below 0 or 2^48 and more where it does not know */
    int rate, channels;
    bool seekable;
    bool mpeg;   /* MPEG audio: a block needs bits of blocks before it */
    bool floats; /* samples may be NaN and infinite */
    double broken_promise; /* sound that the header promises as a ratio to what is there; 0 where it keeps its promise */
    char format[96];       /* "FLAC, 16 bit": for people */
};

/* A file that is not to be read as it stands is read as `view` says (NULL for all others). FY_UNSUPPORTED: of no format that
 * libsndfile knows; FY_SYNTAX: of one, but it cannot be opened; FY_NO_MEMORY. *file is NULL then. */
enum fy_status fy_sound_file_open(struct fy_sound_file **file, const char *path, const struct fy_sound_view *view,
                                  struct fy_sound_info *info);
void fy_sound_file_close(struct fy_sound_file *file);

bool fy_sound_file_seek(struct fy_sound_file *file, int64_t frame);
/* Interleaved floats, full scale 1. Returns frames; 0 at the end and on an error. */
int64_t fy_sound_file_read(struct fy_sound_file *file, float *interleaved, int64_t frames);
/* The comment that fy_sound_writer_new was given; NULL without. */
const char *fy_sound_file_comment(struct fy_sound_file *file);

/* Writing FLAC to an open descriptor, which stays the caller's. */
struct fy_sound_writer;

/* bits: 16 or 24. NULL when FLAC cannot hold that. */
struct fy_sound_writer *fy_sound_writer_new(int fd, int rate, int channels, int bits, const char *comment);
/* 32-bit samples, full scale 2^31. False when the disk does not take them. */
bool fy_sound_writer_write(struct fy_sound_writer *writer, const int32_t *interleaved, int64_t frames);
bool fy_sound_writer_close(struct fy_sound_writer *writer); /* false when the rest could not be written */

#endif
