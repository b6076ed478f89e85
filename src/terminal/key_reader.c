#include "terminal/key_reader.h"

#include <fangyin/text.h>
#include <string.h>

#define ESC 0x1B
#define PASTE_START "\033[200~"
#define PASTE_END "\033[201~"
#define LONGEST_SEQUENCE 32
#define ESCAPE_MS 50 /* how long an escape may be the start of a key, ssh included */
#define PASTE_MS 2000
#define LONGEST_REPLY 4096
#define REPLY_MS 1000 /* the rest of an answer may be late, but must not be typed */

void fy_key_reader_free(struct fy_key_reader *reader)
{
    fy_buffer_free(&reader->bytes);
    fy_buffer_free(&reader->paste);
}

void fy_key_reader_feed(struct fy_key_reader *reader, const char *bytes, size_t size)
{
    if (reader->at > 0) {
        memmove(reader->bytes.data, reader->bytes.data + reader->at, reader->bytes.size - reader->at);
        reader->bytes.size -= reader->at;
        reader->at = 0;
    }
    fy_buffer_append(&reader->bytes, bytes, size);
}

/* The size of a terminal's answer at the start, 0 if there is none, with *half set where it may become one. */
static size_t reply_size(const char *bytes, size_t size, bool expecting, bool *half)
{
    *half = false;
    if (size < 2 || bytes[0] != ESC)
        return 0;
    if (expecting && (bytes[1] == '_' || bytes[1] == 'P')) {
        for (size_t i = 2; i + 1 < size; i++) {
            if (bytes[i] == ESC && bytes[i + 1] == '\\')
                return i + 2;
        }
        *half = size < LONGEST_REPLY;
        return 0;
    }
    if (bytes[1] != '[')
        return 0;
    size_t i = 2;
    while (i < size && (unsigned char)bytes[i] >= 0x20 && (unsigned char)bytes[i] < 0x40)
        i++;
    const bool private = size > 2 && bytes[2] == '?';
    *half = i == size && size < LONGEST_REPLY && (private || (expecting && size > 2));
    return i < size && (private || (bytes[i] == 't' && i > 2)) && bytes[i] >= 0x40 && bytes[i] <= 0x7E ? i + 1 : 0;
}

int fy_key_reader_patience(const struct fy_key_reader *reader)
{
    if (reader->pasting)
        return PASTE_MS;
    const size_t size = reader->bytes.size - reader->at;
    bool half = false;
    if (size == 0)
        return -1;
    (void)reply_size(reader->bytes.data + reader->at, size, reader->expecting, &half);
    return half ? REPLY_MS : ESCAPE_MS;
}

/* ---- one key out of bytes[0..size): returns the bytes it took, 0 when more are needed, with *known false for a sequence
 * that means nothing to us ---- */

static uint32_t final_letter(char letter)
{
    switch (letter) {
    case 'A': return FY_KEY_UP;
    case 'B': return FY_KEY_DOWN;
    case 'C': return FY_KEY_RIGHT;
    case 'D': return FY_KEY_LEFT;
    case 'F': return FY_KEY_END;
    case 'H': return FY_KEY_HOME;
    case 'I': return FY_KEY_TAB;
    case 'M': return FY_KEY_ENTER;
    case 'P': return FY_KEY_F1;
    case 'Q': return FY_KEY_F1 + 1;
    case 'R': return FY_KEY_F1 + 2;
    case 'S': return FY_KEY_F1 + 3;
    default: return 0;
    }
}

/* CSI number ~, as vt220, xterm and rxvt send. */
static uint32_t tilde_number(unsigned number)
{
    static const struct {
        unsigned number;
        uint32_t code;
    } table[] = {
        { 1, FY_KEY_HOME }, { 2, FY_KEY_INSERT }, { 3, FY_KEY_DELETE }, { 4, FY_KEY_END }, { 5, FY_KEY_PAGE_UP },
        { 6, FY_KEY_PAGE_DOWN }, { 7, FY_KEY_HOME }, { 8, FY_KEY_END }, { 11, FY_KEY_F1 }, { 12, FY_KEY_F1 + 1 },
        { 13, FY_KEY_F1 + 2 }, { 14, FY_KEY_F1 + 3 }, { 15, FY_KEY_F1 + 4 }, { 17, FY_KEY_F1 + 5 },
        { 18, FY_KEY_F1 + 6 }, { 19, FY_KEY_F1 + 7 }, { 20, FY_KEY_F1 + 8 }, { 21, FY_KEY_F1 + 9 },
        { 23, FY_KEY_F1 + 10 }, { 24, FY_KEY_F1 + 11 },
    };
    for (size_t i = 0; i < sizeof table / sizeof *table; i++) {
        if (table[i].number == number)
            return table[i].code;
    }
    return 0;
}

