#include "sound/program.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

extern char **environ;

bool fy_program_exists(const char *name)
{
    const char *path = getenv("PATH");
    char candidate[4096];
    struct stat info;
    while (path && *path) {
        const int length = (int)strcspn(path, ":");
        if (snprintf(candidate, sizeof candidate, "%.*s/%s", length, path, name) < (int)sizeof candidate &&
            stat(candidate, &info) == 0 && S_ISREG(info.st_mode) && access(candidate, X_OK) == 0)
            return true;
        path += length;
        path += *path == ':';
    }
    return false;
}

/* In the child: nothing to read, output into the pipe, words into the file, and no signal that we ignore or block. */
static int spawn(struct fy_program *program, int output, const char *const *arguments)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t none, usual;
    int number = posix_spawn_file_actions_init(&files);
    if (number != 0)
        return number;
    number = posix_spawnattr_init(&attributes);
    if (number == 0) {
        sigemptyset(&none);
        sigemptyset(&usual);
        sigaddset(&usual, SIGPIPE);
        (void)posix_spawnattr_setsigmask(&attributes, &none);
        (void)posix_spawnattr_setsigdefault(&attributes, &usual);
        (void)posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
        (void)posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0);
        (void)posix_spawn_file_actions_adddup2(&files, output, 1);
        number = posix_spawn_file_actions_adddup2(&files, fileno(program->words), 2);
        /* posix_spawnp changes no argument; its type is older than const. */
        union {
            const char *const *in;
            char *const *out;
        } list = { arguments };
        if (number == 0)
            number = posix_spawnp(&program->pid, arguments[0], &files, &attributes, list.out, environ);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&files);
    return number;
}

int fy_program_start(struct fy_program *program, const char *const *arguments)
{
    int ends[2];
    program->output = -1;
    program->words = tmpfile();
    if (!program->words)
        return errno;
    int number = pipe(ends) == 0 ? 0 : errno;
    if (number == 0) {
        (void)fcntl(ends[0], F_SETFD, FD_CLOEXEC);
        (void)fcntl(ends[1], F_SETFD, FD_CLOEXEC);
        (void)fcntl(fileno(program->words), F_SETFD, FD_CLOEXEC);
        number = spawn(program, ends[1], arguments);
        close(ends[1]);
        program->output = ends[0];
        if (number != 0)
            close(ends[0]);
    }
    if (number != 0)
        fclose(program->words);
    return number;
}

ssize_t fy_program_read(struct fy_program *program, void *bytes, size_t size, int milliseconds)
{
    struct pollfd wait = { .fd = program->output, .events = POLLIN };
    const int ready = poll(&wait, 1, milliseconds);
    if (ready == 0 || (ready < 0 && errno == EINTR))
        return -2;
    const ssize_t got = ready < 0 ? -1 : read(program->output, bytes, size);
    return got < 0 && errno == EINTR ? -2 : got;
}

static void last_line(FILE *words, char *line, size_t size)
{
    char text[512];
    line[0] = '\0';
    rewind(words);
    while (fgets(text, sizeof text, words)) {
        text[strcspn(text, "\r\n")] = '\0';
        if (text[0])
            snprintf(line, size, "%s", text);
    }
}

bool fy_program_end(struct fy_program *program, bool at_once, char *line, size_t size)
{
    int status = -1;
    if (at_once)
        kill(program->pid, SIGKILL);
    close(program->output);
    while (waitpid(program->pid, &status, 0) < 0 && errno == EINTR)
        continue;
    if (size > 0)
        last_line(program->words, line, size);
    fclose(program->words);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}
