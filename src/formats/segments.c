#include "formats/segments.h"

#include "base/messages.h"
#include "formats/clock.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fy_segments_free(struct fy_segments *segments)
{
    fy_free(segments->items);
    fy_free(segments->names);
    *segments = (struct fy_segments){ .items = NULL };
}

/* "text" for "text@A". */
static size_t base_size(const char *name)
{
    const char *speaker = fy_name_speaker(name);
    return speaker ? (size_t)(speaker - name) - 1 : strlen(name);
}

static bool has_base(const char *name, const char *base)
{
    return base_size(name) == strlen(base) && memcmp(name, base, strlen(base)) == 0;
}

static const char *label_at(const struct fy_grid *grid, size_t tier, size_t i)
{
    return fy_tier_kind(grid, tier) == FY_INTERVAL_TIER ? fy_tier_intervals(grid, tier)[i].text
                                                        : fy_tier_points(grid, tier)[i].mark;
}

static size_t count_labels(const struct fy_grid *grid, size_t tier)
{
    size_t count = 0;
    for (size_t i = 0; i < fy_tier_size(grid, tier); i++)
        count += label_at(grid, tier, i)[0] != '\0';
    return count;
}

/* What the sister tier says at the middle of an interval. */
static const char *sister_label(const struct fy_grid *grid, const struct fy_tier_names *names, size_t tier,
                                size_t index, const char *base)
{
    const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[index];
    const double middle = interval->xmin + (interval->xmax - interval->xmin) / 2;
    const size_t sister = fy_tier_names_sister(names, base, fy_tier_name(grid, tier));
    const size_t at = sister == FY_NONE ? FY_NONE : fy_tier_index_at(grid, sister, middle);
    if (at == FY_NONE)
        return "";
    const struct fy_interval *found = &fy_tier_intervals(grid, sister)[at];
    return middle <= found->xmax ? found->text : "";
}

/* Which tiers are primary, in chosen[]. */
static size_t choose(const struct fy_grid *grid, const char *asked, const struct fy_segments_wish *wish, bool *chosen)
{
    static const char *const usual[] = { "text", NULL };
    const size_t tiers = fy_grid_tier_count(grid);
    size_t count = 0;
    for (const char *const *base = wish->primary ? wish->primary : usual; !asked && *base && count == 0; base++) {
        for (size_t tier = 0; tier < tiers; tier++) {
            chosen[tier] = fy_tier_kind(grid, tier) == FY_INTERVAL_TIER && has_base(fy_tier_name(grid, tier), *base);
            count += chosen[tier];
        }
    }
    for (size_t tier = 0; asked && tier < tiers; tier++) {
        const char *name = fy_tier_name(grid, tier);
        const bool named = strcmp(name, asked) == 0 || (!fy_name_speaker(asked) && has_base(name, asked));
        chosen[tier] = named && (wish->points || fy_tier_kind(grid, tier) == FY_INTERVAL_TIER);
        count += chosen[tier];
    }
    for (size_t tier = 0; !asked && count == 0 && tier < tiers; tier++) {
        if (fy_tier_kind(grid, tier) == FY_INTERVAL_TIER && count_labels(grid, tier) > 0) {
            chosen[tier] = true;
            count++;
        }
    }
    return count;
}

/* Losses of one grid, one sentence each. */
struct account {
    struct fy_losses *losses;
    const struct fy_segments_wish *wish;
    const struct fy_tier_names *names;
    size_t primary; /* the first primary tier, or FY_NONE */
    enum fy_status status;
};

static void lose(struct account *account, size_t items, const char *sentence)
{
    if (account->status == FY_OK)
        account->status = fy_losses_add(account->losses, sentence, items);
}

/* A tier's base name, cut so that a sentence holds it. */
static void show_base(char shown[64], const char *name)
{
    size_t size = base_size(name), whole;
    if (size > 60)
        size = 60;
    if (!fy_text_valid(name, size, &whole))
        size = whole;
    memcpy(shown, name, size);
    shown[size] = '\0';
}

