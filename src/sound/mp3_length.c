#include "sound/mp3_length.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    PIECE = 1 << 20,       /* bytes read at once */
    BLOCK_MOST = 1441,     /* bytes of the largest block */
    SEARCHED = 1 << 18,    /* how far the first block may be behind tags */
    LEAST_BLOCK = 80,      /* bytes; room for what the first block says */
    DECODER_DELAY = 529,   /* frames, that decoders leave out besides what a file tells them to */
    STATES_BLOCKS = 1, STATES_BYTES = 2,
};

/* Bytes of the file from some place on, read in pieces. */
struct window {
    int file;
    int64_t size, at;
    size_t count;
    unsigned char *bytes;
};

/* `count` (at most some thousand) bytes at a place; NULL behind the end. */
static const unsigned char *look(struct window *window, int64_t at, size_t count)
{
    if (at < 0 || at + (int64_t)count > window->size)
        return NULL;
    if (at < window->at || at + (int64_t)count > window->at + (int64_t)window->count) {
        ssize_t got;
        do
            got = pread(window->file, window->bytes, PIECE, (off_t)at);
        while (got < 0 && errno == EINTR);
        window->at = at;
        window->count = got > 0 ? (size_t)got : 0;
        if (window->count < count)
            return NULL;
    }
    return window->bytes + (at - window->at);
}

/* A block's header: eleven bits of ones, version, layer, bit rate, sampling rate, padding, channels. Its bytes; 0 when it
 * is none of layer III. ISO 11172-3, 2.4.1.3; 13818-3 for the lower sampling rates. */
static int block_size(const unsigned char *head)
{
    static const int rates[3] = { 44100, 48000, 32000 };
    static const int kbits[2][15] = { { 0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320 },
                                      { 0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160 } };
    const int version = head[1] >> 3 & 3, layer = head[1] >> 1 & 3, bits = head[2] >> 4, rate = head[2] >> 2 & 3;
    if (head[0] != 0xFF || (head[1] & 0xE0) != 0xE0 || version == 1 || layer != 1 || bits == 0 || bits == 15 || rate == 3)
        return 0;
    const bool low = version != 3;
    const int hertz = rates[rate] >> (version == 3 ? 0 : version == 2 ? 1 : 2);
    return (low ? 72 : 144) * 1000 * kbits[low][bits] / hertz + (head[2] >> 1 & 1);
}

/* Same version, layer and sampling rate. */
static bool alike(const unsigned char *a, const unsigned char *b)
{
    return (a[1] & 0xFE) == (b[1] & 0xFE) && (a[2] & 0x0C) == (b[2] & 0x0C);
}

/* The first place from `at` on where a block begins that another one follows (or that ends with the file); -1 without. */
static int64_t find_block(struct window *window, int64_t at, int64_t limit, const unsigned char *like)
{
    for (; at < limit; at++) {
        const unsigned char *head = look(window, at, 4);
        const int size = head ? block_size(head) : 0;
        if (!head)
            return -1;
        if (size == 0 || (like && !alike(head, like)))
            continue;
        unsigned char first[4];
        memcpy(first, head, 4);
        if (at + size == window->size)
            return at;
        const unsigned char *next = look(window, at + size, 4);
        if (next && block_size(next) > 0 && alike(first, next))
            return at;
    }
    return -1;
}

/* Behind an ID3 tag of version 2: "ID3", two bytes, flags, four times seven bits of size. */
static int64_t skip_tag(struct window *window)
{
    const unsigned char *tag = look(window, 0, 10);
    if (!tag || memcmp(tag, "ID3", 3) != 0)
        return 0;
    return 10 + ((int64_t)(tag[6] & 127) << 21 | (int64_t)(tag[7] & 127) << 14 | (tag[8] & 127) << 7 | (tag[9] & 127)) +
           ((tag[5] & 0x10) ? 10 : 0);
}

/* Where in a block what it says about the file stands: behind the header and what comes before the samples. */
static int statement_at(const unsigned char *head)
{
    const bool mono = head[3] >> 6 == 3, low = (head[1] >> 3 & 3) != 3;
    return 4 + (low ? mono ? 9 : 17 : mono ? 17 : 32);
}

