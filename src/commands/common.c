#include "base/messages.h"
#include "commands/commands.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

int fy_command_error(const struct fy_error *error)
{
    char text[1600];
    fprintf(stderr, "fangyin: %s\n", fy_error_format(error, text, sizeof text));
    return 2;
}

/* The usage was asked for. */
static bool wanted;

int fy_command_help(int (*run)(int argc, char **argv), char *name)
{
    static char help[] = "--help";
    char *arguments[] = { name, help, NULL };
    wanted = true;
    opterr = 0;
    return run(2, arguments);
}

int fy_command_usage(const char *usage)
{
    fprintf(wanted ? stdout : stderr, _("Usage: fangyin %s\n"), usage);
    return wanted ? 0 : 2;
}
