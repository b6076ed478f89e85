/* Curves over the spectrogram, channels, and whatever a file may hold. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "picture/leaks.h"
#include "picture/sound.h"
#include "support/sound_files.h"

static struct fy_recording *write_and_open(const char *name, int format, int rate, int channels, const float *values,
                                           int64_t frames)
{
    struct fy_recording *recording = NULL;
    assert_true(sound_write_values(scratch_path(name), SF_FORMAT_WAV | format, rate, channels, values, frames));
    assert_int_equal(fy_recording_open(&recording, scratch_path(name), NULL), FY_OK);
    return recording;
}

/* Left: a voice of 200 Hz in [0.3, 0.7) of one second; right: nothing. */
static struct fy_recording *voice(void)
{
    static float values[2 * RATE];
    for (int i = 0; i < RATE; i++) {
        const double time = (double)i / RATE, phase = 2 * acos(-1) * 200 * time;
        values[2 * i] = time >= 0.3 && time < 0.7 ? (float)(0.3 * sin(phase) + 0.2 * sin(2 * phase)) : 0;
        values[2 * i + 1] = 0;
    }
    return write_and_open("voice.wav", SF_FORMAT_PCM_16, RATE, 2, values, RATE);
}

static bool blue(unsigned colour)
{
    return (colour & 0xFF) > (colour >> 16) + 60;
}

static bool blue_at(const struct pixels *pixels, double time, double height)
{
    const struct fy_figure *figure = &pixels->figure;
    const double x = fy_figure_x(figure, time);
    const double y = figure->spectrum_bottom - height * (figure->spectrum_bottom - figure->spectrum_top);
    for (double off = -1; off <= 1; off += 0.5)
        if (blue(colour_at(pixels, x, y + off)))
            return true;
    return false;
}

static void pitch_stands_at_its_height(void **state)
{
    (void)state;
    struct fy_recording *recording = voice();
    struct fy_picture_settings settings = fy_picture_defaults(recording);
    struct pixels pixels;
    settings.width = 800;
    draw_pixels(&pixels, recording, NULL, settings);
    const double height = log(200.0 / 60) / log(500.0 / 60);
    assert_int_equal(pixels.figure.waves, 2);
    assert_true(pixels.figure.axes);
    assert_true(blue_at(&pixels, 0.5, height));
    assert_false(blue_at(&pixels, 0.5, height + 0.1));
    assert_false(blue_at(&pixels, 0.15, height));
    free_pixels(&pixels);
    settings.pitch = false;
    draw_pixels(&pixels, recording, NULL, settings);
    assert_false(blue_at(&pixels, 0.5, height));
    free_pixels(&pixels);
    fy_recording_close(recording);
}

static void a_channel_is_drawn_alone(void **state)
{
    (void)state;
    struct fy_recording *recording = voice();
    struct fy_picture_settings settings = fy_picture_defaults(recording);
    struct pixels pixels;
    settings.width = 800;
    settings.channel = 1;
    draw_pixels(&pixels, recording, NULL, settings);
    assert_int_equal(pixels.figure.waves, 1);
    /* Nothing is heard there. */
    assert_false(blue_at(&pixels, 0.5, log(200.0 / 60) / log(500.0 / 60)));
    assert_int_equal(grey_at(&pixels, fy_figure_x(&pixels.figure, 0.5), pixels.figure.wave_top + 3), 255);
    free_pixels(&pixels);
    settings.channel = 0;
    draw_pixels(&pixels, recording, NULL, settings);
    assert_true(blue_at(&pixels, 0.5, log(200.0 / 60) / log(500.0 / 60)));
    free_pixels(&pixels);
    fy_recording_close(recording);
}

