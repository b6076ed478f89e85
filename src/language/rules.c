/* The tables of rules, limits and profiles, and a project's own settings of them. */
#include "base/messages.h"
#include <fangyin/checks.h>
#include <fangyin/number.h>
#include <string.h>

/* The table's letters for severities. */
#define O FY_SEVERITY_OFF
#define N FY_SEVERITY_NOTE
#define W FY_SEVERITY_WARNING
#define E FY_SEVERITY_ERROR

/* Whether a rule's fixes are safe. */
#define FIXES_S true
#define FIXES_U false
#define FIXES_O false

static const struct fy_rule_info rules[FY_RULE_COUNT] = {
#define RULE(id, name, fixes, sound, plain, dialectology, ldc, vendor, help) \
    [FY_RULE_##id] = { name, help, FIXES_##fixes, sound, { plain, dialectology, ldc, vendor } },
#include <fangyin/rules.h>
};

static const struct fy_limit_info limits[FY_LIMIT_COUNT] = {
#define LIMIT(id, name, plain, dialectology, ldc, vendor, help) \
    [FY_LIMIT_##id] = { name, help, { plain, dialectology, ldc, vendor } },
#include <fangyin/rules.h>
};

static const struct {
    const char *name, *help;
} profiles[FY_PROFILE_COUNT] = {
    { "plain", N_("what is a mistake in any transcription, and hints") },
    { "dialectology", N_("field linguistics: characters with a source, else borrowed ones, else □ and IPA; any length of segment; "
                         "either script") },
    { "ldc", N_("as the Linguistic Data Consortium's guides: segments of 2 to 8 seconds, guesses in (( ))") },
    { "vendor", N_("as speech vendors' specifications: everything settled, no punctuation, nothing left open") },
};

static const char *const severities[] = { "off", "note", "warning", "error" };

const struct fy_rule_info *fy_rule_info(enum fy_rule rule)
{
    return &rules[rule];
}

const struct fy_limit_info *fy_limit_info(enum fy_limit limit)
{
    return &limits[limit];
}

const char *fy_profile_name(enum fy_profile profile)
{
    return profiles[profile].name;
}

const char *fy_profile_help(enum fy_profile profile)
{
    return profiles[profile].help;
}

const char *fy_severity_name(enum fy_severity severity)
{
    return severities[severity];
}

void fy_convention_set_profile(struct fy_convention *convention, enum fy_profile profile)
{
    convention->profile = profile;
    for (size_t i = 0; i < FY_RULE_COUNT; i++)
        convention->severity[i] = rules[i].severity[profile];
    for (size_t i = 0; i < FY_LIMIT_COUNT; i++)
        convention->limit[i] = limits[i].value[profile];
}

static enum fy_status set_profile(struct fy_convention *convention, const char *value, struct fy_error *error)
{
    for (size_t p = 0; p < FY_PROFILE_COUNT; p++)
        if (strcmp(profiles[p].name, value) == 0) {
            fy_convention_set_profile(convention, (enum fy_profile)p);
            return FY_OK;
        }
    return fy_fail(error, FY_INVALID, _("\"%.40s\" is no profile: plain, dialectology, ldc or vendor was expected."), value);
}

static enum fy_status set_rule(struct fy_convention *convention, size_t rule, const char *value, struct fy_error *error)
{
    for (size_t s = 0; s < sizeof severities / sizeof *severities; s++)
        if (strcmp(severities[s], value) == 0) {
            convention->severity[rule] = (enum fy_severity)s;
            return FY_OK;
        }
    return fy_fail(error, FY_INVALID, _("\"%.40s\" cannot be what \"%s\" is: off, note, warning or error was expected."),
                   value, rules[rule].name);
}

static enum fy_status set_limit(struct fy_convention *convention, size_t limit, const char *value, struct fy_error *error)
{
    double number = 0;
    const size_t size = strlen(value);
    if (size > 0 && fy_number_read(value, size, &number) == size && number >= 0) {
        convention->limit[limit] = number;
        return FY_OK;
    }
    return fy_fail(error, FY_INVALID, _("\"%.40s\" cannot be what \"%s\" is: a number was expected."), value,
                   limits[limit].name);
}

enum fy_status fy_convention_set(struct fy_convention *convention, const char *key, const char *value,
                                 struct fy_error *error)
{
    if (strcmp(key, "profile") == 0)
        return set_profile(convention, value, error);
    for (size_t i = 0; i < FY_RULE_COUNT; i++)
        if (strcmp(rules[i].name, key) == 0)
            return set_rule(convention, i, value, error);
    for (size_t i = 0; i < FY_LIMIT_COUNT; i++)
        if (strcmp(limits[i].name, key) == 0)
            return set_limit(convention, i, value, error);
    return fy_fail(error, FY_INVALID, _("\"%.40s\" is neither a rule nor a limit; fangyin check --rules lists them."), key);
}
