#include "base/messages.h"
#include "commands/commands.h"

#include <stdio.h>

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
