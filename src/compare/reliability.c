#include <fangyin/reliability.h>

#include <fangyin/memory.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- categories: labels as numbers ---- */

static int by_text(const void *a, const void *b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* The different ones of `count` labels, sorted, in their place; returns how many. NULLs go. */
static size_t unique(const char **labels, size_t count)
{
    size_t kept = 0, all = 0;
    for (size_t i = 0; i < count; i++) {
        if (labels[i])
            labels[all++] = labels[i];
    }
    if (all > 1)
        qsort(labels, all, sizeof *labels, by_text);
    for (size_t i = 0; i < all; i++) {
        if (kept == 0 || strcmp(labels[kept - 1], labels[i]) != 0)
            labels[kept++] = labels[i];
    }
    return kept;
}

static size_t category_of(const char *const *categories, size_t count, const char *label)
{
    const char *const *found = bsearch(&label, categories, count, sizeof *categories, by_text);
    return (size_t)(found - categories);
}

/* ---- kappa ---- */

static double chance(const size_t *shares, size_t categories, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < categories; k++)
        sum += (double)shares[2 * k] * (double)shares[2 * k + 1];
    return sum / ((double)n * (double)n);
}

enum fy_status fy_kappa(const struct fy_ratings *ratings, size_t a, size_t b, struct fy_kappa *kappa)
{
    const char **both = fy_calloc(2 * ratings->items + 1, sizeof *both);
    const char **categories = fy_calloc(2 * ratings->items + 1, sizeof *categories);
    size_t *shares = fy_calloc(4 * ratings->items + 1, sizeof *shares), same = 0;
    *kappa = (struct fy_kappa){ 0, 0, (double)NAN, (double)NAN, (double)NAN };
    const bool ready = both && categories && shares;
    for (size_t i = 0; ready && i < ratings->items; i++) {
        const char *const *item = ratings->labels + i * ratings->people;
        if (!item[a] || !item[b])
            continue;
        both[2 * kappa->n] = item[a];
        both[2 * kappa->n++ + 1] = item[b];
        same += strcmp(item[a], item[b]) == 0;
    }
    if (ready && kappa->n > 0) {
        memcpy(categories, both, 2 * kappa->n * sizeof *both);
        kappa->categories = unique(categories, 2 * kappa->n);
        for (size_t i = 0; i < 2 * kappa->n; i++)
            shares[2 * category_of(categories, kappa->categories, both[i]) + i % 2]++;
        kappa->observed = (double)same / (double)kappa->n;
        kappa->expected = chance(shares, kappa->categories, kappa->n);
        if (kappa->categories > 1)
            kappa->value = (kappa->observed - kappa->expected) / (1 - kappa->expected);
    }
    fy_free(both);
    fy_free(categories);
    fy_free(shares);
    return ready ? FY_OK : FY_NO_MEMORY;
}

/* ---- alpha ---- */

static size_t labels_of(const struct fy_ratings *ratings, size_t item, const char **labels)
{
    size_t count = 0;
    for (size_t p = 0; p < ratings->people; p++) {
        const char *label = ratings->labels[item * ratings->people + p];
        if (label)
            labels[count++] = label;
    }
    return count;
}

static double apart(fy_label_difference *difference, const void *context, const char *a, const char *b)
{
    if (difference)
        return difference(context, a, b);
    return strcmp(a, b) == 0 ? 0 : 1;
}

/* Do: the sum over items of the differences of their pairs, each way, divided by (labels of the item - 1), divided by
 * n. Also collects the pairable labels. */
static void observe(const struct fy_ratings *ratings, fy_label_difference *difference, const void *context,
                    const char **labels, const char **pairable, struct fy_alpha *alpha)
{
    double sum = 0;
    for (size_t i = 0; i < ratings->items; i++) {
        const size_t count = labels_of(ratings, i, labels);
        double differences = 0;
        if (count < 2)
            continue;
        for (size_t x = 0; x < count; x++) {
            pairable[alpha->n++] = labels[x];
            for (size_t y = 0; y < x; y++)
                differences += 2 * apart(difference, context, labels[x], labels[y]);
        }
        sum += differences / (double)(count - 1);
        alpha->items++;
    }
    alpha->observed = sum / (double)alpha->n;
}

/* De: the mean difference of two labels drawn without regard to items. */
static void expect(fy_label_difference *difference, const void *context, const char *const *categories,
                   const size_t *sizes, struct fy_alpha *alpha)
{
    double sum = 0;
    for (size_t c = 0; c < alpha->categories; c++) {
        for (size_t k = 0; k < c; k++)
            sum += 2 * (double)sizes[c] * (double)sizes[k] * apart(difference, context, categories[c], categories[k]);
    }
    alpha->expected = sum / ((double)alpha->n * (double)(alpha->n - 1));
    if (alpha->expected > 0)
        alpha->value = 1 - alpha->observed / alpha->expected;
}

enum fy_status fy_alpha(const struct fy_ratings *ratings, fy_label_difference *difference, const void *context,
                        struct fy_alpha *alpha)
{
    const size_t all = ratings->items * ratings->people;
    const char **labels = fy_calloc(ratings->people + 1, sizeof *labels);
    const char **pairable = fy_calloc(all + 1, sizeof *pairable), **categories = fy_calloc(all + 1, sizeof *categories);
    size_t *sizes = fy_calloc(all + 1, sizeof *sizes);
    const bool ready = labels && pairable && categories && sizes;
    *alpha = (struct fy_alpha){ 0, 0, 0, (double)NAN, (double)NAN, (double)NAN };
    if (ready)
        observe(ratings, difference, context, labels, pairable, alpha);
    if (ready && alpha->items > 0) {
        memcpy(categories, pairable, alpha->n * sizeof *pairable);
        alpha->categories = unique(categories, alpha->n);
        for (size_t i = 0; i < alpha->n; i++)
            sizes[category_of(categories, alpha->categories, pairable[i])]++;
        expect(difference, context, categories, sizes, alpha);
    }
    fy_free(labels);
    fy_free(pairable);
    fy_free(categories);
    fy_free(sizes);
    return ready ? FY_OK : FY_NO_MEMORY;
}
