/* Events, and a state to fold them into. Include after cmocka.h. */
#ifndef TESTS_TEAM_EVENTS_H
#define TESTS_TEAM_EVENTS_H

#include <fangyin/team.h>
#include <string.h>

static inline struct fy_team_event added(const char *unit)
{
    return (struct fy_team_event){ FY_TEAM_ADD, unit, 1, 100, "lead", "rec.flac", 0, 10, 0 };
}

static inline struct fy_team_event event_of(enum fy_team_event_kind kind, const char *unit, int64_t rev, double time,
                                            const char *person)
{
    return (struct fy_team_event){ kind, unit, rev, time, person, "", 0, 0, kind == FY_TEAM_CLAIM ? time + 50 : 0 };
}

static inline enum fy_status fold(struct fy_team *team, struct fy_team_event event)
{
    return fy_team_fold(team, &event, NULL);
}

#endif
