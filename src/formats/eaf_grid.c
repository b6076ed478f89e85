#include "formats/eaf.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>

#include "base/messages.h"
#include "formats/pieces.h"
#include "formats/shown.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* ---- the recording ---- */

static int hex(char digit)
{
    if (digit >= '0' && digit <= '9')
        return digit - '0';
    if ((digit | 0x20) >= 'a' && (digit | 0x20) <= 'f')
        return (digit | 0x20) - 'a' + 10;
    return -1;
}

bool fy_eaf_is_media_ending(const char *ending)
{
    static const char *const known[] = { "wav",  "flac", "mp3", "ogg", "oga", "opus", "m4a",
                                         "aif",  "aiff", "aac", "wma", "amr", "mp4",  "mpg",
                                         "mpeg", "mov",  "avi", "mkv", "mka", "webm", "m4v" };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcasecmp(ending, known[i]) == 0)
            return true;
    return false;
}

/* "file:///D:/Lu%20Xun/a.wav" is "a". */
enum fy_status fy_eaf_name(const struct fy_eaf *eaf, struct fy_buffer *name)
{
    const char *url = fy_eaf_text(eaf, eaf->media);
    for (const char *at = url; *at; at++)
        if (*at == '/' || *at == '\\')
            url = at + 1;
    for (const char *at = url; *at; at++) {
        int high = at[0] == '%' ? hex(at[1]) : -1, low = high >= 0 ? hex(at[2]) : -1;
        int byte = low >= 0 ? high * 16 + low : 0;
        if (byte >= 0x20 && byte != '/' && byte != 0x7F) {
            fy_buffer_putc(name, (char)(unsigned char)byte);
            at += 2;
        } else {
            fy_buffer_putc(name, *at);
        }
    }
    if (name->failed)
        return FY_NO_MEMORY;
    if (!fy_text_valid(fy_buffer_text(name), name->size, NULL)) {
        fy_buffer_clear(name);
        fy_buffer_puts(name, url);
    }
    const char *dot = strrchr(fy_buffer_text(name), '.');
    if (dot && fy_eaf_is_media_ending(dot + 1)) {
        name->size = (size_t)(dot - name->data);
        name->data[name->size] = '\0';
    }
    return name->failed ? FY_NO_MEMORY : FY_OK;
}

/* ---- names of tiers ---- */

static bool same(const struct fy_eaf *eaf, size_t a, size_t b)
{
    return strcmp(fy_eaf_text(eaf, a), fy_eaf_text(eaf, b)) == 0;
}

/* For each type (one more for none): the first participant of its tiers, and whether there are others. */
struct speakers {
    size_t participant;
    bool several;
};

static struct speakers *find_speakers(const struct fy_eaf *eaf)
{
    struct speakers *speakers = fy_malloc((eaf->types.count + 1) * sizeof *speakers);
    for (size_t i = 0; speakers && i <= eaf->types.count; i++)
        speakers[i] = (struct speakers){ FY_NONE, false };
    for (size_t i = 0; speakers && i < eaf->tiers.count; i++) {
        const struct fy_eaf_tier *tier = &eaf->tiers.items[i];
        struct speakers *type = &speakers[tier->type == FY_NONE ? eaf->types.count : tier->type];
        if (tier->participant == FY_NONE)
            continue;
        if (type->participant == FY_NONE)
            type->participant = tier->participant;
        else if (!same(eaf, type->participant, tier->participant))
            type->several = true;
    }
    return speakers;
}

enum { NAMES_COMPARED = 1000 }; /* tiers beyond which names are not compared with each other */

static bool name_is_free(const struct fy_grid *grid, const char *name)
{
    return fy_grid_tier_count(grid) < NAMES_COMPARED && fy_grid_find_tier(grid, name) == FY_NONE;
}

/* A tier keeps its name. Where tiers of one type are of several participants, those who have no speaker in their name
 * yet get one; "text@A" then, if the type has a name that we know, and nothing else is called so. */
