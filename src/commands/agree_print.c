/* The figures of `agree`, as lines and as JSON. A rate without anything it could be of is "n/a", or null. */
#include "base/json_write.h"
#include "commands/agree.h"
#include "commands/grids.h"

#include <fangyin/memory.h>
#include <math.h>
#include <stdio.h>

static const char *const token_names[FY_TOKEN_COUNT] = {
    [FY_TOKEN_CHARACTER] = "cer",
    [FY_TOKEN_MIXED] = "mixed-er",
    [FY_TOKEN_WORD] = "wer",
    [FY_TOKEN_TONE] = "tone-er",
};

static double share(size_t part, size_t whole)
{
    return whole > 0 ? (double)part / (double)whole : (double)NAN;
}

/* A tone error rate where there are no tones says nothing. */
static bool is_silent(const struct fy_align_counts *counts, int token)
{
    return token == FY_TOKEN_TONE && fy_align_reference(counts) == 0 && counts->insertions == 0;
}

static double milliseconds(double seconds)
{
    return seconds * 1000;
}

/* Sorting the shifts for their median changes no figure. */
static double median_of(const struct agree_pair *pair)
{
    struct fy_shifts shifts = pair->shifts;
    return fy_shifts_median(&shifts);
}

/* ---- lines ---- */

static void print_rate(double rate)
{
    if (isnan(rate))
        fputs("\tn/a", stdout);
    else
        printf("\t%.4f", rate);
}

static void print_errors(const struct fy_error_sums *sums, const char *suffix)
{
    for (int token = 0; token < FY_TOKEN_COUNT; token++) {
        const struct fy_align_counts *counts = &sums->counts[token];
        if (is_silent(counts, token))
            continue;
        printf("%s%s", token_names[token], suffix);
        print_rate(fy_align_error_rate(counts));
        printf("\t%zu\t%zu\t%zu\t%zu\n", counts->substitutions, counts->deletions, counts->insertions,
               fy_align_reference(counts));
    }
    printf("ser%s", suffix);
    print_rate(share(sums->wrong, sums->texts));
    printf("\t%zu\t%zu\t%zu\n", sums->wrong, sums->texts, sums->empty_reference);
}

static void print_tags(const struct agree_pair *pair)
{
    fputs("dialect", stdout);
    print_rate(share(pair->tags.same, pair->tags.both));
    printf("\t%zu\t%zu\t%zu\t%zu\nkappa", pair->tags.same, pair->tags.both, pair->tags.only_a, pair->tags.only_b);
    print_rate(pair->kappa.value);
    printf("\t%zu\t%zu", pair->kappa.n, pair->kappa.categories);
    print_rate(pair->kappa.observed);
    print_rate(pair->kappa.expected);
    putchar('\n');
}

static void print_boundaries(const struct agree_pair *pair)
{
    for (size_t i = 0; i < AGREE_TOLERANCES; i++) {
        const struct fy_boundary_agreement *one = &pair->boundaries[i];
        printf("boundaries\t%.0f", milliseconds(agree_tolerances[i]));
        print_rate(share(one->matched, one->b_count));
        print_rate(share(one->matched, one->a_count));
        print_rate(share(2 * one->matched, one->a_count + one->b_count));
        printf("\t%zu\t%zu\t%zu\n", one->matched, one->a_count, one->b_count);
    }
    fputs("shift", stdout);
    if (pair->shifts.count > 0)
        printf("\t%.1f\t%.1f", milliseconds(fy_shifts_mean(&pair->shifts)), milliseconds(median_of(pair)));
    else
        fputs("\tn/a\tn/a", stdout);
    printf("\t%zu\n", pair->shifts.count);
}

static void print_alpha(const struct fy_alpha *alpha, const char *name)
{
    fputs(name, stdout);
    print_rate(alpha->value);
    printf("\t%zu\t%zu\t%zu", alpha->n, alpha->items, alpha->categories);
    print_rate(alpha->observed);
    print_rate(alpha->expected);
    putchar('\n');
}

static void print_field(const char *name, const char *text, const char *end)
{
    fputs(name, stdout);
    fy_command_print(stdout, text);
    fputs(end, stdout);
}

void agree_print(const struct agree *agree)
{
    printf("normaliser\t%s\n", fy_normaliser_id(agree->normaliser));
    for (size_t i = 0; i < agree->tier_count; i++)
        print_field("tier\t", agree->tiers[i], "\n");
    printf("segments\t%zu\t%zu\n", agree->items, agree->by_name);
    for (size_t i = 0; i < agree->pair_count; i++) {
        const struct agree_pair *pair = &agree->pairs[i];
        print_field("pair\t", agree->paths[pair->a], "\t");
        print_field("", agree->paths[pair->b], "\n");
        printf("both\t%zu\nalone\t%zu\t%zu\n", pair->both, pair->only_a, pair->only_b);
        print_errors(&pair->strict, "");
        print_errors(&pair->tolerant, "-tolerant");
        print_tags(pair);
        print_boundaries(pair);
    }
    print_alpha(&agree->nominal, "alpha");
    print_alpha(&agree->tree, "alpha-tree");
}

