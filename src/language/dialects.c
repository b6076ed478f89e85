#include "language/dialects.h"

#include "base/messages.h"
#include <fangyin/memory.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct code_place {
    const char *code;
    size_t index;
};

static int compare_places(const void *a, const void *b)
{
    const struct code_place *left = a, *right = b;
    const int order = strcmp(left->code, right->code);
    if (order != 0)
        return order;
    return left->index < right->index ? -1 : left->index > right->index;
}

/* Drop rows whose code stands above already. */
static enum fy_status drop_doubles(struct fy_dialect_row *rows, size_t *count, struct fy_problems *problems)
{
    struct code_place *places = fy_malloc((*count + 1) * sizeof *places);
    if (places == NULL)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < *count; i++)
        places[i] = (struct code_place){ rows[i].dialect.code, i };
    qsort(places, *count, sizeof *places, compare_places);
    enum fy_status status = FY_OK;
    for (size_t i = 1, first = 0; i < *count && status == FY_OK; i++) {
        if (strcmp(places[i].code, places[first].code) != 0) {
            first = i;
            continue;
        }
        struct fy_dialect_row *second = &rows[places[i].index];
        status = fy_problems_add(problems, FY_SYNTAX, second->line, second->code_column,
                                 _("The dialect \"%s\" stands here a second time; the first is on line %u. Each code may "
                                   "stand once."),
                                 places[i].code, rows[places[first].index].line);
        second->dialect.code = NULL;
    }
    size_t kept = 0;
    for (size_t i = 0; i < *count; i++)
        if (rows[i].dialect.code != NULL)
            rows[kept++] = rows[i];
    *count = kept;
    fy_free(places);
    return status;
}

static enum fy_status sort_codes(struct fy_dialects *dialects)
{
    struct code_place *places = fy_malloc((dialects->count + 1) * sizeof *places);
    if (places == NULL)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < dialects->count; i++)
        places[i] = (struct code_place){ dialects->items[i].code, i };
    qsort(places, dialects->count, sizeof *places, compare_places);
    for (size_t i = 0; i < dialects->count; i++)
        dialects->by_code[i] = places[i].index;
    fy_free(places);
    return FY_OK;
}

static enum fy_status find_named(struct fy_dialects *dialects, const struct fy_dialect_row *rows,
                                 struct fy_problems *problems)
{
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < dialects->count && status == FY_OK; i++) {
        struct fy_dialect *item = &dialects->items[i];
        item->parent = fy_dialects_find(dialects, rows[i].parent, strlen(rows[i].parent));
        item->instead = fy_dialects_find(dialects, rows[i].instead, strlen(rows[i].instead));
        if (rows[i].parent[0] != '\0' && item->parent == FY_NONE)
            status = fy_problems_add(problems, FY_SYNTAX, rows[i].line, rows[i].parent_column,
                                     _("\"%s\" should belong to \"%s\", but no line has that code. Add it, or leave the "
                                       "parent empty."),
                                     item->code, rows[i].parent);
        if (rows[i].instead[0] != '\0' && item->instead == FY_NONE && status == FY_OK)
            status = fy_problems_add(problems, FY_SYNTAX, rows[i].line, rows[i].status_column,
                                     _("\"%s\" should be replaced by \"%s\", but no line has that code."), item->code,
                                     rows[i].instead);
    }
    return status;
}

/* Each node is walked over twice at most: once on the way up from where it was met, once to mark it safe. */
static enum fy_status break_cycles(struct fy_dialects *dialects, const struct fy_dialect_row *rows,
                                   struct fy_problems *problems)
{
    enum { NEW, ON_THE_WAY, SAFE };
    unsigned char *marks = fy_calloc(dialects->count + 1, 1);
    if (marks == NULL)
        return FY_NO_MEMORY;
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < dialects->count && status == FY_OK; i++) {
        size_t at = i;
        while (at != FY_NONE && marks[at] == NEW) {
            marks[at] = ON_THE_WAY;
            at = dialects->items[at].parent;
        }
        const size_t again = at != FY_NONE && marks[at] == ON_THE_WAY ? at : FY_NONE;
        for (at = i; at != FY_NONE && marks[at] == ON_THE_WAY; at = dialects->items[at].parent)
            marks[at] = SAFE;
        if (again == FY_NONE)
            continue;
        status = fy_problems_add(problems, FY_SYNTAX, rows[again].line, rows[again].parent_column,
                                 _("\"%s\" is among its own parents. Give one dialect of this circle another parent."),
                                 rows[again].dialect.code);
        dialects->items[again].parent = FY_NONE;
    }
    fy_free(marks);
    return status;
}

