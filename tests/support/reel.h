/* A reel over a recording that the test has made. Include after cmocka.h. */
#ifndef TESTS_SUPPORT_REEL_H
#define TESTS_SUPPORT_REEL_H

#include <fangyin/reel.h>

#include "support/scratch.h"
#include "support/sound_files.h"

#include <string.h>

static struct fy_reel *reel;

static inline void reel_open(void)
{
    struct fy_recording *recording;
    struct fy_error error = { 0 };
    if (fy_recording_open(&recording, scratch_path("a"), &error) != FY_OK ||
        fy_reel_new(&reel, recording, &error) != FY_OK)
        fail_msg("%s", error.sentence);
}

/* A file of sound_value samples. */
static inline void reel_of(int format, int rate, int channels, int64_t frames)
{
    assert_true(sound_write(scratch_path("a"), format, rate, channels, frames));
    reel_open();
}

/* A file of those samples, as floats. */
static inline void reel_of_values(const float *values, int rate, int channels, int64_t frames)
{
    assert_true(sound_write_values(scratch_path("a"), SF_FORMAT_WAV | SF_FORMAT_FLOAT, rate, channels, values, frames));
    reel_open();
}

static inline int reel_close(void **state)
{
    fy_reel_free(reel);
    reel = NULL;
    return scratch_remove(state);
}

static inline struct fy_play reel_play(int64_t from, int64_t to)
{
    return (struct fy_play){ .from = from, .to = to, .times = 1, .hearing = fy_hearing_plain() };
}

/* Read up to `count` frames, fewer only at the end. */
static inline size_t reel_read(float *frames, size_t count, unsigned channels)
{
    size_t done = 0;
    for (int patience = 0; done < count && !fy_reel_ended(reel) && patience < 1000; patience++) {
        const size_t part = count - done < 777 ? count - done : 777;
        const size_t got = fy_reel_read(reel, frames + done * channels, part);
        done += got;
        if (got > 0)
            patience = 0;
        else
            fy_reel_wait(reel, 1);
    }
    return done;
}

/* Start it and read all of it. */
static inline size_t reel_hear(const struct fy_play *play, unsigned rate, unsigned channels, float *frames, size_t room)
{
    assert_int_equal(fy_reel_start(reel, play, rate, channels), FY_OK);
    const size_t got = reel_read(frames, room, channels);
    assert_true(fy_reel_ended(reel));
    assert_int_equal(fy_reel_read(reel, frames, 1), 0);
    return got;
}

#endif
