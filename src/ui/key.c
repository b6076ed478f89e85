#include "ui/key.h"

#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    uint32_t code;
} names[] = {
    { "Tab", FY_KEY_TAB },       { "Enter", FY_KEY_ENTER },      { "Esc", FY_KEY_ESCAPE },
    { "Backspace", FY_KEY_BACKSPACE }, { "Del", FY_KEY_DELETE }, { "Ins", FY_KEY_INSERT },
    { "Home", FY_KEY_HOME },     { "End", FY_KEY_END },          { "PgUp", FY_KEY_PAGE_UP },
    { "PgDn", FY_KEY_PAGE_DOWN }, { "Up", FY_KEY_UP },           { "Down", FY_KEY_DOWN },
    { "Left", FY_KEY_LEFT },     { "Right", FY_KEY_RIGHT },      { "Space", ' ' },
};

bool fy_key_equal(struct fy_key a, struct fy_key b)
{
    return a.code == b.code && a.modifiers == b.modifiers;
}

static bool name_code(const char *name, size_t size, uint32_t *code)
{
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (strlen(names[i].name) == size && memcmp(names[i].name, name, size) == 0) {
            *code = names[i].code;
            return true;
        }
    }
    if ((size == 2 || size == 3) && name[0] == 'F' && name[1] >= '1' && name[1] <= '9') {
        uint32_t number = (uint32_t)(name[1] - '0');
        if (size == 3) {
            if (name[2] < '0' || name[2] > '9')
                return false;
            number = number * 10 + (uint32_t)(name[2] - '0');
        }
        *code = FY_KEY_F1 + number - 1;
        return number >= 1 && number <= 12;
    }
    return size > 0 && fy_utf8_decode(name, size, code) == size && *code > ' ' && *code != 0x7F;
}

bool fy_key_read(const char *name, size_t size, struct fy_key *key)
{
    key->modifiers = 0;
    while (size > 2 && name[1] == '-' && strchr("SMC", name[0])) {
        key->modifiers |= (uint8_t)(name[0] == 'S' ? FY_SHIFT : name[0] == 'M' ? FY_META : FY_CONTROL);
        name += 2;
        size -= 2;
    }
    if (!name_code(name, size, &key->code))
        return false;
    /* Terminals send one code for Ctrl-s and Ctrl-S. */
    if ((key->modifiers & FY_CONTROL) && key->code >= 'A' && key->code <= 'Z')
        key->code += 'a' - 'A';
    return true;
}

const char *fy_key_write(struct fy_key key, char name[FY_KEY_NAME])
{
    char base[8] = "?";
    if (key.code >= FY_KEY_F1 && key.code <= FY_KEY_F12) {
        snprintf(base, sizeof base, "F%u", (unsigned)(key.code - FY_KEY_F1 + 1));
    } else {
        const size_t size = fy_utf8_encode(key.code, base);
        if (size > 0)
            base[size] = '\0';
    }
    const char *text = base;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (names[i].code == key.code)
            text = names[i].name;
    }
    snprintf(name, FY_KEY_NAME, "%s%s%s%s", key.modifiers & FY_CONTROL ? "C-" : "", key.modifiers & FY_META ? "M-" : "",
             key.modifiers & FY_SHIFT ? "S-" : "", text);
    return name;
}

bool fy_key_is_text(struct fy_key key)
{
    return key.modifiers == 0 && key.code >= ' ' && key.code != 0x7F && key.code < FY_KEY_TAB;
}
