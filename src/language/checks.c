/* The engine: a grid's tiers by what they are for, each label through the rules for labels, each segment with its sisters
 * through the others. */
#include "language/check.h"

#include "base/messages.h"
#include "language/counts.h"
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const role_names[FY_ROLES] = { "text",  "std",     "dialect", "rom",    "ipa",  "tone", "speaker",
                                                  "event", "emotion", "content", "status", "flag", "id",   "note" };

/* ---- making ---- */

static int compare_codes(const void *a, const void *b)
{
    const uint32_t *left = a, *right = b;
    return (*left > *right) - (*left < *right);
}

static bool list_characters(struct fy_checks *checks, const char *text)
{
    const size_t size = strlen(text);
    checks->characters = fy_calloc(size + 1, sizeof *checks->characters);
    if (checks->characters == NULL)
        return false;
    for (size_t at = 0, step; at < size; at += step > 0 ? step : 1) {
        uint32_t code;
        step = fy_utf8_decode(text + at, size - at, &code);
        if (step > 0)
            checks->characters[checks->character_count++] = code;
    }
    qsort(checks->characters, checks->character_count, sizeof *checks->characters, compare_codes);
    return true;
}

struct fy_checks *fy_checks_new(const struct fy_convention *convention, const struct fy_check_sources *sources)
{
    struct fy_checks *checks = fy_calloc(1, sizeof *checks);
    if (checks == NULL)
        return NULL;
    checks->convention = *convention;
    checks->sources = *sources;
    if (sources->characters != NULL && !list_characters(checks, sources->characters)) {
        fy_checks_free(checks);
        return NULL;
    }
    return checks;
}

void fy_checks_free(struct fy_checks *checks)
{
    if (checks == NULL)
        return;
    for (size_t i = 0; i < checks->tone_count; i++)
        fy_free(checks->tones[i].tones);
    fy_free(checks->tones);
    fy_free(checks->characters);
    fy_free(checks);
}

