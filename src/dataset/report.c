/* What is in a set, what is not, and why: export-report.json and left-out.tsv. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

static int by_name(const void *x, const void *y)
{
    const struct fy_dataset_sum *a = x, *b = y;
    return strcmp(a->name, b->name);
}

/* Sum up by a name of each utterance; those with NULL do not count. */
static struct fy_dataset_sum *sum_up(const struct fy_dataset *dataset,
                                     const char *(*name)(const struct fy_dataset *, const struct fy_utterance *))
{
    struct fy_dataset_sum *sums = fy_calloc(dataset->count + 1, sizeof *sums);
    size_t count = 0, kept = 0;
    for (size_t i = 0; sums && i < dataset->count; i++) {
        const struct fy_utterance *utterance = &dataset->utterances[i];
        char *own = fy_strdup(name(dataset, utterance) ? name(dataset, utterance) : "");
        if (!own) {
            sums[count].name = NULL;
            break;
        }
        if (name(dataset, utterance))
            sums[count++] = (struct fy_dataset_sum){ own, (double)(utterance->end - utterance->start) / 1e6, 1 };
        else
            fy_free(own);
    }
    if (count > 1)
        qsort(sums, count, sizeof *sums, by_name);
    for (size_t i = 0; i < count; i++) {
        if (kept > 0 && strcmp(sums[kept - 1].name, sums[i].name) == 0) {
            sums[kept - 1].seconds += sums[i].seconds;
            sums[kept - 1].segments++;
            fy_free(sums[i].name);
        } else {
            sums[kept++] = sums[i];
        }
    }
    if (sums)
        sums[kept].name = NULL;
    return sums;
}

static const char *split_of(const struct fy_dataset *dataset, const struct fy_utterance *utterance)
{
    return dataset->split->split ? fy_split_names[utterance->split] : "all";
}

static const char *dialect_of(const struct fy_dataset *dataset, const struct fy_utterance *utterance)
{
    (void)dataset;
    return utterance->dialect;
}

static const char *speaker_of(const struct fy_dataset *dataset, const struct fy_utterance *utterance)
{
    (void)dataset;
    return utterance->speaker_id;
}

/* The dialects that got the target's fallback. */
static const char *fallback_of(const struct fy_dataset *dataset, const struct fy_utterance *utterance)
{
    const struct fy_dialects *dialects = fy_project_dialects(dataset->project);
    const char *code = utterance->dialect;
    const size_t index = fy_dialects_find(dialects, code, strlen(code));
    if (!dataset->target->info.map)
        return NULL;
    const char *tag = index == FY_NONE ? "" : fy_dialects_map(dialects, index, dataset->target->info.map);
    return tag[0] == '\0' || strcmp(tag, "-") == 0 ? code : NULL;
}

static enum fy_status count_all(struct fy_dataset *dataset)
{
    struct fy_dataset_summary *summary = dataset->summary;
    summary->segments = dataset->count;
    for (size_t i = 0; i < dataset->source_count; i++)
        dataset->sources[i].used = false;
    for (size_t i = 0; i < dataset->count; i++) {
        const struct fy_utterance *utterance = &dataset->utterances[i];
        struct fy_source *source = &dataset->sources[utterance->recording];
        summary->seconds += (double)(utterance->end - utterance->start) / 1e6;
        summary->recordings += !source->used;
        source->used = true;
        summary->without_status += !utterance->has_status;
        for (unsigned flag = 0; flag < 5; flag++)
            summary->flags[flag] += utterance->flags >> flag & 1;
    }
    summary->splits = sum_up(dataset, split_of);
    summary->dialects = sum_up(dataset, dialect_of);
    summary->people = sum_up(dataset, speaker_of);
    summary->fallbacks = sum_up(dataset, fallback_of);
    if (!summary->splits || !summary->dialects || !summary->people || !summary->fallbacks)
        return FY_NO_MEMORY;
    while (summary->people[summary->speakers].name)
        summary->speakers++;
    return FY_OK;
}

