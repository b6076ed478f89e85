/* How far people who labelled the same items agree, chance taken into account. */
#ifndef FANGYIN_RELIABILITY_H
#define FANGYIN_RELIABILITY_H

#include <fangyin/dialects.h>
#include <fangyin/status.h>
#include <stddef.h>

/* What each person said of each item: labels[item * people + person], NULL where nothing was said. */
struct fy_ratings {
    const char *const *labels;
    size_t items, people;
};

/* Cohen's kappa of two people, over the items that both labelled: (po - pe) / (1 - pe), pe the sum over categories of
 * the product of both people's shares (Cohen 1960). */
struct fy_kappa {
    size_t n;                  /* items that both labelled */
    size_t categories;         /* labels in use on them */
    double observed, expected; /* po, pe; NaN without items */
    double value;              /* NaN where it is undefined: no item, or one category only (pe = 1) */
};
enum fy_status fy_kappa(const struct fy_ratings *ratings, size_t a, size_t b, struct fy_kappa *kappa);

/* How different two labels are, squared: 0 for the same, at most 1. Symmetric. */
typedef double fy_label_difference(const void *context, const char *a, const char *b);

/* Krippendorff's alpha of any number of people, items that somebody left out included: 1 - Do / De from the coincidence
 * matrix (Krippendorff, Computing Krippendorff's Alpha-Reliability, 2011). Items with one label do not count. */
struct fy_alpha {
    size_t n;                  /* labels on items with two or more: the pairable ones */
    size_t items;              /* these items */
    size_t categories;         /* labels in use on them */
    double observed, expected; /* Do, De; NaN without items */
    double value;              /* NaN where it is undefined: no item, or nothing that could differ (De = 0) */
};
/* `difference` NULL: nominal, any two different labels are 1 apart. */
enum fy_status fy_alpha(const struct fy_ratings *ratings, fy_label_difference *difference, const void *context,
                        struct fy_alpha *alpha);

/* The difference of two dialect labels in a tree (context: const struct fy_dialects *). Of two codes
 *      (1 - depth of their nearest common ancestor / depth of the tree)^2
 * with top nodes at depth 1, so that Suzhou is nearer to Shanghai than to Chaozhou; 0 for the same code; 1 where one is
 * not in the tree. "?" does not count. Of labels with several codes ("a+b"): the mean, over the codes of both, of the
 * difference from the nearest code of the other. */
double fy_dialect_difference(const void *dialects, const char *a, const char *b);

#endif
