#include "language/dialects.h"
#include "language/tsv.h"

#include "base/messages.h"
#include <fangyin/memory.h>
#include <string.h>

enum column { CODE, PARENT, NAME_ZH, NAME_EN, HOTKEY, PINYIN, LEVEL, BCP47, GLOTTOCODE, STATUS, TONES, NOTE, COLUMNS, NEEDED = HOTKEY };

static const char *const column_names[COLUMNS] = { "code",  "parent", "name_zh",    "name_en", "hotkey", "pinyin",
                                                   "level", "bcp47",  "glottocode", "status",  "tones",  "note" };

struct reader {
    struct fy_tsv tsv;
    size_t places[COLUMNS];
    size_t target_places[FY_TSV_MOST];
    struct fy_dialect_text text;
    struct fy_dialect_row *rows;
    size_t count, capacity, map_capacity;
    struct fy_problems *problems;
};

#define DEPRECATED "deprecated:"

static struct fy_tsv_field field(const struct reader *reader, enum column column)
{
    return fy_tsv_field(&reader->tsv, reader->places[column]);
}

static bool code_is_well_formed(const char *code)
{
    const size_t size = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return size >= 1 && size <= 24 && code[size] == '\0' && code[0] != '-';
}

static enum fy_status tell_code(struct reader *reader, struct fy_tsv_field code)
{
    if (code.text[0] == '\0')
        return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, code.column,
                               _("This line has no code. Each dialect needs one, such as wu-sh."));
    return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, code.column,
                           _("\"%.60s\" is no dialect code. A code has 1 to 24 of the letters a to z, digits and hyphens, "
                             "and starts with a letter or digit."),
                           code.text);
}

static enum fy_status take_hotkey(struct reader *reader, struct fy_dialect_row *row)
{
    const struct fy_tsv_field key = field(reader, HOTKEY);
    row->hotkey_column = key.column;
    if (key.text[0] == '\0')
        return FY_OK;
    if (strspn(key.text, "123456789abcdefghijklmnopqrstuvwxyz") == 1 && key.text[1] == '\0') {
        row->dialect.hotkey = key.text[0];
        return FY_OK;
    }
    return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, key.column,
                           _("\"%.20s\" cannot be the key of a dialect. Use one of 1 to 9 and a to z, or leave it empty."),
                           key.text);
}

static enum fy_status take_bcp47(struct reader *reader, struct fy_dialect_row *row)
{
    const struct fy_tsv_field tag = field(reader, BCP47);
    size_t at = 0;
    const char *why;
    row->dialect.bcp47 = tag.text;
    if (tag.text[0] == '\0' || fy_bcp47_valid(tag.text, &at, &why))
        return FY_OK;
    row->dialect.bcp47 = "";
    return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, tag.column + (unsigned)at,
                           _("\"%.60s\" is no language tag of BCP 47: %s"), tag.text, why);
}

/* Eight letters and digits: four of them letters or digits, then four digits. */
static enum fy_status take_glottocode(struct reader *reader, struct fy_dialect_row *row)
{
    const struct fy_tsv_field code = field(reader, GLOTTOCODE);
    const size_t size = strspn(code.text, "abcdefghijklmnopqrstuvwxyz0123456789");
    row->dialect.glottocode = code.text;
    if (code.text[0] == '\0' ||
        (size == 8 && code.text[8] == '\0' && strspn(code.text + 4, "0123456789") == 4))
        return FY_OK;
    row->dialect.glottocode = "";
    return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, code.column,
                           _("\"%.60s\" is no Glottocode. It has four letters or digits and then four digits, as "
                             "shan1293."),
                           code.text);
}

static enum fy_status take_status(struct reader *reader, struct fy_dialect_row *row)
{
    const struct fy_tsv_field status = field(reader, STATUS);
    const bool deprecated = strncmp(status.text, DEPRECATED, strlen(DEPRECATED)) == 0;
    row->dialect.status = status.text;
    row->status_column = status.column;
    row->instead = deprecated ? status.text + strlen(DEPRECATED) : "";
    if (deprecated ? code_is_well_formed(row->instead)
                   : status.text[0] == '\0' || strcmp(status.text, "active") == 0 ||
                         strcmp(status.text, "unverified") == 0)
        return FY_OK;
    row->dialect.status = row->instead = "";
    return fy_problems_add(reader->problems, FY_SYNTAX, reader->tsv.line, status.column,
                           _("\"%.60s\" is no status of a dialect: active, unverified, or deprecated:CODE with the code to "
                             "use instead."),
                           status.text);
}

