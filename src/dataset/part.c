/* One recording's part of a set: a line that tells of the recording, then one for each segment, and the clips. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <dirent.h>
#include <errno.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fangyin/recording.h>
#include <fangyin/sisters.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* FNV-1a, 32 bit. */
static uint32_t hash(const char *text)
{
    uint32_t value = 2166136261U;
    for (; *text; text++)
        value = (value ^ (unsigned char)*text) * 16777619U;
    return value;
}

static char *whole_path(const char *path)
{
    char *whole = realpath(path, NULL), *copy = fy_strdup(whole ? whole : path);
    free(whole);
    return copy;
}

static void put_stem(struct fy_buffer *out, const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    fy_buffer_append(out, name, dot && dot > name ? (size_t)(dot - name) : strlen(name));
}

/* Short enough for every file system. */
enum fy_status fy_part_name(const char *recording, struct fy_buffer *name)
{
    struct fy_buffer stem = FY_BUFFER_EMPTY, ascii = FY_BUFFER_EMPTY;
    char *whole = whole_path(recording);
    put_stem(&stem, recording);
    enum fy_status status = whole ? fy_ascii_name(&ascii, fy_buffer_text(&stem)) : FY_NO_MEMORY;
    if (status == FY_OK)
        fy_buffer_printf(name, "%.80s-%08x", fy_buffer_text(&ascii), (unsigned)hash(whole));
    if (name->failed || stem.failed)
        status = FY_NO_MEMORY;
    fy_buffer_free(&stem);
    fy_buffer_free(&ascii);
    fy_free(whole);
    return status;
}

/* ---- what a part depends on ---- */

static void add_text(struct fy_digest *digest, const char *text)
{
    fy_digest_add(digest, text ? text : "", (text ? strlen(text) : 0) + 1);
}

static void add_number(struct fy_digest *digest, double number)
{
    char text[64];
    snprintf(text, sizeof text, "%.9g", number);
    add_text(digest, text);
}

static void add_options(struct fy_digest *digest, const struct fy_dataset_options *options)
{
    add_text(digest, FY_VERSION " 1");
    add_text(digest, options->target);
    add_text(digest, options->tier);
    add_text(digest, options->text_tier);
    add_text(digest, options->dialect);
    add_text(digest, options->level);
    add_text(digest, options->speaker);
    const double numbers[] = { options->status,  options->shortest, options->longest,
                               options->markers, options->privacy,  options->without_consent,
                               options->channel, options->rate,     options->cut };
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        add_number(digest, numbers[i]);
}

static void add_file(struct fy_digest *digest, const char *folder, const char *name)
{
    char path[PATH_MAX];
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    snprintf(path, sizeof path, "%s/%s", folder, name);
    add_text(digest, name);
    if (fy_file_read(name[0] == '/' ? name : path, &bytes, NULL) == FY_OK)
        fy_digest_add(digest, fy_buffer_text(&bytes), bytes.size);
    fy_buffer_free(&bytes);
}

static void add_project(struct fy_digest *digest, const struct fy_project *project)
{
    static const char *const names[] = { "dialects", "speakers" };
    const char *folder = fy_project_folder(project);
    if (!folder)
        return;
    add_file(digest, folder, "fangyin.ini");
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char usual[32];
        const char *own = fy_project_value(project, "project", names[i]);
        snprintf(usual, sizeof usual, "%s.tsv", names[i]);
        add_file(digest, folder, own ? own : usual);
    }
}

static void make_key(const struct fy_dataset_options *options, const struct fy_project *project, const char *recording,
                     const char *grid_path, char key[FY_DIGEST_SIZE])
{
    struct fy_digest digest;
    struct stat info = { 0 };
    fy_digest_start(&digest);
    add_options(&digest, options);
    add_project(&digest, project);
    add_text(&digest, recording);
    if (stat(recording, &info) == 0) {
        add_number(&digest, (double)info.st_size);
        add_number(&digest, (double)info.st_mtim.tv_sec);
        add_number(&digest, (double)info.st_mtim.tv_nsec);
    }
    add_file(&digest, "", grid_path);
    fy_digest_end(&digest, key);
}

/* ---- making one ---- */

struct making {
    struct fy_unit unit;
    struct fy_recording *sound;
    const char *recording, *name; /* name: of the part */
    char key[FY_DIGEST_SIZE], made_with[FY_DIGEST_SIZE];
    struct fy_buffer lines;
    struct fy_blank *blanks;
    size_t blank_count, blank_capacity;
    struct fy_dataset_part_result *result;
};

