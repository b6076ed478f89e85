/* Reading and writing a format's files in tests. Include after cmocka.h. */
#ifndef TESTS_SUPPORT_FORMAT_FILES_H
#define TESTS_SUPPORT_FORMAT_FILES_H

#include <fangyin/format.h>
#include <fangyin/memory.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* One file that was read, with all that came of it. */
struct format_reading {
    enum fy_status status;
    struct fy_named_grids grids;
    struct fy_findings findings;
    struct fy_error error;
};

static inline struct format_reading format_read_with(const char *format, const char *bytes, size_t size,
                                                     const struct fy_format_options *options)
{
    struct format_reading reading = { .status = FY_INVALID };
    const struct fy_format *found = fy_format_find(format);
    assert_non_null(found);
    /* A copy of just that size, so that reading past its end is seen. */
    char *copy = malloc(size > 0 ? size : 1);
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    struct fy_stream stream = { "a", copy, size };
    reading.status = found->read(&stream, 1, options, &reading.grids, &reading.findings, &reading.error);
    free(copy);
    return reading;
}

static inline void format_reading_free(struct format_reading *reading)
{
    fy_named_grids_free(&reading->grids);
    fy_findings_free(&reading->findings);
}

/* The grid of a good file; fails the test, with the error, where it is refused. Free the reading. */
static inline const struct fy_grid *format_must_read(struct format_reading *reading, const char *format,
                                                     const char *bytes, size_t size)
{
    const struct fy_format_options options = { .tier = NULL };
    *reading = format_read_with(format, bytes, size, &options);
    if (reading->status != FY_OK)
        fail_msg("refused with status %d: %u:%u: %s", (int)reading->status, reading->error.line, reading->error.column,
                 reading->error.sentence);
    assert_int_equal(reading->grids.count, 1);
    return reading->grids.items[0].grid;
}

/* A file that is refused with that status, line and column, and a sentence that holds the part. */
static inline void format_must_refuse(const char *format, const char *bytes, enum fy_status status, unsigned line,
                                      unsigned column, const char *part)
{
    const struct fy_format_options options = { .tier = NULL };
    struct format_reading reading = format_read_with(format, bytes, strlen(bytes), &options);
    assert_int_equal(reading.status, status);
    if (!strstr(reading.error.sentence, part))
        fail_msg("\"%s\" should hold \"%s\"", reading.error.sentence, part);
    if (reading.error.line != line || reading.error.column != column)
        fail_msg("at %u:%u, expected at %u:%u: %s", reading.error.line, reading.error.column, line, column,
                 reading.error.sentence);
    assert_int_equal(reading.grids.count, 0);
    assert_int_equal(reading.findings.count, 0);
    format_reading_free(&reading);
}

/* "name: 0 [a] 1.5 [b] 2" for an interval tier, "name: 0.5 (x)" for points; of a whole grid a line each. */
static inline const char *format_show(const struct fy_grid *grid)
{
    static char text[20000];
    size_t at = 0;
    text[0] = '\0';
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%s:", fy_tier_name(grid, t));
        double end = -1;
        for (size_t i = 0; i < fy_tier_size(grid, t) && at + 200 < sizeof text; i++) {
            if (fy_tier_kind(grid, t) == FY_POINT_TIER) {
                const struct fy_point *point = &fy_tier_points(grid, t)[i];
                at += (size_t)snprintf(text + at, sizeof text - at, " %g (%s)", point->time, point->mark);
                continue;
            }
            const struct fy_interval *interval = &fy_tier_intervals(grid, t)[i];
            if (interval->xmin != end)
                at += (size_t)snprintf(text + at, sizeof text - at, " %g", interval->xmin);
            at += (size_t)snprintf(text + at, sizeof text - at, " [%s] %g", interval->text, interval->xmax);
            end = interval->xmax;
        }
        at += (size_t)snprintf(text + at, sizeof text - at, "\n");
        assert_true(at + 200 < sizeof text);
    }
    return text;
}

static inline bool format_found(const struct format_reading *reading, const char *part)
{
    for (size_t i = 0; i < reading->findings.count; i++)
        if (strstr(reading->findings.items[i].sentence, part))
            return true;
    return false;
}

/* Write a grid as the only one of a file; fails the test where that fails. losses may be NULL. */
static inline void format_must_write(struct fy_buffer *out, const char *format, const char *name,
                                     const struct fy_grid *grid, const char *tier, struct fy_losses *losses)
{
    const struct fy_format *found = fy_format_find(format);
    const struct fy_format_options options = { .tier = tier };
    struct fy_error error = { .status = FY_OK };
    char copy[200];
    union {
        const struct fy_grid *given;
        struct fy_grid *taken;
    } both = { .given = grid };
    snprintf(copy, sizeof copy, "%s", name);
    const struct fy_named_grid named = { copy, both.taken };
    assert_non_null(found);
    enum fy_status status = found->write(out, 0, &named, true, &options, losses, &error);
    if (status != FY_OK)
        fail_msg("not written, status %d: %s", (int)status, error.sentence);
}

/* How many items the loss touched whose sentence holds the part. */
static inline size_t format_lost(const struct fy_losses *losses, const char *part)
{
    for (size_t i = 0; i < losses->count; i++)
        if (strstr(losses->items[i].sentence, part))
            return losses->items[i].items;
    return 0;
}

#endif
