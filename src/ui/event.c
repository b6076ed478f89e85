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

void fy_team_news_free(struct fy_team_news *news)
{
    for (size_t i = 0; news && i < news->answer_count; i++) {
        const struct fy_team_answer *answer = &news->answers[i];
        char *const texts[] = { answer->id,     answer->text, answer->guess, answer->answer,
                                answer->reading, answer->note, answer->who,   answer->who_dialect };
        for (size_t n = 0; n < sizeof texts / sizeof *texts; n++)
            fy_free(texts[n]);
    }
    for (size_t i = 0; news && i < news->precedent_count; i++) {
        const struct fy_team_precedent *precedent = &news->precedents[i];
        char *const texts[] = { precedent->id,      precedent->text, precedent->answer,
                                precedent->reading, precedent->who,  precedent->who_dialect };
        for (size_t n = 0; n < sizeof texts / sizeof *texts; n++)
            fy_free(texts[n]);
    }
    if (news) {
        fy_free(news->answers);
        fy_free(news->precedents);
    }
    fy_free(news);
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
