/* A JACK server of our own, with JACK's "dummy" driver and a client of ours in place of loudspeakers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/jack_server.h"
#include "support/near.h"
#include "support/sound_device.h"

#include <jack/jack.h>
#include <stdatomic.h>

enum { RATE = 16000, FRAMES = 60 * RATE, MOST = 20 * RATE, FROM = 1234, TO = FROM + RATE };
enum { BEAT = 1024 }; /* frames: long, so that a busy machine keeps it */

/* ---- what stands in for loudspeakers ---- */

static struct {
    jack_client_t *client;
    jack_port_t *ports[2];
    float samples[2][MOST];
    atomic_size_t count;
    atomic_uint missed; /* beats, by anybody: what was heard may have gaps */
} ear;

static int hear(jack_nframes_t frames, void *data)
{
    (void)data;
    const size_t at = atomic_load(&ear.count);
    for (int c = 0; c < 2 && at + frames <= MOST; c++)
        memcpy(ear.samples[c] + at, jack_port_get_buffer(ear.ports[c], frames), frames * sizeof(float));
    if (at + frames <= MOST)
        atomic_store(&ear.count, at + frames);
    return 0;
}

static int miss(void *data)
{
    (void)data;
    atomic_fetch_add(&ear.missed, 1);
    return 0;
}

static void quiet(const char *message)
{
    (void)message;
}