static uint32_t big_endian(const unsigned char *bytes)
{
    return (uint32_t)bytes[0] << 24 | (uint32_t)bytes[1] << 16 | (uint32_t)bytes[2] << 8 | bytes[3];
}

/* "Xing" or "Info", which fields follow, the number of blocks, the number of bytes; or "VBRI" at 36. */
static bool read_statement(struct window *window, int64_t first, struct fy_mp3_length *length)
{
    const unsigned char *head = look(window, first, 64);
    const unsigned char *words = head ? head + statement_at(head) : NULL;
    if (!head)
        return false;
    if (memcmp(head + 36, "VBRI", 4) == 0) {
        length->complete = first + (int64_t)big_endian(head + 46) <= window->size;
        return true;
    }
    if (memcmp(words, "Xing", 4) != 0 && memcmp(words, "Info", 4) != 0)
        return false;
    const uint32_t fields = big_endian(words + 4);
    const unsigned char *bytes = words + ((fields & STATES_BLOCKS) ? 12 : 8);
    length->complete = (fields & STATES_BYTES) != 0 && first + (int64_t)big_endian(bytes) <= window->size;
    return (fields & STATES_BLOCKS) != 0 && big_endian(words + 8) > 0;
}

static int64_t count_blocks(struct window *window, int64_t first, const unsigned char *like)
{
    int64_t count = 0;
    for (int64_t at = first; at >= 0;) {
        const unsigned char *head = look(window, at, 4);
        const int size = head ? block_size(head) : 0;
        if (!head)
            break;
        if (size == 0 || !alike(head, like)) {
            at = find_block(window, at + 1, window->size, like);
            continue;
        }
        /* The last block counts if it is whole. */
        count += at + size <= window->size;
        at += size;
    }
    return count;
}

/* A block that says how many follow it, and one of silence: a decoder that is told the length leaves out its delay too,
 * and is told to leave out just that silence, so that frame 0 stays where it is without all this. */
static bool make_statement(struct fy_sound_view *view, const unsigned char *head, int64_t blocks)
{
    const bool low = (head[1] >> 3 & 3) != 3;
    unsigned char *const first = view->header;
    int size = 0;
    memset(view->header, 0, sizeof view->header);
    memcpy(first, head, 4);
    first[1] |= 1; /* no sum */
    for (int bits = 1; bits < 15 && size < LEAST_BLOCK; bits++) {
        first[2] = (unsigned char)(bits << 4 | (head[2] & 0x0C));
        size = block_size(first);
    }
    if (size < LEAST_BLOCK || 2 * size > FY_VIEW_HEADER || blocks >= UINT32_MAX)
        return false;
    memcpy(first + size, first, 4);
    view->header_size = 2 * size;
    unsigned char *words = first + statement_at(head), *encoder = words + 12;
    const int left_out = (low ? 576 : 1152) - DECODER_DELAY;
    memcpy(words, "Xing", 4);
    words[7] = STATES_BLOCKS;
    for (int i = 0; i < 4; i++)
        words[8 + i] = (unsigned char)((blocks + 1) >> 8 * (3 - i));
    memcpy(encoder, "LAME3.100", 9);
    encoder[21] = (unsigned char)(left_out >> 4);
    encoder[22] = (unsigned char)(left_out << 4);
    return true;
}

static bool find(struct window *window, struct fy_mp3_length *length)
{
    const int64_t begin = skip_tag(window);
    const int64_t first = find_block(window, begin, begin + SEARCHED, NULL);
    if (first < 0)
        return false;
    length->stated = read_statement(window, first, length);
    if (length->stated)
        return true;
    unsigned char head[4];
    memcpy(head, look(window, first, 4), 4);
    length->complete = true;
    length->view.sound = first;
    length->view.present = window->size - first;
    return make_statement(&length->view, head, count_blocks(window, first, head));
}

bool fy_mp3_length_find(const char *path, struct fy_mp3_length *length)
{
    struct stat info;
    struct window window = { .file = open(path, O_RDONLY | O_CLOEXEC), .bytes = fy_malloc(PIECE) };
    memset(length, 0, sizeof *length);
    bool found = window.file >= 0 && window.bytes && fstat(window.file, &info) == 0;
    if (found) {
        window.size = length->size = info.st_size;
        found = find(&window, length);
    }
    if (window.file >= 0)
        close(window.file);
    fy_free(window.bytes);
    return found;
}
