/* Converts annotation files from one format to another, one or thousands. What a file holds that is odd, and what the
 * other format cannot hold, goes to stderr; the output, where it is "-", to stdout. */
#include "commands/convert.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"

#include <errno.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] =
    "convert [--from FORMAT] [--to FORMAT] [--tier NAME] [--encoding NAME] [--form FORM] [--utf16] "
    "[--apart] [--again] -o OUT|FOLDER IN...\n       fangyin convert --list";

enum {
    OPTION_FROM = 256,
    OPTION_TO,
    OPTION_ENCODING,
    OPTION_FORM,
    OPTION_UTF16,
    OPTION_APART,
    OPTION_AGAIN,
    OPTION_LIST
};

static int list_formats(void)
{
    for (size_t i = 0; i < fy_format_count(); i++) {
        const struct fy_format *format = fy_format_at(i);
        printf("%s\t%s%s\t%s\t%s\n", format->name, format->abilities & FY_FORMAT_READS ? "r" : "-",
               format->abilities & FY_FORMAT_WRITES ? "w" : "-", format->extensions, _(format->help));
    }
    return 0;
}

static bool find_format(const char *name, enum fy_format_ability ability, const struct fy_format **format)
{
    *format = fy_format_find(name);
    if (*format && (*format)->abilities & ability)
        return true;
    fprintf(stderr,
            ability == FY_FORMAT_READS
                ? _("fangyin: there is no format %s that can be read; convert --list has them all\n")
                : _("fangyin: there is no format %s that can be written; convert --list has them all\n"),
            name);
    return false;
}

static bool find_form(const char *name, enum fy_textgrid_form *form)
{
    static const struct {
        const char *name;
        enum fy_textgrid_form form;
    } forms[] = { { "long", FY_TEXTGRID_LONG },
                  { "short", FY_TEXTGRID_SHORT },
                  { "binary", FY_TEXTGRID_BINARY },
                  { "chronological", FY_TEXTGRID_CHRONOLOGICAL } };
    for (size_t i = 0; i < sizeof forms / sizeof *forms; i++) {
        if (strcmp(forms[i].name, name) == 0) {
            *form = forms[i].form;
            return true;
        }
    }
    fprintf(stderr, _("fangyin: a TextGrid is long, short, binary or chronological, not %s\n"), name);
    return false;
}

/* ---- one output for all ---- */

static size_t count_grids(const struct fy_convert *convert)
{
    size_t count = 0;
    for (size_t i = 0; i < convert->count; i++)
        count += convert->tasks[i].grids.count;
    return count;
}

/* One part of the output's text. */
static enum fy_status put_part(struct fy_convert *convert, size_t part, struct fy_buffer *out, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    bool first = true;
    for (size_t i = 0; i < convert->count && status == FY_OK; i++) {
        struct fy_convert_task *task = &convert->tasks[i];
        const struct fy_format_options options = fy_convert_options(convert, task);
        for (size_t n = 0; n < task->grids.count && status == FY_OK; n++) {
            status = convert->to->write(out, part, &task->grids.items[n], first, &options,
                                        part == 0 ? &task->losses : NULL, error);
            first = false;
        }
        if (status != FY_OK)
            (void)fy_error_in_file(error, task->path);
    }
    if (status == FY_OK && convert->to->finish)
        status = convert->to->finish(out, part, error);
    return status;
}

static enum fy_status put_file(const struct fy_convert *convert, const char *path, const struct fy_buffer *out,
                               struct fy_error *error)
{
    if (strcmp(path, "-") == 0) {
        if (fwrite(fy_buffer_text(out), 1, out->size, stdout) == out->size && fflush(stdout) == 0)
            return FY_OK;
        return fy_fail(error, FY_IO, _("Standard output could not be written: %s."), strerror(errno));
    }
    if (fy_convert_is_input(convert, path)) {
        (void)fy_fail(error, FY_INVALID, _("This is one of the inputs; it was not written over."));
        return fy_error_in_file(error, path);
    }
    return fy_file_replace(path, fy_buffer_text(out), out->size, error);
}

