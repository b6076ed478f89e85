/* The IPA palette: symbols as on the chart, or X-SAMPA as it is typed. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/ipa.h>
#include <fangyin/text.h>
#include <stdlib.h>
#include <string.h>

void fy_app_ipa_open(struct fy_app *app)
{
    app->under = app->mode;
    app->mode = FY_MODE_IPA;
    fy_buffer_clear(&app->ipa.typed);
}

static void insert(struct fy_app *app, const char *text, size_t size)
{
    const enum fy_mode mode = app->mode;
    app->mode = FY_MODE_EDIT;
    fy_app_type(app, text, size);
    app->mode = mode;
}

/* The symbol of the same group in a row above or below that stands nearest to the chosen one's column. */
static size_t other_row(size_t from, int direction)
{
    const struct fy_ipa_symbol *here = fy_ipa_at(from);
    size_t best = from;
    int best_row = 0, best_distance = 0;
    for (size_t i = 0; i < fy_ipa_count(); i++) {
        const struct fy_ipa_symbol *there = fy_ipa_at(i);
        const int rows = direction * ((int)there->row - (int)here->row), distance = abs((int)there->column - (int)here->column);
        if (there->group != here->group || rows <= 0)
            continue;
        if (best == from || rows < best_row || (rows == best_row && distance < best_distance)) {
            best = i;
            best_row = rows;
            best_distance = distance;
        }
    }
    return best;
}

static size_t other_group(size_t from, int direction)
{
    const int groups = FY_IPA_GROUPS;
    const enum fy_ipa_group wanted = (enum fy_ipa_group)(((int)fy_ipa_at(from)->group + direction + groups) % groups);
    for (size_t i = 0; i < fy_ipa_count(); i++) {
        if (fy_ipa_at(i)->group == wanted)
            return i;
    }
    return from;
}

static void move(struct fy_app *app, uint32_t key)
{
    const size_t at = app->ipa.at, count = fy_ipa_count();
    size_t to = at;
    if (key == FY_KEY_UP || key == FY_KEY_DOWN)
        to = other_row(at, key == FY_KEY_UP ? -1 : 1);
    else if (key == FY_KEY_PAGE_UP || key == FY_KEY_PAGE_DOWN)
        to = other_group(at, key == FY_KEY_PAGE_UP ? -1 : 1);
    else if (key == FY_KEY_TAB)
        to = other_group(at, 1);
    else if (key == FY_KEY_LEFT && at > 0)
        to = at - 1;
    else if (key == FY_KEY_RIGHT && at + 1 < count)
        to = at + 1;
    app->ipa.at = to;
}

static void enter(struct fy_app *app)
{
    if (app->ipa.typed.size == 0) {
        const char *symbol = fy_ipa_at(app->ipa.at)->ipa;
        insert(app, symbol, strlen(symbol));
        return;
    }
    struct fy_buffer out = FY_BUFFER_EMPTY;
    fy_ipa_from_xsampa(&out, app->ipa.typed.data, app->ipa.typed.size);
    insert(app, fy_buffer_text(&out), out.size);
    fy_buffer_free(&out);
    app->mode = app->under;
}

void fy_app_ipa_key(struct fy_app *app, struct fy_key key)
{
    struct fy_buffer *typed = &app->ipa.typed;
    char bytes[4];
    size_t found[1];
    if (key.code == FY_KEY_ENTER) {
        enter(app);
    } else if (key.code == FY_KEY_TAB || (key.code >= FY_KEY_PAGE_UP && key.code <= FY_KEY_RIGHT)) {
        move(app, key.code);
    } else if ((key.code == FY_KEY_BACKSPACE || key.code == FY_KEY_ESCAPE) && typed->size > 0) {
        typed->size = key.code == FY_KEY_ESCAPE ? 0 : fy_grapheme_previous(typed->data, typed->size, typed->size);
    } else if (fy_key_is_text(key)) {
        fy_buffer_append(typed, bytes, fy_utf8_encode(fy_fullwidth_to_ascii(key.code), bytes));
        /* The chart shows what was typed so far, if that is one symbol. */
        if (fy_ipa_match(typed->data, typed->size, found, 1) > 0)
            app->ipa.at = found[0];
    } else {
        app->mode = app->under;
    }
}
