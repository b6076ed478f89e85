/* What is asked, answered and decided, as an annotator sees it. It is looked at once a minute by everybody who writes,
 * so little is read: one's own questions of this unit, and, less often, which precedents there are; each of those is
 * read once. */
#include "commands/team_desk.h"

#include <fangyin/memory.h>
#include <string.h>

enum { PRECEDENTS_EVERY = 10 }; /* readings */

const char *team_name_of(const struct team_call *call, const char *id)
{
    const struct fy_person *person = call->people && id ? fy_people_find(call->people, id) : NULL;
    return person && person->name[0] ? person->name : id ? id : "";
}

static char *copy(const char *text)
{
    return fy_must_strdup(text ? text : "");
}

/* ---- heads ---- */

struct heads {
    struct head {
        char *id;
        int64_t rev;
    } * items;
    size_t count;
};

static enum fy_status note(void *context, const struct fy_team_head *head, struct fy_error *error)
{
    struct heads *heads = context;
    (void)error;
    heads->items = fy_must_realloc(heads->items, (heads->count + 1) * sizeof *heads->items);
    heads->items[heads->count++] = (struct head){ copy(strchr(head->stream, '/') + 1), head->rev };
    return FY_OK;
}

static void free_heads(struct heads *heads)
{
    for (size_t i = 0; i < heads->count; i++)
        fy_free(heads->items[i].id);
    fy_free(heads->items);
}

/* ---- one's own questions ---- */

static void add_answer(const struct team_call *call, struct fy_team_news *news, const struct fy_question *question)
{
    news->answers = fy_must_realloc(news->answers, (news->answer_count + 1) * sizeof *news->answers);
    news->answers[news->answer_count++] = (struct fy_team_answer){
        .id = copy(question->id),
        .from = question->from,
        .to = question->to,
        .text = copy(question->text),
        .guess = copy(question->guess),
        .answer = copy(question->answer),
        .reading = copy(question->reading),
        .note = copy(question->answer_note),
        .who = copy(team_name_of(call, question->answered_by)),
        .who_dialect = copy(question->answer_dialect),
        .taken = question->state >= FY_QUESTION_ACCEPTED,
    };
}

static enum fy_status read_answers(const struct team_call *call, const char *unit, struct fy_question_log *log,
                                   struct fy_team_news *news, struct fy_error *error)
{
    const struct fy_team_query query = { .subject = "question", .with = call->person, .recording = unit };
    struct heads heads = { NULL, 0 };
    enum fy_status status = call->store->heads(call->store, &query, note, &heads, error);
    for (size_t i = 0; status == FY_OK && i < heads.count; i++) {
        status = fy_question_load(call->store, heads.items[i].id, log, error);
        const struct fy_question *question = status == FY_OK ? fy_question_of(log) : NULL;
        /* Whoever does the same unit is not to see what another asked. */
        if (question && strcmp(question->author, call->person) == 0 && question->state != FY_QUESTION_WITHDRAWN)
            add_answer(call, news, question);
    }
    free_heads(&heads);
    return status;
}

/* ---- precedents ---- */

static void free_known(struct team_known *known)
{
    fy_free(known->id);
    fy_free(known->precedent.id);
    fy_free(known->precedent.text);
    fy_free(known->precedent.answer);
    fy_free(known->precedent.reading);
    fy_free(known->precedent.who);
    fy_free(known->precedent.who_dialect);
}

void team_board_free(struct team_board *board)
{
    for (size_t i = 0; i < board->known_count; i++)
        free_known(&board->known[i]);
    fy_free(board->known);
}

/* A precedent is for the dialect it was kept for and what is below it; without one, for all. */
static bool in_scope(const struct team_call *call, const char *dialect, const char *scope)
{
    const struct fy_dialects *dialects = fy_project_dialects(call->project);
    if (!scope || scope[0] == '\0')
        return true;
    for (size_t at = fy_dialects_find(dialects, dialect, strlen(dialect)); at != FY_NONE;
         at = fy_dialects_at(dialects, at)->parent) {
        if (strcmp(fy_dialects_at(dialects, at)->code, scope) == 0)
            return true;
    }
    return false;
}

static enum fy_status learn(const struct team_call *call, const char *dialect, const struct head *head,
                            struct fy_question_log *log, struct team_known *known, struct fy_error *error)
{
    const enum fy_status status = fy_question_load(call->store, head->id, log, error);
    const struct fy_question *question = status == FY_OK ? fy_question_of(log) : NULL;
    *known = (struct team_known){ .id = copy(head->id), .rev = head->rev };
    if (!question || question->state != FY_QUESTION_PRECEDENT || !in_scope(call, dialect, question->scope))
        return status;
    known->in_scope = true;
    known->precedent = (struct fy_team_precedent){
        .id = copy(question->id),
        .text = copy(question->text),
        .answer = copy(question->answer),
        .reading = copy(question->reading),
        .who = copy(team_name_of(call, question->answered_by)),
        .who_dialect = copy(question->answer_dialect),
    };
    return FY_OK;
}

/* The heads come in the same order each time, so that what is looked for is most often the next one. */
static bool take_known(struct team_board *board, size_t *at, const struct head *head, struct team_known *taken)
{
    for (size_t step = 0; step < board->known_count; step++) {
        struct team_known *known = &board->known[(*at + step) % board->known_count];
        if (!known->id || known->rev != head->rev || strcmp(known->id, head->id) != 0)
            continue;
        *taken = *known;
        *known = (struct team_known){ .id = NULL };
        *at += step + 1;
        return true;
    }
    return false;
}

static enum fy_status read_precedents(struct team_board *board, const struct team_call *call, const char *dialect,
                                      struct fy_question_log *log, struct fy_error *error)
{
    const struct fy_team_query query = { .subject = "question",
                                         .state = fy_question_state_name(FY_QUESTION_PRECEDENT) };
    struct heads heads = { NULL, 0 };
    struct team_board fresh = { .reads = board->reads };
    enum fy_status status = call->store->heads(call->store, &query, note, &heads, error);
    size_t at = 0;
    fresh.known = fy_must_calloc(heads.count + 1, sizeof *fresh.known);
    for (size_t i = 0; status == FY_OK && i < heads.count; i++) {
        struct team_known *known = &fresh.known[fresh.known_count];
        if (!take_known(board, &at, &heads.items[i], known))
            status = learn(call, dialect, &heads.items[i], log, known, error);
        fresh.known_count += known->id != NULL;
    }
    free_heads(&heads);
    team_board_free(board);
    *board = fresh;
    return status;
}

enum fy_status team_news_read(struct team_board *board, const struct team_call *call, const char *unit,
                              const char *dialect, struct fy_team_news *news, struct fy_error *error)
{
    struct fy_question_log *log = fy_question_log_new();
    enum fy_status status = log ? read_answers(call, unit, log, news, error) : team_no_memory(error);
    if (status == FY_OK && board->reads++ % PRECEDENTS_EVERY == 0)
        status = read_precedents(board, call, dialect, log, error);
    for (size_t i = 0; status == FY_OK && i < board->known_count; i++) {
        const struct fy_team_precedent *known = &board->known[i].precedent;
        if (!board->known[i].in_scope)
            continue;
        news->precedents = fy_must_realloc(news->precedents, (news->precedent_count + 1) * sizeof *news->precedents);
        news->precedents[news->precedent_count++] =
            (struct fy_team_precedent){ copy(known->id),      copy(known->text), copy(known->answer),
                                        copy(known->reading), copy(known->who),  copy(known->who_dialect) };
    }
    fy_question_log_free(log);
    return status;
}
