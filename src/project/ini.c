/* libinih takes a line apart. It is given one line at a time, because by itself it cuts section names at 49 bytes and lines
 * at its buffer, takes an indented "key = value" for more of the line above, and tells of the first bad line only. */
#include "project/ini.h"
#include "base/messages.h"

#include <fangyin/buffer.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <ini.h>
#include <stdbool.h>
#include <string.h>

#define WARNINGS 100

struct line {
    const char *text;
    size_t size;
    bool given;  /* libinih has asked for it */
    bool cut;    /* it did not fit into its buffer */
    char *key;   /* what came of it; NULL if nothing */
    char *value;
    bool failed; /* out of memory */
};

static char *give_line(char *room, int room_size, void *context)
{
    struct line *line = context;
    size_t most = (size_t)room_size - 1;

    if (line->given)
        return NULL;
    line->given = true;
    line->cut = line->size > most;
    size_t size = line->cut ? most : line->size;
    memcpy(room, line->text, size);
    room[size] = '\0';
    return room;
}

static bool is_space(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\r';
}

static void strip(const char **text, size_t *size)
{
    while (*size > 0 && is_space((*text)[*size - 1]))
        --*size;
    for (; *size > 0 && is_space(**text); --*size)
        ++*text;
}

/* Bytes before a comment behind something on the line: libinih's rule, a ';' after a space. */
static size_t without_comment(const char *text, size_t size)
{
    for (size_t i = 1; i < size; i++) {
        if (text[i] == ';' && is_space(text[i - 1]))
            return i;
    }
    return size;
}

/* The value of a line of which libinih saw the beginning only. */
static char *whole_value(const struct line *line)
{
    size_t at = 0;

    while (line->text[at] != '=' && line->text[at] != ':')
        at++;
    const char *value = line->text + at + 1;
    size_t size = without_comment(value, line->size - at - 1);
    strip(&value, &size);
    return fy_strndup(value, size);
}

static int take_pair(void *context, const char *section, const char *key, const char *value)
{
    struct line *line = context;

    (void)section;
    line->key = fy_strdup(key);
    line->value = line->cut ? whole_value(line) : fy_strdup(value);
    line->failed = line->key == NULL || line->value == NULL;
    return 1;
}

enum fy_status fy_ini_warn(struct fy_ini *ini, const char *file, unsigned line, unsigned column, const char *sentence)
{
    if (ini->warning_count >= WARNINGS)
        return FY_OK;
    struct fy_error *grown =
        fy_grow(ini->warnings, &ini->warning_capacity, ini->warning_count + 1, sizeof *ini->warnings);
    if (grown == NULL)
        return FY_NO_MEMORY;
    ini->warnings = grown;
    struct fy_error *warning = &ini->warnings[ini->warning_count++];
    memset(warning, 0, sizeof *warning);
    fy_fail_at(warning, FY_SYNTAX, line, column, "%s", sentence);
    fy_error_in_file(warning, file);
    return FY_OK;
}

/* Where the value stands: characters from the line's start, from 1 on. */
static unsigned column_of_value(const char *start, const struct line *line)
{
    size_t at = 0;
    unsigned column = 1;

    while (at < line->size && line->text[at] != '=' && line->text[at] != ':')
        at++;
    for (at += at < line->size; at < line->size && is_space(line->text[at]);)
        at++;
    for (const char *byte = start; byte < line->text + at; byte++)
        column += ((unsigned char)*byte & 0xC0) != 0x80;
    return column;
}

static enum fy_status add_entry(struct fy_ini *ini, const char *section, struct line *line, unsigned number,
                                unsigned column)
{
    struct fy_ini_entry *grown = fy_grow(ini->entries, &ini->capacity, ini->count + 1, sizeof *ini->entries);
    char *name = grown == NULL ? NULL : fy_strdup(section);

    if (grown != NULL)
        ini->entries = grown;
    if (name == NULL)
        return FY_NO_MEMORY;
    ini->entries[ini->count++] = (struct fy_ini_entry){ name, line->key, line->value, number, column, ini->sources };
    line->key = line->value = NULL;
    return FY_OK;
}

static bool set_twice(const struct fy_ini *ini, const char *section, const char *key)
{
    const struct fy_ini_entry *entry = fy_ini_find(ini, section, key);

    return entry != NULL && entry->source == ini->sources;
}

