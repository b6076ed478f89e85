#include "ui/event.h"

#include <fangyin/memory.h>

void fy_wave_free(struct fy_wave *wave)
{
    if (!wave)
        return;
    fy_free(wave->minimum);
    fy_free(wave->maximum);
    fy_free(wave);
}

void fy_spectrum_free(struct fy_spectrum *spectrum)
{
    if (!spectrum)
        return;
    fy_free(spectrum->db);
    fy_free(spectrum);
}

void fy_tone_track_free(struct fy_tone_track *track)
{
    if (!track)
        return;
    fy_free(track->values);
    fy_free(track);
}

void fy_voices_free(struct fy_voices *voices)
{
    for (size_t i = 0; voices && i < voices->count; i++)
        fy_free(voices->items[i].name);
    if (voices)
        fy_free(voices->items);
    fy_free(voices);
}

void fy_tracks_free(struct fy_tracks *tracks)
{
    if (!tracks)
        return;
    fy_free(tracks->pitch);
    fy_free(tracks->intensity);
    fy_free(tracks->formants);
    fy_free(tracks);
}
