/* For sanitizer builds only: a library that PortAudio opened and closed again stays loaded. What such a library holds in
 * variables of its own would else be told as leaked, from a place that no longer has a name. */
#include <dlfcn.h>

int dlclose(void *library)
{
    (void)library;
    return 0;
}
