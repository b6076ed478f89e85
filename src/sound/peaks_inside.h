/* What peaks.c and peaks_cache.c share. */
#ifndef FANGYIN_SOUND_PEAKS_INSIDE_H
#define FANGYIN_SOUND_PEAKS_INSIDE_H

#include <fangyin/peaks.h>
#include <stdatomic.h>

enum {
    FY_PEAKS_BLOCK = 256,       /* frames per entry of the finest level */
    FY_PEAKS_LEVELS = 8,        /* each has a quarter of the entries of the one before */
    FY_PEAKS_SECTION = 1 << 14, /* blocks of one entry of the coarsest level: 4^7 */
};

struct fy_peak {
    int16_t low, high;
};

/* The finest level lies in sections that end where entries of all levels do. In each, entries [0, built) are written and
 * never change again; readers take its `built` first and look at nothing behind it. An entry of level L is written when
 * the last of its 4^L blocks is, and then only used. So the sections can be built in any order. */
struct fy_peaks {
    int64_t frames;
    size_t blocks, sections;
    struct fy_peak *levels[FY_PEAKS_LEVELS];
    atomic_size_t *built;  /* of each section */
    atomic_size_t wanted;  /* the section to begin with */
    bool unread;           /* the builder's: some of the file could not be read */
    float *chunk; /* the builder's: some blocks of chunk_channels */
    int chunk_channels;
};

/* Block b is in: complete the coarser entries that end with it. */
void fy_peaks_put(struct fy_peaks *peaks, size_t b, struct fy_peak peak);
/* Blocks of a section. */
size_t fy_peaks_section_size(const struct fy_peaks *peaks, size_t section);

#endif
