#include "base/messages.h"
#include "commands/annotate.h"
#include "commands/commands.h"
#include "terminal/loop.h"

#include <getopt.h>

int fy_command_annotate(int argc, char **argv)
{
    return fy_annotate_for(NULL, argc, argv);
}

int fy_annotate_for(const struct fy_desk *desk, int argc, char **argv)
{
    static const struct option long_options[] = { { "grid", required_argument, NULL, 'g' },
                                                   { "device", required_argument, NULL, 'd' },
                                                   { "at", required_argument, NULL, 'a' },
                                                   { "graphics", required_argument, NULL, 'G' },
                                                   { "truecolour", no_argument, NULL, 'C' },
                                                   { NULL, 0, NULL, 0 } };
    static const char usage[] = "annotate [--at TIME|#NUMBER] [--grid GRID] [--device NAME|NUMBER] "
                                "[--graphics auto|cells|sixel|kitty] [--truecolour] RECORDING|GRID|FOLDER";
    struct fy_session_options options = { .chinese = fy_messages_chinese(), .desk = desk };
    struct fy_error error = { 0 };
    enum fy_graphics graphics;
    int option;
    while ((option = getopt_long(argc, argv, "a:g:d:", long_options, NULL)) != -1) {
        if (option == 'g')
            options.grid_path = optarg;
        else if (option == 'a')
            options.at = optarg;
        else if (option == 'd')
            options.device = optarg;
        else if (option == 'G' && fy_graphics_read(optarg, &graphics))
            options.graphics = optarg;
        else if (option == 'C')
            options.rgb = true;
        else
            return fy_command_usage(usage);
    }
    if (optind + 1 != argc)
        return fy_command_usage(usage);
    options.path = argv[optind];
    return fy_loop_run(&options, &error) == FY_OK ? 0 : fy_command_error(&error);
}
