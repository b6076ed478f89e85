/* The palette of the dialect tree: walked with the arrows, searched by typing. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

size_t fy_app_palette_rows(const struct fy_app *app, size_t *rows, size_t room)
{
    size_t count = 0;
    if (app->palette.typed.size > 0)
        return fy_dialects_match(app->dialects, app->palette.typed.data, app->palette.typed.size, rows,
                                 room < FY_PALETTE_MATCHES ? room : FY_PALETTE_MATCHES);
    while (count < room) {
        const size_t child = fy_dialects_child(app->dialects, app->palette.parent, count);
        if (child == FY_NONE)
            break;
        rows[count++] = child;
    }
    return count;
}

/* Show the siblings of a dialect, that one chosen. */
static void stand_on(struct fy_app *app, size_t dialect)
{
    fy_buffer_clear(&app->palette.typed);
    app->palette.parent = fy_dialects_at(app->dialects, dialect)->parent;
    app->palette.at = 0;
    while (fy_dialects_child(app->dialects, app->palette.parent, app->palette.at) != dialect)
        app->palette.at++;
}

void fy_app_palette_open(struct fy_app *app)
{
    struct fy_palette *palette = &app->palette;
    struct fy_dialect_part part;
    size_t at = 0, there = FY_NONE;
    app->under = app->mode;
    app->mode = FY_MODE_PALETTE;
    fy_buffer_clear(&palette->typed);
    fy_buffer_clear(&palette->before);
    palette->unsure = false;
    size_t from, to;
    palette->span = app->under == FY_MODE_EDIT && fy_line_selection(&app->line, &from, &to);
    palette->parent = fy_app_hot_parent(app);
    palette->at = 0;
    /* What the segment has, so that '?' and '+' add to it; else what it most likely is. */
    const char *label = fy_app_segments(app) > 0 ? fy_app_sister_label(app, "dialect", app->segment) : "";
    if (fy_dialects_label_next(app->dialects, label, &at, &part) && part.dialect != FY_NONE)
        there = part.dialect;
    else
        there = fy_dialects_find(app->dialects, app->default_dialect, strlen(app->default_dialect));
    if (there != FY_NONE)
        stand_on(app, there);
}

static void close_palette(struct fy_app *app)
{
    app->mode = app->under;
}

/* The code of a row behind those that were joined. */
static void take(struct fy_app *app, size_t dialect)
{
    struct fy_buffer *label = &app->palette.before;
    fy_buffer_printf(label, "%s%s", fy_dialects_at(app->dialects, dialect)->code, app->palette.unsure ? "?" : "");
    app->palette.unsure = false;
}

static void choose(struct fy_app *app, size_t dialect)
{
    take(app, dialect);
    close_palette(app);
    if (app->palette.span)
        fy_app_mark_language(app, fy_buffer_text(&app->palette.before));
    else
        fy_app_tag_current(app, fy_buffer_text(&app->palette.before));
}

static void move(struct fy_app *app, struct fy_key key, const size_t *rows, size_t count)
{
    struct fy_palette *palette = &app->palette;
    if (key.code == FY_KEY_DOWN) {
        palette->at += palette->at + 1 < count ? 1 : 0;
    } else if (key.code == FY_KEY_UP) {
        palette->at -= palette->at > 0 ? 1 : 0;
    } else if (key.code == FY_KEY_RIGHT) {
        if (palette->at < count && fy_dialects_child(app->dialects, rows[palette->at], 0) != FY_NONE) {
            palette->parent = rows[palette->at];
            palette->at = 0;
            fy_buffer_clear(&palette->typed);
        }
    } else if (palette->typed.size > 0) {
        if (palette->at < count)
            stand_on(app, rows[palette->at]);
    } else if (palette->parent != FY_NONE) {
        stand_on(app, palette->parent);
    }
}

static void erase(struct fy_app *app)
{
    struct fy_buffer *typed = &app->palette.typed;
    app->palette.at = 0;
    if (typed->size > 0)
        typed->size = fy_grapheme_previous(typed->data, typed->size, typed->size);
    else if (app->palette.before.size > 0)
        fy_buffer_clear(&app->palette.before);
    else
        close_palette(app);
}

/* A character: a digit chooses, '?' and '+' and '0' mean what they say in a label, the others are searched for. */
static void type(struct fy_app *app, struct fy_key key, const size_t *rows, size_t count)
{
    struct fy_palette *palette = &app->palette;
    const uint32_t code = fy_fullwidth_to_ascii(key.code);
    char bytes[4];
    if (code >= '1' && code <= '9') {
        const size_t chosen = palette->typed.size > 0
                                  ? (code - '1' < count ? rows[code - '1'] : FY_NONE)
                                  : fy_app_dialect_by_key(app, palette->parent, key);
        if (chosen != FY_NONE)
            choose(app, chosen);
    } else if (code == '0') {
        close_palette(app);
        fy_app_tag_current(app, "");
    } else if (code == '?') {
        palette->unsure = !palette->unsure;
    } else if (code == '+') {
        if (palette->at < count) {
            take(app, rows[palette->at]);
            fy_buffer_putc(&palette->before, '+');
            fy_buffer_clear(&palette->typed);
        }
    } else if (code != ' ' || palette->typed.size > 0) {
        fy_buffer_append(&palette->typed, bytes, fy_utf8_encode(code, bytes));
        palette->at = 0;
    }
}

void fy_app_palette_key(struct fy_app *app, struct fy_key key)
{
    struct fy_palette *palette = &app->palette;
    size_t rows[FY_PALETTE_ROOM];
    const size_t count = fy_app_palette_rows(app, rows, FY_PALETTE_ROOM);
    const size_t hot = key.modifiers == FY_META
                           ? fy_app_dialect_by_key(app, palette->parent, (struct fy_key){ key.code, 0 })
                           : FY_NONE;
    if (hot != FY_NONE && (key.code < '0' || key.code > '9')) {
        choose(app, hot);
    } else if (key.code == FY_KEY_ENTER) {
        if (palette->at < count)
            choose(app, rows[palette->at]);
    } else if (key.code >= FY_KEY_UP && key.code <= FY_KEY_RIGHT) {
        move(app, key, rows, count);
    } else if (key.code == FY_KEY_BACKSPACE) {
        erase(app);
    } else if (key.code == FY_KEY_ESCAPE && palette->typed.size > 0) {
        fy_buffer_clear(&palette->typed);
        palette->at = 0;
    } else if (fy_key_is_text(key)) {
        type(app, key, rows, count);
    } else {
        close_palette(app);
    }
}

void fy_app_language_free(struct fy_app *app)
{
    fy_buffer_free(&app->palette.typed);
    fy_buffer_free(&app->palette.before);
    fy_buffer_free(&app->chooser.typed);
    fy_buffer_free(&app->ipa.typed);
    fy_free(app->span_language);
    fy_app_completing_free(app);
    fy_app_checking_free(app);
}
