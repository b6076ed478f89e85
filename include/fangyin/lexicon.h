/* The project's word list, lexicon.tsv: how this project writes which word. UTF-8, tabs, one header line; columns by name:
 *      form        the preferred way of writing it
 *      variants    others, parted by blanks or '/'
 *      reading     in any romanisation; several are parted by '/'
 *      gloss       in the standard language; several are parted by one of / , ; 、 ， ；
 *      note
 *      provenance  本字, 同音借字 (or 借字), □, or empty
 *      count       how often it was met, as `fangyin lexicon build` writes
 * All but form may be missing. And what the project has already written: strings counted as they come. */
#ifndef FANGYIN_LEXICON_H
#define FANGYIN_LEXICON_H

#include <fangyin/buffer.h>
#include <fangyin/problems.h>
#include <stdbool.h>

enum fy_provenance {
    FY_PROVENANCE_UNKNOWN,
    FY_PROVENANCE_ORIGINAL, /* 本字: the character that etymology gives */
    FY_PROVENANCE_BORROWED, /* 同音借字: one that sounds the same */
    FY_PROVENANCE_NONE,     /* □: there is no character */
};

/* One way of writing, or one gloss, of an entry. */
struct fy_lexicon_string {
    const char *text; /* NUL-ended */
    size_t size;
};

struct fy_lexicon_entry {
    struct fy_lexicon_string form;
    const struct fy_lexicon_string *variants, *readings, *glosses;
    size_t variant_count, reading_count, gloss_count;
    const char *note; /* never NULL */
    enum fy_provenance provenance;
    unsigned long count;
    unsigned line; /* in the file */
};

struct fy_lexicon; /* immutable after reading; any thread may read it */

/* Read a lexicon.tsv. What can be used is used, and each problem told with line and column: a line without a form, a form
 * or variant that another line has already, a provenance or count that is none, fields beyond the columns. Fails
 * (*lexicon is NULL) for FY_NO_MEMORY, and FY_SYNTAX or FY_ENCODING where no line can be read; the last problem says why. */
enum fy_status fy_lexicon_read(const char *bytes, size_t size, struct fy_lexicon **lexicon, struct fy_problems *problems);
void fy_lexicon_free(struct fy_lexicon *lexicon);

size_t fy_lexicon_count(const struct fy_lexicon *lexicon);
const struct fy_lexicon_entry *fy_lexicon_at(const struct fy_lexicon *lexicon, size_t index); /* in the file's order */

/* The entry with that preferred form or variant, or NULL. *variant (may be NULL) tells which. */
const struct fy_lexicon_entry *fy_lexicon_find(const struct fy_lexicon *lexicon, const char *text, size_t size,
                                               bool *variant);

enum fy_lexicon_kind { FY_LEXICON_FORM = 1, FY_LEXICON_VARIANT = 2, FY_LEXICON_GLOSS = 4 };

struct fy_lexicon_match {
    const struct fy_lexicon_entry *entry;
    enum fy_lexicon_kind kind;
    size_t size; /* bytes */
};

/* The longest string of those kinds (ored) that text begins with; a form before a variant before a gloss of the same
 * length. False where there is none. */
bool fy_lexicon_longest(const struct fy_lexicon *lexicon, const char *text, size_t size, unsigned kinds,
                        struct fy_lexicon_match *match);

/* What is left of a romanised reading for comparing: lower-case Latin letters without diacritics, tone digits, tone letters,
 * blanks, hyphens, apostrophes ("Kim-tsiò", "gam1 zou2" -> "kimtsio", "gamzou"). */
enum fy_status fy_reading_key(struct fy_buffer *out, const char *reading, size_t size);

/* ---- what the project has written ---- */

struct fy_words; /* one thread at a time */

/* NULL when out of memory. */
struct fy_words *fy_words_new(void);
void fy_words_free(struct fy_words *words);

/* Count what a label says. Where it has blanks between ideographs, what stands between blanks are words; else all strings
 * of 1 to 4 ideographs without a sign between. Words of other scripts are counted whole. `reading` (NULL: none) is the
 * romanisation of the whole label; if it has as many syllables (parted by blanks and hyphens) as the label has
 * characters, each string gets its part. `times` may be negative, to take back what was counted. FY_NO_MEMORY. */
enum fy_status fy_words_add(struct fy_words *words, const char *text, size_t size, const char *reading, long times);

struct fy_word {
    const char *text;
    size_t size, characters;
    const char *reading; /* the most frequent; "" if none is known */
    unsigned long count;
};

/* Words that were met `least` times or more and are no mere part of a longer one (met as often and only inside it), the
 * most frequent first, then the longer, then in order of code points. The array and its strings are good until the next
 * change. FY_NO_MEMORY. */
enum fy_status fy_words_list(struct fy_words *words, unsigned long least, const struct fy_word **list, size_t *count);

/* ---- completion ---- */

struct fy_completion {
    const char *text; /* what to write */
    size_t size;
    const struct fy_lexicon_entry *entry; /* NULL: from what was written only */
    const char *reading;                  /* "" if none is known */
    size_t replaces;                      /* bytes before the caret that it stands for */
    unsigned long count;
};

/* What may be meant at the caret, given the text before it: by the characters that the end of the text shares with the
 * beginning of a form, variant or word (the longest such end first), or, where the text ends in Latin letters, by their
 * reading: its beginning, or the first letters of its syllables. Most frequent first (what was written and the
 * lexicon's own count together), exact readings before longer ones. lexicon and words may be NULL. Fills up to `room` and
 * returns their number. The strings are good until words or lexicon change. Under 1 ms for 100,000 entries. */
size_t fy_complete(const struct fy_lexicon *lexicon, struct fy_words *words, const char *text, size_t size,
                   struct fy_completion *found, size_t room);

#endif
