#include "base/messages.h"
#include "commands/commands.h"
#include "commands/convert.h"

#include <dirent.h>
#include <errno.h>
#include <fangyin/memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static bool note_input(struct fy_convert *convert, const struct stat *info)
{
    struct fy_convert_file *grown =
        fy_grow(convert->inputs, &convert->input_capacity, convert->input_count + 1, sizeof *grown);
    if (!grown)
        return false;
    convert->inputs = grown;
    grown[convert->input_count++] = (struct fy_convert_file){ info->st_dev, info->st_ino };
    return true;
}

/* "a/b" for "a/b.srt"; a name that is all extension stays. */
static char *stem_of(const char *path)
{
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *dot = strrchr(name, '.');
    return dot && dot > name ? fy_strndup(path, (size_t)(dot - path)) : fy_strdup(path);
}

static bool add_task(struct fy_convert *convert, const char *path, const char *name, bool walked, bool kaldi)
{
    struct fy_convert_task *grown = fy_grow(convert->tasks, &convert->capacity, convert->count + 1, sizeof *grown);
    if (!grown)
        return false;
    convert->tasks = grown;
    grown[convert->count] = (struct fy_convert_task){
        .path = fy_strdup(path), .stem = kaldi ? fy_strdup(name) : stem_of(name), .walked = walked, .kaldi = kaldi
    };
    convert->count++;
    return grown[convert->count - 1].path && grown[convert->count - 1].stem;
}

static char *join(const char *folder, const char *name)
{
    struct fy_buffer path = FY_BUFFER_EMPTY;
    const size_t size = strlen(folder);
    fy_buffer_puts(&path, folder);
    if (size > 0 && folder[size - 1] != '/')
        fy_buffer_putc(&path, '/');
    fy_buffer_puts(&path, name);
    if (!path.failed)
        return path.data;
    fy_buffer_free(&path);
    return NULL;
}

static bool has_file(const char *folder, const char *name)
{
    struct stat info;
    char *path = join(folder, name);
    const bool there = path && stat(path, &info) == 0 && S_ISREG(info.st_mode);
    fy_free(path);
    return there;
}

static bool is_kaldi(const char *folder)
{
    return has_file(folder, "segments") || (has_file(folder, "text") && has_file(folder, "wav.scp"));
}

/* Has the file an extension of a format that can be read (the one asked for, if any)? */
static bool has_known_extension(const struct fy_convert *convert, const char *name)
{
    const char *dot = strrchr(name, '.');
    for (size_t i = 0; dot && dot[1] && i < fy_format_count(); i++) {
        const struct fy_format *format = fy_format_at(i);
        if (!(format->abilities & FY_FORMAT_READS) || (convert->from && format != convert->from))
            continue;
        for (const char *at = format->extensions; *at; at += strspn(at, " ")) {
            const size_t size = strcspn(at, " ");
            if (strlen(dot + 1) == size && strncasecmp(at, dot + 1, size) == 0)
                return true;
            at += size;
        }
    }
    return false;
}

static int by_name(const struct dirent **a, const struct dirent **b)
{
    return strcmp((*a)->d_name, (*b)->d_name);
}

static int is_visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static bool is_output(const struct fy_convert *convert, const struct stat *info)
{
    struct stat output;
    return convert->output && stat(convert->output, &output) == 0 && output.st_dev == info->st_dev &&
           output.st_ino == info->st_ino;
}

/* A folder's files, and those of the folders in it (links to folders are not followed). `name` is its path from the
 * folder that was named. */
static bool walk(struct fy_convert *convert, const char *folder, const char *name)
{
    struct dirent **entries = NULL;
    bool done = true;
    const int count = scandir(folder, &entries, is_visible, by_name);
    if (count < 0) {
        struct fy_error error;
        (void)fy_fail(&error, FY_IO, _("This folder could not be read: %s."), strerror(errno));
        (void)fy_error_in_file(&error, folder);
        (void)fy_command_error(&error);
        return false;
    }
    const bool kaldi = is_kaldi(folder);
    if (kaldi && (!convert->from || strcmp(convert->from->name, "kaldi") == 0))
        done = add_task(convert, folder, name[0] ? name : "kaldi", true, true);
    for (int i = 0; i < count; i++) {
        char *path = join(folder, entries[i]->d_name), *inner = name[0] ? join(name, entries[i]->d_name) : NULL;
        const char *shorter = inner ? inner : entries[i]->d_name;
        struct stat info;
        if (!path || (name[0] && !inner) || lstat(path, &info) != 0) {
            done = done && path;
        } else if (S_ISDIR(info.st_mode)) {
            if (!is_output(convert, &info))
                done = walk(convert, path, shorter) && done;
        } else if (stat(path, &info) == 0 && S_ISREG(info.st_mode) && has_known_extension(convert, shorter)) {
            done = add_task(convert, path, shorter, true, false) && note_input(convert, &info) && done;
        } else if (kaldi && S_ISREG(info.st_mode)) {
            done = note_input(convert, &info) && done;
        }
        fy_free(path);
        fy_free(inner);
        free(entries[i]);
    }
    free(entries);
    return done;
}

