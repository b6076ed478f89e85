/* Units of a team: who works on what. The call is taken apart here, and the store opened. */
#include "commands/team_take.h"
#include "base/messages.h"
#include "commands/commands.h"

#include <fangyin/files.h>
#include <fangyin/number.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define WORK_FOLDER "work" /* in the project */

static const char usage[] =
    "team init FOLDER [--store postgresql://...]\n"
    "       fangyin team add FOLDER [--minutes N] [--people N] [--most N] [--threshold X] [--dialect CODE]\n"
    "                        [--priority N] [--unreviewed] [--gold GRID [--each]] RECORDING...\n"
    "       fangyin team people|report|merge FOLDER [--json] [--all]\n"
    "       fangyin team questions FOLDER [--all] [--precedent] [--text TEXT]\n"
    "       fangyin team next FOLDER [--print] [--all]\n"
    "       fangyin team submit|release FOLDER UNIT\n"
    "       fangyin team review FOLDER [--print] [UNIT accept [PERSON] | UNIT fix minor|major |\n"
    "                        UNIT return REASON [SEGMENT...] | UNIT invalid REASON | UNIT pass EXPERT]\n"
    "       fangyin team adjudicate FOLDER [--print] [UNIT [PERSON]]\n"
    "       fangyin team ask FOLDER UNIT FROM TO --type TYPE [--text TEXT] [--guess TEXT] [--alternatives A/B/...]\n"
    "                        [--dialect CODE] [--level N] [--to PERSON] [--due DAYS] [--blocking] [--note TEXT]\n"
    "       fangyin team answer FOLDER [QUESTION [TEXT [--reading TEXT] [--note TEXT]] [--accept] [--reason TEXT]\n"
    "                        [--precedent] [--widen] [--withdraw]]\n"
    "       fangyin team freeze FOLDER BATCH UNIT...\n"
    "       fangyin team reopen FOLDER UNIT REASON\n"
    "       fangyin team report FOLDER --quality [--json]\n"
    "       fangyin team repeat FOLDER [--share RATE] [--days N] [--seed N] [UNIT PERSON]\n"
    "       fangyin team sample FOLDER [--batch PREFIX] [--seed N] [--limit RATE]\n"
    "       fangyin team tasks FOLDER TASKS.jsonl\n"
    "       fangyin team rank FOLDER [--author] [--all] [--report] [--export pairs|list|sft [--form trl|swift]]\n"
    "       fangyin team log FOLDER [--json]\n"
    "       fangyin team restore FOLDER LOG.jsonl\n"
    "       all of them: [--as PERSON] [--store ADDRESS]";

static double time_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

struct team_call team_now(const struct team_call *call)
{
    struct team_call later = *call;
    later.now = time_now();
    return later;
}