static enum fy_status find_blanks(struct making *making)
{
    const struct fy_grid *grid = making->unit.grid;
    for (size_t i = 0; i < fy_grid_tier_count(grid); i++) {
        const char *name = fy_tier_name(grid, i);
        const bool content = strncmp(name, "content", 7) == 0 && (name[7] == '\0' || name[7] == '@');
        const struct fy_interval *intervals = content ? fy_tier_intervals(grid, i) : NULL;
        for (size_t k = 0; intervals && k < fy_tier_size(grid, i); k++) {
            if (!fy_label_has_code(intervals[k].text, "private"))
                continue;
            struct fy_blank *grown =
                fy_grow(making->blanks, &making->blank_capacity, making->blank_count + 1, sizeof *grown);
            if (!grown)
                return FY_NO_MEMORY;
            making->blanks = grown;
            grown[making->blank_count++] =
                (struct fy_blank){ llround(intervals[k].xmin * 1e6), llround(intervals[k].xmax * 1e6) };
        }
    }
    return FY_OK;
}

static void put_left_out(struct making *making, const struct fy_interval *interval, enum fy_left_out reason)
{
    struct fy_json_writer json = { .out = &making->lines };
    fy_json_object(&json, NULL);
    fy_json_number(&json, "start", (double)llround(interval->xmin * 1e6));
    fy_json_number(&json, "end", (double)llround(interval->xmax * 1e6));
    fy_json_text(&json, "out", fy_left_out_name(reason));
    fy_json_object_end(&json);
    fy_buffer_putc(&making->lines, '\n');
}

/* The words of a word tier inside a segment. False without. */
static bool put_words(struct fy_json_writer *json, const struct making *making, const struct fy_segment *segment)
{
    const struct fy_grid *grid = making->unit.grid;
    bool any = false;
    for (size_t i = 0; i < fy_grid_tier_count(grid); i++) {
        const char *name = fy_tier_name(grid, i), *like = fy_tier_name(grid, segment->tier);
        if (fy_tier_kind(grid, i) != FY_INTERVAL_TIER ||
            (!fy_name_is_sister(name, "word", like) && !fy_name_is_sister(name, "words", like)))
            continue;
        for (size_t k = 0; k < fy_tier_size(grid, i); k++) {
            const struct fy_interval *word = &fy_tier_intervals(grid, i)[k];
            const double start = (double)llround(word->xmin * 1e6), end = (double)llround(word->xmax * 1e6);
            char *line = start >= (double)segment->start && end <= (double)segment->end && end > start
                             ? fy_line_of(word->text)
                             : NULL;
            if (line && *line) {
                if (!any)
                    fy_json_array(json, "words");
                any = true;
                fy_json_array(json, NULL);
                fy_json_number(json, NULL, start / 1e6);
                fy_json_number(json, NULL, (end - start) / 1e6);
                fy_json_text(json, NULL, line);
                fy_json_array_end(json);
            }
            fy_free(line);
        }
        break;
    }
    if (any)
        fy_json_array_end(json);
    return any;
}

static void put_segment(struct making *making, const struct fy_segment *segment, const struct fy_clip *clip,
                        const char *clip_here)
{
    struct fy_json_writer json = { .out = &making->lines };
    const char gender[2] = { segment->gender, '\0' };
    fy_json_object(&json, NULL);
    fy_json_number(&json, "start", (double)segment->start);
    fy_json_number(&json, "end", (double)segment->end);
    fy_json_text(&json, "text", segment->text);
    fy_json_text(&json, "std", segment->std);
    fy_json_text(&json, "rom", segment->rom);
    fy_json_text(&json, "draft", segment->draft);
    fy_json_text(&json, "speaker", segment->speaker);
    fy_json_count(&json, "scope", segment->scope);
    fy_json_text(&json, "gender", gender);
    fy_json_text(&json, "label", segment->label);
    fy_json_text(&json, "dialect", segment->dialect);
    fy_json_text(&json, "event", segment->event);
    fy_json_text(&json, "emotion", segment->emotion);
    fy_json_bool(&json, "status", segment->has_status);
    fy_json_count(&json, "flags", clip->flags);
    fy_json_text(&json, "sound", clip->digest);
    fy_json_number(&json, "samples", (double)clip->samples);
    fy_json_text(&json, "clip", clip_here);
    (void)put_words(&json, making, segment);
    fy_json_object_end(&json);
    fy_buffer_putc(&making->lines, '\n');
}

