#include "language/tsv.h"

#include "base/messages.h"
#include <fangyin/buffer.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

/* Cut the next line off. False at the end. */
static bool next_line(struct fy_tsv *tsv, char **line)
{
    if (*tsv->at == '\0')
        return false;
    tsv->line++;
    *line = tsv->at;
    tsv->at += strcspn(tsv->at, "\r\n");
    if (*tsv->at == '\0')
        return true;
    const size_t end = tsv->at[0] == '\r' && tsv->at[1] == '\n' ? 2 : 1;
    *tsv->at = '\0';
    tsv->at += end;
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
static struct fy_tsv_field next_field(char **line, unsigned *column)
{
    char *start = *line;
    const size_t size = strcspn(start, "\t");
    *line = start[size] == '\t' ? start + size + 1 : NULL;
    start[size] = '\0';
    const size_t blanks = strspn(start, " ");
    const struct fy_tsv_field field = { start + blanks, *column + (unsigned)blanks };
    *column += characters(start, size) + 1;
    for (char *end = start + size; end > start + blanks && end[-1] == ' '; end--)
        end[-1] = '\0';
    return field;
}

static enum fy_status fail(struct fy_problems *problems, enum fy_status status, unsigned line, unsigned column,
                           const char *sentence)
{
    return fy_problems_add(problems, status, line, column, "%s", sentence) == FY_OK ? status : FY_NO_MEMORY;
}

/* Line and column of a byte. */
static enum fy_status fail_at_byte(struct fy_problems *problems, enum fy_status status, const char *bytes, size_t at,
                                   const char *sentence)
{
    unsigned line = 1;
    size_t start = 0;
    for (size_t i = 0; i < at; i++)
        if (bytes[i] == '\n' || (bytes[i] == '\r' && bytes[i + 1] != '\n')) {
            line++;
            start = i + 1;
        }
    return fail(problems, status, line, characters(bytes + start, at - start) + 1, sentence);
}

/* Tell that the header line is wanting: a format for the names as a list, perhaps after one of them. */
static enum fy_status fail_header(struct fy_problems *problems, unsigned line, const char *missing,
                                  const char *const *names, size_t count)
{
    struct fy_buffer list = FY_BUFFER_EMPTY;
    for (size_t i = 0; i < count; i++) {
        fy_buffer_puts(&list, i > 0 ? ", " : "");
        fy_buffer_puts(&list, names[i]);
    }
    const enum fy_status status =
        missing == NULL
            ? fy_problems_add(
                  problems, FY_SYNTAX, line, 1,
                  _("This table is empty. Its first line should name the columns, with tabs between them: %s."),
                  fy_buffer_text(&list))
            : fy_problems_add(problems, FY_SYNTAX, line, 1,
                              _("No column is named \"%s\". The first line should name the columns, with tabs between "
                                "them: %s."),
                              missing, fy_buffer_text(&list));
    fy_buffer_free(&list);
    return status == FY_OK ? FY_SYNTAX : status;
}

static enum fy_status check_header(const struct fy_tsv *tsv, const char *const *names, size_t count, size_t needed,
                                   size_t *places, struct fy_problems *problems)
{
    enum fy_status status = FY_OK;
    for (size_t f = 0; f < tsv->columns && f < FY_TSV_MOST && status == FY_OK; f++)
        for (size_t i = 0; i < count && status == FY_OK; i++) {
            if (strcmp(tsv->header[f].text, names[i]) != 0)
                continue;
            if (places[i] != FY_NONE) {
                status = fy_problems_add(problems, FY_SYNTAX, tsv->line, tsv->header[f].column,
                                         _("Two columns are named \"%s\". Keep one."), names[i]);
                status = status == FY_OK ? FY_SYNTAX : status;
            }
            places[i] = f;
        }
    for (size_t i = 0; i < needed && status == FY_OK; i++)
        if (places[i] == FY_NONE)
            status = fail_header(problems, tsv->line, names[i], names, count);
    return status;
}

static enum fy_status read_header(struct fy_tsv *tsv, const char *const *names, size_t count, size_t needed,
                                  size_t *places, struct fy_problems *problems)
{
    char *line = NULL;
    unsigned column = 1;
    if (!next_line(tsv, &line))
        return fail_header(problems, 1, NULL, names, count);
    while (line != NULL) {
        const struct fy_tsv_field field = next_field(&line, &column);
        if (tsv->columns < FY_TSV_MOST)
            tsv->header[tsv->columns] = field;
        tsv->columns++;
    }
    return check_header(tsv, names, count, needed, places, problems);
}

enum fy_status fy_tsv_open(struct fy_tsv *tsv, const char *bytes, size_t size, const char *const *names, size_t count,
                           size_t needed, size_t *places, struct fy_problems *problems)
{
    size_t bad;
    memset(tsv, 0, sizeof *tsv);
    for (size_t i = 0; i < count; i++)
        places[i] = FY_NONE;
    if (size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        size -= 3;
    }
    if (!fy_text_valid(bytes, size, &bad))
        return fail_at_byte(problems, FY_ENCODING, bytes, bad, _("This is no UTF-8 text. Save the file as UTF-8."));
    const char *nul = size > 0 ? memchr(bytes, '\0', size) : NULL;
    if (nul != NULL)
        return fail_at_byte(problems, FY_SYNTAX, bytes, (size_t)(nul - bytes),
                            _("A NUL byte stands here. Take it out, or save the file as UTF-8 text."));
    tsv->text = fy_strndup(bytes, size);
    if (tsv->text == NULL)
        return FY_NO_MEMORY;
    tsv->at = tsv->text;
    return read_header(tsv, names, count, needed, places, problems);
}

enum fy_status fy_tsv_next(struct fy_tsv *tsv, struct fy_problems *problems)
{
    char *line;
    do {
        if (!next_line(tsv, &line))
            return FY_NOT_FOUND;
    } while (line[strspn(line, " \t")] == '\0');
    char *const end = line + strlen(line);
    unsigned column = 1;
    enum fy_status status = FY_OK;
    for (size_t f = 0; f < FY_TSV_MOST; f++)
        tsv->fields[f] = (struct fy_tsv_field){ end, 1 };
    for (size_t f = 0; line != NULL; f++) {
        const struct fy_tsv_field field = next_field(&line, &column);
        if (f < tsv->columns && f < FY_TSV_MOST)
            tsv->fields[f] = field;
        else if (f >= tsv->columns && field.text[0] != '\0' && status == FY_OK)
            status = fail(problems, FY_SYNTAX, tsv->line, field.column,
                          _("This line has more fields than the first line names columns. Take out a tab, or name the "
                            "column."));
    }
    return status;
}

struct fy_tsv_field fy_tsv_field(const struct fy_tsv *tsv, size_t place)
{
    static const struct fy_tsv_field none = { "", 1 };
    return place == FY_NONE || place >= FY_TSV_MOST ? none : tsv->fields[place];
}

enum fy_status fy_tsv_each(struct fy_tsv *tsv, struct fy_problems *problems, enum fy_status (*row)(void *context),
                           void *context)
{
    enum fy_status status = FY_OK;
    while (status == FY_OK || status == FY_SYNTAX) {
        status = fy_tsv_next(tsv, problems);
        if (status == FY_OK || status == FY_SYNTAX)
            status = row(context);
    }
    return status == FY_NOT_FOUND ? FY_OK : status;
}
