/* The engine of the checks, as its files see it: a label, a segment with its sisters, and how a finding is told. */
#ifndef LANGUAGE_CHECK_H
#define LANGUAGE_CHECK_H

#include <fangyin/checks.h>
#include <stdint.h>

/* What a tier is for, by its name without the speaker. */
enum fy_role {
    FY_ROLE_TEXT,
    FY_ROLE_STD,
    FY_ROLE_DIALECT,
    FY_ROLE_ROM,
    FY_ROLE_IPA,
    FY_ROLE_TONE,
    FY_ROLE_SPEAKER,
    FY_ROLE_EVENT,
    FY_ROLE_EMOTION,
    FY_ROLE_CONTENT,
    FY_ROLE_STATUS,
    FY_ROLE_FLAG,
    FY_ROLE_ID,
    FY_ROLE_NOTE,
    FY_ROLE_OTHER,
    FY_ROLES = FY_ROLE_OTHER
};

struct fy_check_tones {
    size_t dialect;
    bool rom;
    char *tones; /* parted by blanks */
};

struct fy_checks {
    struct fy_convention convention;
    struct fy_check_sources sources;
    struct fy_check_tones *tones;
    size_t tone_count, tone_capacity;
    uint32_t *characters; /* those that may be written, in order */
    size_t character_count;
};

/* One run: what it goes by and where its findings go. */
struct fy_check_run {
    const struct fy_checks *checks;
    struct fy_check_findings *findings;
    enum fy_status status; /* FY_NO_MEMORY once a finding could not be kept */
};

struct fy_check_label {
    size_t tier, index; /* tier FY_NONE: there is none */
    double from, to;    /* seconds */
    const char *text;
    size_t size;
};

struct fy_check_segment {
    struct fy_check_label labels[FY_ROLES]; /* [FY_ROLE_TEXT] is the segment itself */
    const char *before;                     /* the text of the segment before, "" where there is none */
    bool has[FY_ROLES];                     /* whether there is such a tier */
    const struct fy_check_sound *sound;     /* or NULL */
};

/* Whether the rule is on. */
bool fy_check_on(const struct fy_check_run *run, enum fy_rule rule);

/* Tell a finding about bytes [start, end) of a label. Returns it for a fix to be added, or NULL where the rule is off. */
struct fy_check_finding *fy_check_tell(struct fy_check_run *run, const struct fy_check_label *label, enum fy_rule rule,
                                       size_t start, size_t end, const char *format, ...) FY_PRINTF(6, 7);
/* Add a fix of text; nothing where finding is NULL or the text is too long to be one. */
void fy_check_fix(struct fy_check_finding *finding, const char *text, size_t size, bool safe);

enum { FY_CHECK_QUOTE = 56 };
/* Text for a sentence: cut to what fits, at a grapheme. Returns out. */
const char *fy_check_quote(char out[FY_CHECK_QUOTE], const char *text, size_t size);

/* Characters that are spoken in a text: ideographs, private-use characters and □, and words of other scripts as one each; marks
 * and signs do not count. *words (may be NULL) is how many words of other scripts. */
size_t fy_check_characters(const char *text, size_t size, size_t *words);

/* True where a label holds nothing, or blanks only. */
bool fy_check_is_empty(const struct fy_check_label *label);

/* ---- the rules ---- */

void fy_check_any_label(struct fy_check_run *run, enum fy_role role, const struct fy_check_label *label);
void fy_check_text_label(struct fy_check_run *run, enum fy_role role, const struct fy_check_label *label);
void fy_check_codes(struct fy_check_run *run, enum fy_role role, const struct fy_check_label *label);
void fy_check_presence(struct fy_check_run *run, const struct fy_check_segment *segment);
void fy_check_words(struct fy_check_run *run, const struct fy_check_segment *segment);
void fy_check_tones(struct fy_check_run *run, const struct fy_check_segment *segment);
void fy_check_times(struct fy_check_run *run, const struct fy_check_segment *segment);

#endif
