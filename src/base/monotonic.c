#include "base/monotonic.h"

static struct timespec now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time;
}

double fy_monotonic(void)
{
    const struct timespec time = now();
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int64_t fy_monotonic_ms(void)
{
    const struct timespec time = now();
    return (int64_t)time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

struct timespec fy_monotonic_after(double seconds)
{
    struct timespec time = now();
    seconds = seconds > 0 ? seconds : 0;
    time.tv_sec += (time_t)seconds;
    time.tv_nsec += (long)((seconds - (double)(time_t)seconds) * 1e9);
    if (time.tv_nsec >= 1000000000) {
        time.tv_nsec -= 1000000000;
        time.tv_sec++;
    }
    return time;
}

void fy_monotonic_cond(pthread_cond_t *condition)
{
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(condition, &monotonic);
    pthread_condattr_destroy(&monotonic);
}
