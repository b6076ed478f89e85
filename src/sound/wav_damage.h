/* What can be saved of a WAV file whose header is damaged: where its sound begins, and the header it should have. */
#ifndef FANGYIN_SOUND_WAV_DAMAGE_H
#define FANGYIN_SOUND_WAV_DAMAGE_H

#include <stdbool.h>
#include <stdint.h>

enum { FY_WAV_HEADER = 256 };

struct fy_wav_damage {
    unsigned char header[FY_WAV_HEADER]; /* to be read instead of all that stands before the sound */
    int header_size;
    int64_t sound;   /* byte of the file where the sound begins */
    int64_t present; /* bytes of sound from there */
    bool endless;    /* the header gives no size, or one that stands for "not known": it was never finished */
    bool unlimited;  /* and that is one that libsndfile knows to mean so */
};

/* Look for the format and the sound chunk of a RIFF/WAVE file wherever they are in its first 64 KB. False if it is no
 * such file, or they are not there. */
bool fy_wav_damage_find(const char *path, struct fy_wav_damage *damage);

#endif
