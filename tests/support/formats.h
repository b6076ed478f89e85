/* Reading and writing annotation formats in tests, and random grids. Include after cmocka.h. */
#ifndef TESTS_SUPPORT_FORMATS_H
#define TESTS_SUPPORT_FORMATS_H

#include "support/tiers.h"

#include <fangyin/format.h>
#include <fangyin/memory.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What reading gave. */
struct read_result {
    struct fy_named_grids grids;
    struct fy_findings findings;
    struct fy_error error;
    enum fy_status status;
};

static inline struct read_result read_named(const struct fy_format *format, const char *name, const char *bytes,
                                            size_t size)
{
    struct read_result result = { .status = FY_OK };
    /* A copy of just that size, so that a sanitizer sees reading past the end. */
    char *copy = malloc(size + (size == 0));
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    const struct fy_stream stream = { name, copy, size };
    result.status = format->read(&stream, 1, NULL, &result.grids, &result.findings, &result.error);
    free(copy);
    return result;
}

static inline struct read_result read_text(const char *format, const char *text)
{
    assert_non_null(fy_format_find(format));
    return read_named(fy_format_find(format), "file", text, strlen(text));
}

static inline void free_result(struct read_result *result)
{
    fy_named_grids_free(&result->grids);
    fy_findings_free(&result->findings);
}

/* The tier as "xmin label|xmin label|...|xmax" or, for points, "time mark|...". */
static inline void expect_tier(const struct fy_grid *grid, const char *name, const char *expected)
{
    char text[4000] = "";
    const size_t tier = fy_grid_find_tier(grid, name);
    if (tier == FY_NONE)
        fail_msg("no tier %s", name);
    const size_t size = fy_tier_size(grid, tier);
    for (size_t i = 0; i < size; i++) {
        const bool intervals = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER;
        const double time = intervals ? fy_tier_intervals(grid, tier)[i].xmin : fy_tier_points(grid, tier)[i].time;
        const char *label = intervals ? fy_tier_intervals(grid, tier)[i].text : fy_tier_points(grid, tier)[i].mark;
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%g %s", i > 0 ? "|" : "", time, label);
        if (intervals &&
            (i + 1 == size || fy_tier_intervals(grid, tier)[i + 1].xmin != fy_tier_intervals(grid, tier)[i].xmax))
            snprintf(text + strlen(text), sizeof text - strlen(text), "|%g", fy_tier_intervals(grid, tier)[i].xmax);
    }
    assert_string_equal(text, expected);
}

/* That text read gives one grid with that tier, and so many findings. */
static inline void expect_read(const char *format, const char *text, const char *tier, const char *expected,
                               size_t findings)
{
    struct read_result result = read_text(format, text);
    if (result.status != FY_OK)
        fail_msg("%u:%u: %s", result.error.line, result.error.column, result.error.sentence);
    assert_int_equal(result.grids.count, 1);
    expect_tier(result.grids.items[0].grid, tier, expected);
    assert_int_equal(result.findings.count, findings);
    free_result(&result);
}

static inline void expect_refused(const char *format, const char *text, unsigned line, unsigned column)
{
    struct read_result result = read_text(format, text);
    assert_int_not_equal(result.status, FY_OK);
    assert_int_equal(result.error.line, line);
    assert_int_equal(result.error.column, column);
    assert_true(result.error.sentence[0]);
    assert_int_equal(result.grids.count, 0);
    assert_int_equal(result.findings.count, 0);
    free_result(&result);
}

/* ---- grids ---- */

/* Write one grid; the losses may be NULL. */
static inline struct fy_buffer write_grid(const struct fy_format *format, size_t part, struct fy_grid *grid,
                                          const char *name, struct fy_losses *losses)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_error error = { .status = FY_OK };
    char copy[64];
    snprintf(copy, sizeof copy, "%s", name);
    const struct fy_named_grid named = { copy, grid };
    if (format->write(&out, part, &named, true, NULL, losses, &error) != FY_OK ||
        (format->finish && format->finish(&out, part, &error) != FY_OK))
        fail_msg("%s: %s", format->name, error.sentence);
    return out;
}

static inline void expect_written(const char *format, struct fy_grid *grid, const char *expected)
{
    struct fy_buffer out = write_grid(fy_format_find(format), 0, grid, "rec", NULL);
    assert_string_equal(fy_buffer_text(&out), expected);
    fy_buffer_free(&out);
}

/* How many items were lost in all, by sentences that hold `part`. */
static inline size_t count_losses(const struct fy_losses *losses, const char *part)
{
    size_t count = 0;
    for (size_t i = 0; i < losses->count; i++) {
        if (strstr(losses->items[i].sentence, part))
            count += losses->items[i].items;
    }
    return count;
}

/* ---- chance, the same on every machine ---- */

static inline uint32_t next_random(uint64_t *state)
{
    *state = *state * 6364136223846793005u + 1442695040888963407u;
    return (uint32_t)(*state >> 33);
}

static inline uint32_t random_below(uint64_t *state, uint32_t limit)
{
    return next_random(state) % limit;
}

/* Hostile copies of good bytes: cut short, bytes changed. Calls `each` with every one of them. */
static inline void for_each_damage(const char *bytes, size_t size, uint64_t seed,
                                   void (*each)(void *context, const char *bytes, size_t size), void *context)
{
    char *copy = malloc(size + 1);
    assert_non_null(copy);
    const size_t step = size > 2000 ? size / 1000 : 1;
    for (size_t cut = 0; cut < size; cut += step)
        each(context, bytes, cut);
    for (size_t n = 0; n < 400 && size > 0; n++) {
        memcpy(copy, bytes, size);
        for (uint32_t flips = 1 + random_below(&seed, 4); flips > 0; flips--)
            copy[random_below(&seed, (uint32_t)size)] = (char)random_below(&seed, 256);
        each(context, copy, size);
    }
    free(copy);
}

#endif
