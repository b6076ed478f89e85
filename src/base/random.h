/* Numbers that nobody can guess, from the system. */
#ifndef FANGYIN_RANDOM_H
#define FANGYIN_RANDOM_H

#include <stddef.h>
#include <stdint.h>

uint64_t fy_random(void);
/* 0 to count - 1, evenly; 0 for a count of 0. */
size_t fy_random_below(size_t count);
/* 32 hexadecimal digits and a NUL. */
void fy_random_token(char token[33]);

#endif
