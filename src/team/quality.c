#include <fangyin/quality.h>

#include <math.h>

const struct fy_sample_plan fy_sample_default = { 50, 0.1, 20 };

const char *fy_sample_reason_name(enum fy_sample_reason reason)
{
    static const char *const names[FY_SAMPLE_REASON_COUNT] = {
        [FY_SAMPLE_NOT] = "",          [FY_SAMPLE_FIRST] = "first",   [FY_SAMPLE_INVALID] = "invalid",
        [FY_SAMPLE_CHECKS] = "checks", [FY_SAMPLE_RANDOM] = "random",
    };
    return names[reason];
}

/* FNV-1a. */
uint64_t fy_sample_seed(const char *text)
{
    uint64_t seed = UINT64_C(0xCBF29CE484222325);
    for (; *text != '\0'; text++)
        seed = (seed ^ (unsigned char)*text) * UINT64_C(0x100000001B3);
    return seed;
}

/* splitmix64 */
static uint64_t next(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

void fy_sample_choose(struct fy_sample_item *items, size_t count, const struct fy_sample_plan *plan, uint64_t seed)
{
    size_t rest = 0;
    for (size_t i = 0; i < count; i++) {
        struct fy_sample_item *item = &items[i];
        item->reason = item->number < plan->first ? FY_SAMPLE_FIRST
                       : item->invalid            ? FY_SAMPLE_INVALID
                       : item->warned             ? FY_SAMPLE_CHECKS
                                                  : FY_SAMPLE_NOT;
        rest += item->reason == FY_SAMPLE_NOT;
    }
    const size_t share = (size_t)ceil(plan->share * (double)rest);
    size_t wanted = share > plan->least ? share : plan->least;
    /* Each of those left has the same chance to be among those still wanted. */
    for (size_t i = 0; i < count && wanted > 0; i++) {
        if (items[i].reason != FY_SAMPLE_NOT)
            continue;
        if (next(&seed) % rest < wanted) {
            items[i].reason = FY_SAMPLE_RANDOM;
            wanted--;
        }
        rest--;
    }
}

/* ---- acceptance ---- */

double fy_binomial_at_most(size_t most, size_t n, double p)
{
    double sum = 0;
    if (most >= n || p <= 0)
        return 1;
    if (p >= 1)
        return 0;
    for (size_t k = 0; k <= most; k++) {
        const double ways = lgamma((double)n + 1) - lgamma((double)k + 1) - lgamma((double)(n - k) + 1);
        sum += exp(ways + (double)k * log(p) + (double)(n - k) * log1p(-p));
    }
    return sum < 1 ? sum : 1;
}

struct fy_acceptance fy_acceptance_plan(size_t n, double limit)
{
    struct fy_acceptance plan = { .n = n, .limit = limit, .consumer = 1 };
    double low = 0, high = 1;
    while (plan.most < n && fy_binomial_at_most(plan.most, n, limit) < 0.95)
        plan.most++;
    plan.passes = fy_binomial_at_most(plan.most, n, limit);
    for (int i = 0; plan.most < n && i < 60; i++) {
        plan.consumer = (low + high) / 2;
        if (fy_binomial_at_most(plan.most, n, plan.consumer) > 0.1)
            low = plan.consumer;
        else
            high = plan.consumer;
    }
    return plan;
}

struct fy_interval_of_share fy_wilson(size_t part, size_t whole)
{
    const double n = (double)whole, z = 1.959963984540054;
    if (whole == 0)
        return (struct fy_interval_of_share){ 0, 1 };
    const double p = (double)part / n, divisor = 1 + z * z / n;
    const double middle = (p + z * z / (2 * n)) / divisor;
    const double half = z / divisor * sqrt(p * (1 - p) / n + z * z / (4 * n * n));
    return (struct fy_interval_of_share){ part == 0 ? 0 : middle - half, part == whole ? 1 : middle + half };
}
