#include "formats/turns.h"

#include <fangyin/memory.h>

#include "base/messages.h"
#include "formats/pieces.h"

#include <stdlib.h>
#include <string.h>

void fy_turns_free(struct fy_turns *turns)
{
    fy_buffer_free(&turns->pool);
    fy_free(turns->items);
    *turns = (struct fy_turns)FY_TURNS_EMPTY;
}

enum fy_status fy_turns_add(struct fy_turns *turns, double xmin, double xmax, const char *text, size_t size,
                            const char *speaker, size_t offset, struct fy_finding_list *findings)
{
    struct fy_turn *items = fy_grow(turns->items, &turns->capacity, turns->count + 1, sizeof *items);
    if (!items)
        return FY_NO_MEMORY;
    turns->items = items;
    if (xmin > xmax) {
        double end = xmin;
        xmin = xmax;
        xmax = end;
        fy_finding_add(findings, offset, false, _("This ends before it starts; its start and end were exchanged."));
    }
    struct fy_turn turn = { xmin, xmax, turns->pool.size, size, FY_NONE, offset, turns->count };
    fy_buffer_append(&turns->pool, text, size);
    if (speaker && *speaker) {
        turn.speaker = turns->pool.size;
        fy_buffer_append(&turns->pool, speaker, strlen(speaker) + 1);
    }
    items[turns->count++] = turn;
    return turns->pool.failed ? FY_NO_MEMORY : FY_OK;
}

void fy_turns_extend(const struct fy_turns *turns, double *xmin, double *xmax)
{
    for (size_t i = 0; i < turns->count; i++) {
        if (turns->items[i].xmin < *xmin)
            *xmin = turns->items[i].xmin;
        if (turns->items[i].xmax > *xmax)
            *xmax = turns->items[i].xmax;
    }
}

static int by_time(const void *a, const void *b)
{
    const struct fy_turn *x = a, *y = b;
    if (x->xmin != y->xmin)
        return x->xmin < y->xmin ? -1 : 1;
    return x->order < y->order ? -1 : x->order > y->order;
}

static const char *speaker_of(const struct fy_turns *turns, const struct fy_turn *turn)
{
    return turn->speaker == FY_NONE ? "" : turns->pool.data + turn->speaker;
}

/* A turn that is put into the tier of its speaker. */
struct aside {
    const char *speaker;
    const struct fy_turn *turn;
};

static int by_speaker(const void *a, const void *b)
{
    const struct aside *x = a, *y = b;
    int order = strcmp(x->speaker, y->speaker);
    return order != 0 ? order : by_time(x->turn, y->turn);
}

static struct fy_piece piece_of(const struct fy_turns *turns, const struct fy_turn *turn)
{
    const char *text = turn->size > 0 ? turns->pool.data + turn->text : "";
    return (struct fy_piece){ turn->xmin, turn->xmax, text, turn->size, turn->offset };
}

static enum fy_status append_asides(const struct fy_turns *turns, struct fy_grid *grid, const char *name,
                                    struct aside *asides, size_t count, struct fy_finding_list *findings)
{
    enum fy_status status = FY_OK;
    if (count > 1)
        qsort(asides, count, sizeof *asides, by_speaker);
    for (size_t start = 0, end = 0; start < count && status == FY_OK; start = end) {
        struct fy_pieces pieces = FY_PIECES_EMPTY;
        struct fy_buffer tier = FY_BUFFER_EMPTY;
        fy_buffer_printf(&tier, "%s@%s", name, asides[start].speaker);
        for (end = start; end < count && status == FY_OK && strcmp(asides[end].speaker, asides[start].speaker) == 0;
             end++) {
            struct fy_piece piece = piece_of(turns, asides[end].turn);
            status = fy_pieces_add(&pieces, &piece);
        }
        if (status == FY_OK && tier.failed)
            status = FY_NO_MEMORY;
        if (status == FY_OK)
            status = fy_pieces_append_tier(&pieces, grid, tier.data, tier.size, NULL, 0, findings);
        fy_pieces_free(&pieces);
        fy_buffer_free(&tier);
    }
    return status;
}

/* The speaker of every turn in the first tier, over the same spans. */
static enum fy_status append_speakers(struct fy_grid *grid, struct fy_pieces *speakers)
{
    struct fy_finding_list known_already = { .out = NULL };
    double *cuts = fy_malloc((2 * speakers->count + 1) * sizeof *cuts);
    if (!cuts)
        return FY_NO_MEMORY;
    size_t count = 0, named = 0;
    struct fy_pieces kept = *speakers;
    for (size_t i = 0; i < speakers->count; i++) {
        for (int side = 0; side < 2; side++) {
            double time = side ? speakers->items[i].xmax : speakers->items[i].xmin;
            if (count == 0 || cuts[count - 1] < time)
                cuts[count++] = time;
        }
        if (speakers->items[i].size > 0)
            kept.items[named++] = speakers->items[i];
    }
    kept.count = named;
    enum fy_status status =
        fy_pieces_append_tier(&kept, grid, "speaker", strlen("speaker"), cuts, count, &known_already);
    fy_free(cuts);
    return status;
}

enum fy_status fy_turns_append_tiers(struct fy_turns *turns, struct fy_grid *grid, const char *name, bool with_speakers,
                                     struct fy_finding_list *findings)
{
    struct fy_pieces texts = FY_PIECES_EMPTY, speakers = FY_PIECES_EMPTY;
    struct aside *asides = fy_malloc((turns->count + 1) * sizeof *asides);
    size_t count = 0;
    enum fy_status status = asides ? FY_OK : FY_NO_MEMORY;
    bool known = false;
    const char *last_speaker = "";
    double end = fy_grid_xmin(grid);
    if (turns->count > 1)
        qsort(turns->items, turns->count, sizeof *turns->items, by_time);
    for (size_t i = 0; i < turns->count && status == FY_OK; i++) {
        const struct fy_turn *turn = &turns->items[i];
        const char *speaker = speaker_of(turns, turn);
        if (turn->xmin < end && *speaker && strcmp(speaker, last_speaker) != 0) {
            asides[count++] = (struct aside){ speaker, turn };
            continue;
        }
        struct fy_piece text = piece_of(turns, turn), who = text;
        who.text = speaker;
        who.size = strlen(speaker);
        known = known || *speaker;
        last_speaker = speaker;
        end = turn->xmax > end ? turn->xmax : end;
        status = fy_pieces_add(&texts, &text);
        if (status == FY_OK)
            status = fy_pieces_add(&speakers, &who);
    }
    if (status == FY_OK)
        status = fy_pieces_append_tier(&texts, grid, name, strlen(name), NULL, 0, findings);
    if (status == FY_OK && with_speakers && known)
        status = append_speakers(grid, &speakers);
    if (status == FY_OK)
        status = append_asides(turns, grid, name, asides, count, findings);
    fy_pieces_free(&texts);
    fy_pieces_free(&speakers);
    fy_free(asides);
    return status;
}
