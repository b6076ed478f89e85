/* The parts of `fangyin measure`. */
#ifndef FANGYIN_COMMANDS_MEASURE_H
#define FANGYIN_COMMANDS_MEASURE_H

#include <fangyin/buffer.h>
#include <fangyin/frames.h>
#include <fangyin/pitch.h>
#include <fangyin/recording.h>
#include <stdbool.h>

/* What was asked for; a number that was not given is NaN. */
struct fy_measure {
    double from, to; /* s */
    int channel;     /* from 0; -1: all */
    bool json, power, filtered, praat, each, hertz, ranges;
    double step, window, highest, frequency_step, floor, ceiling, formants, emphasis, threshold, silent, sounding;
    size_t points;
    const char *by, *speaker;
};

/* Nothing was asked for. */
struct fy_measure fy_measure_unsaid(void);
/* `otherwise` where the number was not given. */
double fy_measure_number(double value, double otherwise);

/* ---- records on standard output: fields parted by tabs under a line of names, or an object a line ---- */

struct fy_measure_rows {
    bool json, named; /* named: the line of names is out */
    struct fy_buffer names, line, out;
    size_t fields; /* in this line */
};

void fy_rows_begin(struct fy_measure_rows *rows, bool json);
/* In place of decimals: 7 significant digits. */
enum { FY_ROWS_SIGNIFICANT = -1 };
/* At most 6 decimals. An empty field (null) where the value is no number. */
void fy_rows_number(struct fy_measure_rows *rows, const char *name, double value, int decimals);
void fy_rows_text(struct fy_measure_rows *rows, const char *name, const char *text);
void fy_rows_end_line(struct fy_measure_rows *rows);
/* Instead of the line's end, in a table without lines: only the names of what was put are printed. */
void fy_rows_end_names(struct fy_measure_rows *rows);
/* The exit status: not 0, with an error printed, where memory failed or writing. */
int fy_measure_end(struct fy_measure_rows *rows);

/* ---- a recording, a row of samples for each channel that was asked for ---- */

struct fy_measure_source {
    struct fy_recording *recording;
    double rate;
    int64_t samples;
    size_t channels;
    int channel;        /* -1: all */
    float *interleaved; /* all channels of the file */
    float **rows;       /* [channels] */
    size_t room;        /* samples in each of these */
    struct fy_sound sound;
};

/* `path` may be a grid or a folder, as for the annotator. FY_INVALID where there is no such channel. */
enum fy_status fy_measure_open(struct fy_measure_source *source, const char *path, int channel, struct fy_error *error);
void fy_measure_close(struct fy_measure_source *source);
/* source->sound = samples [from, to), cut to the recording. */
enum fy_status fy_measure_read(struct fy_measure_source *source, int64_t from, int64_t to);

/* ---- the measures; each prints its records and returns the exit status ---- */

int fy_measure_spectrogram(const struct fy_measure *measure, const char *path);
int fy_measure_pitch(const struct fy_measure *measure, const char *path);
int fy_measure_intensity(const struct fy_measure *measure, const char *path);
int fy_measure_formant(const struct fy_measure *measure, const char *path);
int fy_measure_silences(const struct fy_measure *measure, const char *path);
int fy_measure_tone(const struct fy_measure *measure, char *const *paths, int count);

/* ---- frames, shared out among the cores ---- */

/* One kind of frames: an object for each thread, the samples that frames need, and their results, one after another. */
struct fy_measure_kind {
    enum fy_status (*open)(void **object, const void *settings, const struct fy_measure_source *source,
                           struct fy_error *error);
    void (*close)(void *object);
    void (*reach)(const void *object, const struct fy_frames *frames, int64_t first, int64_t count, int64_t *from,
                  int64_t *to);
    void (*run)(void *object, const void *settings, const struct fy_sound *sound, const struct fy_frames *frames,
                int64_t first, int64_t count, void *results);
    /* In order, in the calling thread. */
    void (*take)(void *context, const struct fy_frames *frames, int64_t first, int64_t count, const void *results);
    size_t size; /* bytes of one result */
};

/* Measure frames first .. first + count - 1. */
enum fy_status fy_measure_frames(const struct fy_measure_kind *kind, const void *settings, const char *path,
                                 int channel, const struct fy_frames *frames, int64_t first, int64_t count,
                                 void *context, struct fy_error *error);

/* The pitch of the frames of a recording from the first to the last that is asked for. */
struct fy_measure_track {
    struct fy_frames frames;
    int64_t first, count;
    struct fy_pitch_value *values; /* [count], freed by the caller (fy_free) */
};
struct fy_pitch_settings fy_measure_pitch_settings(const struct fy_measure *measure, double sampling_rate);
enum fy_status fy_measure_find_pitch(struct fy_measure_track *track, const struct fy_measure *measure, const char *path,
                                     struct fy_error *error);

#endif
