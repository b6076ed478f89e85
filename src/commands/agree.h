/* What `agree` adds up, and how it is printed. */
#ifndef FANGYIN_COMMANDS_AGREE_H
#define FANGYIN_COMMANDS_AGREE_H

#include <fangyin/agreement.h>
#include <fangyin/error_rate.h>
#include <fangyin/lexicon.h>
#include <fangyin/reliability.h>
#include <stdbool.h>

enum { AGREE_TOLERANCES = 4 };
extern const double agree_tolerances[AGREE_TOLERANCES]; /* seconds, ascending */

/* Two people's grids compared, the first as the reference. */
struct agree_pair {
    size_t a, b; /* people */
    size_t both; /* segments that both have */
    size_t only_a, only_b;
    struct fy_error_sums strict, tolerant;
    struct fy_tag_agreement tags;
    struct fy_kappa kappa;
    struct fy_boundary_agreement boundaries[AGREE_TOLERANCES];
    struct fy_shifts shifts; /* within the largest tolerance */
};

struct agree {
    /* asked for */
    const char *wanted;
    const struct fy_normaliser *normaliser;
    const struct fy_lexicon *lexicon; /* NULL without */
    const struct fy_dialects *dialects;
    /* compared */
    char **paths;
    struct fy_grid **grids;
    size_t people;
    const char **tiers; /* names that two or more have; the grids' own */
    size_t tier_count, tier_capacity;
    /* found */
    size_t items, by_name;
    struct agree_pair *pairs;
    size_t pair_count;
    const char **labels; /* dialect labels, item by item; NULL where there is none */
    size_t label_items, label_capacity;
    struct fy_alpha nominal, tree;
};

/* Compare; the caller frees with agree_free, also after a failure. */
enum fy_status agree_measure(struct agree *agree, struct fy_error *error);
void agree_free(struct agree *agree);

void agree_print(const struct agree *agree);      /* lines of fields parted by tabs */
/* A line for each labelled interval of the tiers named `wanted`; nothing is compared. */
void agree_print_pygamma(const struct agree *agree);
void agree_print_json(const struct agree *agree); /* one object on one line */

#endif
