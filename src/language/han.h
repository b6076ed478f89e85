/* Simplified and traditional characters, as OpenCC has them. */
#ifndef LANGUAGE_HAN_H
#define LANGUAGE_HAN_H

#include <stdbool.h>
#include <stdint.h>

/* What a character is written as in the simplified script; itself where that is the same, or OpenCC or its tables are not to
 * be had. Any thread; the first call opens the tables, and each character is asked once. */
uint32_t fy_han_simplified(uint32_t code);

enum fy_han { FY_HAN_BOTH, FY_HAN_SIMPLIFIED, FY_HAN_TRADITIONAL };

/* Whether a character belongs to one of the scripts only. Any thread. */
enum fy_han fy_han_script(uint32_t code);

#endif