int team_told(const struct fy_error *error)
{
    const int result = fy_command_error(error);
    return error->status == FY_INVALID || error->status == FY_NOT_FOUND || error->status == FY_CHANGED ||
                   error->status == FY_NO_ACCESS
               ? 1
               : result;
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

enum fy_status team_no_memory(struct fy_error *error)
{
    return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
}

enum fy_status team_note_name(void *context, const struct fy_team_head *head, struct fy_error *error)
{
    struct fy_buffer *names = context;
    const char *slash = strchr(head->stream, '/');
    fy_buffer_append(names, slash + 1, strlen(slash));
    return names->failed ? team_no_memory(error) : FY_OK;
}

enum fy_status team_away(struct fy_error *error)
{
    return fy_fail(error, FY_IO, "%s", _("The team cannot be reached."));
}

enum fy_status team_act(const struct team_call *call, const char *unit, const char *kind, const char *data,
                        struct fy_unit_log *after, struct fy_error *error)
{
    const struct fy_team_act act = { unit, kind, call->person, data, call->now };
    const enum fy_status status =
        call->store ? fy_people_check(call->people, call->person, kind, "", error) : team_away(error);
    return status == FY_OK ? fy_team_do(call->store, &act, after, error) : status;
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
    const char *base = strrchr(call->whole, '/');
    const int length = snprintf(place->path, sizeof place->path, "%s/team.db", call->folder);
    const bool named = fy_project_name(call->project)[0] != '\0';
    snprintf(place->name, sizeof place->name, "%.250s",
             named  ? fy_project_name(call->project)
             : base ? base + 1
                    : call->whole);
    place->address = call->options.address ? call->options.address : fy_project_value(call->project, "team", "store");
    return length > 0 && (size_t)length < sizeof place->path;
}

static bool is_address(const char *address)
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

/* ---- the people ---- */

/* people.tsv, if there is one; what is wrong in it is told, and the rest used. */
static enum fy_status read_people(struct team_call *call, struct fy_error *error)
{
    char path[PATH_MAX];
    struct fy_buffer bytes = FY_BUFFER_EMPTY;
    struct fy_problems problems = { 0 };
    if ((size_t)snprintf(path, sizeof path, "%s/people.tsv", call->folder) >= sizeof path)
        return fy_fail(error, FY_INVALID, _("The path is too long."));
    enum fy_status status = fy_file_read(path, &bytes, error);
    if (status == FY_NOT_FOUND)
        return FY_OK;
    if (status == FY_OK)
        status = fy_people_read(fy_buffer_text(&bytes), bytes.size, fy_project_dialects(call->project), &call->people,
                                &problems);
    for (size_t i = 0; i < problems.count; i++) {
        (void)fy_error_in_file(&problems.items[i], path);
        (void)fy_command_error(&problems.items[i]);
    }
    if (status == FY_NO_MEMORY)
        (void)team_no_memory(error);
    else if (status != FY_OK)
        (void)fy_fail(error, status, "%s", _("people.tsv cannot be read."));
    fy_problems_free(&problems);
    fy_buffer_free(&bytes);
    return status;
}

/* ---- the call ---- */

static const struct {
    const char *name;
    int (*run)(const struct team_call *call);
    size_t least, most; /* words behind the folder */
    bool anonymous;     /* it does not matter who asks */
} actions[] = {
    { "add", team_add, 1, INT_MAX, false },
    { "next", team_next, 0, 0, false },
    { "submit", team_submit, 1, 1, false },
    { "release", team_release, 1, 1, false },
    { "review", team_review, 0, INT_MAX, false },
    { "adjudicate", team_adjudicate, 0, 2, false },
    { "freeze", team_freeze, 2, INT_MAX, false },
    { "reopen", team_reopen, 2, 2, false },
    { "merge", team_merge, 0, 0, true },
    { "ask", team_ask, 3, 3, false },
    { "answer", team_answer, 0, 2, false },
    { "questions", team_questions, 0, 0, true },
    { "report", team_report, 0, 0, true },
    { "sample", team_sample, 0, 0, true },
    { "repeat", team_repeat, 0, 2, false },
    { "people", team_people, 0, 0, true },
    { "tasks", team_tasks, 1, 1, false },
    { "rank", team_rank, 0, 0, true },
    { "log", team_log, 0, 0, true },
    { "restore", team_restore, 1, 1, true },
};

/* Options that take a text, a number or nothing, and where they go. */
#define TEXT(name, field)                                                            \
    {                                                                                \
        { name, required_argument, NULL, 't' }, offsetof(struct team_options, field) \
    }
#define NUMBER(name, field)                                                          \
    {                                                                                \
        { name, required_argument, NULL, 'n' }, offsetof(struct team_options, field) \
    }
#define COUNT(name, field)                                                           \
    {                                                                                \
        { name, required_argument, NULL, 'c' }, offsetof(struct team_options, field) \
    }
#define FLAG(name, field)                                                      \
    {                                                                          \
        { name, no_argument, NULL, 'f' }, offsetof(struct team_options, field) \
    }
static const struct {
    struct option option;
    size_t place;
} known[] = {
    TEXT("as", person),
    TEXT("store", address),
    TEXT("dialect", dialect),
    TEXT("reading", reading),
    TEXT("note", note),
    TEXT("guess", guess),
    TEXT("text", text),
    TEXT("type", type),
    TEXT("to", to),
    TEXT("alternatives", alternatives),
    TEXT("reason", reason),
    TEXT("export", export),
    TEXT("form", form),
    TEXT("gold", gold),
    TEXT("batch", batch),
    TEXT("output", output),
    NUMBER("minutes", minutes),
    NUMBER("threshold", threshold),
    NUMBER("priority", priority),
    NUMBER("due", due),
    NUMBER("level", level),
    NUMBER("seed", seed),
    NUMBER("limit", limit),
    NUMBER("share", share),
    NUMBER("days", days),
    COUNT("people", wanted),
    COUNT("most", most),
    FLAG("json", json),
    FLAG("print", print),
    FLAG("unreviewed", unreviewed),
    FLAG("blocking", blocking),
    FLAG("accept", accept),
    FLAG("precedent", precedent),
    FLAG("widen", widen),
    FLAG("withdraw", withdraw),
    FLAG("all", all),
    FLAG("author", author),
    FLAG("report", report),
    FLAG("quality", quality),
    FLAG("each", each),
};
enum { KNOWN = sizeof known / sizeof *known };

static bool take_option(struct team_options *options, size_t which, const char *value)
{
    void *place = (char *)options + known[which].place;
    double number = 0;
    const bool numeric = value && fy_number_read(value, strlen(value), &number) == strlen(value);
    switch (known[which].option.val) {
    case 't':
        *(const char **)place = value;
        return true;
    case 'n':
        *(double *)place = number;
        return numeric;
    case 'c':
        *(int *)place = number >= 1 && number <= 1000 ? (int)number : 0;
        return numeric && *(int *)place > 0;
    default:
        *(bool *)place = true;
        return true;
    }
}

static bool parse(struct team_call *call, int argc, char **argv)
{
    struct option options[KNOWN + 1] = { 0 };
    const char *const user = getenv("USER");
    int which = 0;

    *call = (struct team_call){ .now = time_now() };
    for (size_t i = 0; i < KNOWN; i++)
        options[i] = known[i].option;
    for (int option; (option = getopt_long(argc, argv, "", options, &which)) != -1;) {
        if (option == '?' || !take_option(&call->options, (size_t)which, optarg))
            return false;
    }
    if (optind >= argc)
        return false;
    call->person = call->options.person ? call->options.person : user ? user : "";
    call->folder = argv[optind];
    call->rest = argv + optind + 1;
    call->count = (size_t)(argc - optind - 1);
    return realpath(call->folder, call->whole) != NULL;
}

/* Who transcribes goes on; all else waits for the store. */
static int without_store(const struct team_call *call, const char *name, struct fy_error *error)
{
    if (error->status == FY_IO && strcmp(name, "submit") == 0)
        return team_submit_later(call, call->rest[0], error);
    if (error->status == FY_IO && strcmp(name, "next") == 0 && !call->options.print && isatty(STDIN_FILENO) &&
        isatty(STDOUT_FILENO))
        return team_go_on_alone(call, error);
    return fy_command_error(error);
}

static int run(struct team_call *call, const char *name)
{
    struct fy_error error = { 0 };
    struct place place;
    if (!find_place(call, &place))
        return fy_command_usage(usage);
    if (!is_address(place.address))
        return 2;
    if (strcmp(name, "init") == 0 && call->count == 0)
        return create(&place, &error) == FY_OK ? 0 : team_told(&error);
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        if (strcmp(name, actions[i].name) != 0 || call->count < actions[i].least || call->count > actions[i].most)
            continue;
        if (!actions[i].anonymous && call->person[0] == '\0') {
            fprintf(stderr, "fangyin: %s\n", _("Say who you are: --as NAME."));
            return 2;
        }
        if (read_people(call, &error) != FY_OK)
            return fy_command_error(&error);
        if (open_store(&place, &call->store, &error) != FY_OK)
            return without_store(call, name, &error);
        return actions[i].run(call);
    }
    return fy_command_usage(usage);
}

int fy_command_team(int argc, char **argv)
{
    struct team_call call;
    struct fy_error error = { 0 };
    if (argc < 3 || !parse(&call, argc - 1, argv + 1))
        return fy_command_usage(usage);
    if (fy_project_open(&call.project, call.folder, &error) != FY_OK)
        return fy_command_error(&error);
    const int result = run(&call, argv[1]);
    fy_team_store_close(call.store);
    fy_people_free(call.people);
    fy_project_close(call.project);
    return result;
}
