/* Where the real recordings and grids are that tests may read: $FANGYIN_SHARED, else ../shared beside the repository.
 * They are not part of it; a test that needs one skips where it is absent. */
#ifndef TESTS_SUPPORT_SHARED_H
#define TESTS_SUPPORT_SHARED_H

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* path = FOLDER/relative. False, with path still set for the message, if it cannot be read. */
static inline bool shared_path(char *path, size_t size, const char *relative)
{
    const char *folder = getenv("FANGYIN_SHARED");
    if (folder == NULL || folder[0] == '\0')
        folder = "../shared";
    const int length = snprintf(path, size, "%s/%s", folder, relative);
    return length > 0 && (size_t)length < size && access(path, R_OK) == 0;
}

#endif
