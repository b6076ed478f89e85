/* What can be saved of a WAV file whose header is damaged: where its sound begins, and the header it should have. */
#ifndef FANGYIN_SOUND_WAV_DAMAGE_H
#define FANGYIN_SOUND_WAV_DAMAGE_H

#include "sound/sound_view.h"

#include <stdbool.h>

struct fy_wav_damage {
    struct fy_sound_view view; /* with the header that it should have */
    bool endless;    /* the header gives no size, or one that stands for "not known": it was never finished */
    bool unlimited;  /* and that is one that libsndfile knows to mean so */
};

/* Look for the format and the sound chunk of a RIFF/WAVE file wherever they are in its first 64 KB. False if it is no
 * such file, or they are not there. */
bool fy_wav_damage_find(const char *path, struct fy_wav_damage *damage);

#endif
