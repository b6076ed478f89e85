/* Spectrogram frames against Praat itself, on real speech and on a made sound: the dB of every cell that Praat's editor
 * would show (70 dB below the loudest) agrees within 0.01. Skipped without praat; the speech also without the corpus. */
#include <fangyin/spectrogram.h>

#include "support/shared.h"
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "support/near.h"

/* Both programs get the same samples: the sound is rounded to 16 bits before it is measured. */
static const char script[] =
    "form Reference\n"
    "  sentence In -\n"
    "  positive Rate 16000\n"
    "  positive Window 0.005\n"
    "  sentence Folder .\n"
    "endform\n"
    "if in$ = \"-\"\n"
    "  a = Create Sound from formula: \"made\", 1, 0, 1.2, rate, \"0.4 * sin (2*pi*440*x) * (x > 0.1)"
    " + 0.2 * sin (2*pi*(300*x + 1500*x^2)) + 0.002 * sin (123456 * x^3)\"\n"
    "else\n"
    "  whole = Read from file: in$\n"
    "  one = Extract one channel: 1\n"
    "  a = Resample: rate, 50\n"
    "endif\n"
    "Save as WAV file: folder$ + \"/sound.wav\"\n"
    "b = Read from file: folder$ + \"/sound.wav\"\n"
    "Save as raw 16-bit little-endian file: folder$ + \"/samples.raw\"\n"
    "selectObject: b\n"
    "To Spectrogram: window, 5000, 0.002, 20, \"Gaussian\"\n"
    "Save as short text file: folder$ + \"/spectrogram.txt\"\n";

struct reference {
    double dx, x1, step, first; /* seconds, Hz */
    size_t frames, bins;
    double *power; /* [bins][frames] */
};

static char folder[] = "/tmp/fangyin-spectrogram-XXXXXX";

static int make_folder(void **state)
{
    (void)state;
    if (mkdtemp(folder) == NULL)
        return -1;
    char path[128];
    snprintf(path, sizeof path, "%s/reference.praat", folder);
    FILE *file = fopen(path, "w");
    return file == NULL || fputs(script, file) < 0 || fclose(file) != 0;
}

static int remove_folder(void **state)
{
    (void)state;
    static const char *const names[] = { "reference.praat", "sound.wav", "samples.raw", "spectrogram.txt" };
    for (size_t i = 0; i < 4; i++) {
        char path[128];
        snprintf(path, sizeof path, "%s/%s", folder, names[i]);
        unlink(path);
    }
    return rmdir(folder);
}

static double number(FILE *file)
{
    double value;
    assert_int_equal(fscanf(file, "%lf", &value), 1);
    return value;
}

static void read_reference(struct reference *reference)
{
    char path[128], line[256];
    snprintf(path, sizeof path, "%s/spectrogram.txt", folder);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    for (int i = 0; i < 3; i++)
        assert_non_null(fgets(line, sizeof line, file));
    (void)number(file); /* xmin, xmax */
    (void)number(file);
    reference->frames = (size_t)number(file);
    reference->dx = number(file);
    reference->x1 = number(file);
    (void)number(file); /* ymin, ymax */
    (void)number(file);
    reference->bins = (size_t)number(file);
    reference->step = number(file);
    reference->first = number(file);
    reference->power = calloc(reference->bins * reference->frames, sizeof *reference->power);
    assert_non_null(reference->power);
    for (size_t i = 0; i < reference->bins * reference->frames; i++)
        reference->power[i] = number(file);
    fclose(file);
}

static float *read_samples(size_t *count)
{
    char path[128];
    snprintf(path, sizeof path, "%s/samples.raw", folder);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    fseek(file, 0, SEEK_END);
    *count = (size_t)ftell(file) / 2;
    rewind(file);
    float *samples = calloc(*count, sizeof *samples);
    assert_non_null(samples);
    for (size_t i = 0; i < *count; i++) {
        const int low = fgetc(file), high = fgetc(file);
        samples[i] = (float)(int16_t)(uint16_t)(low | high << 8) / 32768.0F;
    }
    fclose(file);
    return samples;
}

