/* Writing questions with their right answers, and reviewing what others wrote. */
#include "base/json_write.h"
#include "base/messages.h"
#include "base/random.h"
#include "commands/commands.h"
#include "commands/grids.h"
#include "commands/rank.h"

#include <stdio.h>
#include <string.h>

static void pair(struct fy_buffer *data, const char *first, const char *one, const char *second, const char *two)
{
    struct fy_json_writer json = { .out = data };
    fy_buffer_clear(data);
    fy_json_object(&json, NULL);
    fy_json_text(&json, first, one);
    if (second)
        fy_json_text(&json, second, two);
    fy_json_object_end(&json);
}

/* Asks for both; false where the person leaves, or leaves the question empty. */
static bool ask_both(struct fy_buffer *question, struct fy_buffer *answer)
{
    if (!rank_read_line(_("question (Enter: leave): "), question) || question->size == 0)
        return false;
    return rank_read_line(_("right answer: "), answer) && answer->size > 0;
}

static enum fy_status write_one(struct rank_desk *desk, size_t item, struct fy_buffer texts[3], bool *stays,
                                struct fy_error *error)
{
    const struct fy_task *task = fy_task_of(desk->items[item].log);
    putchar('\n');
    rank_say(_("about:"), task->prompt);
    if (task->state == FY_TASK_RETURNED) {
        rank_say(_("yours:"), task->answer);
        rank_say(_("returned:"), task->reason);
    }
    *stays = ask_both(&texts[0], &texts[1]);
    if (!*stays)
        return FY_OK;
    pair(&texts[2], "prompt", fy_buffer_text(&texts[0]), "answer", fy_buffer_text(&texts[1]));
    return rank_act(desk, item, "write", fy_buffer_text(&texts[2]), error);
}

static enum fy_status review_one(struct rank_desk *desk, size_t item, struct fy_buffer texts[3], bool *stays,
                                 struct fy_error *error)
{
    const struct fy_task *task = fy_task_of(desk->items[item].log);
    putchar('\n');
    rank_say(_("question:"), task->prompt);
    rank_say(_("answer:"), task->answer);
    *stays = rank_read_line(_("y: right   c: correct it   r REASON: return   Enter: next   q: leave\n> "), &texts[0]);
    const char *line = fy_buffer_text(&texts[0]);
    *stays = *stays && strcmp(line, "q") != 0;
    if (!*stays)
        return FY_OK;
    if (strcmp(line, "y") == 0)
        return rank_act(desk, item, "accept", "", error);
    if (strcmp(line, "c") == 0 && ask_both(&texts[0], &texts[1])) {
        pair(&texts[2], "prompt", fy_buffer_text(&texts[0]), "answer", fy_buffer_text(&texts[1]));
        return rank_act(desk, item, "fix", fy_buffer_text(&texts[2]), error);
    }
    if (strncmp(line, "r ", 2) != 0)
        return FY_OK;
    pair(&texts[2], "reason", line + 2, NULL, NULL);
    return rank_act(desk, item, "return", fy_buffer_text(&texts[2]), error);
}

/* New ones, about whatever the person thinks of. */
static enum fy_status write_new(struct rank_desk *desk, struct fy_buffer texts[3], struct fy_error *error)
{
    enum fy_status status = FY_OK;
    char id[33];
    puts(_("\nNew questions:"));
    while (status == FY_OK && ask_both(&texts[0], &texts[1])) {
        fy_random_token(id);
        id[12] = '\0';
        pair(&texts[2], "kind", "author", "prompt", fy_buffer_text(&texts[0]));
        status = rank_add(desk, id, fy_buffer_text(&texts[2]), error);
        pair(&texts[2], "prompt", fy_buffer_text(&texts[0]), "answer", fy_buffer_text(&texts[1]));
        if (status == FY_OK)
            status = rank_act(desk, desk->count - 1, "write", fy_buffer_text(&texts[2]), error);
    }
    return status;
}

int rank_author(struct rank_desk *desk)
{
    struct fy_error error = { 0 };
    struct fy_buffer texts[3] = { FY_BUFFER_EMPTY, FY_BUFFER_EMPTY, FY_BUFFER_EMPTY };
    bool stays = true, failed = false;
    for (size_t i = 0; stays && i < desk->count; i++) {
        const struct fy_task *task = fy_task_of(desk->items[i].log);
        const bool own = strcmp(task->author, desk->person) == 0;
        enum fy_status status = FY_OK;
        if (task->kind != FY_TASK_AUTHOR)
            continue;
        if (task->state == FY_TASK_OPEN || (task->state == FY_TASK_RETURNED && own))
            status = write_one(desk, i, texts, &stays, &error);
        else if (task->state == FY_TASK_WRITTEN && !own)
            status = review_one(desk, i, texts, &stays, &error);
        if (status != FY_OK)
            (void)fy_command_error(&error);
        failed = failed || status != FY_OK;
    }
    if (stays && write_new(desk, texts, &error) != FY_OK) {
        (void)fy_command_error(&error);
        failed = true;
    }
    for (size_t i = 0; i < 3; i++)
        fy_buffer_free(&texts[i]);
    return failed ? 2 : 0;
}
