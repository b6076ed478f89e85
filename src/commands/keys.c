/* Prints the table of actions: for people, or as the part of fangyin.ini that would change it. */
#include "base/messages.h"
#include "commands/commands.h"
#include "ui/keymap.h"

#include <getopt.h>
#include <stdbool.h>
#include <stdio.h>

int fy_command_keys(int argc, char **argv)
{
    static const struct option long_options[] = { { "ini", no_argument, NULL, 'i' }, { NULL, 0, NULL, 0 } };
    int option, ini = 0;
    while ((option = getopt_long(argc, argv, "i", long_options, NULL)) != -1) {
        if (option != 'i')
            return fy_command_usage("keys [--ini]");
        ini = 1;
    }
    if (optind != argc)
        return fy_command_usage("keys [--ini]");
    for (unsigned pass = 0; pass < 3; pass++) {
        static const char *const sections[] = { "keys", "keys.navigate", "keys.edit" };
        static const char *const titles[] = { N_("Always"), N_("While moving"), N_("While writing") };
        if (ini)
            printf("%s[%s]\n", pass ? "\n" : "", sections[pass]);
        else
            printf("%s%s\n", pass ? "\n" : "", _(titles[pass]));
        for (int i = 1; i < FY_ACTION_COUNT; i++) {
            const struct fy_action_info *info = fy_action_info((enum fy_action)i);
            const char *const keys[] = { info->always, info->moving, info->writing };
            /* Actions without any key are for the command line: they stand with those of moving. */
            const bool keyless = pass == 1 && !keys[0][0] && !keys[1][0] && !keys[2][0];
            if (!keys[pass][0] && !keyless)
                continue;
            if (ini)
                printf("%s%s = %s\n", keyless ? "; " : "", info->name, keys[pass]);
            else
                printf("  %-16s %-18s %s\n", keys[pass], info->name, _(info->help));
        }
    }
    return 0;
}
