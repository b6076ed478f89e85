/* Compares two people's grids of one recording. Prints a fact a line, its fields parted by tabs:
 *      tier        NAME                        one for each tier that both have
 *      pairs       COUNT  BY-ID                segments that both have; of them, paired by their names
 *      alone       A  B                        segments with text that have no partner
 *      cer         RATE  S  D  I  N  UNITS     pooled over the pairs, A as the reference (<fangyin/align.h>)
 *      dialect     RATE  SAME  BOTH  A  B      tags: raw agreement; where both, where only one has a tag
 *      boundaries  MS  F1  MATCHED  A  B       within that many milliseconds
 * A rate without anything it could be of is "n/a". */
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"

#include <fangyin/agreement.h>
#include <fangyin/align.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "agree [--tier NAME] [--signs] A.TextGrid B.TextGrid";

enum { TOLERANCES = 2 };
static const double tolerances[TOLERANCES] = { 0.05, 0.1 };

struct sums {
    size_t tiers, pairs, by_name, only_a, only_b;
    struct fy_align_counts counts;
    struct fy_tag_agreement tags;
    struct fy_boundary_agreement boundaries[TOLERANCES];
};

static enum fy_status add_texts(struct sums *sums, const struct fy_interval *a, const struct fy_interval *b,
                                const struct fy_pairs *pairs, unsigned flags)
{
    for (size_t i = 0; i < pairs->count; i++) {
        const char *text_a = a[pairs->items[i].a].text, *text_b = b[pairs->items[i].b].text;
        struct fy_align_counts counts;
        const enum fy_status status = fy_align_count(text_a, strlen(text_a), text_b, strlen(text_b), flags, &counts);
        if (status != FY_OK)
            return status;
        fy_align_add(&sums->counts, &counts);
        sums->by_name += pairs->items[i].by_name;
    }
    return FY_OK;
}

static void add_tags(struct sums *sums, const struct fy_tag_agreement *tags)
{
    sums->tags.both += tags->both;
    sums->tags.same += tags->same;
    sums->tags.only_a += tags->only_a;
    sums->tags.only_b += tags->only_b;
}

static enum fy_status add_boundaries(struct sums *sums, const struct fy_grid *a, size_t tier_a, const struct fy_grid *b,
                                     size_t tier_b)
{
    double *times_a = NULL, *times_b = NULL;
    size_t count_a = 0, count_b = 0;
    enum fy_status status = fy_boundaries(a, tier_a, &times_a, &count_a);
    if (status == FY_OK)
        status = fy_boundaries(b, tier_b, &times_b, &count_b);
    for (size_t i = 0; status == FY_OK && i < TOLERANCES; i++) {
        struct fy_boundary_agreement one;
        status = fy_boundaries_match(times_a, count_a, times_b, count_b, tolerances[i], &one);
        sums->boundaries[i].matched += one.matched;
        sums->boundaries[i].a_count += one.a_count;
        sums->boundaries[i].b_count += one.b_count;
    }
    fy_free(times_a);
    fy_free(times_b);
    return status;
}

static enum fy_status add_tier(struct sums *sums, const struct fy_grid *a, size_t tier_a, const struct fy_grid *b,
                               size_t tier_b, unsigned flags)
{
    struct fy_pairs pairs;
    struct fy_tag_agreement tags;
    enum fy_status status = fy_pairs_find(a, tier_a, b, tier_b, &pairs);
    if (status != FY_OK)
        return status;
    status = add_texts(sums, fy_tier_intervals(a, tier_a), fy_tier_intervals(b, tier_b), &pairs, flags);
    fy_tags_compare(a, tier_a, b, tier_b, &pairs, "dialect", &tags);
    add_tags(sums, &tags);
    sums->tiers++;
    sums->pairs += pairs.count;
    sums->only_a += pairs.only_a;
    sums->only_b += pairs.only_b;
    fy_pairs_free(&pairs);
    return status == FY_OK ? add_boundaries(sums, a, tier_a, b, tier_b) : status;
}

/* "text" names the tiers of all speakers, "text@A" that of one. */
static bool is_wanted(const struct fy_grid *grid, size_t tier, const char *wanted)
{
    const char *name = fy_tier_name(grid, tier);
    const size_t size = strlen(wanted);
    return fy_tier_kind(grid, tier) == FY_INTERVAL_TIER && strncmp(name, wanted, size) == 0 &&
           (name[size] == '\0' || (name[size] == '@' && !fy_name_speaker(wanted)));
}

