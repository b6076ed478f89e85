/* Splits: who is in train, dev and test.
 *
 * Segments that share a speaker, a recording, their sound (digest of samples) or, where that is wished, their words are
 * one component, and a component is in one split. Those that splits.tsv names stay where they are. Others are dealt
 * out, dialect by dialect, in the order of a hash of the seed and their name: each to the split that lacks the most of
 * what it should have of that dialect and gender, in seconds; while there are as many components left as empty splits,
 * an empty one gets it. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

const char *const fy_split_names[3] = { "train", "dev", "test" };

enum { NOWHERE = 3 };

/* A thing that segments share: its kind and name, and the first segment that has it. */
struct member {
    char *key;      /* "speaker\tID", "recording\tID", "sound\tHEX", "words\tHEX" */
    size_t first;   /* index of an utterance */
    unsigned split; /* where splits.tsv has it, or NOWHERE */
};

struct component {
    size_t root;
    const char *name;    /* the least of its members' speakers */
    const char *dialect; /* of the most seconds, then the least name */
    char gender;
    double seconds, dialect_seconds;
    uint64_t order;
    unsigned split;
};

struct splitting {
    struct fy_dataset *dataset;
    struct member *members;
    size_t count, capacity;
    size_t *parent; /* of utterances */
    struct component *components;
    size_t component_count;
};

/* ---- members, by name ---- */

static int by_key(const void *x, const void *y)
{
    const struct member *a = x, *b = y;
    const int order = strcmp(a->key, b->key);
    return order ? order : (a->first > b->first) - (a->first < b->first);
}

static bool add_member(struct splitting *splitting, size_t first, unsigned split, const char *kind, const char *name)
{
    struct fy_buffer key = FY_BUFFER_EMPTY;
    fy_buffer_printf(&key, "%s\t%s", kind, name);
    char *copy = key.failed ? NULL : fy_strdup(fy_buffer_text(&key));
    struct member *grown = fy_grow(splitting->members, &splitting->capacity, splitting->count + 1, sizeof *grown);
    fy_buffer_free(&key);
    if (grown)
        splitting->members = grown;
    if (!copy || !grown) {
        fy_free(copy);
        return false;
    }
    grown[splitting->count++] = (struct member){ copy, first, split };
    return true;
}

static bool add_bits(struct splitting *splitting, size_t first, const char *kind, uint64_t bits)
{
    char text[20];
    snprintf(text, sizeof text, "%016llx", (unsigned long long)bits);
    return add_member(splitting, first, NOWHERE, kind, text);
}

static bool add_members(struct splitting *splitting)
{
    const struct fy_dataset *dataset = splitting->dataset;
    bool good = true;
    for (size_t i = 0; i < dataset->count && good; i++) {
        const struct fy_utterance *utterance = &dataset->utterances[i];
        good = add_member(splitting, i, NOWHERE, "speaker", utterance->speaker_id) &&
               add_member(splitting, i, NOWHERE, "recording", dataset->sources[utterance->recording].id) &&
               add_bits(splitting, i, "sound", utterance->sound) &&
               (!dataset->split->same_text || add_bits(splitting, i, "words", utterance->words));
    }
    return good;
}

/* ---- splits.tsv: kind, name, split ---- */

static unsigned split_named(const char *name, size_t size)
{
    for (unsigned i = 0; i < NOWHERE; i++) {
        if (strlen(fy_split_names[i]) == size && memcmp(fy_split_names[i], name, size) == 0)
            return i;
    }
    return NOWHERE;
}

static enum fy_status read_frozen(struct splitting *splitting, const char *path, struct fy_error *error)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    enum fy_status status = fy_file_read(path, &bytes, error);
    if (status == FY_NOT_FOUND) {
        fy_buffer_free(&bytes);
        return FY_OK;
    }
    char *at = bytes.data;
    for (unsigned line = 1; status == FY_OK && at && *at; line++) {
        char *end = strchr(at, '\n'), *tab = strchr(at, '\t'), *second = tab ? strchr(tab + 1, '\t') : NULL;
        if (!end || !second || second > end) {
            status = fy_fail_at(error, FY_SYNTAX, line, 1, _("Expected kind, name and split, parted by tabs."));
            break;
        }
        *tab = *second = *end = '\0';
        const unsigned split = split_named(second + 1, (size_t)(end - second - 1));
        if (line > 1 && split == NOWHERE)
            status = fy_fail_at(error, FY_SYNTAX, line, 1, _("Expected train, dev or test at the end of this line."));
        else if (line > 1 && !add_member(splitting, FY_NONE, split, at, tab + 1))
            status = FY_NO_MEMORY;
        at = end + 1;
    }
    fy_buffer_free(&bytes);
    return status == FY_OK || status == FY_NO_MEMORY ? status : fy_error_in_file(error, path);
}

