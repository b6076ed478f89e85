#include <fangyin/listening.h>

#include "base/messages.h"

#include <fangyin/number.h>
#include <string.h>

#define LONGEST_FRAME 9000000000000000.0 /* doubles are whole numbers up to here */

static bool read_number(const char *text, double *value)
{
    const size_t size = strlen(text);

    return size > 0 && fy_number_read(text, size, value) == size;
}

static const char *take_switch(bool *to, const char *value)
{
    static const char *const words[][2] = { { "yes", "no" }, { "on", "off" } };

    for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
        if (strcmp(value, words[i][0]) == 0 || strcmp(value, words[i][1]) == 0) {
            *to = strcmp(value, words[i][0]) == 0;
            return NULL;
        }
    }
    return _("“yes” or “no” was expected here.");
}

static const char *take_seconds(double *to, const char *value, double most, const char *expected)
{
    double seconds = 0;

    if (!read_number(value, &seconds) || !(seconds >= 0 && seconds <= most))
        return expected;
    *to = seconds;
    return NULL;
}

static const char *take_whole(int *to, const char *value, int least, int most, double unit, const char *expected)
{
    double number = 0;

    if (!read_number(value, &number))
        return expected;
    number = number * unit;
    if (!(number >= least && number <= most))
        return expected;
    *to = (int)(number < 0 ? number - 0.5 : number + 0.5);
    return NULL;
}

static const char *take_speed(struct fy_listening *to, const char *value)
{
    const char *expected = _("A speed from 0.25 to 2 was expected here; 1 is as recorded.");
    int percent = 0;

    if (take_whole(&percent, value, FY_PERCENT_SLOWEST, FY_PERCENT_FASTEST, 100, expected))
        return expected;
    to->speed = (percent + FY_PERCENT_STEP / 2) / FY_PERCENT_STEP * FY_PERCENT_STEP;
    return NULL;
}

static const char *take_gain(struct fy_listening *to, const char *value)
{
    const char *expected = _("“auto”, or decibels from -30 to 30 were expected here.");

    if (strcmp(value, "auto") == 0) {
        to->level = true;
        return NULL;
    }
    if (take_whole(&to->gain, value, -FY_GAIN_MOST, FY_GAIN_MOST, 1, expected))
        return expected;
    to->level = false;
    return NULL;
}

static const char *take_channel(struct fy_listening *to, const char *value)
{
    static const struct {
        const char *name;
        int channel;
    } names[] = { { "all", FY_CHANNELS_ALL }, { "mixed", FY_CHANNELS_MIXED }, { "left", 0 }, { "right", 1 } };
    int number = 0;

    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strcmp(value, names[i].name) == 0) {
            to->channel = names[i].channel;
            return NULL;
        }
    }
    if (take_whole(&number, value, 1, 1024, 1, ""))
        return _("“all”, “mixed”, “left”, “right” or a channel's number was expected here.");
    to->channel = number - 1;
    return NULL;
}

/* "16000-32000 48000-50000": frames, in order. */
static const char *take_muted(struct fy_listening *to, const char *value)
{
    struct fy_muted muted[FY_MUTED_MOST];
    size_t count = 0;

    for (const char *at = value; *(at += strspn(at, " ")) != '\0'; count++) {
        double from = 0, until = 0;
        size_t size = fy_number_read(at, strcspn(at, " -"), &from);
        if (size == 0 || at[size] != '-' || count == FY_MUTED_MOST)
            return _("Stretches like 16000-32000, in frames, were expected here.");
        at += size + 1;
        size = fy_number_read(at, strcspn(at, " "), &until);
        if (size == 0 || !(from >= (count > 0 ? (double)muted[count - 1].to : 0) && until > from) ||
            until > LONGEST_FRAME || (at[size] != ' ' && at[size] != '\0'))
            return _("Stretches like 16000-32000, in frames, were expected here.");
        at += size;
        muted[count] = (struct fy_muted){ (int64_t)from, (int64_t)until };
    }
    memcpy(to->muted, muted, count * sizeof *muted);
    to->muted_count = count;
    return NULL;
}

const char *fy_listening_take(struct fy_listening *to, const char *key, const char *value)
{
    const char *seconds = _("A number of seconds, like 0.5, was expected here.");

    if (strcmp(key, "autoplay") == 0)
        return take_switch(&to->autoplay, value);
    if (strcmp(key, "autoplay-commit") == 0)
        return take_switch(&to->autoplay_commit, value);
    if (strcmp(key, "play-moved") == 0)
        return take_switch(&to->play_moved, value);
    if (strcmp(key, "fade") == 0)
        return take_switch(&to->fade, value);
    if (strcmp(key, "around") == 0)
        return take_seconds(&to->around, value, 5, seconds);
    if (strcmp(key, "back-step") == 0)
        return take_seconds(&to->back_step, value, 5, _("A number of seconds from 0 to 5 was expected here."));
    if (strcmp(key, "loop-gap") == 0)
        return take_seconds(&to->loop_gap, value, 60, seconds);
    if (strcmp(key, "reaction") == 0)
        return take_seconds(&to->reaction, value, 2, _("A number of seconds from 0 to 2 was expected here."));
    if (strcmp(key, "loop-count") == 0) {
        int count = 0;
        const char *wrong = take_whole(&count, value, 0, 999, 1,
                                       _("A number of rounds was expected here; 0 is round and round."));
        to->loop_count = wrong ? to->loop_count : (unsigned)count;
        return wrong;
    }
    if (strcmp(key, "speed") == 0)
        return take_speed(to, value);
    if (strcmp(key, "volume") == 0)
        return take_whole(&to->volume, value, 0, FY_VOLUME_MOST, 1,
                          _("A volume from 0 to 200 percent was expected here."));
    if (strcmp(key, "gain") == 0)
        return take_gain(to, value);
    if (strcmp(key, "channel") == 0)
        return take_channel(to, value);
    if (strcmp(key, "muted") == 0)
        return take_muted(to, value);
    if (strcmp(key, "recording") == 0)
        return NULL; /* for people: which recording it was */
    return _("This is no setting of [listen]: autoplay, autoplay-commit, play-moved, around, back-step, loop-gap, "
             "loop-count, reaction, speed, volume, gain, channel, fade.");
}
