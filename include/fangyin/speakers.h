/* The people who are heard, speakers.tsv: UTF-8, tabs, one header line; columns by name: id, and, which may be missing,
 * name, gender (f m x), birth (year), home, dialect (a code of the tree), consent (yes no), note. */
#ifndef FANGYIN_SPEAKERS_H
#define FANGYIN_SPEAKERS_H

#include <fangyin/dialects.h>
#include <fangyin/problems.h>

enum fy_consent { FY_CONSENT_UNKNOWN, FY_CONSENT_YES, FY_CONSENT_NO };

struct fy_speaker {
    const char *id; /* as in the speaker tier and behind '@' in tier names */
    const char *name, *home, *note; /* never NULL; so is dialect */
    const char *dialect;
    char gender;    /* 'f', 'm', 'x', or 0 */
    unsigned birth; /* year, 0 unknown */
    enum fy_consent consent;
};

struct fy_speakers; /* immutable after reading; any thread may read it */

/* Read a speakers.tsv; dialects may be NULL (then codes are not looked up). What can be used is used, and each problem told
 * with line and column: a line without an id or with one that is taken is left out, a value that cannot be is left empty.
 * Fails (*speakers is NULL) as fy_lexicon_read. */
enum fy_status fy_speakers_read(const char *bytes, size_t size, const struct fy_dialects *dialects,
                                struct fy_speakers **speakers, struct fy_problems *problems);
void fy_speakers_free(struct fy_speakers *speakers);

size_t fy_speakers_count(const struct fy_speakers *speakers);
const struct fy_speaker *fy_speakers_at(const struct fy_speakers *speakers, size_t index); /* in the file's order */
const struct fy_speaker *fy_speakers_find(const struct fy_speakers *speakers, const char *id, size_t size); /* or NULL */

#endif