/* ---- components ---- */

static size_t root_of(size_t *parent, size_t at)
{
    while (parent[at] != at)
        at = parent[at] = parent[parent[at]];
    return at;
}

/* After sorting, members of one key stand together; what splits.tsv says of it (first == FY_NONE) is the last. */
static bool unite(struct splitting *splitting, unsigned char *splits)
{
    struct member *members = splitting->members;
    const size_t count = splitting->dataset->count;
    for (size_t i = 0; i < count; i++) {
        splitting->parent[i] = i;
        splits[i] = NOWHERE;
    }
    for (size_t at = 0, next; at < splitting->count; at = next) {
        for (next = at + 1; next < splitting->count && strcmp(members[next].key, members[at].key) == 0; next++) {
            if (members[next].first != FY_NONE)
                splitting->parent[root_of(splitting->parent, members[next].first)] =
                    root_of(splitting->parent, members[at].first);
        }
    }
    bool clean = true;
    for (size_t at = 0, next; at < splitting->count; at = next) {
        for (next = at + 1; next < splitting->count && strcmp(members[next].key, members[at].key) == 0; next++)
            ;
        const unsigned split = members[next - 1].split;
        if (members[at].first == FY_NONE || split == NOWHERE)
            continue;
        unsigned char *own = &splits[root_of(splitting->parent, members[at].first)];
        clean &= *own == NOWHERE || *own == split;
        *own = (unsigned char)split;
    }
    return clean;
}

/* ---- segments that would join what splits.tsv keeps apart ---- */

struct apart {
    struct splitting *splitting;
    uint64_t *sounds, *words; /* sorted, with the split in the lowest two bits */
    size_t count;
};

static unsigned frozen_split(const struct splitting *splitting, const char *kind, const char *name)
{
    struct fy_buffer key = FY_BUFFER_EMPTY;
    unsigned split = NOWHERE;
    fy_buffer_printf(&key, "%s\t%s", kind, name);
    size_t low = 0, high = splitting->count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strcmp(splitting->members[middle].key, fy_buffer_text(&key)) <= 0)
            low = middle + 1;
        else
            high = middle;
    }
    if (low > 0 && strcmp(splitting->members[low - 1].key, fy_buffer_text(&key)) == 0)
        split = splitting->members[low - 1].split;
    fy_buffer_free(&key);
    return split;
}

static int by_number(const void *x, const void *y)
{
    const uint64_t a = *(const uint64_t *)x, b = *(const uint64_t *)y;
    return (a > b) - (a < b);
}

/* The first split, in the order of train, dev, test, that has frozen speech of that sound or text. */
static unsigned first_of(const uint64_t *sorted, size_t count, uint64_t bits)
{
    size_t low = 0, high = count;
    bits &= ~(uint64_t)3;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (sorted[middle] < bits)
            low = middle + 1;
        else
            high = middle;
    }
    return low < count && (sorted[low] & ~(uint64_t)3) == bits ? (unsigned)(sorted[low] & 3) : NOWHERE;
}

static unsigned own_split(const struct splitting *splitting, const struct fy_utterance *utterance, bool *torn)
{
    const unsigned speaker = frozen_split(splitting, "speaker", utterance->speaker_id);
    const unsigned recording =
        frozen_split(splitting, "recording", splitting->dataset->sources[utterance->recording].id);
    *torn = speaker != NOWHERE && recording != NOWHERE && speaker != recording;
    return speaker != NOWHERE ? speaker : recording;
}

static enum fy_left_out keep_apart(void *context, struct fy_utterance *utterance)
{
    const struct apart *apart = context;
    bool torn;
    const unsigned own = own_split(apart->splitting, utterance, &torn);
    if (torn)
        return FY_LEFT_SPLIT;
    const unsigned sound = first_of(apart->sounds, apart->count, utterance->sound);
    if (own != NOWHERE && sound != NOWHERE && sound != own)
        return FY_LEFT_COPY;
    const unsigned words = first_of(apart->words, apart->count, utterance->words);
    if (apart->splitting->dataset->split->same_text && own != NOWHERE && words != NOWHERE && words != own)
        return FY_LEFT_SPLIT;
    return FY_LEFT_COUNT;
}