static void name_tier(const struct fy_eaf *eaf, const struct fy_grid *grid, size_t index,
                      const struct speakers *speakers, struct fy_buffer *name)
{
    const struct fy_eaf_tier *tier = &eaf->tiers.items[index];
    const char *id = fy_eaf_text(eaf, tier->id), *participant = fy_eaf_text(eaf, tier->participant);
    fy_buffer_clear(name);
    fy_buffer_puts(name, id);
    if (tier->participant == FY_NONE || strchr(id, '@'))
        return;
    if (!speakers[tier->type == FY_NONE ? eaf->types.count : tier->type].several)
        return;
    if (tier->type != FY_NONE) {
        const char *type = fy_eaf_text(eaf, eaf->types.items[tier->type].id);
        fy_buffer_clear(name);
        fy_buffer_printf(name, "%s@%s", type, participant);
        if (!strchr(type, '@') && fy_eaf_sister_kind(type) != FY_NONE && name_is_free(grid, fy_buffer_text(name)))
            return;
    }
    fy_buffer_clear(name);
    fy_buffer_printf(name, "%s@%s", id, participant);
}

static void report_speakers(const struct fy_eaf *eaf, const struct speakers *speakers)
{
    for (size_t i = 0; i < eaf->tiers.count; i++) {
        const struct fy_eaf_tier *tier = &eaf->tiers.items[i];
        const char *own = fy_name_speaker(fy_eaf_text(eaf, tier->id));
        bool kept = own ? strcmp(own, fy_eaf_text(eaf, tier->participant)) == 0
                        : speakers[tier->type == FY_NONE ? eaf->types.count : tier->type].several;
        if (tier->participant != FY_NONE && !kept)
            fy_finding_add(eaf->findings, tier->offset, true,
                           _("That this tier is of the participant \"%s\" has no place in the grid and is not kept."),
                           fy_shown(fy_eaf_text(eaf, tier->participant)));
    }
}

/* ---- times ---- */

/* Seconds of the recording. The ends of a domain that we wrote come back to the bit. */
static double seconds(const struct fy_eaf *eaf, double ms)
{
    double time = ms + eaf->origin;
    if (!isnan(eaf->xmin) && time == round(eaf->xmin * 1000))
        return eaf->xmin;
    if (!isnan(eaf->xmax) && time == round(eaf->xmax * 1000))
        return eaf->xmax;
    return time / 1000;
}

static bool is_point_tier(const struct fy_eaf *eaf, const struct fy_eaf_tier *tier)
{
    return tier->type != FY_NONE && strcmp(fy_eaf_text(eaf, eaf->types.items[tier->type].id), FY_EAF_POINT_TYPE) == 0;
}

static struct fy_grid *make_grid(const struct fy_eaf *eaf)
{
    double xmin = 0, xmax = eaf->duration;
    if (!isnan(eaf->xmin)) {
        xmin = eaf->xmin;
        xmax = eaf->duration > 0 ? eaf->duration : eaf->xmax;
    }
    for (size_t i = 0; i < eaf->annotations.count; i++) {
        const struct fy_eaf_annotation *annotation = &eaf->annotations.items[i];
        bool point = is_point_tier(eaf, &eaf->tiers.items[annotation->tier]);
        double begin = seconds(eaf, annotation->begin), end = point ? begin : seconds(eaf, annotation->end);
        xmin = begin < xmin ? begin : xmin;
        xmax = end > xmax ? end : xmax;
    }
    if (xmin == 0 && xmax == 0) {
        for (size_t i = 0; i < eaf->slots.count; i++)
            xmax = fmax(xmax, seconds(eaf, eaf->slots.items[i].ms));
        if (!(xmax > 0))
            xmax = 1;
        fy_finding_add(eaf->findings, 0, false,
                       _("Nothing is annotated and no duration is known; the grid lasts %g s."), xmax);
    }
    return fy_grid_new(xmin, xmax);
}

static int by_value(const void *a, const void *b)
{
    const double *x = a, *y = b;
    return *x < *y ? -1 : *x > *y;
}

/* What memory and time are bounded by: cuts made in all, for each annotation there is; associated tiers one above the
 * other. */
enum { CUTS_FOR_ONE = 64, TIERS_ABOVE = 64 };

static bool is_associated(const struct fy_eaf *eaf, const struct fy_eaf_tier *tier)
{
    return tier->parent != FY_NONE && tier->type != FY_NONE &&
           eaf->types.items[tier->type].constraint == FY_EAF_ASSOCIATION;
}

