#include "base/random.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

uint64_t fy_random(void)
{
    uint64_t value;
    if (getentropy(&value, sizeof value) == 0)
        return value;
    /* A system without: different in each process and moment at least. */
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return ((uint64_t)now.tv_nsec * UINT64_C(6364136223846793005) + (uint64_t)getpid()) ^ (uint64_t)now.tv_sec << 32;
}

size_t fy_random_below(size_t count)
{
    if (count == 0)
        return 0;
    /* Numbers past the last whole round would make the first ones likelier. */
    const uint64_t end = UINT64_MAX - UINT64_MAX % count;
    uint64_t value = fy_random();
    while (value >= end)
        value = fy_random();
    return (size_t)(value % count);
}

void fy_random_token(char token[33])
{
    snprintf(token, 33, "%016llx%016llx", (unsigned long long)fy_random(), (unsigned long long)fy_random());
}