static enum fy_status sieve_apart(struct splitting *splitting)
{
    struct fy_dataset *dataset = splitting->dataset;
    struct apart apart = { .splitting = splitting,
                           .sounds = fy_calloc(dataset->count + 1, sizeof(uint64_t)),
                           .words = fy_calloc(dataset->count + 1, sizeof(uint64_t)) };
    const bool good = apart.sounds && apart.words;
    for (size_t i = 0; good && i < dataset->count; i++) {
        bool torn;
        const unsigned own = own_split(splitting, &dataset->utterances[i], &torn);
        if (own == NOWHERE || torn)
            continue;
        apart.sounds[apart.count] = (dataset->utterances[i].sound & ~(uint64_t)3) | own;
        apart.words[apart.count++] = (dataset->utterances[i].words & ~(uint64_t)3) | own;
    }
    if (good) {
        qsort(apart.sounds, apart.count, sizeof(uint64_t), by_number);
        qsort(apart.words, apart.count, sizeof(uint64_t), by_number);
        fy_dataset_sieve(dataset, keep_apart, &apart);
    }
    fy_free(apart.sounds);
    fy_free(apart.words);
    return good ? FY_OK : FY_NO_MEMORY;
}

/* New segments whose people and recordings are nowhere yet, but that hold together some that are: they go. */
struct bridge {
    struct splitting *splitting;
};

static enum fy_left_out keep_known(void *context, struct fy_utterance *utterance)
{
    const struct bridge *bridge = context;
    const bool speaker = frozen_split(bridge->splitting, "speaker", utterance->speaker_id) != NOWHERE;
    const bool recording = frozen_split(bridge->splitting, "recording",
                                        bridge->splitting->dataset->sources[utterance->recording].id) != NOWHERE;
    return speaker && recording ? FY_LEFT_COUNT : FY_LEFT_SPLIT;
}

/* ---- dealing out ---- */

static uint64_t order_of(const char *seed, const char *name)
{
    char digest[FY_DIGEST_SIZE], part[17];
    struct fy_digest sum;
    fy_digest_start(&sum);
    fy_digest_add(&sum, seed, strlen(seed) + 1);
    fy_digest_add(&sum, name, strlen(name));
    fy_digest_end(&sum, digest);
    snprintf(part, sizeof part, "%.16s", digest);
    return strtoull(part, NULL, 16);
}

struct weight {
    size_t root;
    const char *dialect;
    double seconds;
};

static int by_root(const void *x, const void *y)
{
    const struct weight *a = x, *b = y;
    return a->root != b->root ? (a->root > b->root) - (a->root < b->root) : strcmp(a->dialect, b->dialect);
}

static bool find_components(struct splitting *splitting, const unsigned char *splits)
{
    const struct fy_dataset *dataset = splitting->dataset;
    struct weight *weights = fy_calloc(dataset->count + 1, sizeof *weights);
    size_t *place = fy_calloc(dataset->count + 1, sizeof *place);
    splitting->components = fy_calloc(dataset->count + 1, sizeof *splitting->components);
    if (!weights || !place || !splitting->components) {
        fy_free(weights);
        fy_free(place);
        return false;
    }
    for (size_t i = 0; i < dataset->count; i++) {
        struct fy_utterance *utterance = &dataset->utterances[i];
        const size_t root = root_of(splitting->parent, i);
        if (place[root] == 0) {
            place[root] = ++splitting->component_count;
            splitting->components[place[root] - 1] =
                (struct component){ .root = root, .name = utterance->speaker_id, .split = splits[root] };
        }
        struct component *component = &splitting->components[place[root] - 1];
        utterance->component = place[root] - 1;
        weights[i] = (struct weight){ utterance->component, utterance->dialect,
                                      (double)(utterance->end - utterance->start) / 1e6 };
        component->seconds += weights[i].seconds;
        if (strcmp(utterance->speaker_id, component->name) <= 0) {
            component->name = utterance->speaker_id;
            component->gender = utterance->gender;
        }
    }
    qsort(weights, dataset->count, sizeof *weights, by_root);
    for (size_t at = 0, next; at < dataset->count; at = next) {
        double seconds = 0;
        for (next = at; next < dataset->count && by_root(&weights[next], &weights[at]) == 0; next++)
            seconds += weights[next].seconds;
        struct component *component = &splitting->components[weights[at].root];
        if (!component->dialect || seconds > component->dialect_seconds) {
            component->dialect = weights[at].dialect;
            component->dialect_seconds = seconds;
        }
    }
    for (size_t i = 0; i < splitting->component_count; i++)
        splitting->components[i].order = order_of(dataset->split->seed, splitting->components[i].name);
    fy_free(weights);
    fy_free(place);
    return true;
}

