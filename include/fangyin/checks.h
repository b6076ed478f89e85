/* Conventions, and the checks they give. One engine: inline in the annotator (a segment at a time) and over a whole grid.
 * It opens nothing: levels of the sound come in as numbers. */
#ifndef FANGYIN_CHECKS_H
#define FANGYIN_CHECKS_H

#include <fangyin/dialects.h>
#include <fangyin/grid.h>
#include <fangyin/lexicon.h>
#include <fangyin/markers.h>
#include <fangyin/speakers.h>

/* The rules: <fangyin/rules.h> lists them with their names and what they say. */
enum fy_rule {
#define RULE(id, ...) FY_RULE_##id,
#include <fangyin/rules.h>
    FY_RULE_COUNT
};

enum fy_severity { FY_SEVERITY_OFF, FY_SEVERITY_NOTE, FY_SEVERITY_WARNING, FY_SEVERITY_ERROR };

/* The numbers rules go by. */
enum fy_limit {
#define LIMIT(id, ...) FY_LIMIT_##id,
#include <fangyin/rules.h>
    FY_LIMIT_COUNT
};

/* The profiles that ship. */
enum fy_profile { FY_PROFILE_PLAIN, FY_PROFILE_DIALECTOLOGY, FY_PROFILE_LDC, FY_PROFILE_VENDOR, FY_PROFILE_COUNT };

struct fy_rule_info {
    const char *name; /* "not-nfc" */
    const char *help; /* English; translate when shown */
    bool fixes;       /* has fixes that are safe to apply */
    bool sound;       /* needs levels of the sound */
    enum fy_severity severity[FY_PROFILE_COUNT];
};
const struct fy_rule_info *fy_rule_info(enum fy_rule rule);

struct fy_limit_info {
    const char *name; /* "longest" */
    const char *help; /* English; with its unit */
    double value[FY_PROFILE_COUNT];
};
const struct fy_limit_info *fy_limit_info(enum fy_limit limit);

const char *fy_profile_name(enum fy_profile profile); /* "dialectology" */
const char *fy_profile_help(enum fy_profile profile); /* English: which conventions it follows */
const char *fy_severity_name(enum fy_severity severity); /* "off", "note", "warning", "error" */

/* What a project wants checked. */
struct fy_convention {
    enum fy_profile profile;
    enum fy_severity severity[FY_RULE_COUNT];
    double limit[FY_LIMIT_COUNT];
};
void fy_convention_set_profile(struct fy_convention *convention, enum fy_profile profile);
/* A line of [checks]: `profile = NAME` (which sets all rules and limits anew), `RULE = off|note|warning|error`, or
 * `LIMIT = NUMBER`. FY_INVALID with a sentence, and nothing changed. */
enum fy_status fy_convention_set(struct fy_convention *convention, const char *key, const char *value,
                                 struct fy_error *error);

/* What the rules look things up in. All but dialects and markers may be NULL; all must outlive the checks. */
struct fy_check_sources {
    const struct fy_dialects *dialects;
    const struct fy_markers *markers;
    const struct fy_lexicon *lexicon;
    const struct fy_speakers *speakers;
    const char *characters; /* the characters that may be written, as one string; NULL: all */
};

struct fy_checks; /* immutable once made; any thread may run it */

/* NULL when out of memory. */
struct fy_checks *fy_checks_new(const struct fy_convention *convention, const struct fy_check_sources *sources);
void fy_checks_free(struct fy_checks *checks);
/* The tones that a dialect and those below it have, parted by blanks, for tiers `tone` and `ipa` (rom false), or `rom`: a
 * line of [tones], `wu-sh = 53 34 23 55 12` or `yue.rom = 1 2 3 4 5 6`. Before the checks run. FY_INVALID, FY_NO_MEMORY. */
enum fy_status fy_checks_set_tones(struct fy_checks *checks, const char *key, const char *tones, struct fy_error *error);
bool fy_checks_want_sound(const struct fy_checks *checks); /* whether any rule that is on needs levels */

enum fy_fix { FY_FIX_NONE, FY_FIX_TEXT, FY_FIX_BOUNDARY };

struct fy_check_finding {
    enum fy_rule rule;
    enum fy_severity severity;
    size_t tier, index; /* the item; index FY_NONE for the tier as a whole */
    double from, to;    /* seconds */
    size_t start, end;  /* bytes of its label; both 0: all of it */
    enum fy_fix fix;
    bool safe;           /* the fix changes nothing that was meant */
    char text[64];       /* FY_FIX_TEXT: what should stand for the bytes */
    double time, to_time; /* FY_FIX_BOUNDARY: the boundary at `time` in `tier` belongs at `to_time` */
    char sentence[240];  /* translated */
};

struct fy_check_findings {
    struct fy_check_finding *items;
    size_t count, capacity;
};
void fy_check_findings_free(struct fy_check_findings *findings);

/* Levels around and inside one segment, from 10 ms frames. */
struct fy_check_sound {
    double floor;        /* dB: what this recording's silence is, and some more */
    double head, tail;   /* dB: RMS of its first and last 20 ms */
    double before, after; /* seconds of silence at its start and end, inside the segment */
    double pause;        /* seconds: the longest silence inside, with speech on both sides */
    double pause_at;     /* seconds: where that begins */
};
/* Measure it from the RMS levels (dB) of a whole recording, a frame every `step` seconds. The floor is the level that a
 * tenth of all frames are below, and 10 dB. */
double fy_check_floor(const float *levels, size_t count);
void fy_check_measure(struct fy_check_sound *sound, const float *levels, size_t count, double step, double floor_level,
                      double xmin, double xmax);

/* Check segment `index` of an interval tier, with its sisters over the same span and its neighbours' texts. sound may be
 * NULL. Findings are appended, in the order of tiers and places. Under 1 ms. FY_NO_MEMORY is the only failure. */
enum fy_status fy_checks_segment(const struct fy_checks *checks, const struct fy_grid *grid, size_t tier, size_t index,
                                 const struct fy_check_sound *sound, struct fy_check_findings *findings);

/* Gives the levels of a segment; false where they are not known. */
typedef bool fy_check_listener(void *context, double xmin, double xmax, struct fy_check_sound *sound);

/* Check a whole grid: all segments of all speakers, tiers that belong to nobody, and what concerns tiers as a whole. listen
 * may be NULL. Findings are appended, in the order of time, then tiers, then places. */
enum fy_status fy_checks_grid(const struct fy_checks *checks, const struct fy_grid *grid, fy_check_listener *listen,
                              void *context, struct fy_check_findings *findings);

/* The label with the safe fixes of text in it, of those findings that concern this item; *count how many. */
enum fy_status fy_check_fixed_label(const struct fy_check_findings *findings, size_t tier, size_t index, const char *label,
                                    struct fy_buffer *out, size_t *count);

#endif
