/* Edits as lines of the journal: words between tabs. After the name of the kind come
 *
 *      insert, remove       time  parts  (tier  merged  left  right) per part
 *      move                 time  to  parts  tier per part
 *      label, mark          tier  index  time  before  after
 *      point+, point-       tier  time  mark
 *      point>               tier  time  to  mark
 *      tier+, tier-         place  "intervals"  name  xmin  xmax  size  (xmin  xmax  text) per interval
 *                           place  "points"     name  xmin  xmax  size  (time  mark) per point
 *      rename               tier  before  after
 *
 * Reading checks the form of a line; whether it fits a document is for fy_edit_apply to say. */
#include "base/messages.h"
#include "grid/internal.h"
#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <fangyin/text.h>
#include <math.h>
#include <stdint.h>

static const char *const kind_names[] = {
    [FY_EDIT_INSERT_BOUNDARY] = "insert", [FY_EDIT_REMOVE_BOUNDARY] = "remove", [FY_EDIT_MOVE_BOUNDARY] = "move",
    [FY_EDIT_SET_LABEL] = "label",        [FY_EDIT_INSERT_POINT] = "point+",    [FY_EDIT_REMOVE_POINT] = "point-",
    [FY_EDIT_MOVE_POINT] = "point>",      [FY_EDIT_SET_MARK] = "mark",          [FY_EDIT_ADD_TIER] = "tier+",
    [FY_EDIT_REMOVE_TIER] = "tier-",      [FY_EDIT_RENAME_TIER] = "rename",
};
#define KIND_COUNT (sizeof kind_names / sizeof *kind_names)

/* ---- writing ---- */

static const char plain_bytes[] = "\t\n\r\\", escape_letters[] = "tnr\\";

static void write_text(struct fy_buffer *out, const char *text)
{
    fy_buffer_putc(out, '\t');
    for (; *text != '\0'; text++) {
        const char *plain = strchr(plain_bytes, *text);
        if (plain) {
            fy_buffer_putc(out, '\\');
        }
        fy_buffer_putc(out, plain ? escape_letters[plain - plain_bytes] : *text);
    }
}

static void write_count(struct fy_buffer *out, size_t count)
{
    fy_buffer_printf(out, "\t%zu", count);
}

static void write_time(struct fy_buffer *out, double time)
{
    char text[FY_NUMBER_SIZE];
    size_t size = fy_number_write(time, text);
    fy_buffer_putc(out, '\t');
    fy_buffer_append(out, text, size);
}

static void write_parts(struct fy_buffer *out, const struct fy_edit *edit)
{
    write_count(out, edit->part_count);
    for (size_t i = 0; i < edit->part_count; i++) {
        const struct fy_edit_part *part = &edit->parts[i];
        write_count(out, part->tier);
        if (edit->kind != FY_EDIT_MOVE_BOUNDARY) {
            write_text(out, part->merged);
            write_text(out, part->left);
            write_text(out, part->right);
        }
    }
}

static void write_content(struct fy_buffer *out, const struct fy_tier_content *content)
{
    write_text(out, content->kind == FY_INTERVAL_TIER ? "intervals" : "points");
    write_text(out, content->name);
    write_time(out, content->xmin);
    write_time(out, content->xmax);
    write_count(out, content->size);
    for (size_t i = 0; i < content->size; i++) {
        if (content->kind == FY_INTERVAL_TIER) {
            write_time(out, content->intervals[i].xmin);
            write_time(out, content->intervals[i].xmax);
            write_text(out, content->intervals[i].text);
        } else {
            write_time(out, content->points[i].time);
            write_text(out, content->points[i].mark);
        }
    }
}

