/* What is written beside the words: markers inside the text, and the closed lists of codes that other tiers hold. Built in,
 * changed by fangyin.ini ([markers], [lists]). */
#ifndef FANGYIN_MARKERS_H
#define FANGYIN_MARKERS_H

#include <fangyin/buffer.h>
#include <fangyin/status.h>
#include <stdbool.h>

/* Closed lists. Their tiers hold one code, or several joined by '+'. */
enum fy_list {
    FY_LIST_EVENT,   /* tier event, and <code> inside text */
    FY_LIST_EMOTION, /* tier emotion */
    FY_LIST_CONTENT, /* tier content: what must be filtered or blanked later */
    FY_LIST_INVALID, /* reasons in flag: invalid:REASON */
    FY_LIST_FLAG,    /* unsure ask bookmark invalid, and a reviewer's return: each with a mark of its own */
    FY_LIST_STATUS,  /* the workflow's; not to be changed */
    FY_LIST_COUNT
};

struct fy_list_item {
    const char *code; /* [a-z0-9-]+ */
    const char *name; /* for people; of the built-in ones English, to be translated when shown; of others the code */
};

/* A marker: what Ctrl-O and its key put into the text. */
struct fy_marker {
    char key;         /* '1' .. '9' */
    const char *text; /* "<noise>"; where it has a '|', text stays before and the caret goes between: "((|))" */
    const char *name; /* as above */
};

struct fy_markers;

/* The built-in ones. NULL when out of memory. */
struct fy_markers *fy_markers_new(void);
void fy_markers_free(struct fy_markers *markers);

/* A line of [markers]: `1 = <noise> noise` (key, text, name; an empty value takes the key away); of [lists]:
 * `event = noise breath cough`. FY_INVALID with a sentence, and nothing changed. */
enum fy_status fy_markers_set(struct fy_markers *markers, const char *key, const char *value, struct fy_error *error);
enum fy_status fy_markers_set_list(struct fy_markers *markers, const char *list, const char *codes,
                                   struct fy_error *error);

size_t fy_markers_count(const struct fy_markers *markers);
const struct fy_marker *fy_markers_at(const struct fy_markers *markers, size_t index); /* in the order of the keys */

const char *fy_list_name(enum fy_list list); /* "event": in [lists], and the tier's name but for FY_LIST_INVALID */
size_t fy_list_size(const struct fy_markers *markers, enum fy_list list);
const struct fy_list_item *fy_list_at(const struct fy_markers *markers, enum fy_list list, size_t index);
bool fy_list_has(const struct fy_markers *markers, enum fy_list list, const char *code, size_t size);

/* ---- labels of the closed lists ---- */

/* Append label with that code set, or taken out if it is there and `set` is false. A code may have a reason behind ':'
 * (invalid:noise), which replaces another of the same code; `reason` is NULL or "" for none. Other codes keep their order. */
enum fy_status fy_flag_change(struct fy_buffer *out, const char *label, const char *code, const char *reason, bool set);
/* The reason behind a code, "" without; NULL where the code is not in the label. *size gets its bytes. */
const char *fy_flag_reason(const char *label, const char *code, size_t *size);

/* ---- marks inside text: ((guess)), {one|other}, <event>, <lang:CODE>...</lang> ---- */

enum fy_mark_kind { FY_MARK_GUESS, FY_MARK_CHOICE, FY_MARK_EVENT, FY_MARK_LANGUAGE };

struct fy_mark {
    enum fy_mark_kind kind;
    size_t start, end;  /* bytes of all of it, brackets included */
    size_t inner, size; /* bytes of what is inside: the guess, the choices, the event's code, the other language's text */
    size_t code;        /* FY_MARK_LANGUAGE: byte where its code stands */
    size_t code_size;
};

struct fy_mark_error {
    size_t start, end;
    const char *sentence; /* translated; static */
};

/* The next mark from byte *at on, which moves behind it. FY_NOT_FOUND at the end; FY_SYNTAX, with *bad, where a bracket has
 * no partner, a choice is empty or has one part only: *at moves behind that. */
enum fy_status fy_mark_next(const char *text, size_t size, size_t *at, struct fy_mark *mark, struct fy_mark_error *bad);

#endif
