#include <fangyin/splice.h>

#include <string.h>

struct splice {
    struct fy_grid *result;
    double from, to;
};

static enum fy_status put(const struct splice *splice, size_t tier, double xmin, double xmax, const char *text)
{
    if (!(xmin < xmax))
        return FY_OK;
    return fy_tier_append_interval(splice->result, tier, xmin, xmax, text, strlen(text));
}

static double larger(double a, double b)
{
    return a > b ? a : b;
}

static double smaller(double a, double b)
{
    return a < b ? a : b;
}

/* Intervals of a tier as far as they lie within [from, to]. */
static enum fy_status put_within(const struct splice *splice, size_t tier, const struct fy_grid *grid, size_t of,
                                 double from, double to)
{
    enum fy_status status = FY_OK;
    const struct fy_interval *intervals = fy_tier_intervals(grid, of);
    for (size_t i = 0; status == FY_OK && i < fy_tier_size(grid, of); i++) {
        const struct fy_interval *one = &intervals[i];
        if (one->xmax <= from || one->xmin >= to)
            continue;
        status = put(splice, tier, larger(one->xmin, from), smaller(one->xmax, to), one->text);
    }
    return status;
}

/* Behind the stretch: an interval that began inside it has its label here; one that began before it, there. */
static enum fy_status put_behind(const struct splice *splice, size_t tier, const struct fy_grid *grid, size_t of)
{
    enum fy_status status = FY_OK;
    const struct fy_interval *intervals = fy_tier_intervals(grid, of);
    for (size_t i = 0; status == FY_OK && i < fy_tier_size(grid, of); i++) {
        const struct fy_interval *one = &intervals[i];
        if (one->xmax > splice->to)
            status =
                put(splice, tier, larger(one->xmin, splice->to), one->xmax, one->xmin < splice->from ? "" : one->text);
    }
    return status;
}

static enum fy_status put_points(const struct splice *splice, size_t tier, const struct fy_grid *grid, size_t of,
                                 double from, double to, bool last)
{
    enum fy_status status = FY_OK;
    const struct fy_point *points = fy_tier_points(grid, of);
    for (size_t i = 0; status == FY_OK && i < fy_tier_size(grid, of); i++) {
        if (points[i].time >= from && (points[i].time < to || (last && points[i].time <= to)))
            status = fy_tier_append_point(splice->result, tier, points[i].time, points[i].mark, strlen(points[i].mark));
    }
    return status;
}

/* The source's tier of that name and kind, or FY_NONE. */
static size_t same_tier(const struct fy_grid *source, const struct fy_grid *grid, size_t tier)
{
    const size_t found = fy_grid_find_tier(source, fy_tier_name(grid, tier));
    return found != FY_NONE && fy_tier_kind(source, found) == fy_tier_kind(grid, tier) ? found : FY_NONE;
}

static enum fy_status add_target_tier(const struct splice *splice, const struct fy_grid *target, size_t of,
                                      const struct fy_grid *source, double end)
{
    const char *name = fy_tier_name(target, of);
    const size_t from_source = same_tier(source, target, of);
    const enum fy_tier_kind kind = fy_tier_kind(target, of);
    size_t tier;
    enum fy_status status = fy_grid_append_tier(splice->result, kind, name, strlen(name), 0, end, &tier);
    if (status != FY_OK)
        return status;
    if (kind == FY_POINT_TIER) {
        if (from_source == FY_NONE)
            return put_points(splice, tier, target, of, 0, end, true);
        status = put_points(splice, tier, target, of, 0, splice->from, false);
        if (status == FY_OK)
            status = put_points(splice, tier, source, from_source, splice->from, splice->to, splice->to >= end);
        return status == FY_OK && splice->to < end ? put_points(splice, tier, target, of, splice->to, end, true)
                                                   : status;
    }
    if (from_source == FY_NONE)
        return put_within(splice, tier, target, of, 0, end);
    status = put_within(splice, tier, target, of, 0, splice->from);
    if (status == FY_OK)
        status = put_within(splice, tier, source, from_source, splice->from, splice->to);
    return status == FY_OK ? put_behind(splice, tier, target, of) : status;
}

static enum fy_status add_source_tier(const struct splice *splice, const struct fy_grid *source, size_t of, double end)
{
    const char *name = fy_tier_name(source, of);
    const enum fy_tier_kind kind = fy_tier_kind(source, of);
    size_t tier;
    enum fy_status status = fy_grid_append_tier(splice->result, kind, name, strlen(name), 0, end, &tier);
    if (status == FY_OK && kind == FY_POINT_TIER)
        return put_points(splice, tier, source, of, splice->from, splice->to, true);
    if (status == FY_OK)
        status = put(splice, tier, 0, splice->from, "");
    if (status == FY_OK)
        status = put_within(splice, tier, source, of, splice->from, splice->to);
    return status == FY_OK ? put(splice, tier, splice->to, end, "") : status;
}

enum fy_status fy_grid_splice(const struct fy_grid *target, const struct fy_grid *source, double from, double to,
                              double end, struct fy_grid **result)
{
    struct splice splice = { fy_grid_new(0, end), from, to };
    enum fy_status status = splice.result ? FY_OK : FY_NO_MEMORY;
    *result = NULL;
    if (status == FY_OK && !(from >= 0 && from <= to && to <= end))
        status = FY_INVALID;
    for (size_t tier = 0; status == FY_OK && target && tier < fy_grid_tier_count(target); tier++)
        status = add_target_tier(&splice, target, tier, source, end);
    for (size_t tier = 0; status == FY_OK && tier < fy_grid_tier_count(source); tier++) {
        if (!target || same_tier(target, source, tier) == FY_NONE)
            status = add_source_tier(&splice, source, tier, end);
    }
    if (status == FY_OK)
        *result = splice.result;
    else
        fy_grid_free(splice.result);
    return status;
}
