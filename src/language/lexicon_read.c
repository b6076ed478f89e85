#include "language/lexicon.h"
#include "language/tsv.h"

#include "base/messages.h"
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdlib.h>
#include <string.h>

enum column { FORM, VARIANTS, READING, GLOSS, NOTE, PROVENANCE, COUNT, COLUMNS, NEEDED = VARIANTS };

static const char *const column_names[COLUMNS] = { "form", "variants", "reading", "gloss", "note", "provenance", "count" };

struct reader {
    struct fy_tsv tsv;
    size_t places[COLUMNS];
    struct fy_lexicon *lexicon;
    struct fy_problems *problems;
    unsigned *form_columns; /* of each entry, for problems */
    size_t form_capacity;
};

static struct fy_tsv_field field(const struct reader *reader, enum column column)
{
    return fy_tsv_field(&reader->tsv, reader->places[column]);
}

/* Bytes of the separator at the start of text, 0 where none is. */
static size_t separator(const char *text, const char *const *separators)
{
    for (size_t i = 0; separators[i] != NULL; i++)
        if (strncmp(text, separators[i], strlen(separators[i])) == 0)
            return strlen(separators[i]);
    return 0;
}

/* Cut a field at its separators; empty parts do not count. The strings go to the lexicon's; *count how many. */
static enum fy_status cut(struct fy_lexicon *lexicon, const char *field_text, const char *const *separators, size_t *count)
{
    /* The field is part of lexicon->text, which is ours to cut. */
    char *at = lexicon->text + (field_text - lexicon->text);
    *count = 0;
    while (*at != '\0') {
        size_t skip = separator(at, separators);
        if (skip > 0 || *at == ' ') {
            at += skip > 0 ? skip : 1;
            continue;
        }
        size_t size = 0;
        while (at[size] != '\0' && (skip = separator(at + size, separators)) == 0)
            size++;
        const bool more = at[size] != '\0';
        size_t kept = size;
        while (kept > 0 && at[kept - 1] == ' ')
            kept--;
        struct fy_lexicon_string *grown =
            fy_grow(lexicon->strings, &lexicon->string_capacity, lexicon->string_count + 1, sizeof *grown);
        if (grown == NULL)
            return FY_NO_MEMORY;
        lexicon->strings = grown;
        grown[lexicon->string_count++] = (struct fy_lexicon_string){ at, kept };
        *count += 1;
        char *next = at + size + (more ? skip : 0);
        at[kept] = '\0';
        at = next;
    }
    return FY_OK;
}

static enum fy_status take_provenance(struct reader *reader, struct fy_lexicon_entry *entry)
{
    static const struct {
        const char *text;
        enum fy_provenance provenance;
    } known[] = { { "", FY_PROVENANCE_UNKNOWN },        { "本字", FY_PROVENANCE_ORIGINAL },
                  { "同音借字", FY_PROVENANCE_BORROWED }, { "同音字", FY_PROVENANCE_BORROWED },
                  { "借字", FY_PROVENANCE_BORROWED },     { "□", FY_PROVENANCE_NONE } };
    const struct fy_tsv_field text = field(reader, PROVENANCE);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++)
        if (strcmp(text.text, known[i].text) == 0) {
            entry->provenance = known[i].provenance;
            return FY_OK;
        }
    return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, text.column,
                           _("\"%.60s\" is no provenance of a character: 本字, 同音借字 or □ was expected."), text.text);
}

static enum fy_status take_count(struct reader *reader, struct fy_lexicon_entry *entry)
{
    const struct fy_tsv_field text = field(reader, COUNT);
    const size_t size = strspn(text.text, "0123456789");
    if (text.text[size] == '\0' && size <= 9) {
        entry->count = size > 0 ? strtoul(text.text, NULL, 10) : 0;
        return FY_OK;
    }
    return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, text.column,
                           _("\"%.60s\" is no count: a whole number was expected."), text.text);
}

