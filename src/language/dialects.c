#include "language/dialects.h"

#include "base/messages.h"
#include <fangyin/memory.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct fy_dialects {
    char *text; /* holds the strings of the items; NULL for the built-in tree */
    struct fy_dialect *items;
    size_t count;
    size_t *by_code;  /* [count] indices in order of code */
    size_t *children; /* [count] indices grouped by parent, in the order of the file within a group */
    size_t *starts;   /* [count + 2] group of the top nodes: starts[0] .. starts[1]; of node i: starts[i+1] .. starts[i+2] */
};

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

static enum fy_status sort_codes(struct fy_dialects *dialects, const struct fy_dialect_row *rows, struct fy_error *error)
{
    const size_t count = dialects->count;
    struct code_place *places = fy_malloc((count + 1) * sizeof *places);
    if (places == NULL)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < count; i++)
        places[i] = (struct code_place){ rows[i].code, i };
    qsort(places, count, sizeof *places, compare_places);
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < count && status == FY_OK; i++) {
        dialects->by_code[i] = places[i].index;
        if (i > 0 && strcmp(places[i].code, places[i - 1].code) == 0) {
            const struct fy_dialect_row *second = &rows[places[i].index], *first = &rows[places[i - 1].index];
            status = fy_fail_at(error, FY_SYNTAX, second->line, second->code_column,
                                _("The dialect \"%s\" stands here a second time; the first is on line %u. Each code may "
                                  "stand once."),
                                second->code, first->line);
        }
    }
    fy_free(places);
    return status;
}

static enum fy_status find_parents(struct fy_dialects *dialects, const struct fy_dialect_row *rows, struct fy_error *error)
{
    for (size_t i = 0; i < dialects->count; i++) {
        struct fy_dialect *item = &dialects->items[i];
        item->parent = FY_NONE;
        if (rows[i].parent[0] == '\0')
            continue;
        item->parent = fy_dialects_find(dialects, rows[i].parent, strlen(rows[i].parent));
        if (item->parent == FY_NONE)
            return fy_fail_at(error, FY_SYNTAX, rows[i].line, rows[i].parent_column,
                              _("\"%s\" should belong to \"%s\", but no line has that code. Add it, or leave the parent "
                                "empty."),
                              rows[i].code, rows[i].parent);
    }
    return FY_OK;
}

/* Each node is walked over twice at most: once on the way up from where it was met, once to mark it safe. */
static enum fy_status refuse_cycles(const struct fy_dialects *dialects, const struct fy_dialect_row *rows,
                                    struct fy_error *error)
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
        if (at != FY_NONE && marks[at] == ON_THE_WAY)
            status = fy_fail_at(error, FY_SYNTAX, rows[at].line, rows[at].parent_column,
                                _("\"%s\" is among its own parents. Give one dialect of this circle another parent."),
                                rows[at].code);
        for (at = i; at != FY_NONE && marks[at] == ON_THE_WAY; at = dialects->items[at].parent)
            marks[at] = SAFE;
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

static enum fy_status refuse_double_keys(const struct fy_dialects *dialects, const struct fy_dialect_row *rows,
                                         struct fy_error *error)
{
    for (size_t group = 0; group <= dialects->count; group++) {
        size_t users[128];
        memset(users, 0xff, sizeof users); /* FY_NONE */
        for (size_t c = dialects->starts[group]; c < dialects->starts[group + 1]; c++) {
            const size_t i = dialects->children[c];
            const unsigned key = (unsigned char)rows[i].hotkey;
            if (key == 0 || key >= 128)
                continue;
            if (users[key] != FY_NONE)
                return fy_fail_at(error, FY_SYNTAX, rows[i].line, rows[i].hotkey_column,
                                  _("The key %c already chooses \"%s\" (line %u), which has the same parent. Give \"%s\" "
                                    "another one of 1 to 9 and a to z, or none."),
                                  rows[i].hotkey, rows[users[key]].code, rows[users[key]].line, rows[i].code);
            users[key] = i;
        }
    }
    return FY_OK;
}

static enum fy_status allocate(struct fy_dialects **result, size_t count)
{
    struct fy_dialects *dialects = fy_calloc(1, sizeof *dialects);
    *result = dialects;
    if (dialects == NULL || count >= SIZE_MAX / sizeof *dialects->items - 2)
        return FY_NO_MEMORY;
    dialects->count = count;
    dialects->items = fy_calloc(count + 1, sizeof *dialects->items);
    dialects->by_code = fy_calloc(count + 1, sizeof *dialects->by_code);
    dialects->children = fy_calloc(count + 1, sizeof *dialects->children);
    dialects->starts = fy_calloc(count + 2, sizeof *dialects->starts);
    const bool complete = dialects->items != NULL && dialects->by_code != NULL && dialects->children != NULL &&
                          dialects->starts != NULL;
    return complete ? FY_OK : FY_NO_MEMORY;
}

static enum fy_status link_rows(struct fy_dialects *dialects, const struct fy_dialect_row *rows, struct fy_error *error)
{
    for (size_t i = 0; i < dialects->count; i++)
        dialects->items[i] = (struct fy_dialect){ rows[i].code, rows[i].name_zh, rows[i].name_en, rows[i].hotkey, FY_NONE };
    enum fy_status status = sort_codes(dialects, rows, error);
    if (status == FY_OK)
        status = find_parents(dialects, rows, error);
    if (status == FY_OK)
        status = refuse_cycles(dialects, rows, error);
    if (status != FY_OK)
        return status;
    group_children(dialects);
    return refuse_double_keys(dialects, rows, error);
}

enum fy_status fy_dialects_build(const struct fy_dialect_row *rows, size_t count, char **text,
                                 struct fy_dialects **result, struct fy_error *error)
{
    struct fy_dialects *dialects;
    *result = NULL;
    enum fy_status status = allocate(&dialects, count);
    if (status == FY_OK)
        status = link_rows(dialects, rows, error);
    if (status == FY_NO_MEMORY)
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    if (status != FY_OK) {
        fy_dialects_free(dialects);
        return status;
    }
    if (text != NULL) {
        dialects->text = *text;
        *text = NULL;
    }
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
    fy_free(dialects->text);
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

bool fy_dialects_label_valid(const struct fy_dialects *dialects, const char *label)
{
    if (label[0] == '\0')
        return true;
    for (;;) {
        const size_t size = strcspn(label, "+?");
        if (fy_dialects_find(dialects, label, size) == FY_NONE)
            return false;
        label += size;
        if (*label == '?')
            label++;
        if (*label == '\0')
            return true;
        if (*label != '+')
            return false;
        label++;
    }
}
