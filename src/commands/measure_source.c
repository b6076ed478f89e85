#include "commands/measure.h"

#include "base/messages.h"
#include <fangyin/memory.h>
#include <fangyin/project.h>
#include <limits.h>
#include <string.h>

static void rows_free(struct fy_measure_source *source)
{
    for (size_t c = 0; source->rows != NULL && c < source->channels; c++)
        fy_free(source->rows[c]);
    fy_free(source->rows);
    fy_free(source->interleaved);
    source->rows = NULL;
    source->interleaved = NULL;
    source->room = 0;
}

enum fy_status fy_measure_open(struct fy_measure_source *source, const char *path, int channel, struct fy_error *error)
{
    char recording[PATH_MAX];

    *source = (struct fy_measure_source){ .channel = channel };
    enum fy_status status = fy_project_recording_path(path, 0, recording, sizeof recording, error);
    if (status == FY_OK)
        status = fy_recording_open(&source->recording, recording, error);
    if (status != FY_OK)
        return status;
    const int channels = fy_recording_channels(source->recording);
    if (channel >= channels) {
        fy_measure_close(source);
        (void)fy_fail(error, FY_INVALID,
                      fy_message_plural("There is no channel %d: the recording has %d channel.",
                                        "There is no channel %d: the recording has %d channels.", (unsigned)channels),
                      channel + 1, channels);
        return fy_error_in_file(error, path);
    }
    source->rate = fy_recording_rate(source->recording);
    source->samples = fy_recording_frames(source->recording);
    source->channels = channel < 0 ? (size_t)channels : 1;
    return FY_OK;
}

void fy_measure_close(struct fy_measure_source *source)
{
    rows_free(source);
    if (source->recording != NULL)
        fy_recording_close(source->recording);
    source->recording = NULL;
}

static bool make_room(struct fy_measure_source *source, size_t count)
{
    const size_t all = (size_t)fy_recording_channels(source->recording);
    if (count <= source->room)
        return true;
    rows_free(source);
    source->interleaved = all > 1 ? fy_malloc(count * all * sizeof(float)) : NULL;
    source->rows = fy_calloc(source->channels, sizeof *source->rows);
    bool made = source->rows != NULL && (all == 1 || source->interleaved != NULL);
    for (size_t c = 0; made && c < source->channels; c++)
        made = (source->rows[c] = fy_malloc(count * sizeof(float))) != NULL;
    source->room = made ? count : 0;
    return made;
}

enum fy_status fy_measure_read(struct fy_measure_source *source, int64_t from, int64_t to)
{
    const size_t all = (size_t)fy_recording_channels(source->recording);

    from = from > 0 ? from : 0;
    to = to < source->samples ? to : source->samples;
    const size_t count = to > from ? (size_t)(to - from) : 0;
    if (!make_room(source, count > 0 ? count : 1))
        return FY_NO_MEMORY;
    float *const in = all == 1 ? source->rows[0] : source->interleaved;
    const size_t read = fy_recording_read(source->recording, from, in, count);
    memset(in + read * all, 0, (count - read) * all * sizeof *in);
    for (size_t c = 0; all > 1 && c < source->channels; c++) {
        const float *const column = in + (source->channel < 0 ? c : (size_t)source->channel);
        for (size_t i = 0; i < count; i++)
            source->rows[c][i] = column[i * all];
    }
    source->sound = (struct fy_sound){ (const float *const *)source->rows, source->channels, from, (int64_t)count };
    return FY_OK;
}
