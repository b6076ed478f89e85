/* NIST's CTM, STM and RTTM (SCTK doc/infmts.htm): fields parted by blanks, names without path and extension, lines in
 * the order of recording and time. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <fangyin/text.h>
#include <string.h>

/* Times of words are those of a word tier, never made up. */
static void ctm_row(struct fy_buffer *out, const struct fy_row *row)
{
    for (size_t i = 0; i < fy_json_size(row->words); i++) {
        const struct fy_json *word = fy_json_at(row->words, i);
        const char *text = fy_json_text_of(fy_json_at(word, 2));
        double start = 0, duration = 0;
        (void)fy_json_number_of(fy_json_at(word, 0), &start);
        (void)fy_json_number_of(fy_json_at(word, 1), &duration);
        fy_buffer_printf(out, "%s 1 %.6f %.6f ", row->source->id, start, duration);
        for (; text && *text; text++)
            fy_buffer_putc(out, *text == ' ' ? '_' : *text);
        fy_buffer_putc(out, '\n');
    }
}

static const char *const ctm_reserved[] = { ";;", NULL };

const struct fy_target fy_target_ctm = {
    .info = { .name = "ctm",
              .help = N_("NIST CTM: words with times, from a tier word"),
              .cannot = N_("speakers, dialects; segments without a word tier") },
    .files = { "words.ctm" },
    .needs = "words",
    .reserved = ctm_reserved,
    .by_recording = true,
    .sort_by = 3,
    .row = ctm_row,
};

/* The lexicon's entry that begins here and is longest; its bytes, 0 where there is none with another way of writing. */
static size_t find_entry(const struct fy_lexicon *lexicon, const char *text, const struct fy_lexicon_entry **entry)
{
    enum { LONGEST = 12 };
    const size_t size = strlen(text);
    size_t ends[LONGEST], count = 0, at = 0;
    while (lexicon && count < LONGEST && at < size && text[at] != ' ')
        ends[count++] = at = fy_grapheme_next(text, size, at);
    while (count-- > 0) {
        *entry = fy_lexicon_find(lexicon, text, ends[count], NULL);
        if (*entry && (*entry)->variant_count > 0)
            return ends[count];
    }
    return 0;
}

/* sclite's alternation: any of them is right. What stands in the text comes first. */
static void put_alternation(struct fy_buffer *out, const struct fy_lexicon_entry *entry, const char *text, size_t size)
{
    const bool apart = out->size > 0 && out->data[out->size - 1] == ' ';
    fy_buffer_printf(out, "%s{ %.*s", apart ? "" : " ", (int)size, text);
    if (entry->form.size != size || memcmp(entry->form.text, text, size) != 0)
        fy_buffer_printf(out, " / %s", entry->form.text);
    for (size_t i = 0; i < entry->variant_count; i++) {
        if (entry->variants[i].size != size || memcmp(entry->variants[i].text, text, size) != 0)
            fy_buffer_printf(out, " / %s", entry->variants[i].text);
    }
    fy_buffer_puts(out, " } ");
}

static void stm_row(struct fy_buffer *out, const struct fy_row *row)
{
    const struct fy_utterance *utterance = row->utterance;
    fy_buffer_printf(out, "%s 1 %s %.6f %.6f <O,%s> ", row->source->id, utterance->speaker_id, row->start,
                     (double)utterance->end / 1e6, row->dialect[0] != '\0' ? row->dialect : "und");
    for (const char *text = row->text; *text;) {
        const struct fy_lexicon_entry *entry = NULL;
        size_t size = find_entry(row->lexicon, text, &entry);
        if (size > 0) {
            put_alternation(out, entry, text, size);
        } else {
            size = fy_grapheme_next(text, strlen(text), 0);
            fy_buffer_append(out, text, size);
        }
        text += size;
    }
    fy_buffer_putc(out, '\n');
}

static bool is_used(const struct fy_dataset *dataset, const char *code)
{
    for (size_t i = 0; i < dataset->count; i++) {
        if (strcmp(dataset->utterances[i].dialect, code) == 0)
            return true;
    }
    return false;
}

static void stm_begin(struct fy_buffer *out, const struct fy_dataset *dataset)
{
    const struct fy_dialects *dialects = fy_project_dialects(dataset->project);
    fy_buffer_puts(out, ";; CATEGORY \"0\" \"\" \"\"\n;; LABEL \"O\" \"Overall\" \"Overall\"\n"
                        ";; CATEGORY \"1\" \"Dialect\" \"\"\n");
    for (size_t i = 0; i < fy_dialects_count(dialects); i++) {
        const struct fy_dialect *dialect = fy_dialects_at(dialects, i);
        if (is_used(dataset, dialect->code) && !strchr(dialect->name_en, '"'))
            fy_buffer_printf(out, ";; LABEL \"%s\" \"%s\" \"%s\"\n", dialect->code, dialect->code,
                             dialect->name_en[0] != '\0' ? dialect->name_en : dialect->code);
    }
    if (is_used(dataset, ""))
        fy_buffer_puts(out, ";; LABEL \"und\" \"und\" \"not known\"\n");
}

static const char *const stm_reserved[] = { "{", "}", "(", ")", "/", ";;", "@", "<", ">", NULL };

const struct fy_target fy_target_stm = {
    .info = { .name = "stm",
              .help =
                  N_("NIST STM: references for sclite, dialects as subsets, variants of the lexicon as alternatives"),
              .cannot = N_("other tiers, texts with brackets or a slash") },
    .files = { "references.stm" },
    .reserved = stm_reserved,
    .by_recording = true,
    .begin = stm_begin,
    .row = stm_row,
};

static void rttm_row(struct fy_buffer *out, const struct fy_row *row)
{
    fy_buffer_printf(out, "SPEAKER %s 1 %.6f %.6f <NA> <NA> %s <NA> <NA>\n", row->source->id, row->start, row->seconds,
                     row->utterance->speaker_id);
}

const struct fy_target fy_target_rttm = {
    .info = { .name = "rttm", .help = N_("NIST RTTM: who speaks when"), .cannot = N_("words, dialects") },
    .files = { "speakers.rttm" },
    .by_recording = true,
    .row = rttm_row,
};