void fy_edit_write(struct fy_buffer *out, const struct fy_edit *edit)
{
    fy_buffer_puts(out, kind_names[edit->kind]);
    switch (edit->kind) {
    case FY_EDIT_INSERT_BOUNDARY:
    case FY_EDIT_REMOVE_BOUNDARY:
        write_time(out, edit->time);
        write_parts(out, edit);
        return;
    case FY_EDIT_MOVE_BOUNDARY:
        write_time(out, edit->time);
        write_time(out, edit->to);
        write_parts(out, edit);
        return;
    case FY_EDIT_SET_LABEL:
    case FY_EDIT_SET_MARK:
        write_count(out, edit->tier);
        write_count(out, edit->index);
        write_time(out, edit->time);
        write_text(out, edit->before);
        write_text(out, edit->after);
        return;
    case FY_EDIT_INSERT_POINT:
    case FY_EDIT_REMOVE_POINT:
        write_count(out, edit->tier);
        write_time(out, edit->time);
        write_text(out, edit->kind == FY_EDIT_INSERT_POINT ? edit->after : edit->before);
        return;
    case FY_EDIT_MOVE_POINT:
        write_count(out, edit->tier);
        write_time(out, edit->time);
        write_time(out, edit->to);
        write_text(out, edit->before);
        return;
    case FY_EDIT_ADD_TIER:
    case FY_EDIT_REMOVE_TIER:
        write_count(out, edit->tier);
        write_content(out, edit->content);
        return;
    case FY_EDIT_RENAME_TIER:
        write_count(out, edit->tier);
        write_text(out, edit->before);
        write_text(out, edit->after);
        return;
    }
}

/* ---- reading ---- */

/* A line being taken apart. The first failure stays: after it, taking does nothing. */
struct line_reader {
    struct fy_grid *grid;
    const char *line;
    size_t size;
    size_t at;                /* the next word's first byte; size + 1 behind the last word */
    struct fy_buffer scratch; /* a word without its escapes */
    enum fy_status status;
    struct fy_error *error;
};

static bool fail(struct line_reader *reader, size_t at, const char *sentence)
{
    if (reader->status == FY_OK) {
        unsigned column = 1;
        for (size_t i = 0; i < at && i < reader->size; i++) {
            column += ((unsigned char)reader->line[i] & 0xC0) != 0x80;
        }
        reader->status = fy_fail_at(reader->error, FY_SYNTAX, 0, column, "%s", sentence);
    }
    return false;
}

static void no_memory(struct line_reader *reader)
{
    if (reader->status == FY_OK) {
        reader->status = fy_edit_no_memory(reader->error);
    }
}

static bool take_word(struct line_reader *reader, const char **word, size_t *size)
{
    if (reader->status != FY_OK) {
        return false;
    }
    if (reader->at > reader->size) {
        return fail(reader, reader->size, _("The line of the journal ends too early; more words were expected."));
    }
    *word = reader->line + reader->at;
    const char *tab = memchr(*word, '\t', reader->size - reader->at);
    *size = tab ? (size_t)(tab - *word) : reader->size - reader->at;
    reader->at += *size + 1;
    return true;
}

static bool take_count(struct line_reader *reader, size_t *count)
{
    const char *word;
    size_t size, start = reader->at;
    *count = 0;
    if (!take_word(reader, &word, &size)) {
        return false;
    }
    bool good = size > 0;
    for (size_t i = 0; good && i < size; i++) {
        size_t digit = (size_t)(unsigned char)word[i] - '0';
        good = word[i] >= '0' && word[i] <= '9' && *count <= (SIZE_MAX - digit) / 10;
        *count = good ? *count * 10 + digit : 0;
    }
    return good || fail(reader, start, _("A whole number was expected here."));
}

static bool take_time(struct line_reader *reader, double *time)
{
    const char *word;
    size_t size, start = reader->at;
    *time = 0;
    if (!take_word(reader, &word, &size)) {
        return false;
    }
    double value = 0;
    if (size == 0 || fy_number_read(word, size, &value) != size || !isfinite(value)) {
        return fail(reader, start, _("A time in seconds was expected here."));
    }
    *time = value;
    return true;
}