static void lose_tier(struct account *account, size_t labels, const char *name, bool points)
{
    char sentence[200], shown[64];
    show_base(shown, name);
    if (labels == 0)
        snprintf(sentence, sizeof sentence, _("tiers without labels have no place in %s"), account->wish->format);
    else if (points)
        snprintf(sentence, sizeof sentence, _("points of the tier %s have no place in %s"), shown,
                 account->wish->format);
    else
        snprintf(sentence, sizeof sentence, _("labels of the tier %s have no place in %s"), shown,
                 account->wish->format);
    lose(account, labels > 0 ? labels : 1, sentence);
}

static bool is_written_sister(const struct fy_segments_wish *wish, const char *name)
{
    if (wish->speakers && has_base(name, "speaker"))
        return true;
    for (const char *const *base = wish->sisters; base && *base; base++) {
        if (has_base(name, *base))
            return true;
    }
    return false;
}

/* The chosen tier that a sister tier's labels go with, or FY_NONE. All chosen tiers have the same base name. */
static size_t primary_of(const struct account *account, const struct fy_grid *grid, size_t sister, const bool *chosen)
{
    if (account->primary == FY_NONE)
        return FY_NONE;
    const char *name = fy_tier_name(grid, account->primary);
    char *base = fy_strndup(name, base_size(name));
    const size_t primary = base ? fy_tier_names_sister(account->names, base, fy_tier_name(grid, sister)) : FY_NONE;
    fy_free(base);
    return primary != FY_NONE && chosen[primary] ? primary : FY_NONE;
}

/* Labels of a sister tier that no segment with text takes along with its times. */
static size_t count_apart(const struct fy_grid *grid, size_t sister, size_t primary)
{
    const struct fy_interval *labels = fy_tier_intervals(grid, sister), *texts = fy_tier_intervals(grid, primary);
    const size_t size = fy_tier_size(grid, primary);
    size_t count = 0, at = 0;
    for (size_t i = 0; i < fy_tier_size(grid, sister); i++) {
        while (at < size && texts[at].xmin < labels[i].xmin)
            at++;
        const bool with =
            at < size && texts[at].xmin == labels[i].xmin && texts[at].xmax == labels[i].xmax && texts[at].text[0];
        count += labels[i].text[0] != '\0' && !with;
    }
    return count;
}

static void account_other_tier(struct account *account, const struct fy_grid *grid, size_t tier, const bool *chosen)
{
    const char *name = fy_tier_name(grid, tier);
    const size_t labels = count_labels(grid, tier);
    if (fy_tier_kind(grid, tier) == FY_POINT_TIER) {
        lose_tier(account, fy_tier_size(grid, tier), name, true);
        return;
    }
    const size_t primary = is_written_sister(account->wish, name) ? primary_of(account, grid, tier, chosen) : FY_NONE;
    if (primary == FY_NONE || labels == 0) {
        lose_tier(account, labels, name, false);
        return;
    }
    char sentence[200], shown[64];
    show_base(shown, name);
    snprintf(sentence, sizeof sentence, _("labels of the tier %s that do not stand over a segment with text"), shown);
    lose(account, count_apart(grid, tier, primary), sentence);
}

/* Is there an earlier primary tier of the same name? */
static bool is_second(const struct account *account, const struct fy_grid *grid, size_t tier, const bool *chosen)
{
    const size_t first = fy_tier_names_find(account->names, fy_tier_kind(grid, tier), fy_tier_name(grid, tier));
    return first != tier && chosen[first];
}

