#include "terminal/clock.h"

void fy_clock_play(struct fy_clock *clock, const struct fy_play *play)
{
    clock->play = *play;
    clock->playing = true;
    clock->frame = (double)play->from;
    clock->left = play->times > 0 ? play->times - 1 : 0;
    clock->gap = 0;
}

void fy_clock_change(struct fy_clock *clock, const struct fy_hearing *hearing)
{
    clock->play.hearing = *hearing;
}

void fy_clock_stop(struct fy_clock *clock)
{
    clock->playing = false;
}

/* A round is over: silence, the next one, or the end. */
static void after_round(struct fy_clock *clock)
{
    clock->frame = (double)clock->play.to;
    if (clock->play.times > 0 && clock->left == 0) {
        clock->playing = false;
        return;
    }
    clock->left -= clock->play.times > 0;
    clock->gap = clock->play.gap;
    if (!(clock->gap > 0))
        clock->frame = (double)clock->play.from;
}

void fy_clock_advance(struct fy_clock *clock, double seconds, int rate)
{
    while (clock->playing && seconds > 0) {
        if (clock->gap > 0) {
            const double silence = clock->gap < seconds ? clock->gap : seconds;
            clock->gap -= silence;
            seconds -= silence;
            if (!(clock->gap > 0))
                clock->frame = (double)clock->play.from;
            continue;
        }
        const double speed = clock->play.hearing.speed * rate, rest = ((double)clock->play.to - clock->frame) / speed;
        if (rest > seconds) {
            clock->frame += seconds * speed;
            return;
        }
        seconds -= rest;
        after_round(clock);
        /* An empty range with no silence between its rounds would never let time go by. */
        if (clock->playing && clock->play.to <= clock->play.from && !(clock->gap > 0))
            clock->playing = false;
    }
}
