/* Machine hypotheses beside what people wrote: the sister tiers "draft" (the best), "draft.2", "draft.3" ... (the next
 * ones) and "draft.score" of a tier of text, each with the speaker's suffix of that tier. People's tiers are never changed
 * by them. A draft and what was written in the end are a pair for training and for measuring what drafts are worth. */
#ifndef FANGYIN_DRAFTS_H
#define FANGYIN_DRAFTS_H

#include <fangyin/error_rate.h>
#include <fangyin/grid.h>
#include <stdbool.h>

enum { FY_DRAFTS_MOST = 9 }; /* hypotheses of one stretch that are kept */

struct fy_hypothesis {
    double from, to;  /* seconds */
    const char *text; /* UTF-8 */
    double score;     /* NaN: none is known. As the recogniser counts */
    size_t rank;      /* 0: the best */
};

/* Put hypotheses into the draft tiers of an interval tier; drafts that were there go. Each belongs to the segment with which
 * it shares most time; those of one rank in one segment are joined, in order of time, with the mean of their scores. Where
 * the tier is one empty segment the drafts keep times of their own. *outside counts those that share time with none. On a
 * failure the grid may have some of the tiers. */
enum fy_status fy_drafts_put(struct fy_grid *grid, size_t tier, const struct fy_hypothesis *items, size_t count,
                             size_t *outside, struct fy_error *error);

/* True for the tiers of drafts: "draft", "draft.2", "draft.score@B". */
bool fy_draft_is(const char *tier_name);

/* A segment whose draft and text are both there. The grid owns the texts. */
struct fy_draft_pair {
    size_t index; /* of the segment */
    double from, to;
    const char *draft, *final, *dialect; /* dialect "" where it has none */
    double score;                        /* NaN: none */
};
/* Call back for each, in order of time; stops at what is not FY_OK and returns it. */
typedef enum fy_status fy_draft_visitor(void *context, const struct fy_draft_pair *pair);
enum fy_status fy_drafts_pairs(const struct fy_grid *grid, size_t tier, fy_draft_visitor *visitor, void *context);

/* What drafts are worth: errors of the draft against the text, in characters, summed up for each dialect. */
struct fy_draft_worth {
    char *dialect;
    size_t segments;
    struct fy_align_counts counts; /* (S + D + I) / N by fy_align_error_rate */
};
struct fy_draft_worths {
    struct fy_draft_worth *items; /* in the order met */
    size_t count, capacity;
};
enum fy_status fy_drafts_measure(struct fy_draft_worths *worths, const struct fy_comparison *comparison,
                                 const struct fy_grid *grid, size_t tier);
void fy_draft_worths_free(struct fy_draft_worths *worths);

/* A recogniser's answer in lines of JSON, one for each stretch: an object with "start" and "end" (or "from" and "to"), in
 * seconds, and "text", perhaps "score" (or "confidence"), perhaps "nbest": an array of objects with "text" and perhaps
 * "score", or of texts, the best first. Appends what was read; the texts are copied. FY_SYNTAX with the line. */
struct fy_hypotheses {
    struct fy_hypothesis *items;
    char **texts; /* of them */
    size_t count, capacity, text_capacity;
};
enum fy_status fy_hypotheses_read(struct fy_hypotheses *hypotheses, const char *bytes, size_t size, struct fy_error *error);
/* Append one, with a copy of the text. */
enum fy_status fy_hypotheses_add(struct fy_hypotheses *hypotheses, const struct fy_hypothesis *one);
void fy_hypotheses_free(struct fy_hypotheses *hypotheses);

#endif