static bool has_words(const struct making *making, const struct fy_segment *segment)
{
    struct fy_buffer unused = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &unused };
    const bool any = put_words(&json, making, segment);
    fy_buffer_free(&unused);
    return any;
}

static enum fy_status take(struct making *making, const struct fy_segment *segment, struct fy_error *error)
{
    const struct fy_dataset_options *options = making->unit.options;
    const bool cuts = fy_target_cuts(making->unit.target, options);
    char here[PATH_MAX] = "", path[PATH_MAX];
    if (cuts) {
        /* Tiers of several people may have segments of the same span. */
        snprintf(here, sizeof here, "clips/%s/%08lld-%08lld-%zu.wav", making->name, (long long)(segment->start / 1000),
                 (long long)(segment->end / 1000), segment->tier);
        if ((size_t)snprintf(path, sizeof path, "%s/%s", options->folder, here) >= sizeof path)
            return fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    }
    struct fy_clip clip = { .path = cuts ? path : NULL,
                            .start = segment->start,
                            .end = segment->end,
                            .channel = options->channel,
                            .rate = options->rate,
                            .blanks = making->blanks,
                            .blank_count = making->blank_count,
                            .tone = options->privacy == FY_PRIVATE_TONE };
    const enum fy_status status = fy_clip_cut(making->sound, &clip, error);
    if (status != FY_OK)
        return status;
    if (fy_recording_warning(making->sound))
        clip.flags |= FY_SOUND_LENGTH;
    put_segment(making, segment, &clip, here);
    making->result->chosen++;
    making->result->seconds += (double)(segment->end - segment->start) / 1e6;
    return FY_OK;
}

static enum fy_status make_segments(struct making *making, struct fy_error *error)
{
    const struct fy_grid *grid = making->unit.grid;
    const char *needs = making->unit.target->needs;
    bool found = false;
    for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
        if (!fy_tier_is_chosen(making->unit.options, grid, tier))
            continue;
        found = true;
        for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
            struct fy_segment segment;
            enum fy_left_out reason;
            enum fy_status status = fy_segment_choose(&making->unit, tier, i, &segment, &reason);
            if (status == FY_OK && reason == FY_LEFT_COUNT && needs && strcmp(needs, "words") == 0 &&
                !has_words(making, &segment))
                reason = FY_LEFT_LACKING;
            making->result->segments++;
            if (status == FY_OK && reason == FY_LEFT_COUNT)
                status = take(making, &segment, error);
            else if (status == FY_OK)
                put_left_out(making, &fy_tier_intervals(grid, tier)[i], reason);
            else
                (void)fy_fail(error, status, "%s", fy_status_text(status));
            fy_segment_free(&segment);
            if (status != FY_OK)
                return status;
        }
    }
    return found ? FY_OK
                 : fy_fail(error, FY_NOT_FOUND, _("This grid has no interval tier named \"%.100s\"."),
                           making->unit.options->tier);
}

/* A WAV file of 16 bit samples, by its first bytes. */
static bool is_pcm16(const char *path)
{
    unsigned char head[46] = { 0 };
    FILE *file = fopen(path, "rb");
    const bool whole = file && fread(head, 1, sizeof head, file) == sizeof head;
    if (file)
        fclose(file);
    const unsigned format = head[20] | (unsigned)head[21] << 8, kind = head[44] | (unsigned)head[45] << 8;
    return whole && memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WAVEfmt ", 8) == 0 && head[34] == 16 &&
           (format == 1 || (format == 0xFFFE && kind == 1));
}

static enum fy_status put_head(struct making *making, const struct fy_error *wrong, struct fy_buffer *out)
{
    struct fy_json_writer json = { .out = out };
    struct fy_buffer stem = FY_BUFFER_EMPTY;
    char *whole = whole_path(making->recording);
    put_stem(&stem, making->recording);
    fy_json_object(&json, NULL);
    fy_json_text(&json, "key", making->key);
    fy_json_text(&json, "made_with", making->made_with);
    fy_json_text(&json, "name", fy_buffer_text(&stem));
    fy_json_text(&json, "path", whole ? whole : "");
    fy_json_count(&json, "segments", making->result->segments);
    fy_json_count(&json, "chosen", making->result->chosen);
    fy_json_number(&json, "seconds", making->result->seconds);
    if (wrong)
        fy_json_text(&json, "error", wrong->sentence);
    if (making->sound) {
        fy_json_number(&json, "frames", (double)making->unit.frames);
        fy_json_count(&json, "rate", (size_t)making->unit.rate);
        fy_json_count(&json, "channels", (size_t)making->unit.channels);
        fy_json_number(&json, "channel", making->unit.options->channel);
        fy_json_bool(&json, "pcm16", is_pcm16(making->recording));
        if (fy_recording_warning(making->sound))
            fy_json_text(&json, "warning", fy_recording_warning(making->sound));
    }
    fy_json_object_end(&json);
    fy_buffer_putc(out, '\n');
    const bool good = whole && !stem.failed;
    fy_buffer_free(&stem);
    fy_free(whole);
    return good && !out->failed ? FY_OK : FY_NO_MEMORY;
}

