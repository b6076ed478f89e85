/* All parts of a set read into an index: what is kept of a segment is what names, splits and sums need. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <dirent.h>
#include <fangyin/memory.h>
#include <stdlib.h>
#include <string.h>

void fy_utterance_free(struct fy_utterance *utterance)
{
    fy_free(utterance->speaker);
    fy_free(utterance->speaker_id);
    fy_free(utterance->id);
    fy_free(utterance->dialect);
}

static const char *text_at(const struct fy_json *line, const char *name)
{
    const char *text = fy_json_text_of(fy_json_get(line, name));
    return text ? text : "";
}

static int64_t number_at(const struct fy_json *line, const char *name)
{
    double number = 0;
    (void)fy_json_number_of(fy_json_get(line, name), &number);
    return (int64_t)number;
}

static uint64_t first_bits(const char *digest)
{
    char part[17] = "";
    snprintf(part, sizeof part, "%.16s", digest);
    return strtoull(part, NULL, 16);
}

static uint64_t bits_of_text(const char *text)
{
    char digest[FY_DIGEST_SIZE];
    fy_digest_of(text, strlen(text), digest);
    return first_bits(digest);
}

void fy_left_out_tell(struct fy_dataset *dataset, const struct fy_source *source, int64_t start, int64_t end,
                      enum fy_left_out reason)
{
    struct fy_buffer path = FY_BUFFER_EMPTY;
    (void)fy_text_line(&path, source->path); /* a tab in it would break the table */
    dataset->summary->left_out[reason]++;
    fy_buffer_printf(&dataset->left_out, "%s\t%.3f\t%.3f\t%s\n", fy_buffer_text(&path), (double)start / 1e6,
                     (double)end / 1e6, fy_left_out_name(reason));
    fy_buffer_free(&path);
}

void fy_dataset_sieve(struct fy_dataset *dataset,
                      enum fy_left_out (*keep)(void *context, struct fy_utterance *utterance), void *context)
{
    size_t kept = 0;
    for (size_t i = 0; i < dataset->count; i++) {
        struct fy_utterance *utterance = &dataset->utterances[i];
        const enum fy_left_out reason = keep(context, utterance);
        if (reason == FY_LEFT_COUNT) {
            dataset->utterances[kept++] = *utterance;
            continue;
        }
        fy_left_out_tell(dataset, &dataset->sources[utterance->recording], utterance->start, utterance->end, reason);
        fy_utterance_free(utterance);
    }
    dataset->count = kept;
}

/* Two of the same id are the same speaker and span: the first stays. */
static enum fy_left_out keep_one(void *context, struct fy_utterance *utterance)
{
    const char **last = context;
    if (*last && strcmp(*last, utterance->id) == 0)
        return FY_LEFT_DOUBLE;
    *last = utterance->id;
    return FY_LEFT_COUNT;
}

static enum fy_status add_utterance(struct fy_dataset *dataset, const struct fy_json *line, long place)
{
    struct fy_utterance *grown =
        fy_grow(dataset->utterances, &dataset->capacity, dataset->count + 1, sizeof *dataset->utterances);
    if (!grown)
        return FY_NO_MEMORY;
    dataset->utterances = grown;
    struct fy_utterance utterance = { .recording = dataset->source_count - 1,
                                      .start = number_at(line, "start"),
                                      .end = number_at(line, "end"),
                                      .speaker = fy_strdup(text_at(line, "speaker")),
                                      .scope = (enum fy_speaker_scope)number_at(line, "scope"),
                                      .dialect = fy_strdup(text_at(line, "dialect")),
                                      .gender = text_at(line, "gender")[0],
                                      .flags = (unsigned char)number_at(line, "flags"),
                                      .has_status = fy_json_is_true(fy_json_get(line, "status")),
                                      .sound = first_bits(text_at(line, "sound")),
                                      .words = bits_of_text(text_at(line, "text")),
                                      .line = place };
    if (!utterance.speaker || !utterance.dialect) {
        fy_utterance_free(&utterance);
        return FY_NO_MEMORY;
    }
    grown[dataset->count++] = utterance;
    return FY_OK;
}

static enum fy_left_out reason_named(const char *name)
{
    for (int reason = 0; reason < FY_LEFT_COUNT; reason++) {
        if (strcmp(fy_left_out_name((enum fy_left_out)reason), name) == 0)
            return (enum fy_left_out)reason;
    }
    return FY_LEFT_COUNT;
}

static enum fy_status add_line(struct fy_dataset *dataset, const struct fy_json *line, long place)
{
    const enum fy_left_out reason = reason_named(text_at(line, "out"));
    if (reason == FY_LEFT_COUNT)
        return add_utterance(dataset, line, place);
    fy_left_out_tell(dataset, &dataset->sources[dataset->source_count - 1], number_at(line, "start"),
                     number_at(line, "end"), reason);
    return FY_OK;
}

static enum fy_status add_source(struct fy_dataset *dataset, const struct fy_json *head, const char *part)
{
    struct fy_source *grown =
        fy_grow(dataset->sources, &dataset->source_capacity, dataset->source_count + 1, sizeof *dataset->sources);
    if (!grown)
        return FY_NO_MEMORY;
    dataset->sources = grown;
    grown[dataset->source_count++] = (struct fy_source){ .name = fy_strdup(text_at(head, "name")),
                                                         .path = fy_strdup(text_at(head, "path")),
                                                         .part = fy_strdup(part),
                                                         .frames = number_at(head, "frames"),
                                                         .rate = (int)number_at(head, "rate"),
                                                         .channels = (int)number_at(head, "channels"),
                                                         .channel = (int)number_at(head, "channel"),
                                                         .pcm16 = fy_json_is_true(fy_json_get(head, "pcm16")) };
    const struct fy_source *source = &grown[dataset->source_count - 1];
    return source->name && source->path && source->part ? FY_OK : FY_NO_MEMORY;
}

