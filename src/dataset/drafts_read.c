#include "base/json_read.h"
#include "base/messages.h"

#include <fangyin/drafts.h>
#include <fangyin/memory.h>
#include <math.h>
#include <string.h>

enum fy_status fy_hypotheses_add(struct fy_hypotheses *hypotheses, const struct fy_hypothesis *one)
{
    struct fy_hypothesis *grown =
        fy_grow(hypotheses->items, &hypotheses->capacity, hypotheses->count + 1, sizeof *grown);
    if (grown == NULL)
        return FY_NO_MEMORY;
    hypotheses->items = grown;
    char **texts = fy_grow(hypotheses->texts, &hypotheses->text_capacity, hypotheses->count + 1, sizeof *texts);
    if (texts == NULL)
        return FY_NO_MEMORY;
    hypotheses->texts = texts;
    texts[hypotheses->count] = fy_strdup(one->text);
    if (texts[hypotheses->count] == NULL)
        return FY_NO_MEMORY;
    grown[hypotheses->count] = *one;
    grown[hypotheses->count].text = texts[hypotheses->count];
    hypotheses->count++;
    return FY_OK;
}

void fy_hypotheses_free(struct fy_hypotheses *hypotheses)
{
    for (size_t i = 0; i < hypotheses->count; i++)
        fy_free(hypotheses->texts[i]);
    fy_free(hypotheses->texts);
    fy_free(hypotheses->items);
    *hypotheses = (struct fy_hypotheses){ 0 };
}

static bool number_of(const struct fy_json *object, const char *name, const char *other, double *number)
{
    return fy_json_number_of(fy_json_get(object, name), number) || fy_json_number_of(fy_json_get(object, other), number);
}

static enum fy_status add_best(struct fy_hypotheses *hypotheses, const struct fy_json *line, struct fy_hypothesis one)
{
    const struct fy_json *best = fy_json_get(line, "nbest");
    enum fy_status status = FY_OK;
    if (one.text != NULL)
        status = fy_hypotheses_add(hypotheses, &one);
    for (size_t i = 0, rank = one.text != NULL; status == FY_OK && i < fy_json_size(best); i++) {
        const struct fy_json *item = fy_json_at(best, i);
        const char *text = fy_json_text_of(item);
        struct fy_hypothesis next = { one.from, one.to, text != NULL ? text : fy_json_text_of(fy_json_get(item, "text")),
                                      (double)NAN, rank };
        (void)number_of(item, "score", "confidence", &next.score);
        /* The best stands in the list too. */
        if (next.text == NULL || (one.text != NULL && strcmp(next.text, one.text) == 0) || rank >= FY_DRAFTS_MOST)
            continue;
        status = fy_hypotheses_add(hypotheses, &next);
        rank++;
    }
    return status;
}

static enum fy_status read_line(struct fy_hypotheses *hypotheses, const char *text, size_t size, unsigned number,
                                struct fy_error *error)
{
    struct fy_json *line = NULL;
    enum fy_status status = fy_json_read(text, size, &line, error);
    if (status != FY_OK) {
        if (error != NULL)
            error->line = number;
        return status;
    }
    struct fy_hypothesis one = { 0, 0, fy_json_text_of(fy_json_get(line, "text")), (double)NAN, 0 };
    (void)number_of(line, "score", "confidence", &one.score);
    if (!number_of(line, "start", "from", &one.from) || !number_of(line, "end", "to", &one.to) || !(one.from <= one.to) ||
        (one.text == NULL && fy_json_size(fy_json_get(line, "nbest")) == 0))
        status = fy_fail_at(error, FY_SYNTAX, number, 1,
                            _("This line needs \"start\", \"end\" (seconds) and \"text\" or \"nbest\"."));
    else
        status = add_best(hypotheses, line, one);
    fy_json_free(line);
    return status;
}

enum fy_status fy_hypotheses_read(struct fy_hypotheses *hypotheses, const char *bytes, size_t size, struct fy_error *error)
{
    unsigned number = 1;
    enum fy_status status = FY_OK;
    for (size_t at = 0, end; status == FY_OK && at < size; at = end + 1, number++) {
        const char *line_end = memchr(bytes + at, '\n', size - at);
        end = line_end != NULL ? (size_t)(line_end - bytes) : size;
        size_t from = at;
        while (from < end && strchr(" \t\r", bytes[from]) != NULL)
            from++;
        if (from < end)
            status = read_line(hypotheses, bytes + from, end - from, number, error);
    }
    return status == FY_NO_MEMORY ? fy_fail(error, status, "%s", fy_status_text(status)) : status;
}
