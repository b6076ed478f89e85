/* Sound for scripts: a device that makes none, whose time goes on only when it is told to. It plays what a device would:
 * rounds, gaps, at a speed that may change on the way. */
#ifndef FANGYIN_TERMINAL_CLOCK_H
#define FANGYIN_TERMINAL_CLOCK_H

#include <fangyin/play.h>

struct fy_clock {
    struct fy_play play;
    bool playing;
    double frame;  /* that is heard now */
    unsigned left; /* rounds after this one; with play.times 0 they do not end */
    double gap;    /* seconds of silence until the next round; 0 while one is heard */
};

void fy_clock_play(struct fy_clock *clock, const struct fy_play *play);
void fy_clock_change(struct fy_clock *clock, const struct fy_hearing *hearing);
void fy_clock_stop(struct fy_clock *clock);
/* Let seconds go by, of a recording with `rate` frames a second. */
void fy_clock_advance(struct fy_clock *clock, double seconds, int rate);

#endif
