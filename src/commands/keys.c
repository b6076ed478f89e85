/* Prints the table of actions: for people, or as the part of fangyin.ini that would change it. */
#include "base/messages.h"
#include "commands/commands.h"
#include "ui/keymap.h"

#include <getopt.h>
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
        static const unsigned modes[] = { FY_IN_BOTH, FY_IN_NAVIGATE, FY_IN_EDIT };
        static const char *const sections[] = { "keys", "keys.navigate", "keys.edit" };
        static const char *const titles[] = { N_("Always"), N_("While moving"), N_("While writing") };
        if (ini)
            printf("%s[%s]\n", pass ? "\n" : "", sections[pass]);
        else
            printf("%s%s\n", pass ? "\n" : "", _(titles[pass]));
        for (int i = 1; i < FY_ACTION_COUNT; i++) {
            const struct fy_action_info *info = fy_action_info((enum fy_action)i);
            if (info->modes != modes[pass])
                continue;
            if (ini)
                printf("%s%s = %s\n", info->keys[0] ? "" : "; ", info->name, info->keys);
            else
                printf("  %-16s %-18s %s\n", info->keys, info->name, _(info->help));
        }
    }
    return 0;
}
