#include <fangyin/people.h>

#include "base/messages.h"
#include "language/tsv.h"

#include <fangyin/memory.h>
#include <fangyin/team.h>
#include <string.h>

enum column { ID, NAME, NATIVE, OTHERS, ROLES, ACTIVE, COLUMNS, NEEDED = NAME };

static const char *const column_names[COLUMNS] = { "id", "name", "native", "others", "roles", "active" };

static const struct {
    const char *name;
    enum fy_role role;
} roles[] = {
    { "transcriber", FY_ROLE_TRANSCRIBER }, { "reviewer", FY_ROLE_REVIEWER }, { "expert", FY_ROLE_EXPERT },
    { "adjudicator", FY_ROLE_ADJUDICATOR }, { "lead", FY_ROLE_LEAD },
};

struct fy_people {
    char *text; /* holds the strings */
    struct fy_person *items;
    size_t count, capacity;
    struct fy_competence **competences; /* of each person */
};

struct reader {
    struct fy_tsv tsv;
    size_t places[COLUMNS];
    struct fy_people *people;
    const struct fy_dialects *dialects;
    struct fy_problems *problems;
    struct fy_competence *competences; /* of the line being read */
    size_t count, capacity;
};

static struct fy_tsv_field field(const struct reader *reader, enum column column)
{
    return fy_tsv_field(&reader->tsv, reader->places[column]);
}

static enum fy_status tell(const struct reader *reader, enum column column, const char *word, const char *sentence)
{
    return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, field(reader, column).column, "\"%.60s\" %s",
                           word, sentence);
}

/* The next word of a field, cut out of it; NULL at the end. */
static char *next_word(char **rest)
{
    char *word = *rest + strspn(*rest, " ,");
    if (*word == '\0')
        return NULL;
    *rest = word + strcspn(word, " ,");
    if (**rest != '\0')
        *(*rest)++ = '\0';
    return word;
}

static enum fy_status add_competence(struct reader *reader, struct fy_competence competence)
{
    struct fy_competence *grown = fy_grow(reader->competences, &reader->capacity, reader->count + 1, sizeof *grown);
    if (!grown)
        return FY_NO_MEMORY;
    reader->competences = grown;
    grown[reader->count++] = competence;
    return FY_OK;
}

static bool is_known(const struct reader *reader, const char *code)
{
    return !reader->dialects || fy_dialects_find(reader->dialects, code, strlen(code)) != FY_NONE;
}

/* Fields are cut inside the text that the people keep, so that cutting further is no harm. */
static char *text_of(const struct reader *reader, enum column column)
{
    return reader->tsv.text + (field(reader, column).text - reader->tsv.text);
}

static enum fy_status take_natives(struct reader *reader)
{
    enum fy_status status = FY_OK;
    if (field(reader, NATIVE).text[0] == '\0')
        return FY_OK;
    char *rest = text_of(reader, NATIVE);
    for (char *word; status == FY_OK && (word = next_word(&rest)) != NULL;)
        status = is_known(reader, word) ? add_competence(reader, (struct fy_competence){ word, 5, true })
                                        : tell(reader, NATIVE, word, _("is no code of the dialect tree."));
    return status;
}

static enum fy_status take_other(struct reader *reader, char *word)
{
    char *colon = strchr(word, ':');
    const bool level = colon && colon[1] >= '1' && colon[1] <= '5' && colon[2] == '\0';
    if (!level)
        return tell(reader, OTHERS, word, _("is no dialect with a level: CODE:1 to CODE:5 was expected."));
    *colon = '\0';
    if (!is_known(reader, word))
        return tell(reader, OTHERS, word, _("is no code of the dialect tree."));
    return add_competence(reader, (struct fy_competence){ word, colon[1] - '0', false });
}

static enum fy_status take_others(struct reader *reader)
{
    enum fy_status status = FY_OK;
    if (field(reader, OTHERS).text[0] == '\0')
        return FY_OK;
    char *rest = text_of(reader, OTHERS);
    for (char *word; status == FY_OK && (word = next_word(&rest)) != NULL;)
        status = take_other(reader, word);
    return status;
}

