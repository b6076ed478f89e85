#include <fangyin/team.h>
#include <fangyin/text.h>

#include <string.h>

#define NAME_BYTES 100

static const char *const names[FY_TEAM_EVENT_COUNT] = {
    [FY_TEAM_ADD] = "add",
    [FY_TEAM_CLAIM] = "claim",
    [FY_TEAM_RELEASE] = "release",
    [FY_TEAM_SUBMIT] = "submit",
};

const char *fy_team_event_name(enum fy_team_event_kind kind)
{
    return names[kind];
}

bool fy_team_event_kind_of(const char *name, enum fy_team_event_kind *kind)
{
    for (int i = 0; i < FY_TEAM_EVENT_COUNT; i++) {
        if (strcmp(names[i], name) == 0) {
            *kind = (enum fy_team_event_kind)i;
            return true;
        }
    }
    return false;
}

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