/* ---- JSON ---- */

static void json_errors(struct fy_json_writer *json, const struct fy_error_sums *sums, const char *name)
{
    fy_json_object(json, name);
    for (int token = 0; token < FY_TOKEN_COUNT; token++) {
        const struct fy_align_counts *counts = &sums->counts[token];
        if (is_silent(counts, token))
            continue;
        fy_json_object(json, token_names[token]);
        fy_json_number(json, "rate", fy_align_error_rate(counts));
        fy_json_count(json, "substitutions", counts->substitutions);
        fy_json_count(json, "deletions", counts->deletions);
        fy_json_count(json, "insertions", counts->insertions);
        fy_json_count(json, "reference", fy_align_reference(counts));
        fy_json_object_end(json);
    }
    fy_json_object(json, "ser");
    fy_json_number(json, "rate", share(sums->wrong, sums->texts));
    fy_json_count(json, "wrong", sums->wrong);
    fy_json_count(json, "texts", sums->texts);
    fy_json_count(json, "empty_reference", sums->empty_reference);
    fy_json_object_end(json);
    fy_json_object_end(json);
}

static void json_tags(struct fy_json_writer *json, const struct agree_pair *pair)
{
    fy_json_object(json, "dialect");
    fy_json_number(json, "agreement", share(pair->tags.same, pair->tags.both));
    fy_json_count(json, "same", pair->tags.same);
    fy_json_count(json, "both", pair->tags.both);
    fy_json_count(json, "only_a", pair->tags.only_a);
    fy_json_count(json, "only_b", pair->tags.only_b);
    fy_json_object(json, "kappa");
    fy_json_number(json, "value", pair->kappa.value);
    fy_json_count(json, "n", pair->kappa.n);
    fy_json_count(json, "categories", pair->kappa.categories);
    fy_json_number(json, "observed", pair->kappa.observed);
    fy_json_number(json, "expected", pair->kappa.expected);
    fy_json_object_end(json);
    fy_json_object_end(json);
}

static void json_boundaries(struct fy_json_writer *json, const struct agree_pair *pair)
{
    fy_json_array(json, "boundaries");
    for (size_t i = 0; i < AGREE_TOLERANCES; i++) {
        const struct fy_boundary_agreement *one = &pair->boundaries[i];
        fy_json_object(json, NULL);
        fy_json_number(json, "tolerance_ms", milliseconds(agree_tolerances[i]));
        fy_json_number(json, "precision", share(one->matched, one->b_count));
        fy_json_number(json, "recall", share(one->matched, one->a_count));
        fy_json_number(json, "f1", share(2 * one->matched, one->a_count + one->b_count));
        fy_json_count(json, "matched", one->matched);
        fy_json_count(json, "a", one->a_count);
        fy_json_count(json, "b", one->b_count);
        fy_json_object_end(json);
    }
    fy_json_array_end(json);
    fy_json_object(json, "shift_ms");
    fy_json_number(json, "mean", milliseconds(fy_shifts_mean(&pair->shifts)));
    fy_json_number(json, "median", milliseconds(median_of(pair)));
    fy_json_count(json, "n", pair->shifts.count);
    fy_json_object_end(json);
}

static void json_alpha(struct fy_json_writer *json, const struct fy_alpha *alpha, const char *name)
{
    fy_json_object(json, name);
    fy_json_number(json, "value", alpha->value);
    fy_json_count(json, "n", alpha->n);
    fy_json_count(json, "items", alpha->items);
    fy_json_count(json, "categories", alpha->categories);
    fy_json_number(json, "observed", alpha->observed);
    fy_json_number(json, "expected", alpha->expected);
    fy_json_object_end(json);
}

void agree_print_json(const struct agree *agree)
{
    struct fy_buffer line = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &line };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "normaliser", fy_normaliser_id(agree->normaliser));
    fy_json_array(&json, "tiers");
    for (size_t i = 0; i < agree->tier_count; i++)
        fy_json_text(&json, NULL, agree->tiers[i]);
    fy_json_array_end(&json);
    fy_json_count(&json, "segments", agree->items);
    fy_json_count(&json, "by_name", agree->by_name);
    fy_json_array(&json, "pairs");
    for (size_t i = 0; i < agree->pair_count; i++) {
        const struct agree_pair *pair = &agree->pairs[i];
        fy_json_object(&json, NULL);
        fy_json_text(&json, "a", agree->paths[pair->a]);
        fy_json_text(&json, "b", agree->paths[pair->b]);
        fy_json_count(&json, "both", pair->both);
        fy_json_count(&json, "only_a", pair->only_a);
        fy_json_count(&json, "only_b", pair->only_b);
        json_errors(&json, &pair->strict, "strict");
        json_errors(&json, &pair->tolerant, "tolerant");
        json_tags(&json, pair);
        json_boundaries(&json, pair);
        fy_json_object_end(&json);
    }
    fy_json_array_end(&json);
    json_alpha(&json, &agree->nominal, "alpha");
    json_alpha(&json, &agree->tree, "alpha_tree");
    fy_json_object_end(&json);
    (void)fy_command_print_line(&line);
    fy_buffer_free(&line);
}