/* xterm's modifier parameter: 1 + shift + 2 alt + 4 control. */
static uint8_t modifiers_of(unsigned parameter)
{
    const unsigned bits = parameter > 0 ? parameter - 1 : 0;
    return (uint8_t)((bits & 1 ? FY_SHIFT : 0) | (bits & 2 || bits & 8 ? FY_META : 0) | (bits & 4 ? FY_CONTROL : 0));
}

/* bytes[0] is ESC, bytes[1] is '['. */
static size_t read_csi(const char *bytes, size_t size, struct fy_key *key, bool *known)
{
    unsigned parameters[2] = { 0, 0 };
    size_t count = 0;
    if (size >= 3 && bytes[2] == '[') { /* the Linux console's F1 to F5 */
        if (size < 4)
            return 0;
        key->code = FY_KEY_F1 + (uint32_t)(unsigned char)(bytes[3] - 'A');
        *known = bytes[3] >= 'A' && bytes[3] <= 'E';
        return 4;
    }
    for (size_t i = 2; i < size; i++) {
        const char c = bytes[i];
        if (c >= '0' && c <= '9') {
            if (count < 2 && parameters[count] < 10000)
                parameters[count] = parameters[count] * 10 + (unsigned)(c - '0');
        } else if (c == ';') {
            count++;
        } else if (c >= 0x40 && c <= 0x7E) {
            key->modifiers = modifiers_of(parameters[1]);
            if (c == '~')
                key->code = tilde_number(parameters[0]);
            else if (c == 'Z') {
                key->code = FY_KEY_TAB;
                key->modifiers = FY_SHIFT;
            } else
                key->code = final_letter(c);
            *known = key->code != 0;
            return i + 1;
        } else if ((unsigned char)c < 0x20 || i >= LONGEST_SEQUENCE) {
            *known = false;
            return i; /* not a sequence after all */
        }
    }
    return 0;
}

static size_t read_plain(const char *bytes, size_t size, struct fy_key *key, bool *known)
{
    const unsigned char c = (unsigned char)bytes[0];
    uint32_t code = 0;
    *known = true;
    if (c == '\t')
        key->code = FY_KEY_TAB;
    else if (c == '\r')
        key->code = FY_KEY_ENTER;
    else if (c == 0x7F || c == 0x08)
        key->code = FY_KEY_BACKSPACE;
    else if (c == ESC)
        key->code = FY_KEY_ESCAPE;
    else if (c < 0x20) {
        key->modifiers = FY_CONTROL;
        key->code = c == 0 ? ' ' : c < 27 ? (uint32_t)c + 0x60 : (uint32_t)c + 0x40;
    } else if (c < 0x80) {
        key->code = c;
    } else {
        const size_t length = c >= 0xF0 ? 4 : c >= 0xE0 ? 3 : 2;
        const size_t used = fy_utf8_decode(bytes, size, &code);
        key->code = code;
        *known = used > 0;
        if (used > 0)
            return used;
        return size < length && c >= 0xC2 && c < 0xF5 ? 0 : 1;
    }
    return 1;
}

static size_t read_key(const char *bytes, size_t size, bool final, struct fy_key *key, bool *known);

/* An escape before another: rxvt and PuTTY send Alt with a sequence so. Before a paste, and before anything else, it
 * stands alone. */
static size_t read_two_escapes(const char *bytes, size_t size, bool final, struct fy_key *key, bool *known)
{
    const size_t paste = strlen(PASTE_START), rest = size - 1 < paste ? size - 1 : paste;
    const bool may_paste = memcmp(bytes + 1, PASTE_START, rest) == 0;
    if (may_paste && rest < paste && !final)
        return 0;
    if (!may_paste && size > 2 && (bytes[2] == '[' || bytes[2] == 'O')) {
        const size_t used = read_key(bytes + 1, size - 1, final, key, known);
        key->modifiers |= FY_META;
        return used ? used + 1 : 0;
    }
    key->code = FY_KEY_ESCAPE;
    return 1;
}

