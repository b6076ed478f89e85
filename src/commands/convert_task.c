#include "base/messages.h"
#include "commands/convert.h"
#include "commands/grids.h"

#include <errno.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

enum { STREAMS = 5 };
/* The files of a Kaldi folder that are read. */
static const char *const kaldi_names[STREAMS] = { "segments", "text", "utt2spk", "utt2dur", "reco2dur" };

void fy_convert_say(struct fy_convert_task *task, const struct fy_error *error)
{
    char text[1600];
    fy_buffer_printf(&task->messages, "fangyin: %s\n", fy_error_format(error, text, sizeof text));
    task->failed = true;
}

static void say_findings(struct fy_convert_task *task, const struct fy_findings *findings)
{
    for (size_t i = 0; i < findings->count; i++) {
        const struct fy_finding *finding = &findings->items[i];
        struct fy_error place = { .line = finding->line, .column = finding->column };
        char text[1600];
        snprintf(place.file, sizeof place.file, "%s", task->path);
        snprintf(place.sentence, sizeof place.sentence, "%s", finding->sentence);
        fy_buffer_printf(&task->messages, "%s\n", fy_error_format(&place, text, sizeof text));
    }
    task->findings += findings->count;
}

void fy_convert_say_losses(struct fy_convert_task *task, const char *output)
{
    for (size_t i = 0; i < task->losses.count; i++) {
        const struct fy_loss *loss = &task->losses.items[i];
        struct fy_error line = { .line = 0 };
        char text[1600];
        snprintf(line.file, sizeof line.file, "%s", task->path);
        snprintf(line.sentence, sizeof line.sentence, _("not in %s: %s (%lu)"), output, loss->sentence,
                 (unsigned long)loss->items);
        fy_buffer_printf(&task->messages, "%s\n", fy_error_format(&line, text, sizeof text));
    }
}

/* ---- reading ---- */

struct input {
    struct fy_buffer bytes[STREAMS];
    struct fy_stream streams[STREAMS];
    size_t count;
};

static enum fy_status load_kaldi(const struct fy_convert_task *task, struct input *input, struct fy_error *error)
{
    for (size_t i = 0; i < STREAMS; i++) {
        struct fy_buffer path = FY_BUFFER_EMPTY, *bytes = &input->bytes[input->count];
        fy_buffer_printf(&path, "%s/%s", task->path, kaldi_names[i]);
        const enum fy_status status = path.failed ? FY_NO_MEMORY : fy_file_read(fy_buffer_text(&path), bytes, error);
        fy_buffer_free(&path);
        if (status == FY_NOT_FOUND)
            continue;
        if (status != FY_OK)
            return status;
        input->streams[input->count++] = (struct fy_stream){ kaldi_names[i], fy_buffer_text(bytes), bytes->size };
    }
    return FY_OK;
}

static enum fy_status load(const struct fy_convert_task *task, struct input *input, struct fy_error *error)
{
    if (task->kaldi)
        return load_kaldi(task, input, error);
    const enum fy_status status = fy_file_read(task->path, &input->bytes[0], error);
    input->streams[input->count++] =
        (struct fy_stream){ fy_command_name_in(task->path), fy_buffer_text(&input->bytes[0]), input->bytes[0].size };
    return status;
}

/* Extensions that files of other kinds have too: of what was found in a folder, only those whose content says so count.
 */
static bool is_common_extension(const char *path)
{
    static const char *const common[] = { "txt", "lab", "csv", "tsv", "tab", "json" };
    const char *dot = strrchr(path, '.');
    for (size_t i = 0; dot && i < sizeof common / sizeof *common; i++) {
        if (strcmp(dot + 1, common[i]) == 0)
            return true;
    }
    return false;
}

/* A recording's name where the format does not tell it: the file's. */
static enum fy_status name_grids(struct fy_convert_task *task)
{
    const char *slash = strrchr(task->stem, '/');
    for (size_t i = 0; i < task->grids.count; i++) {
        if (task->grids.items[i].name[0])
            continue;
        char *name = fy_strdup(slash ? slash + 1 : task->stem);
        if (!name)
            return FY_NO_MEMORY;
        fy_free(task->grids.items[i].name);
        task->grids.items[i].name = name;
    }
    return FY_OK;
}

/* A TextGrid that becomes a TextGrid stays within its Collection. */
static bool keeps_collection(const struct fy_convert *convert, const struct fy_format *format)
{
    return format == convert->to && strcmp(format->name, "textgrid") == 0 && !convert->options.tier && !convert->apart;
}

struct fy_format_options fy_convert_options(const struct fy_convert *convert, const struct fy_convert_task *task)
{
    struct fy_format_options options = convert->options;
    options.style.within = task->style.within;
    return options;
}

