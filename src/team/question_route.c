/* Whom a question goes to. */
#include <fangyin/question.h>

#include <string.h>

bool fy_question_is_for(const struct fy_question *question, const struct fy_person *person,
                        const struct fy_dialects *dialects)
{
    if (!person->active || strcmp(person->id, question->author) == 0)
        return false;
    if (question->person[0] != '\0')
        return strcmp(person->id, question->person) == 0;
    if (question->dialect[0] == '\0')
        return question->state != FY_QUESTION_UNRESOLVED && (person->roles & FY_ROLE_EXPERT) != 0;
    return fy_person_level(person, dialects, question->dialect) >= question->level;
}

size_t fy_question_route(const struct fy_question *question, const struct fy_people *people,
                         const struct fy_dialects *dialects, const size_t *held)
{
    size_t best = FY_NONE, best_nearness = 0;
    for (size_t i = 0; i < fy_people_count(people); i++) {
        const struct fy_person *person = fy_people_at(people, i);
        if (!fy_question_is_for(question, person, dialects))
            continue;
        const size_t nearness = fy_person_nearness(person, dialects, question->about);
        if (best == FY_NONE || nearness > best_nearness || (nearness == best_nearness && held[i] < held[best])) {
            best = i;
            best_nearness = nearness;
        }
    }
    return best;
}

bool fy_question_widened(const struct fy_question *question, const struct fy_dialects *dialects, const char **dialect,
                         int *level)
{
    const size_t node = fy_dialects_find(dialects, question->dialect, strlen(question->dialect));
    const size_t parent = node == FY_NONE ? FY_NONE : fy_dialects_at(dialects, node)->parent;
    if (question->state == FY_QUESTION_UNRESOLVED)
        return false;
    *level = question->level;
    *dialect = question->dialect;
    if (question->person[0] != '\0')
        return true; /* from one person to all who have the level */
    if (parent != FY_NONE) {
        *dialect = fy_dialects_at(dialects, parent)->code;
        return true;
    }
    *level = question->level > 1 ? question->level - 1 : 0;
    if (*level == 0)
        *dialect = "";
    return true;
}