/* An associated tier has the boundaries of the one it hangs below, also where it says nothing. */
static enum fy_status find_cuts(struct fy_eaf *eaf, const struct fy_eaf_tier *tier, double **cuts, size_t *count)
{
    const struct fy_eaf_tier *root = tier;
    *cuts = NULL;
    *count = 0;
    for (int i = 0; i < TIERS_ABOVE && is_associated(eaf, root); i++)
        root = &eaf->tiers.items[root->parent];
    eaf->cuts += 2 * root->count;
    if (root == tier || root->count == 0 || eaf->cuts / CUTS_FOR_ONE > eaf->annotations.count)
        return FY_OK;
    double *times = fy_malloc(2 * root->count * sizeof *times);
    if (!times)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < root->count; i++) {
        times[2 * i] = seconds(eaf, eaf->annotations.items[root->first + i].begin);
        times[2 * i + 1] = seconds(eaf, eaf->annotations.items[root->first + i].end);
    }
    qsort(times, 2 * root->count, sizeof *times, by_value);
    *cuts = times;
    *count = 2 * root->count;
    return FY_OK;
}

static enum fy_status append_intervals(struct fy_eaf *eaf, struct fy_grid *grid, const struct fy_eaf_tier *tier,
                                       const struct fy_buffer *name)
{
    struct fy_pieces pieces = FY_PIECES_EMPTY;
    double *cuts;
    size_t cut_count;
    enum fy_status status = find_cuts(eaf, tier, &cuts, &cut_count);
    for (size_t i = 0; i < tier->count && status == FY_OK; i++) {
        const struct fy_eaf_annotation *annotation = &eaf->annotations.items[tier->first + i];
        const char *text = fy_eaf_text(eaf, annotation->value);
        status =
            fy_pieces_add(&pieces, &(struct fy_piece){ seconds(eaf, annotation->begin), seconds(eaf, annotation->end),
                                                       text, strlen(text), annotation->offset });
    }
    if (status == FY_OK)
        status = fy_pieces_append_tier(&pieces, grid, fy_buffer_text(name), name->size, cuts, cut_count, eaf->findings);
    fy_pieces_free(&pieces);
    fy_free(cuts);
    return status;
}

static int by_begin(const void *a, const void *b)
{
    const struct fy_eaf_annotation *const *x = a, *const *y = b;
    if ((*x)->begin != (*y)->begin)
        return (*x)->begin < (*y)->begin ? -1 : 1;
    return *x < *y ? -1 : *x > *y;
}

static enum fy_status append_points(const struct fy_eaf *eaf, struct fy_grid *grid, const struct fy_eaf_tier *tier,
                                    const struct fy_buffer *name)
{
    size_t index;
    const struct fy_eaf_annotation **order = fy_malloc((tier->count + 1) * sizeof *order);
    if (!order)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < tier->count; i++)
        order[i] = &eaf->annotations.items[tier->first + i];
    if (tier->count > 1)
        qsort(order, tier->count, sizeof *order, by_begin);
    enum fy_status status = fy_grid_append_tier(grid, FY_POINT_TIER, fy_buffer_text(name), name->size,
                                                fy_grid_xmin(grid), fy_grid_xmax(grid), &index);
    for (size_t i = 0; i < tier->count && status == FY_OK; i++) {
        const char *text = fy_eaf_text(eaf, order[i]->value);
        status = fy_tier_append_point(grid, index, seconds(eaf, order[i]->begin), text, strlen(text));
    }
    fy_free(order);
    return status;
}

enum fy_status fy_eaf_grid(struct fy_eaf *eaf, struct fy_grid **grid)
{
    struct fy_buffer name = FY_BUFFER_EMPTY;
    struct speakers *speakers = find_speakers(eaf);
    *grid = make_grid(eaf);
    enum fy_status status = speakers && *grid ? FY_OK : FY_NO_MEMORY;
    if (status == FY_OK)
        report_speakers(eaf, speakers);
    for (size_t i = 0; i < eaf->tiers.count && status == FY_OK; i++) {
        const struct fy_eaf_tier *tier = &eaf->tiers.items[i];
        name_tier(eaf, *grid, i, speakers, &name);
        if (name.failed)
            status = FY_NO_MEMORY;
        else
            status = is_point_tier(eaf, tier) ? append_points(eaf, *grid, tier, &name)
                                              : append_intervals(eaf, *grid, tier, &name);
    }
    if (status != FY_OK) {
        fy_grid_free(*grid);
        *grid = NULL;
    }
    fy_buffer_free(&name);
    fy_free(speakers);
    return status;
}
