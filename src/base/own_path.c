#include "base/own_path.h"

#include <stddef.h>

#ifdef __APPLE__
#include <limits.h>
#include <mach-o/dyld.h>
#include <pthread.h>
#include <stdint.h>

static char path[PATH_MAX];
static pthread_once_t once = PTHREAD_ONCE_INIT;

static void ask(void)
{
    uint32_t size = sizeof path;
    if (_NSGetExecutablePath(path, &size) != 0)
        path[0] = '\0';
}

const char *fy_own_path(void)
{
    pthread_once(&once, ask);
    return path[0] ? path : NULL;
}
#else
const char *fy_own_path(void)
{
    return "/proc/self/exe";
}
#endif