/* `start` is where the line starts, text what is left of it without the blanks around it. */
static enum fy_status read_pair(struct fy_ini *ini, const char *file, const struct fy_buffer *section,
                                const char *start, const char *text, size_t size, unsigned number)
{
    struct line line = { text, size, false, false, NULL, NULL, false };
    int bad = ini_parse_stream(give_line, &line, take_pair, &line);
    enum fy_status status = FY_OK;

    if (line.failed || bad == -2)
        status = FY_NO_MEMORY;
    else if (bad != 0)
        status = fy_ini_warn(ini, file, number, 0, _("\"name = value\" or \"[section]\" was expected here; the line is "
                                                  "left out."));
    else if (line.key != NULL && section->size == 0)
        status = fy_ini_warn(ini, file, number, 0, _("A line like \"[project]\" was expected before this one; it is left "
                                                  "out."));
    else if (line.key != NULL) {
        if (set_twice(ini, section->data, line.key))
            status = fy_ini_warn(ini, file, number, 0, _("This is set twice; the later line counts."));
        if (status == FY_OK)
            status = add_entry(ini, section->data, &line, number, column_of_value(start, &line));
    }
    fy_free(line.key);
    fy_free(line.value);
    return status;
}

/* text begins with '['. The last ']' ends the section: names of files may hold others. */
static enum fy_status read_section(struct fy_ini *ini, const char *file, struct fy_buffer *section, const char *text,
                                   size_t size, unsigned number)
{
    size_t end = without_comment(text, size);

    fy_buffer_clear(section);
    while (end > 0 && text[end - 1] != ']')
        end--;
    if (end == 0)
        return fy_ini_warn(ini, file, number, 0, _("A ']' was expected at the end of this line; what follows up to the "
                                                "next section is left out."));
    text++;
    end -= 2;
    strip(&text, &end);
    return fy_text_nfc(section, text, end) == FY_NO_MEMORY || section->failed ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status read_line(struct fy_ini *ini, const char *file, struct fy_buffer *section, const char *text,
                                size_t size, unsigned number)
{
    const char *start = text;

    strip(&text, &size);
    if (size == 0 || *text == ';' || *text == '#')
        return FY_OK;
    if (!fy_text_valid(text, size, NULL) || memchr(text, '\0', size) != NULL)
        return fy_ini_warn(ini, file, number, 0, _("This line is no UTF-8 text; it is left out. Save the file as UTF-8."));
    if (*text == '[')
        return read_section(ini, file, section, text, size, number);
    return read_pair(ini, file, section, start, text, size, number);
}

enum fy_status fy_ini_read(struct fy_ini *ini, const char *file, const char *bytes, size_t size)
{
    struct fy_buffer section = FY_BUFFER_EMPTY;
    enum fy_status status = FY_OK;
    unsigned number = 1;

    if (size >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        size = 0;
        status = fy_ini_warn(ini, file, 1, 0, _("This file is UTF-16 and was not read. Save it as UTF-8."));
    }
    size_t at = size >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0 ? 3 : 0;
    for (; at < size && status == FY_OK; number++) {
        const char *end = memchr(bytes + at, '\n', size - at);
        size_t length = end == NULL ? size - at : (size_t)(end - bytes) - at;
        status = read_line(ini, file, &section, bytes + at, length, number);
        at += length + 1;
    }
    fy_buffer_free(&section);
    ini->sources++;
    return status;
}

void fy_ini_free(struct fy_ini *ini)
{
    for (size_t i = 0; i < ini->count; i++) {
        fy_free(ini->entries[i].section);
        fy_free(ini->entries[i].key);
        fy_free(ini->entries[i].value);
    }
    fy_free(ini->entries);
    fy_free(ini->warnings);
    memset(ini, 0, sizeof *ini);
}

const struct fy_ini_entry *fy_ini_find(const struct fy_ini *ini, const char *section, const char *key)
{
    for (size_t i = ini->count; i-- > 0;) {
        if (strcmp(ini->entries[i].section, section) == 0 && strcmp(ini->entries[i].key, key) == 0)
            return &ini->entries[i];
    }
    return NULL;
}