/* Once the server is up; false if it does not come. */
static bool open_ear(void)
{
    jack_set_error_function(quiet);
    jack_set_info_function(quiet);
    for (int i = 0; i < 200 && !ear.client; i++) {
        ear.client = jack_client_open("ear", JackNoStartServer | JackServerName, NULL, jack_server_name());
        if (!ear.client)
            nanosleep(&(struct timespec){ 0, 50000000 }, NULL);
    }
    if (!ear.client)
        return false;
    atomic_store(&ear.count, 0);
    ear.ports[0] = jack_port_register(ear.client, "left", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    ear.ports[1] = jack_port_register(ear.client, "right", JACK_DEFAULT_AUDIO_TYPE, JackPortIsInput, 0);
    return jack_set_process_callback(ear.client, hear, NULL) == 0 &&
           jack_set_xrun_callback(ear.client, miss, NULL) == 0 && jack_activate(ear.client) == 0;
}

static void close_ear(void)
{
    if (ear.client)
        jack_client_close(ear.client);
    ear.client = NULL;
}

static void start(int channels, int rate)
{
    assert_true(sound_card("pcm.default { type hw card 77 }\n")); /* nothing but JACK */
    assert_true(sound_write(scratch_path("a.wav"), SF_FORMAT_WAV | SF_FORMAT_PCM_16, RATE, channels, FRAMES));
    assert_true(jack_server_start(rate, BEAT, scratch_path("jackd.log")));
    if (!open_ear()) {
        jack_server_end(SIGKILL);
        print_message("no JACK server can be started here\n");
        skip();
    }
}

static void end(void)
{
    device_end();
    close_ear();
    jack_server_end(SIGTERM);
}

static int no_server(void **state)
{
    end();
    return scratch_remove(state);
}

/* Channel c of frames [from, to) is in one piece on the ear's side c, with silence around. */
static void expect(int side, int channel, int64_t from, int64_t to)
{
    const size_t count = atomic_load(&ear.count), length = (size_t)(to - from);
    const float *samples = ear.samples[side];
    size_t at = 0;
    while (at < count && samples[at] == 0.0f)
        at++;
    assert_true(count - at >= length);
    for (size_t i = 0; i < length; i++) {
        if (samples[at + i] != sound_value(from + (int64_t)i, channel))
            fail_msg("sample %zu of side %d is not that of frame %lld", at + i, side, (long long)from + (long long)i);
    }
    for (size_t i = at + length; i < count; i++)
        assert_true(samples[i] == 0.0f);
}

/* False where the machine was too busy for every beat of it. */
static bool played(int channels, int rate, const char *name)
{
    start(channels, rate);
    device_start_with(scratch_path("a.wav"), &(struct fy_device_options){ .program = sound_child(), .device = name });
    assert_string_equal(device_now().name, "ear");
    assert_false(device_now().silent);
    atomic_store(&ear.missed, 0);
    device_play(FROM, TO);
    device_until_silence();
    assert_int_equal(device_now().frame, TO);
    const bool whole = device_now().underruns == 0 && atomic_load(&ear.missed) == 0;
    end();
    return whole;
}

static void play(int channels, int rate, const char *name)
{
    bool whole = false;
    for (int tries = 0; tries < 20 && !whole; tries++)
        whole = played(channels, rate, name);
    assert_true(whole);
}

static void check_play(int channels)
{
    play(channels, RATE, "EAR");
    expect(0, 0, FROM, TO);
    expect(1, channels - 1, FROM, TO);
}

static void one_channel_is_heard_on_both_sides(void **state)
{
    (void)state;
    check_play(1);
}

static void two_channels_are_heard_as_they_are(void **state)
{
    (void)state;
    check_play(2);
}

/* JACK takes no rate but its own: the recording is converted to it. */
static void a_server_of_another_rate_is_given_its_rate(void **state)
{
    (void)state;
    play(1, 3 * RATE, "ear");
    const size_t count = atomic_load(&ear.count);
    size_t from = 0, to = count;
    while (from < to && ear.samples[0][from] == 0.0f)
        from++;
    while (to > from && ear.samples[0][to - 1] == 0.0f)
        to--;
    /* As long as the range; both sides the same; as loud, as the file's noise has no sound above half its own rate. */
    assert_true(to - from > 3 * (TO - FROM) - 100 && to - from < 3 * (TO - FROM) + 100);
    double power = 0, files = 0;
    for (size_t i = from; i < to; i++) {
        assert_true(ear.samples[0][i] == ear.samples[1][i]);
        power += (double)(ear.samples[0][i] * ear.samples[0][i]) / (double)(to - from);
    }
    for (int64_t i = FROM; i < TO; i++)
        files += (double)(sound_value(i, 0) * sound_value(i, 0)) / (TO - FROM);
    assert_near(power / files, 1, 0.15);
}

/* From within a process that saw this there is no way back: neither Pa_StopStream nor Pa_Terminate returns. */
static void sound_comes_back_after_the_server_was_killed(void **state)
{
    (void)state;
    start(1, RATE);
    close_ear();
    device_start(scratch_path("a.wav"));
    assert_false(device_now().silent);
    device_play(0, FRAMES);
    for (int i = 0; i < 60000 && device_now().frame < RATE / 2; i++)
        device_wait(1);
    jack_server_end(SIGKILL);
    device_until_silence();
    assert_true(device_now().silent);
    assert_true(device_now().frame >= RATE / 2 && device_now().frame < FRAMES);
    for (int i = 0; i < 600 && device_now().news == 0; i++)
        device_wait(100);
    /* Everything goes on, silently. */
    device_play(100, 300);
    device_until_silence();
    assert_int_equal(device_now().frame, 300);
    assert_int_equal(device_now().news, 1);
    device_play(0, FRAMES);
    assert_true(jack_server_start(RATE, BEAT, scratch_path("jackd.log")));
    for (int i = 0; i < 1200 && device_now().news < 2; i++)
        device_wait(50);
    assert_int_equal(device_now().news, 2);
    assert_false(device_now().silent);
    /* What was played silently is heard from there on. */
    const uint64_t calls = device_now().calls;
    for (int i = 0; i < 1200 && device_now().calls <= calls + 5; i++)
        device_wait(50);
    assert_true(device_now().playing && device_now().calls > calls + 5);
    assert_int_equal(device_now().news, 2);
}

#define with_server(test) cmocka_unit_test_setup_teardown(test, scratch_make, no_server)

int main(void)
{
    const struct CMUnitTest tests[] = {
        with_server(one_channel_is_heard_on_both_sides),
        with_server(two_channels_are_heard_as_they_are),
        with_server(a_server_of_another_rate_is_given_its_rate),
        with_server(sound_comes_back_after_the_server_was_killed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
