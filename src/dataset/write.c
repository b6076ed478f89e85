/* The lists of a set, split by split: each segment's line is read from its part, given to the target, and forgotten. */
#include "base/messages.h"
#include "dataset/internal.h"
#include "dataset/list_file.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct writing {
    struct fy_dataset *dataset;
    const char *split;     /* NULL: nothing is split */
    char folder[PATH_MAX]; /* of this split */
    char whole[PATH_MAX];  /* of the set, absolute */
    struct fy_list_file *files[FY_TARGET_FILES];
    struct fy_buffer out[FY_TARGET_FILES];
    FILE *part;
    struct fy_shards *shards;        /* where the target has some */
    const struct fy_utterance *last; /* whose row was written before in this split */
    size_t part_of;                  /* the recording whose part is open */
    char *line;
    size_t room;
};

static enum fy_status add_file(struct fy_dataset_summary *summary, const char *path)
{
    size_t count = 0;
    while (summary->files && summary->files[count])
        count++;
    char **grown = fy_realloc(summary->files, (count + 2) * sizeof *grown);
    if (!grown)
        return FY_NO_MEMORY;
    summary->files = grown;
    grown[count] = fy_strdup(path);
    grown[count + 1] = NULL;
    return grown[count] ? FY_OK : FY_NO_MEMORY;
}

static enum fy_status open_files(struct writing *writing, struct fy_error *error)
{
    const struct fy_target *target = writing->dataset->target;
    enum fy_status status = fy_make_folders(writing->folder, error);
    for (size_t i = 0; status == FY_OK && i < FY_TARGET_FILES && target->files[i]; i++) {
        char path[PATH_MAX];
        if ((size_t)snprintf(path, sizeof path, "%s/%s", writing->folder, target->files[i]) >= sizeof path)
            return fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
        status = fy_list_file_new(&writing->files[i], path, error);
        if (status == FY_OK)
            status = add_file(writing->dataset->summary, path);
    }
    return status;
}

static enum fy_status flush(struct writing *writing, struct fy_error *error)
{
    for (size_t i = 0; i < FY_TARGET_FILES; i++) {
        struct fy_buffer *out = &writing->out[i];
        if (out->failed)
            return FY_NO_MEMORY;
        const enum fy_status status =
            out->size > 0 ? fy_list_file_put(writing->files[i], out->data, out->size, error) : FY_OK;
        if (status != FY_OK)
            return status;
        fy_buffer_clear(out);
    }
    return FY_OK;
}

/* ---- one segment's line ---- */

static enum fy_status read_line(struct writing *writing, const struct fy_utterance *utterance, struct fy_json **line,
                                struct fy_error *error)
{
    const char *path = writing->dataset->sources[utterance->recording].part;
    if (!writing->part || writing->part_of != utterance->recording) {
        if (writing->part)
            fclose(writing->part);
        writing->part = fopen(path, "rb");
        writing->part_of = utterance->recording;
    }
    const ssize_t size = writing->part && fseek(writing->part, utterance->line, SEEK_SET) == 0
                             ? getline(&writing->line, &writing->room, writing->part)
                             : -1;
    if (size >= 0 && fy_json_read(writing->line, (size_t)size, line, error) == FY_OK)
        return FY_OK;
    (void)fy_fail(error, FY_IO, "%s", fy_status_text(FY_IO));
    return fy_error_in_file(error, path);
}

static const char *text_at(const struct fy_json *line, const char *name)
{
    const char *text = fy_json_text_of(fy_json_get(line, name));
    return text ? text : "";
}

static const char *tag_of(const struct fy_dataset *dataset, const char *code)
{
    const struct fy_target_info *info = &dataset->target->info;
    const struct fy_dialects *dialects = fy_project_dialects(dataset->project);
    const size_t index = fy_dialects_find(dialects, code, strlen(code));
    if (!info->map)
        return code;
    const char *tag = index == FY_NONE ? "" : fy_dialects_map(dialects, index, info->map);
    return tag[0] == '\0' || strcmp(tag, "-") == 0 ? NULL : tag;
}

static const char *name_of(const struct fy_dataset *dataset, const char *code)
{
    const struct fy_dialects *dialects = fy_project_dialects(dataset->project);
    const size_t index = fy_dialects_find(dialects, code, strlen(code));
    const char *name = index == FY_NONE ? "" : fy_dialects_at(dialects, index)->name_zh;
    return name[0] != '\0' ? name : "方言";
}

