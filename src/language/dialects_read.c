#include "language/dialects.h"

#include "base/messages.h"
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdint.h>
#include <string.h>

enum column { CODE, PARENT, NAME_ZH, NAME_EN, HOTKEY, COLUMNS };

/* One field of a line, cut out of the text: blanks around it are gone, a NUL ends it. */
struct field {
    char *text;
    unsigned column; /* characters before it in its line, plus 1 */
};

struct reader {
    char *text; /* the file with a NUL at its end; fields are cut inside it */
    char *at;   /* rest of it */
    unsigned line;
    size_t places[COLUMNS]; /* which field of a line holds a column; FY_NONE if none does */
    size_t fields;          /* columns the first line names */
    struct fy_dialect_row *rows;
    size_t count, capacity;
    struct fy_error *error;
};

static const char *const column_names[COLUMNS] = { "code", "parent", "name_zh", "name_en", "hotkey" };

/* Cut the next line off. False at the end. LF, CR LF and CR end a line. */
static bool next_line(struct reader *reader, char **line)
{
    if (*reader->at == '\0')
        return false;
    reader->line++;
    *line = reader->at;
    reader->at += strcspn(reader->at, "\r\n");
    if (*reader->at == '\0')
        return true;
    const size_t end = reader->at[0] == '\r' && reader->at[1] == '\n' ? 2 : 1;
    *reader->at = '\0';
    reader->at += end;
    return true;
}

static unsigned characters(const char *text, size_t size)
{
    unsigned count = 0;
    for (size_t i = 0; i < size; i++)
        count += ((unsigned char)text[i] & 0xC0U) != 0x80U;
    return count;
}

/* Cut the next field off *line; *line becomes NULL after the last. *column runs on. */
static struct field next_field(char **line, unsigned *column)
{
    char *start = *line;
    const size_t size = strcspn(start, "\t");
    *line = start[size] == '\t' ? start + size + 1 : NULL;
    start[size] = '\0';
    const size_t blanks = strspn(start, " ");
    const struct field field = { start + blanks, *column + (unsigned)blanks };
    *column += characters(start, size) + 1;
    for (char *end = start + size; end > field.text && end[-1] == ' '; end--)
        end[-1] = '\0';
    return field;
}

static enum fy_status read_header(struct reader *reader)
{
    char *line = NULL;
    for (size_t c = 0; c < COLUMNS; c++)
        reader->places[c] = FY_NONE;
    if (!next_line(reader, &line))
        return fy_fail_at(reader->error, FY_SYNTAX, 1, 1,
                          _("The list of dialects is empty. Its first line should name the columns: %s."),
                          "code, parent, name_zh, name_en, hotkey");
    unsigned column = 1;
    for (; line != NULL; reader->fields++) {
        const struct field field = next_field(&line, &column);
        for (size_t c = 0; c < COLUMNS; c++) {
            if (strcmp(field.text, column_names[c]) != 0)
                continue;
            if (reader->places[c] != FY_NONE)
                return fy_fail_at(reader->error, FY_SYNTAX, reader->line, field.column,
                                  _("Two columns are named \"%s\". Keep one."), field.text);
            reader->places[c] = reader->fields;
        }
    }
    for (size_t c = 0; c < HOTKEY; c++)
        if (reader->places[c] == FY_NONE)
            return fy_fail_at(reader->error, FY_SYNTAX, reader->line, 1,
                              _("No column is named \"%s\". The first line should name the columns, with tabs between "
                                "them: %s."),
                              column_names[c], "code, parent, name_zh, name_en, hotkey");
    return FY_OK;
}

static bool code_is_well_formed(const char *code)
{
    const size_t size = strspn(code, "abcdefghijklmnopqrstuvwxyz0123456789-");
    return size >= 1 && size <= 24 && code[size] == '\0' && code[0] != '-';
}

static enum fy_status refuse_code(struct reader *reader, const struct field *field)
{
    if (field->text[0] == '\0')
        return fy_fail_at(reader->error, FY_SYNTAX, reader->line, field->column,
                          _("This line has no code. Each dialect needs one, such as wu-sh."));
    return fy_fail_at(reader->error, FY_SYNTAX, reader->line, field->column,
                      _("\"%.60s\" is no dialect code. A code has 1 to 24 of the letters a to z, digits and hyphens, and "
                        "starts with a letter or digit."),
                      field->text);
}

