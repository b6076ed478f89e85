/* WeNet's shards (tools/make_shard_list.py): tar files of KEY.txt and KEY.wav, one behind the other, and a list of them. */
#include "base/messages.h"
#include "dataset/internal.h"
#include "dataset/tar.h"

#include <dirent.h>
#include <fangyin/files.h>
#include <fangyin/memory.h>
#include <string.h>
#include <unistd.h>

#define EACH 1000 /* utterances in a shard, as that tool has it */

struct fy_shards {
    char folder[PATH_MAX], absolute[PATH_MAX];
    struct fy_tar *tar;
    size_t count; /* utterances so far */
};

/* Those of an earlier set, which may have had more. */
static void remove_old(const char *folder)
{
    DIR *directory = opendir(folder);
    char path[PATH_MAX];
    for (struct dirent *entry; directory && (entry = readdir(directory));) {
        if (strncmp(entry->d_name, "shards_", 7) == 0 &&
            (size_t)snprintf(path, sizeof path, "%s/%s", folder, entry->d_name) < sizeof path)
            unlink(path);
    }
    if (directory)
        closedir(directory);
}

enum fy_status fy_shards_new(struct fy_shards **out, const char *folder, const char *absolute, struct fy_error *error)
{
    struct fy_shards *shards = fy_calloc(1, sizeof *shards);
    *out = shards;
    if (!shards)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if ((size_t)snprintf(shards->folder, sizeof shards->folder, "%s/shards", folder) >= sizeof shards->folder ||
        (size_t)snprintf(shards->absolute, sizeof shards->absolute, "%s/shards", absolute) >= sizeof shards->absolute)
        return fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    remove_old(shards->folder);
    return fy_make_folders(shards->folder, error);
}

/* The next shard, which the list gets a line of. */
static enum fy_status next(struct fy_shards *shards, struct fy_buffer *list, struct fy_error *error)
{
    char path[PATH_MAX];
    enum fy_status status = fy_tar_close(shards->tar, true, error);
    shards->tar = NULL;
    if (status == FY_OK &&
        (size_t)snprintf(path, sizeof path, "%s/shards_%09zu.tar", shards->folder, shards->count / EACH) >= sizeof path)
        status = fy_fail(error, FY_INVALID, _("The path of this folder is too long."));
    if (status == FY_OK)
        status = fy_tar_new(&shards->tar, path, error);
    fy_buffer_printf(list, "%s/shards_%09zu.tar\n", shards->absolute, shards->count / EACH);
    return status;
}

enum fy_status fy_shards_put(struct fy_shards *shards, struct fy_buffer *list, const struct fy_row *row, struct fy_error *error)
{
    struct fy_buffer wave = FY_BUFFER_EMPTY;
    char name[300];
    enum fy_status status = shards->count % EACH == 0 ? next(shards, list, error) : FY_OK;
    if (status == FY_OK)
        status = fy_file_read(row->clip, &wave, error);
    snprintf(name, sizeof name, "%.250s.txt", row->utterance->id);
    if (status == FY_OK)
        status = fy_tar_put(shards->tar, name, row->text, strlen(row->text), error);
    snprintf(name, sizeof name, "%.250s.wav", row->utterance->id);
    if (status == FY_OK)
        status = fy_tar_put(shards->tar, name, wave.data, wave.size, error);
    shards->count++;
    fy_buffer_free(&wave);
    return status;
}

enum fy_status fy_shards_free(struct fy_shards *shards, bool keep, struct fy_error *error)
{
    const enum fy_status status = shards ? fy_tar_close(shards->tar, keep, error) : FY_OK;
    fy_free(shards);
    return status;
}

/* The list has a line for each shard, which fy_shards_put writes: a row has none of its own. */
static void no_line(struct fy_buffer *out, const struct fy_row *row)
{
    (void)out;
    (void)row;
}

const struct fy_target fy_target_wenet_shards = {
    .info = { .name = "wenet-shards",
              .help = N_("WeNet's shards: data.list and tar files of 1,000 clips each"),
              .cannot = N_("speakers, dialects, the standard language, other tiers"),
              .shortest = 0.1,
              .longest = 102.4,
              .tokens = 200,
              .clips = true },
    .files = { "data.list" },
    .shards = true,
    .row = no_line,
};