/* The language part of the BCP 47 tag of the dialect, or of the nearest node above it that has one. */
static void find_language(const struct fy_dataset *dataset, const char *code, char language[16])
{
    const struct fy_dialects *dialects = fy_project_dialects(dataset->project);
    size_t index = fy_dialects_find(dialects, code, strlen(code));
    while (index != FY_NONE && fy_dialects_at(dialects, index)->bcp47[0] == '\0')
        index = fy_dialects_at(dialects, index)->parent;
    const char *tag = index == FY_NONE ? "und" : fy_dialects_at(dialects, index)->bcp47;
    snprintf(language, 16, "%.*s", (int)(strcspn(tag, "-") % 16), tag);
}

/* Loaders take names with these words in them for names of splits. */
static bool sounds_like_split(const char *id)
{
    static const char *const words[] = { "train", "valid", "dev", "test", "eval" };
    char lower[256];
    size_t size = 0;
    for (; id[size] && size < sizeof lower - 1; size++)
        lower[size] = (char)tolower((unsigned char)id[size]);
    lower[size] = '\0';
    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strstr(lower, words[i]))
            return true;
    }
    return false;
}

/* The clip beside the lists; a second name of the same file, or a copy where the file system has no such thing. */
static enum fy_status link_clip(struct writing *writing, const struct fy_row *row, char name[PATH_MAX],
                                struct fy_error *error)
{
    char path[PATH_MAX], digest[FY_DIGEST_SIZE];
    const char *id = row->utterance->id;
    fy_digest_of(id, strlen(id), digest);
    if (sounds_like_split(id) || strlen(id) > 200)
        snprintf(name, PATH_MAX, "u%.16s.wav", digest);
    else
        snprintf(name, PATH_MAX, "%s.wav", id);
    if ((size_t)snprintf(path, sizeof path, "%s/%s", writing->folder, name) >= sizeof path)
        return fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    unlink(path);
    if (link(row->clip, path) == 0)
        return FY_OK;
    return fy_copy_file(row->clip, path, error);
}

static bool has_tag(const struct fy_dataset *dataset, const struct fy_utterance *utterance)
{
    return utterance->dialect[0] == '\0' || tag_of(dataset, utterance->dialect) != NULL;
}

static enum fy_status write_row(struct writing *writing, struct fy_utterance *utterance, struct fy_error *error)
{
    struct fy_dataset *dataset = writing->dataset;
    const struct fy_target *target = dataset->target;
    struct fy_json *line = NULL;
    char clip[PATH_MAX] = "", name[PATH_MAX], language[16];
    double samples = 0;
    enum fy_status status = read_line(writing, utterance, &line, error);
    if (status != FY_OK)
        return status;
    struct fy_source *source = &dataset->sources[utterance->recording];
    (void)fy_json_number_of(fy_json_get(line, "samples"), &samples);
    find_language(dataset, utterance->dialect, language);
    struct fy_row row = { .utterance = utterance,
                          .source = source,
                          .split = writing->split   ? writing->split
                                   : target->folder ? target->folder
                                                    : "train",
                          .text = text_at(line, "text"),
                          .std = text_at(line, "std"),
                          .rom = text_at(line, "rom"),
                          .draft = text_at(line, "draft"),
                          .label = text_at(line, "label"),
                          .dialect = utterance->dialect,
                          .event = text_at(line, "event"),
                          .emotion = text_at(line, "emotion"),
                          .clip = clip,
                          .clip_here = text_at(line, "clip"),
                          .samples = (int64_t)samples,
                          .rate = fy_target_cuts(target, dataset->options) && dataset->options->rate > 0
                                      ? dataset->options->rate
                                      : source->rate,
                          .start = (double)utterance->start / 1e6,
                          .seconds = (double)(utterance->end - utterance->start) / 1e6,
                          .tag = has_tag(dataset, utterance) ? tag_of(dataset, utterance->dialect) : NULL,
                          .language = language,
                          .words = fy_json_get(line, "words"),
                          .dialect_name = name_of(dataset, utterance->dialect),
                          .lexicon = fy_project_lexicon(dataset->project),
                          .options = dataset->options,
                          .first = !writing->last,
                          .new_speaker =
                              !writing->last || strcmp(writing->last->speaker_id, utterance->speaker_id) != 0 };
    if (!row.tag || row.tag[0] == '\0')
        row.tag = target->info.fallback ? target->info.fallback : "";
    if (row.clip_here[0] != '\0' &&
        (size_t)snprintf(clip, sizeof clip, "%s/%s", writing->whole, row.clip_here) >= sizeof clip)
        status = fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    if (status == FY_OK && target->link_clips) {
        status = link_clip(writing, &row, name, error);
        row.clip_here = name;
    }
    if (status == FY_OK && writing->shards)
        status = fy_shards_put(writing->shards, writing->out, &row, error);
    if (status == FY_OK) {
        target->row(writing->out, &row);
        source->used = true;
        writing->last = utterance;
        if (target->sort_by == 0)
            status = flush(writing, error);
    }
    fy_json_free(line);
    return status;
}