/* The byte that an escape stands for, NUL if there is none such. */
static char unescape(char letter)
{
    const char *escape = letter != '\0' ? strchr(escape_letters, letter) : NULL;
    return escape ? plain_bytes[escape - escape_letters] : '\0';
}

static bool take_text(struct line_reader *reader, const char **text)
{
    const char *word;
    size_t size, start = reader->at, bad = 0;
    *text = fy_no_text;
    if (!take_word(reader, &word, &size) || size == 0) {
        return reader->status == FY_OK;
    }
    fy_buffer_clear(&reader->scratch);
    for (size_t i = 0; i < size; i++) {
        char byte = word[i];
        if (byte == '\\') {
            byte = i + 1 < size ? unescape(word[i + 1]) : '\0';
            if (byte == '\0') {
                return fail(reader, start + i, _("A backslash must be followed by t, n, r or another backslash."));
            }
            i++;
        } else if (byte == '\0' || byte == '\n' || byte == '\r') {
            return fail(reader, start + i, _("A control character stands in the line of the journal."));
        }
        fy_buffer_putc(&reader->scratch, byte);
    }
    if (!fy_text_valid(word, size, &bad)) {
        return fail(reader, start + bad, _("The text here is not valid UTF-8."));
    }
    *text = reader->scratch.failed ? NULL : fy_grid_keep(reader->grid, reader->scratch.data, reader->scratch.size);
    if (!*text) {
        *text = fy_no_text;
        no_memory(reader);
    }
    return reader->status == FY_OK;
}

/* An array for `count` items of `words` words each, which must be all that is left of the line: so a count cannot ask
 * for more memory than the line has bytes. NULL for none. */
static void *take_array(struct line_reader *reader, size_t count, size_t words, size_t item_size)
{
    size_t left = 0;
    if (reader->status != FY_OK) {
        return NULL;
    }
    for (size_t i = reader->at; i <= reader->size; i++) {
        left += i == reader->size || reader->line[i] == '\t';
    }
    if (left % words != 0 || left / words != count) {
        (void)fail(reader, reader->at, _("The line of the journal does not have as many items as it says."));
        return NULL;
    }
    if (count == 0) {
        return NULL;
    }
    void *array = fy_calloc(count, item_size);
    if (!array) {
        no_memory(reader);
    }
    return array;
}

static void take_parts(struct line_reader *reader, struct fy_edit *edit)
{
    size_t count;
    bool labels = edit->kind != FY_EDIT_MOVE_BOUNDARY;
    if (!take_count(reader, &count)) {
        return;
    }
    edit->parts = take_array(reader, count, labels ? 4 : 1, sizeof *edit->parts);
    edit->part_count = edit->parts ? count : 0;
    for (size_t i = 0; i < edit->part_count; i++) {
        struct fy_edit_part *part = &edit->parts[i];
        bool good = take_count(reader, &part->tier);
        if (good && labels) {
            good =
                take_text(reader, &part->merged) && take_text(reader, &part->left) && take_text(reader, &part->right);
        }
        if (!good) {
            return;
        }
    }
}

static void take_content(struct line_reader *reader, struct fy_edit *edit)
{
    const char *word;
    size_t size, count, start = reader->at;
    if (!take_word(reader, &word, &size)) {
        return;
    }
    bool intervals = size == 9 && memcmp(word, "intervals", 9) == 0;
    if (!intervals && !(size == 6 && memcmp(word, "points", 6) == 0)) {
        (void)fail(reader, start, _("\"intervals\" or \"points\" was expected here."));
        return;
    }
    struct fy_tier_content *content = fy_calloc(1, sizeof *content);
    edit->content = content;
    if (!content) {
        no_memory(reader);
        return;
    }
    content->kind = intervals ? FY_INTERVAL_TIER : FY_POINT_TIER;
    if (!take_text(reader, &content->name) || !take_time(reader, &content->xmin) ||
        !take_time(reader, &content->xmax) || !take_count(reader, &count)) {
        return;
    }
    if (intervals) {
        content->intervals = take_array(reader, count, 3, sizeof *content->intervals);
        content->size = content->intervals ? count : 0;
    } else {
        content->points = take_array(reader, count, 2, sizeof *content->points);
        content->size = content->points ? count : 0;
    }
    for (size_t i = 0; i < content->size && reader->status == FY_OK; i++) {
        if (content->intervals) {
            struct fy_interval *interval = &content->intervals[i];
            (void)(take_time(reader, &interval->xmin) && take_time(reader, &interval->xmax) &&
                   take_text(reader, &interval->text));
        } else if (content->points) {
            (void)(take_time(reader, &content->points[i].time) && take_text(reader, &content->points[i].mark));
        }
    }
}