static void parts_that_are_not_wanted_take_no_room(void **state)
{
    (void)state;
    struct fy_recording *recording = voice();
    struct fy_picture_settings settings = fy_picture_defaults(recording);
    struct pixels pixels;
    settings.width = 800;
    settings.wave = settings.spectrum = settings.pitch = false;
    settings.intensity = true;
    draw_pixels(&pixels, recording, NULL, settings);
    assert_int_equal(pixels.figure.waves, 0);
    assert_true(pixels.figure.spectrum_bottom > pixels.figure.spectrum_top);
    free_pixels(&pixels);
    settings.intensity = false;
    settings.wave = true;
    draw_pixels(&pixels, recording, NULL, settings);
    assert_true(pixels.figure.spectrum_bottom <= pixels.figure.spectrum_top);
    free_pixels(&pixels);
    fy_recording_close(recording);
}

/* All of it is drawn, or the sentence says what is wrong; nothing is left half. */
static void draw_all(struct fy_recording *recording)
{
    struct fy_picture_settings settings = fy_picture_defaults(recording);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_error error = { 0 };
    settings.width = 500;
    settings.intensity = settings.formants = true;
    const enum fy_status status = fy_picture_draw(&out, recording, NULL, &settings, NULL, &error);
    assert_true(status == FY_OK ? out.size > 0 : out.size == 0 && error.sentence[0] != '\0');
    fy_buffer_free(&out);
    fy_recording_close(recording);
}

static void whatever_a_file_holds_is_drawn(void **state)
{
    (void)state;
    enum { FRAMES = 20000 };
    static float values[FRAMES * 2], wide[64 * 2000];
    draw_all(write_and_open("silence.wav", SF_FORMAT_PCM_16, RATE, 1, values, FRAMES));
    draw_all(write_and_open("sample.wav", SF_FORMAT_PCM_16, RATE, 1, values, 1));
    for (int i = 0; i < FRAMES; i++)
        values[i] = 0.7F;
    draw_all(write_and_open("direct.wav", SF_FORMAT_PCM_16, RATE, 1, values, FRAMES));
    for (int i = 0; i < FRAMES; i++)
        values[i] = i / 40 % 2 ? 1.0F : -1.0F;
    draw_all(write_and_open("clipped.wav", SF_FORMAT_PCM_16, RATE, 1, values, FRAMES));
    draw_all(write_and_open("telephone.wav", SF_FORMAT_PCM_16, 8000, 1, values, FRAMES));
    draw_all(write_and_open("studio.wav", SF_FORMAT_PCM_16, 192000, 1, values, FRAMES));
    for (int i = 0; i < FRAMES; i += 7)
        values[i] = i % 2 ? (float)NAN : (float)INFINITY;
    draw_all(write_and_open("numbers.wav", SF_FORMAT_FLOAT, RATE, 1, values, FRAMES));
    draw_all(write_and_open("channels.wav", SF_FORMAT_PCM_16, RATE, 64, wide, 2000));
}

static void a_channel_that_is_not_there_is_refused(void **state)
{
    (void)state;
    struct fy_recording *recording = voice();
    struct fy_picture_settings settings = fy_picture_defaults(recording);
    struct fy_buffer out = FY_BUFFER_EMPTY;
    struct fy_error error = { 0 };
    settings.channel = 2;
    assert_int_equal(fy_picture_draw(&out, recording, NULL, &settings, NULL, &error), FY_INVALID);
    assert_non_null(strstr(error.sentence, "no channel 3"));
    settings.channel = -1;
    settings.width = 200;
    settings.pitch = settings.intensity = true;
    assert_int_equal(fy_picture_draw(&out, recording, NULL, &settings, NULL, &error), FY_OK);
    fy_buffer_free(&out);
    fy_recording_close(recording);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, scratch_make, scratch_remove)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pitch_stands_at_its_height),
        TEST(a_channel_is_drawn_alone),
        TEST(parts_that_are_not_wanted_take_no_room),
        TEST(whatever_a_file_holds_is_drawn),
        TEST(a_channel_that_is_not_there_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