/* ---- one split ---- */

static int by_id(const void *x, const void *y)
{
    return strcmp((*(struct fy_source *const *)x)->id, (*(struct fy_source *const *)y)->id);
}

static enum fy_status write_sources(struct writing *writing, struct fy_error *error)
{
    const struct fy_dataset *dataset = writing->dataset;
    struct fy_source **sorted = fy_calloc(dataset->source_count + 1, sizeof *sorted);
    enum fy_status status = sorted ? FY_OK : FY_NO_MEMORY;
    size_t count = 0;
    for (size_t i = 0; sorted && i < dataset->source_count; i++) {
        if (dataset->sources[i].used)
            sorted[count++] = &dataset->sources[i];
    }
    if (count > 1)
        qsort(sorted, count, sizeof *sorted, by_id);
    for (size_t i = 0; status == FY_OK && i < count; i++) {
        dataset->target->source(writing->out, sorted[i]);
        status = flush(writing, error);
    }
    fy_free(sorted);
    return status;
}

/* What an earlier set left beside the lists. */
static void remove_clips(const char *folder)
{
    DIR *directory = opendir(folder);
    char path[PATH_MAX];
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        const size_t size = strlen(entry->d_name);
        if (size > 4 && strcmp(entry->d_name + size - 4, ".wav") == 0 &&
            (size_t)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < sizeof path)
            unlink(path);
    }
    if (directory)
        closedir(directory);
}

/* ---- lines of one recording, sorted by a number in them ---- */

struct line {
    char *text;
    double number;
};

static int by_number(const void *x, const void *y)
{
    const struct line *a = x, *b = y;
    return a->number != b->number ? (a->number > b->number) - (a->number < b->number) : strcmp(a->text, b->text);
}

static double field_of(const char *line, int field)
{
    double number = 0;
    for (; field > 1 && line; field--) {
        line = strchr(line, ' ');
        line += line != NULL;
    }
    if (line)
        (void)fy_number_read(line, strcspn(line, " "), &number);
    return number;
}

static enum fy_status flush_sorted(struct writing *writing, struct fy_error *error)
{
    struct fy_buffer *out = &writing->out[0], sorted = FY_BUFFER_EMPTY;
    struct line *lines = NULL;
    size_t count = 0, room = 0;
    for (char *at = out->data, *end; !out->failed && at && *at; at = end + 1, count++) {
        struct line *grown = fy_grow(lines, &room, count + 1, sizeof *lines);
        end = strchr(at, '\n');
        if (!grown || !end) {
            fy_free(lines);
            return FY_NO_MEMORY;
        }
        lines = grown;
        *end = '\0';
        lines[count] = (struct line){ at, field_of(at, writing->dataset->target->sort_by) };
    }
    if (count > 1)
        qsort(lines, count, sizeof *lines, by_number);
    for (size_t i = 0; i < count; i++)
        fy_buffer_printf(&sorted, "%s\n", lines[i].text);
    fy_free(lines);
    const bool failed = out->failed;
    fy_buffer_free(out);
    *out = sorted;
    return failed ? FY_NO_MEMORY : flush(writing, error);
}

