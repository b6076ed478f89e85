/* What arrives at the sound card, against what the screen says: the ruler's frame and the ear's must be one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/near.h"
#include "support/sound_device.h"
#include "support/voice.h"

#include <fangyin/peaks.h>
#include <fangyin/recording.h>
#include <fangyin/reel.h>

enum { RATE = 16000, FRAMES = 3 * RATE, IMPULSE = 20011 };

static struct fy_play play_of(int64_t from, int64_t to, double speed)
{
    struct fy_play play = { .from = from, .to = to, .times = 1, .hearing = fy_hearing_plain() };
    play.hearing.speed = speed;
    return play;
}

/* Play it; false where the machine was too busy to feed the card in time, so that what was heard has gaps. */
static bool played(const char *path, const struct fy_play *play, int channels)
{
    assert_true(sound_card_paced(8 * RATE * channels * (int)sizeof(float) / 4, 0));
    unlink(scratch_path("card.raw"));
    device_start(path);
    assert_false(device_now().silent);
    fy_device_play(device, play);
    device_until_silence();
    const bool whole = device_now().underruns == 0;
    assert_int_equal(device_now().frame, play->to);
    device_end();
    return whole;
}

/* All that the card got for one play of this file, without the silence around it. The caller frees. */
static float *captured(const char *path, const struct fy_play *play, int channels, size_t *count)
{
    bool whole = false;
    for (int tries = 0; tries < 10 && !whole; tries++)
        whole = played(path, play, channels);
    assert_true(whole);
    float *samples = card_samples(count);
    assert_non_null(samples);
    return samples;
}

/* Where the picture shows the greatest peak: the column of one frame each. */
static int64_t peak_in_picture(const char *path)
{
    struct fy_recording *recording;
    struct fy_error error = { 0 };
    static float low[FRAMES], high[FRAMES];
    if (fy_recording_open(&recording, path, &error) != FY_OK)
        fail_msg("%s", error.sentence);
    const int64_t frames = fy_recording_frames(recording);
    assert_true(frames >= FRAMES - 2000);
    assert_int_equal(fy_peaks_read(recording, 0, FRAMES, FRAMES, true, low, high), FY_OK);
    fy_recording_close(recording);
    int64_t best = 0;
    for (int64_t i = 0; i < FRAMES; i++) {
        const float here = fmaxf(high[i], -low[i]), most = fmaxf(high[best], -low[best]);
        best = here > most ? i : best;
    }
    return best;
}

static void impulse_is_heard_where_it_is_seen(const char *path, int64_t off)
{
    const int64_t seen = peak_in_picture(path);
    assert_in_range(seen, IMPULSE - off, IMPULSE + off);
    /* The range begins with sound that is not 0, so that its beginning is seen in what was captured. */
    struct fy_recording *recording;
    assert_int_equal(fy_recording_open(&recording, path, NULL), FY_OK);
    static float file[FRAMES];
    const int64_t from = 4000, to = 30000;
    assert_int_equal(fy_recording_read(recording, from, file, (size_t)(to - from)), to - from);
    fy_recording_close(recording);
    const struct fy_play play = play_of(from, to, 1);
    size_t count, at = 0, first = 0;
    float *samples = captured(path, &play, 1, &count);
    while (at < count && samples[at] == 0.0f)
        at++;
    while (first < (size_t)(to - from) && file[first] == 0.0f)
        first++;
    assert_true(at >= first && count - (at - first) >= (size_t)(to - from));
    at -= first;
    for (int64_t i = 0; i < to - from; i++)
        if (samples[at + (size_t)i] != file[i])
            fail_msg("%s: sample %lld is %g and not the file's %g", path, (long long)i,
                     (double)samples[at + (size_t)i], (double)file[i]);
    card_expect_silence(samples, count, at + (size_t)(to - from));
    size_t loudest = at;
    for (size_t i = at; i < at + (size_t)(to - from); i++)
        loudest = fabsf(samples[i]) > fabsf(samples[loudest]) ? i : loudest;
    assert_int_equal(from + (int64_t)(loudest - at), seen);
    free(samples);
}

static const float *impulse(void)
{
    static float samples[FRAMES];
    for (int64_t i = 0; i < FRAMES; i++)
        samples[i] = sound_value(i, 0) * 0.02f;
    samples[IMPULSE] = 0.9f;
    return samples;
}

