/* The end of a grid whose file does not say it: that of the recording beside. */
#include "base/messages.h"
#include "commands/convert.h"

#include <fangyin/number.h>
#include <fangyin/project.h>
#include <fangyin/recording.h>
#include <stdio.h>

enum { PATH_SIZE = 4096 };

/* Cues are written in milliseconds: what lies beyond by less ends with the recording. */
static const double tolerance = 0.001;

double fy_convert_sound(const struct fy_convert_task *task)
{
    char path[PATH_SIZE];
    struct fy_recording *recording;
    if (task->kaldi || fy_project_recording_beside(task->path, path, sizeof path) != FY_OK ||
        fy_recording_open(&recording, path, NULL) != FY_OK)
        return 0;
    const double seconds = (double)fy_recording_frames(recording) / fy_recording_rate(recording);
    fy_recording_close(recording);
    return seconds;
}

void fy_convert_say_beyond(struct fy_convert_task *task, double sound)
{
    const double end = fy_grid_xmax(task->grids.items[0].grid);
    char lasts[FY_NUMBER_SIZE], at[FY_NUMBER_SIZE], text[1600];
    struct fy_error line = { .line = 0 };
    if (end <= sound + tolerance)
        return;
    fy_number_write(sound, lasts);
    fy_number_write(end, at);
    snprintf(line.file, sizeof line.file, "%s", task->path);
    snprintf(line.sentence, sizeof line.sentence,
             _("The recording beside lasts %s s, but the last item here ends at %s s. Is it the right recording?"),
             lasts, at);
    fy_buffer_printf(&task->messages, "%s\n", fy_error_format(&line, text, sizeof text));
    task->findings++;
}