static void account_primary_tier(struct account *account, const struct fy_grid *grid, size_t tier, const bool *chosen)
{
    char sentence[200];
    const char *name = fy_tier_name(grid, tier), *speaker = fy_name_speaker(name);
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    const size_t size = fy_tier_size(grid, tier), labels = count_labels(grid, tier);
    size_t empty = 0, who = 0, twice = 0;
    for (size_t i = 0; intervals && i < size; i++) {
        if (intervals[i].text[0] == '\0') {
            empty += i + 1 < size && intervals[i + 1].text[0] == '\0';
            continue;
        }
        const char *label = sister_label(grid, account->names, tier, i, "speaker");
        const bool own = has_base(name, "speaker");
        who += speaker || (label[0] && !own);
        twice += speaker && label[0] && !own && strcmp(label, speaker) != 0;
    }
    if (labels == 0)
        lose_tier(account, 0, name, false);
    snprintf(sentence, sizeof sentence, _("boundaries between two empty segments have no place in %s"),
             account->wish->format);
    lose(account, empty, sentence);
    snprintf(sentence, sizeof sentence, _("who speaks has no place in %s"), account->wish->format);
    lose(account, account->wish->speakers ? 0 : who, sentence);
    snprintf(sentence, sizeof sentence,
             _("%s has one speaker a segment: that of the speaker tier, not of the tier's name"),
             account->wish->format);
    lose(account, account->wish->speakers ? twice : 0, sentence);
    snprintf(sentence, sizeof sentence, _("texts have no place in %s"), account->wish->format);
    lose(account, account->wish->no_text && !has_base(name, "speaker") ? labels : 0, sentence);
    snprintf(sentence, sizeof sentence, _("names of tiers have no place in %s"), account->wish->format);
    lose(account, !has_base(name, "text") && !(account->wish->no_text && has_base(name, "speaker")), sentence);
    lose(account, is_second(account, grid, tier, chosen) ? labels : 0, _("labels of a second tier of the same name"));
}

static void account_times(struct account *account, const struct fy_grid *grid, const struct fy_segments *segments)
{
    char sentence[200];
    size_t rounded = 0;
    double last = 0, first = 0;
    for (size_t i = 0; i < segments->count; i++) {
        const struct fy_segment *segment = &segments->items[i];
        rounded += !fy_is_milliseconds(segment->start) || !fy_is_milliseconds(segment->end);
        last = segment->end > last ? segment->end : last;
        first = segment->start < first ? segment->start : first;
    }
    snprintf(sentence, sizeof sentence, _("segments whose times were rounded to milliseconds from 0 on, as in %s"),
             account->wish->format);
    lose(account, account->wish->milliseconds ? rounded : 0, sentence);
    snprintf(sentence, sizeof sentence, _("where the recording starts and ends has no place in %s"),
             account->wish->format);
    lose(account, fy_grid_xmin(grid) != first || fy_grid_xmax(grid) != last, sentence);
}

/* Note that reading meets a tier now; counts it if one behind it in the grid was met before. */
static size_t meet(size_t tier, bool *met, size_t *furthest)
{
    if (tier == FY_NONE || met[tier])
        return 0;
    met[tier] = true;
    const bool out_of_order = tier < *furthest;
    *furthest = tier > *furthest ? tier : *furthest;
    return out_of_order;
}

/* Reading makes tiers in the order in which the segments show them. */
static void account_order(struct account *account, const struct fy_grid *grid, const struct fy_segments *segments,
                          bool *met)
{
    char sentence[200];
    size_t changed = 0, furthest = 0;
    for (size_t i = 0; i < segments->count; i++) {
        const struct fy_segment *segment = &segments->items[i];
        changed += meet(segment->tier, met, &furthest);
        for (const char *const *base = account->wish->sisters; base && *base && !segment->point; base++) {
            const size_t sister = fy_tier_names_sister(segment->names, *base, fy_tier_name(grid, segment->tier));
            if (sister != FY_NONE && !met[sister] &&
                sister_label(grid, segment->names, segment->tier, segment->index, *base)[0])
                changed += meet(sister, met, &furthest);
        }
    }
    snprintf(sentence, sizeof sentence, _("tiers whose place among the tiers changes in %s"), account->wish->format);
    lose(account, changed, sentence);
}

static int by_start(const void *a, const void *b)
{
    const struct fy_segment *x = a, *y = b;
    if (x->start != y->start)
        return x->start < y->start ? -1 : 1;
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    return x->index < y->index ? -1 : x->index > y->index;
}

static bool append(struct fy_segments *segments, const struct fy_segment *segment)
{
    struct fy_segment *grown = fy_grow(segments->items, &segments->capacity, segments->count + 1, sizeof *grown);
    if (!grown)
        return false;
    segments->items = grown;
    grown[segments->count++] = *segment;
    return true;
}

