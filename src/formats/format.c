/* The table of formats, and what all of them hand around. */
#include "formats/formats.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

static const struct fy_format *const table[] = {
    &fy_format_textgrid, &fy_format_eaf,      &fy_format_srt,  &fy_format_vtt,     &fy_format_csv, &fy_format_tsv,
    &fy_format_ctm,      &fy_format_stm,      &fy_format_rttm, &fy_format_kaldi,   &fy_format_txt, &fy_format_markdown,
    &fy_format_html,     &fy_format_audacity, &fy_format_trs,  &fy_format_whisper,
};

size_t fy_format_count(void)
{
    return sizeof table / sizeof *table;
}

const struct fy_format *fy_format_at(size_t index)
{
    return index < fy_format_count() ? table[index] : NULL;
}

const struct fy_format *fy_format_find(const char *name)
{
    for (size_t i = 0; i < fy_format_count(); i++) {
        if (strcasecmp(table[i]->name, name) == 0)
            return table[i];
    }
    return NULL;
}

static bool has_extension(const struct fy_format *format, const char *name)
{
    const char *dot = strrchr(name, '.');
    if (!dot || dot[1] == '\0')
        return false;
    const size_t size = strlen(dot + 1);
    for (const char *at = format->extensions; *at; at += strspn(at, " ")) {
        const size_t length = strcspn(at, " ");
        if (length == size && strncasecmp(at, dot + 1, size) == 0)
            return true;
        at += length;
    }
    return false;
}

const struct fy_format *fy_format_guess(const struct fy_stream *stream)
{
    const struct fy_format *best = NULL;
    int best_score = 0;
    for (size_t i = 0; i < fy_format_count(); i++) {
        const struct fy_format *format = table[i];
        if (!(format->abilities & (stream->bytes ? FY_FORMAT_READS : FY_FORMAT_WRITES)))
            continue;
        const int score =
            2 * (stream->bytes && format->probe ? format->probe(stream) : 0) + has_extension(format, stream->name);
        if (score > best_score) {
            best = format;
            best_score = score;
        }
    }
    return best;
}

void fy_named_grids_cut(struct fy_named_grids *grids, size_t count)
{
    while (grids->count > count) {
        grids->count--;
        fy_free(grids->items[grids->count].name);
        fy_grid_free(grids->items[grids->count].grid);
    }
}

void fy_named_grids_free(struct fy_named_grids *grids)
{
    fy_named_grids_cut(grids, 0);
    fy_free(grids->items);
    *grids = (struct fy_named_grids){ NULL, 0, 0 };
}

enum fy_status fy_named_grids_add(struct fy_named_grids *grids, const char *name, struct fy_grid *grid)
{
    struct fy_named_grid *items = fy_grow(grids->items, &grids->capacity, grids->count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    grids->items = items;
    char *copy = fy_strdup(name);
    if (!copy)
        return FY_NO_MEMORY;
    items[grids->count++] = (struct fy_named_grid){ copy, grid };
    return FY_OK;
}

void fy_losses_free(struct fy_losses *losses)
{
    fy_free(losses->items);
    *losses = (struct fy_losses){ NULL, 0, 0 };
}

enum fy_status fy_losses_add(struct fy_losses *losses, const char *sentence, size_t items)
{
    if (!losses || items == 0)
        return FY_OK;
    struct fy_loss loss = { .items = items };
    size_t whole;
    const int size = snprintf(loss.sentence, sizeof loss.sentence, "%s", sentence);
    if (size >= (int)sizeof loss.sentence && !fy_text_valid(loss.sentence, sizeof loss.sentence - 1, &whole))
        loss.sentence[whole] = '\0';
    for (size_t i = 0; i < losses->count; i++) {
        if (strcmp(losses->items[i].sentence, loss.sentence) == 0) {
            losses->items[i].items += items;
            return FY_OK;
        }
    }
    struct fy_loss *grown = fy_grow(losses->items, &losses->capacity, losses->count + 1, sizeof *grown);
    if (!grown)
        return FY_NO_MEMORY;
    losses->items = grown;
    grown[losses->count++] = loss;
    return FY_OK;
}

enum fy_status fy_written(const struct fy_buffer *out, enum fy_status status, struct fy_error *error)
{
    if (status == FY_OK && out->failed)
        status = FY_NO_MEMORY;
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}
