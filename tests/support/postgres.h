/* A PostgreSQL of the test's own (postgres.sh), in a folder in /tmp. */
#ifndef TESTS_SUPPORT_POSTGRES_H
#define TESTS_SUPPORT_POSTGRES_H

#include "support/scratch.h"

#include <libgen.h>
#include <sys/wait.h>

static char postgres_url[1200]; /* "" where there is none */
static char postgres_folder[512];

/* Runs postgres.sh; what it prints goes to postgres_url, unless it is NULL. */
static inline int postgres_run(const char *what, char *printed, size_t size)
{
    char command[1200], self[512];
    const ssize_t length = readlink("/proc/self/exe", self, sizeof self - 1);
    if (length <= 0)
        return -1;
    self[length] = '\0';
    /* BUILD/tests/LAYER/test_x, and the script stands in the sources that were built from. */
    snprintf(command, sizeof command, "bash '%s/../../../tests/support/postgres.sh' %s '%s'", dirname(self), what,
             postgres_folder);
    FILE *stream = popen(command, "r");
    if (!stream)
        return -1;
    if (printed && fgets(printed, (int)size, stream))
        printed[strcspn(printed, "\n")] = '\0';
    const int status = pclose(stream);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* True if one runs now. */
static inline bool postgres_start(void)
{
    /* Not in the scratch folder: its user, who is not root, must get there, and a socket's path is short. */
    if (postgres_folder[0] == '\0') {
        strcpy(postgres_folder, "/tmp/fangyin-pg-XXXXXX");
        if (!mkdtemp(postgres_folder))
            return false;
    }
    return postgres_run("start", postgres_url, sizeof postgres_url) == 0;
}

static inline void postgres_remove(void)
{
    char command[600];
    if (postgres_folder[0] == '\0')
        return;
    (void)postgres_run("stop", NULL, 0);
    snprintf(command, sizeof command, "rm -rf '%s'", postgres_folder);
    (void)!system(command);
}

#endif
