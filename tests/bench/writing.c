/* What a key costs while writing in a grid of 10,000 segments with a large lexicon: completion, the check of the segment that
 * is left, counting the words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "support/figures.h"
#include "support/annotator.h"

enum { SEGMENTS = 10000, WORDS = 100000, KEYS = 2000 };

static unsigned next_random(void)
{
    static unsigned state = 12345;
    state = state * 1103515245u + 12345u;
    return state >> 8;
}

/* Some ideographs, frequent ones more often. */
static void put_text(struct fy_buffer *out, unsigned characters)
{
    char bytes[4];
    for (unsigned i = 0; i < characters; i++) {
        const unsigned a = next_random() % 1500, b = next_random() % 1500;
        fy_buffer_append(out, bytes, fy_utf8_encode(0x4E00 + (a < b ? a : b), bytes));
    }
}

static struct fy_grid *make_grid(void)
{
    struct fy_grid *grid = fy_grid_new(0, SEGMENTS * 3.0);
    struct fy_buffer text = FY_BUFFER_EMPTY;
    size_t tier, dialect;
    (void)fy_grid_append_tier(grid, FY_INTERVAL_TIER, "text", 4, 0, SEGMENTS * 3.0, &tier);
    (void)fy_grid_append_tier(grid, FY_INTERVAL_TIER, "dialect", 7, 0, SEGMENTS * 3.0, &dialect);
    for (int i = 0; i < SEGMENTS; i++) {
        fy_buffer_clear(&text);
        put_text(&text, i == SEGMENTS / 2 ? 0 : 15);
        (void)fy_tier_append_interval(grid, tier, i * 3.0, (i + 1) * 3.0, fy_buffer_text(&text), text.size);
        (void)fy_tier_append_interval(grid, dialect, i * 3.0, (i + 1) * 3.0, "wu-sh", 5);
    }
    fy_buffer_free(&text);
    return grid;
}

static struct fy_lexicon *make_lexicon(void)
{
    struct fy_buffer table = FY_BUFFER_EMPTY;
    struct fy_lexicon *lexicon = NULL;
    fy_buffer_puts(&table, "form\treading\n");
    for (int i = 0; i < WORDS; i++) {
        put_text(&table, 2 + next_random() % 3);
        fy_buffer_printf(&table, "\t%c%c%c %c%c\n", 'a' + next_random() % 26, 'a' + next_random() % 26,
                         'a' + next_random() % 26, 'a' + next_random() % 26, 'a' + next_random() % 26);
    }
    (void)fy_lexicon_read(fy_buffer_text(&table), table.size, &lexicon, NULL);
    fy_buffer_free(&table);
    return lexicon;
}

struct cost {
    double sum, worst;
    size_t count;
};

static void take(struct cost *cost, double from)
{
    const double spent = now_ms() - from;
    cost->sum += spent;
    cost->worst = spent > cost->worst ? spent : cost->worst;
    cost->count++;
}

static void print(const char *what, const struct cost *cost, const char *bound)
{
    printf("%-58s %8.3f ms, worst %8.3f ms   %s\n", what, cost->sum / (double)cost->count, cost->worst, bound);
}

int main(void)
{
    struct annotator a;
    struct fy_convention convention;
    struct fy_check_findings findings = { NULL, 0, 0 };
    struct cost start = { 0 }, pieces = { 0 }, arrive = { 0 }, keys = { 0 }, commits = { 0 }, whole = { 0 };
    struct fy_lexicon *lexicon = make_lexicon();
    struct fy_grid *grid = make_grid();
    double from = now_ms();
    annotator_open(&a, grid, "wu-sh");
    take(&start, from);
    fy_convention_set_profile(&convention, FY_PROFILE_VENDOR);
    const struct fy_check_sources sources = { .dialects = a.dialects, .markers = a.markers, .lexicon = lexicon };
    struct fy_checks *checks = fy_checks_new(&convention, &sources);
    a.app->checking.checks = checks;
    a.app->completing.lexicon = lexicon;
    struct fy_words *words = fy_words_new();
    struct fy_completion found[1];
    from = now_ms();
    for (size_t i = 0; i < SEGMENTS; i++) {
        const char *text = fy_tier_intervals(a.app->grid, 0)[i].text;
        (void)fy_words_add(words, text, strlen(text), NULL, 1);
    }
    (void)fy_complete(NULL, words, "a", 1, found, 1);
    take(&pieces, from);
    from = now_ms();
    annotator_send(&a, (struct fy_event){ .kind = FY_EVENT_WORDS, .words = words });
    take(&arrive, from);
    from = now_ms();
    (void)fy_checks_grid(checks, a.app->grid, NULL, NULL, &findings);
    take(&whole, from);
    annotator_send(&a, (struct fy_event){ .kind = FY_EVENT_CHECKED, .findings = &findings });
    annotator_keys(&a, "i");
    for (int i = 0; i < KEYS; i++) {
        const uint32_t code = i % 8 < 4 ? 0x4E00 + next_random() % 800 : 'a' + next_random() % 26;
        from = now_ms();
        annotator_key(&a, (struct fy_key){ code, 0 });
        take(&keys, from);
        if (i % 16 != 15)
            continue;
        from = now_ms();
        annotator_keys(&a, "Enter");
        take(&commits, from);
    }
    printf("writing: %d segments, %d words in the lexicon, %zu findings kept\n", SEGMENTS, WORDS, a.app->checking.count);
    print("opening, the first words counted", &start, "");
    print("all words counted, by the job", &pieces, "");
    print("their arrival", &arrive, "(bound 16)");
    print("a character typed, with completion", &keys, "(bound 1)");
    print("Enter: segments checked, words counted, next one", &commits, "(bound 1 a segment)");
    print("the whole grid checked", &whole, "(bound 100)");
    fy_check_findings_free(&findings);
    annotator_close(&a);
    fy_checks_free(checks);
    fy_lexicon_free(lexicon);
    return 0;
}
