/* Says what is different between two grids. Prints a change a line, its fields parted by tabs:
 *      CHANGE  TIER  FROM  TO  FROM  TO  LABEL  LABEL
 * where of each two fields (and pair of FROM and TO) the first is A's, the second B's, empty where it has none. A point
 * has no TO. With --json one object: a, b, equal, changes. Status 1 where there are changes. */
#include "base/json_write.h"
#include "commands/commands.h"
#include "commands/grids.h"

#include <fangyin/diff.h>
#include <fangyin/sisters.h>
#include <getopt.h>
#include <stdio.h>

static const char usage[] = "diff [--json] A.TextGrid B.TextGrid";

/* One side of a change. */
struct side {
    const struct fy_grid *grid;
    size_t tier, item;
};

/* The times that a change is about; false where this side has none. */
static bool times_of(const struct side *side, enum fy_change_kind kind, struct fy_interval *times)
{
    *times = (struct fy_interval){ 0, 0, "" };
    if (side->item != FY_NONE) {
        *times = fy_command_item(side->grid, side->tier, side->item);
        return true;
    }
    if (kind == FY_CHANGE_TIER_ORDER || (kind != FY_CHANGE_DOMAIN && side->tier == FY_NONE))
        return false;
    times->xmin = side->tier == FY_NONE ? fy_grid_xmin(side->grid) : fy_tier_xmin(side->grid, side->tier);
    times->xmax = side->tier == FY_NONE ? fy_grid_xmax(side->grid) : fy_tier_xmax(side->grid, side->tier);
    return kind == FY_CHANGE_DOMAIN || kind == FY_CHANGE_TIER_ADDED || kind == FY_CHANGE_TIER_REMOVED;
}

static bool is_point(const struct side *side)
{
    return side->item != FY_NONE && fy_tier_kind(side->grid, side->tier) == FY_POINT_TIER;
}

static const char *tier_name(const struct side *a, const struct side *b)
{
    if (a->tier != FY_NONE)
        return fy_tier_name(a->grid, a->tier);
    return b->tier != FY_NONE ? fy_tier_name(b->grid, b->tier) : "";
}

static void print_times(const struct side *side, enum fy_change_kind kind)
{
    struct fy_interval times;
    const bool any = times_of(side, kind, &times);
    if (any)
        fy_command_print_number(stdout, times.xmin);
    putchar('\t');
    if (any && !is_point(side))
        fy_command_print_number(stdout, times.xmax);
    putchar('\t');
}

static void print_change(const struct fy_change *change, const struct side *a, const struct side *b)
{
    struct fy_interval times;
    printf("%s\t", fy_change_name(change->kind));
    fy_command_print(stdout, tier_name(a, b));
    putchar('\t');
    print_times(a, change->kind);
    print_times(b, change->kind);
    (void)times_of(a, change->kind, &times);
    fy_command_print(stdout, times.text);
    putchar('\t');
    (void)times_of(b, change->kind, &times);
    fy_command_print(stdout, times.text);
    putchar('\n');
}

static void write_side(struct fy_json_writer *json, const char *name, const struct side *side, enum fy_change_kind kind)
{
    struct fy_interval times;
    if (!times_of(side, kind, &times))
        return;
    fy_json_object(json, name);
    fy_json_number(json, "from", times.xmin);
    if (!is_point(side))
        fy_json_number(json, "to", times.xmax);
    if (side->item != FY_NONE) {
        const char *id = is_point(side) ? "" : fy_sister_label(side->grid, side->tier, side->item, "id");
        if (!fy_label_empty(id))
            fy_json_text(json, "id", id);
        fy_json_text(json, "label", times.text);
    }
    fy_json_object_end(json);
}

static void write_change(struct fy_json_writer *json, const struct fy_change *change, const struct side *a,
                         const struct side *b)
{
    fy_json_object(json, NULL);
    fy_json_text(json, "change", fy_change_name(change->kind));
    if (a->tier != FY_NONE || b->tier != FY_NONE)
        fy_json_text(json, "tier", tier_name(a, b));
    write_side(json, "a", a, change->kind);
    write_side(json, "b", b, change->kind);
    fy_json_object_end(json);
}

static bool print_diff(char **paths, const struct fy_grid *a, const struct fy_grid *b, const struct fy_diff *diff,
                       bool as_json)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    struct fy_json_writer json = { .out = &text };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "a", paths[0]);
    fy_json_text(&json, "b", paths[1]);
    fy_json_bool(&json, "equal", diff->count == 0);
    fy_json_array(&json, "changes");
    for (size_t i = 0; i < diff->count; i++) {
        const struct fy_change *change = &diff->items[i];
        const struct side of_a = { a, change->tier_a, change->item_a }, of_b = { b, change->tier_b, change->item_b };
        if (as_json)
            write_change(&json, change, &of_a, &of_b);
        else
            print_change(change, &of_a, &of_b);
    }
    fy_json_array_end(&json);
    fy_json_object_end(&json);
    if (as_json)
        return fy_command_print_line(&text);
    fy_buffer_free(&text);
    return true;
}

static int diff_files(char **paths, bool as_json)
{
    struct fy_error error = { 0 };
    struct fy_grid *a = NULL, *b = NULL;
    struct fy_diff diff = { 0 };
    enum fy_status status = fy_command_read_grid(paths[0], &a, &error);
    if (status == FY_OK)
        status = fy_command_read_grid(paths[1], &b, &error);
    if (status == FY_OK) {
        status = fy_diff(a, b, &diff);
        if (status == FY_OK && !print_diff(paths, a, b, &diff, as_json))
            status = FY_NO_MEMORY;
        if (status != FY_OK)
            (void)fy_fail(&error, status, "%s", fy_status_text(status));
    }
    const int exit_status = status == FY_OK ? diff.count > 0 : fy_command_error(&error);
    fy_diff_free(&diff);
    fy_grid_free(a);
    fy_grid_free(b);
    return exit_status;
}

int fy_command_diff(int argc, char **argv)
{
    static const struct option options[] = { { "json", no_argument, NULL, 'j' }, { NULL, 0, NULL, 0 } };
    bool as_json = false;
    for (int option; (option = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (option != 'j')
            return fy_command_usage(usage);
        as_json = true;
    }
    return argc - optind == 2 ? diff_files(argv + optind, as_json) : fy_command_usage(usage);
}
