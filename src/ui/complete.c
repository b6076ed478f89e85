/* What may be meant at the caret: from the lexicon, and from what the project has written so far. It is offered in a row
 * of its own; nothing that is typed is ever taken for a choice. */
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/sisters.h>
#include <fangyin/text.h>
#include <string.h>

enum { AT_ONCE = 400 /* labels counted in one go, so that a key press never waits for them */ };

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

void fy_app_words_start(struct fy_app *app, struct fy_words *others)
{
    struct fy_completing *completing = &app->completing;
    fy_words_free(completing->fresh);
    completing->fresh = others;
    completing->fresh_tier = completing->fresh_index = 0;
    fy_app_words_go_on(app);
}

void fy_app_words_go_on(struct fy_app *app)
{
    struct fy_completing *completing = &app->completing;
    size_t room = AT_ONCE;
    while (completing->fresh && completing->fresh_tier < fy_grid_tier_count(app->grid)) {
        const size_t tier = completing->fresh_tier;
        if (completing->fresh_index >= fy_tier_size(app->grid, tier) || !is_text_tier(app, tier)) {
            completing->fresh_tier++;
            completing->fresh_index = 0;
            continue;
        }
        if (room-- == 0)
            return;
        const size_t index = completing->fresh_index++;
        count_label(completing->fresh, fy_tier_intervals(app->grid, tier)[index].text,
                    fy_sister_label(app->grid, tier, index, "rom"), 1);
    }
    if (!completing->fresh)
        return;
    fy_words_free(completing->words);
    completing->words = completing->fresh;
    completing->fresh = NULL;
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
            count_label(completing->words, fy_buffer_text(&completing->before), fy_buffer_text(&completing->reading), -1);
            count_label(completing->words, now, reading, 1);
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
    fy_words_free(completing->fresh);
    fy_buffer_free(&completing->before);
    fy_buffer_free(&completing->reading);
    fy_buffer_free(&completing->line);
    fy_buffer_free(&completing->strings);
}