/* FY_OK without a grid: in the form asked for it cannot be written within its Collection. */
static enum fy_status read_whole(const struct fy_convert *convert, struct fy_convert_task *task,
                                 const struct fy_stream *stream, struct fy_findings *findings, struct fy_error *error)
{
    struct fy_grid *grid;
    enum fy_status status = fy_textgrid_read_as(stream->bytes, stream->size, convert->options.encoding, &grid,
                                                &task->style, findings, error);
    if (status != FY_OK)
        return status;
    const struct fy_format_options options = fy_convert_options(convert, task);
    if (fy_textgrid_style_leaves_out(&options.style)) {
        fy_grid_free(grid);
        fy_textgrid_style_clear(&task->style);
        fy_findings_free(findings);
        return FY_OK;
    }
    if (fy_named_grids_add(&task->grids, "", grid) != FY_OK) {
        fy_grid_free(grid);
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    }
    return FY_OK;
}

static enum fy_status read_input(const struct fy_convert *convert, struct fy_convert_task *task, struct input *input,
                                 struct fy_error *error)
{
    const struct fy_format *format = convert->from;
    if (task->kaldi)
        format = fy_format_find("kaldi");
    if (!format)
        format = fy_format_guess(&input->streams[0]);
    if (task->walked && !task->kaldi && is_common_extension(task->path) &&
        (!format || !format->probe || format->probe(&input->streams[0]) == 0)) {
        task->ignored = true;
        return FY_OK;
    }
    if (!format)
        return fy_fail(error, FY_UNSUPPORTED,
                       _("No format is known that looks like this; name it with --from (convert --list has them)."));
    if (!(format->abilities & FY_FORMAT_READS))
        return fy_fail(error, FY_UNSUPPORTED, _("The format %s can be written, not read."), format->name);
    struct fy_findings findings = { NULL, 0, 0 };
    enum fy_status status = FY_OK;
    if (keeps_collection(convert, format))
        status = read_whole(convert, task, &input->streams[0], &findings, error);
    if (status == FY_OK && task->grids.count == 0)
        status = format->read(input->streams, input->count, &convert->options, &task->grids, &findings, error);
    if (status == FY_OK)
        say_findings(task, &findings);
    fy_findings_free(&findings);
    if (status == FY_OK && name_grids(task) != FY_OK)
        status = fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    return status;
}

/* ---- the tier that is asked for ---- */

static bool is_wanted(const struct fy_grid *grid, size_t tier, const char *asked)
{
    for (size_t other = 0; other < fy_grid_tier_count(grid); other++) {
        const char *name = fy_tier_name(grid, other);
        const bool named =
            strcmp(name, asked) == 0 || (!fy_name_speaker(asked) && fy_name_is_sister(name, asked, name));
        if (named && fy_tiers_are_sisters(grid, tier, other))
            return true;
    }
    return false;
}

static enum fy_status copy_tier(const struct fy_grid *grid, size_t tier, struct fy_grid *copy)
{
    const struct fy_interval *intervals = fy_tier_intervals(grid, tier);
    const struct fy_point *points = fy_tier_points(grid, tier);
    const char *name = fy_tier_name(grid, tier);
    size_t index;
    enum fy_status status = fy_grid_append_tier(copy, fy_tier_kind(grid, tier), name, strlen(name),
                                                fy_tier_xmin(grid, tier), fy_tier_xmax(grid, tier), &index);
    for (size_t i = 0; i < fy_tier_size(grid, tier) && status == FY_OK; i++)
        status = intervals ? fy_tier_append_interval(copy, index, intervals[i].xmin, intervals[i].xmax,
                                                     intervals[i].text, strlen(intervals[i].text))
                           : fy_tier_append_point(copy, index, points[i].time, points[i].mark, strlen(points[i].mark));
    return status;
}

static enum fy_status select_tiers(const struct fy_convert *convert, struct fy_convert_task *task,
                                   struct fy_error *error)
{
    const char *asked = convert->options.tier;
    /* Formats of segments choose by themselves, and say what they leave out. */
    const bool all_tiers = strcmp(convert->to->name, "textgrid") == 0 || strcmp(convert->to->name, "eaf") == 0;
    for (size_t i = 0; asked && all_tiers && i < task->grids.count; i++) {
        const struct fy_grid *grid = task->grids.items[i].grid;
        struct fy_grid *copy = fy_grid_new(fy_grid_xmin(grid), fy_grid_xmax(grid));
        enum fy_status status = copy ? FY_OK : FY_NO_MEMORY;
        for (size_t tier = 0; tier < fy_grid_tier_count(grid) && status == FY_OK; tier++) {
            if (is_wanted(grid, tier, asked))
                status = copy_tier(grid, tier, copy);
        }
        if (status == FY_OK && fy_grid_tier_count(copy) == 0)
            status = fy_fail(error, FY_NOT_FOUND, _("There is no tier %s."), asked);
        else if (status != FY_OK)
            (void)fy_fail(error, status, "%s", fy_status_text(status));
        if (status != FY_OK) {
            fy_grid_free(copy);
            return status;
        }
        fy_grid_free(task->grids.items[i].grid);
        task->grids.items[i].grid = copy;
    }
    return FY_OK;
}

