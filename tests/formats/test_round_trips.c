/* Random grids through every line format: what the format can hold comes back, and nothing is lost without being told.
 *
 *   nothing told as lost  =>  the grid comes back as it was
 *   always                    writing what was read, and that again, gives the same bytes
 *   always                    segments come back under the format's projection, stated in the table below */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"

#include <math.h>

/* What a format makes of a segment. */
struct projection {
    const char *format;
    bool speaker, dialect, points;
    bool milliseconds;
    bool text;        /* holds the label at all */
    bool one_line;    /* tabs and line breaks become spaces */
    bool trimmed;     /* and outer blanks go */
    bool plain_times; /* SRT: empty lines go, a line of times loses a sign */
};

static const struct projection projections[] = {
    { .format = "srt", .text = true, .milliseconds = true, .plain_times = true },
    { .format = "vtt", .text = true, .milliseconds = true, .speaker = true, .dialect = true },
    { .format = "audacity", .text = true, .points = true, .one_line = true },
    { .format = "stm", .text = true, .speaker = true, .dialect = true, .one_line = true, .trimmed = true },
    { .format = "rttm", .speaker = true },
    { .format = "csv", .text = true, .speaker = true, .dialect = true, .points = true },
    { .format = "tsv", .text = true, .speaker = true, .dialect = true, .points = true, .one_line = true },
};
enum { FORMATS = sizeof projections / sizeof *projections };

/* ---- random grids ---- */

static const char *const plain[] = { "侬", "今朝", "fan", "ʔa˥˧", "لا", "chiah", "𠊎", "3" };
static const char *const hard[] = { " ",
                                    "\t",
                                    "\n",
                                    "\n\n",
                                    "-->",
                                    "<b>",
                                    "&amp;",
                                    "\"",
                                    ",",
                                    "　",
                                    "\xC2\xA0",
                                    ";;",
                                    "@",
                                    "</v>",
                                    "{\\an8}",
                                    "1",
                                    "<",
                                    "&",
                                    "'",
                                    "\\",
                                    "|",
                                    "‏",
                                    "\n00:00:01,000 --> 00:00:02,000\n",
                                    "\n7\n00:01.000 --> 00:02.000" };
#define PICK(state, list) (list)[random_below(state, sizeof(list) / sizeof *(list))]

static void random_label(uint64_t *state, bool nasty, struct fy_buffer *label)
{
    fy_buffer_clear(label);
    const uint32_t pieces = 1 + random_below(state, 5);
    for (uint32_t i = 0; i < pieces; i++)
        fy_buffer_puts(label, nasty && random_below(state, 2) ? PICK(state, hard) : PICK(state, plain));
}

static double random_length(uint64_t *state, bool nasty)
{
    const double milliseconds = 1 + random_below(state, 4000);
    return nasty && random_below(state, 3) == 0 ? milliseconds / 1000 + next_random(state) * 1e-12
                                                : milliseconds / 1000;
}

/* A text tier and its dialect tier, up to the grid's end; a plain one ends with a segment. */
static void random_speaker(uint64_t *state, struct fy_grid *grid, bool nasty, const char *speaker, size_t segments)
{
    char name[64];
    size_t text, dialect;
    struct fy_buffer label = FY_BUFFER_EMPTY;
    const double xmax = fy_grid_xmax(grid);
    const bool tagged = random_below(state, 4) > 0;
    snprintf(name, sizeof name, "text%s", speaker);
    assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, strlen(name), 0, xmax, &text), FY_OK);
    snprintf(name, sizeof name, "dialect%s", speaker);
    if (tagged)
        assert_int_equal(fy_grid_append_tier(grid, FY_INTERVAL_TIER, name, strlen(name), 0, xmax, &dialect), FY_OK);
    double at = 0;
    bool empty = false;
    for (size_t i = 0; i < segments && at < xmax; i++) {
        double end = round((at + random_length(state, nasty)) * 1000) / 1000;
        if (nasty && random_below(state, 3) == 0)
            end = at + random_length(state, true);
        if (i + 1 == segments || end > xmax)
            end = xmax;
        empty = end < xmax && random_below(state, 3) == 0 && (nasty || !empty);
        if (nasty && random_below(state, 6) == 0)
            empty = true;
        random_label(state, nasty, &label);
        if (empty)
            fy_buffer_clear(&label);
        assert_int_equal(fy_tier_append_interval(grid, text, at, end, fy_buffer_text(&label), label.size), FY_OK);
        static const char *const tags[] = { "wuu-shanghai", "yue", "yue+en", "nan?", "" };
        const char *tag = nasty && random_below(state, 5) == 0 ? "a, b" : PICK(state, tags);
        if (empty && !nasty)
            tag = "";
        /* In a plain grid every segment has a tag, so that the tier comes back with the same boundaries. */
        if (!empty && !nasty && !*tag)
            tag = "yue";
        if (tagged)
            assert_int_equal(fy_tier_append_interval(grid, dialect, at, end, tag, strlen(tag)), FY_OK);
        at = end;
    }
    fy_buffer_free(&label);
}

