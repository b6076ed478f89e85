/* Romanisation, IPA and tones beside the text: the tones that there are, and as many syllables as characters. */
#include "base/messages.h"
#include "language/check.h"

#include <fangyin/ipa.h>
#include <string.h>

static bool parts(char byte)
{
    return byte == ' ' || byte == '-' || byte == '>' || byte == '\t' || byte == '/';
}

/* The next syllable from *at; its bytes, 0 at the end. */
static size_t next_syllable(const struct fy_check_label *label, size_t *at)
{
    while (*at < label->size && parts(label->text[*at]))
        ++*at;
    size_t end = *at;
    while (end < label->size && !parts(label->text[end]))
        end++;
    return end - *at;
}

static bool has_tone(const char *tones, const char *tone)
{
    const size_t size = strlen(tone);
    for (const char *at = tones; *at != '\0';) {
        const size_t length = strcspn(at, " \t,");
        if (length == size && strncmp(at, tone, size) == 0)
            return true;
        at += length + strspn(at + length, " \t,");
    }
    return false;
}

/* The tones of a dialect, from [tones], else from the tree, else those of the one above; NULL where nobody says. */
static const char *tones_of(const struct fy_checks *checks, size_t dialect, bool rom)
{
    const struct fy_dialects *dialects = checks->sources.dialects;
    for (; dialect != FY_NONE; dialect = fy_dialects_at(dialects, dialect)->parent) {
        for (size_t i = checks->tone_count; i-- > 0;)
            if (checks->tones[i].dialect == dialect && checks->tones[i].rom == rom)
                return checks->tones[i].tones;
        if (!rom && fy_dialects_at(dialects, dialect)->tones[0] != '\0')
            return fy_dialects_at(dialects, dialect)->tones;
    }
    return NULL;
}

static void check_tier(struct fy_check_run *run, const struct fy_check_label *label, bool rom, size_t dialect)
{
    const char *tones = dialect == FY_NONE ? NULL : tones_of(run->checks, dialect, rom);
    for (size_t at = 0, size; (size = next_syllable(label, &at)) > 0; at += size) {
        char tone[8], quote[FY_CHECK_QUOTE];
        const size_t digits = fy_ipa_tone_at_end(label->text + at, size, tone), start = at + size - digits;
        if (digits == 0 || (tones == NULL && rom) || strcmp(tone, "0") == 0)
            continue;
        const size_t length = strlen(tone);
        if (tones == NULL && (length > 3 || strspn(tone, "12345") != length))
            fy_check_tell(run, label, FY_RULE_TONES, start, at + size,
                          _("%s is no tone: one to three digits from 1 (low) to 5 (high) were expected."),
                          fy_check_quote(quote, label->text + start, digits));
        else if (tones != NULL && !has_tone(tones, tone))
            fy_check_tell(run, label, FY_RULE_TONES, start, at + size, _("%s has no tone %s; it has %s."),
                          fy_dialects_at(run->checks->sources.dialects, dialect)->code,
                          fy_check_quote(quote, label->text + start, digits), tones);
    }
}

static void check_count(struct fy_check_run *run, const struct fy_check_label *label, size_t characters)
{
    size_t count = 0;
    /* "35>51": the tone of the word alone, and what became of it here, are of one syllable. */
    for (size_t at = 0, size; (size = next_syllable(label, &at)) > 0; at += size)
        count += at == 0 || label->text[at - 1] != '>';
    if (count > 0 && count != characters)
        fy_check_tell(run, label, FY_RULE_SYLLABLES, 0, 0, _("%zu syllables stand here for %zu characters of text."), count,
                      characters);
}

void fy_check_tones(struct fy_check_run *run, const struct fy_check_segment *segment)
{
    static const enum fy_role roles[] = { FY_ROLE_ROM, FY_ROLE_IPA, FY_ROLE_TONE };
    const struct fy_check_label *text = &segment->labels[FY_ROLE_TEXT];
    struct fy_dialect_part part = { 0, 0, FY_NONE, false };
    size_t at = 0, words = 0;
    /* Of somebody who switches, nobody knows which syllable is of which dialect. */
    const bool one = fy_dialects_label_next(run->checks->sources.dialects, segment->labels[FY_ROLE_DIALECT].text, &at, &part) &&
                     segment->labels[FY_ROLE_DIALECT].text[part.start + part.size + part.unsure] == '\0';
    const size_t characters = fy_check_characters(text->text, text->size, &words);
    for (size_t i = 0; i < sizeof roles / sizeof *roles; i++) {
        const struct fy_check_label *label = &segment->labels[roles[i]];
        if (fy_check_is_empty(label))
            continue;
        check_tier(run, label, roles[i] == FY_ROLE_ROM, one ? part.dialect : FY_NONE);
        if (!fy_check_is_empty(text) && words == 0)
            check_count(run, label, characters);
    }
}
