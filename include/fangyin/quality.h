/* How much of what was handed in is looked at, and what follows from what was found. Pure. */
#ifndef FANGYIN_QUALITY_H
#define FANGYIN_QUALITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* ---- sampling: of one person in one batch ---- */

struct fy_sample_plan {
    size_t first; /* of the person's very first units, so many are all looked at */
    double share; /* of the others, 0 to 1, and */
    size_t least; /* at least so many */
};
extern const struct fy_sample_plan fy_sample_default; /* 50, 0.1, 20 */

enum fy_sample_reason {
    FY_SAMPLE_NOT,
    FY_SAMPLE_FIRST,
    FY_SAMPLE_INVALID, /* said to hold nothing to transcribe: two people look */
    FY_SAMPLE_CHECKS,  /* the project's checks warn of it */
    FY_SAMPLE_RANDOM,
    FY_SAMPLE_REASON_COUNT
};
const char *fy_sample_reason_name(enum fy_sample_reason reason); /* "first" ..., "" for FY_SAMPLE_NOT */

struct fy_sample_item {
    size_t number;                /* how many the person had handed in before it, in all batches */
    bool invalid;                 /* handed in as "nothing to transcribe" */
    bool warned;                  /* a check found a warning or an error in it */
    enum fy_sample_reason reason; /* what comes out */
};

/* Choose: who has handed in little is looked at whole; then everything invalid or warned; then of the rest, at random
 * from the seed, the plan's share of it, or its least if that is more. The same items and seed give the same choice. */
void fy_sample_choose(struct fy_sample_item *items, size_t count, const struct fy_sample_plan *plan, uint64_t seed);
/* A seed out of a text: the same everywhere. */
uint64_t fy_sample_seed(const char *text);

/* ---- acceptance ---- */

/* Single sampling by attributes with the binomial distribution (ISO 2859-1 calls `most` the acceptance number Ac): the
 * batch passes with at most so many wrong sentences among n. */
struct fy_acceptance {
    size_t n, most;
    double limit;    /* the error rate that is agreed on */
    double passes;   /* the probability that a batch of that rate passes: at least 0.95 */
    double consumer; /* the rate at which a batch still passes with probability 0.1: worse ones hardly do */
};
/* The least acceptance number with which a batch at the limit (0 to 1) passes with probability 0.95 or more. */
struct fy_acceptance fy_acceptance_plan(size_t n, double limit);

/* P(X <= most) of the binomial distribution. */
double fy_binomial_at_most(size_t most, size_t n, double p);

/* ---- intervals ---- */

/* Wilson's score interval of a share, 95 % (Wilson 1927): the quadratic in p that puts `part` within 1.96 standard
 * errors. 0 and 1 without cases. */
struct fy_interval_of_share {
    double low, high;
};
struct fy_interval_of_share fy_wilson(size_t part, size_t whole);

#endif