static struct fy_grid *random_grid(uint64_t *state, bool nasty, bool speakers)
{
    const double xmax = 5 + random_below(state, 20000) / 1000.0;
    struct fy_grid *grid = fy_grid_new(0, xmax);
    assert_non_null(grid);
    const size_t segments = 1 + random_below(state, 12);
    if (!speakers) {
        random_speaker(state, grid, nasty, "", segments);
    } else {
        random_speaker(state, grid, nasty, "@A", segments);
        random_speaker(state, grid, nasty, nasty ? "@乙 B" : "@乙", segments);
        if (nasty)
            random_speaker(state, grid, nasty, "", segments);
    }
    if (nasty && random_below(state, 2)) {
        size_t tier;
        struct fy_buffer label = FY_BUFFER_EMPTY;
        assert_int_equal(fy_grid_append_tier(grid, FY_POINT_TIER, "points", 6, 0, xmax, &tier), FY_OK);
        for (uint32_t i = 0; i < 1 + random_below(state, 3); i++) {
            random_label(state, nasty, &label);
            assert_int_equal(fy_tier_append_point(grid, tier, xmax * (i + 1) / 8, fy_buffer_text(&label), label.size),
                             FY_OK);
        }
        fy_buffer_free(&label);
    }
    return grid;
}

/* ---- the projection of a grid: a line for each segment, sorted ---- */

static void put_text(struct fy_buffer *out, const struct projection *projection, const char *label)
{
    if (!projection->text) {
        fy_buffer_puts(out, "-");
        return;
    }
    const size_t start = out->size;
    for (const char *line = label;; line++) {
        const size_t size = strcspn(line, "\n");
        char copy[400];
        assert_true(size < sizeof copy);
        memcpy(copy, line, size);
        copy[size] = '\0';
        /* None of the random pieces but these is a line of times. */
        char *times = projection->plain_times && strchr(copy, ':') ? strstr(copy, " --> ") : NULL;
        const bool whole = times && strspn(copy, "0123456789:,. ->") == strlen(copy);
        const bool behind = times && times >= copy + 9 && strspn(copy, "0123456789:,.") == (size_t)(times - copy);
        if (whole || behind)
            memmove(times + 1, times + 2, strlen(times + 2) + 1);
        if (size > 0 || !projection->plain_times) {
            if (line > label && (!projection->plain_times || out->size > start))
                fy_buffer_putc(out, projection->one_line ? ' ' : '\n');
            for (const char *at = copy; *at; at++)
                fy_buffer_putc(out, projection->one_line && *at == '\t' ? ' ' : *at);
        }
        line += size;
        if (!*line)
            break;
    }
    if (projection->trimmed) {
        while (out->size > start && out->data[out->size - 1] == ' ')
            out->data[--out->size] = '\0';
        const size_t blanks = strspn(out->data + start, " ");
        memmove(out->data + start, out->data + start + blanks, out->size - start - blanks + 1);
        out->size -= blanks;
    }
}

static int by_text(const void *a, const void *b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static bool dialect_holds(const char *format, const char *tag)
{
    return strcmp(format, "csv") == 0 || strcmp(format, "tsv") == 0 || !strchr(tag, ' ');
}

static struct fy_buffer project(const struct fy_grid *grid, const struct projection *projection)
{
    char *lines[400];
    size_t count = 0;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        const char *name = fy_tier_name(grid, tier);
        const bool points = fy_tier_kind(grid, tier) == FY_POINT_TIER;
        const char *base = strcmp(projection->format, "rttm") == 0 && fy_grid_find_tier(grid, "text") == FY_NONE &&
                                   fy_grid_find_tier(grid, "text@A") == FY_NONE
                               ? "speaker"
                               : "text";
        const size_t length = strlen(base);
        if (points ? !projection->points : strncmp(name, base, length) != 0 || (name[length] && name[length] != '@'))
            continue;
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
            const double from = points ? fy_tier_points(grid, tier)[i].time : fy_tier_intervals(grid, tier)[i].xmin;
            const double to = points ? from : fy_tier_intervals(grid, tier)[i].xmax;
            const char *label = points ? fy_tier_points(grid, tier)[i].mark : fy_tier_intervals(grid, tier)[i].text;
            struct fy_buffer line = FY_BUFFER_EMPTY;
            if (!points && !label[0])
                continue;
            const double scale = projection->milliseconds ? 1000 : 1;
            /* A start and a duration do not make every double. */
            const int digits = strcmp(projection->format, "rttm") == 0 ? 14 : 17;
            fy_buffer_printf(&line, "%.*g %.*g ", digits, projection->milliseconds ? round(from * scale) : from, digits,
                             projection->milliseconds ? round(to * scale) : to);
            const size_t before = line.size;
            put_text(&line, projection, label);
            const bool nothing = line.size == before; /* a label of blanks alone is a pause there */
            const char *speaker = fy_name_speaker(name);
            if (projection->speaker && !points) {
                fy_buffer_puts(&line, " @");
                const bool words = strcmp(projection->format, "stm") == 0 || strcmp(projection->format, "rttm") == 0;
                const bool rttm = strcmp(projection->format, "rttm") == 0;
                for (const char *at = speaker ? speaker : rttm ? "unknown" : ""; *at; at++)
                    fy_buffer_putc(&line, words && *at == ' ' ? '_' : *at);
            }
            char sister[80];
            snprintf(sister, sizeof sister, "dialect%s", name + length);
            const size_t dialect = points ? FY_NONE : fy_grid_find_tier(grid, sister);
            if (projection->dialect && dialect != FY_NONE) {
                const size_t at = fy_tier_index_at(grid, dialect, (from + to) / 2);
                const char *tag = at == FY_NONE ? "" : fy_tier_intervals(grid, dialect)[at].text;
                if (*tag && dialect_holds(projection->format, tag))
                    fy_buffer_printf(&line, " #%s", tag);
            }
            assert_true(count < 400);
            if (nothing && !points)
                fy_buffer_free(&line);
            else
                lines[count++] = line.data;
        }
    }
    qsort(lines, count, sizeof *lines, by_text);
    struct fy_buffer all = FY_BUFFER_EMPTY;
    for (size_t i = 0; i < count; i++) {
        fy_buffer_puts(&all, lines[i]);
        fy_buffer_puts(&all, "\n--\n");
        fy_free(lines[i]);
    }
    return all;
}