static enum fy_status add_row(struct reader *reader, const struct field fields[COLUMNS])
{
    const char *parent = fields[PARENT].text, *hotkey = fields[HOTKEY].text;
    if (!code_is_well_formed(fields[CODE].text))
        return refuse_code(reader, &fields[CODE]);
    if (strcmp(parent, "-") == 0)
        parent = "";
    if (parent[0] != '\0' && !code_is_well_formed(parent))
        return refuse_code(reader, &fields[PARENT]);
    if (hotkey[0] != '\0' && (strspn(hotkey, "123456789abcdefghijklmnopqrstuvwxyz") != 1 || hotkey[1] != '\0'))
        return fy_fail_at(reader->error, FY_SYNTAX, reader->line, fields[HOTKEY].column,
                          _("\"%.20s\" cannot be the key of a dialect. Use one of 1 to 9 and a to z, or leave it empty."),
                          hotkey);
    struct fy_dialect_row *rows = fy_grow(reader->rows, &reader->capacity, reader->count + 1, sizeof *rows);
    if (rows == NULL)
        return FY_NO_MEMORY;
    reader->rows = rows;
    reader->rows[reader->count++] = (struct fy_dialect_row){
        .code = fields[CODE].text,
        .parent = parent,
        .name_zh = fields[NAME_ZH].text,
        .name_en = fields[NAME_EN].text,
        .hotkey = hotkey[0],
        .line = reader->line,
        .code_column = fields[CODE].column,
        .parent_column = fields[PARENT].column,
        .hotkey_column = fields[HOTKEY].column,
    };
    return FY_OK;
}

/* Fields missing at the end of a line are empty: editors strip tabs there. */
static enum fy_status read_row(struct reader *reader, char *line)
{
    char *const end = line + strlen(line);
    unsigned column = 1;
    struct field fields[COLUMNS];
    if (line[strspn(line, " \t")] == '\0')
        return FY_OK;
    for (size_t c = 0; c < COLUMNS; c++)
        fields[c] = (struct field){ end, 1 };
    for (size_t i = 0; line != NULL; i++) {
        const struct field field = next_field(&line, &column);
        if (i >= reader->fields && field.text[0] != '\0')
            return fy_fail_at(reader->error, FY_SYNTAX, reader->line, field.column,
                              _("This line has more fields than the first line names columns. Take out a tab, or name the "
                                "column."));
        for (size_t c = 0; c < COLUMNS; c++)
            if (reader->places[c] == i)
                fields[c] = field;
    }
    return add_row(reader, fields);
}

static enum fy_status read_all(struct reader *reader, struct fy_dialects **dialects)
{
    char *line;
    enum fy_status status = read_header(reader);
    while (status == FY_OK && next_line(reader, &line))
        status = read_row(reader, line);
    if (status == FY_NO_MEMORY)
        (void)fy_fail(reader->error, status, "%s", fy_status_text(status));
    if (status != FY_OK)
        return status;
    return fy_dialects_build(reader->rows, reader->count, &reader->text, dialects, reader->error);
}

/* Line and column of a byte. */
static enum fy_status fail_at_byte(struct fy_error *error, enum fy_status status, const char *bytes, size_t at,
                                   const char *sentence)
{
    unsigned line = 1;
    size_t start = 0;
    for (size_t i = 0; i < at; i++)
        if (bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n')) {
            line++;
            start = i + 1;
        }
    return fy_fail_at(error, status, line, characters(bytes + start, at - start) + 1, "%s", sentence);
}

enum fy_status fy_dialects_read(const char *bytes, size_t size, struct fy_dialects **dialects, struct fy_error *error)
{
    size_t bad;
    *dialects = NULL;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    if (!fy_text_valid(bytes, size, &bad))
        return fail_at_byte(error, FY_ENCODING, bytes, bad,
                            _("This is no UTF-8 text. Save the list of dialects as UTF-8."));
    const char *nul = memchr(bytes, '\0', size);
    if (nul != NULL)
        return fail_at_byte(error, FY_SYNTAX, bytes, (size_t)(nul - bytes),
                            _("A NUL byte stands here. Take it out, or save the list of dialects as UTF-8 text."));
    struct reader reader = { .text = fy_strndup(bytes, size), .error = error };
    if (reader.text == NULL)
        return fy_fail(error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    reader.at = reader.text;
    const enum fy_status status = read_all(&reader, dialects);
    fy_free(reader.rows);
    fy_free(reader.text);
    return status;
}
