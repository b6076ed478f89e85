/* Events, and short ways to fold and append them. Include after cmocka.h. */
#ifndef TESTS_TEAM_EVENTS_H
#define TESTS_TEAM_EVENTS_H

#include <fangyin/team_work.h>
#include <stdio.h>
#include <string.h>

#define ADD_DATA "{\"recording\":\"rec.flac\",\"from\":0,\"to\":10}"

static struct fy_error error;

static inline struct fy_team_event event_of(const char *kind, const char *stream, int64_t rev, double time,
                                            const char *person, const char *data)
{
    return (struct fy_team_event){ stream, rev, kind, time, person, "", data };
}

/* A log of unit "u"; each call is its next event. Time goes on by one each event. */
struct tale {
    struct fy_unit_log *log;
    double now;
};

static inline const struct fy_unit *unit_of(const struct tale *tale)
{
    return fy_unit_of(tale->log);
}

static inline enum fy_status tell_status(struct tale *tale, const char *person, const char *kind, const char *data)
{
    const int64_t rev = unit_of(tale) ? unit_of(tale)->rev + 1 : 1;
    const struct fy_team_event event = event_of(kind, "unit/u", rev, ++tale->now, person, data);
    return fy_unit_apply(tale->log, &event, &error);
}

static inline void check_tell(struct tale *tale, const char *person, const char *kind, const char *data,
                              enum fy_unit_state state, const char *file, int line)
{
    const enum fy_status status = tell_status(tale, person, kind, data);
    if (status == FY_OK && unit_of(tale)->state == state)
        return;
    print_error("%s by %s: %s; the unit is %s\n", kind, person, status == FY_OK ? "done" : error.sentence,
                unit_of(tale) ? fy_unit_state_name(unit_of(tale)->state) : "not there");
    _fail(file, line);
}
/* It is taken, and the unit is in that state then. */
#define tell(tale, person, kind, data, state) check_tell(tale, person, kind, data, state, __FILE__, __LINE__)

static inline void check_refused(struct tale *tale, const char *person, const char *kind, const char *data,
                                 const char *part, const char *file, int line)
{
    const int64_t rev = unit_of(tale) ? unit_of(tale)->rev : 0;
    const enum fy_unit_state state = rev > 0 ? unit_of(tale)->state : FY_UNIT_OPEN;
    error.sentence[0] = '\0';
    const enum fy_status status = tell_status(tale, person, kind, data);
    const bool same = rev == 0 ? !unit_of(tale) : unit_of(tale)->rev == rev && unit_of(tale)->state == state;
    if (status == FY_INVALID && same && strstr(error.sentence, part))
        return;
    print_error("%s by %s: status %d, %s\n", kind, person, status, error.sentence);
    _fail(file, line);
}
/* It is refused with a sentence that has that part, and nothing changed. */
#define refused(tale, person, kind, data, part) check_refused(tale, person, kind, data, part, __FILE__, __LINE__)

#define CLAIM "{\"until\":1000}"
#define REVIEW "{\"until\":1000,\"as\":\"review\"}"
#define SETTLE "{\"until\":1000,\"as\":\"adjudicate\"}"

#endif