enum fy_status fy_checks_set_tones(struct fy_checks *checks, const char *key, const char *tones, struct fy_error *error)
{
    const size_t size = strcspn(key, ".");
    const size_t dialect = fy_dialects_find(checks->sources.dialects, key, size);
    if (dialect == FY_NONE || (key[size] != '\0' && strcmp(key + size, ".rom") != 0))
        return fy_fail(error, FY_INVALID, _("\"%.40s\" is no dialect code, perhaps with .rom behind it."), key);
    if (strspn(tones, "0123456789 \t,") != strlen(tones))
        return fy_fail(error, FY_INVALID, _("\"%.60s\" are no tones: digits with blanks between were expected."), tones);
    struct fy_check_tones *grown =
        fy_grow(checks->tones, &checks->tone_capacity, checks->tone_count + 1, sizeof *grown);
    char *copy = grown == NULL ? NULL : fy_strdup(tones);
    if (grown != NULL)
        checks->tones = grown;
    if (copy == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    grown[checks->tone_count++] = (struct fy_check_tones){ dialect, key[size] != '\0', copy };
    return FY_OK;
}

bool fy_checks_want_sound(const struct fy_checks *checks)
{
    for (size_t i = 0; i < FY_RULE_COUNT; i++)
        if (fy_rule_info((enum fy_rule)i)->sound && checks->convention.severity[i] != FY_SEVERITY_OFF)
            return true;
    return false;
}

/* ---- telling ---- */

bool fy_check_on(const struct fy_check_run *run, enum fy_rule rule)
{
    return run->checks->convention.severity[rule] != FY_SEVERITY_OFF;
}

struct fy_check_finding *fy_check_tell(struct fy_check_run *run, const struct fy_check_label *label, enum fy_rule rule,
                                       size_t start, size_t end, const char *format, ...)
{
    struct fy_check_findings *findings = run->findings;
    va_list arguments;
    if (!fy_check_on(run, rule))
        return NULL;
    struct fy_check_finding *grown = fy_grow(findings->items, &findings->capacity, findings->count + 1, sizeof *grown);
    if (grown == NULL) {
        run->status = FY_NO_MEMORY;
        return NULL;
    }
    findings->items = grown;
    struct fy_check_finding *finding = &grown[findings->count++];
    memset(finding, 0, sizeof *finding);
    finding->rule = rule;
    finding->severity = run->checks->convention.severity[rule];
    finding->tier = label->tier;
    finding->index = label->index;
    finding->from = label->from;
    finding->to = label->to;
    finding->start = start;
    finding->end = end;
    va_start(arguments, format);
    (void)vsnprintf(finding->sentence, sizeof finding->sentence, format, arguments);
    va_end(arguments);
    return finding;
}

void fy_check_fix(struct fy_check_finding *finding, const char *text, size_t size, bool safe)
{
    if (finding == NULL || size >= sizeof finding->text)
        return;
    finding->fix = FY_FIX_TEXT;
    finding->safe = safe;
    memcpy(finding->text, text, size);
    finding->text[size] = '\0';
}

const char *fy_check_quote(char out[FY_CHECK_QUOTE], const char *text, size_t size)
{
    enum { DOTS = 3 };
    size_t at = 0;
    while (at < size) {
        const size_t next = fy_grapheme_next(text, size, at);
        if (next > FY_CHECK_QUOTE - DOTS - 1)
            break;
        at = next;
    }
    memcpy(out, text, at);
    memcpy(out + at, "…", at < size ? DOTS : 0);
    out[at < size ? at + DOTS : at] = '\0';
    return out;
}

bool fy_check_is_empty(const struct fy_check_label *label)
{
    for (size_t i = 0; i < label->size; i++)
        if (label->text[i] != ' ')
            return false;
    return true;
}

void fy_check_findings_free(struct fy_check_findings *findings)
{
    fy_free(findings->items);
    *findings = (struct fy_check_findings){ NULL, 0, 0 };
}

static int compare_findings(const void *a, const void *b)
{
    const struct fy_check_finding *left = a, *right = b;
    if (left->from < right->from || left->from > right->from)
        return left->from < right->from ? -1 : 1;
    if (left->tier != right->tier)
        return left->tier < right->tier ? -1 : 1;
    if (left->index != right->index)
        return left->index < right->index ? -1 : 1;
    if (left->start != right->start)
        return left->start < right->start ? -1 : 1;
    return (int)left->rule - (int)right->rule;
}

/* ---- labels and segments ---- */

static enum fy_role role_of(const struct fy_grid *grid, size_t tier)
{
    const char *name = fy_tier_name(grid, tier);
    const size_t size = strcspn(name, "@");
    for (size_t role = 0; role < FY_ROLES && fy_tier_kind(grid, tier) == FY_INTERVAL_TIER; role++)
        if (strlen(role_names[role]) == size && strncmp(role_names[role], name, size) == 0)
            return (enum fy_role)role;
    return FY_ROLE_OTHER;
}

static struct fy_check_label label_at(const struct fy_grid *grid, size_t tier, size_t index)
{
    if (fy_tier_kind(grid, tier) == FY_POINT_TIER) {
        const struct fy_point *point = &fy_tier_points(grid, tier)[index];
        return (struct fy_check_label){ tier, index, point->time, point->time, point->mark, strlen(point->mark) };
    }
    const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[index];
    return (struct fy_check_label){ tier, index, interval->xmin, interval->xmax, interval->text, strlen(interval->text) };
}

static void check_label(struct fy_check_run *run, enum fy_role role, const struct fy_check_label *label)
{
    if (label->size == 0)
        return;
    fy_check_any_label(run, role, label);
    if (role == FY_ROLE_TEXT || role == FY_ROLE_STD || role == FY_ROLE_ROM || role == FY_ROLE_IPA || role == FY_ROLE_TONE)
        fy_check_text_label(run, role, label);
    else if (role < FY_ROLES)
        fy_check_codes(run, role, label);
}

/* A speaker's tiers. */
struct set {
    size_t tiers[FY_ROLES]; /* FY_NONE where there is none */
};

static void find_set(const struct fy_grid *grid, size_t text, struct set *set)
{
    for (size_t role = 0; role < FY_ROLES; role++)
        set->tiers[role] = FY_NONE;
    for (size_t t = fy_grid_tier_count(grid); t-- > 0;) {
        const enum fy_role role = role_of(grid, t);
        if (role < FY_ROLES && fy_name_is_sister(fy_tier_name(grid, t), role_names[role], fy_tier_name(grid, text)))
            set->tiers[role] = t;
    }
    set->tiers[FY_ROLE_TEXT] = text;
}

/* The interval of a tier at the middle of a segment; most often it has the same place. */
static size_t sister_index(const struct fy_grid *grid, size_t tier, const struct fy_interval *segment, size_t index)
{
    const double middle = segment->xmin + (segment->xmax - segment->xmin) / 2;
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    if (index < fy_tier_size(grid, tier) && intervals[index].xmin <= middle && middle <= intervals[index].xmax)
        return index;
    const size_t at = fy_tier_index_at(grid, tier, middle);
    return at != FY_NONE && middle <= intervals[at].xmax ? at : FY_NONE;
}

static void fill_segment(const struct fy_grid *grid, const struct set *set, size_t index,
                         struct fy_check_segment *segment)
{
    const size_t tier = set->tiers[FY_ROLE_TEXT];
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    for (size_t role = 0; role < FY_ROLES; role++) {
        const size_t sister = set->tiers[role];
        const size_t at = sister == FY_NONE ? FY_NONE : sister_index(grid, sister, &intervals[index], index);
        segment->has[role] = sister != FY_NONE;
        segment->labels[role] = at == FY_NONE ? (struct fy_check_label){ FY_NONE, FY_NONE, 0, 0, "", 0 }
                                              : label_at(grid, sister, at);
    }
    segment->labels[FY_ROLE_TEXT] = label_at(grid, tier, index);
    segment->before = index > 0 ? intervals[index - 1].text : "";
    if (segment->before[0] == '\0' && index > 1)
        segment->before = intervals[index - 2].text;
}

/* A boundary of a sister tier that is not quite where the segment's is. */
static void check_boundary(struct fy_check_run *run, const struct fy_grid *grid, size_t sister, double time)
{
    const double frame = run->checks->convention.limit[FY_LIMIT_FRAME];
    const size_t at = fy_tier_index_at(grid, sister, time), size = fy_tier_size(grid, sister);
    for (size_t i = at == FY_NONE ? 0 : at; i < size && i <= (at == FY_NONE ? 0 : at + 1); i++) {
        const struct fy_check_label label = label_at(grid, sister, i);
        const double off = fabs(label.from - time);
        if (i == 0 || off >= frame)
            continue;
        if (off == 0)
            return;
        struct fy_check_finding *finding = fy_check_tell(
            run, &label, FY_RULE_BOUNDARY, 0, 0,
            _("This boundary is %.2f ms away from that of the text. They are meant to be one."), off * 1000);
        if (finding == NULL)
            return;
        finding->fix = FY_FIX_BOUNDARY;
        finding->safe = true;
        finding->time = label.from;
        finding->to_time = time;
        return;
    }
}

static void check_boundaries(struct fy_check_run *run, const struct fy_grid *grid, const struct set *set, double time)
{
    for (size_t role = FY_ROLE_TEXT + 1; role < FY_ROLES && fy_check_on(run, FY_RULE_BOUNDARY); role++)
        if (set->tiers[role] != FY_NONE)
            check_boundary(run, grid, set->tiers[role], time);
}

static void check_segment(struct fy_check_run *run, const struct fy_check_segment *segment)
{
    fy_check_presence(run, segment);
    fy_check_words(run, segment);
    fy_check_tones(run, segment);
    fy_check_times(run, segment);
}

static enum fy_status finish(struct fy_check_run *run, size_t first)
{
    struct fy_check_findings *findings = run->findings;
    if (findings->count - first > 1)
        qsort(findings->items + first, findings->count - first, sizeof *findings->items, compare_findings);
    return run->status;
}

enum fy_status fy_checks_segment(const struct fy_checks *checks, const struct fy_grid *grid, size_t tier, size_t index,
                                 const struct fy_check_sound *sound, struct fy_check_findings *findings)
{
    struct fy_check_run run = { checks, findings, FY_OK };
    struct fy_check_segment segment = { .sound = sound };
    struct set set;
    const size_t first = findings->count;
    const bool text = role_of(grid, tier) == FY_ROLE_TEXT;
    find_set(grid, tier, &set);
    fill_segment(grid, &set, index, &segment);
    for (size_t role = 0; role < FY_ROLES; role++)
        check_label(&run, role == FY_ROLE_TEXT && !text ? FY_ROLE_OTHER : (enum fy_role)role, &segment.labels[role]);
    if (text) {
        check_segment(&run, &segment);
        if (index > 0)
            check_boundaries(&run, grid, &set, segment.labels[FY_ROLE_TEXT].from);
        if (index + 1 < fy_tier_size(grid, tier))
            check_boundaries(&run, grid, &set, segment.labels[FY_ROLE_TEXT].to);
    }
    return finish(&run, first);
}

/* ---- grids ---- */

static void check_names(struct fy_check_run *run, const struct fy_grid *grid)
{
    struct fy_counts names = { 0 };
    for (size_t t = 0; t < fy_grid_tier_count(grid) && fy_check_on(run, FY_RULE_ID_TWICE); t++) {
        for (size_t i = 0; role_of(grid, t) == FY_ROLE_ID && i < fy_tier_size(grid, t); i++) {
            const struct fy_check_label label = label_at(grid, t, i);
            char quote[FY_CHECK_QUOTE];
            size_t item;
            if (fy_check_is_empty(&label))
                continue;
            if (fy_counts_get(&names, label.text, label.size, &item) != FY_OK)
                run->status = FY_NO_MEMORY;
            else if (names.items[item].count++ > 0)
                fy_check_tell(run, &label, FY_RULE_ID_TWICE, 0, 0, _("Another segment is named %s already."),
                              fy_check_quote(quote, label.text, label.size));
        }
    }
    fy_counts_free(&names);
}

static void check_segments(struct fy_check_run *run, const struct fy_grid *grid, size_t tier, fy_check_listener *listen,
                           void *context)
{
    struct set set;
    const size_t size = fy_tier_size(grid, tier);
    find_set(grid, tier, &set);
    for (size_t i = 0; i < size; i++) {
        struct fy_check_segment segment = { .sound = NULL };
        struct fy_check_sound sound;
        fill_segment(grid, &set, i, &segment);
        const struct fy_check_label *text = &segment.labels[FY_ROLE_TEXT];
        if (listen != NULL && !fy_check_is_empty(text) && listen(context, text->from, text->to, &sound))
            segment.sound = &sound;
        check_segment(run, &segment);
        if (i + 1 < size)
            check_boundaries(run, grid, &set, text->to);
    }
}

enum fy_status fy_checks_grid(const struct fy_checks *checks, const struct fy_grid *grid, fy_check_listener *listen,
                              void *context, struct fy_check_findings *findings)
{
    struct fy_check_run run = { checks, findings, FY_OK };
    const size_t first = findings->count;
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        const enum fy_role role = role_of(grid, t);
        for (size_t i = 0; i < fy_tier_size(grid, t); i++) {
            const struct fy_check_label label = label_at(grid, t, i);
            check_label(&run, role, &label);
        }
        if (role == FY_ROLE_TEXT)
            check_segments(&run, grid, t, listen, context);
    }
    check_names(&run, grid);
    return finish(&run, first);
}

/* ---- fixes ---- */

enum fy_status fy_check_fixed_label(const struct fy_check_findings *findings, size_t tier, size_t index, const char *label,
                                    struct fy_buffer *out, size_t *count)
{
    size_t at = 0;
    *count = 0;
    for (size_t i = 0; i < findings->count; i++) {
        const struct fy_check_finding *finding = &findings->items[i];
        /* What overlaps an earlier fix waits for the next round. */
        if (finding->tier != tier || finding->index != index || finding->fix != FY_FIX_TEXT || !finding->safe ||
            finding->start < at)
            continue;
        fy_buffer_append(out, label + at, finding->start - at);
        fy_buffer_puts(out, finding->text);
        at = finding->end;
        *count += 1;
    }
    fy_buffer_puts(out, label + at);
    return out->failed ? FY_NO_MEMORY : FY_OK;
}