static enum fy_status keep_row(struct reader *reader, const struct fy_dialect_row *row)
{
    struct fy_dialect_row *rows = fy_grow(reader->rows, &reader->capacity, reader->count + 1, sizeof *rows);
    const size_t targets = reader->text.target_count;
    if (rows == NULL)
        return FY_NO_MEMORY;
    reader->rows = rows;
    if (targets > 0) {
        const char **maps =
            fy_grow(reader->text.maps, &reader->map_capacity, (reader->count + 1) * targets, sizeof *maps);
        if (maps == NULL)
            return FY_NO_MEMORY;
        reader->text.maps = maps;
        for (size_t t = 0; t < targets; t++)
            maps[reader->count * targets + t] = fy_tsv_field(&reader->tsv, reader->target_places[t]).text;
    }
    rows[reader->count++] = *row;
    return FY_OK;
}

static enum fy_status read_row(struct reader *reader)
{
    const struct fy_tsv_field code = field(reader, CODE), parent = field(reader, PARENT);
    struct fy_dialect_row row = {
        .dialect = { .code = code.text,
                     .name_zh = field(reader, NAME_ZH).text,
                     .name_en = field(reader, NAME_EN).text,
                     .pinyin = field(reader, PINYIN).text,
                     .level = field(reader, LEVEL).text,
                     .tones = field(reader, TONES).text,
                     .note = field(reader, NOTE).text },
        .parent = strcmp(parent.text, "-") == 0 ? "" : parent.text,
        .line = reader->tsv.line,
        .code_column = code.column,
        .parent_column = parent.column,
    };
    if (!code_is_well_formed(code.text))
        return tell_code(reader, code);
    enum fy_status status = FY_OK;
    if (row.parent[0] != '\0' && !code_is_well_formed(row.parent)) {
        status = tell_code(reader, parent);
        row.parent = "";
    }
    if (status == FY_OK)
        status = take_hotkey(reader, &row);
    if (status == FY_OK)
        status = take_bcp47(reader, &row);
    if (status == FY_OK)
        status = take_glottocode(reader, &row);
    if (status == FY_OK)
        status = take_status(reader, &row);
    return status == FY_OK ? keep_row(reader, &row) : status;
}

/* The columns that say what models call a dialect. */
static enum fy_status find_targets(struct reader *reader)
{
    struct fy_dialect_text *text = &reader->text;
    text->targets = fy_calloc(FY_TSV_MOST, sizeof *text->targets);
    if (text->targets == NULL)
        return FY_NO_MEMORY;
    for (size_t c = 0; c < reader->tsv.columns && c < FY_TSV_MOST; c++)
        if (strncmp(reader->tsv.header[c].text, "map.", 4) == 0) {
            reader->target_places[text->target_count] = c;
            text->targets[text->target_count++] = reader->tsv.header[c].text + 4;
        }
    return FY_OK;
}

static enum fy_status read_all(struct reader *reader, struct fy_dialects **dialects)
{
    enum fy_status status = find_targets(reader);
    while (status == FY_OK || status == FY_SYNTAX) {
        status = fy_tsv_next(&reader->tsv, reader->problems);
        if (status == FY_OK || status == FY_SYNTAX)
            status = read_row(reader);
    }
    if (status != FY_NOT_FOUND)
        return status;
    for (size_t i = 0; i < reader->count; i++)
        reader->rows[i].maps = reader->text.maps + i * reader->text.target_count;
    status = fy_dialects_build(reader->rows, reader->count, &reader->text, dialects, reader->problems);
    return status == FY_OK ? fy_dialects_add_pinyin(*dialects) : status;
}

enum fy_status fy_dialects_read_some(const char *bytes, size_t size, struct fy_dialects **dialects,
                                     struct fy_problems *problems)
{
    struct reader *reader = fy_calloc(1, sizeof *reader);
    *dialects = NULL;
    if (reader == NULL)
        return FY_NO_MEMORY;
    reader->problems = problems;
    enum fy_status status = fy_tsv_open(&reader->tsv, bytes, size, column_names, COLUMNS, NEEDED, reader->places, problems);
    reader->text.text = reader->tsv.text;
    if (status == FY_OK)
        status = read_all(reader, dialects);
    if (status != FY_OK) {
        fy_dialects_free(*dialects);
        *dialects = NULL;
    }
    fy_free(reader->text.text);
    fy_free(reader->text.targets);
    fy_free(reader->text.maps);
    fy_free(reader->rows);
    fy_free(reader);
    return status;
}

enum fy_status fy_dialects_read(const char *bytes, size_t size, struct fy_dialects **dialects, struct fy_error *error)
{
    struct fy_problems problems = { NULL, 0, 0 };
    enum fy_status status = fy_dialects_read_some(bytes, size, dialects, &problems);
    if (status == FY_NO_MEMORY) {
        (void)fy_fail(error, status, "%s", fy_status_text(status));
    } else if (problems.count > 0) {
        fy_dialects_free(*dialects);
        *dialects = NULL;
        status = problems.items[0].status;
        if (error != NULL)
            *error = problems.items[0];
    }
    fy_problems_free(&problems);
    return status;
}
