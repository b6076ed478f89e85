/* How high and low each speaker's voice goes, from stretches of any number of recordings. */
#ifndef FANGYIN_TERMINAL_VOICES_H
#define FANGYIN_TERMINAL_VOICES_H

#include "ui/event.h"

#include <fangyin/project.h>
#include <fangyin/recording.h>
#include <stdatomic.h>

/* A voice of which that many pitch values are there is known: its percentiles hardly change any more. Ten minutes of
 * voiced speech. */
#define FY_VOICE_ENOUGH 60000

struct fy_voice_set;
struct fy_voice_set *fy_voice_set_new(void);
void fy_voice_set_free(struct fy_voice_set *set);

/* Stretches in which one speaker is heard, and who it is. */
struct fy_voice_span {
    double from, to; /* s */
    size_t voice;    /* of the set */
};
struct fy_voice_spans {
    struct fy_voice_span *items;
    size_t count, capacity;
};
void fy_voice_spans_free(struct fy_voice_spans *spans);

/* Add the intervals of a grid's text tiers that are no pauses; who speaks is new in the set where it was not there. */
void fy_voice_spans_own(struct fy_voice_spans *spans, struct fy_voice_set *set, const struct fy_grid *grid);
/* Of another recording's grid, those of speakers who have a name, are in the set and are not known yet, and only what is
 * written. */
void fy_voice_spans_other(struct fy_voice_spans *spans, const struct fy_voice_set *set, const struct fy_grid *grid);

/* Measure the pitch of the spans, taken from all over the recording, until their voices are known. */
void fy_voice_set_measure(struct fy_voice_set *set, struct fy_recording *recording, const struct fy_voice_spans *spans,
                          const atomic_bool *stopping);
bool fy_voice_set_complete(const struct fy_voice_set *set); /* every voice that has a name is known */

/* What is known, for the app; ranges that fangyin.ini gives in [tone.ranges] stand. */
struct fy_voices *fy_voice_set_ranges(const struct fy_voice_set *set, const struct fy_project *project, bool all);

#endif
