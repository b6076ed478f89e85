/* IPA typed on a plain keyboard: X-SAMPA, tone digits, and the chart as a palette. All pure. */
#ifndef FANGYIN_IPA_H
#define FANGYIN_IPA_H

#include <fangyin/buffer.h>
#include <stdbool.h>
#include <stddef.h>

enum fy_ipa_group {
    FY_IPA_PULMONIC,    /* consonants: rows are manners, columns places, voiced after voiceless */
    FY_IPA_OTHER,       /* clicks, implosives, ejective mark, co-articulated */
    FY_IPA_VOWEL,       /* rows from close to open, columns from front to back, rounded after unrounded */
    FY_IPA_SINOLOGICAL, /* symbols of Chinese dialectology that the IPA chart has not: apical vowels, alveolo-palatal stops */
    FY_IPA_DIACRITIC,
    FY_IPA_SUPRASEGMENTAL,
    FY_IPA_TONE, /* tone letters */
    FY_IPA_GROUPS
};

struct fy_ipa_symbol {
    const char *ipa;    /* UTF-8, NFC; a diacritic stands alone */
    const char *xsampa; /* "" where X-SAMPA has none */
    const char *name;   /* English: "voiceless bilabial plosive"; translate when shown */
    enum fy_ipa_group group;
    unsigned char row, column; /* place in its group's table */
};

/* All symbols, group by group, row by row. */
size_t fy_ipa_count(void);
const struct fy_ipa_symbol *fy_ipa_at(size_t index);
const char *fy_ipa_group_name(enum fy_ipa_group group); /* English; translate when shown */

/* Append X-SAMPA as IPA, the longest symbol first; what is no X-SAMPA stays as it is. */
void fy_ipa_from_xsampa(struct fy_buffer *out, const char *text, size_t size);
/* The symbols whose X-SAMPA begins with what was typed, exact ones first. Fills up to `room` indices, returns their number. */
size_t fy_ipa_match(const char *typed, size_t size, size_t *found, size_t room);

/* Append text with tones as Chao's tone letters: each run of one to three digits 1 to 5 (also superscript) that follows a
 * letter or mark becomes letters: "ma51" -> "ma˥˩". Runs of other digits stay. */
void fy_ipa_tones_to_letters(struct fy_buffer *out, const char *text, size_t size);
/* The other way: each run of tone letters becomes digits. */
void fy_ipa_tones_to_digits(struct fy_buffer *out, const char *text, size_t size);

/* The run of tone digits, superscript digits or tone letters that ends at the end of text[0..size): its bytes (0: none), and
 * its tone as digits. */
size_t fy_ipa_tone_at_end(const char *text, size_t size, char digits[8]);

#endif
