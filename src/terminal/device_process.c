/* The player process: it does what the annotator's thread tells it over a socket (device_wire.h), and dies with it. */
#include "base/messages.h"
#include "terminal/device_portaudio.h"

#include <errno.h>
#include <poll.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

enum {
    LOOK_MS = 5,           /* between two looks at a stream that plays */
    PRIORITY = 15,         /* of SCHED_RR: above all that is ordinary, below the system's own */
    NICE = -11,            /* where that is not permitted */
    RUNAWAY_US = 500000,   /* without waiting for anything at that priority: killed */
    LAST_ORDERS_MS = 1500, /* after the annotator is gone, for putting the device in order */
};

static void tell(const struct wire_message *message)
{
    /* Nobody there to hear it: the end of the socket is seen by the next poll. */
    if (send(WIRE_SOCKET, message, sizeof *message, MSG_NOSIGNAL) < 0)
        return;
}

/* A call to a sound system that never comes back must not keep the process alive after the annotator. */
static void *die_with_the_annotator(void *data)
{
    (void)data;
    struct pollfd end = { .fd = WIRE_SOCKET, .events = 0 };
    while (poll(&end, 1, -1) < 0 && errno == EINTR)
        continue;
    nanosleep(&(struct timespec){ LAST_ORDERS_MS / 1000, LAST_ORDERS_MS % 1000 * 1000000L }, NULL);
    _exit(1);
}

static void keep_only_ours(void)
{
    struct rlimit limit;
    int most = 1024;
    if (getrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_cur < 65536)
        most = (int)limit.rlim_cur;
    for (int fd = WIRE_MEMORY + 1; fd < most; fd++)
        close(fd);
}

/* The threads that a sound system makes from now on inherit this. A sound system that spins must not take the machine
 * with it. All of it may be refused. */
static void come_first(void)
{
#ifdef RLIMIT_RTTIME
    setrlimit(RLIMIT_RTTIME, &(struct rlimit){ RUNAWAY_US, RUNAWAY_US });
#endif
    if (pthread_setschedparam(pthread_self(), SCHED_RR, &(struct sched_param){ .sched_priority = PRIORITY }) != 0)
        (void)setpriority(PRIO_PROCESS, 0, NICE);
}

/* All of a message, or false at the end of the socket. */
static bool next_order(struct wire_message *order)
{
    const ssize_t got = recv(WIRE_SOCKET, order, sizeof *order, MSG_WAITALL);
    order->text[sizeof order->text - 1] = '\0';
    return got == (ssize_t)sizeof *order;
}

struct process {
    struct wire_shared *shared;
    bool playing;
    int32_t serial; /* of the last WIRE_START */
};

static bool start(struct process *process)
{
    process->playing = fy_portaudio_start();
    if (!process->playing)
        tell(&(struct wire_message){ .kind = WIRE_LOST });
    return process->playing;
}

/* False: the process has nothing more to do. */
static bool obey(struct process *process, const struct wire_message *order)
{
    struct wire_message answer = { 0 };
    switch (order->kind) {
    case WIRE_OPEN:
        if (order->rate <= 0 || order->channels < 1 || order->channels > WIRE_CHANNELS)
            return false;
        fy_portaudio_open(process->shared, order, &answer);
        come_first();
        tell(&answer);
        return answer.kind == WIRE_OPENED;
    case WIRE_START:
        process->serial = order->index;
        fy_portaudio_hurry(false);
        /* A stream that runs still takes it along; if it comes to its end instead, it is started again then. */
        return process->playing || start(process);
    case WIRE_STOP:
        fy_portaudio_hurry(true);
        return true;
    case WIRE_LIST:
        fy_portaudio_list(tell);
        answer.kind = WIRE_LISTED;
        tell(&answer);
        return false;
    default:
        return false;
    }
}

static bool look(struct process *process)
{
    const enum fy_stream state = fy_portaudio_poll();
    if (state == FY_STREAM_PLAYING)
        return true;
    if (state == FY_STREAM_ENDED && fy_portaudio_waits())
        return start(process);
    process->playing = false;
    tell(&(struct wire_message){ .kind = state == FY_STREAM_ENDED ? WIRE_ENDED : WIRE_LOST, .index = process->serial });
    return state == FY_STREAM_ENDED;
}

int fy_device_process(void)
{
    struct stat socket_info, memory_info;
    if (fstat(WIRE_SOCKET, &socket_info) != 0 || !S_ISSOCK(socket_info.st_mode) || fstat(WIRE_MEMORY, &memory_info) != 0 ||
        memory_info.st_size < (off_t)wire_shared_size()) {
        fprintf(stderr, "fangyin: %s\n", _("This command is the annotator's own: it plays the sound for it."));
        return 2;
    }
    struct wire_shared *shared =
        mmap(NULL, wire_shared_size(), PROT_READ | PROT_WRITE, MAP_SHARED, WIRE_MEMORY, 0);
    pthread_t life;
    if (shared == MAP_FAILED || pthread_create(&life, NULL, die_with_the_annotator, NULL) != 0)
        return 1;
    pthread_detach(life);
    keep_only_ours();
    (void)mlock(shared, wire_shared_size());
    struct process process = { .shared = shared };
    bool go_on = true;
    while (go_on) {
        struct pollfd fd = { .fd = WIRE_SOCKET, .events = POLLIN };
        struct wire_message order;
        const int ready = poll(&fd, 1, process.playing ? LOOK_MS : -1);
        if (ready > 0)
            go_on = next_order(&order) && obey(&process, &order);
        if (go_on && process.playing)
            go_on = look(&process);
    }
    fy_portaudio_close();
    return 0;
}
