/* Units of a team: who works on what. */
#include "base/messages.h"
#include "commands/commands.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/recording.h>
#include <fangyin/team.h>
#include <getopt.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define LEASE (24.0 * 60 * 60) /* seconds */

static const char usage[] = "team init FOLDER\n"
                            "       fangyin team add FOLDER [--as PERSON] RECORDING...\n"
                            "       fangyin team next FOLDER [--as PERSON]\n"
                            "       fangyin team submit FOLDER [--as PERSON] UNIT\n"
                            "       fangyin team release FOLDER [--as PERSON] UNIT\n"
                            "       fangyin team log FOLDER [--json]";

/* A call taken apart. */
struct call {
    const char *folder, *person;
    char **rest; /* recordings or a unit */
    size_t count;
    bool json;
    double now;
    struct fy_team_store *store;
};

static double time_now(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Prints the error; 1 where it is an answer (no unit is free, somebody else holds it), 2 where something is wrong. */
static int told(const struct fy_error *error)
{
    const int result = fy_command_error(error);

    return error->status == FY_INVALID || error->status == FY_NOT_FOUND || error->status == FY_CHANGED ? 1 : result;
}

/* "2025-11-23T12:00:00Z" */
static const char *date(double time, char text[32])
{
    const time_t seconds = (time_t)time;
    struct tm parts;

    if (gmtime_r(&seconds, &parts) == NULL || strftime(text, 32, "%Y-%m-%dT%H:%M:%SZ", &parts) == 0)
        strcpy(text, "-");
    return text;
}

/* ---- add ---- */

/* What a recording becomes: its path from the folder, and that without extension and slashes. */
struct unit {
    char recording[PATH_MAX], name[PATH_MAX];
};

static bool name_unit(struct unit *unit, const char *folder, const char *path, struct fy_error *error)
{
    char whole[PATH_MAX];
    const size_t size = strlen(folder);

    if (realpath(path, whole) == NULL || strncmp(whole, folder, size) != 0 || whole[size] != '/') {
        (void)fy_fail(error, FY_INVALID, "%s", _("The recordings of a team must be inside its folder."));
        (void)fy_error_in_file(error, path);
        return false;
    }
    strcpy(unit->recording, whole + size + 1);
    strcpy(unit->name, unit->recording);
    char *slash = strrchr(unit->name, '/');
    char *dot = strrchr(slash != NULL ? slash : unit->name, '.');
    if (dot != NULL && dot > unit->name)
        *dot = '\0';
    for (char *at = unit->name; *at != '\0'; at++)
        *at = *at == '/' ? '_' : *at;
    return true;
}

static int add_units(const struct call *call, struct unit *units, struct fy_team_stretch *stretches)
{
    struct fy_error error = { 0 };
    char folder[PATH_MAX];
    size_t added;

    if (realpath(call->folder, folder) == NULL)
        return fy_command_usage(usage);
    for (size_t i = 0; i < call->count; i++) {
        struct fy_recording *recording;
        if (fy_command_open_recording(&recording, call->rest[i], &error) != FY_OK)
            return fy_command_error(&error);
        const double length = (double)fy_recording_frames(recording) / fy_recording_rate(recording);
        fy_recording_close(recording);
        if (!name_unit(&units[i], strcmp(folder, "/") == 0 ? "" : folder, call->rest[i], &error))
            return fy_command_error(&error);
        stretches[i] = (struct fy_team_stretch){ units[i].name, units[i].recording, 0, length };
    }
    if (fy_team_add(call->store, stretches, call->count, call->person, call->now, &added, &error) != FY_OK)
        return told(&error);
    fprintf(stderr, _("%zu units added, %zu were there already.\n"), added, call->count - added);
    return 0;
}

static int add(const struct call *call)
{
    struct unit *units = fy_calloc(call->count, sizeof *units);
    struct fy_team_stretch *stretches = fy_calloc(call->count, sizeof *stretches);
    int result = 2;

    if (units != NULL && stretches != NULL)
        result = add_units(call, units, stretches);
    else
        fprintf(stderr, "fangyin: %s\n", fy_status_text(FY_NO_MEMORY));
    fy_free(stretches);
    fy_free(units);
    return result;
}

/* ---- next, submit, release ---- */

static int next(const struct call *call)
{
    struct fy_error error = { 0 };
    struct fy_team_claim claim;
    char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE], until[32];

    if (fy_team_next(call->store, call->person, call->now, LEASE, &claim, &error) != FY_OK)
        return told(&error);
    fy_number_write(claim.from, from);
    fy_number_write(claim.to, to);
    printf("%s\t%s\t%s\t%s\t%s\n", claim.unit, claim.recording, from, to, date(claim.until, until));
    fy_team_claim_free(&claim);
    return 0;
}

