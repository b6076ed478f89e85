/* How somebody listens: what fangyin.ini says, and what is remembered from the last time. */
#ifndef FANGYIN_LISTENING_H
#define FANGYIN_LISTENING_H

#include <fangyin/play.h>
#include <stddef.h>

enum {
    FY_PERCENT_SLOWEST = 25,
    FY_PERCENT_FASTEST = 200,
    FY_PERCENT_STEP = 5,
    FY_VOLUME_MOST = 200, /* percent */
    FY_GAIN_MOST = 30,    /* dB */
};

struct fy_listening {
    /* habits: of a project or a person */
    bool autoplay;        /* hear a segment on coming to it */
    bool autoplay_commit; /* and on coming to it by having finished the one before */
    bool play_moved;      /* hear the surroundings of a boundary that was moved */
    bool fade;            /* soften both ends of what is played, over 2 ms or less */
    double around;        /* seconds before and after a moved boundary */
    double back_step;     /* seconds to go back on playing after a pause, 0 to 5 */
    double loop_gap;      /* seconds of silence between two rounds */
    unsigned loop_count;  /* rounds before going on to the next segment; 0: round and round */
    double reaction;      /* seconds from hearing to pressing a key */

    /* of a person, remembered */
    int speed;  /* percent, FY_PERCENT_SLOWEST to FY_PERCENT_FASTEST */
    int volume; /* percent, 0 to FY_VOLUME_MOST */

    /* of a recording, remembered */
    bool level;  /* the gain follows from the recording's highest peak */
    int gain;    /* dB where it does not, -FY_GAIN_MOST to FY_GAIN_MOST */
    int channel; /* from 0 on, or FY_CHANNELS_* */
    struct fy_muted muted[FY_MUTED_MOST]; /* in order, apart from each other */
    size_t muted_count;
};

/* Take one setting as it is written in fangyin.ini or on the command line. Returns NULL, or a (translated) sentence that
 * says what was expected; then nothing has changed. */
const char *fy_listening_take(struct fy_listening *listening, const char *key, const char *value);

static inline struct fy_listening fy_listening_usual(void)
{
    return (struct fy_listening){ .autoplay = true, .autoplay_commit = true, .play_moved = true, .fade = true,
                                  .around = 0.3, .back_step = 1.5, .loop_gap = 0.5, .reaction = 0.2,
                                  .speed = 100, .volume = 100, .channel = FY_CHANNELS_ALL };
}

#endif