static enum fy_status take_roles(const struct reader *reader, struct fy_person *person)
{
    enum fy_status status = FY_OK;
    person->roles = 0;
    if (field(reader, ROLES).text[0] != '\0') {
        char *rest = text_of(reader, ROLES);
        for (char *word; status == FY_OK && (word = next_word(&rest)) != NULL;) {
            size_t at = 0;
            while (at < sizeof roles / sizeof *roles && strcmp(roles[at].name, word) != 0)
                at++;
            if (at < sizeof roles / sizeof *roles)
                person->roles |= (unsigned)roles[at].role;
            else
                status = tell(reader, ROLES, word,
                              _("is no role: transcriber, reviewer, expert, adjudicator or lead was expected."));
        }
    }
    if (person->roles == 0)
        person->roles = FY_ROLE_TRANSCRIBER;
    return status;
}

static enum fy_status take_active(const struct reader *reader, struct fy_person *person)
{
    const char *text = field(reader, ACTIVE).text;
    person->active = strcmp(text, "no") != 0 && strcmp(text, "否") != 0;
    if (!person->active || text[0] == '\0' || strcmp(text, "yes") == 0 || strcmp(text, "是") == 0)
        return FY_OK;
    return tell(reader, ACTIVE, text, _("does not say whether somebody is active: yes, no, or nothing was expected."));
}

/* The person, with the competences of the line. */
static enum fy_status keep(struct reader *reader, struct fy_person person)
{
    struct fy_people *people = reader->people;
    struct fy_person *grown = fy_grow(people->items, &people->capacity, people->count + 1, sizeof *grown);
    struct fy_competence **lists = grown ? fy_realloc(people->competences, (people->count + 1) * sizeof *lists) : NULL;
    if (grown)
        people->items = grown;
    if (!lists)
        return FY_NO_MEMORY;
    people->competences = lists;
    lists[people->count] = reader->competences;
    person.competences = reader->competences;
    person.competence_count = reader->count;
    people->items[people->count++] = person;
    reader->competences = NULL;
    reader->count = reader->capacity = 0;
    return FY_OK;
}

static enum fy_status read_person(void *context)
{
    struct reader *reader = context;
    struct fy_person person = { .id = field(reader, ID).text, .name = field(reader, NAME).text };
    if (!fy_team_person_name_valid(person.id))
        return tell(reader, ID, person.id,
                    _("cannot be a person's id: 1 to 100 bytes without '/' and '.' were expected."));
    if (fy_people_find(reader->people, person.id))
        return tell(reader, ID, person.id, _("stands here a second time; the first line counts."));
    reader->count = 0;
    enum fy_status status = take_natives(reader);
    if (status == FY_OK)
        status = take_others(reader);
    if (status == FY_OK)
        status = take_roles(reader, &person);
    if (status == FY_OK)
        status = take_active(reader, &person);
    return status == FY_OK ? keep(reader, person) : status;
}

enum fy_status fy_people_read(const char *bytes, size_t size, const struct fy_dialects *dialects,
                              struct fy_people **people, struct fy_problems *problems)
{
    struct reader *reader = fy_calloc(1, sizeof *reader);
    struct fy_people *made = fy_calloc(1, sizeof *made);
    enum fy_status status = reader && made ? FY_OK : FY_NO_MEMORY;
    *people = NULL;
    if (status == FY_OK) {
        reader->people = made;
        reader->dialects = dialects;
        reader->problems = problems;
        status = fy_tsv_open(&reader->tsv, bytes, size, column_names, COLUMNS, NEEDED, reader->places, problems);
        made->text = reader->tsv.text;
    }
    if (status == FY_OK)
        status = fy_tsv_each(&reader->tsv, problems, read_person, reader);
    if (status == FY_OK)
        *people = made;
    else
        fy_people_free(made);
    if (reader)
        fy_free(reader->competences);
    fy_free(reader);
    return status;
}

void fy_people_free(struct fy_people *people)
{
    if (!people)
        return;
    for (size_t i = 0; i < people->count; i++)
        fy_free(people->competences[i]);
    fy_free(people->competences);
    fy_free(people->items);
    fy_free(people->text);
    fy_free(people);
}

size_t fy_people_count(const struct fy_people *people)
{
    return people->count;
}

const struct fy_person *fy_people_at(const struct fy_people *people, size_t index)
{
    return &people->items[index];
}

const struct fy_person *fy_people_find(const struct fy_people *people, const char *id)
{
    for (size_t i = 0; i < people->count; i++) {
        if (strcmp(people->items[i].id, id) == 0)
            return &people->items[i];
    }
    return NULL;
}

/* ---- what somebody knows ---- */

static bool is_below(const struct fy_dialects *dialects, size_t node, size_t top)
{
    while (node != FY_NONE && node != top)
        node = fy_dialects_at(dialects, node)->parent;
    return node == top;
}

