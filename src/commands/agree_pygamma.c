/* Units and their categories as pygamma-agreement reads them: annotator,label,start,end. */
#include "commands/agree.h"
#include "commands/grids.h"

#include <fangyin/number.h>
#include <fangyin/sisters.h>
#include <stdio.h>
#include <string.h>

static void put_field(const char *text, size_t size)
{
    const bool quoted = memchr(text, ',', size) || memchr(text, '"', size) || memchr(text, '\n', size) || memchr(text, '\r', size);
    if (quoted)
        putchar('"');
    for (size_t i = 0; i < size; i++) {
        if (text[i] == '"')
            putchar('"');
        putchar(text[i]);
    }
    if (quoted)
        putchar('"');
}

static size_t stem(const char *path, const char **name)
{
    *name = fy_command_name_in(path);
    const char *dot = strrchr(*name, '.');
    return dot && dot > *name ? (size_t)(dot - *name) : strlen(*name);
}

void agree_print_pygamma(const struct agree *agree)
{
    for (size_t p = 0; p < agree->people; p++) {
        const struct fy_grid *grid = agree->grids[p];
        const char *name;
        const size_t size = stem(agree->paths[p], &name);
        for (size_t tier = 0; tier < fy_grid_tier_count(grid); tier++) {
            const char *tier_name = fy_tier_name(grid, tier);
            if (fy_tier_kind(grid, tier) != FY_INTERVAL_TIER || !fy_name_is_sister(tier_name, agree->wanted, tier_name))
                continue;
            for (size_t i = 0; i < fy_tier_size(grid, tier); i++) {
                const struct fy_interval *interval = &fy_tier_intervals(grid, tier)[i];
                char from[FY_NUMBER_SIZE], to[FY_NUMBER_SIZE];
                if (fy_label_empty(interval->text))
                    continue;
                put_field(name, size);
                putchar(',');
                put_field(interval->text, strlen(interval->text));
                printf(",%s,%s\n", (fy_number_write(interval->xmin, from), from), (fy_number_write(interval->xmax, to), to));
            }
        }
    }
}