static bool append_tier(struct fy_segments *segments, const struct fy_grid *grid, size_t tier)
{
    const char *name = fy_tier_name(grid, tier), *suffix = fy_name_speaker(name);
    const bool own = has_base(name, "speaker");
    bool done = true;
    for (size_t i = 0; i < fy_tier_size(grid, tier) && done; i++) {
        struct fy_segment segment = {
            .speaker = suffix ? suffix : "", .tier = tier, .index = i, .names = segments->names
        };
        segment.text = label_at(grid, tier, i);
        if (fy_tier_kind(grid, tier) == FY_POINT_TIER) {
            segment.start = segment.end = fy_tier_points(grid, tier)[i].time;
            segment.point = true;
        } else {
            segment.start = fy_tier_intervals(grid, tier)[i].xmin;
            segment.end = fy_tier_intervals(grid, tier)[i].xmax;
            const char *speaker = own ? "" : sister_label(grid, segments->names, tier, i, "speaker");
            if (speaker[0])
                segment.speaker = speaker;
            else if (own && !suffix)
                segment.speaker = segment.text;
        }
        if (segment.text[0] || segment.point)
            done = append(segments, &segment);
    }
    return done;
}

enum fy_status fy_segments_take(struct fy_segments *segments, const struct fy_grid *grid,
                                const struct fy_format_options *options, const struct fy_segments_wish *wish,
                                struct fy_losses *losses, struct fy_error *error)
{
    const char *asked = options ? options->tier : NULL;
    const size_t tiers = fy_grid_tier_count(grid);
    *segments = (struct fy_segments){ .names = fy_tier_names_new(grid) };
    bool *chosen = segments->names ? fy_calloc(tiers + 1, sizeof *chosen) : NULL;
    if (!chosen) {
        fy_segments_free(segments);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    struct account account = { losses, wish, segments->names, FY_NONE, FY_OK };
    if (choose(grid, asked, wish, chosen) == 0 && asked) {
        fy_free(chosen);
        fy_segments_free(segments);
        return fy_fail(error, FY_NOT_FOUND, _("There is no tier %s that %s could hold."), asked, wish->format);
    }
    for (size_t tier = tiers; tier-- > 0;) {
        if (chosen[tier])
            account.primary = tier;
    }
    for (size_t tier = 0; tier < tiers && account.status == FY_OK; tier++) {
        const bool held = chosen[tier] || (!asked && wish->points && fy_tier_kind(grid, tier) == FY_POINT_TIER);
        if (held && !append_tier(segments, grid, tier))
            account.status = FY_NO_MEMORY;
        if (chosen[tier])
            account_primary_tier(&account, grid, tier, chosen);
        else if (!held && !asked)
            account_other_tier(&account, grid, tier, chosen);
        else if (held)
            lose(&account, strcmp(fy_tier_name(grid, tier), "points") != 0,
                 _("names of point tiers have no place there"));
    }
    if (segments->count > 1)
        qsort(segments->items, segments->count, sizeof *segments->items, by_start);
    account_times(&account, grid, segments);
    memset(chosen, 0, tiers * sizeof *chosen);
    account_order(&account, grid, segments, chosen);
    fy_free(chosen);
    if (account.status != FY_OK) {
        fy_segments_free(segments);
        return fy_fail(error, account.status, "%s", fy_status_text(account.status));
    }
    return FY_OK;
}

const char *fy_segment_sister(const struct fy_grid *grid, const struct fy_segment *segment, const char *base)
{
    return segment->point ? "" : sister_label(grid, segment->names, segment->tier, segment->index, base);
}

size_t fy_put_line(struct fy_buffer *out, const char *text)
{
    size_t count = 0;
    for (; *text; text++) {
        const bool breaks = *text == '\t' || *text == '\n' || *text == '\r';
        count += breaks;
        fy_buffer_putc(out, breaks ? ' ' : *text);
    }
    return count;
}

bool fy_put_word(struct fy_buffer *out, const char *name)
{
    bool differs = name[0] == '\0';
    if (differs)
        fy_buffer_putc(out, '_');
    for (; *name; name++) {
        const bool blank = (unsigned char)*name <= ' ' || *name == 0x7F;
        differs = differs || blank;
        fy_buffer_putc(out, blank ? '_' : *name);
    }
    return differs;
}