static enum fy_status write_parts(struct fy_convert *convert, struct fy_error *error)
{
    const struct fy_format *to = convert->to;
    struct fy_buffer out = FY_BUFFER_EMPTY, path = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    if (to->part_names && strcmp(convert->output, "-") == 0)
        return fy_fail(error, FY_INVALID, _("The format %s is several files in a folder; name one with -o."), to->name);
    if (to->part_names && mkdir(convert->output, 0777) != 0 && errno != EEXIST) {
        (void)fy_fail(error, FY_IO, _("This folder could not be made: %s."), strerror(errno));
        return fy_error_in_file(error, convert->output);
    }
    for (size_t part = 0; part < to->parts && status == FY_OK; part++) {
        fy_buffer_clear(&out);
        fy_buffer_clear(&path);
        fy_buffer_puts(&path, convert->output);
        if (to->part_names)
            fy_buffer_printf(&path, "/%s", to->part_names[part]);
        status = path.failed ? FY_NO_MEMORY : put_part(convert, part, &out, error);
        if (status == FY_OK)
            status = put_file(convert, fy_buffer_text(&path), &out, error);
    }
    fy_buffer_free(&out);
    fy_buffer_free(&path);
    return status;
}

static bool write_one(struct fy_convert *convert)
{
    struct fy_error error = { .status = FY_OK };
    const size_t grids = count_grids(convert);
    enum fy_status status = FY_OK;
    if (grids == 0)
        return true;
    if (grids > 1 && !(convert->to->abilities & FY_FORMAT_MANY))
        status =
            fy_fail(&error, FY_INVALID,
                    _("The inputs hold %lu recordings, and a file of the format %s only one: name a folder for the "
                      "output, as -o FOLDER/."),
                    (unsigned long)grids, convert->to->name);
    if (status == FY_OK)
        status = write_parts(convert, &error);
    if (status != FY_OK) {
        (void)fy_command_error(&error);
        return false;
    }
    for (size_t i = 0; i < convert->count; i++) {
        struct fy_convert_task *task = &convert->tasks[i];
        task->written = !task->failed && !task->ignored;
        fy_convert_say_losses(task, convert->to->name);
        fwrite(fy_buffer_text(&task->messages), 1, task->messages.size, stderr);
    }
    return true;
}

/* ---- what became of it ---- */

static void print_row(size_t count, const char *what)
{
    if (count > 0)
        fprintf(stderr, "%8zu  %s\n", count, what);
}

/* Sums, where there was more than one input. */
static bool sum_up(const struct fy_convert *convert)
{
    struct fy_losses losses = { NULL, 0, 0 };
    size_t written = 0, failed = 0, skipped = 0, ignored = 0, findings = 0;
    for (size_t i = 0; i < convert->count; i++) {
        const struct fy_convert_task *task = &convert->tasks[i];
        written += task->written;
        failed += task->failed;
        skipped += task->skipped;
        ignored += task->ignored;
        findings += task->findings;
        for (size_t n = 0; n < task->losses.count; n++)
            (void)fy_losses_add(&losses, task->losses.items[n].sentence, task->losses.items[n].items);
    }
    if (convert->count > 1) {
        print_row(written, convert->into_folder ? _("files written") : _("files put in the output"));
        print_row(skipped, _("files were up to date; --again converts them too"));
        print_row(ignored, _("files are no annotation and were left alone"));
        print_row(failed, _("files could not be converted; the reasons stand above"));
        print_row(findings, _("findings"));
        for (size_t i = 0; i < losses.count; i++)
            fprintf(stderr, "%8zu  %s: %s\n", losses.items[i].items, _("lost"), losses.items[i].sentence);
    }
    fy_losses_free(&losses);
    return failed == 0;
}

/* ---- what is asked for ---- */

static bool is_folder(const char *path)
{
    struct stat info;
    return stat(path, &info) == 0 && S_ISDIR(info.st_mode);
}

