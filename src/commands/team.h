/* What the files of `fangyin team` share. */
#ifndef FANGYIN_COMMANDS_TEAM_H
#define FANGYIN_COMMANDS_TEAM_H

#include <fangyin/team_work.h>
#include <limits.h>

/* A call taken apart. */
struct team_call {
    const char *folder;           /* the project's */
    char whole[PATH_MAX];         /* the same, resolved */
    const char *person, *address; /* --as, --store */
    char **rest;                  /* what stands behind the folder */
    size_t count;
    bool json;
    double now;
    struct fy_team_store *store;
};

/* Prints the error; 1 where it is an answer (no unit is free, somebody else holds it), 2 where something is wrong. */
int team_told(const struct fy_error *error);
/* "2025-11-23T12:00:00Z" */
const char *team_date(double time, char text[32]);
/* work/UNIT.PERSON.TextGrid in the project; false if that is too long for a path. */
bool team_work_path(const struct team_call *call, const char *unit, const char *person, char path[PATH_MAX]);

/* Each returns the exit status. */
int team_add(const struct team_call *call);
int team_next(const struct team_call *call);
int team_submit(const struct team_call *call);
int team_release(const struct team_call *call);
int team_log(const struct team_call *call);
int team_restore(const struct team_call *call);

#endif