struct reading {
    struct fy_dataset *dataset;
    const char *part;
    char made_with[FY_DIGEST_SIZE]; /* of the parts before; "" at first */
    bool unusable;
};

static enum fy_status read_head(struct reading *reading, const struct fy_json *head, struct fy_error *error)
{
    const char *made_with = text_at(head, "made_with");
    if (reading->made_with[0] != '\0' && strcmp(reading->made_with, made_with) != 0)
        return fy_fail(error, FY_INVALID,
                       _("This part was made with other options than the others. Please make all parts with the same "
                         "ones."));
    snprintf(reading->made_with, sizeof reading->made_with, "%s", made_with);
    reading->unusable = fy_json_get(head, "error") != NULL;
    if (reading->unusable)
        reading->dataset->summary->unusable++;
    return add_source(reading->dataset, head, reading->part);
}

static enum fy_status read_line(struct reading *reading, const char *line, size_t size, long place,
                                struct fy_error *error)
{
    struct fy_json *json = NULL;
    enum fy_status status = fy_json_read(line, size, &json, error);
    if (status == FY_OK && place == 0)
        status = read_head(reading, json, error);
    else if (status == FY_OK && !reading->unusable)
        status = add_line(reading->dataset, json, place);
    fy_json_free(json);
    return status;
}

static enum fy_status read_part(struct reading *reading, struct fy_error *error)
{
    FILE *file = fopen(reading->part, "rb");
    char *line = NULL;
    size_t room = 0;
    enum fy_status status = file ? FY_OK : fy_fail(error, FY_IO, "%s", fy_status_text(FY_IO));
    long place = 0;
    for (ssize_t size; status == FY_OK && (size = getline(&line, &room, file)) >= 0; place = ftell(file))
        status = read_line(reading, line, (size_t)size, place, error);
    if (file)
        fclose(file);
    free(line);
    if (status == FY_NO_MEMORY)
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    return status == FY_OK ? FY_OK : fy_error_in_file(error, reading->part);
}

static int is_part(const struct dirent *entry)
{
    const size_t size = strlen(entry->d_name);
    return size > 6 && entry->d_name[0] != '.' && strcmp(entry->d_name + size - 6, ".jsonl") == 0;
}

static int by_bytes(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static enum fy_status read_parts(struct fy_dataset *dataset, struct fy_error *error)
{
    char folder[PATH_MAX], path[PATH_MAX];
    struct dirent **entries = NULL;
    struct reading reading = { .dataset = dataset, .part = path };
    enum fy_status status = FY_OK;
    snprintf(folder, sizeof folder, "%s/parts", dataset->options->folder);
    const int count = scandir(folder, &entries, is_part, by_bytes);
    if (count <= 0)
        status = fy_fail(error, FY_NOT_FOUND, _("There are no parts in \"%.300s\" to join."), dataset->options->folder);
    for (int i = 0; i < count; i++) {
        if (status == FY_OK && (size_t)snprintf(path, sizeof path, "%s/%s", folder, entries[i]->d_name) >= sizeof path)
            status = fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
        if (status == FY_OK)
            status = read_part(&reading, error);
        free(entries[i]);
    }
    free(entries);
    return status;
}

static void free_all(struct fy_dataset *dataset)
{
    for (size_t i = 0; i < dataset->count; i++)
        fy_utterance_free(&dataset->utterances[i]);
    for (size_t i = 0; i < dataset->source_count; i++) {
        fy_free(dataset->sources[i].name);
        fy_free(dataset->sources[i].path);
        fy_free(dataset->sources[i].part);
        fy_free(dataset->sources[i].id);
    }
    fy_free(dataset->utterances);
    fy_free(dataset->sources);
    fy_buffer_free(&dataset->left_out);
}

enum fy_status fy_dataset_join(const struct fy_dataset_options *options, const struct fy_split_options *split,
                               struct fy_dataset_summary *summary, struct fy_error *error)
{
    struct fy_project *project = NULL;
    struct fy_dataset dataset = {
        .options = options, .split = split, .target = fy_target_of(options->target), .summary = summary
    };
    const char *last = NULL;
    memset(summary, 0, sizeof *summary);
    if (!dataset.target)
        return fy_fail(error, FY_UNSUPPORTED, _("There is no format \"%.100s\"."), options->target);
    enum fy_status status = read_parts(&dataset, error);
    if (status == FY_OK)
        status = fy_project_open(&project, dataset.sources[0].path, error);
    dataset.project = project;
    if (status == FY_OK)
        status = fy_ids_assign(&dataset, error);
    if (status == FY_OK)
        fy_dataset_sieve(&dataset, keep_one, &last);
    if (status == FY_OK && split->split)
        status = fy_splits_assign(&dataset, error);
    if (status == FY_OK && dataset.count > 0)
        status = fy_dataset_write(&dataset, error);
    if (status == FY_OK)
        status = fy_report_write(&dataset, error);
    if (status == FY_NO_MEMORY)
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    fy_project_close(project);
    free_all(&dataset);
    if (status != FY_OK)
        fy_dataset_summary_free(summary);
    return status;
}
