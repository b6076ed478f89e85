#include <fangyin/markers.h>

#include "base/messages.h"
#include <fangyin/memory.h>
#include <stdint.h>
#include <string.h>

enum { KEYS = 9 };

struct list {
    struct fy_list_item *items;
    size_t count, capacity;
    bool own; /* from the project: the strings are ours */
};

struct fy_markers {
    struct fy_marker items[KEYS]; /* in the order of the keys; text NULL: the key has none */
    char *texts[KEYS], *names[KEYS]; /* of the project's own, else NULL */
    struct fy_marker shown[KEYS];
    size_t count;
    struct list lists[FY_LIST_COUNT];
};

static const struct fy_marker builtin_markers[] = {
    { '1', "((|))", N_("unclear: a guess") },      { '2', "<noise>", N_("noise") },
    { '3', "<laugh>", N_("laughter") },            { '4', "<overlap>", N_("several people at once") },
    { '5', "<lang:en>|</lang>", N_("another language") }, { '6', "<unk>", N_("cannot be understood") },
    { '7', "<breath>", N_("breath") },             { '8', "<cough>", N_("cough") },
    { '9', "□", N_("a word without a character") },
};

static const struct fy_list_item events[] = {
    { "noise", N_("noise") },      { "breath", N_("breath") },   { "cough", N_("cough") },
    { "laugh", N_("laughter") },   { "cry", N_("crying") },      { "sneeze", N_("sneeze") },
    { "applause", N_("applause") }, { "music", N_("music") },    { "overlap", N_("several people at once") },
    { "unk", N_("cannot be understood") }, { "pause", N_("nobody speaks") },
};
static const struct fy_list_item emotions[] = {
    { "neutral", N_("neutral") },     { "happy", N_("happy") },         { "sad", N_("sad") },
    { "angry", N_("angry") },         { "fearful", N_("fearful") },     { "disgusted", N_("disgusted") },
    { "surprised", N_("surprised") },
};
static const struct fy_list_item contents[] = {
    { "private", N_("names, numbers, addresses of people") }, { "harmful", N_("harmful: hatred, violence, sex") },
    { "ironic", N_("not meant as it is said") },              { "political", N_("political") },
    { "religious", N_("religious") },                         { "secret", N_("told in confidence") },
};
static const struct fy_list_item reasons[] = {
    { "noise", N_("too much noise") },            { "unclear", N_("cannot be understood") },
    { "overlap", N_("several people at once") },  { "language", N_("another language") },
    { "cut", N_("speech is cut off") },           { "empty", N_("nobody speaks") },
    { "private", N_("private matter") },          { "harmful", N_("harmful matter") },
    { "synthetic", N_("a machine speaks") },
};
static const struct fy_list_item flags[] = {
    { "unsure", N_("I am not sure") },
    { "ask", N_("somebody should be asked") },
    { "bookmark", N_("I want to find this again") },
    { "return", N_("to be mended") },
    { "invalid", N_("not to be used") },
};
static const struct fy_list_item states[] = {
    { "draft", N_("begun") },          { "done", N_("done") },
    { "returned", N_("to be mended") }, { "accepted", N_("accepted") },
    { "invalid", N_("not to be used") },
};

#define LIST(array) { array, sizeof array / sizeof *array }
static const struct {
    const struct fy_list_item *items;
    size_t count;
} builtin_lists[FY_LIST_COUNT] = { LIST(events), LIST(emotions), LIST(contents), LIST(reasons), LIST(flags), LIST(states) };

static const char *const list_names[FY_LIST_COUNT] = { "event", "emotion", "content", "invalid", "flag", "status" };

static void show(struct fy_markers *markers)
{
    markers->count = 0;
    for (size_t i = 0; i < KEYS; i++)
        if (markers->items[i].text != NULL)
            markers->shown[markers->count++] = markers->items[i];
}

struct fy_markers *fy_markers_new(void)
{
    struct fy_markers *markers = fy_calloc(1, sizeof *markers);
    if (markers == NULL)
        return NULL;
    for (size_t i = 0; i < sizeof builtin_markers / sizeof *builtin_markers; i++)
        markers->items[i] = builtin_markers[i];
    show(markers);
    return markers;
}

static void clear_list(struct list *list)
{
    /* A code is its own name: one string. */
    for (size_t i = 0; i < list->count; i++)
        fy_free((char *)(uintptr_t)list->items[i].code);
    fy_free(list->items);
    *list = (struct list){ 0 };
}