/* Largest difference in dB over what an editor would show. */
static double compare(double rate, double window)
{
    struct reference reference;
    read_reference(&reference);
    size_t count;
    float *samples = read_samples(&count);
    const struct fy_spectrogram_settings settings = { rate, window, 5000.0, 20.0 };
    struct fy_spectrogram *ours;
    assert_int_equal(fy_spectrogram_new(&ours, &settings, NULL), FY_OK);
    assert_int_equal(fy_spectrogram_bins(ours), reference.bins);
    assert_near(fy_spectrogram_step(ours), reference.step, 1e-9);
    assert_near(fy_spectrogram_first(ours), reference.first, 1e-9);

    const size_t n = fy_spectrogram_window(ours), bins = reference.bins;
    double *power = calloc(bins * reference.frames, sizeof *power);
    double *frame = calloc(bins, sizeof *frame);
    double loudest = -1e9, worst = 0.0;
    for (size_t f = 0; f < reference.frames; f++) {
        const double t = reference.x1 + (double)f * reference.dx;
        const size_t centre = (size_t)floor((t - 0.5 / rate) / (1.0 / rate) + 1.0);
        assert_true(centre >= n / 2 && centre + n / 2 <= count);
        fy_spectrogram_frame(ours, samples + centre - n / 2, frame);
        for (size_t b = 0; b < bins; b++) {
            const double hz = reference.first + (double)b * reference.step;
            power[b * reference.frames + f] = frame[b];
            loudest = fmax(loudest, fy_spectrogram_db(reference.power[b * reference.frames + f], hz));
        }
    }
    size_t shown = 0;
    for (size_t i = 0; i < bins * reference.frames; i++) {
        const double hz = reference.first + (double)(i / reference.frames) * reference.step;
        const double his = fy_spectrogram_db(reference.power[i], hz), mine = fy_spectrogram_db(power[i], hz);
        if (fmax(his, mine) < loudest - 70.0)
            continue;
        shown++;
        worst = fmax(worst, fabs(his - mine));
    }
    print_message("  %g Hz, %g s: %zu frames, %zu cells shown of %zu, largest difference %.2g dB\n", rate, window,
                  reference.frames, shown, bins * reference.frames, worst);
    assert_true(shown > bins * reference.frames / 20);
    fy_spectrogram_free(ours);
    free(frame);
    free(power);
    free(samples);
    free(reference.power);
    return worst;
}

static void ask_praat(const char *sound)
{
    static const double rates[] = { 16000.0, 44100.0 }, windows[] = { 0.005, 0.03 };
    if (system("command -v praat >/dev/null 2>&1") != 0) {
        print_message("skipped: praat is not installed\n");
        skip();
    }
    for (size_t r = 0; r < 2; r++)
        for (size_t w = 0; w < 2; w++) {
            char command[2048];
            snprintf(command, sizeof command, "praat --run '%s/reference.praat' '%s' %g %g '%s' >/dev/null 2>&1", folder, sound,
                     rates[r], windows[w], folder);
            assert_int_equal(system(command), 0);
            assert_true(compare(rates[r], windows[w]) <= 0.01);
        }
}

static void speech_agrees_with_praat(void **state)
{
    (void)state;
    char path[1024], absolute[4096];
    if (!shared_path(path, sizeof path, "corpus/pairs/wsyue__gd0040831_1004210_1008520.wav") ||
        realpath(path, absolute) == NULL) {
        print_message("skipped: no %s\n", path);
        skip();
    }
    ask_praat(absolute);
}

static void made_sound_agrees_with_praat(void **state)
{
    (void)state;
    ask_praat("-");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(speech_agrees_with_praat),
        cmocka_unit_test(made_sound_agrees_with_praat),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