static int submit(const struct call *call)
{
    struct fy_error error = { 0 };
    const enum fy_status status = fy_team_submit(call->store, call->person, call->rest[0], call->now, &error);

    return status == FY_OK ? 0 : told(&error);
}

static int release(const struct call *call)
{
    struct fy_error error = { 0 };
    const enum fy_status status = fy_team_release(call->store, call->person, call->rest[0], call->now, &error);

    return status == FY_OK ? 0 : told(&error);
}

/* ---- log ---- */

/* No name in the record has a control character. */
static void json_text(const char *key, const char *text)
{
    printf(",\"%s\":\"", key);
    for (; *text != '\0'; text++)
        printf(*text == '"' || *text == '\\' ? "\\%c" : "%c", *text);
    putchar('"');
}

static void json_number(const char *key, double value)
{
    char text[FY_NUMBER_SIZE];

    fy_number_write(value, text);
    printf(",\"%s\":%s", key, text);
}

static enum fy_status log_json(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    char text[32];

    (void)context;
    (void)error;
    printf("{\"event\":\"%s\"", fy_team_event_name(event->kind));
    json_text("time", date(event->time, text));
    json_text("unit", event->unit);
    json_number("rev", (double)event->rev);
    json_text("person", event->person);
    if (event->kind == FY_TEAM_ADD) {
        json_text("recording", event->recording);
        json_number("from", event->from);
        json_number("to", event->to);
    }
    if (event->kind == FY_TEAM_CLAIM)
        json_text("until", date(event->until, text));
    puts("}");
    return FY_OK;
}

static enum fy_status log_line(void *context, const struct fy_team_event *event, struct fy_error *error)
{
    char text[32];

    (void)context;
    (void)error;
    printf("%s\t%s\t%s\t%lld\t%s", date(event->time, text), fy_team_event_name(event->kind), event->unit,
           (long long)event->rev, event->person);
    if (event->kind == FY_TEAM_ADD) {
        char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE];
        fy_number_write(event->from, from);
        fy_number_write(event->to, to);
        printf("\t%s\t%s\t%s", event->recording, from, to);
    }
    if (event->kind == FY_TEAM_CLAIM)
        printf("\t%s", date(event->until, text));
    putchar('\n');
    return FY_OK;
}

static int log_events(const struct call *call)
{
    struct fy_error error = { 0 };
    const enum fy_status status =
        call->store->read(call->store, NULL, FY_TEAM_BY_TIME, call->json ? log_json : log_line, NULL, &error);

    return status == FY_OK ? 0 : fy_command_error(&error);
}

/* ---- the call ---- */

static const struct {
    const char *name;
    int (*run)(const struct call *call);
    size_t least, most; /* words behind the folder */
} actions[] = {
    { "add", add, 1, INT_MAX },
    { "next", next, 0, 0 },
    { "submit", submit, 1, 1 },
    { "release", release, 1, 1 },
    { "log", log_events, 0, 0 },
};

static bool parse(struct call *call, int argc, char **argv)
{
    static const struct option options[] = {
        { "as", required_argument, NULL, 'a' },
        { "json", no_argument, NULL, 'j' },
        { NULL, 0, NULL, 0 },
    };
    const char *const user = getenv("USER");

    *call = (struct call){ .person = user != NULL ? user : "", .now = time_now() };
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option == 'a')
            call->person = optarg;
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
    return true;
}

int fy_command_team(int argc, char **argv)
{
    struct call call;
    struct fy_error error = { 0 };
    char path[PATH_MAX];

    if (argc < 3 || !parse(&call, argc - 1, argv + 1))
        return fy_command_usage(usage);
    const int length = snprintf(path, sizeof path, "%s/team.db", call.folder);
    if (length < 0 || (size_t)length >= sizeof path)
        return fy_command_usage(usage);
    if (strcmp(argv[1], "init") == 0 && call.count == 0)
        return fy_team_sqlite_create(path, &error) == FY_OK ? 0 : told(&error);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(argv[1], actions[i].name) != 0 || call.count < actions[i].least || call.count > actions[i].most)
            continue;
        if (fy_team_sqlite_open(&call.store, path, &error) != FY_OK)
            return fy_command_error(&error);
        if (actions[i].run != log_events && call.person[0] == '\0') {
            fprintf(stderr, "fangyin: %s\n", _("Say who you are: --as NAME."));
            fy_team_store_close(call.store);
            return 2;
        }
        const int result = actions[i].run(&call);
        fy_team_store_close(call.store);
        return result;
    }
    return fy_command_usage(usage);
}
