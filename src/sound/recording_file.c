#include "sound/recording_file.h"

#include "base/messages.h"

#include <errno.h>
#include <fangyin/memory.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum fy_status fy_recording_look(const char *path, struct fy_first_bytes *first, struct fy_error *error)
{
    struct stat info;
    if (stat(path, &info) != 0) {
        int cause = errno;
        if (cause == ENOENT || cause == ENOTDIR)
            return fy_fail(error, FY_NOT_FOUND, _("There is no such file."));
        if (cause == EACCES)
            return fy_fail(error, FY_NO_ACCESS, _("You may not look into this folder."));
        return fy_fail(error, FY_IO, _("The system cannot find out about this file: %s."), strerror(cause));
    }
    if (S_ISDIR(info.st_mode))
        return fy_fail(error, FY_INVALID, _("This is a folder; name a sound file in it."));
    if (!S_ISREG(info.st_mode))
        return fy_fail(error, FY_UNSUPPORTED,
                       _("This is no ordinary file; sound is read from files only, "
                         "because one must be able to go back in it."));
    if (info.st_size == 0)
        return fy_fail(error, FY_SYNTAX,
                       _("The file is empty: it has no sound, not even a header. "
                         "Perhaps copying or recording was broken off."));
    int file = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t got = file < 0 ? -1 : read(file, first->bytes, sizeof first->bytes);
    int cause = errno;
    if (file >= 0)
        close(file);
    if (got < 0 && cause == EACCES)
        return fy_fail(error, FY_NO_ACCESS, _("You may not read this file; ask its owner for the right to."));
    if (got < 0)
        return fy_fail(error, FY_IO, _("The file cannot be read: %s."), strerror(cause));
    first->size = (size_t)got;
    return FY_OK;
}

const char *fy_foreign_name(const struct fy_first_bytes *first)
{
    static const struct {
        size_t at, length;
        const char *magic, *name;
    } known[] = {
        { 4, 4, "ftyp", "M4A or MP4" },
        { 4, 4, "moov", "QuickTime" },
        { 4, 4, "wide", "QuickTime" },
        { 0, 5, "#!AMR", "AMR" },
        { 0, 4, "\x30\x26\xB2\x75", "WMA or WMV" },
        { 0, 4, "\x1A\x45\xDF\xA3", "Matroska or WebM" },
        { 8, 4, "AVI ", "AVI" },
        { 0, 4, "\x00\x00\x01\xBA", "MPEG video" },
        { 0, 3, "FLV", "Flash video" },
        { 0, 4, "MAC ", "Monkey's Audio" },
        { 0, 4, "wvpk", "WavPack" },
        { 0, 4, "ADIF", "AAC" },
        { 0, 4, ".RMF", "RealMedia" },
        { 0, 4, "ajkg", "Shorten" },
        { 0, 4, "TTA1", "True Audio" },
        { 0, 4, "MPCK", "Musepack" },
    };
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (known[i].at + known[i].length <= first->size &&
            memcmp(first->bytes + known[i].at, known[i].magic, known[i].length) == 0)
            return known[i].name;
    }
    /* AAC frames: twelve bits of ones, the layer bits zero (in MP3 they are not). */
    if (first->size > 7 && first->bytes[0] == 0xFF && (first->bytes[1] & 0xF6) == 0xF0)
        return "AAC";
    if (first->size > 376 && first->bytes[0] == 'G' && first->bytes[188] == 'G' && first->bytes[376] == 'G')
        return "MPEG video";
    return NULL;
}

bool fy_maybe_foreign(const struct fy_first_bytes *first)
{
    for (size_t i = 0; i < first->size; i++) {
        const unsigned char byte = first->bytes[i];
        if ((byte < 0x20 && !strchr("\t\n\f\r\033", byte)) || byte == 0)
            return true;
    }
    return false;
}

/* ---- pages of an Ogg file: "OggS", version, flags, 8 bytes position, 4 bytes stream, 4 bytes number, 4 bytes sum, the
 *      number of pieces, a byte of length for each piece, the pieces ---- */

enum { PAGE_HEADER = 27, PAGE_FLAGS = 5, PAGE_STREAM = 14, BEGINS = 2, PAGE_TAIL = 1 << 16, WALKED = 16 << 20 };

static bool other_stream_at_end(int file, off_t size, const unsigned char *stream)
{
    bool other = false;
    unsigned char *tail = fy_malloc(PAGE_TAIL);
    const ssize_t got = tail ? pread(file, tail, PAGE_TAIL, size > PAGE_TAIL ? size - PAGE_TAIL : 0) : -1;
    for (ssize_t at = 0; at + PAGE_HEADER <= got; at++)
        if (memcmp(tail + at, "OggS", 4) == 0)
            other = memcmp(tail + at + PAGE_STREAM, stream, 4) != 0;
    fy_free(tail);
    return other;
}

/* A stream that begins after the sound of another one. */
static bool begins_again(int file, off_t size)
{
    unsigned char page[PAGE_HEADER + 255];
    bool sound = false;
    for (off_t at = 0; at + PAGE_HEADER <= size;) {
        const ssize_t got = pread(file, page, sizeof page, at);
        if (got < PAGE_HEADER || memcmp(page, "OggS", 4) != 0 || got < PAGE_HEADER + page[PAGE_HEADER - 1])
            return false;
        const bool begins = (page[PAGE_FLAGS] & BEGINS) != 0;
        if (begins && sound)
            return true;
        sound = sound || !begins;
        at += PAGE_HEADER + page[PAGE_HEADER - 1];
        for (int piece = 0; piece < page[PAGE_HEADER - 1]; piece++)
            at += page[PAGE_HEADER + piece];
    }
    return false;
}

bool fy_ogg_chained(const char *path, const struct fy_first_bytes *first)
{
    struct stat info;
    if (first->size < PAGE_HEADER || memcmp(first->bytes, "OggS", 4) != 0)
        return false;
    const int file = open(path, O_RDONLY | O_CLOEXEC);
    const bool chained = file >= 0 && fstat(file, &info) == 0 &&
                         (other_stream_at_end(file, info.st_size, first->bytes + PAGE_STREAM) ||
                          (info.st_size <= WALKED && begins_again(file, info.st_size)));
    if (file >= 0)
        close(file);
    return chained;
}
