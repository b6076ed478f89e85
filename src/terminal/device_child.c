#define _GNU_SOURCE /* for memfd_create, where there is one */
#include "terminal/device_child.h"
#include "base/own_path.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

/* Without a name that anybody else could find, gone with the last that has it open. */
static int anonymous_memory(void)
{
#ifdef MFD_CLOEXEC
    return memfd_create("fangyin-sound", MFD_CLOEXEC);
#else
    char name[32];
    snprintf(name, sizeof name, "/fangyin-%ld", (long)getpid());
    const int fd = shm_open(name, O_RDWR | O_CREAT | O_EXCL, 0600);
    shm_unlink(name);
    if (fd >= 0)
        (void)fcntl(fd, F_SETFD, FD_CLOEXEC);
    return fd;
#endif
}

struct wire_shared *fy_child_memory(int *fd)
{
    *fd = anonymous_memory();
    if (*fd < 0)
        return NULL;
    void *memory = MAP_FAILED;
    if (ftruncate(*fd, (off_t)wire_shared_size()) == 0)
        memory = mmap(NULL, wire_shared_size(), PROT_READ | PROT_WRITE, MAP_SHARED, *fd, 0);
    if (memory != MAP_FAILED)
        return memory;
    close(*fd);
    *fd = -1;
    return NULL;
}

void fy_child_memory_free(struct wire_shared *shared, int fd)
{
    if (shared)
        munmap(shared, wire_shared_size());
    if (fd >= 0)
        close(fd);
}

/* In the child descriptor `to` is `from`, kept open whatever its number is. */
static int give(posix_spawn_file_actions_t *actions, int from, int to)
{
    return posix_spawn_file_actions_adddup2(actions, from, to);
}

static int spawn(pid_t *pid, const char *program, bool quiet, int socket_fd, int memory_fd)
{
    char name[] = "fangyin", command[] = FY_CHILD_COMMAND;
    char *arguments[] = { name, command, NULL };
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    sigset_t none;
    sigemptyset(&none);
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    /* A group of its own: keys and a closing terminal are for the annotator. */
    int error = posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK);
    error = error ? error : posix_spawnattr_setpgroup(&attributes, 0);
    error = error ? error : posix_spawnattr_setsigmask(&attributes, &none);
    error = error ? error : posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    if (quiet)
        error = error ? error : posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    error = error ? error : give(&actions, STDERR_FILENO, STDOUT_FILENO);
    error = error ? error : give(&actions, socket_fd, WIRE_SOCKET);
    error = error ? error : give(&actions, memory_fd, WIRE_MEMORY);
    error = error ? error : posix_spawn(pid, program, &actions, &attributes, arguments, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

/* Above the numbers that the child will use, so that giving one does not close another. */
static int out_of_the_way(int fd)
{
    const int moved = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, WIRE_MEMORY + 1);
    if (fd >= 0)
        close(fd);
    return moved;
}

bool fy_child_start(struct fy_child *child, const char *program, bool quiet, int memory_fd)
{
    int pair[2];
    memset(child, 0, sizeof *child);
    child->socket = -1;
    if (socketpair(AF_UNIX, SOCK_STREAM, 0, pair) != 0)
        return false;
    (void)fcntl(pair[0], F_SETFD, FD_CLOEXEC);
    const int theirs = out_of_the_way(pair[1]);
    const int memory = out_of_the_way(fcntl(memory_fd, F_DUPFD_CLOEXEC, 0));
    const char *path = program ? program : fy_own_path();
    const bool started = theirs >= 0 && memory >= 0 && path && spawn(&child->pid, path, quiet, theirs, memory) == 0;
    if (theirs >= 0)
        close(theirs);
    if (memory >= 0)
        close(memory);
    if (!started) {
        close(pair[0]);
        return false;
    }
    child->socket = pair[0];
    return true;
}

bool fy_child_tell(struct fy_child *child, const struct wire_message *message)
{
    /* The socket holds hundreds of them: a short write is a process that stopped reading long ago. */
    return send(child->socket, message, sizeof *message, MSG_DONTWAIT | MSG_NOSIGNAL) == (ssize_t)sizeof *message;
}

int fy_child_hear(struct fy_child *child, struct wire_message *message)
{
    char *bytes = (char *)&child->coming;
    while (child->have < sizeof child->coming) {
        const ssize_t got = recv(child->socket, bytes + child->have, sizeof child->coming - child->have, MSG_DONTWAIT);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0 && errno == EAGAIN)
            return 0;
        if (got <= 0)
            return -1;
        child->have += (size_t)got;
    }
    child->have = 0;
    *message = child->coming;
    message->text[sizeof message->text - 1] = '\0';
    return 1;
}

static bool reaped(pid_t pid, double patience)
{
    for (int waited = 0;; waited++) {
        const pid_t done = waitpid(pid, NULL, WNOHANG);
        if (done == pid || (done < 0 && errno != EINTR))
            return true;
        if (waited >= (int)(patience * 1000))
            return false;
        nanosleep(&(struct timespec){ 0, 1000000 }, NULL);
    }
}

void fy_child_end(struct fy_child *child, double patience)
{
    close(child->socket); /* it ends by itself now, if it can */
    child->socket = -1;
    if (patience > 0 && reaped(child->pid, patience))
        return;
    kill(child->pid, SIGKILL);
    /* One that is in the middle of a device's driver dies when that lets it go, and runs none of its own code before. */
    (void)reaped(child->pid, 0.2);
}
