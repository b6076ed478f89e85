/* What find and replace look for in labels. */
#ifndef FANGYIN_COMMANDS_PATTERN_H
#define FANGYIN_COMMANDS_PATTERN_H

#include <fangyin/buffer.h>
#include <stdbool.h>

struct fy_lexicon;

#define FY_PATTERN_FIXED 1u /* plain text; else an extended POSIX regular expression */
#define FY_PATTERN_VARIANTS 4u /* with FOLD: nor do scripts and the lexicon's variants (<fangyin/fold.h>) */
#define FY_PATTERN_FOLD 2u  /* case, width and compatibility forms do not matter (fy_text_fold) */

enum { FY_PATTERN_GROUPS = 10 };

/* Bytes of a label: [start, end). Both FY_NONE for a group that took no part. */
struct fy_match {
    size_t start, end;
};

struct fy_pattern; /* one thread at a time */

/* FY_INVALID with a sentence for a pattern that is empty, no UTF-8, or no regular expression. */
enum fy_status fy_pattern_open(struct fy_pattern **pattern, const char *text, unsigned flags, struct fy_error *error);
/* The same with a lexicon for VARIANTS, which must outlive the pattern; NULL: only scripts. */
enum fy_status fy_pattern_open_with(struct fy_pattern **pattern, const char *text, unsigned flags,
                                    const struct fy_lexicon *lexicon, struct fy_error *error);
void fy_pattern_close(struct fy_pattern *pattern);

/* Look in another label, which must stay as it is. FY_NO_MEMORY, FY_ENCODING. */
enum fy_status fy_pattern_look_in(struct fy_pattern *pattern, const char *label);
/* The next match in it; matches[0] is all of it. With FOLD a match covers whole graphemes. FY_NOT_FOUND: no more.
 * FY_NO_MEMORY: the label is more than the regular expression can be tried on. */
enum fy_status fy_pattern_next(struct fy_pattern *pattern, struct fy_match matches[FY_PATTERN_GROUPS]);

/* Append the label with every match replaced, and count them. In the replacement of a regular expression \0 is the
 * match, \1 to \9 its groups, \\ a backslash. */
enum fy_status fy_pattern_replace(struct fy_pattern *pattern, const char *label, const char *replacement,
                                  struct fy_buffer *out, size_t *count);
/* FY_INVALID with a sentence where a replacement is no UTF-8, or has a backslash before anything else. */
enum fy_status fy_pattern_check_replacement(const char *replacement, unsigned flags, struct fy_error *error);

#endif