/* Files of a folder, then the folder. */
static void clear_folder(const char *folder)
{
    DIR *directory = opendir(folder);
    char path[PATH_MAX];
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (entry->d_name[0] != '.' &&
            (size_t)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < sizeof path)
            unlink(path);
    }
    if (directory)
        closedir(directory);
    rmdir(folder);
}

static size_t count_clips(const char *folder)
{
    DIR *directory = opendir(folder);
    size_t count = 0;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        const size_t size = strlen(entry->d_name);
        count += size > 4 && strcmp(entry->d_name + size - 4, ".wav") == 0;
    }
    if (directory)
        closedir(directory);
    return count;
}

/* Whether the part on disk is what would be made now. */
static bool is_current(struct making *making, const char *path, const char *clips)
{
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_json *head = NULL;
    bool current = false;
    const char *end =
        fy_file_read(path, &bytes, NULL) == FY_OK ? memchr(fy_buffer_text(&bytes), '\n', bytes.size) : NULL;
    if (end && fy_json_read(bytes.data, (size_t)(end - bytes.data), &head, NULL) == FY_OK) {
        const char *key = fy_json_text_of(fy_json_get(head, "key"));
        double segments = 0, chosen = 0;
        current = key && strcmp(key, making->key) == 0 && !fy_json_get(head, "error") &&
                  fy_json_number_of(fy_json_get(head, "segments"), &segments) &&
                  fy_json_number_of(fy_json_get(head, "chosen"), &chosen) &&
                  fy_json_number_of(fy_json_get(head, "seconds"), &making->result->seconds);
        making->result->segments = (size_t)segments;
        making->result->chosen = (size_t)chosen;
    }
    /* Without clips there is no folder for them either: a run that was killed may have left it. */
    if (current && fy_target_cuts(making->unit.target, making->unit.options))
        current = making->result->chosen > 0 ? count_clips(clips) == making->result->chosen : access(clips, F_OK) != 0;
    fy_json_free(head);
    fy_buffer_free(&bytes);
    return current;
}

static enum fy_status open_sound(struct making *making, struct fy_error *error)
{
    const enum fy_status status = fy_recording_open(&making->sound, making->recording, error);
    if (status != FY_OK)
        return status;
    making->unit.frames = fy_recording_frames(making->sound);
    making->unit.rate = fy_recording_rate(making->sound);
    making->unit.channels = fy_recording_channels(making->sound);
    return strpbrk(making->recording, "\r\n")
               ? fy_fail(error, FY_UNSUPPORTED,
                         _("The path of this recording has a line break, which no list of files can hold. Please "
                           "rename it."))
               : FY_OK;
}

static enum fy_status make(struct making *making, const char *path, const char *clips, struct fy_error *error)
{
    struct fy_buffer whole = FY_BUFFER_EMPTY;
    struct fy_error own = { 0 };
    unlink(path);
    clear_folder(clips);
    enum fy_status status =
        fy_target_cuts(making->unit.target, making->unit.options) ? fy_make_folders(clips, error) : FY_OK;
    if (status != FY_OK)
        return status;
    enum fy_status found = open_sound(making, &own);
    if (found == FY_OK && find_blanks(making) != FY_OK)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (found == FY_OK)
        found = make_segments(making, &own);
    status = found == FY_NO_MEMORY || found == FY_IO ? found : put_head(making, found == FY_OK ? NULL : &own, &whole);
    if (status == FY_OK && found == FY_OK)
        fy_buffer_append(&whole, fy_buffer_text(&making->lines), making->lines.size);
    if (status == FY_OK && (whole.failed || making->lines.failed))
        status = FY_NO_MEMORY;
    if (status == FY_OK && found == FY_OK && making->result->chosen == 0)
        clear_folder(clips);
    if (status == FY_OK)
        status = fy_put_file(path, fy_buffer_text(&whole), whole.size, error);
    else if (status == FY_NO_MEMORY)
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    if (found != FY_OK && error && status != FY_NO_MEMORY) {
        *error = own;
        status = found;
    }
    fy_buffer_free(&whole);
    return status;
}

