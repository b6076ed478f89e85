/* Tone on five levels: pitch relative to the speaker's range, and Chao's digits for it.
 *
 * T = 5 (log f - log lowest) / (log highest - log lowest) (Shi Feng's T value, 1986). lowest and highest are robust: the
 * FY_TONE_LOW and FY_TONE_HIGH percentiles of all pitch values of the speaker's tone-bearing stretches, so that a few
 * frames of creak or a mistaken octave do not stretch the range; T may be a little below 0 or above 5.
 *
 * Levels are Chao's (Y. R. Chao, A system of tone-letters, Le Maitre Phonetique 45, 1930): the range is divided into four
 * equal parts, which makes five points. The level of T is the nearest point, 1 + 4 T / 5 rounded: 1 below T = 0.625, 2 below
 * 1.875, 3 below 3.125, 4 below 4.375, else 5.
 *
 * What this cannot know: in creaky voice (the dip of a Mandarin third tone, many checked tones) there may be no pitch to
 * measure, or one an octave off; a checked syllable of a few hundredths of a second has too few periods for a movement;
 * a range from few syllables, or from one tone only, is no range; and a suggestion describes this token, spoken in this
 * sentence, not the tone of the language. */
#ifndef FANGYIN_TONE_H
#define FANGYIN_TONE_H

#include <fangyin/pitch.h>
#include <stdbool.h>

/* Percentiles of a speaker's pitch that stand for T = 0 and T = 5. */
#define FY_TONE_LOW 2.0
#define FY_TONE_HIGH 98.0

/* Fewer values than this make no range. */
#define FY_TONE_FEWEST 10

struct fy_tone_range {
    double lowest, highest; /* Hz, 0 < lowest < highest */
};

/* Any number of pitch values of one speaker, as a histogram of fixed size in steps of 1/240 octave. One thread at a time. */
struct fy_tone_speaker;
enum fy_status fy_tone_speaker_new(struct fy_tone_speaker **speaker);
void fy_tone_speaker_free(struct fy_tone_speaker *speaker);
/* Hz; what is no number, unvoiced (0), below 20 or above 5000 Hz does not count. */
void fy_tone_speaker_add(struct fy_tone_speaker *speaker, double frequency);
/* False, and *range unchanged, with fewer than FY_TONE_FEWEST values or where all are equal. */
bool fy_tone_speaker_range(const struct fy_tone_speaker *speaker, struct fy_tone_range *range);
/* Values that counted. */
size_t fy_tone_speaker_count(const struct fy_tone_speaker *speaker);

/* The T value of a frequency in Hz; NaN for an unvoiced one. */
double fy_tone_value(const struct fy_tone_range *range, double frequency);

/* Level 1 .. 5 of a T value; 0 for NaN. */
int fy_tone_level(double value);

/* The pitch curve of one syllable: `points` (>= 1) frequencies in Hz, evenly spaced from the start to the end of the longest
 * voiced part of [from, to) seconds (gaps of up to 0.03 s are bridged), between frames in log f. *start and *end get that
 * part's times. values[count] are the frames first .. first + count - 1 of `frames`. False where fewer than 3 frames are
 * voiced: nothing is written then. */
bool fy_tone_contour(const struct fy_pitch_value *values, const struct fy_frames *frames, int64_t first, int64_t count,
                     double from, double to, size_t points, double *frequencies, double *start, double *end);

/* A suggested Chao notation for a curve of T values: the levels of start and end, and between them that of the lowest or
 * highest point where the curve turns by at least 0.8 on both sides of it (but not where all three are the same); a curve that moves by less than 0.8 in all is
 * level. Start and end are the means of the outer fifths (at least one point). In the first tenth, which a consonant
 * may bend, no turn is looked for. Empty where there is no point or one is NaN. */
void fy_tone_chao(const double *values, size_t points, char chao[4]);

/* The same as tone letters (U+02E5 .. U+02E9) for digits 1 .. 5; other characters are kept. Returns the length; writes at
 * most size bytes, always ended. */
size_t fy_tone_letters(const char *chao, char *letters, size_t size);

#endif
