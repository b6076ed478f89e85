/* Ids of recordings, speakers and utterances.
 *
 * A speaker's id has no '-', and '-' is lower than every character it may have. So utterances sorted by id, which
 * starts with the speaker's and a '-', are sorted by speaker too, also where one speaker's id is the start of
 * another's. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

/* A thing that wants an id. Those with the same key and detail are one thing and get one id, others different ones. */
struct wish {
    const char *prefix; /* an id that comes first; may be NULL */
    const char *name;   /* what the rest is made of; NULL for nothing but the prefix */
    const char *key, *detail;
    char *id;
    char **place; /* where the id goes in the end */
};

static int by_thing(const struct wish *a, const struct wish *b)
{
    const int order = strcmp(a->key, b->key);
    return order ? order : strcmp(a->detail, b->detail);
}

static int by_id(const void *x, const void *y)
{
    const struct wish *a = x, *b = y;
    const int order = strcmp(a->id, b->id);
    return order ? order : by_thing(a, b);
}

static char *taken_text(struct fy_buffer *buffer)
{
    char *text = buffer->failed ? NULL : fy_strdup(fy_buffer_text(buffer));
    fy_buffer_free(buffer);
    return text;
}

static char *plain_id(const struct wish *wish)
{
    struct fy_buffer id = FY_BUFFER_EMPTY;
    if (wish->prefix)
        fy_buffer_puts(&id, wish->prefix);
    if (wish->prefix && wish->name)
        fy_buffer_putc(&id, '_');
    if (wish->name && fy_ascii_name(&id, wish->name) != FY_OK)
        id.failed = true;
    return taken_text(&id);
}

/* FNV-1a, 32 bit. */
static uint32_t hash(uint32_t value, const char *text)
{
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 16777619u;
    return value;
}

static bool add_hash(struct wish *wish)
{
    struct fy_buffer id = FY_BUFFER_EMPTY;
    fy_buffer_printf(&id, "%s_%08x", wish->id, (unsigned)hash(hash(2166136261u, wish->key), wish->detail));
    char *longer = taken_text(&id);
    if (!longer)
        return false;
    fy_free(wish->id);
    wish->id = longer;
    return true;
}

/* The first wish behind `at` with another id; *shared tells whether those before it are more than one thing. */
static size_t past_id(const struct wish *wishes, size_t count, size_t at, bool *shared)
{
    size_t next = at + 1;
    while (next < count && strcmp(wishes[next].id, wishes[at].id) == 0)
        next++;
    *shared = by_thing(&wishes[at], &wishes[next - 1]) != 0;
    return next;
}

static enum fy_status grant(struct wish *wishes, size_t count, struct fy_error *error)
{
    bool shared = false;
    for (size_t i = 0; i < count; i++) {
        if (!(wishes[i].id = plain_id(&wishes[i])))
            return FY_NO_MEMORY;
    }
    qsort(wishes, count, sizeof *wishes, by_id);
    for (size_t at = 0, next; at < count; at = next) {
        next = past_id(wishes, count, at, &shared);
        for (size_t i = at; shared && i < next; i++) {
            /* The id of the group is compared no more. */
            if (!add_hash(&wishes[i]))
                return FY_NO_MEMORY;
        }
    }
    qsort(wishes, count, sizeof *wishes, by_id);
    for (size_t at = 0, next; at < count; at = next) {
        next = past_id(wishes, count, at, &shared);
        if (shared)
            return fy_fail(
                error, FY_INVALID,
                _("\"%.100s%.50s\" and \"%.100s%.50s\" cannot be told apart once their names are ASCII. Please "
                  "rename one."),
                wishes[at].key, wishes[at].detail, wishes[next - 1].key, wishes[next - 1].detail);
    }
    return FY_OK;
}

/* Grant the wishes and put the ids where they go; frees the wishes. */
static enum fy_status settle(struct wish *wishes, size_t count, struct fy_error *error)
{
    const enum fy_status status = count > 0 ? grant(wishes, count, error) : FY_OK;
    for (size_t i = 0; i < count; i++) {
        if (status == FY_OK) {
            fy_free(*wishes[i].place);
            *wishes[i].place = wishes[i].id;
        } else {
            fy_free(wishes[i].id);
        }
    }
    fy_free(wishes);
    return status;
}

static enum fy_status name_sources(struct fy_dataset *dataset, struct fy_error *error)
{
    struct wish *wishes = fy_calloc(dataset->source_count + 1, sizeof *wishes);
    if (!wishes)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < dataset->source_count; i++) {
        struct fy_source *source = &dataset->sources[i];
        wishes[i] = (struct wish){ NULL, source->name, source->path, "", NULL, &source->id };
    }
    return settle(wishes, dataset->source_count, error);
}

/* All speakers at once, so that nobody of one recording gets the id of somebody known everywhere. */
static enum fy_status name_speakers(struct fy_dataset *dataset, struct fy_error *error)
{
    struct wish *wishes = fy_calloc(dataset->count + 1, sizeof *wishes);
    if (!wishes)
        return FY_NO_MEMORY;
    for (size_t i = 0; i < dataset->count; i++) {
        struct fy_utterance *utterance = &dataset->utterances[i];
        const struct fy_source *source = &dataset->sources[utterance->recording];
        const bool here = utterance->scope != FY_SPEAKER_EVERYWHERE;
        wishes[i] = (struct wish){ .prefix = here ? source->id : NULL,
                                   .name = utterance->scope == FY_SPEAKER_NONE ? NULL : utterance->speaker,
                                   .key = here ? source->path : "",
                                   .detail = utterance->speaker,
                                   .place = &utterance->speaker_id };
    }
    return settle(wishes, dataset->count, error);
}

static bool name_utterance(struct fy_utterance *utterance, const struct fy_source *source)
{
    struct fy_buffer id = FY_BUFFER_EMPTY;
    fy_buffer_puts(&id, utterance->speaker_id);
    if (utterance->scope == FY_SPEAKER_EVERYWHERE)
        fy_buffer_printf(&id, "-%s", source->id);
    fy_buffer_printf(&id, "-%08lld-%08lld", (long long)(utterance->start / 1000), (long long)(utterance->end / 1000));
    fy_free(utterance->id);
    utterance->id = taken_text(&id);
    return utterance->id != NULL;
}

static int in_order(const void *x, const void *y)
{
    const struct fy_utterance *a = x, *b = y;
    const int order = strcmp(a->id, b->id);
    if (order)
        return order;
    if (a->start != b->start)
        return (a->start > b->start) - (a->start < b->start);
    return a->end != b->end ? (a->end > b->end) - (a->end < b->end) : (a->line > b->line) - (a->line < b->line);
}

enum fy_status fy_ids_assign(struct fy_dataset *dataset, struct fy_error *error)
{
    enum fy_status status = name_sources(dataset, error);
    if (status == FY_OK)
        status = name_speakers(dataset, error);
    for (size_t i = 0; status == FY_OK && i < dataset->count; i++) {
        struct fy_utterance *utterance = &dataset->utterances[i];
        if (!name_utterance(utterance, &dataset->sources[utterance->recording]))
            status = FY_NO_MEMORY;
    }
    if (status == FY_OK && dataset->count > 1)
        qsort(dataset->utterances, dataset->count, sizeof *dataset->utterances, in_order);
    return status;
}
