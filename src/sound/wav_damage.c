#include "sound/wav_damage.h"

#include <fangyin/memory.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { SEARCHED = 1 << 16, LEAST_SOUND = 4096 /* bytes */ };

static uint32_t number_at(const unsigned char *bytes)
{
    return bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

static void put_number(unsigned char *bytes, uint64_t value)
{
    /* A file of more than 4 GB: libsndfile takes what is there. */
    const uint32_t number = value > UINT32_MAX ? UINT32_MAX : (uint32_t)value;
    for (int i = 0; i < 4; i++)
        bytes[i] = (unsigned char)(number >> 8 * i);
}

/* Where the body of the chunk begins; 0 without one. Chunks are followed by their sizes; from one whose size cannot be
 * true on, the name is looked for byte by byte. */
static size_t find_chunk(const unsigned char *bytes, size_t size, const char *name)
{
    bool lost = false;
    for (size_t at = 12; at + 8 <= size;) {
        if (memcmp(bytes + at, name, 4) == 0)
            return at + 8;
        const size_t length = number_at(bytes + at + 4);
        lost = lost || length > size - at - 8;
        at += lost ? 1 : 8 + length + length % 2;
    }
    return 0;
}

/* True if from there to the end of the file there is one whole chunk after the other: then a sound chunk of size 0 is
 * meant so, and these are remarks behind it. */
static bool only_chunks(int file, int64_t at, int64_t end)
{
    unsigned char head[8];
    while (at + 8 <= end) {
        if (pread(file, head, sizeof head, (off_t)at) != (ssize_t)sizeof head)
            return false;
        for (int i = 0; i < 4; i++)
            if (head[i] < 0x20 || head[i] > 0x7E)
                return false;
        at += 8 + (int64_t)number_at(head + 4);
        at += at % 2;
    }
    return at == end || at == end + 1;
}

static bool make_header(struct fy_wav_damage *damage, const unsigned char *bytes, size_t size, int file,
                        int64_t file_size)
{
    if (size < 12 || memcmp(bytes, "RIFF", 4) != 0 || memcmp(bytes + 8, "WAVE", 4) != 0)
        return false;
    const size_t format = find_chunk(bytes, size, "fmt "), sound = find_chunk(bytes, size, "data");
    if (format == 0 || sound == 0 || format > sound)
        return false;
    uint32_t format_size = number_at(bytes + format - 4);
    /* The plain description has 16 bytes; a longer one says so, and must end before the sound. */
    if (format_size < 16 || format_size > 128 || format + format_size > sound - 8)
        format_size = 16;
    if (format + format_size > sound - 8)
        return false;
    const int64_t declared = number_at(bytes + sound - 4);
    damage->view.sound = (int64_t)sound;
    damage->view.present = file_size - damage->view.sound;
    /* Sizes near 2^31 and 2^32 are what a program writes that cannot know the length; 0 and what stood there when it was
     * last brought up to date is what one leaves that is broken off. A few bytes of something else at the end are no
     * sound. */
    const int64_t behind = damage->view.present - declared;
    const bool more = behind > declared / 4 && behind > LEAST_SOUND &&
                      !only_chunks(file, damage->view.sound + declared + declared % 2, file_size);
    damage->unlimited = declared >= 0x7FF00000 && behind < 0;
    damage->endless = more || damage->unlimited ||
                      (declared == 0 && behind > 0 && !only_chunks(file, damage->view.sound, file_size));
    if (!damage->endless && behind > 0)
        damage->view.present = declared;
    memcpy(damage->view.header, bytes, 12);
    memcpy(damage->view.header + 12, bytes + format - 8, 8 + format_size);
    put_number(damage->view.header + 16, format_size);
    damage->view.header_size = 12 + 8 + (int)format_size + 8;
    memcpy(damage->view.header + damage->view.header_size - 8, "data", 4);
    put_number(damage->view.header + damage->view.header_size - 4, (uint64_t)damage->view.present);
    put_number(damage->view.header + 4, (uint64_t)damage->view.present + (uint64_t)damage->view.header_size - 8);
    return damage->view.present > 0;
}

bool fy_wav_damage_find(const char *path, struct fy_wav_damage *damage)
{
    struct stat info;
    unsigned char *bytes = fy_malloc(SEARCHED);
    const int file = bytes ? open(path, O_RDONLY | O_CLOEXEC) : -1;
    const ssize_t got = file >= 0 && fstat(file, &info) == 0 ? read(file, bytes, SEARCHED) : -1;
    const bool found = got > 0 && make_header(damage, bytes, (size_t)got, file, info.st_size);
    if (file >= 0)
        close(file);
    fy_free(bytes);
    return found;
}
