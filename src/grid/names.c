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

bool fy_name_is_closed_list(const char *name)
{
    const struct known_name *known = find_known(name);
    return known && known->closed_list;
}

bool fy_tiers_are_sisters(const struct fy_grid *grid, size_t a, size_t b)
{
    if (a == b) {
        return true;
    }
    const struct fy_tier *x = &grid->tiers[a], *y = &grid->tiers[b];
    return x->kind == FY_INTERVAL_TIER && y->kind == FY_INTERVAL_TIER && find_known(x->name) && find_known(y->name) &&
           strcmp(x->name + base_size(x->name), y->name + base_size(y->name)) == 0;
}