/* Where the output goes and what it is; false and a message where that is not clear. */
static bool settle_output(struct fy_convert *convert, bool folder_given)
{
    const char *out = convert->output;
    const size_t size = strlen(out);
    const bool folder = is_folder(out) || (size > 0 && out[size - 1] == '/');
    if (!convert->to && !folder) {
        const struct fy_stream stream = { fy_command_name_in(out), NULL, 0 };
        convert->to = fy_format_guess(&stream);
    }
    if (!convert->to) {
        fprintf(stderr,
                _("fangyin: what format %s is to be is not clear; name it with --to (convert --list has them)\n"), out);
        return false;
    }
    const bool many = convert->to->abilities & FY_FORMAT_MANY, parts = convert->to->part_names != NULL;
    convert->into_folder = !parts && (folder || (folder_given && !many && strcmp(out, "-") != 0));
    if (!convert->into_folder && !many && convert->count > 1) {
        fprintf(stderr,
                _("fangyin: a file of the format %s holds one recording; name a folder for %zu outputs, as -o %s/\n"),
                convert->to->name, convert->count, out);
        return false;
    }
    return true;
}

static int convert_all(struct fy_convert *convert, char **paths, int count)
{
    bool good = true, folder_given = false;
    for (int i = 0; i < count; i++) {
        good = fy_convert_add(convert, paths[i]) && good;
        folder_given = folder_given || is_folder(paths[i]);
    }
    if (convert->count == 0) {
        if (good)
            fputs(_("fangyin: there is no file here that could be converted\n"), stderr);
        return good ? 1 : 2;
    }
    if (!settle_output(convert, folder_given))
        return 2;
    if (fy_convert_plan(convert) != FY_OK) {
        struct fy_error error;
        (void)fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
        return fy_command_error(&error);
    }
    fy_convert_run(convert);
    if (!convert->into_folder)
        good = write_one(convert) && good;
    return sum_up(convert) && good ? 0 : 2;
}

int fy_command_convert(int argc, char **argv)
{
    static const struct option options[] = {
        { "output", required_argument, NULL, 'o' },
        { "tier", required_argument, NULL, 't' },
        { "from", required_argument, NULL, OPTION_FROM },
        { "to", required_argument, NULL, OPTION_TO },
        { "encoding", required_argument, NULL, OPTION_ENCODING },
        { "form", required_argument, NULL, OPTION_FORM },
        { "utf16", no_argument, NULL, OPTION_UTF16 },
        { "apart", no_argument, NULL, OPTION_APART },
        { "again", no_argument, NULL, OPTION_AGAIN },
        { "list", no_argument, NULL, OPTION_LIST },
        { NULL, 0, NULL, 0 },
    };
    struct fy_convert convert = { .options = { .style = fy_textgrid_default_style } };
    bool good = true;
    int option;
    while (good && (option = getopt_long(argc, argv, "o:t:", options, NULL)) != -1) {
        switch (option) {
        case 'o':
            convert.output = optarg;
            break;
        case 't':
            convert.options.tier = optarg;
            break;
        case OPTION_FROM:
            good = find_format(optarg, FY_FORMAT_READS, &convert.from);
            break;
        case OPTION_TO:
            good = find_format(optarg, FY_FORMAT_WRITES, &convert.to);
            break;
        case OPTION_ENCODING:
            convert.options.encoding = optarg;
            break;
        case OPTION_FORM:
            good = find_form(optarg, &convert.options.style.form);
            break;
        case OPTION_UTF16:
            convert.options.style.encoding = FY_UTF16BE;
            break;
        case OPTION_APART:
            convert.apart = true;
            break;
        case OPTION_AGAIN:
            convert.again = true;
            break;
        case OPTION_LIST:
            return list_formats();
        default:
            return fy_command_usage(usage);
        }
    }
    if (!good)
        return 2;
    if (!convert.output || optind == argc)
        return fy_command_usage(usage);
    const int result = convert_all(&convert, argv + optind, argc - optind);
    fy_convert_free(&convert);
    return result;
}
