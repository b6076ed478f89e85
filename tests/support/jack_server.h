/* A JACK server of our own, with JACK's "dummy" driver: a sound card with a clock that needs no hardware. */
#ifndef TESTS_SUPPORT_JACK_SERVER_H
#define TESTS_SUPPORT_JACK_SERVER_H

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static pid_t jack_server;

static inline const char *jack_server_name(void)
{
    static char name[64];
    snprintf(name, sizeof name, "fangyin-test-%ld", (long)getpid());
    return name;
}

/* Begin one, with so many frames a beat; what it says goes to the file `log`. From now on whoever this process starts
 * finds it. */
static inline bool jack_server_start(int rate, int frames, const char *log)
{
    char rate_text[16], frames_text[16];
    snprintf(rate_text, sizeof rate_text, "%d", rate);
    snprintf(frames_text, sizeof frames_text, "%d", frames);
    setenv("JACK_DEFAULT_SERVER", jack_server_name(), 1);
    setenv("JACK_NO_AUDIO_RESERVATION", "1", 1);
    jack_server = fork();
    if (jack_server == 0) {
        const int fd = open(log, O_WRONLY | O_CREAT | O_TRUNC, 0600);
        dup2(fd, 1);
        dup2(fd, 2);
        /* Where that is permitted, so that a busy machine does not make it miss a beat. */
        const bool first = sched_setscheduler(0, SCHED_RR, &(struct sched_param){ .sched_priority = 20 }) == 0;
        execlp("jackd", "jackd", "-n", getenv("JACK_DEFAULT_SERVER"), first ? "-R" : "-r", "-d", "dummy", "-r", rate_text,
               "-p", frames_text, (char *)NULL);
        _exit(127);
    }
    return jack_server > 0;
}

static inline void jack_server_end(int signal_number)
{
    if (jack_server <= 0)
        return;
    kill(jack_server, signal_number);
    waitpid(jack_server, NULL, 0);
    jack_server = 0;
}

#endif
