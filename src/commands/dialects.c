/* Lists the dialect tree of a project, or the built-in one. */
#include "base/messages.h"
#include "commands/commands.h"

#include <fangyin/project.h>
#include <stdio.h>

static void list(const struct fy_dialects *dialects, size_t parent, int depth)
{
    for (size_t n = 0;; n++) {
        const size_t at = fy_dialects_child(dialects, parent, n);
        if (at == FY_NONE)
            return;
        const struct fy_dialect *dialect = fy_dialects_at(dialects, at);
        printf("%*s%c %s\t%s\t%s\n", depth * 2, "", dialect->hotkey ? dialect->hotkey : ' ', dialect->code,
               dialect->name_zh, dialect->name_en);
        list(dialects, at, depth + 1);
    }
}

int fy_command_dialects(int argc, char **argv)
{
    struct fy_project *project = NULL;
    struct fy_error error = { 0 };
    if (argc > 2 || (argc == 2 && argv[1][0] == '-'))
        return fy_command_usage("dialects [FOLDER]");
    if (fy_project_open(&project, argc == 2 ? argv[1] : ".", &error) != FY_OK)
        return fy_command_error(&error);
    for (size_t i = 0; i < fy_project_warning_count(project); i++)
        (void)fy_command_error(fy_project_warning(project, i));
    list(fy_project_dialects(project), FY_NONE, 0);
    fy_project_close(project);
    return 0;
}
