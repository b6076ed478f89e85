/* Judging, line by line: what is shown, what is typed, what is kept. */
#include "base/json_write.h"
#include "base/messages.h"
#include "base/random.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/rank.h"

#include <fangyin/memory.h>
#include <fangyin/question.h>
#include <stdio.h>
#include <string.h>

#define LEVEL_TO_JUDGE 4 /* of who is asked instead */

/* One task on its way: what was typed for it so far. */
struct sitting {
    struct rank_desk *desk;
    size_t item;
    bool repeat;
    size_t order[FY_CANDIDATES_MOST];
    int scores[FY_CANDIDATES_MOST][FY_CRITERIA_MOST];
    bool scored;
    double shown;
    struct rank_ear *ear;
    size_t plays;
};

static const struct fy_task *task_of(const struct sitting *sitting)
{
    return fy_task_of(sitting->desk->items[sitting->item].log);
}

bool rank_read_line(const char *question, struct fy_buffer *line)
{
    fputs(question, stdout);
    fflush(stdout);
    fy_buffer_clear(line);
    int byte;
    while ((byte = getchar()) != EOF && byte != '\n') {
        if (byte != '\r')
            fy_buffer_putc(line, (char)byte);
    }
    return byte != EOF || line->size > 0;
}

void rank_say(const char *label, const char *text)
{
    printf("  %s  ", label);
    fy_command_print(stdout, text);
    putchar('\n');
}

/* ---- what is shown ---- */

static void show_help(void)
{
    puts(_("Places in the order shown: 2 1 3 puts B first; 1 1 2 has a tie."));
    puts(_("  c1 c2 c3   how sure (3: sure)       r1 r2 ...  why the worse ones are worse"));
    puts(_("  n TEXT     none is right; this is   ? TEXT     I cannot judge: ask somebody"));
    puts(_("  s          scores from 1 to 5       t f u      a claim: true, false, unclear"));
    puts(_("  p          hear the recording       pa pb ...  hear an answer; Enter stops it"));
    puts(_("  Enter      next     b  back     q  quit (all is kept)     h  this help"));
    for (size_t n = 0; fy_task_reason(n); n++)
        printf("  r%zu  %s\n", n + 1, fy_task_reason_text(n));
}

static void show_before(const struct sitting *sitting)
{
    const struct fy_judgement *before = fy_task_judgement(task_of(sitting), sitting->desk->person, sitting->repeat);
    if (!before)
        return;
    printf("  %s", _("so far:"));
    for (size_t i = 0; before->ordered && i < task_of(sitting)->candidate_count; i++)
        printf(" %d", before->ranks[sitting->order[i]]);
    if (before->none_right)
        fputs(" n ", stdout);
    if (before->cannot_judge)
        fputs(" ?", stdout);
    fy_command_print(stdout, before->own);
    putchar('\n');
}

static void show(const struct sitting *sitting, size_t at, size_t of)
{
    const struct fy_task *task = task_of(sitting);
    printf("\n[%zu/%zu] ", at, of);
    fy_command_print(stdout, task->prompt);
    putchar('\n');
    if (task->audio[0] != '\0') {
        rank_say(_("recording:"), task->audio);
        if (task->to > task->from)
            printf("  %.2f - %.2f s\n", task->from, task->to);
    }
    for (size_t i = 0; i < task->candidate_count; i++) {
        const struct fy_candidate *candidate = &task->candidates[sitting->order[i]];
        char sound[100];
        /* Where it lies would tell whose it is. */
        snprintf(sound, sizeof sound, _("(sound: p%c plays it)"), (char)('a' + i));
        rank_say((const char[]){ (char)('A' + i), '\0' }, candidate->text[0] != '\0' ? candidate->text : sound);
    }
    show_before(sitting);
}

/* ---- what is kept ---- */

static void put_marks(const struct sitting *sitting, const struct rank_line *line, struct fy_json_writer *json)
{
    if (line->reasons != 0) {
        fy_json_array(json, "reasons");
        for (size_t n = 0; fy_task_reason(n); n++) {
            if ((line->reasons >> n & 1U) != 0)
                fy_json_text(json, NULL, fy_task_reason(n));
        }
        fy_json_array_end(json);
    }
    if (line->confidence > 0)
        fy_json_count(json, "confidence", (size_t)line->confidence);
    if (sitting->repeat)
        fy_json_bool(json, "repeat", true);
    if (sitting->plays > 0)
        fy_json_count(json, "plays", sitting->plays);
    fy_json_number(json, "seconds", (double)(long)((rank_now() - sitting->shown) * 10) / 10);
}

static void put_scores(const struct sitting *sitting, struct fy_json_writer *json)
{
    const struct fy_task *task = task_of(sitting);
    fy_json_object(json, "scores");
    for (size_t i = 0; i < task->candidate_count; i++) {
        fy_json_object(json, task->candidates[i].id);
        for (size_t k = 0; k < task->criterion_count; k++) {
            if (sitting->scores[i][k] > 0)
                fy_json_count(json, task->criteria[k], (size_t)sitting->scores[i][k]);
        }
        fy_json_object_end(json);
    }
    fy_json_object_end(json);
}

