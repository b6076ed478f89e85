/* Common Voice's table of clips (common-voice/cv-dataset): tabs, one header line, no quoting. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <string.h>

static void begin(struct fy_buffer *out, const struct fy_dataset *dataset)
{
    (void)dataset;
    fy_buffer_puts(out, "client_id\tpath\tsentence_id\tsentence\tsentence_domain\tup_votes\tdown_votes\tage\tgender\t"
                        "accents\tvariant\tlocale\tsegment\n");
}

static void put_row(struct fy_buffer *out, const struct fy_row *row)
{
    const char gender = row->utterance->gender;
    const char *path = strncmp(row->clip_here, "clips/", 6) == 0 ? row->clip_here + 6 : row->clip_here;
    fy_buffer_printf(out, "%s\t%s\t%s\t%s\t\t0\t0\t\t%s\t%s\t%s\t%s\t\n", row->utterance->speaker_id, path,
                     row->utterance->id, row->text,
                     gender == 'f'   ? "female"
                     : gender == 'm' ? "male"
                                     : "",
                     row->dialect_name, row->dialect, row->language);
}

const struct fy_target fy_target_commonvoice = {
    .info = { .name = "common-voice",
              .help = N_("Common Voice: validated.tsv and clips"),
              .cannot = N_("the standard language, other tiers"),
              .shortest = 0.1,
              .longest = 300,
              .clips = true },
    .files = { "validated.tsv" },
    .begin = begin,
    .row = put_row,
};
