/* What may be meant at the caret: from the lexicon, and from what the project has written so far. It is offered in a row
 * of its own; nothing that is typed is ever taken for a choice. */
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <fangyin/text.h>
#include <string.h>

enum { AT_ONCE = 500 /* labels that are counted while the annotator opens: some milliseconds */ };

static bool is_text_tier(const struct fy_app *app, size_t tier)
{
    const char *name = fy_tier_name(app->grid, tier);
    return fy_tier_kind(app->grid, tier) == FY_INTERVAL_TIER && fy_name_is_sister(name, "text", name);
}

static void count_label(struct fy_words *words, const char *text, const char *reading, long times)
{
    if (*text && fy_words_add(words, text, strlen(text), *reading ? reading : NULL, times) != FY_OK)
        (void)fy_must_malloc((size_t)-1);
}

/* ---- what was written ---- */

/* What this grid says, of its first labels: all of them but in a long one, and the job knows the others soon. */
static void count_first(struct fy_app *app)
{
    size_t room = AT_ONCE;
    for (size_t tier = 0; tier < fy_grid_tier_count(app->grid); tier++) {
        for (size_t i = 0; is_text_tier(app, tier) && i < fy_tier_size(app->grid, tier) && room > 0; i++, room--)
            count_label(app->completing.words, fy_tier_intervals(app->grid, tier)[i].text,
                        fy_sister_label(app->grid, tier, i, "rom"), 1);
    }
}

void fy_app_words_start(struct fy_app *app)
{
    app->completing.words = fy_words_new();
    if (!app->completing.words)
        (void)fy_must_malloc((size_t)-1);
    count_first(app);
}

void fy_app_words_event(struct fy_app *app, struct fy_words *words)
{
    struct fy_completing *completing = &app->completing;
    fy_words_free(completing->words);
    completing->words = words;
    /* What was written since the job looked at the grid. */
    const char *at = completing->since.data, *end = at + completing->since.size;
    while (completing->since.size > 0 && at < end) {
        const long times = *at == '-' ? -1 : 1;
        const char *text = at + 1, *reading = text + strlen(text) + 1;
        count_label(words, text, reading, times);
        at = reading + strlen(reading) + 1;
    }
    fy_buffer_free(&completing->since);
    completing->whole = true;
    completing->count = 0;
}

/* Count a change, and, while the job is under way, keep it for the words that it will bring. */
static void change(struct fy_app *app, const char *text, const char *reading, long times)
{
    struct fy_completing *completing = &app->completing;
    count_label(completing->words, text, reading, times);
    if (completing->whole)
        return;
    fy_buffer_putc(&completing->since, times < 0 ? '-' : '+');
    fy_buffer_append(&completing->since, text, strlen(text) + 1);
    fy_buffer_append(&completing->since, reading, strlen(reading) + 1);
}

void fy_app_words_arrive(struct fy_app *app)
{
    struct fy_completing *completing = &app->completing;
    fy_buffer_clear(&completing->before);
    fy_buffer_clear(&completing->reading);
    if (fy_app_segments(app) == 0 || !is_text_tier(app, app->tier))
        return;
    fy_buffer_puts(&completing->before, fy_app_interval(app, app->segment)->text);
    fy_buffer_puts(&completing->reading, fy_sister_label(app->grid, app->tier, app->segment, "rom"));
}

void fy_app_words_left(struct fy_app *app, size_t tier, size_t segment)
{
    struct fy_completing *completing = &app->completing;
    if (completing->words && tier < fy_grid_tier_count(app->grid) && is_text_tier(app, tier) &&
        segment < fy_tier_size(app->grid, tier)) {
        const char *now = fy_tier_intervals(app->grid, tier)[segment].text;
        const char *reading = fy_sister_label(app->grid, tier, segment, "rom");
        if (strcmp(now, fy_buffer_text(&completing->before)) != 0 ||
            strcmp(reading, fy_buffer_text(&completing->reading)) != 0) {
            change(app, fy_buffer_text(&completing->before), fy_buffer_text(&completing->reading), -1);
            change(app, now, reading, 1);
        }
    }
    fy_app_words_arrive(app);
}

/* ---- what is offered ---- */

static void offer(struct fy_app *app)
{
    struct fy_completing *completing = &app->completing;
    struct fy_completion found[FY_OFFERS];
    const size_t count = fy_complete(completing->lexicon, completing->words, fy_buffer_text(&app->line.text),
                                     app->line.caret, found, FY_OFFERS);
    fy_buffer_clear(&completing->strings);
    for (size_t i = 0; i < count; i++) {
        struct fy_offer *offer = &completing->offers[i];
        offer->text = completing->strings.size;
        fy_buffer_append(&completing->strings, found[i].text, found[i].size);
        fy_buffer_putc(&completing->strings, '\0');
        offer->reading = completing->strings.size;
        fy_buffer_puts(&completing->strings, found[i].reading);
        fy_buffer_putc(&completing->strings, '\0');
        offer->replaces = found[i].replaces;
    }
    completing->count = count;
    completing->at = 0;
}

void fy_app_offer(struct fy_app *app)
{
    struct fy_completing *completing = &app->completing;
    const bool writing = app->mode == FY_MODE_EDIT && app->edit_tier == app->tier && fy_app_segments(app) > 0 &&
                         is_text_tier(app, app->tier);
    const bool here = completing->line_segment == app->segment && completing->line_tier == app->tier;
    const bool same = strcmp(fy_buffer_text(&completing->line), fy_buffer_text(&app->line.text)) == 0;
    /* Only what was just typed is completed: not what was there, nor where the caret was moved to. */
    if (writing && here && !same && !app->line.marked)
        offer(app);
    else if (!writing || !here || !same || completing->caret != app->line.caret)
        completing->count = 0;
    if (!same || !here) {
        fy_buffer_clear(&completing->line);
        fy_buffer_puts(&completing->line, fy_buffer_text(&app->line.text));
    }
    completing->caret = app->line.caret;
    completing->line_segment = app->segment;
    completing->line_tier = app->tier;
}

const char *fy_app_offer_text(const struct fy_app *app, size_t n, const char **reading)
{
    const struct fy_offer *offer = &app->completing.offers[n];
    *reading = app->completing.strings.data + offer->reading;
    return app->completing.strings.data + offer->text;
}

bool fy_app_take_offer(struct fy_app *app, size_t n)
{
    const struct fy_completing *completing = &app->completing;
    const char *reading;
    if (app->mode != FY_MODE_EDIT || n >= completing->count || completing->offers[n].replaces > app->line.caret)
        return false;
    const char *text = fy_app_offer_text(app, n, &reading);
    fy_line_replace(&app->line, app->line.caret - completing->offers[n].replaces, app->line.caret, text, strlen(text));
    fy_app_store(app);
    app->work.taken++;
    return true;
}

void fy_app_action_complete(struct fy_app *app, enum fy_action action)
{
    struct fy_completing *completing = &app->completing;
    if (action == FY_ACTION_COMPLETE)
        (void)fy_app_take_offer(app, completing->at);
    else if (completing->count > 0)
        completing->at = (completing->at + (action == FY_ACTION_COMPLETE_NEXT ? 1 : completing->count - 1)) %
                         completing->count;
}

void fy_app_completing_free(struct fy_app *app)
{
    struct fy_completing *completing = &app->completing;
    fy_words_free(completing->words);
    fy_buffer_free(&completing->since);
    fy_buffer_free(&completing->before);
    fy_buffer_free(&completing->reading);
    fy_buffer_free(&completing->line);
    fy_buffer_free(&completing->strings);
}
