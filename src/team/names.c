/* Names that become parts of file names and of streams. */
#include "team/names.h"

#include <fangyin/text.h>
#include <string.h>

#define NAME_BYTES 100

static bool printable(const char *text, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        if ((unsigned char)text[i] < 0x20 || text[i] == 0x7F)
            return false;
    }
    return size > 0 && fy_text_valid(text, size, NULL);
}

static bool name_valid(const char *name, const char *without)
{
    const size_t size = strlen(name);

    if (!printable(name, size) || size > NAME_BYTES || name[0] == '.' || name[0] == ' ' || name[size - 1] == ' ')
        return false;
    return name[strcspn(name, without)] == '\0';
}

bool fy_team_unit_name_valid(const char *name)
{
    return name_valid(name, "/");
}

bool fy_team_person_name_valid(const char *name)
{
    return name_valid(name, "/.");
}

bool fy_team_recording_valid(const char *path)
{
    return printable(path, strlen(path));
}

const char *fy_stream_name(const char *stream, const char *subject)
{
    const size_t size = strlen(subject);
    return strncmp(stream, subject, size) == 0 && stream[size] == '/' ? stream + size + 1 : NULL;
}