/* Formats that keep every sample, and Vorbis, which keeps the place. */
static void an_impulse_is_heard_where_the_picture_shows_it(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format;
    } files[] = {
        { "a.wav", SF_FORMAT_WAV | SF_FORMAT_PCM_16 },      { "a.flac", SF_FORMAT_FLAC | SF_FORMAT_PCM_24 },
        { "a.aiff", SF_FORMAT_AIFF | SF_FORMAT_PCM_24 },    { "b.wav", SF_FORMAT_WAV | SF_FORMAT_FLOAT },
        { "a.ogg", SF_FORMAT_OGG | SF_FORMAT_VORBIS },
    };
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        assert_true(sound_write_values(scratch_path(files[i].name), files[i].format, RATE, 1, impulse(), FRAMES));
        impulse_is_heard_where_it_is_seen(scratch_path(files[i].name), 0);
    }
}

/* These begin with what their encoder needs; where it says how much that is, it is left out. */
static void mp3_and_opus_too(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int format;
        int rate;
    } files[] = {
        { "a.mp3", SF_FORMAT_MPEG | SF_FORMAT_MPEG_LAYER_III, RATE },
        { "a.opus", SF_FORMAT_OGG | SF_FORMAT_OPUS, RATE },
    };
    int written = 0;
    for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
        if (!sound_write_values(scratch_path(files[i].name), files[i].format, files[i].rate, 1, impulse(), FRAMES)) {
            print_message("libsndfile does not write %s\n", files[i].name);
            continue;
        }
        /* The encoders blur an impulse by some samples. */
        impulse_is_heard_where_it_is_seen(scratch_path(files[i].name), 8);
        written++;
    }
    if (written == 0)
        skip();
}

static void two_channels_and_one_of_them(void **state)
{
    (void)state;
    assert_true(sound_write(scratch_path("a.flac"), SF_FORMAT_FLAC | SF_FORMAT_PCM_16, RATE, 2, FRAMES));
    struct fy_play play = play_of(1234, 23456, 1);
    size_t count, at = 0;
    float *samples = captured(scratch_path("a.flac"), &play, 2, &count);
    card_expect(samples, count, &at, 1234, 23456, 2);
    card_expect_silence(samples, count, at);
    free(samples);
    play.hearing.channel = 1;
    samples = captured(scratch_path("a.flac"), &play, 2, &count);
    for (at = 0; at < count && samples[at] == 0.0f;)
        at++;
    for (int64_t i = 1234; i < 23456; i++)
        for (int c = 0; c < 2; c++)
            assert_true(samples[at++] == sound_value(i, 1));
    card_expect_silence(samples, count, at);
    free(samples);
}

static void rounds_with_gaps_and_nothing_of_the_next_word(void **state)
{
    (void)state;
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, 1, FRAMES));
    struct fy_play play = play_of(5000, 9000, 1);
    play.times = 3;
    play.gap = 0.25;
    size_t count, at = 0;
    float *samples = captured(scratch_path("a.wav"), &play, 1, &count);
    for (int time = 0; time < 3; time++) {
        const size_t silent = at;
        card_expect(samples, count, &at, 5000, 9000, 1);
        assert_true(time == 0 || at - silent == 4000 + RATE / 4);
    }
    card_expect_silence(samples, count, at);
    free(samples);
}

/* While it plays the playhead is asked again and again; then what was captured up to there is looked up: waves that are
 * each a little higher than the one before say by their height where in the recording they are. */