/* The level in exactly that node; 0 without. */
static int level_at(const struct fy_person *person, const struct fy_dialects *dialects, size_t node)
{
    int best = 0;
    for (size_t i = 0; i < person->competence_count; i++) {
        const struct fy_competence *one = &person->competences[i];
        if (fy_dialects_find(dialects, one->dialect, strlen(one->dialect)) == node && one->level > best)
            best = one->level;
    }
    return best;
}

int fy_person_level(const struct fy_person *person, const struct fy_dialects *dialects, const char *dialect)
{
    const size_t wanted = fy_dialects_find(dialects, dialect, strlen(dialect));
    int best = 0;
    for (size_t node = wanted; node != FY_NONE && best == 0; node = fy_dialects_at(dialects, node)->parent)
        best = level_at(person, dialects, node);
    for (size_t i = 0; best == 0 && wanted != FY_NONE && i < person->competence_count; i++) {
        const struct fy_competence *one = &person->competences[i];
        const size_t known = fy_dialects_find(dialects, one->dialect, strlen(one->dialect));
        if (known != FY_NONE && is_below(dialects, known, wanted))
            return one->level;
    }
    return best;
}

static size_t depth_of(const struct fy_dialects *dialects, size_t node)
{
    size_t depth = 0;
    for (; node != FY_NONE; node = fy_dialects_at(dialects, node)->parent)
        depth++;
    return depth;
}

size_t fy_person_nearness(const struct fy_person *person, const struct fy_dialects *dialects, const char *dialect)
{
    const size_t wanted = fy_dialects_find(dialects, dialect, strlen(dialect));
    size_t best = 0;
    for (size_t i = 0; i < person->competence_count; i++) {
        const struct fy_competence *one = &person->competences[i];
        size_t node = one->native ? fy_dialects_find(dialects, one->dialect, strlen(one->dialect)) : FY_NONE;
        while (node != FY_NONE && !is_below(dialects, wanted, node))
            node = fy_dialects_at(dialects, node)->parent;
        const size_t depth = depth_of(dialects, node);
        best = depth > best ? depth : best;
    }
    return best;
}

/* ---- what somebody may do ---- */

enum {
    ANYBODY = ~0,
    WORKS = FY_ROLE_TRANSCRIBER | FY_ROLE_LEAD,
    JUDGES = FY_ROLE_REVIEWER | FY_ROLE_EXPERT | FY_ROLE_LEAD
};

static const struct {
    const char *kind, *as;
    int roles;
} rules[] = {
    { "add", "", FY_ROLE_LEAD },
    { "claim", "annotate", WORKS },
    { "claim", "review", JUDGES },
    { "claim", "adjudicate", FY_ROLE_ADJUDICATOR | FY_ROLE_LEAD },
    { "submit", "", WORKS },
    { "accept", "", JUDGES },
    { "fix", "", JUDGES },
    { "return", "", JUDGES },
    { "pass", "", JUDGES },
    { "invalid", "", WORKS | JUDGES },
    { "resolve", "", FY_ROLE_ADJUDICATOR | FY_ROLE_LEAD },
    { "freeze", "", FY_ROLE_LEAD },
    { "reopen", "", FY_ROLE_LEAD },
    { "answer", "", FY_ROLE_EXPERT | FY_ROLE_REVIEWER | FY_ROLE_ADJUDICATOR | FY_ROLE_LEAD },
    { "precedent", "", FY_ROLE_EXPERT | FY_ROLE_ADJUDICATOR | FY_ROLE_LEAD },
};

static int roles_for(const char *kind, const char *as)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        if (strcmp(rules[i].kind, kind) == 0 && (rules[i].as[0] == '\0' || strcmp(rules[i].as, as) == 0))
            return rules[i].roles;
    }
    return ANYBODY;
}

enum fy_status fy_people_check(const struct fy_people *people, const char *id, const char *kind, const char *as,
                               struct fy_error *error)
{
    if (!people)
        return FY_OK;
    const struct fy_person *person = fy_people_find(people, id);
    if (!person)
        return fy_fail(error, FY_NO_ACCESS, _("%s is not in people.tsv: ask the project's lead."), id);
    if (!person->active)
        return fy_fail(error, FY_NO_ACCESS, _("%s is no longer active in this project."), id);
    if ((person->roles & (unsigned)roles_for(kind, as)) != 0)
        return FY_OK;
    return fy_fail(error, FY_NO_ACCESS, _("%s has not the role for \"%s\" in people.tsv: ask the project's lead."), id,
                   kind);
}
