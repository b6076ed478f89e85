/* pacer FILE BYTES_A_SECOND [LAST]: what comes on stdin goes to FILE at that pace, as a sound card would take it. After
 * LAST bytes it takes nothing more, like a card that has died, and waits for the other side to go away. */
#define _GNU_SOURCE /* for F_SETPIPE_SZ */
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

static double now(void)
{
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

static void sleep_until(double end)
{
    const double left = end - now();
    if (left <= 0)
        return;
    const struct timespec time = { (time_t)left, (long)((left - (double)(time_t)left) * 1e9) };
    nanosleep(&time, NULL);
}

int main(int count, char **arguments)
{
    if (count < 3)
        return 2;
    /* A pipe usually holds 64 KiB, a second of sound or more. Once the file is there, it is small. */
    fcntl(STDIN_FILENO, F_SETPIPE_SZ, 4096);
    FILE *file = fopen(arguments[1], "wb");
    const double pace = strtod(arguments[2], NULL);
    const double last = count > 3 ? strtod(arguments[3], NULL) : 1e18;
    if (file == NULL || pace <= 0)
        return 2;
    char bytes[512];
    double taken = 0, start = now();
    while (taken < last) {
        const ssize_t got = read(STDIN_FILENO, bytes, sizeof bytes);
        if (got <= 0)
            return fclose(file) == 0 ? 0 : 1;
        if (fwrite(bytes, 1, (size_t)got, file) != (size_t)got || fflush(file) != 0)
            return 1;
        /* Idle time is not caught up with later, but for what a card's buffer may hold. */
        if (now() > start + (taken + 4096) / pace)
            start = now() - taken / pace;
        taken += (double)got;
        sleep_until(start + taken / pace);
    }
    struct pollfd gone = { .fd = STDIN_FILENO, .events = 0 };
    poll(&gone, 1, 60000);
    return 0;
}
