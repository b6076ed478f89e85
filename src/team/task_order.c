/* In which order a person sees candidates, and what judgements say together. */
#include <fangyin/task.h>

#include <math.h>
#include <string.h>

enum { REPEATED = 20 /* one in so many */ };

/* FNV-1a over the texts that a choice follows from; then splitmix64, for numbers that look random. */
static uint64_t hash(uint64_t from, const char *text)
{
    for (; *text != '\0'; text++)
        from = (from ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    return (from ^ '/') * UINT64_C(0x100000001B3);
}

static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static uint64_t start(const struct fy_task *task, const char *person, const char *purpose)
{
    const double seed = fabs(task->seed) < 9e15 ? fabs(task->seed) : 0;
    return hash(hash(hash(UINT64_C(0xCBF29CE484222325) ^ (uint64_t)seed, task->id), person), purpose);
}

void fy_task_order(const struct fy_task *task, const char *person, bool repeat, size_t order[FY_CANDIDATES_MOST])
{
    uint64_t state = start(task, person, "order");
    const size_t count = task->candidate_count;
    for (size_t i = 0; i < count; i++)
        order[i] = i;
    for (size_t i = count; i > 1; i--) {
        const size_t other = (size_t)(next(&state) % i), kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
    for (size_t i = 0; repeat && i < count / 2; i++) {
        const size_t kept = order[i];
        order[i] = order[count - 1 - i];
        order[count - 1 - i] = kept;
    }
}

bool fy_task_is_repeated(const struct fy_task *task, const char *person)
{
    uint64_t state = start(task, person, "repeat");
    return task->kind == FY_TASK_RANK && task->candidate_count > 1 && next(&state) % REPEATED == 0;
}

/* ---- pairs ---- */

/* -1: a is before b; 1: b is before a; 0: the same. */
static int outcome(const struct fy_judgement *judgement, size_t a, size_t b)
{
    return (judgement->ranks[a] > judgement->ranks[b]) - (judgement->ranks[a] < judgement->ranks[b]);
}

static void compare(const struct fy_judgement *x, const struct fy_judgement *y, size_t candidates, size_t *pairs,
                    size_t *same)
{
    for (size_t a = 0; x->ordered && y->ordered && a < candidates; a++) {
        for (size_t b = a + 1; b < candidates; b++) {
            ++*pairs;
            *same += outcome(x, a, b) == outcome(y, a, b);
        }
    }
}

static void count_positions(struct fy_task_tally *tally, const struct fy_task *task,
                            const struct fy_judgement *judgement)
{
    size_t order[FY_CANDIDATES_MOST];
    fy_task_order(task, judgement->person, judgement->repeat, order);
    for (size_t a = 0; judgement->ordered && a < task->candidate_count; a++) {
        for (size_t b = a + 1; b < task->candidate_count; b++) {
            const int won = outcome(judgement, order[a], order[b]);
            tally->pairs += won != 0;
            tally->first += won < 0;
        }
    }
}

void fy_task_tally_add(struct fy_task_tally *tally, const struct fy_task *task)
{
    for (size_t i = 0; i < task->judgement_count; i++) {
        const struct fy_judgement *one = &task->judgements[i];
        count_positions(tally, task, one);
        if (one->repeat) {
            const struct fy_judgement *before = fy_task_judgement(task, one->person, false);
            tally->repeats++;
            compare(before, one, task->candidate_count, &tally->repeat_pairs, &tally->repeat_same);
            continue;
        }
        tally->judgements++;
        tally->cannot_judge += one->cannot_judge;
        tally->none_right += one->none_right;
        for (size_t k = 0; k < i; k++) {
            if (!task->judgements[k].repeat)
                compare(&task->judgements[k], one, task->candidate_count, &tally->shared_pairs, &tally->shared_same);
        }
    }
}

int fy_task_preference(const struct fy_task *task, size_t a, size_t b)
{
    int sum = 0;
    for (size_t i = 0; i < task->judgement_count; i++) {
        const struct fy_judgement *one = &task->judgements[i];
        if (one->ordered && !one->repeat)
            sum -= outcome(one, a, b);
    }
    return sum;
}

/* ---- the right answer ---- */

static const char *most_written(const struct fy_task *task)
{
    const char *best = NULL;
    size_t most = 0;
    for (size_t i = 0; i < task->judgement_count; i++) {
        size_t count = 0;
        for (size_t k = 0; k < task->judgement_count; k++)
            count += !task->judgements[k].repeat && strcmp(task->judgements[k].own, task->judgements[i].own) == 0;
        if (task->judgements[i].own[0] != '\0' && count > most) {
            most = count;
            best = task->judgements[i].own;
        }
    }
    return best;
}

/* Who put it alone in the first place, and was sure. */
static size_t sure_votes(const struct fy_task *task, size_t candidate)
{
    size_t votes = 0;
    for (size_t i = 0; i < task->judgement_count; i++) {
        const struct fy_judgement *one = &task->judgements[i];
        bool alone = one->ordered && !one->repeat && !one->none_right && one->confidence == FY_CONFIDENCE_HIGH;
        for (size_t k = 0; alone && k < task->candidate_count; k++)
            alone = k == candidate || outcome(one, candidate, k) < 0;
        votes += alone;
    }
    return votes;
}

const char *fy_task_target(const struct fy_task *task)
{
    const char *best = task->kind == FY_TASK_AUTHOR ? NULL : most_written(task);
    size_t most = 0;
    if (task->state == FY_TASK_ACCEPTED)
        return task->answer;
    for (size_t i = 0; !best && i < task->candidate_count; i++) {
        const size_t votes = task->candidates[i].text[0] != '\0' ? sure_votes(task, i) : 0;
        most = votes > most ? votes : most;
    }
    for (size_t i = 0; !best && most > 0 && i < task->candidate_count; i++) {
        if (task->candidates[i].text[0] != '\0' && sure_votes(task, i) == most)
            best = task->candidates[i].text;
    }
    return best;
}
