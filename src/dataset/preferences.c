#include <fangyin/preferences.h>

#include "base/json_write.h"

#include <string.h>

struct output {
    const struct fy_task *task;
    enum fy_preference_form form;
    const char *folder;
    struct fy_buffer *lines;
    struct fy_preference_sums *sums;
};

static void put_message(struct fy_json_writer *json, const char *role, const char *content)
{
    fy_json_object(json, NULL);
    fy_json_text(json, "role", role);
    fy_json_text(json, "content", content);
    fy_json_object_end(json);
}

static void put_messages(struct fy_json_writer *json, const char *name, const char *role, const char *content)
{
    fy_json_array(json, name);
    put_message(json, role, content);
    fy_json_array_end(json);
}

static void end_line(const struct output *output, struct fy_json_writer *json)
{
    fy_json_object_end(json);
    json->comma = false;
    fy_buffer_putc(output->lines, '\n');
    output->sums->rows++;
}

static void put_path(const struct output *output, struct fy_json_writer *json, const char *name, const char *path)
{
    struct fy_buffer whole = FY_BUFFER_EMPTY;
    if (path[0] != '/' && output->folder[0] != '\0')
        fy_buffer_printf(&whole, "%s/", output->folder);
    fy_buffer_puts(&whole, path);
    fy_json_text(json, name, fy_buffer_text(&whole));
    output->lines->failed = output->lines->failed || whole.failed;
    fy_buffer_free(&whole);
}

/* ms-swift: the question with its sound, and the answer. */
static void put_dialogue(const struct output *output, struct fy_json_writer *json, const char *answer)
{
    const struct fy_task *task = output->task;
    const bool sound = task->audio[0] != '\0';
    struct fy_buffer prompt = FY_BUFFER_EMPTY;
    fy_buffer_printf(&prompt, "%s%s", sound ? "<audio>" : "", task->prompt);
    fy_json_array(json, "messages");
    put_message(json, "user", fy_buffer_text(&prompt));
    put_message(json, "assistant", answer);
    fy_json_array_end(json);
    if (sound) {
        fy_json_array(json, "audios");
        put_path(output, json, NULL, task->audio);
        fy_json_array_end(json);
    }
    output->lines->failed = output->lines->failed || prompt.failed;
    fy_buffer_free(&prompt);
}

/* ---- pairs ---- */

static void put_pair(const struct output *output, const char *chosen, const char *rejected)
{
    struct fy_json_writer json = { .out = output->lines };
    if (chosen[0] == '\0' || rejected[0] == '\0' || strcmp(chosen, rejected) == 0) {
        output->sums->ties++;
        return;
    }
    fy_json_object(&json, NULL);
    if (output->form == FY_PREFERENCE_SWIFT) {
        put_dialogue(output, &json, chosen);
        fy_json_text(&json, "rejected_response", rejected);
    } else {
        put_messages(&json, "prompt", "user", output->task->prompt);
        put_messages(&json, "chosen", "assistant", chosen);
        put_messages(&json, "rejected", "assistant", rejected);
    }
    end_line(output, &json);
}

/* More people said that none is right than put them in an order. */
static bool all_wrong(const struct fy_task *task)
{
    size_t wrong = 0, judged = 0;
    for (size_t i = 0; i < task->judgement_count; i++) {
        judged += !task->judgements[i].repeat && !task->judgements[i].cannot_judge;
        wrong += !task->judgements[i].repeat && task->judgements[i].none_right;
    }
    return 2 * wrong > judged;
}

static void put_pairs(const struct output *output)
{
    const struct fy_task *task = output->task;
    const char *target = all_wrong(task) ? fy_task_target(task) : NULL;
    for (size_t a = 0; a < task->candidate_count; a++) {
        if (target)
            put_pair(output, target, task->candidates[a].text);
        for (size_t b = a + 1; b < task->candidate_count; b++) {
            const int preference = fy_task_preference(task, a, b);
            const size_t chosen = preference > 0 ? a : b, rejected = preference > 0 ? b : a;
            if (preference != 0)
                put_pair(output, task->candidates[chosen].text, task->candidates[rejected].text);
            else if (task->judgement_count > 0)
                output->sums->ties++;
        }
    }
}

