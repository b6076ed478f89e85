#include <fangyin/reliability.h>

#include <string.h>

static size_t depth_of(const struct fy_dialects *dialects, size_t node)
{
    size_t depth = 0;
    for (; node != FY_NONE; node = fy_dialects_at(dialects, node)->parent)
        depth++;
    return depth;
}

static size_t common_depth(const struct fy_dialects *dialects, size_t a, size_t b)
{
    size_t depth_a = depth_of(dialects, a), depth_b = depth_of(dialects, b);
    while (a != b) {
        if (depth_a >= depth_b) {
            a = fy_dialects_at(dialects, a)->parent;
            depth_a--;
        } else {
            b = fy_dialects_at(dialects, b)->parent;
            depth_b--;
        }
    }
    return depth_a;
}

static size_t tree_depth(const struct fy_dialects *dialects)
{
    size_t depth = 1;
    for (size_t i = 0; i < fy_dialects_count(dialects); i++) {
        const size_t own = depth_of(dialects, i);
        depth = own > depth ? own : depth;
    }
    return depth;
}

/* One code of a label, without its "?". */
struct code {
    const char *text;
    size_t size;
};

static bool next_code(const char **label, struct code *code)
{
    code->text = *label;
    code->size = strcspn(*label, "+");
    *label += code->size + ((*label)[code->size] == '+');
    if (code->size > 0 && code->text[code->size - 1] == '?')
        code->size--;
    return code->size > 0;
}

static double between(const struct fy_dialects *dialects, struct code a, struct code b)
{
    if (a.size == b.size && memcmp(a.text, b.text, a.size) == 0)
        return 0;
    const size_t node_a = fy_dialects_find(dialects, a.text, a.size),
                 node_b = fy_dialects_find(dialects, b.text, b.size);
    if (node_a == FY_NONE || node_b == FY_NONE)
        return 1;
    const double far = 1 - (double)common_depth(dialects, node_a, node_b) / (double)tree_depth(dialects);
    return far * far;
}

/* The sum over the codes of a of the difference from the nearest one of b; counts them. */
static double nearest_sum(const struct fy_dialects *dialects, const char *a, const char *b, size_t *codes)
{
    struct code code, other;
    double sum = 0;
    while (*a != '\0') {
        if (!next_code(&a, &code))
            continue;
        double least = 1;
        for (const char *rest = b; *rest != '\0';) {
            if (!next_code(&rest, &other))
                continue;
            const double one = between(dialects, code, other);
            least = one < least ? one : least;
        }
        sum += least;
        ++*codes;
    }
    return sum;
}

double fy_dialect_difference(const void *dialects, const char *a, const char *b)
{
    size_t codes = 0;
    const double sum = nearest_sum(dialects, a, b, &codes) + nearest_sum(dialects, b, a, &codes);
    return codes > 0 ? sum / (double)codes : 0;
}
