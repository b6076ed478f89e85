#include "base/messages.h"
#include "commands/commands.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int fy_command_error(const struct fy_error *error)
{
    char text[1600];
    fprintf(stderr, "fangyin: %s\n", fy_error_format(error, text, sizeof text));
    return 2;
}

int fy_command_usage(const char *usage)
{
    fprintf(stderr, _("Usage: fangyin %s\n"), usage);
    return 2;
}

int fy_command_chinese(void)
{
    static const char *const names[] = { "LANGUAGE", "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return strncmp(value, "zh", 2) == 0;
    }
    return 0;
}