static size_t group_of(const struct fy_dialect *item)
{
    return item->parent == FY_NONE ? 0 : item->parent + 1;
}

static void group_children(struct fy_dialects *dialects)
{
    size_t *starts = dialects->starts;
    /* Count each group one place to the right, add up, then let each group's start run on while it is filled. */
    for (size_t i = 0; i < dialects->count; i++)
        starts[group_of(&dialects->items[i]) + 1]++;
    for (size_t g = 1; g < dialects->count + 2; g++)
        starts[g] += starts[g - 1];
    for (size_t i = dialects->count; i-- > 0;) {
        const size_t group = group_of(&dialects->items[i]);
        dialects->children[--starts[group + 1]] = i;
    }
    /* Filling from the back moved every start one group to the left of where it belongs. */
    memmove(starts, starts + 1, (dialects->count + 1) * sizeof *starts);
    starts[dialects->count + 1] = dialects->count;
}

static enum fy_status drop_double_keys(struct fy_dialects *dialects, const struct fy_dialect_row *rows,
                                       struct fy_problems *problems)
{
    enum fy_status status = FY_OK;
    for (size_t group = 0; group <= dialects->count; group++) {
        size_t users[128];
        memset(users, 0xff, sizeof users); /* FY_NONE */
        for (size_t c = dialects->starts[group]; c < dialects->starts[group + 1] && status == FY_OK; c++) {
            const size_t i = dialects->children[c];
            const unsigned key = (unsigned char)dialects->items[i].hotkey;
            if (key == 0 || key >= 128)
                continue;
            if (users[key] == FY_NONE) {
                users[key] = i;
                continue;
            }
            status = fy_problems_add(problems, FY_SYNTAX, rows[i].line, rows[i].hotkey_column,
                                     _("The key %c already chooses \"%s\" (line %u), which has the same parent. Give "
                                       "\"%s\" another one of 1 to 9 and a to z, or none."),
                                     (int)key, dialects->items[users[key]].code, rows[users[key]].line,
                                     dialects->items[i].code);
            dialects->items[i].hotkey = 0;
        }
    }
    return status;
}

static enum fy_status allocate(struct fy_dialects **result, size_t count)
{
    struct fy_dialects *dialects = fy_calloc(1, sizeof *dialects);
    *result = dialects;
    if (dialects == NULL || count >= SIZE_MAX / sizeof *dialects->items - 2)
        return FY_NO_MEMORY;
    dialects->count = count;
    dialects->items = fy_calloc(count + 1, sizeof *dialects->items);
    dialects->maps = fy_calloc(count + 1, sizeof *dialects->maps);
    dialects->by_code = fy_calloc(count + 1, sizeof *dialects->by_code);
    dialects->children = fy_calloc(count + 1, sizeof *dialects->children);
    dialects->starts = fy_calloc(count + 2, sizeof *dialects->starts);
    const bool complete = dialects->items != NULL && dialects->maps != NULL && dialects->by_code != NULL &&
                          dialects->children != NULL && dialects->starts != NULL;
    return complete ? FY_OK : FY_NO_MEMORY;
}

static enum fy_status link_rows(struct fy_dialects *dialects, const struct fy_dialect_row *rows,
                                struct fy_problems *problems)
{
    for (size_t i = 0; i < dialects->count; i++) {
        dialects->items[i] = rows[i].dialect;
        dialects->items[i].parent = dialects->items[i].instead = FY_NONE;
        dialects->maps[i] = rows[i].maps;
    }
    enum fy_status status = sort_codes(dialects);
    if (status == FY_OK)
        status = find_named(dialects, rows, problems);
    if (status == FY_OK)
        status = break_cycles(dialects, rows, problems);
    if (status != FY_OK)
        return status;
    group_children(dialects);
    return drop_double_keys(dialects, rows, problems);
}