bool fy_convert_add(struct fy_convert *convert, const char *path)
{
    struct stat info;
    struct fy_error error;
    if (stat(path, &info) != 0) {
        (void)fy_fail(&error, FY_NOT_FOUND, _("This cannot be read: %s."), strerror(errno));
        (void)fy_error_in_file(&error, path);
        (void)fy_command_error(&error);
        return false;
    }
    if (S_ISDIR(info.st_mode))
        return walk(convert, path, "");
    const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
    const bool listed = strcmp(name, "segments") == 0 ||
                        (strcmp(name, "text") == 0 && (!convert->from || strcmp(convert->from->name, "kaldi") == 0));
    if (!note_input(convert, &info))
        return false;
    if (!listed)
        return add_task(convert, path, name, false, false);
    char *folder = slash ? fy_strndup(path, slash > path ? (size_t)(slash - path) : 1) : fy_strdup(".");
    const char *folder_name = folder ? strrchr(folder, '/') : NULL;
    const bool done =
        folder && add_task(convert, folder, folder_name && folder_name[1] ? folder_name + 1 : "kaldi", false, true);
    fy_free(folder);
    return done;
}

static int by_file(const void *a, const void *b)
{
    const struct fy_convert_file *x = a, *y = b;
    if (x->device != y->device)
        return x->device < y->device ? -1 : 1;
    return x->number < y->number ? -1 : x->number > y->number;
}

bool fy_convert_is_input(const struct fy_convert *convert, const char *path)
{
    struct stat info;
    if (stat(path, &info) != 0)
        return false;
    const struct fy_convert_file file = { info.st_dev, info.st_ino };
    return convert->input_count > 0 &&
           bsearch(&file, convert->inputs, convert->input_count, sizeof file, by_file) != NULL;
}

static bool is_newer(const struct timespec *a, const struct timespec *b)
{
    return a->tv_sec != b->tv_sec ? a->tv_sec > b->tv_sec : a->tv_nsec > b->tv_nsec;
}

bool fy_convert_up_to_date(const struct fy_convert_task *task, const char *output)
{
    struct stat made, read;
    return !task->kaldi && stat(output, &made) == 0 && S_ISREG(made.st_mode) && stat(task->path, &read) == 0 &&
           is_newer(&made.st_mtim, &read.st_mtim);
}

static int by_output(const void *a, const void *b)
{
    const struct fy_convert_task *const *x = a, *const *y = b;
    const int order = strcmp((*x)->output, (*y)->output);
    return order != 0 ? order : *x < *y ? -1 : *x > *y;
}

enum fy_status fy_convert_plan(struct fy_convert *convert)
{
    if (convert->input_count > 1)
        qsort(convert->inputs, convert->input_count, sizeof *convert->inputs, by_file);
    if (!convert->into_folder)
        return FY_OK;
    struct fy_convert_task **sorted = fy_calloc(convert->count + 1, sizeof *sorted);
    if (!sorted)
        return FY_NO_MEMORY;
    const size_t extension = strcspn(convert->to->extensions, " ");
    for (size_t i = 0; i < convert->count; i++) {
        struct fy_convert_task *task = &convert->tasks[i];
        struct fy_buffer name = FY_BUFFER_EMPTY;
        fy_buffer_printf(&name, "%s.%.*s", task->stem, (int)extension, convert->to->extensions);
        task->output = join(convert->output, fy_buffer_text(&name));
        const bool failed = name.failed || !task->output;
        fy_buffer_free(&name);
        if (failed) {
            fy_free(sorted);
            return FY_NO_MEMORY;
        }
        sorted[i] = task;
    }
    if (convert->count > 1)
        qsort(sorted, convert->count, sizeof *sorted, by_output);
    for (size_t i = 1; i < convert->count; i++)
        sorted[i]->doubled = strcmp(sorted[i - 1]->output, sorted[i]->output) == 0;
    fy_free(sorted);
    return FY_OK;
}

void fy_convert_free(struct fy_convert *convert)
{
    for (size_t i = 0; i < convert->count; i++) {
        struct fy_convert_task *task = &convert->tasks[i];
        fy_free(task->path);
        fy_free(task->stem);
        fy_free(task->output);
        fy_named_grids_free(&task->grids);
        fy_textgrid_style_clear(&task->style);
        fy_buffer_free(&task->messages);
        fy_losses_free(&task->losses);
    }
    fy_free(convert->tasks);
    fy_free(convert->inputs);
}
