/* A sound card for tests: ALSA's "file" device, through a configuration of our own, writes what is played into a file;
 * with a pacer in between it takes as long as a card. Include after cmocka.h. */
#ifndef TESTS_SUPPORT_SOUND_DEVICE_H
#define TESTS_SUPPORT_SOUND_DEVICE_H

#include "base/monotonic.h"
#include "support/scratch.h"
#include "support/sound_files.h"
#include "terminal/device.h"

#include <fcntl.h>
#include <libgen.h>
#include <poll.h>
#include <time.h>

static struct fy_device *device;
static int device_pipe[2] = { -1, -1 };
static bool sound_is_paced;

/* What ALSA knows from now on: nothing but this, so that no plugin or card of this machine comes in. */
static inline bool sound_card(const char *definition)
{
    sound_is_paced = strstr(definition, "pacer") != NULL;
    return scratch_write("asound.conf", definition) && setenv("ALSA_CONFIG_PATH", scratch_path("asound.conf"), 1) == 0;
}

/* A card that takes everything at once. */
static inline bool sound_card_file(void)
{
    char text[2048];
    snprintf(text, sizeof text,
             "pcm.null { type null }\n"
             "pcm.default { type plug slave.pcm \"cap\" }\n"
             "pcm.cap { type file slave.pcm \"null\" file \"%s\" format \"raw\" }\n",
             scratch_path("card.raw"));
    return sound_card(text);
}

/* A card that takes that many bytes a second, and dies after `last` bytes if that is not 0. */
static inline bool sound_card_paced(int bytes_a_second, int last)
{
    char self[1024], text[4096], end[32] = "";
    const ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    if (size <= 0)
        return false;
    self[size] = '\0';
    if (last > 0)
        snprintf(end, sizeof end, " %d", last);
    snprintf(text, sizeof text,
             "pcm.null { type null }\n"
             "pcm.default { type plug slave.pcm \"cap\" }\n"
             "pcm.cap { type file slave.pcm \"null\" file \"|exec %.1000s/../support/pacer %.1000s %d%s\" format "
             "\"raw\" }\n",
             dirname(self), scratch_path("card.raw"), bytes_a_second, end);
    return sound_card(text);
}

static inline void device_play(int64_t from, int64_t to)
{
    const struct fy_play play = { .from = from, .to = to, .times = 1, .hearing = fy_hearing_plain() };
    fy_device_play(device, &play);
}

static inline struct fy_device_state device_now(void)
{
    struct fy_device_state state;
    fy_device_state(device, &state);
    return state;
}

/* Wait for the device to say that something changed; the bound only keeps a broken one from hanging the tests. */
static inline void device_wait(int milliseconds)
{
    char bytes[64];
    struct pollfd ready = { .fd = device_pipe[0], .events = POLLIN };
    if (poll(&ready, 1, milliseconds) == 1 && read(device_pipe[0], bytes, sizeof bytes) <= 0)
        fail();
}

/* The player process of these tests, beside them. */
static inline const char *sound_child(void)
{
    static char path[1200];
    char self[1024];
    const ssize_t size = readlink("/proc/self/exe", self, sizeof self - 1);
    assert_true(size > 0);
    self[size] = '\0';
    snprintf(path, sizeof path, "%s/../support/sound_child", dirname(self));
    return path;
}

static inline void device_start_once(const char *path, const struct fy_device_options *options)
{
    struct fy_error error = { 0 };
    assert_int_equal(pipe(device_pipe), 0);
    fcntl(device_pipe[1], F_SETFL, O_NONBLOCK);
    if (fy_device_open(&device, path, device_pipe[1], options, &error) != FY_OK)
        fail_msg("%s", error.sentence);
    for (int i = 0; i < 60 && !device_now().ready; i++)
        device_wait(1000);
    assert_true(device_now().ready);
    /* A pacer makes its file when it is ready to be one: until then a pipe takes a second of sound at once. */
    for (int i = 0; i < 60000 && sound_is_paced && !device_now().silent && access(scratch_path("card.raw"), F_OK) != 0; i++)
        usleep(1000);
}

static inline void device_end(void)
{
    fy_device_close(device);
    device = NULL;
    for (int i = 0; i < 2; i++) {
        if (device_pipe[i] >= 0)
            close(device_pipe[i]);
        device_pipe[i] = -1;
    }
}

/* It is known whether there is sound. On a busy machine the player process may need longer to come than it is given, which
 * is the subject of test_device_slow.c; here everything begins anew then, but seldom in one program: what hangs is no busy
 * machine. */
static inline void device_start_with(const char *path, const struct fy_device_options *options)
{
    static int late;
    for (;;) {
        device_start_once(path, options);
        if (!device_now().silent || !strstr(device_now().name, "does not answer"))
            return;
        if (late++ == 3)
            fail_msg("the player process does not come: %s", device_now().name);
        print_message("begun anew: %s\n", device_now().name);
        device_end();
        unlink(scratch_path("card.raw"));
    }
}

static inline void device_start(const char *path)
{
    device_start_with(path, &(struct fy_device_options){ .program = sound_child() });
}

static inline void device_until_silence(void)
{
    for (int i = 0; i < 60 && device_now().playing; i++)
        device_wait(1000);
    assert_false(device_now().playing);
}

/* After the first loss, which came no earlier than `lost_at` (fy_monotonic): there is sound again, and it was told once,
 * unless it took more than a second. */
static inline void device_comes_back(double lost_at)
{
    for (int i = 0; i < 600 && (device_now().silent || device_now().news == 0); i++)
        device_wait(100);
    const struct fy_device_state state = device_now();
    if (state.silent)
        fail_msg("sound does not come back: %s", state.name);
    assert_true(state.news == 1 || (state.news == 2 && fy_monotonic() - lost_at > 1));
}

static inline int device_cleanup(void **state)
{
    device_end();
    return scratch_remove(state);
}

/* All that the card was given, after device_end. The caller frees. */
static inline float *card_samples(size_t *count)
{
    struct stat info;
    *count = 0;
    FILE *file = fopen(scratch_path("card.raw"), "rb");
    if (file == NULL || fstat(fileno(file), &info) != 0)
        return NULL;
    float *samples = malloc((size_t)info.st_size + sizeof *samples);
    if (samples != NULL)
        *count = fread(samples, sizeof *samples, (size_t)info.st_size / sizeof *samples, file);
    fclose(file);
    return samples;
}

/* From *at on: silence, then exactly frames [from, to) of a file by sound_write. *at is moved behind them. */
static inline void card_expect(const float *samples, size_t count, size_t *at, int64_t from, int64_t to, int channels)
{
    while (*at < count && samples[*at] == 0.0f)
        ++*at;
    if (count - *at < (size_t)((to - from) * channels))
        fail_msg("the card got %zu samples from %zu on, not %lld", count - *at, *at,
                 (long long)((to - from) * channels));
    for (int64_t i = 0; i < (to - from) * channels; i++, ++*at)
        if (samples[*at] != sound_value(from + i / channels, (int)(i % channels)))
            fail_msg("the card's sample %zu is not that of frame %lld", *at, (long long)(from + i / channels));
}

static inline void card_expect_silence(const float *samples, size_t count, size_t at)
{
    for (; at < count; at++)
        if (samples[at] != 0.0f)
            fail_msg("the card's sample %zu should be silence", at);
}

#endif
