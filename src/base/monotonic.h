/* The clock that only goes on, for durations and for waiting: setting the time of day does not move it. */
#ifndef FANGYIN_MONOTONIC_H
#define FANGYIN_MONOTONIC_H

#include <pthread.h>
#include <stdint.h>
#include <time.h>

double fy_monotonic(void); /* seconds since some moment before the program's start */
int64_t fy_monotonic_ms(void);

/* So many seconds from now (now, where that is below 0), for pthread_cond_timedwait with a condition that
 * fy_monotonic_cond made: one made otherwise would wait by the time of day. */
struct timespec fy_monotonic_after(double seconds);
void fy_monotonic_cond(pthread_cond_t *condition);

#endif
