/* Units of a team: who works on what. */
#include "commands/team.h"
#include "base/messages.h"
#include "commands/commands.h"

#include <fangyin/project.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char usage[] = "team init FOLDER [--store postgresql://...]\n"
                            "       fangyin team add FOLDER [--as PERSON] RECORDING...\n"
                            "       fangyin team next FOLDER [--as PERSON]\n"
                            "       fangyin team submit FOLDER [--as PERSON] UNIT\n"
                            "       fangyin team release FOLDER [--as PERSON] UNIT\n"
                            "       fangyin team log FOLDER [--json]\n"
                            "       fangyin team restore FOLDER LOG.jsonl";

#define WORK_FOLDER "work" /* in the project */

static double time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

int team_told(const struct fy_error *error)
{
    const int result = fy_command_error(error);
    return error->status == FY_INVALID || error->status == FY_NOT_FOUND || error->status == FY_CHANGED ? 1 : result;
}

const char *team_date(double time, char text[32])
{
    const time_t seconds = (time_t)time;
    struct tm parts;
    if (gmtime_r(&seconds, &parts) == NULL || strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        strcpy(text, "-");
    return text;
}

bool team_work_path(const struct team_call *call, const char *unit, const char *person, char path[PATH_MAX])
{
    const int length = snprintf(path, PATH_MAX, "%s/%s/%s.%s.TextGrid", call->folder, WORK_FOLDER, unit, person);
    return length > 0 && length < PATH_MAX;
}

/* ---- the store ---- */

/* The store that was named, in the call or in the project; else team.db in the folder. */
struct place {
    const char *address; /* NULL: the file */
    char path[PATH_MAX];
    char name[300]; /* the project's, in a database of several */
};

static bool find_place(const struct team_call *call, struct place *place)
{
    struct fy_project *project = NULL;
    struct fy_error error;
    const char *address = call->address, *base = strrchr(call->whole, '/');
    const int length = snprintf(place->path, sizeof place->path, "%s/team.db", call->folder);
    static char kept[1024];
    snprintf(place->name, sizeof place->name, "%.250s", base ? base + 1 : call->whole);
    if (fy_project_open(&project, call->folder, &error) == FY_OK) {
        if (fy_project_name(project)[0] != '\0')
            snprintf(place->name, sizeof place->name, "%.250s", fy_project_name(project));
        if (!address && fy_project_value(project, "team", "store")) {
            snprintf(kept, sizeof kept, "%s", fy_project_value(project, "team", "store"));
            address = kept;
        }
    }
    fy_project_close(project);
    place->address = address;
    return length > 0 && (size_t)length < sizeof place->path;
}

static bool is_ours(const char *address)
{
    if (!address || fy_team_postgres_names(address))
        return true;
    fputs("fangyin: ", stderr);
    fputs(_("The store is no database's address: postgresql://HOST/DATABASE was expected."), stderr);
    fputc('\n', stderr);
    return false;
}

static enum fy_status create(const struct place *place, struct fy_error *error)
{
    return place->address ? fy_team_postgres_create(place->address, place->name, error)
                          : fy_team_sqlite_create(place->path, error);
}

static enum fy_status open_store(const struct place *place, struct fy_team_store **store, struct fy_error *error)
{
    return place->address ? fy_team_postgres_open(store, place->address, place->name, error)
                          : fy_team_sqlite_open(store, place->path, error);
}

/* ---- the call ---- */

static const struct {
    const char *name;
    int (*run)(const struct team_call *call);
    size_t least, most; /* words behind the folder */
    bool anonymous;     /* it does not matter who asks */
} actions[] = {
    { "add", team_add, 1, INT_MAX, false }, { "next", team_next, 0, 0, false },
    { "submit", team_submit, 1, 1, false }, { "release", team_release, 1, 1, false },
    { "log", team_log, 0, 0, true },        { "restore", team_restore, 1, 1, true },
};

static bool parse(struct team_call *call, int argc, char **argv)
{
    static const struct option options[] = {
        { "as", required_argument, NULL, 'a' },
        { "store", required_argument, NULL, 's' },
        { "json", no_argument, NULL, 'j' },
        { NULL, 0, NULL, 0 },
    };
    const char *const user = getenv("USER");

    *call = (struct team_call){ .person = user != NULL ? user : "", .now = time_now() };
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'a')
            call->person = optarg;
        else if (option == 's')
            call->address = optarg;
        else if (option == 'j')
            call->json = true;
        else
            return false;
    }
    if (optind >= argc)
        return false;
    call->folder = argv[optind];
    call->rest = argv + optind + 1;
    call->count = (size_t)(argc - optind - 1);
    return realpath(call->folder, call->whole) != NULL;
}

int fy_command_team(int argc, char **argv)
{
    struct team_call call;
    struct place place;
    struct fy_error error = { 0 };

    if (argc < 3 || !parse(&call, argc - 1, argv + 1) || !find_place(&call, &place))
        return fy_command_usage(usage);
    if (!is_ours(place.address))
        return 2;
    if (strcmp(argv[1], "init") == 0 && call.count == 0)
        return create(&place, &error) == FY_OK ? 0 : team_told(&error);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(argv[1], actions[i].name) != 0 || call.count < actions[i].least || call.count > actions[i].most)
            continue;
        if (!actions[i].anonymous && call.person[0] == '\0') {
            fprintf(stderr, "fangyin: %s\n", _("Say who you are: --as NAME."));
            return 2;
        }
        if (open_store(&place, &call.store, &error) != FY_OK)
            return fy_command_error(&error);
        const int result = actions[i].run(&call);
        fy_team_store_close(call.store);
        return result;
    }
    return fy_command_usage(usage);
}
