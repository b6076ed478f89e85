#include <fangyin/speakers.h>

#include "base/messages.h"
#include "language/tsv.h"
#include <fangyin/memory.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum column { ID, NAME, GENDER, BIRTH, HOME, DIALECT, CONSENT, NOTE, COLUMNS, NEEDED = NAME };

static const char *const column_names[COLUMNS] = {
    "id", "name", "gender", "birth", "home", "dialect", "consent", "note"
};

struct fy_speakers {
    char *text; /* holds the strings */
    struct fy_speaker *items;
    size_t count, capacity;
};

struct reader {
    struct fy_tsv tsv;
    size_t places[COLUMNS];
    struct fy_speakers *speakers;
    const struct fy_dialects *dialects;
    struct fy_problems *problems;
};

static struct fy_tsv_field field(const struct reader *reader, enum column column)
{
    return fy_tsv_field(&reader->tsv, reader->places[column]);
}

static enum fy_status tell(struct reader *reader, enum column column, const char *format)
{
    const struct fy_tsv_field text = field(reader, column);
    char sentence[400];
    (void)snprintf(sentence, sizeof sentence, "\"%.60s\" %s", text.text, format);
    return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, text.column, "%s", sentence);
}

static enum fy_status take_gender(struct reader *reader, struct fy_speaker *speaker)
{
    static const char *const f[] = { "f", "F", "female", "女", NULL }, *const m[] = { "m", "M", "male", "男", NULL },
                             *const x[] = { "x", "X", "other", NULL };
    const char *text = field(reader, GENDER).text;
    const struct {
        const char *const *words;
        char gender;
    } known[] = { { f, 'f' }, { m, 'm' }, { x, 'x' } };
    for (size_t k = 0; k < 3; k++)
        for (const char *const *word = known[k].words; *word != NULL; word++)
            if (strcmp(*word, text) == 0)
                speaker->gender = known[k].gender;
    if (speaker->gender != 0 || text[0] == '\0')
        return FY_OK;
    return tell(reader, GENDER, _("is no gender: f, m, x, or nothing was expected."));
}

static enum fy_status take_birth(struct reader *reader, struct fy_speaker *speaker)
{
    const char *text = field(reader, BIRTH).text;
    if (text[0] == '\0')
        return FY_OK;
    if (strspn(text, "0123456789") == 4 && text[4] == '\0' && text[0] != '0') {
        speaker->birth = (unsigned)strtoul(text, NULL, 10);
        return FY_OK;
    }
    return tell(reader, BIRTH, _("is no year of birth: four digits, as 1948, were expected."));
}

static enum fy_status take_dialect(struct reader *reader, struct fy_speaker *speaker)
{
    const char *text = field(reader, DIALECT).text;
    if (reader->dialects == NULL || fy_dialects_label_valid(reader->dialects, text)) {
        speaker->dialect = text;
        return FY_OK;
    }
    return tell(reader, DIALECT, _("is no code of the dialect tree."));
}

static enum fy_status take_consent(struct reader *reader, struct fy_speaker *speaker)
{
    const char *text = field(reader, CONSENT).text;
    if (strcmp(text, "yes") == 0 || strcmp(text, "是") == 0)
        speaker->consent = FY_CONSENT_YES;
    else if (strcmp(text, "no") == 0 || strcmp(text, "否") == 0)
        speaker->consent = FY_CONSENT_NO;
    else if (text[0] != '\0')
        return tell(reader, CONSENT, _("is no answer to whether somebody consents: yes, no, or nothing was expected."));
    return FY_OK;
}

static enum fy_status read_speaker(void *context)
{
    struct reader *reader = context;
    struct fy_speakers *speakers = reader->speakers;
    const struct fy_tsv_field id = field(reader, ID);
    struct fy_speaker speaker = { .id = id.text,
                                  .name = field(reader, NAME).text,
                                  .home = field(reader, HOME).text,
                                  .note = field(reader, NOTE).text,
                                  .dialect = "" };
    if (id.text[0] == '\0')
        return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, id.column,
                               _("This line has no id: what the speaker is called in grids."));
    if (fy_speakers_find(speakers, id.text, strlen(id.text)) != NULL)
        return tell(reader, ID, _("stands here a second time; the first line counts."));
    enum fy_status status = take_gender(reader, &speaker);
    if (status == FY_OK)
        status = take_birth(reader, &speaker);
    if (status == FY_OK)
        status = take_dialect(reader, &speaker);
    if (status == FY_OK)
        status = take_consent(reader, &speaker);
    if (status != FY_OK)
        return status;
    struct fy_speaker *grown = fy_grow(speakers->items, &speakers->capacity, speakers->count + 1, sizeof *grown);
    if (grown == NULL)
        return FY_NO_MEMORY;
    speakers->items = grown;
    grown[speakers->count++] = speaker;
    return FY_OK;
}

enum fy_status fy_speakers_read(const char *bytes, size_t size, const struct fy_dialects *dialects,
                                struct fy_speakers **speakers, struct fy_problems *problems)
{
    struct reader *reader = fy_calloc(1, sizeof *reader);
    struct fy_speakers *made = fy_calloc(1, sizeof *made);
    enum fy_status status = reader != NULL && made != NULL ? FY_OK : FY_NO_MEMORY;
    *speakers = NULL;
    if (status == FY_OK) {
        reader->speakers = made;
        reader->dialects = dialects;
        reader->problems = problems;
        status = fy_tsv_open(&reader->tsv, bytes, size, column_names, COLUMNS, NEEDED, reader->places, problems);
        made->text = reader->tsv.text;
    }
    if (status == FY_OK)
        status = fy_tsv_each(&reader->tsv, problems, read_speaker, reader);
    if (status == FY_OK)
        *speakers = made;
    else
        fy_speakers_free(made);
    fy_free(reader);
    return status;
}

void fy_speakers_free(struct fy_speakers *speakers)
{
    if (speakers == NULL)
        return;
    fy_free(speakers->text);
    fy_free(speakers->items);
    fy_free(speakers);
}

size_t fy_speakers_count(const struct fy_speakers *speakers)
{
    return speakers->count;
}

const struct fy_speaker *fy_speakers_at(const struct fy_speakers *speakers, size_t index)
{
    return &speakers->items[index];
}

const struct fy_speaker *fy_speakers_find(const struct fy_speakers *speakers, const char *id, size_t size)
{
    for (size_t i = 0; i < speakers->count; i++)
        if (strlen(speakers->items[i].id) == size && memcmp(speakers->items[i].id, id, size) == 0)
            return &speakers->items[i];
    return NULL;
}
