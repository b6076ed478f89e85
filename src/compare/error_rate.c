#include <fangyin/error_rate.h>

#include "compare/alternatives.h"
#include "compare/internal.h"

#include <fangyin/memory.h>
#include <string.h>

enum { MOST_READINGS = 16 };

/* One reading of a text as tokens. */
static enum fy_status read_text(const struct fy_comparison *comparison, enum fy_token token, const char *text, size_t n,
                                struct fy_buffer *tokens)
{
    struct fy_buffer reading = FY_BUFFER_EMPTY, folded = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    if (fy_normaliser_knows_alternatives(comparison->normaliser))
        fy_alternative_put(&reading, text, n);
    else
        fy_buffer_puts(&reading, text);
    const struct fy_buffer *last = &reading;
    if (reading.failed)
        status = FY_NO_MEMORY;
    if (status == FY_OK && comparison->tolerant && comparison->fold) {
        status = comparison->fold(comparison->context, fy_buffer_text(&reading), reading.size, &folded);
        last = &folded;
    }
    fy_buffer_clear(tokens);
    if (status == FY_OK)
        status = fy_normalise(comparison->normaliser, token, fy_buffer_text(last), last->size, tokens);
    fy_buffer_free(&reading);
    fy_buffer_free(&folded);
    return status;
}

static size_t readings(const struct fy_comparison *comparison, const char *text)
{
    const bool any = comparison->tolerant && fy_normaliser_knows_alternatives(comparison->normaliser);
    return any ? fy_alternative_count(text, MOST_READINGS) : 1;
}

enum fy_status fy_error_count(const struct fy_comparison *comparison, enum fy_token token, const char *reference,
                              const char *text, struct fy_align_counts *counts)
{
    struct fy_buffer a = FY_BUFFER_EMPTY, b = FY_BUFFER_EMPTY;
    const size_t references = readings(comparison, reference), texts = readings(comparison, text);
    enum fy_status status = FY_OK;
    *counts = (struct fy_align_counts){ 0 };
    for (size_t i = 0; status == FY_OK && i < references * texts; i++) {
        struct fy_align_counts one;
        status = read_text(comparison, token, reference, i / texts, &a);
        if (status == FY_OK)
            status = read_text(comparison, token, text, i % texts, &b);
        if (status == FY_OK)
            status = fy_align_count_tokens(&a, &b, &one);
        if (status == FY_OK && (i == 0 || fy_align_distance(&one) < fy_align_distance(counts)))
            *counts = one;
    }
    fy_buffer_free(&a);
    fy_buffer_free(&b);
    return status;
}

enum fy_status fy_error_add(struct fy_error_sums *sums, const struct fy_comparison *comparison, const char *reference,
                            const char *text)
{
    struct fy_align_counts counts[FY_TOKEN_COUNT];
    for (int token = 0; token < FY_TOKEN_COUNT; token++) {
        const enum fy_status status = fy_error_count(comparison, (enum fy_token)token, reference, text, &counts[token]);
        if (status != FY_OK)
            return status;
    }
    for (int token = 0; token < FY_TOKEN_COUNT; token++)
        fy_align_add(&sums->counts[token], &counts[token]);
    sums->texts++;
    sums->wrong += fy_align_distance(&counts[FY_TOKEN_MIXED]) > 0;
    sums->empty_reference += fy_align_reference(&counts[FY_TOKEN_MIXED]) == 0;
    return FY_OK;
}
