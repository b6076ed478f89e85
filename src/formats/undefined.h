/* Times that Praat calls undefined. A grid holds finite times only: an undefined end is in it as the last time there
 * is, so that it stands behind all others, and is undefined again when written. An undefined start has no place. */
#ifndef FANGYIN_UNDEFINED_H
#define FANGYIN_UNDEFINED_H

#include <float.h>
#include <stdbool.h>

#define FY_UNDEFINED_END DBL_MAX

static inline bool fy_is_undefined(double time)
{
    return !(time < FY_UNDEFINED_END);
}

#endif