static bool has_team(const struct fy_project *project)
{
    char path[PATH_MAX];
    const char *folder = fy_project_folder(project);
    if (!folder)
        return false;
    snprintf(path, sizeof path, "%s/team.db", folder);
    return fy_project_value(project, "team", "store") || access(path, F_OK) == 0;
}

enum fy_status fy_dataset_part(const struct fy_dataset_options *options, const struct fy_project *project,
                               const char *recording, const char *grid_path, const struct fy_grid *grid,
                               struct fy_dataset_part_result *result, struct fy_error *error)
{
    const char *slash = strrchr(recording, '/');
    struct fy_dataset_options own = *options;
    if (own.status == FY_STATUS_DEFAULT)
        own.status = has_team(project) ? FY_STATUS_ACCEPTED : FY_STATUS_DONE;
    struct making making = { .unit = { .options = &own,
                                       .target = fy_target_of(options->target),
                                       .project = project,
                                       .grid = grid,
                                       .name = slash ? slash + 1 : recording },
                             .recording = recording,
                             .result = result };
    struct fy_buffer name = FY_BUFFER_EMPTY;
    char path[PATH_MAX], clips[PATH_MAX];
    struct fy_digest digest;
    *result = (struct fy_dataset_part_result){ 0 };
    if (!making.unit.target)
        return fy_fail(error, FY_UNSUPPORTED, _("There is no format \"%.100s\"."), options->target);
    if (own.dialect && fy_dialects_find(fy_project_dialects(project), own.dialect, strlen(own.dialect)) == FY_NONE)
        return fy_fail(error, FY_INVALID, _("The tree of dialects has no code \"%.40s\"."), own.dialect);
    if (fy_part_name(recording, &name) != FY_OK) {
        fy_buffer_free(&name);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    making.name = fy_buffer_text(&name);
    make_key(&own, project, recording, grid_path, making.key);
    fy_digest_start(&digest);
    add_options(&digest, options);
    fy_digest_end(&digest, making.made_with);
    snprintf(path, sizeof path, "%s/parts", options->folder);
    snprintf(clips, sizeof clips, "%s/clips/%s", options->folder, making.name);
    enum fy_status status = fy_make_folders(path, error);
    if ((size_t)snprintf(path, sizeof path, "%s/parts/%s.jsonl", options->folder, making.name) >= sizeof path)
        status = fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    result->fresh = status == FY_OK && !is_current(&making, path, clips);
    if (result->fresh && grid) {
        *result = (struct fy_dataset_part_result){ .fresh = true };
        status = make(&making, path, clips, error);
    }
    fy_recording_close(making.sound);
    fy_free(making.blanks);
    fy_buffer_free(&making.lines);
    fy_buffer_free(&name);
    return status;
}

enum fy_status fy_dataset_keep_only(const char *folder, char *const *recordings, size_t count, struct fy_error *error)
{
    struct fy_buffer names = FY_BUFFER_EMPTY, wanted = FY_BUFFER_EMPTY;
    char path[PATH_MAX];
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < count && status == FY_OK; i++) {
        fy_buffer_putc(&names, '\n');
        status = fy_part_name(recordings[i], &names);
    }
    fy_buffer_putc(&names, '\n');
    snprintf(path, sizeof path, "%s/parts", folder);
    DIR *directory = status == FY_OK && !names.failed ? opendir(path) : NULL;
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        const char *dot = strrchr(entry->d_name, '.');
        fy_buffer_clear(&wanted);
        fy_buffer_printf(&wanted, "\n%.*s\n", dot ? (int)(dot - entry->d_name) : 0, entry->d_name);
        if (entry->d_name[0] == '.' || !dot || strstr(fy_buffer_text(&names), fy_buffer_text(&wanted)))
            continue;
        if ((size_t)snprintf(path, sizeof path, "%s/parts/%s", folder, entry->d_name) < sizeof path)
            unlink(path);
        if ((size_t)snprintf(path, sizeof path, "%s/clips/%.*s", folder, (int)(dot - entry->d_name), entry->d_name) <
            sizeof path)
            clear_folder(path);
    }
    if (directory)
        closedir(directory);
    if (names.failed || wanted.failed)
        status = FY_NO_MEMORY;
    fy_buffer_free(&names);
    fy_buffer_free(&wanted);
    return status == FY_OK ? FY_OK : fy_fail(error, status, "%s", fy_status_text(status));
}