/* The tree as it is used: codes, parents, tags. */
static void hash_vocabulary(const struct fy_dataset *dataset, char digest[FY_DIGEST_SIZE])
{
    const struct fy_dialects *dialects = fy_project_dialects(dataset->project);
    struct fy_digest sum;
    fy_digest_start(&sum);
    for (size_t i = 0; i < fy_dialects_count(dialects); i++) {
        const struct fy_dialect *dialect = fy_dialects_at(dialects, i);
        const char *parent = dialect->parent == FY_NONE ? "-" : fy_dialects_at(dialects, dialect->parent)->code;
        const char *facts[] = { dialect->code, parent, dialect->bcp47, dialect->level };
        for (size_t k = 0; k < sizeof facts / sizeof *facts; k++)
            fy_digest_add(&sum, facts[k], strlen(facts[k]) + 1);
        for (size_t k = 0; k < fy_dialects_target_count(dialects); k++) {
            const char *tag = fy_dialects_map(dialects, i, fy_dialects_target(dialects, k));
            fy_digest_add(&sum, tag, strlen(tag) + 1);
        }
    }
    fy_digest_end(&sum, digest);
}

static void put_sums(struct fy_json_writer *json, const char *name, const struct fy_dataset_sum *sums)
{
    fy_json_array(json, name);
    for (; sums->name; sums++) {
        fy_json_object(json, NULL);
        fy_json_text(json, "name", sums->name);
        fy_json_count(json, "segments", sums->segments);
        fy_json_number(json, "hours", sums->seconds / 3600);
        fy_json_object_end(json);
    }
    fy_json_array_end(json);
}

static const char *const statuses[] = { "by-project", "any", "done", "accepted" },
                         *const markers[] = { "strip", "keep", "map", "exclude" },
                         *const privacies[] = { "leave-out", "silence", "tone" },
                         *const flags[] = { "clipping", "dc", "silent", "length", "upsampled" };

static void put_options(struct fy_json_writer *json, const struct fy_dataset *dataset)
{
    const struct fy_dataset_options *options = dataset->options;
    const struct fy_target_info *info = &dataset->target->info;
    fy_json_object(json, "options");
    fy_json_text(json, "tier", options->tier);
    fy_json_text(json, "text_tier", options->text_tier);
    fy_json_text(json, "status", statuses[options->status]);
    fy_json_text(json, "dialect", options->dialect ? options->dialect : "");
    fy_json_text(json, "dialect_level", options->level ? options->level : "");
    fy_json_text(json, "speaker", options->speaker ? options->speaker : "");
    fy_json_number(json, "shortest", options->shortest >= 0 ? options->shortest : info->shortest);
    fy_json_number(json, "longest", options->longest >= 0 ? options->longest : info->longest);
    fy_json_text(json, "markers", markers[options->markers]);
    fy_json_text(json, "private", privacies[options->privacy]);
    fy_json_bool(json, "without_consent", options->without_consent);
    fy_json_number(json, "channel", options->channel);
    fy_json_number(json, "rate", options->rate);
    if (dataset->split->split) {
        fy_json_text(json, "seed", dataset->split->seed);
        fy_json_array(json, "split");
        for (size_t i = 0; i < 3; i++)
            fy_json_count(json, NULL, dataset->split->parts[i]);
        fy_json_array_end(json);
        fy_json_bool(json, "same_text_together", dataset->split->same_text);
    }
    fy_json_object_end(json);
}