/* Who cannot judge asks who can, in a team. */
static enum fy_status ask(const struct sitting *sitting, const char *note, char id[33], struct fy_error *error)
{
    const struct fy_task *task = task_of(sitting);
    const struct team_call *call = sitting->desk->call;
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &data };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "unit", task->unit[0] != '\0' ? task->unit : task->id);
    fy_json_number(&json, "from", task->from);
    fy_json_number(&json, "to", task->to);
    fy_json_text(&json, "type", "meaning");
    fy_json_text(&json, "dialect", task->dialect);
    fy_json_text(&json, "text", task->prompt);
    fy_json_array(&json, "alternatives");
    for (size_t i = 0; i < task->candidate_count; i++)
        fy_json_text(&json, NULL, task->candidates[i].text);
    fy_json_array_end(&json);
    fy_json_number(&json, "level", LEVEL_TO_JUDGE);
    fy_json_text(&json, "note", note);
    fy_json_object_end(&json);
    fy_random_token(id);
    id[12] = '\0';
    const struct fy_question_act act = { id, "ask", sitting->desk->person, fy_buffer_text(&data), rank_now() };
    const enum fy_status status = data.failed ? team_no_memory(error) : fy_question_do(call->store, &act, NULL, error);
    fy_buffer_free(&data);
    return status;
}

static enum fy_status keep(const struct sitting *sitting, const struct rank_line *line, struct fy_error *error)
{
    const struct fy_task *task = task_of(sitting);
    struct fy_buffer data = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &data };
    char question[33] = "";
    enum fy_status status = FY_OK;
    fy_json_object(&json, NULL);
    if (line->what == RANK_ASK) {
        if (sitting->desk->call)
            status = ask(sitting, line->text, question, error);
        fy_json_bool(&json, "cannot_judge", true);
        fy_json_text(&json, "question", question);
        fy_json_text(&json, "note", line->text);
    }
    if (line->what == RANK_PLACES) {
        fy_json_object(&json, "ranks");
        for (size_t i = 0; i < task->candidate_count; i++)
            fy_json_count(&json, task->candidates[sitting->order[i]].id, (size_t)line->places[i]);
        fy_json_object_end(&json);
    }
    if (line->what == RANK_NONE) {
        fy_json_bool(&json, "none_right", true);
        fy_json_text(&json, "own", line->text);
    }
    if (line->what == RANK_VERDICT) {
        fy_json_text(&json, "verdict", line->verdict);
        fy_json_text(&json, "source", line->text);
    }
    if (sitting->scored && line->what != RANK_ASK)
        put_scores(sitting, &json);
    put_marks(sitting, line, &json);
    fy_json_object_end(&json);
    if (status == FY_OK)
        status = data.failed ? team_no_memory(error)
                             : rank_act(sitting->desk, sitting->item, "rank", fy_buffer_text(&data), error);
    fy_buffer_free(&data);
    return status;
}

/* ---- what is typed ---- */

static bool ask_scores(struct sitting *sitting, struct fy_buffer *line)
{
    const struct fy_task *task = task_of(sitting);
    if (task->criterion_count == 0)
        puts(_("No criteria belong to this task."));
    for (size_t i = 0; i < task->candidate_count; i++) {
        for (size_t k = 0; k < task->criterion_count; k++) {
            printf("  %c  ", (char)('A' + i));
            fy_command_print(stdout, task->criteria[k]);
            if (!rank_read_line(_(", 1 to 5: "), line))
                return false;
            const char *text = fy_buffer_text(line);
            if (text[0] >= '1' && text[0] <= '5' && text[1] == '\0') {
                sitting->scores[sitting->order[i]][k] = text[0] - '0';
                sitting->scored = true;
            }
        }
    }
    return true;
}

/* Whether the line says something that this task can take. */
static bool fits(const struct sitting *sitting, const struct rank_line *line)
{
    const struct fy_task *task = task_of(sitting);
    const bool order = line->what == RANK_PLACES || line->what == RANK_NONE;
    if (order && task->kind != FY_TASK_RANK)
        puts(_("This is a claim: t, f or u was expected."));
    else if (line->what == RANK_PLACES && line->place_count != task->candidate_count)
        printf(_("%zu places were expected, one for each answer.\n"), task->candidate_count);
    else if (line->what == RANK_WRONG || (line->what == RANK_NEXT && !sitting->scored))
        puts(_("That was not understood; h shows what can be typed."));
    else
        return true;
    return false;
}

static void hear(struct sitting *sitting, int which)
{
    const struct fy_task *task = task_of(sitting);
    const bool own = which < 0, there = own || (size_t)which < task->candidate_count;
    const char *audio = own ? task->audio : there ? task->candidates[sitting->order[which]].audio : "";
    if (audio[0] == '\0')
        puts(own ? _("No recording belongs to this task.") : _("This answer is no sound."));
    else if (rank_hear(sitting->ear, audio, own ? task->from : 0, own ? task->to : 0))
        sitting->plays++;
}

enum move { MOVE_NEXT, MOVE_BACK, MOVE_QUIT };