void fy_markers_free(struct fy_markers *markers)
{
    if (markers == NULL)
        return;
    for (size_t i = 0; i < KEYS; i++) {
        fy_free(markers->texts[i]);
        fy_free(markers->names[i]);
    }
    for (size_t i = 0; i < FY_LIST_COUNT; i++)
        clear_list(&markers->lists[i]);
    fy_free(markers);
}

enum fy_status fy_markers_set(struct fy_markers *markers, const char *key, const char *value, struct fy_error *error)
{
    if (key[0] < '1' || key[0] > '9' || key[1] != '\0')
        return fy_fail(error, FY_INVALID, _("\"%.20s\" cannot be the key of a marker; one of 1 to 9 was expected."), key);
    const size_t at = (size_t)(key[0] - '1'), size = strcspn(value, " \t");
    const char *rest = value + size + strspn(value + size, " \t");
    char *text = size > 0 ? fy_strndup(value, size) : NULL;
    char *name = size > 0 ? fy_strdup(rest[0] != '\0' ? rest : text) : NULL;
    if (size > 0 && (text == NULL || name == NULL)) {
        fy_free(text);
        fy_free(name);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    fy_free(markers->texts[at]);
    fy_free(markers->names[at]);
    markers->texts[at] = text;
    markers->names[at] = name;
    markers->items[at] = (struct fy_marker){ key[0], text, name };
    show(markers);
    return FY_OK;
}

static bool is_code(const char *text, size_t size)
{
    return size > 0 && size <= 24 && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") >= size;
}

static enum fy_status add_code(struct list *list, const char *code, size_t size)
{
    struct fy_list_item *items = fy_grow(list->items, &list->capacity, list->count + 1, sizeof *items);
    if (items == NULL)
        return FY_NO_MEMORY;
    list->items = items;
    char *text = fy_strndup(code, size);
    if (text == NULL)
        return FY_NO_MEMORY;
    items[list->count++] = (struct fy_list_item){ text, text };
    return FY_OK;
}

enum fy_status fy_markers_set_list(struct fy_markers *markers, const char *name, const char *codes,
                                   struct fy_error *error)
{
    struct list made = { .own = true };
    size_t which = 0;
    while (which < FY_LIST_FLAG && strcmp(list_names[which], name) != 0)
        which++;
    if (which >= FY_LIST_FLAG)
        return fy_fail(error, FY_INVALID,
                       _("\"%.40s\" is no list that can be set; event, emotion, content and invalid can."), name);
    enum fy_status status = FY_OK;
    for (const char *at = codes + strspn(codes, " \t,"); *at != '\0' && status == FY_OK;) {
        const size_t size = strcspn(at, " \t,");
        if (is_code(at, size))
            status = add_code(&made, at, size);
        else
            status = fy_fail(error, FY_INVALID,
                             _("\"%.*s\" cannot be a code of the list \"%s\": 1 to 24 of the letters a to z, digits and "
                               "hyphens were expected."),
                             (int)(size < 60 ? size : 60), at, name);
        at += size + strspn(at + size, " \t,");
    }
    if (status != FY_OK) {
        clear_list(&made);
        return status == FY_NO_MEMORY ? fy_fail(error, status, "%s", fy_status_text(status)) : status;
    }
    clear_list(&markers->lists[which]);
    markers->lists[which] = made;
    return FY_OK;
}

size_t fy_markers_count(const struct fy_markers *markers)
{
    return markers->count;
}

const struct fy_marker *fy_markers_at(const struct fy_markers *markers, size_t index)
{
    return &markers->shown[index];
}

const char *fy_list_name(enum fy_list list)
{
    return list_names[list];
}

size_t fy_list_size(const struct fy_markers *markers, enum fy_list list)
{
    return markers->lists[list].own ? markers->lists[list].count : builtin_lists[list].count;
}

const struct fy_list_item *fy_list_at(const struct fy_markers *markers, enum fy_list list, size_t index)
{
    return markers->lists[list].own ? &markers->lists[list].items[index] : &builtin_lists[list].items[index];
}

bool fy_list_has(const struct fy_markers *markers, enum fy_list list, const char *code, size_t size)
{
    for (size_t i = 0; i < fy_list_size(markers, list); i++) {
        const char *here = fy_list_at(markers, list, i)->code;
        if (strlen(here) == size && memcmp(here, code, size) == 0)
            return true;
    }
    return false;
}
