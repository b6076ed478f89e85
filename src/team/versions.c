#include <fangyin/team_versions.h>

#include "base/digest.h"
#include "base/json_write.h"
#include "base/messages.h"

#include <fangyin/items.h>
#include <fangyin/memory.h>
#include <fangyin/textgrid.h>
#include <string.h>

static enum fy_status no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

/* ---- contents ---- */

enum fy_status fy_team_content(struct fy_team_store *store, const char *hash, struct fy_grid **grid,
                               struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    enum fy_status status = store->get(store, hash, &bytes, error);
    *grid = NULL;
    if (status == FY_OK)
        status = fy_textgrid_read(fy_buffer_text(&bytes), bytes.size, grid, NULL, NULL, error);
    fy_buffer_free(&bytes);
    return status;
}

enum fy_status fy_team_keep(struct fy_team_store *store, const struct fy_grid *grid, char hash[65],
                            struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    enum fy_status status = fy_textgrid_write(&bytes, grid, &fy_textgrid_default_style);
    if (status != FY_OK) {
        fy_buffer_free(&bytes);
        return no_memory(error);
    }
    fy_digest_of(fy_buffer_text(&bytes), bytes.size, hash);
    status = store->put(store, hash, fy_buffer_text(&bytes), bytes.size, error);
    fy_buffer_free(&bytes);
    return status;
}

/* ---- agreement ---- */

static bool is_text(const char *name)
{
    return strcmp(name, "text") == 0 || strncmp(name, "text@", 5) == 0;
}

static enum fy_status add_tier(struct fy_error_sums *sums, const struct fy_comparison *comparison,
                               const struct fy_items_of of[2])
{
    struct fy_items items;
    enum fy_status status = fy_items_find(of, 2, &items);
    for (size_t i = 0; status == FY_OK && i < items.count; i++) {
        const char *texts[2];
        for (size_t p = 0; p < 2; p++) {
            const size_t segment = items.segments[2 * i + p];
            texts[p] = segment == FY_NONE ? "" : fy_tier_intervals(of[p].grid, of[p].tier)[segment].text;
        }
        status = fy_error_add(sums, comparison, texts[0], texts[1]);
    }
    fy_items_free(&items);
    return status;
}

enum fy_status fy_team_errors(const struct fy_grid *reference, const struct fy_grid *text,
                              const struct fy_comparison *comparison, struct fy_error_sums *sums)
{
    enum fy_status status = FY_OK;
    for (size_t t = 0; status == FY_OK && t < fy_grid_tier_count(reference); t++) {
        const size_t other = fy_grid_find_tier(text, fy_tier_name(reference, t));
        if (!is_text(fy_tier_name(reference, t)) || fy_tier_kind(reference, t) != FY_INTERVAL_TIER ||
            other == FY_NONE || fy_tier_kind(text, other) != FY_INTERVAL_TIER)
            continue;
        status = add_tier(sums, comparison, (const struct fy_items_of[2]){ { reference, t }, { text, other } });
    }
    return status;
}

static enum fy_status compare_two(const struct fy_grid *a, const struct fy_grid *b,
                                  const struct fy_comparison *comparison, double *agreement)
{
    struct fy_error_sums sums = { 0 };
    const enum fy_status status = fy_team_errors(a, b, comparison, &sums);
    const struct fy_align_counts *counts = &sums.counts[FY_TOKEN_MIXED];
    const size_t reference = fy_align_reference(counts), errors = fy_align_distance(counts);
    /* Two who wrote nothing agree. */
    *agreement = errors == 0 ? 1 : errors >= reference ? 0 : 1 - (double)errors / (double)reference;
    return status;
}

/* The submissions, the earliest first. */
static size_t submissions(const struct fy_unit *unit, const struct fy_unit_slot **found)
{
    size_t count = 0;
    for (size_t i = 0; i < unit->slot_count; i++) {
        const struct fy_unit_slot *slot = &unit->slots[i];
        size_t at = count;
        if (slot->state != FY_SLOT_SUBMITTED)
            continue;
        for (; at > 0 && found[at - 1]->rev > slot->rev; at--)
            found[at] = found[at - 1];
        found[at] = slot;
        count++;
    }
    return count;
}

enum fy_status fy_team_agreement(struct fy_team_store *store, const struct fy_unit *unit,
                                 const struct fy_comparison *comparison, double *agreement, struct fy_error *error)
{
    const struct fy_unit_slot **slots = fy_calloc(unit->slot_count + 1, sizeof *slots);
    struct fy_grid **grids = fy_calloc(unit->slot_count + 1, sizeof *grids);
    enum fy_status status = slots && grids ? FY_OK : no_memory(error);
    const size_t count = status == FY_OK ? submissions(unit, slots) : 0;
    double sum = 0;
    if (status == FY_OK && count < 2)
        status = fy_fail(error, FY_INVALID, _("Unit %s has not two versions to compare."), unit->name);
    for (size_t i = 0; status == FY_OK && i < count; i++)
        status = fy_team_content(store, slots[i]->content, &grids[i], error);
    for (size_t a = 0; status == FY_OK && a < count; a++) {
        for (size_t b = a + 1; status == FY_OK && b < count; b++) {
            double one = 0;
            status = compare_two(grids[a], grids[b], comparison, &one);
            if (status != FY_OK)
                (void)fy_fail(error, status, "%s", fy_status_text(status));
            sum += one;
        }
    }
    *agreement = count > 1 ? sum / ((double)count * (double)(count - 1) / 2) : 0;
    for (size_t i = 0; i < count; i++)
        fy_grid_free(grids[i]);
    fy_free(grids);
    fy_free(slots);
    return status;
}

enum fy_status fy_team_measure(struct fy_team_store *store, const char *unit, const char *person, double now,
                               const struct fy_comparison *comparison, struct fy_unit_log *log, struct fy_error *error)
{
    double agreement = 0;
    enum fy_status status = fy_team_unit(store, unit, log, error);
    if (status != FY_OK)
        return status;
    const struct fy_unit *state = fy_unit_of(log);
    if (state->state != FY_UNIT_SUBMITTED || state->measured || fy_unit_submissions(state) < 2)
        return FY_OK;
    status = fy_team_agreement(store, state, comparison, &agreement, error);
    if (status != FY_OK)
        return status;
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &data };
    fy_json_object(&json, NULL);
    fy_json_number(&json, "agreement", agreement);
    fy_json_text(&json, "normaliser", fy_normaliser_id(comparison->normaliser));
    fy_json_object_end(&json);
    const struct fy_team_act act = { unit, "measure", person, fy_buffer_text(&data), now };
    status = data.failed ? no_memory(error) : fy_team_do(store, &act, log, error);
    fy_buffer_free(&data);
    /* Somebody else measured the same meanwhile. */
    return status == FY_INVALID ? fy_team_unit(store, unit, log, error) : status;
}