/* One task, until something is kept or the person goes elsewhere. */
static enum move judge_one(struct sitting *sitting, struct fy_buffer *text)
{
    struct rank_line line;
    struct fy_error error = { 0 };
    while (rank_read_line("> ", text)) {
        rank_parse(fy_buffer_text(text), &line);
        const bool heard = rank_hush(sitting->ear);
        if (line.what == RANK_HEAR) {
            hear(sitting, line.heard);
            continue;
        }
        if (line.what == RANK_BACK)
            return MOVE_BACK;
        if (line.what == RANK_QUIT)
            return MOVE_QUIT;
        if (fy_buffer_text(text)[0] == '\0' && !sitting->scored) {
            if (!heard)
                return MOVE_NEXT;
            continue; /* it only stopped what played */
        }
        if (line.what == RANK_HELP)
            show_help();
        else if (line.what == RANK_SCORES && !ask_scores(sitting, text))
            return MOVE_QUIT;
        else if (line.what != RANK_HELP && line.what != RANK_SCORES && fits(sitting, &line)) {
            if (keep(sitting, &line, &error) == FY_OK)
                return MOVE_NEXT;
            (void)fy_command_error(&error);
        }
    }
    return MOVE_QUIT;
}

/* ---- the round ---- */

/* What is still to be judged by this person: first what is new, then what comes once more. */
struct round {
    struct turn {
        size_t item;
        bool repeat;
    } * turns;
    size_t count, capacity;
    size_t again; /* of them, or of what comes later, those for the second time */
};

static bool may_judge(const struct rank_desk *desk, const struct fy_task *task)
{
    const struct team_call *call = desk->call;
    const struct fy_person *person = call && call->people ? fy_people_find(call->people, desk->person) : NULL;
    return !call || call->options.all || !person || task->dialect[0] == '\0' || person->competence_count == 0 ||
           fy_person_level(person, fy_project_dialects(call->project), task->dialect) > 0;
}

static bool is_due(const struct rank_desk *desk, const struct fy_task *task, bool repeat)
{
    const struct fy_judgement *before = fy_task_judgement(task, desk->person, false);
    if (task->kind == FY_TASK_AUTHOR)
        return false;
    if (repeat)
        return before && !before->cannot_judge && fy_task_is_repeated(task, desk->person) &&
               !fy_task_judgement(task, desk->person, true);
    return !before && may_judge(desk, task) && (!desk->call || task->state == FY_TASK_OPEN);
}

static enum fy_status collect(const struct rank_desk *desk, bool repeat, struct round *round, struct fy_error *error)
{
    for (size_t i = 0; i < desk->count; i++) {
        if (!is_due(desk, fy_task_of(desk->items[i].log), repeat))
            continue;
        struct turn *grown = fy_grow(round->turns, &round->capacity, round->count + 1, sizeof *grown);
        if (!grown)
            return team_no_memory(error);
        round->turns = grown;
        grown[round->count++] = (struct turn){ i, repeat };
        round->again += !repeat && fy_task_is_repeated(fy_task_of(desk->items[i].log), desk->person);
    }
    return FY_OK;
}

static bool judge_turns(struct rank_desk *desk, struct rank_ear *ear, const struct round *round, size_t from,
                        struct fy_buffer *text)
{
    size_t at = from;
    while (at < round->count) {
        struct sitting sitting = { .desk = desk,
                                   .item = round->turns[at].item,
                                   .repeat = round->turns[at].repeat,
                                   .shown = rank_now(),
                                   .ear = ear };
        fy_task_order(task_of(&sitting), desk->person, sitting.repeat, sitting.order);
        show(&sitting, at + 1, from > 0 ? round->count : round->count + round->again);
        const enum move move = judge_one(&sitting, text);
        if (move == MOVE_QUIT)
            return false;
        if (move == MOVE_NEXT)
            at++;
        else if (at > from)
            at--;
    }
    return true;
}

int rank_judge(struct rank_desk *desk)
{
    struct fy_error error = { 0 };
    struct fy_buffer text = FY_BUFFER_EMPTY;
    struct round round = { 0 };
    struct rank_ear *ear =
        rank_ear_new(desk->folder, desk->call ? fy_project_value(desk->call->project, "sound", "device") : NULL);
    enum fy_status status = collect(desk, false, &round, &error);
    if (status == FY_OK && round.count > 0)
        show_help();
    const bool stays = status == FY_OK && judge_turns(desk, ear, &round, 0, &text);
    const size_t before = round.count;
    if (stays)
        status = collect(desk, true, &round, &error);
    if (stays && status == FY_OK)
        (void)judge_turns(desk, ear, &round, before, &text);
    if (status == FY_OK) {
        round.count = 0;
        status = collect(desk, false, &round, &error);
    }
    if (status == FY_OK && round.count > 0)
        printf(_("\nKept. %zu are left for you; the same command goes on with them.\n"), round.count);
    else if (status == FY_OK)
        puts(_("\nNothing is left for you to judge."));
    rank_ear_free(ear);
    fy_free(round.turns);
    fy_buffer_free(&text);
    return status == FY_OK ? 0 : fy_command_error(&error);
}