static enum fy_status read_entry(struct reader *reader)
{
    static const char *const for_variants[] = { " ", "/", NULL }, *const for_readings[] = { "/", NULL },
                            *const for_glosses[] = { "/", ",", ";", "、", "，", "；", NULL };
    struct fy_lexicon *lexicon = reader->lexicon;
    const struct fy_tsv_field form = field(reader, FORM);
    struct fy_lexicon_entry entry = { .form = { form.text, strlen(form.text) },
                                      .note = field(reader, NOTE).text,
                                      .line = reader->tsv.line };
    if (entry.form.size == 0)
        return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, form.column,
                               _("This line has no form: the first thing to know of a word is how it is written."));
    enum fy_status status = cut(lexicon, field(reader, VARIANTS).text, for_variants, &entry.variant_count);
    if (status == FY_OK)
        status = cut(lexicon, field(reader, READING).text, for_readings, &entry.reading_count);
    if (status == FY_OK)
        status = cut(lexicon, field(reader, GLOSS).text, for_glosses, &entry.gloss_count);
    if (status == FY_OK)
        status = take_provenance(reader, &entry);
    if (status == FY_OK)
        status = take_count(reader, &entry);
    if (status != FY_OK)
        return status;
    struct fy_lexicon_entry *entries = fy_grow(lexicon->entries, &lexicon->capacity, lexicon->count + 1, sizeof *entries);
    if (entries == NULL)
        return FY_NO_MEMORY;
    lexicon->entries = entries;
    unsigned *columns = fy_grow(reader->form_columns, &reader->form_capacity, lexicon->count + 1, sizeof *columns);
    if (columns == NULL)
        return FY_NO_MEMORY;
    reader->form_columns = columns;
    columns[lexicon->count] = form.column;
    entries[lexicon->count++] = entry;
    return FY_OK;
}

/* The strings of all entries stand one behind the other. */
static void place_strings(struct fy_lexicon *lexicon)
{
    const struct fy_lexicon_string *strings = lexicon->strings;
    for (size_t e = 0; e < lexicon->count; e++) {
        struct fy_lexicon_entry *entry = &lexicon->entries[e];
        entry->variants = strings;
        entry->readings = strings + entry->variant_count;
        entry->glosses = entry->readings + entry->reading_count;
        strings = entry->glosses + entry->gloss_count;
    }
}

/* A form that is another's, or a variant that is a form or another's variant, would make two words of one. */
static enum fy_status tell_doubles(const struct reader *reader)
{
    const struct fy_lexicon *lexicon = reader->lexicon;
    enum fy_status status = FY_OK;
    for (size_t i = 1, first = 0; i < lexicon->key_count && status == FY_OK; i++) {
        const struct fy_lexicon_key *left = &lexicon->keys[first], *key = &lexicon->keys[i];
        if (left->kind == FY_LEXICON_GLOSS || strcmp(left->text, key->text) != 0) {
            first = i;
            continue;
        }
        if (key->kind == FY_LEXICON_GLOSS)
            continue;
        const struct fy_lexicon_entry *entry = &lexicon->entries[key->entry];
        status = fy_problems_add(reader->problems, FY_SYNTAX, entry->line, reader->form_columns[key->entry],
                                 _("\"%s\" is written on line %u already, as a form or a variant; that line counts."),
                                 key->text, lexicon->entries[left->entry].line);
    }
    return status;
}

static enum fy_status read_all(struct reader *reader)
{
    enum fy_status status = FY_OK;
    reader->lexicon->text = reader->tsv.text;
    while (status == FY_OK || status == FY_SYNTAX) {
        status = fy_tsv_next(&reader->tsv, reader->problems);
        if (status == FY_OK || status == FY_SYNTAX)
            status = read_entry(reader);
    }
    if (status != FY_NOT_FOUND)
        return status;
    place_strings(reader->lexicon);
    status = fy_lexicon_index(reader->lexicon);
    return status == FY_OK ? tell_doubles(reader) : status;
}

enum fy_status fy_lexicon_read(const char *bytes, size_t size, struct fy_lexicon **lexicon, struct fy_problems *problems)
{
    struct reader *reader = fy_calloc(1, sizeof *reader);
    struct fy_lexicon *made = fy_calloc(1, sizeof *made);
    enum fy_status status = reader != NULL && made != NULL ? FY_OK : FY_NO_MEMORY;
    *lexicon = NULL;
    if (status == FY_OK) {
        reader->lexicon = made;
        reader->problems = problems;
        status = fy_tsv_open(&reader->tsv, bytes, size, column_names, COLUMNS, NEEDED, reader->places, problems);
        made->text = reader->tsv.text;
    }
    if (status == FY_OK)
        status = read_all(reader);
    if (status == FY_OK)
        *lexicon = made;
    else
        fy_lexicon_free(made);
    if (reader != NULL)
        fy_free(reader->form_columns);
    fy_free(reader);
    return status;
}
