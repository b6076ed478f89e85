#include "language/dialects.h"

/* dialects.tsv, which the Makefile turns into numbers: the tree every project starts from. Codes are ISO 639-3 where there
 * is one, below that the group's code and a place; parents follow the Language Atlas of China (group, subgroup, place), not a
 * phylogeny. Siblings stand in the order of how many people speak them, so that the first keys are those needed most. */
static const unsigned char table[] = {
#include "language/dialects_tsv.inc"
};

const char *fy_dialects_builtin_text(size_t *size)
{
    *size = sizeof table;
    return (const char *)table;
}

struct fy_dialects *fy_dialects_builtin(void)
{
    struct fy_dialects *dialects;
    (void)fy_dialects_read((const char *)table, sizeof table, &dialects, NULL);
    return dialects;
}