static void print_name(const char *name)
{
    struct fy_buffer visible = FY_BUFFER_EMPTY;
    fy_text_visible(&visible, name, strlen(name));
    printf("tier\t%s\n", fy_buffer_text(&visible));
    fy_buffer_free(&visible);
}

static void lacks(const char *path, const char *name)
{
    fprintf(stderr, _("fangyin: %s has no interval tier \"%s\", which the other one has; it is not compared.\n"), path,
            name);
}

static enum fy_status add_tiers(struct sums *sums, const struct fy_grid *a, const struct fy_grid *b, const char *wanted,
                                unsigned flags, char **paths)
{
    enum fy_status status = FY_OK;
    for (size_t tier = 0; status == FY_OK && tier < fy_grid_tier_count(a); tier++) {
        const char *name = fy_tier_name(a, tier);
        if (!is_wanted(a, tier, wanted) || fy_grid_find_tier(a, name) != tier)
            continue;
        const size_t other = fy_grid_find_tier(b, name);
        if (other == FY_NONE || fy_tier_kind(b, other) != FY_INTERVAL_TIER) {
            lacks(paths[1], name);
            continue;
        }
        print_name(name);
        status = add_tier(sums, a, tier, b, other, flags);
    }
    for (size_t tier = 0; tier < fy_grid_tier_count(b); tier++) {
        const size_t other = fy_grid_find_tier(a, fy_tier_name(b, tier));
        if (is_wanted(b, tier, wanted) && (other == FY_NONE || fy_tier_kind(a, other) != FY_INTERVAL_TIER))
            lacks(paths[0], fy_tier_name(b, tier));
    }
    return status;
}

static void print_rate(size_t part, size_t whole)
{
    if (whole > 0)
        printf("%.4f", (double)part / (double)whole);
    else
        fputs("n/a", stdout);
}

static void print_sums(const struct sums *sums, unsigned flags)
{
    const struct fy_align_counts *counts = &sums->counts;
    printf("pairs\t%zu\t%zu\nalone\t%zu\t%zu\ncer\t", sums->pairs, sums->by_name, sums->only_a, sums->only_b);
    print_rate(fy_align_distance(counts), fy_align_reference(counts));
    printf("\t%zu\t%zu\t%zu\t%zu\t%s\ndialect\t", counts->substitutions, counts->deletions, counts->insertions,
           fy_align_reference(counts),
           flags & FY_ALIGN_WITHOUT_SIGNS ? "nfc-graphemes-without-signs" : "nfc-graphemes");
    print_rate(sums->tags.same, sums->tags.both);
    printf("\t%zu\t%zu\t%zu\t%zu\n", sums->tags.same, sums->tags.both, sums->tags.only_a, sums->tags.only_b);
    for (size_t i = 0; i < TOLERANCES; i++) {
        const struct fy_boundary_agreement *one = &sums->boundaries[i];
        printf("boundaries\t%.0f\t", tolerances[i] * 1000);
        print_rate(2 * one->matched, one->a_count + one->b_count);
        printf("\t%zu\t%zu\t%zu\n", one->matched, one->a_count, one->b_count);
    }
}

static int agree(char **paths, const char *tier, unsigned flags)
{
    struct fy_error error = { 0 };
    struct fy_grid *a = NULL, *b = NULL;
    struct sums sums = { 0 };
    enum fy_status status = fy_command_read_grid(paths[0], &a, &error);
    if (status == FY_OK)
        status = fy_command_read_grid(paths[1], &b, &error);
    if (status == FY_OK) {
        status = add_tiers(&sums, a, b, tier, flags, paths);
        if (status != FY_OK)
            (void)fy_fail(&error, status, "%s", fy_status_text(status));
        else if (sums.tiers == 0)
            status = fy_fail(&error, FY_NOT_FOUND, _("There is no interval tier \"%s\" that both grids have."), tier);
    }
    fy_grid_free(a);
    fy_grid_free(b);
    if (status != FY_OK)
        return fy_command_error(&error);
    print_sums(&sums, flags);
    return 0;
}

int fy_command_agree(int argc, char **argv)
{
    static const struct option options[] = { { "tier", required_argument, NULL, 't' },
                                             { "signs", no_argument, NULL, 's' },
                                             { NULL, 0, NULL, 0 } };
    const char *tier = "text";
    unsigned flags = FY_ALIGN_WITHOUT_SIGNS;
    for (int option; (option = getopt_long(argc, argv, "t:", options, NULL)) != -1;) {
        if (option == 't')
            tier = optarg;
        else if (option == 's')
            flags = 0;
        else
            return fy_command_usage(usage);
    }
    if (argc - optind != 2)
        return fy_command_usage(usage);
    return agree(argv + optind, tier, flags);
}