/* What was read, written, read and written: the same bytes. (The first writing may hold labels of which nothing is
 * left, which is not written a second time.) */
static void expect_fixed(const struct fy_format *format, struct fy_grid *grid)
{
    struct fy_buffer second = write_grid(format, 0, grid, "rec", NULL);
    struct read_result back = read_named(format, "file", fy_buffer_text(&second), second.size);
    if (back.status == FY_OK) {
        struct fy_buffer third = write_grid(format, 0, back.grids.items[0].grid, "rec", NULL);
        assert_string_equal(fy_buffer_text(&third), fy_buffer_text(&second));
        fy_buffer_free(&third);
    }
    free_result(&back);
    fy_buffer_free(&second);
}

static void trip(const struct projection *projection, struct fy_grid *grid, size_t *exact)
{
    const struct fy_format *format = fy_format_find(projection->format);
    struct fy_losses losses = { NULL, 0, 0 };
    struct fy_buffer out = write_grid(format, 0, grid, "rec", &losses);
    struct read_result back = read_named(format, "file", fy_buffer_text(&out), out.size);
    struct fy_buffer before = project(grid, projection);
    if (back.status == FY_OK) {
        assert_int_equal(back.grids.count, 1);
        struct fy_grid *again = back.grids.items[0].grid;
        struct fy_buffer after = project(again, projection);
        if (strcmp(fy_buffer_text(&before), fy_buffer_text(&after)) != 0)
            fail_msg("%s:\n%s\nBEFORE\n%s\nAFTER\n%s", format->name, fy_buffer_text(&out), fy_buffer_text(&before),
                     fy_buffer_text(&after));
        expect_fixed(format, again);
        if (losses.count == 0) {
            if (!fy_grid_equal(grid, again))
                fail_msg("%s: something was lost and not told:\n%s", format->name, fy_buffer_text(&out));
            (*exact)++;
        }
        fy_buffer_free(&after);
    } else {
        /* Nothing to say: a file without a segment. */
        assert_int_equal(before.size, 0);
    }
    fy_buffer_free(&before);
    fy_buffer_free(&out);
    fy_losses_free(&losses);
    free_result(&back);
}

static void test_plain(void **unused)
{
    (void)unused;
    for (size_t f = 0; f < FORMATS; f++) {
        uint64_t state = 20261123;
        size_t exact = 0;
        for (int n = 0; n < 150; n++) {
            const bool speakers = projections[f].speaker && n % 2;
            struct fy_grid *grid = random_grid(&state, false, speakers);
            trip(&projections[f], grid, &exact);
            fy_grid_free(grid);
        }
        /* The first property says something only where this is so. RTTM has no text. */
        if (projections[f].text)
            assert_true(exact > 20);
    }
}

static void test_nasty(void **unused)
{
    (void)unused;
    for (size_t f = 0; f < FORMATS; f++) {
        uint64_t state = 1953;
        size_t exact = 0;
        for (int n = 0; n < 400; n++) {
            struct fy_grid *grid = random_grid(&state, true, n % 2);
            trip(&projections[f], grid, &exact);
            fy_grid_free(grid);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_plain), cmocka_unit_test(test_nasty) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
