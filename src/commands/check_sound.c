#include "commands/check.h"

#include "base/messages.h"
#include <fangyin/memory.h>
#include <fangyin/project.h>
#include <fangyin/recording.h>
#include <limits.h>
#include <math.h>
#include <stdint.h>

#define STEP 0.01 /* seconds */
enum { SILENCE = -160 /* dB */ };

static double level_of(const float *samples, size_t count)
{
    double sum = 0;
    for (size_t i = 0; i < count; i++)
        sum += (double)samples[i] * (double)samples[i];
    const double power = count > 0 ? sum / (double)count : 0;
    return power > 1e-16 ? 10 * log10(power) : SILENCE;
}

static enum fy_status measure(struct fy_check_levels *levels, struct fy_recording *recording)
{
    const int64_t frames = fy_recording_frames(recording);
    const size_t frame = (size_t)((double)fy_recording_rate(recording) * STEP + 0.5);
    float *samples = fy_malloc((frame + 1) * sizeof *samples);
    const size_t count = frame > 0 ? (size_t)frames / frame : 0;
    levels->items = fy_malloc((count + 1) * sizeof *levels->items);
    if (samples != NULL && levels->items != NULL) {
        for (size_t i = 0; i < count; i++) {
            fy_recording_read_mono(recording, (int64_t)(i * frame), -1, samples, frame);
            levels->items[i] = (float)level_of(samples, frame);
        }
        levels->count = count;
        levels->floor = fy_check_floor(levels->items, count);
    }
    fy_free(samples);
    return samples != NULL && levels->items != NULL ? FY_OK : FY_NO_MEMORY;
}

enum fy_status fy_check_levels_of_grid(struct fy_check_levels *levels, const char *grid_path, struct fy_error *error)
{
    char path[PATH_MAX];
    struct fy_recording *recording = NULL;
    *levels = (struct fy_check_levels){ NULL, 0, 0 };
    enum fy_status status = fy_project_recording_path(grid_path, 0, path, sizeof path, error);
    if (status == FY_OK)
        status = fy_recording_open(&recording, path, error);
    if (status != FY_OK)
        return status;
    status = measure(levels, recording);
    fy_recording_close(recording);
    return status == FY_OK ? status : fy_fail(error, status, "%s", fy_status_text(status));
}

void fy_check_levels_free(struct fy_check_levels *levels)
{
    fy_free(levels->items);
    *levels = (struct fy_check_levels){ NULL, 0, 0 };
}

bool fy_check_levels_listen(void *context, double xmin, double xmax, struct fy_check_sound *sound)
{
    const struct fy_check_levels *levels = context;
    if (levels->count == 0)
        return false;
    fy_check_measure(sound, levels->items, levels->count, STEP, levels->floor, xmin, xmax);
    return true;
}