static enum fy_status write_rows(struct writing *writing, struct fy_utterance **order, unsigned split,
                                 struct fy_error *error)
{
    struct fy_dataset *dataset = writing->dataset;
    const struct fy_target *target = dataset->target;
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < dataset->source_count; i++)
        dataset->sources[i].used = false;
    writing->last = NULL;
    if (target->begin) {
        target->begin(writing->out, dataset);
        status = flush(writing, error);
    }
    for (size_t i = 0; status == FY_OK && i < dataset->count; i++) {
        if (writing->split && order[i]->split != split)
            continue;
        if (target->sort_by > 0 && writing->last && writing->last->recording != order[i]->recording)
            status = flush_sorted(writing, error);
        if (status == FY_OK)
            status = write_row(writing, order[i], error);
    }
    if (status == FY_OK && target->sort_by > 0)
        status = flush_sorted(writing, error);
    if (status == FY_OK && target->source)
        status = write_sources(writing, error);
    if (status == FY_OK && target->end)
        target->end(writing->out, dataset);
    return status == FY_OK ? flush(writing, error) : status;
}

static enum fy_status write_split(struct writing *writing, struct fy_utterance **order, unsigned split,
                                  struct fy_error *error)
{
    const struct fy_target *target = writing->dataset->target;
    const char *name = writing->split ? writing->split : target->folder;
    /* Hugging Face calls it so. */
    if (name && target->folder && strcmp(name, "dev") == 0)
        name = "validation";
    snprintf(writing->folder, sizeof writing->folder, "%s%s%s", writing->dataset->options->folder, name ? "/" : "",
             name ? name : "");
    if (target->link_clips)
        remove_clips(writing->folder);
    enum fy_status status = open_files(writing, error);
    if (status == FY_OK && target->shards) {
        char absolute[PATH_MAX];
        const int size = snprintf(absolute, sizeof absolute, "%s%s%s", writing->whole, name ? "/" : "", name ? name : "");
        status = size < (int)sizeof absolute ? fy_shards_new(&writing->shards, writing->folder, absolute, error)
                                             : fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    }
    if (status == FY_OK)
        status = write_rows(writing, order, split, error);
    const enum fy_status packed = fy_shards_free(writing->shards, status == FY_OK, error);
    writing->shards = NULL;
    status = status == FY_OK ? packed : status;
    for (size_t i = 0; i < FY_TARGET_FILES; i++) {
        const enum fy_status closed = fy_list_file_close(writing->files[i], status == FY_OK, error);
        status = status == FY_OK ? closed : status;
        writing->files[i] = NULL;
        fy_buffer_free(&writing->out[i]);
    }
    return status;
}

static const struct fy_dataset *sorting; /* only while the comparison below runs, in one thread */

static int by_recording(const void *x, const void *y)
{
    const struct fy_utterance *a = *(struct fy_utterance *const *)x, *b = *(struct fy_utterance *const *)y;
    const int order = strcmp(sorting->sources[a->recording].id, sorting->sources[b->recording].id);
    if (order)
        return order;
    return a->start != b->start ? (a->start > b->start) - (a->start < b->start) : strcmp(a->id, b->id);
}

enum fy_status fy_dataset_write(struct fy_dataset *dataset, struct fy_error *error)
{
    struct writing writing = { .dataset = dataset };
    struct fy_utterance **order = fy_calloc(dataset->count + 1, sizeof *order);
    char *whole = realpath(dataset->options->folder, NULL);
    enum fy_status status = order && whole ? FY_OK : FY_NO_MEMORY;
    for (size_t i = 0; order && i < dataset->count; i++)
        order[i] = &dataset->utterances[i];
    if (status == FY_OK && dataset->target->by_recording) {
        sorting = dataset;
        qsort(order, dataset->count, sizeof *order, by_recording);
    }
    snprintf(writing.whole, sizeof writing.whole, "%s", whole ? whole : "");
    for (unsigned split = 0; status == FY_OK && split < 3; split++) {
        size_t count = 0;
        for (size_t i = 0; i < dataset->count; i++)
            count += dataset->utterances[i].split == split;
        writing.split = dataset->split->split ? fy_split_names[split] : NULL;
        if (count > 0)
            status = write_split(&writing, order, split, error);
    }
    if (writing.part)
        fclose(writing.part);
    free(writing.line);
    free(whole);
    fy_free(order);
    return status;
}