static void at_every_speed_the_playhead_is_where_the_ear_is(void **state)
{
    (void)state;
    enum { PERIOD = 128, ALL = 6 * RATE };
    static float waves[ALL];
    for (int64_t i = 0; i < ALL; i++) {
        const double turn = 2 * VOICE_PI * (double)(i % PERIOD) / PERIOD;
        waves[i] = (float)((0.1 + 0.8 * (double)i / ALL) * (cos(turn) + cos(2 * turn) + cos(3 * turn)) / 3);
    }
    static const double speeds[] = { 0.5, 0.7, 1.35, 2.0 };
    assert_true(sound_write_values(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_FLOAT, RATE, 1, waves, ALL));
    for (size_t s = 0; s < sizeof speeds / sizeof *speeds; s++) {
        struct fy_recording *recording;
        struct fy_reel *reel;
        assert_int_equal(fy_recording_open(&recording, scratch_path("a.wav"), NULL), FY_OK);
        assert_int_equal(fy_reel_new(&reel, recording, NULL), FY_OK);
        const struct fy_play play = play_of(RATE, 4 * RATE, speeds[s]);
        size_t count, at = 0;
        float *samples = captured(scratch_path("a.wav"), &play, 1, &count);
        while (at < count && samples[at] == 0.0f)
            at++;
        while (count > at && samples[count - 1] == 0.0f)
            count--;
        /* The device's map is the reel's; the same play read again tells it frame by frame. */
        static float again[8 * RATE];
        size_t read = 0;
        assert_int_equal(fy_reel_start(reel, &play, RATE, 1), FY_OK);
        while (!fy_reel_ended(reel) && read < sizeof again / sizeof *again) {
            read += fy_reel_read(reel, again + read, 500);
            fy_reel_wait(reel, 1);
        }
        assert_near((double)(count - at), (double)read, PERIOD); /* it may end in zeros */
        size_t seen = 0;
        for (size_t i = PERIOD; i + PERIOD < count - at; i++) {
            const float *here = samples + at + i;
            bool highest = true;
            for (int k = -PERIOD / 2; k < PERIOD / 2 && highest; k++)
                highest = here[k] <= here[0];
            const double place = (double)fy_reel_position(reel, (int64_t)i);
            if (!highest || place > 4 * RATE - 3 * PERIOD)
                continue;
            const double wave = ((double)here[0] - 0.1) / 0.8 * ALL;
            if (fabs(wave - place) > PERIOD + 8)
                fail_msg("at speed %g the playhead is at %.0f where frame %.0f is heard", speeds[s], place, wave);
            seen++;
        }
        assert_true(seen > (count - at) / PERIOD * 8 / 10);
        fy_reel_free(reel);
        free(samples);
    }
}

/* The card's own rate is another one, and it refuses the file's. */
static void a_file_that_the_card_refuses_is_heard_in_its_place(void **state)
{
    (void)state;
    enum { HIGH = 400000, CARD = 44100 };
    static float samples[HIGH];
    char self[1024], text[4096];
    const ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(size > 0);
    self[size] = '\0';
    memset(samples, 0, sizeof samples);
    samples[1] = 0.5f;
    for (int i = 100000; i < HIGH; i += 90001)
        for (int k = -20; k <= 20; k++) /* wide enough for the card's rate */
            samples[i + k] = 0.9f * (0.5f + 0.5f * cosf((float)(VOICE_PI * k / 20)));
    snprintf(text, sizeof text,
             "pcm.null { type null }\n"
             "pcm.default { type plug slave { pcm \"cap\" rate %d } }\n"
             "pcm.cap { type file slave.pcm \"null\" file \"|exec %.1000s/../support/pacer %.1000s %d\" format \"raw\" }\n",
             CARD, dirname(self), scratch_path("card.raw"), 2 * CARD * 4);
    assert_true(sound_card(text));
    assert_true(sound_write_values(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_FLOAT, HIGH, 1, samples, HIGH));
    device_start(scratch_path("a.wav"));
    assert_false(device_now().silent);
    device_play(0, HIGH);
    device_until_silence();
    assert_int_equal(device_now().frame, HIGH);
    device_end();
    size_t count, peaks[8], found = 0;
    float *card = card_samples(&count);
    assert_non_null(card);
    for (size_t i = 1; i + 1 < count && found < 8; i++)
        if (card[i] > 0.5f && card[i] >= card[i - 1] && card[i] > card[i + 1])
            peaks[found++] = i;
    assert_int_equal(found, 4);
    for (size_t i = 1; i < found; i++)
        assert_near((double)(peaks[i] - peaks[0]), 90001.0 * (double)i * CARD / HIGH, 1);
    free(card);
}

#define with_folder(test) cmocka_unit_test_setup_teardown(test, scratch_make, device_cleanup)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_folder(an_impulse_is_heard_where_the_picture_shows_it),
        with_folder(mp3_and_opus_too),
        with_folder(two_channels_and_one_of_them),
        with_folder(rounds_with_gaps_and_nothing_of_the_next_word),
        with_folder(at_every_speed_the_playhead_is_where_the_ear_is),
        with_folder(a_file_that_the_card_refuses_is_heard_in_its_place),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
