#include "grid/internal.h"

static const struct known_name {
    const char *name;
    bool closed_list;
} known_names[] = {
    { "text", false }, { "dialect", true }, { "std", false },   { "rom", false },    { "ipa", false },
    { "tone", false }, { "speaker", true }, { "event", false }, { "emotion", true }, { "content", true },
    { "note", false }, { "status", true },  { "flag", true },   { "id", false },
};

/* The length of the name without the speaker. */
static size_t base_size(const char *name)
{
    return strcspn(name, "@");
}

static const struct known_name *find_known(const char *name)
{
    size_t size = base_size(name);
    for (size_t i = 0; i < sizeof known_names / sizeof *known_names; i++) {
        if (strlen(known_names[i].name) == size && memcmp(known_names[i].name, name, size) == 0) {
            return &known_names[i];
        }
    }
    return NULL;
}

const char *fy_name_speaker(const char *name)
{
    const char *at = strchr(name, '@');
    return at ? at + 1 : NULL;
}

bool fy_name_is_sister(const char *name, const char *base, const char *like)
{
    size_t size = strlen(base);
    return strncmp(name, base, size) == 0 && strcmp(name + size, like + base_size(like)) == 0;
}

bool fy_name_is_known(const char *name)
{
    return find_known(name) != NULL;
}

bool fy_name_is_closed_list(const char *name)
{
    const struct known_name *known = find_known(name);
    return known && known->closed_list;
}

static const char *suffix(const char *name)
{
    return name + base_size(name);
}

/* True if the tier is one of a speaker's set: by its name; because it has as many intervals as the speaker's text, like
 * any tier that was made with the text's boundaries and then followed them; or because it is the first interval tier of
 * that speaker in a grid of other names and so does the work of "text". */
static bool in_set(const struct fy_grid *grid, size_t tier)
{
    const struct fy_tier *mine = &grid->tiers[tier];
    if (mine->kind != FY_INTERVAL_TIER)
        return false;
    if (find_known(mine->name))
        return true;
    bool first = true;
    for (size_t i = 0; i < grid->tier_count; i++) {
        const struct fy_tier *other = &grid->tiers[i];
        if (i == tier || other->kind != FY_INTERVAL_TIER || strcmp(suffix(other->name), suffix(mine->name)) != 0)
            continue;
        if (fy_name_is_sister(other->name, "text", mine->name))
            return other->size == mine->size;
        first = first && (i > tier || find_known(other->name));
    }
    return first;
}

bool fy_tiers_are_sisters(const struct fy_grid *grid, size_t a, size_t b)
{
    if (a == b) {
        return true;
    }
    return strcmp(suffix(grid->tiers[a].name), suffix(grid->tiers[b].name)) == 0 && in_set(grid, a) && in_set(grid, b);
}
