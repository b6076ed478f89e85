/* Acoustic fingerprints: the same speech is known again when it was re-encoded, resampled, trimmed or made louder. Bits are
 * signs of differences of band levels over frequency and time (after Haitsma and Kalker, "A highly robust audio
 * fingerprinting system", ISMIR 2002), made for clips of speech from one second on. What two people say, or one person in two
 * takes, is not the same speech. */
#ifndef FANGYIN_FINGERPRINT_H
#define FANGYIN_FINGERPRINT_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define FY_FINGERPRINT_STEP 0.02 /* seconds from one word to the next */
#define FY_FINGERPRINT_SAME 0.27 /* share of bits that differ, up to which two clips are the same speech */

struct fy_fingerprint {
    uint32_t *words; /* 32 bits a frame */
    uint8_t *loud;   /* 1 where the frame is within 30 dB of the loud ones: quiet frames say nothing */
    size_t count, loud_count;
};

/* Of mono samples, full scale 1, at 4000 Hz or more. Samples that are no number count as 0. Sound shorter than half a
 * second, or silent, gives a fingerprint without loud frames, which is like nothing. The caller clears it. Any thread.
 * FY_INVALID for a rate below 4000 Hz or beyond 10 MHz, FY_NO_MEMORY; *made is empty then. */
enum fy_status fy_fingerprint_make(const float *samples, size_t count, double rate, struct fy_fingerprint *made);
void fy_fingerprint_clear(struct fy_fingerprint *fingerprint);

/* The smallest share of bits that differ, over all ways to lay b beside a that have half of the shorter one's loud frames
 * in common, and at least 0.8 s of them. 1 where there is no such way. *shift (may be NULL): seconds from a's start to
 * b's. */
double fy_fingerprint_distance(const struct fy_fingerprint *a, const struct fy_fingerprint *b, double *shift);

/* Many clips. Looking one up costs what is like it, not what there is; memory is about 700 bytes for a second of sound. One
 * thread at a time. */
struct fy_fingerprint_index;

/* NULL when out of memory. */
struct fy_fingerprint_index *fy_fingerprint_index_new(void);
void fy_fingerprint_index_free(struct fy_fingerprint_index *index);

/* Called with a clip that was added before, how different it is (up to FY_FINGERPRINT_SAME) and where. */
typedef void fy_fingerprint_found(void *context, size_t earlier, double distance, double shift);

/* Add a clip, which gets the next number from 0 on, after telling which earlier ones it is the same speech as, in order of
 * numbers. Takes over the fingerprint and empties it. FY_NO_MEMORY: the clip was not added. found may be NULL. */
enum fy_status fy_fingerprint_index_add(struct fy_fingerprint_index *index, struct fy_fingerprint *fingerprint,
                                        fy_fingerprint_found *found, void *context);

#endif