static void put_report(struct fy_dataset *dataset, struct fy_buffer *out)
{
    const struct fy_dataset_summary *summary = dataset->summary;
    struct fy_json_writer json = { .out = out };
    char vocabulary[FY_DIGEST_SIZE];
    const bool phonetic =
        strcmp(dataset->options->text_tier, "rom") == 0 || strcmp(dataset->options->text_tier, "ipa") == 0;
    size_t all = summary->segments;
    for (int reason = 0; reason < FY_LEFT_COUNT; reason++)
        all += summary->left_out[reason];
    hash_vocabulary(dataset, vocabulary);
    fy_json_object(&json, NULL);
    fy_json_text(&json, "tool", "fangyin " FY_VERSION);
    fy_json_text(&json, "format", dataset->target->info.name);
    fy_json_text(&json, "cannot_carry", dataset->target->info.cannot);
    fy_json_text(&json, "normaliser", phonetic ? "phonetic-1" : "cer-zh-1");
    fy_json_text(&json, "vocabulary_sha256", vocabulary);
    put_options(&json, dataset);
    fy_json_count(&json, "segments_seen", all);
    fy_json_count(&json, "segments", summary->segments);
    fy_json_count(&json, "recordings", summary->recordings);
    fy_json_count(&json, "recordings_unusable", summary->unusable);
    fy_json_count(&json, "speakers", summary->speakers);
    fy_json_number(&json, "hours", summary->seconds / 3600);
    fy_json_object(&json, "left_out");
    for (int reason = 0; reason < FY_LEFT_COUNT; reason++) {
        if (summary->left_out[reason] > 0)
            fy_json_count(&json, fy_left_out_name((enum fy_left_out)reason), summary->left_out[reason]);
    }
    fy_json_object_end(&json);
    fy_json_count(&json, "without_status_tier", summary->without_status);
    fy_json_object(&json, "sound_flags");
    for (size_t i = 0; i < 5; i++)
        fy_json_count(&json, flags[i], summary->flags[i]);
    fy_json_object_end(&json);
    put_sums(&json, "splits", summary->splits);
    put_sums(&json, "dialects", summary->dialects);
    put_sums(&json, "speakers_hours", summary->people);
    if (dataset->target->info.map) {
        fy_json_text(&json, "fallback_tag", dataset->target->info.fallback);
        put_sums(&json, "fallback", summary->fallbacks);
    }
    fy_json_object_end(&json);
    fy_buffer_putc(out, '\n');
}

static int by_line(const void *x, const void *y)
{
    return strcmp(*(char *const *)x, *(char *const *)y);
}

/* In the order of paths and times as text, so that the order of parts does not show. */
static enum fy_status write_left_out(struct fy_dataset *dataset, const char *path, struct fy_error *error)
{
    struct fy_buffer out = FY_BUFFER_EMPTY;
    size_t count = 0, room = 0;
    char **lines = NULL, *at = dataset->left_out.data;
    if (dataset->left_out.failed)
        return FY_NO_MEMORY;
    for (; at && *at; count++) {
        char *end = strchr(at, '\n'), **grown = fy_grow(lines, &room, count + 1, sizeof *lines);
        if (!grown || !end) {
            fy_free(lines);
            return FY_NO_MEMORY;
        }
        lines = grown;
        lines[count] = at;
        *end = '\0';
        at = end + 1;
    }
    if (count > 1)
        qsort(lines, count, sizeof *lines, by_line);
    fy_buffer_puts(&out, "recording\tstart\tend\treason\n");
    for (size_t i = 0; i < count; i++)
        fy_buffer_printf(&out, "%s\n", lines[i]);
    fy_free(lines);
    const enum fy_status status = out.failed ? FY_NO_MEMORY : fy_put_file(path, fy_buffer_text(&out), out.size, error);
    fy_buffer_free(&out);
    return status;
}

enum fy_status fy_report_write(struct fy_dataset *dataset, struct fy_error *error)
{
    char path[PATH_MAX];
    struct fy_buffer out = FY_BUFFER_EMPTY;
    enum fy_status status = count_all(dataset);
    if (status != FY_OK)
        return status;
    put_report(dataset, &out);
    if ((size_t)snprintf(path, sizeof path, "%s/left-out.tsv", dataset->options->folder) >= sizeof path)
        status = fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    else
        status = write_left_out(dataset, path, error);
    if (status == FY_OK &&
        (size_t)snprintf(path, sizeof path, "%s/export-report.json", dataset->options->folder) >= sizeof path)
        status = fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    if (status == FY_OK)
        status = out.failed ? FY_NO_MEMORY : fy_put_file(path, fy_buffer_text(&out), out.size, error);
    fy_buffer_free(&out);
    return status;
}

static void free_sums(struct fy_dataset_sum *sums)
{
    for (size_t i = 0; sums && sums[i].name; i++)
        fy_free(sums[i].name);
    fy_free(sums);
}

void fy_dataset_summary_free(struct fy_dataset_summary *summary)
{
    free_sums(summary->splits);
    free_sums(summary->dialects);
    free_sums(summary->people);
    free_sums(summary->fallbacks);
    for (size_t i = 0; summary->files && summary->files[i]; i++)
        fy_free(summary->files[i]);
    fy_free(summary->files);
    summary->splits = summary->dialects = summary->people = summary->fallbacks = NULL;
    summary->files = NULL;
}
