/* A file of which the beginning is read as something else than what stands there. */
#ifndef FANGYIN_SOUND_SOUND_VIEW_H
#define FANGYIN_SOUND_SOUND_VIEW_H

#include <stdint.h>

enum { FY_VIEW_HEADER = 1536 };

struct fy_sound_view {
    unsigned char header[FY_VIEW_HEADER]; /* read instead of all that stands before the sound */
    int header_size;
    int64_t sound;   /* byte of the file where the sound begins */
    int64_t present; /* bytes of sound from there */
};

#endif