static void take_kind(struct line_reader *reader, struct fy_edit *edit)
{
    const char *word;
    size_t size;
    if (!take_word(reader, &word, &size)) {
        return;
    }
    for (size_t k = 0; k < KIND_COUNT; k++) {
        if (strlen(kind_names[k]) == size && memcmp(kind_names[k], word, size) == 0) {
            edit->kind = (enum fy_edit_kind)k;
            return;
        }
    }
    (void)fail(reader, 0, _("This line of the journal does not begin with the name of a change."));
}

static void take_fields(struct line_reader *reader, struct fy_edit *edit)
{
    switch (edit->kind) {
    case FY_EDIT_INSERT_BOUNDARY:
    case FY_EDIT_REMOVE_BOUNDARY:
        if (take_time(reader, &edit->time)) {
            take_parts(reader, edit);
        }
        return;
    case FY_EDIT_MOVE_BOUNDARY:
        if (take_time(reader, &edit->time) && take_time(reader, &edit->to)) {
            take_parts(reader, edit);
        }
        return;
    case FY_EDIT_SET_LABEL:
    case FY_EDIT_SET_MARK:
        (void)(take_count(reader, &edit->tier) && take_count(reader, &edit->index) && take_time(reader, &edit->time) &&
               take_text(reader, &edit->before) && take_text(reader, &edit->after));
        return;
    case FY_EDIT_INSERT_POINT:
    case FY_EDIT_REMOVE_POINT:
        (void)(take_count(reader, &edit->tier) && take_time(reader, &edit->time) &&
               take_text(reader, edit->kind == FY_EDIT_INSERT_POINT ? &edit->after : &edit->before));
        return;
    case FY_EDIT_MOVE_POINT:
        (void)(take_count(reader, &edit->tier) && take_time(reader, &edit->time) && take_time(reader, &edit->to) &&
               take_text(reader, &edit->before));
        return;
    case FY_EDIT_ADD_TIER:
    case FY_EDIT_REMOVE_TIER:
        if (take_count(reader, &edit->tier)) {
            take_content(reader, edit);
        }
        return;
    case FY_EDIT_RENAME_TIER:
        (void)(take_count(reader, &edit->tier) && take_text(reader, &edit->before) && take_text(reader, &edit->after));
        return;
    }
}

enum fy_status fy_edit_read(struct fy_edit *edit, struct fy_grid *grid, const char *line, size_t size,
                            struct fy_error *error)
{
    struct line_reader reader = {
        .grid = grid, .line = line, .size = size, .scratch = FY_BUFFER_EMPTY, .status = FY_OK, .error = error
    };
    *edit = (struct fy_edit){ 0 };
    take_kind(&reader, edit);
    if (reader.status == FY_OK) {
        take_fields(&reader, edit);
    }
    if (reader.status == FY_OK && reader.at <= size) {
        (void)fail(&reader, reader.at, _("The line of the journal goes on where it should end."));
    }
    fy_buffer_free(&reader.scratch);
    if (reader.status != FY_OK) {
        fy_edit_clear(edit);
    }
    return reader.status;
}