static int by_dialect(const void *x, const void *y)
{
    const struct component *const *a = x, *const *b = y;
    const int order = strcmp((*a)->dialect, (*b)->dialect);
    if (order)
        return order;
    return (*a)->order != (*b)->order ? ((*a)->order > (*b)->order) - ((*a)->order < (*b)->order)
                                      : strcmp((*a)->name, (*b)->name);
}

/* Where a component of this dialect and gender is missed most. */
static unsigned most_missed(const struct fy_dataset *dataset, double have[NOWHERE], double of_gender[NOWHERE],
                            double all, double all_of_gender)
{
    const unsigned *parts = dataset->split->parts;
    const double sum = (double)parts[0] + parts[1] + parts[2];
    unsigned best = NOWHERE;
    double most = 0;
    for (unsigned i = 0; i < NOWHERE; i++) {
        if (parts[i] == 0)
            continue;
        const double share = parts[i] / sum;
        const double missed = (share * all - have[i] + (share * all_of_gender - of_gender[i])) / share;
        if (best == NOWHERE || missed > most) {
            best = i;
            most = missed;
        }
    }
    return best;
}

static unsigned empty_split(const struct fy_dataset *dataset, const size_t counts[NOWHERE], size_t left)
{
    unsigned first = NOWHERE;
    size_t empty = 0;
    for (unsigned i = NOWHERE; i-- > 0;) {
        if (dataset->split->parts[i] > 0 && counts[i] == 0) {
            empty++;
            first = i;
        }
    }
    return empty > 0 && left <= empty ? first : NOWHERE;
}

static enum fy_status deal(struct splitting *splitting, struct component **sorted, size_t count, struct fy_error *error)
{
    const struct fy_dataset *dataset = splitting->dataset;
    const unsigned *parts = dataset->split->parts;
    const size_t wanted = (size_t)(parts[0] > 0) + (parts[1] > 0) + (parts[2] > 0);
    double have[NOWHERE] = { 0 }, all = 0;
    size_t counts[NOWHERE] = { 0 }, left = 0;
    for (size_t i = 0; i < count; i++) {
        all += sorted[i]->seconds;
        if (sorted[i]->split == NOWHERE) {
            left++;
        } else {
            counts[sorted[i]->split]++;
            have[sorted[i]->split] += sorted[i]->seconds;
        }
    }
    const bool small = count < wanted;
    if (small && left > 0 && !dataset->split->allow_small)
        return fy_fail(
            error, FY_INVALID,
            fy_message_plural("Dialect \"%.40s\" has %zu speaker (or group that shares a recording), and "
                              "%zu splits need one each. Record more, or say --allow-small: then train gets all of it.",
                              "Dialect \"%.40s\" has %zu speakers (or groups that share a recording), and "
                              "%zu splits need one each. Record more, or say --allow-small: then train gets all of it.",
                              (unsigned long)count),
            sorted[0]->dialect, count, wanted);
    for (size_t i = 0; i < count; i++) {
        double of_gender[NOWHERE] = { 0 }, all_of_gender = 0;
        if (sorted[i]->split != NOWHERE)
            continue;
        for (size_t k = 0; k < count; k++) {
            if (sorted[k]->gender == sorted[i]->gender) {
                all_of_gender += sorted[k]->seconds;
                if (sorted[k]->split != NOWHERE)
                    of_gender[sorted[k]->split] += sorted[k]->seconds;
            }
        }
        unsigned split = small ? 0 : empty_split(dataset, counts, left);
        if (split == NOWHERE)
            split = most_missed(dataset, have, of_gender, all, all_of_gender);
        sorted[i]->split = split;
        have[split] += sorted[i]->seconds;
        counts[split]++;
        left--;
    }
    return FY_OK;
}

static enum fy_status deal_all(struct splitting *splitting, struct fy_error *error)
{
    const size_t count = splitting->component_count;
    struct component **sorted = fy_calloc(count + 1, sizeof *sorted);
    enum fy_status status = sorted ? FY_OK : FY_NO_MEMORY;
    for (size_t i = 0; sorted && i < count; i++)
        sorted[i] = &splitting->components[i];
    if (sorted && count > 1)
        qsort(sorted, count, sizeof *sorted, by_dialect);
    for (size_t at = 0, next; status == FY_OK && at < count; at = next) {
        for (next = at + 1; next < count && strcmp(sorted[next]->dialect, sorted[at]->dialect) == 0; next++)
            ;
        status = deal(splitting, sorted + at, next - at, error);
    }
    fy_free(sorted);
    return status;
}

