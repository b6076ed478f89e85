/* What `export` prints: the formats, and what was made. */
#include "base/messages.h"
#include "commands/export.h"
#include "commands/grids.h"

#include <stdio.h>

void fy_export_print_targets(void)
{
    const struct fy_target_info *info;
    for (size_t n = 0; (info = fy_target_at(n)); n++) {
        printf("%-18s %s\n", info->name, fy_message(info->help));
        printf("%-18s ", "");
        if (info->longest > 0)
            printf(_("%g to %g s"), info->shortest, info->longest);
        else if (info->shortest > 0)
            printf(_("%g s and longer"), info->shortest);
        else
            printf("%s", _("any length"));
        if (info->tokens > 0)
            printf(fy_message_plural("; %d character at most", "; %d characters at most", (unsigned long)info->tokens),
                   info->tokens);
        printf("; %s", info->clips ? _("clips of 16 kHz, one channel") : _("points into the recordings"));
        if (info->map)
            printf(_("; dialects by map.%s, else %s"), info->map, info->fallback);
        printf("\n%-18s ", "");
        printf(_("cannot carry: %s"), fy_message(info->cannot));
        putchar('\n');
    }
}

static void print_row(size_t count, const char *what)
{
    if (count > 0)
        fprintf(stderr, "%8zu  %s\n", count, what);
}

static void print_sums(const char *kind, const struct fy_dataset_sum *sums)
{
    for (; sums->name; sums++) {
        printf("%s\t", kind);
        fy_command_print(stdout, sums->name[0] != '\0' ? sums->name : "-");
        printf("\t%zu\t%.3f\n", sums->segments, sums->seconds);
    }
}

static void print_table(const struct fy_dataset_summary *summary)
{
    static const char *const flags[] = { N_("clipped"), N_("with a constant part (DC)"), N_("silent"),
                                         N_("of a file that is damaged or shorter than it says"),
                                         N_("with nothing above 4 kHz: telephone speech at a higher rate?") };
    size_t all = summary->segments;
    for (int reason = 0; reason < FY_LEFT_COUNT; reason++)
        all += summary->left_out[reason];
    print_row(all, _("segments looked at"));
    for (int reason = 0; reason < FY_LEFT_COUNT; reason++) {
        if (summary->left_out[reason] > 0)
            fprintf(stderr, "%8zu  %s: %s\n", summary->left_out[reason], _("left out"),
                    fy_left_out_text((enum fy_left_out)reason));
    }
    print_row(summary->segments, _("segments chosen"));
    for (size_t i = 0; i < sizeof flags / sizeof *flags; i++)
        print_row(summary->flags[i], fy_message(flags[i]));
    print_row(summary->without_status, _("of grids without a tier status, which were taken whole"));
    for (const struct fy_dataset_sum *sum = summary->fallbacks; sum->name; sum++) {
        fprintf(stderr, "%8zu  ", sum->segments);
        fprintf(stderr, _("of a dialect the format has no tag for: %s"), sum->name[0] != '\0' ? sum->name : "-");
        fputc('\n', stderr);
    }
    print_row(summary->unusable, _("recordings that could not be used; the reasons stand above"));
    if (summary->left_out[FY_LEFT_CONSENT] > 0)
        fputs(_("fangyin: Consent is recorded in speakers.tsv (column consent), or by consent = yes in fangyin.ini, "
                "section "
                "project or the recording's. --without-consent takes them all the same.\n"),
              stderr);
    if (summary->left_out[FY_LEFT_CHANNEL] > 0)
        fputs(_("fangyin: A recording of several channels needs --channel N or --channel mix, and, where the format "
                "points "
                "into recordings, --clips.\n"),
              stderr);
}

void fy_export_print_summary(const struct fy_dataset_summary *summary)
{
    print_table(summary);
    for (size_t i = 0; summary->files && summary->files[i]; i++) {
        printf("file\t");
        fy_command_print(stdout, summary->files[i]);
        putchar('\n');
    }
    if (summary->segments == 0)
        return;
    printf("recordings\t%zu\nspeakers\t%zu\nsegments\t%zu\nseconds\t%.3f\n", summary->recordings, summary->speakers,
           summary->segments, summary->seconds);
    print_sums("split", summary->splits);
    print_sums("dialect", summary->dialects);
    print_sums("speaker", summary->people);
}
