/* Who works on a project, people.tsv: UTF-8, tabs, one header line; columns by name: id, and, which may be missing,
 * name, native (codes of the dialect tree, parted by blanks), others (CODE:LEVEL, parted by blanks, levels 1 to 5),
 * roles (transcriber reviewer expert adjudicator lead, parted by blanks; empty: transcriber) and active (yes, no;
 * empty: yes).
 *
 * A person's level in a dialect: 5 for a native one; what `others` says; of the nearest node of the tree, at or above
 * the dialect, that they have a level in; or, where they know a part of it only, that of the part. 0 where none
 * applies. */
#ifndef FANGYIN_PEOPLE_H
#define FANGYIN_PEOPLE_H

#include <fangyin/dialects.h>
#include <fangyin/problems.h>
#include <stdbool.h>

enum fy_role {
    FY_ROLE_TRANSCRIBER = 1,
    FY_ROLE_REVIEWER = 2,
    FY_ROLE_EXPERT = 4,
    FY_ROLE_ADJUDICATOR = 8,
    FY_ROLE_LEAD = 16,
};

struct fy_competence {
    const char *dialect;
    int level;   /* 1 to 5 */
    bool native; /* then 5 */
};

struct fy_person {
    const char *id, *name;
    const struct fy_competence *competences; /* native ones first */
    size_t competence_count;
    unsigned roles; /* enum fy_role, ored */
    bool active;
};

struct fy_people; /* immutable after reading; any thread may read it */

/* Read a people.tsv; dialects may be NULL (then codes are not looked up). What can be used is used, and each problem
 * told with line and column. Fails (*people is NULL) as fy_speakers_read. */
enum fy_status fy_people_read(const char *bytes, size_t size, const struct fy_dialects *dialects,
                              struct fy_people **people, struct fy_problems *problems);
void fy_people_free(struct fy_people *people);

size_t fy_people_count(const struct fy_people *people);
const struct fy_person *fy_people_at(const struct fy_people *people, size_t index);     /* in the file's order */
const struct fy_person *fy_people_find(const struct fy_people *people, const char *id); /* or NULL */

int fy_person_level(const struct fy_person *person, const struct fy_dialects *dialects, const char *dialect);

/* How near a person's native dialects are to one: the depth of the nearest common node, 0 where there is none. */
size_t fy_person_nearness(const struct fy_person *person, const struct fy_dialects *dialects, const char *dialect);

/* Whether somebody may do what an event of that kind says (<fangyin/team.h>, <fangyin/question.h>): FY_NO_ACCESS with a
 * sentence where not. Where there are no people (NULL), everybody may do everything. For a database shared by many this
 * is a courtesy: only the database's own roles keep somebody out. */
enum fy_status fy_people_check(const struct fy_people *people, const char *id, const char *kind, const char *as,
                               struct fy_error *error);

#endif