/* ---- what was decided ---- */

static int by_text(const void *x, const void *y)
{
    return strcmp(*(char *const *)x, *(char *const *)y);
}

/* What was frozen stays in the file, also where nothing of it is in the set now. */
static enum fy_status write_frozen(struct splitting *splitting, const char *path, struct fy_error *error)
{
    const struct fy_dataset *dataset = splitting->dataset;
    struct fy_buffer out = FY_BUFFER_EMPTY, line = FY_BUFFER_EMPTY;
    char **lines = fy_calloc(splitting->count + 1, sizeof *lines);
    size_t count = 0;
    bool good = lines != NULL;
    for (size_t i = 0; good && i < splitting->count; i++) {
        const struct member *member = &splitting->members[i];
        if (strncmp(member->key, "speaker", 7) != 0 && strncmp(member->key, "recording", 9) != 0)
            continue;
        const unsigned split = member->split != NOWHERE ? member->split : dataset->utterances[member->first].split;
        fy_buffer_clear(&line);
        fy_buffer_printf(&line, "%s\t%s\n", member->key, fy_split_names[split]);
        lines[count] = line.failed ? NULL : fy_strdup(fy_buffer_text(&line));
        good = lines[count++] != NULL;
    }
    if (good && count > 1)
        qsort(lines, count, sizeof *lines, by_text);
    fy_buffer_puts(&out, "kind\tname\tsplit\n");
    for (size_t i = 0; good && i < count; i++) {
        if (i == 0 || strcmp(lines[i], lines[i - 1]) != 0)
            fy_buffer_puts(&out, lines[i]);
    }
    for (size_t i = 0; i < count; i++)
        fy_free(lines[i]);
    fy_free(lines);
    good &= !out.failed;
    const enum fy_status status = good ? fy_put_file(path, fy_buffer_text(&out), out.size, error) : FY_NO_MEMORY;
    fy_buffer_free(&out);
    fy_buffer_free(&line);
    return status;
}

static void free_members(struct splitting *splitting, size_t kept)
{
    while (splitting->count > kept)
        fy_free(splitting->members[--splitting->count].key);
}

/* Members of the segments there are now, behind what splits.tsv holds. */
static bool index_members(struct splitting *splitting, const char *path, enum fy_status *status, struct fy_error *error)
{
    free_members(splitting, 0);
    *status = read_frozen(splitting, path, error);
    if (*status == FY_OK && !add_members(splitting))
        *status = FY_NO_MEMORY;
    if (*status == FY_OK && splitting->count > 1)
        qsort(splitting->members, splitting->count, sizeof *splitting->members, by_key);
    return *status == FY_OK;
}

enum fy_status fy_splits_assign(struct fy_dataset *dataset, struct fy_error *error)
{
    struct splitting splitting = { .dataset = dataset };
    unsigned char *splits = fy_calloc(dataset->count + 1, 1);
    char path[PATH_MAX];
    enum fy_status status = FY_NO_MEMORY;
    splitting.parent = fy_calloc(dataset->count + 1, sizeof *splitting.parent);
    if ((size_t)snprintf(path, sizeof path, "%s/splits.tsv", dataset->options->folder) >= sizeof path)
        status = fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    else if (splits && splitting.parent && index_members(&splitting, path, &status, error))
        status = sieve_apart(&splitting);
    if (status == FY_OK && index_members(&splitting, path, &status, error) && !unite(&splitting, splits)) {
        struct bridge bridge = { &splitting };
        fy_dataset_sieve(dataset, keep_known, &bridge);
        if (index_members(&splitting, path, &status, error) && !unite(&splitting, splits))
            status = fy_fail(error, FY_INVALID, _("splits.tsv names people or recordings of one group in two splits."));
    }
    if (status == FY_OK)
        status = find_components(&splitting, splits) ? deal_all(&splitting, error) : FY_NO_MEMORY;
    for (size_t i = 0; status == FY_OK && i < dataset->count; i++)
        dataset->utterances[i].split = (unsigned char)splitting.components[dataset->utterances[i].component].split;
    if (status == FY_OK)
        status = write_frozen(&splitting, path, error);
    free_members(&splitting, 0);
    fy_free(splitting.members);
    fy_free(splitting.parent);
    fy_free(splitting.components);
    fy_free(splits);
    return status;
}
