/* Names of other people's files inside sentences: their beginning, in whole characters. */
#ifndef FANGYIN_SHOWN_H
#define FANGYIN_SHOWN_H

#include <fangyin/text.h>

#include <string.h>

enum { FY_SHOWN_SIZE = 44 };

static inline const char *fy_shown_in(char shown[FY_SHOWN_SIZE], const char *name)
{
    size_t size = strlen(name), whole;
    if (size >= FY_SHOWN_SIZE)
        size = FY_SHOWN_SIZE - 1;
    if (!fy_text_valid(name, size, &whole))
        size = whole;
    memcpy(shown, name, size);
    shown[size] = '\0';
    return shown;
}

/* Valid to the end of the block. */
#define fy_shown(name) fy_shown_in((char[FY_SHOWN_SIZE]){ 0 }, name)

#endif