enum fy_status fy_dialects_build(struct fy_dialect_row *rows, size_t count, struct fy_dialect_text *text,
                                 struct fy_dialects **result, struct fy_problems *problems)
{
    struct fy_dialects *dialects = NULL;
    *result = NULL;
    enum fy_status status = drop_doubles(rows, &count, problems);
    if (status == FY_OK)
        status = allocate(&dialects, count);
    if (status == FY_OK)
        status = link_rows(dialects, rows, problems);
    if (status != FY_OK) {
        fy_dialects_free(dialects);
        return status;
    }
    dialects->text = *text;
    *text = (struct fy_dialect_text){ 0 };
    *result = dialects;
    return FY_OK;
}

void fy_dialects_free(struct fy_dialects *dialects)
{
    if (dialects == NULL)
        return;
    fy_free(dialects->starts);
    fy_free(dialects->children);
    fy_free(dialects->by_code);
    fy_free(dialects->items);
    fy_free(dialects->text.text);
    fy_free(dialects->text.targets);
    fy_free(dialects->text.maps);
    fy_buffer_free(&dialects->text.derived);
    fy_free(dialects->maps);
    fy_free(dialects);
}

size_t fy_dialects_count(const struct fy_dialects *dialects)
{
    return dialects->count;
}

const struct fy_dialect *fy_dialects_at(const struct fy_dialects *dialects, size_t index)
{
    return &dialects->items[index];
}

size_t fy_dialects_find(const struct fy_dialects *dialects, const char *code, size_t code_size)
{
    size_t low = 0, high = dialects->count;
    if (memchr(code, '\0', code_size) != NULL)
        return FY_NONE;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        const char *here = dialects->items[dialects->by_code[middle]].code;
        int order = strncmp(here, code, code_size);
        if (order == 0 && here[code_size] != '\0')
            order = 1;
        if (order == 0)
            return dialects->by_code[middle];
        if (order < 0)
            low = middle + 1;
        else
            high = middle;
    }
    return FY_NONE;
}

size_t fy_dialects_child(const struct fy_dialects *dialects, size_t parent, size_t n)
{
    const size_t group = parent == FY_NONE ? 0 : parent + 1;
    if (group > dialects->count || n >= dialects->starts[group + 1] - dialects->starts[group])
        return FY_NONE;
    return dialects->children[dialects->starts[group] + n];
}

size_t fy_dialects_target_count(const struct fy_dialects *dialects)
{
    return dialects->text.target_count;
}

const char *fy_dialects_target(const struct fy_dialects *dialects, size_t target)
{
    return dialects->text.targets[target];
}

const char *fy_dialects_map(const struct fy_dialects *dialects, size_t index, const char *target)
{
    size_t t = 0;
    while (t < dialects->text.target_count && strcmp(dialects->text.targets[t], target) != 0)
        t++;
    for (; t < dialects->text.target_count && index != FY_NONE; index = dialects->items[index].parent)
        if (dialects->maps[index][t][0] != '\0')
            return dialects->maps[index][t];
    return "";
}

bool fy_dialects_label_next(const struct fy_dialects *dialects, const char *label, size_t *at,
                            struct fy_dialect_part *part)
{
    if (*at == FY_NONE || label[*at] == '\0')
        return false;
    part->start = *at;
    part->size = strcspn(label + *at, "+?");
    part->dialect = fy_dialects_find(dialects, label + *at, part->size);
    *at += part->size;
    part->unsure = label[*at] == '?';
    *at += part->unsure;
    /* What follows the '?' of a code other than '+' belongs to no code. */
    if (label[*at] != '\0' && label[*at] != '+') {
        part->size = *at - part->start + strcspn(label + *at, "+");
        part->dialect = FY_NONE;
        *at = part->start + part->size;
    }
    if (label[*at] == '+') {
        /* Behind the last '+' stands an empty part. */
        *at = label[*at + 1] == '\0' ? FY_NONE : *at + 1;
        part->dialect = *at == FY_NONE ? FY_NONE : part->dialect;
    }
    return true;
}

bool fy_dialects_label_valid(const struct fy_dialects *dialects, const char *label)
{
    struct fy_dialect_part part;
    size_t at = 0;
    while (fy_dialects_label_next(dialects, label, &at, &part))
        if (part.dialect == FY_NONE)
            return false;
    return true;
}
