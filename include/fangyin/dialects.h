/* The dialect tree: codes, names, parents, keys. Built in, or from a project's dialects.tsv: UTF-8 with or without BOM,
 * tabs, one header line, lines ending in LF, CR LF or CR. Columns by name: code, parent, name_zh, name_en; and, which may
 * be missing, hotkey, pinyin, level, bcp47, glottocode, status, tones, note, and any number of map.TARGET. Others are ignored. A
 * parent that is empty or "-" means the top. Blanks around a field and empty lines do not count; fields missing at the end
 * of a line are empty. */
#ifndef FANGYIN_DIALECTS_H
#define FANGYIN_DIALECTS_H

#include <fangyin/buffer.h>
#include <fangyin/grid.h>
#include <fangyin/problems.h>
#include <fangyin/status.h>

struct fy_dialect {
    const char *code;    /* [a-z0-9][a-z0-9-]{0,23} */
    const char *name_zh; /* never NULL; may be ""; so are all below */
    const char *name_en;
    char hotkey;            /* '1'..'9', 'a'..'z', or 0: its key among its siblings */
    size_t parent;          /* index, FY_NONE at the top */
    const char *pinyin;     /* of name_zh, syllables parted by blanks: "shang hai hua" */
    const char *level;      /* in the Language Atlas: 大区, 区, 片, 小片, 点 */
    const char *bcp47;      /* RFC 5646, as "wuu-x-shan1293" */
    const char *glottocode; /* as "shan1293" */
    const char *status;     /* "" or active; unverified; deprecated:CODE */
    const char *tones;      /* the tones there are, parted by blanks: "53 34 23 55 12" */
    const char *note;
    size_t instead; /* the dialect that a deprecated one names, else FY_NONE */
};

struct fy_dialects; /* immutable after reading; any thread may read it */

/* The built-in tree. NULL when out of memory. */
struct fy_dialects *fy_dialects_builtin(void);
/* It as a dialects.tsv, which a project can start its own from. Static. */
const char *fy_dialects_builtin_text(size_t *size);

/* Read a dialects.tsv. Parents may stand after their children. With line and column: FY_SYNTAX for no header line, a
 * missing or double column, a filled field beyond the columns, a bad, missing or double code, an unknown parent, a cycle,
 * a key that is none or that a sibling has, a bad BCP 47 tag, Glottocode or status, a NUL byte; FY_ENCODING for what is no
 * UTF-8. *dialects is NULL then. */
enum fy_status fy_dialects_read(const char *bytes, size_t size, struct fy_dialects **dialects, struct fy_error *error);

/* The same, but what can be used is used and each problem told: a line with a bad or double code is left out, one with an
 * unknown parent or in a circle stands at the top, a bad key or tag is left empty. Fails (*dialects is NULL) only for
 * FY_NO_MEMORY, and where no line can be read at all; the last problem says why. */
enum fy_status fy_dialects_read_some(const char *bytes, size_t size, struct fy_dialects **dialects,
                                     struct fy_problems *problems);
void fy_dialects_free(struct fy_dialects *dialects);

size_t fy_dialects_count(const struct fy_dialects *dialects);
const struct fy_dialect *fy_dialects_at(const struct fy_dialects *dialects, size_t index);
size_t fy_dialects_find(const struct fy_dialects *dialects, const char *code, size_t code_size); /* or FY_NONE */

/* The n-th child of `parent` (FY_NONE: the n-th top node), in the order of the file, or FY_NONE. O(1). */
size_t fy_dialects_child(const struct fy_dialects *dialects, size_t parent, size_t n);

/* What a model calls a dialect. Targets are those of the map.TARGET columns: "sensevoice", "qwen3asr" ... */
size_t fy_dialects_target_count(const struct fy_dialects *dialects);
const char *fy_dialects_target(const struct fy_dialects *dialects, size_t target);
/* The dialect's own value, else that of the nearest one above that has one; "-" where the target has no tag for it, "" where
 * the tree does not say. */
const char *fy_dialects_map(const struct fy_dialects *dialects, size_t index, const char *target);

/* ---- labels: a code, codes joined by '+' (somebody switches), each perhaps followed by '?' (not sure); or empty ---- */

struct fy_dialect_part {
    size_t start, size; /* bytes of the code in the label */
    size_t dialect;     /* index, or FY_NONE for a code that is not in the tree */
    bool unsure;        /* a '?' follows */
};

/* The next part of a label from byte *at, which moves behind it and its '+'. False at the end, and, with part->size 0,
 * where no code stands. */
bool fy_dialects_label_next(const struct fy_dialects *dialects, const char *label, size_t *at,
                            struct fy_dialect_part *part);

/* True if a label is legal. */
bool fy_dialects_label_valid(const struct fy_dialects *dialects, const char *label);

/* ---- finding while typing ---- */

/* The dialects that what was typed may mean: by code, by the initials or the whole of the Chinese name's pinyin, by the
 * Chinese name, by any word of the English one; case, blanks, hyphens and width do not matter. Best first, among equals in
 * the tree's order. Fills up to `room` indices and returns their number. All of them for "". */
size_t fy_dialects_match(const struct fy_dialects *dialects, const char *typed, size_t size, size_t *found, size_t room);

/* ---- tags ---- */

/* True if a tag is well-formed in RFC 5646 (section 2.1), with the one rule of validity that needs no registry beyond
 * ours: variants must be among those registered for the languages we have (fonipa, pinyin, jyutping ...), so that a place
 * needs "-x-". Else *at (may be NULL) is the byte of the subtag that is wrong, and *why (may be NULL) a translated
 * sentence. */
bool fy_bcp47_valid(const char *tag, size_t *at, const char **why);

#endif
