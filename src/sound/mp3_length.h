/* How long an MP3 is: the number of its blocks stands in its first block, or they have to be counted. */
#ifndef FANGYIN_SOUND_MP3_LENGTH_H
#define FANGYIN_SOUND_MP3_LENGTH_H

#include "sound/sound_view.h"

#include <stdbool.h>

struct fy_mp3_length {
    bool stated;   /* the file says it itself */
    bool complete; /* all bytes that it speaks of are there */
    int64_t size;  /* of the file, in bytes */
    /* Where it does not: with a first block that does. Decoders guess from the first bit rate otherwise, and end too early
     * or too late. */
    struct fy_sound_view view;
};

/* False when it is no MP3 (MPEG audio, layer III, of a stated bit rate). */
bool fy_mp3_length_find(const char *path, struct fy_mp3_length *length);

#endif