static size_t read_key(const char *bytes, size_t size, bool final, struct fy_key *key, bool *known)
{
    *known = true;
    key->code = 0;
    key->modifiers = 0;
    if (bytes[0] != ESC)
        return read_plain(bytes, size, key, known);
    if (size == 1) {
        key->code = FY_KEY_ESCAPE;
        return final ? 1 : 0;
    }
    if (bytes[1] == ESC)
        return read_two_escapes(bytes, size, final, key, known);
    if ((bytes[1] == '[' || bytes[1] == 'O') && size == 2 && final) {
        key->code = (uint32_t)bytes[1];
        key->modifiers = FY_META;
        return 2;
    }
    if (bytes[1] == '[')
        return read_csi(bytes, size, key, known);
    if (bytes[1] == 'O') {
        if (size < 3)
            return 0;
        key->code = final_letter(bytes[2]);
        *known = key->code != 0;
        return 3;
    }
    const size_t used = read_plain(bytes + 1, size - 1, key, known);
    key->modifiers |= FY_META;
    return used ? used + 1 : 0;
}

static const char *find(const char *bytes, size_t size, const char *wanted)
{
    const size_t length = strlen(wanted);
    for (size_t at = 0; at + length <= size; at++) {
        if (memcmp(bytes + at, wanted, length) == 0)
            return bytes + at;
    }
    return NULL;
}

enum fy_input fy_key_reader_next(struct fy_key_reader *reader, bool final, struct fy_key *key)
{
    if (reader->pasting && final && reader->at == reader->bytes.size) {
        reader->pasting = false;
        reader->looked = 0;
        return FY_INPUT_PASTE;
    }
    while (reader->at < reader->bytes.size) {
        const char *bytes = reader->bytes.data + reader->at;
        const size_t size = reader->bytes.size - reader->at;
        if (!reader->pasting && size >= strlen(PASTE_START) && memcmp(bytes, PASTE_START, strlen(PASTE_START)) == 0) {
            reader->pasting = true;
            reader->at += strlen(PASTE_START);
            fy_buffer_clear(&reader->paste);
            continue;
        }
        if (reader->pasting) {
            const size_t looked = reader->looked;
            const char *end = find(bytes + looked, size - looked, PASTE_END);
            if (!end && final) {
                /* What came of its end is no text. */
                size_t torn = size < strlen(PASTE_END) ? size : strlen(PASTE_END) - 1;
                while (torn > 0 && memcmp(bytes + size - torn, PASTE_END, torn) != 0)
                    torn--;
                fy_buffer_append(&reader->paste, bytes, size - torn);
                reader->at = reader->bytes.size;
                reader->looked = 0;
                reader->pasting = false;
                return FY_INPUT_PASTE;
            }
            if (!end) {
                /* The end may come in pieces; what was looked at is not looked at again. */
                reader->looked = size < strlen(PASTE_END) ? 0 : size - strlen(PASTE_END) + 1;
                return FY_INPUT_NONE;
            }
            reader->looked = 0;
            fy_buffer_append(&reader->paste, bytes, (size_t)(end - bytes));
            reader->at += (size_t)(end - bytes) + strlen(PASTE_END);
            reader->pasting = false;
            return FY_INPUT_PASTE;
        }
        bool half = false;
        const size_t reply = reply_size(bytes, size, reader->expecting, &half);
        if (reply > 0) {
            reader->reply_size = reply - 1 < sizeof reader->reply ? reply - 1 : sizeof reader->reply;
            memcpy(reader->reply, bytes + 1, reader->reply_size);
            reader->at += reply;
            return FY_INPUT_REPLY;
        }
        if (half && !final)
            return FY_INPUT_NONE;
        if (half) {
            reader->at += size;
            continue;
        }
        bool known = true;
        size_t used = read_key(bytes, size, final, key, &known);
        if (used == 0 && !final)
            return FY_INPUT_NONE;
        if (used == 0) {
            /* A torn sequence: what came is taken byte by byte. */
            key->code = bytes[0] == ESC ? (uint32_t)FY_KEY_ESCAPE : 0;
            key->modifiers = 0;
            known = key->code != 0;
            used = 1;
        }
        reader->at += used;
        if (known)
            return FY_INPUT_KEY;
    }
    return FY_INPUT_NONE;
}