/* ---- writing into a folder of outputs ---- */

/* Make the folders above a file. */
static enum fy_status make_folders(char *path, struct fy_error *error)
{
    for (char *slash = strchr(path + 1, '/'); slash; slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        const int number = mkdir(path, 0777) == 0 ? 0 : errno;
        if (number != 0 && number != EEXIST) {
            (void)fy_fail(error, FY_IO, _("This folder could not be made: %s."), strerror(number));
            (void)fy_error_in_file(error, path);
            *slash = '/';
            return FY_IO;
        }
        *slash = '/';
    }
    return FY_OK;
}

static enum fy_status write_file(const struct fy_convert *convert, struct fy_convert_task *task, char *path,
                                 const struct fy_named_grid *grids, size_t count, struct fy_error *error)
{
    const struct fy_format_options options = fy_convert_options(convert, task);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    if (fy_convert_is_input(convert, path)) {
        (void)fy_fail(error, FY_INVALID, _("This is one of the inputs; it was not written over."));
        return fy_error_in_file(error, path);
    }
    for (size_t i = 0; i < count && status == FY_OK; i++)
        status = convert->to->write(&out, 0, &grids[i], i == 0, &options, &task->losses, error);
    if (status == FY_OK && convert->to->finish)
        status = convert->to->finish(&out, 0, error);
    if (status == FY_OK)
        status = make_folders(path, error);
    if (status == FY_OK)
        status = fy_file_replace(path, fy_buffer_text(&out), out.size, error);
    task->written += status == FY_OK;
    fy_buffer_free(&out);
    return status;
}

/* A recording's name as a file's: no folders, nothing hidden. */
static void put_file_name(struct fy_buffer *path, const char *name, size_t number)
{
    const size_t start = path->size;
    for (const char *at = name; *at; at++)
        fy_buffer_putc(path, *at == '/' || (unsigned char)*at < ' ' ? '_' : *at);
    if (path->size == start || path->data[start] == '.')
        fy_buffer_printf(path, "_%zu", number);
}

/* A file for each recording, in a folder named after the input. */
static enum fy_status write_apart(const struct fy_convert *convert, struct fy_convert_task *task,
                                  struct fy_error *error)
{
    const size_t extension = strcspn(convert->to->extensions, " ");
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < task->grids.count && status == FY_OK; i++) {
        struct fy_buffer path = FY_BUFFER_EMPTY;
        fy_buffer_printf(&path, "%.*s/", (int)(strlen(task->output) - extension - 1), task->output);
        put_file_name(&path, task->grids.items[i].name, i + 1);
        fy_buffer_printf(&path, ".%.*s", (int)extension, convert->to->extensions);
        if (path.failed)
            status = fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
        else
            status = write_file(convert, task, path.data, &task->grids.items[i], 1, error);
        fy_buffer_free(&path);
    }
    return status;
}

static enum fy_status write_output(const struct fy_convert *convert, struct fy_convert_task *task,
                                   struct fy_error *error)
{
    if (task->grids.count == 1 || (convert->to->abilities & FY_FORMAT_MANY))
        return write_file(convert, task, task->output, task->grids.items, task->grids.count, error);
    return write_apart(convert, task, error);
}

void fy_convert_do(const struct fy_convert *convert, struct fy_convert_task *task)
{
    struct fy_error error = { .status = FY_OK };
    struct input input = { .count = 0 };
    if (task->doubled) {
        (void)fy_fail(&error, FY_INVALID, _("Another input would be written to %s too; this one was not."),
                      task->output);
        (void)fy_error_in_file(&error, task->path);
        fy_convert_say(task, &error);
        return;
    }
    if (convert->into_folder && !convert->again && fy_convert_up_to_date(task, task->output) &&
        !fy_convert_is_input(convert, task->output)) {
        task->skipped = true;
        return;
    }
    enum fy_status status = load(task, &input, &error);
    if (status == FY_OK)
        status = read_input(convert, task, &input, &error);
    if (status == FY_OK && !task->ignored)
        status = select_tiers(convert, task, &error);
    if (status == FY_OK && convert->into_folder && !task->ignored) {
        status = write_output(convert, task, &error);
        fy_convert_say_losses(task, convert->to->name);
        fy_named_grids_free(&task->grids);
        fy_textgrid_style_clear(&task->style);
    }
    if (status != FY_OK) {
        /* Kaldi's reader has named one of its files. */
        char inner[sizeof error.file];
        memcpy(inner, error.file, sizeof inner);
        if (inner[0] == '\0' || (task->kaldi && !strchr(inner, '/')))
            snprintf(error.file, sizeof error.file, "%.400s%s%.100s", task->path, inner[0] ? "/" : "", inner);
        fy_convert_say(task, &error);
    }
    for (size_t i = 0; i < STREAMS; i++)
        fy_buffer_free(&input.bytes[i]);
}