/* ---- the right answer ---- */

static void put_target(const struct output *output)
{
    struct fy_json_writer json = { .out = output->lines };
    const char *target = fy_task_target(output->task);
    if (!target || target[0] == '\0')
        return;
    fy_json_object(&json, NULL);
    if (output->form == FY_PREFERENCE_SWIFT) {
        put_dialogue(output, &json, target);
    } else {
        fy_json_array(&json, "messages");
        put_message(&json, "user", output->task->prompt);
        put_message(&json, "assistant", target);
        fy_json_array_end(&json);
    }
    end_line(output, &json);
}

/* ---- lists ---- */

static void put_scores(struct fy_json_writer *json, const struct fy_task *task, const int *scores)
{
    fy_json_object(json, "scores");
    for (size_t k = 0; k < task->criterion_count; k++) {
        if (scores[k] > 0)
            fy_json_count(json, task->criteria[k], (size_t)scores[k]);
    }
    fy_json_object_end(json);
}

static void put_candidates(const struct output *output, struct fy_json_writer *json, const struct fy_judgement *one)
{
    const struct fy_task *task = output->task;
    fy_json_array(json, "candidates");
    for (size_t i = 0; i < task->candidate_count; i++) {
        const struct fy_candidate *candidate = &task->candidates[i];
        fy_json_object(json, NULL);
        fy_json_text(json, "id", candidate->id);
        if (candidate->text[0] != '\0')
            fy_json_text(json, "text", candidate->text);
        else
            put_path(output, json, "audio", candidate->audio);
        fy_json_text(json, "source", candidate->source);
        if (one->ordered)
            fy_json_count(json, "rank", (size_t)one->ranks[i]);
        put_scores(json, task, one->scores[i]);
        fy_json_object_end(json);
    }
    fy_json_array_end(json);
}

static void put_text(struct fy_json_writer *json, const char *name, const char *text)
{
    if (text[0] != '\0')
        fy_json_text(json, name, text);
}

static void put_judgement(const struct output *output, const struct fy_judgement *one)
{
    const struct fy_task *task = output->task;
    struct fy_json_writer json = { .out = output->lines };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "id", task->id);
    fy_json_text(&json, "prompt", task->prompt);
    if (task->audio[0] != '\0')
        put_path(output, &json, "audio", task->audio);
    put_text(&json, "dialect", task->dialect);
    fy_json_text(&json, "person", one->person);
    put_candidates(output, &json, one);
    fy_json_bool(&json, "none_right", one->none_right);
    put_text(&json, "own", one->own);
    put_text(&json, "verdict", one->verdict);
    put_text(&json, "verdict_source", one->source);
    fy_json_array(&json, "reasons");
    for (size_t n = 0; fy_task_reason(n); n++) {
        if ((one->reasons >> n & 1U) != 0)
            fy_json_text(&json, NULL, fy_task_reason(n));
    }
    fy_json_array_end(&json);
    if (one->confidence > 0)
        fy_json_count(&json, "confidence", (size_t)one->confidence);
    fy_json_number(&json, "seconds", one->seconds);
    end_line(output, &json);
}

static bool has_sound(const struct fy_task *task)
{
    bool sound = task->audio[0] != '\0';
    for (size_t i = 0; i < task->candidate_count; i++)
        sound = sound || task->candidates[i].audio[0] != '\0';
    return sound;
}

enum fy_status fy_preferences_write(const struct fy_task *task, enum fy_preference_data what,
                                    enum fy_preference_form form, const char *folder, struct fy_buffer *lines,
                                    struct fy_preference_sums *sums)
{
    const struct output output = { task, form, folder, lines, sums };
    if (what == FY_PREFERENCE_LIST) {
        for (size_t i = 0; i < task->judgement_count; i++) {
            if (!task->judgements[i].repeat && !task->judgements[i].cannot_judge)
                put_judgement(&output, &task->judgements[i]);
        }
    } else if (form == FY_PREFERENCE_TRL && has_sound(task)) {
        sums->sound++;
    } else if (what == FY_PREFERENCE_PAIRS) {
        put_pairs(&output);
    } else {
        put_target(&output);
    }
    return lines->failed ? FY_NO_MEMORY : FY_OK;
}
