/* Keys as values with names: "a", "Tab", "C-s", "M-Right", "S-Tab", "F2", "，". */
#ifndef FANGYIN_UI_KEY_H
#define FANGYIN_UI_KEY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum fy_modifier { FY_SHIFT = 1, FY_META = 2, FY_CONTROL = 4 };

/* Codes of keys that are no character lie above Unicode. */
enum fy_key_code {
    FY_KEY_TAB = 0x110000,
    FY_KEY_ENTER,
    FY_KEY_ESCAPE,
    FY_KEY_BACKSPACE,
    FY_KEY_DELETE,
    FY_KEY_INSERT,
    FY_KEY_HOME,
    FY_KEY_END,
    FY_KEY_PAGE_UP,
    FY_KEY_PAGE_DOWN,
    FY_KEY_UP,
    FY_KEY_DOWN,
    FY_KEY_LEFT,
    FY_KEY_RIGHT,
    FY_KEY_F1,
    FY_KEY_F12 = FY_KEY_F1 + 11,
};

struct fy_key {
    uint32_t code;     /* a Unicode character or an enum fy_key_code; control letters are lower case with FY_CONTROL */
    uint8_t modifiers; /* enum fy_modifier; FY_SHIFT only where it does not change the character */
};

bool fy_key_equal(struct fy_key a, struct fy_key b);

/* Read a key's name, name[0..size); false if it is none. */
bool fy_key_read(const char *name, size_t size, struct fy_key *key);

#define FY_KEY_NAME 24
/* Write its name; returns name. */
const char *fy_key_write(struct fy_key key, char name[FY_KEY_NAME]);

/* True for a key that types its character. */
bool fy_key_is_text(struct fy_key key);

#endif
