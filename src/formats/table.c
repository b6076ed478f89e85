#include "formats/table.h"

#include "base/messages.h"
#include "formats/clock.h"
#include "formats/formats.h"
#include "formats/rows.h"

#include <fangyin/memory.h>
#include <fangyin/number.h>
#include <math.h>
#include <string.h>
#include <strings.h>

const char *const fy_table_sisters[] = { "dialect", "std",  "rom",    "ipa",  "tone", "event", "emotion",
                                         "content", "note", "status", "flag", "id",   NULL };

/* ---- records ---- */

void fy_record_free(struct fy_record *record)
{
    fy_buffer_free(&record->texts);
    fy_free(record->fields);
    memset(record, 0, sizeof *record);
}

struct fy_slice fy_record_field(const struct fy_record *record, size_t index)
{
    if (index >= record->count)
        return (struct fy_slice){ "", 0 };
    return (struct fy_slice){ fy_buffer_text(&record->texts) + record->fields[index].text, record->fields[index].size };
}

static void add_field(struct fy_record *record, size_t start, const char *where)
{
    struct fy_field *grown = fy_grow(record->fields, &record->capacity, record->count + 1, sizeof *grown);
    if (!grown) {
        record->failed = true;
        return;
    }
    record->fields = grown;
    grown[record->count++] = (struct fy_field){ start, record->texts.size - start, where };
}

/* The inside of a quoted field; `at` is behind the first quote. Returns where it goes on. */
static const char *read_quoted(struct fy_record *record, const char *at, const char *end)
{
    for (;;) {
        const char *quote = memchr(at, '"', (size_t)(end - at));
        const char *stop = quote ? quote : end;
        for (; at < stop; at++) {
            if (*at != '\r' || at + 1 == end || at[1] != '\n')
                fy_buffer_putc(&record->texts, *at);
        }
        if (!quote) {
            record->open = true;
            return end;
        }
        if (quote + 1 == end || quote[1] != '"')
            return quote + 1;
        fy_buffer_putc(&record->texts, '"');
        at = quote + 2;
    }
}

bool fy_record_next(struct fy_record *record, struct fy_slice *rest, char mark)
{
    const char *at = rest->text, *end = rest->text + rest->size;
    fy_buffer_clear(&record->texts);
    record->count = 0;
    record->open = false;
    if (rest->size == 0)
        return false;
    for (bool more = true; more;) {
        const size_t start = record->texts.size;
        const char *where = at;
        if (mark != '\t' && at < end && *at == '"')
            at = read_quoted(record, at + 1, end);
        const char *plain = at;
        while (at < end && *at != mark && *at != '\n' && *at != '\r')
            at++;
        fy_buffer_append(&record->texts, plain, (size_t)(at - plain));
        add_field(record, start, where);
        more = at < end && *at == mark && !record->failed;
        at += more;
    }
    if (at < end)
        at += *at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1;
    *rest = (struct fy_slice){ at, (size_t)(end - at) };
    record->failed = record->failed || record->texts.failed;
    return !record->failed;
}

/* ---- columns ---- */

enum fy_role fy_column_role(struct fy_slice name)
{
    static const struct {
        const char *name;
        enum fy_role role;
    } known[] = {
        { "start", FY_ROLE_START },
        { "begin", FY_ROLE_START },
        { "from", FY_ROLE_START },
        { "start_time", FY_ROLE_START },
        { "begin_time", FY_ROLE_START },
        { "xmin", FY_ROLE_START },
        { "tmin", FY_ROLE_START },
        { "onset", FY_ROLE_START },
        { "time", FY_ROLE_START },
        { "end", FY_ROLE_END },
        { "stop", FY_ROLE_END },
        { "to", FY_ROLE_END },
        { "end_time", FY_ROLE_END },
        { "stop_time", FY_ROLE_END },
        { "xmax", FY_ROLE_END },
        { "tmax", FY_ROLE_END },
        { "offset", FY_ROLE_END },
        { "duration", FY_ROLE_DURATION },
        { "dur", FY_ROLE_DURATION },
        { "tier", FY_ROLE_TIER },
        { "speaker", FY_ROLE_SPEAKER },
        { "spk", FY_ROLE_SPEAKER },
        { "speaker_id", FY_ROLE_SPEAKER },
        { "participant", FY_ROLE_SPEAKER },
        { "text", FY_ROLE_TEXT },
        { "label", FY_ROLE_TEXT },
        { "transcript", FY_ROLE_TEXT },
        { "transcription", FY_ROLE_TEXT },
        { "sentence", FY_ROLE_TEXT },
        { "mark", FY_ROLE_TEXT },
        { "recording", FY_ROLE_RECORDING },
        { "file", FY_ROLE_RECORDING },
        { "filename", FY_ROLE_RECORDING },
        { "audio", FY_ROLE_RECORDING },
        { "wav", FY_ROLE_RECORDING },
        { "path", FY_ROLE_RECORDING },
        { "wav_filename", FY_ROLE_RECORDING },
    };
    name = fy_slice_trim(name);
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        if (strlen(known[i].name) == name.size && strncasecmp(known[i].name, name.text, name.size) == 0)
            return known[i].role;
    }
    return FY_ROLE_SISTER;
}

struct columns {
    char mark;
    struct fy_record names;
    size_t of[FY_ROLE_TEXT + 1]; /* the first column of each role, or FY_NONE */
};

/* The header's mark: tabs, else semicolons where there is no comma. */
static char find_mark(struct fy_slice line)
{
    if (memchr(line.text, '\t', line.size))
        return '\t';
    return memchr(line.text, ';', line.size) && !memchr(line.text, ',', line.size) ? ';' : ',';
}

static bool read_header(struct columns *columns, struct fy_slice *rest)
{
    struct fy_slice line, all = *rest;
    if (!fy_slice_line(&all, &line))
        return false;
    columns->mark = find_mark(line);
    for (size_t role = 0; role <= FY_ROLE_TEXT; role++)
        columns->of[role] = FY_NONE;
    if (!fy_record_next(&columns->names, rest, columns->mark))
        return false;
    for (size_t i = columns->names.count; i-- > 0;)
        columns->of[fy_column_role(fy_record_field(&columns->names, i))] = i;
    return true;
}

static int probe_mark(const struct fy_stream *stream, bool tabs)
{
    char head[FY_PROBE_SIZE];
    struct fy_slice rest = fy_probe_head(stream, head);
    struct columns columns = { .mark = 0 };
    const bool table = read_header(&columns, &rest) && columns.names.count > 1 && (columns.mark == '\t') == tabs &&
                       columns.of[FY_ROLE_START] != FY_NONE;
    fy_record_free(&columns.names);
    return table ? 85 : 0;
}

static int probe_csv(const struct fy_stream *stream)
{
    return probe_mark(stream, false);
}

static int probe_tsv(const struct fy_stream *stream)
{
    return probe_mark(stream, true);
}

/* ---- reading ---- */

enum { MOST_COLUMNS = 500 };

struct reading {
    struct fy_lines *lines;
    struct fy_rows *rows;
    const struct fy_format_options *options;
    struct columns columns;
    struct fy_record record;
    struct fy_buffer labelled; /* for each tier a bit for each column: does any row of that tier have a label there? */
    const char *first_bad;
    bool adding; /* the second time through: rows are added */
};

static bool read_time(struct fy_slice field, double *seconds)
{
    field = fy_slice_trim(field);
    if (fy_slice_number(field, seconds))
        return true;
    return fy_slice_clock(&field, seconds) && field.size == 0;
}

/* Start and end of the record; *point where it has no end. */
static bool read_times(const struct reading *reading, double *start, double *end, bool *point)
{
    const struct columns *columns = &reading->columns;
    const struct fy_slice to = fy_slice_trim(fy_record_field(&reading->record, columns->of[FY_ROLE_END]));
    const struct fy_slice length = fy_slice_trim(fy_record_field(&reading->record, columns->of[FY_ROLE_DURATION]));
    *point = to.size == 0 && length.size == 0;
    if (!read_time(fy_record_field(&reading->record, columns->of[FY_ROLE_START]), start))
        return false;
    *end = *start;
    if (to.size > 0)
        return read_time(to, end);
    double duration = 0;
    if (length.size > 0 && !read_time(length, &duration))
        return false;
    *end = length.size > 0 ? fy_time_sum(*start, duration) : *start;
    return true;
}

/* Has a row of that tier a label in that column? From now on, if this one has. */
static bool is_labelled(struct reading *reading, size_t tier, size_t column, bool now)
{
    const size_t at = tier * ((reading->columns.names.count + 7) / 8) + column / 8;
    const unsigned char bit = (unsigned char)(1u << column % 8);
    while (reading->labelled.size <= at && !reading->labelled.failed)
        fy_buffer_putc(&reading->labelled, 0);
    if (reading->labelled.failed)
        return false;
    unsigned char *byte = (unsigned char *)reading->labelled.data + at;
    if (now)
        *byte = (unsigned char)(*byte | bit);
    return *byte & bit;
}

static void read_sister(struct reading *reading, size_t recording, size_t tier, size_t column, struct fy_slice speaker,
                        double start, double end)
{
    const struct fy_slice label = fy_record_field(&reading->record, column);
    const struct fy_slice name = fy_slice_trim(fy_record_field(&reading->columns.names, column));
    if (name.size == 0 || !is_labelled(reading, tier, column, label.size > 0))
        return;
    char base[128];
    const size_t size = name.size < sizeof base ? name.size : sizeof base - 1;
    memcpy(base, name.text, size);
    base[size] = '\0';
    const size_t sister = fy_rows_tier(reading->rows, recording, FY_INTERVAL_TIER, base, speaker);
    if (reading->adding)
        fy_rows_add(reading->rows, reading->lines, sister, start, end, label, reading->record.fields[0].where);
}

static void read_record(struct reading *reading)
{
    const struct columns *columns = &reading->columns;
    const char *where = reading->record.fields[0].where;
    double start, end;
    bool point;
    if (!read_times(reading, &start, &end, &point)) {
        reading->first_bad = reading->first_bad ? reading->first_bad : where;
        if (reading->adding)
            fy_lines_find(reading->lines, where, true,
                          _("The times of this row are no seconds and no clock times; it was left out."));
        return;
    }
    const struct fy_slice name = fy_record_field(&reading->record, columns->of[FY_ROLE_RECORDING]);
    const struct fy_slice tier_name = fy_record_field(&reading->record, columns->of[FY_ROLE_TIER]);
    struct fy_slice speaker = fy_record_field(&reading->record, columns->of[FY_ROLE_SPEAKER]);
    const size_t recording = fy_rows_recording(reading->rows, name.text, name.size);
    struct fy_buffer base = FY_BUFFER_EMPTY;
    if (tier_name.size > 0)
        fy_buffer_append(&base, tier_name.text, tier_name.size);
    else
        fy_buffer_puts(&base, point                                        ? "points"
                              : reading->options && reading->options->tier ? reading->options->tier
                                                                           : "text");
    const size_t tier = fy_rows_tier(reading->rows, recording, point ? FY_POINT_TIER : FY_INTERVAL_TIER,
                                     fy_buffer_text(&base), speaker);
    reading->rows->failed = reading->rows->failed || base.failed;
    if (speaker.size == 0) {
        const char *suffix = fy_name_speaker(fy_buffer_text(&base));
        if (suffix)
            speaker = (struct fy_slice){ suffix, strlen(suffix) };
    }
    if (reading->adding)
        fy_rows_add(reading->rows, reading->lines, tier, start, end,
                    fy_record_field(&reading->record, columns->of[FY_ROLE_TEXT]), where);
    for (size_t i = 0; i < columns->names.count && !point && !reading->rows->failed; i++) {
        if (fy_column_role(fy_record_field(&columns->names, i)) == FY_ROLE_SISTER)
            read_sister(reading, recording, tier, i, speaker, start, end);
    }
    if (reading->adding && reading->record.count > columns->names.count)
        fy_lines_find(reading->lines, where, true,
                      _("This row has more fields than the header; the last were left out."));
    fy_buffer_free(&base);
}

static enum fy_status read_records(struct reading *reading, struct fy_slice rest)
{
    while (fy_record_next(&reading->record, &rest, reading->columns.mark)) {
        if (reading->record.open)
            return fy_lines_fail(reading->lines, reading->record.fields[reading->record.count - 1].where, FY_SYNTAX,
                                 _("The quote that opens here is never closed."));
        if (reading->record.count > 1 || fy_slice_trim(fy_record_field(&reading->record, 0)).size > 0)
            read_record(reading);
    }
    return reading->record.failed || reading->labelled.failed || reading->rows->failed ? FY_NO_MEMORY : FY_OK;
}

static enum fy_status read_table(struct reading *reading)
{
    struct fy_lines *lines = reading->lines;
    struct fy_slice rest = { lines->text, (size_t)(lines->end - lines->text) };
    const bool header = read_header(&reading->columns, &rest);
    if (reading->columns.names.failed)
        return FY_NO_MEMORY;
    if (!header || reading->columns.of[FY_ROLE_START] == FY_NONE)
        return fy_lines_fail(lines, lines->text, FY_SYNTAX,
                             _("The first line must name the columns, and one of them must be start (and end or "
                               "duration, text, tier, speaker, dialect ...)."));
    if (reading->columns.names.count > MOST_COLUMNS)
        return fy_lines_fail(lines, reading->columns.names.fields[MOST_COLUMNS].where, FY_UNSUPPORTED,
                             _("This table has more columns than the 500 that are read."));
    enum fy_status status = read_records(reading, rest);
    reading->adding = true;
    if (status == FY_OK)
        status = read_records(reading, rest);
    if (status == FY_OK && reading->rows->count == 0 && reading->first_bad)
        return fy_lines_fail(lines, reading->first_bad, FY_SYNTAX,
                             _("No row has times that are seconds or clock times; this is the first."));
    return status;
}

static enum fy_status fill(struct fy_lines *lines, struct fy_rows *rows, const struct fy_format_options *options)
{
    struct reading reading = { .lines = lines, .rows = rows, .options = options };
    const enum fy_status status = read_table(&reading);
    fy_record_free(&reading.columns.names);
    fy_record_free(&reading.record);
    fy_buffer_free(&reading.labelled);
    return status;
}

static enum fy_status read(const struct fy_stream *streams, size_t count, const struct fy_format_options *options,
                           struct fy_named_grids *grids, struct fy_findings *findings, struct fy_error *error)
{
    (void)count;
    return fy_read_rows(streams, options, grids, findings, error, fill);
}

static enum fy_status write_csv(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                                const struct fy_format_options *options, struct fy_losses *losses,
                                struct fy_error *error)
{
    (void)part;
    return fy_table_write(out, grid, first, ',', options, losses, error);
}

static enum fy_status write_tsv(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                                const struct fy_format_options *options, struct fy_losses *losses,
                                struct fy_error *error)
{
    (void)part;
    return fy_table_write(out, grid, first, '\t', options, losses, error);
}

const struct fy_format fy_format_csv = {
    .name = "csv",
    .extensions = "csv",
    .help = N_("a table, its columns named in the first line, parted by commas"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES | FY_FORMAT_MANY,
    .probe = probe_csv,
    .read = read,
    .write = write_csv,
    .parts = 1,
};

const struct fy_format fy_format_tsv = {
    .name = "tsv",
    .extensions = "tsv tab",
    .help = N_("a table, its columns named in the first line, parted by tabs"),
    .abilities = FY_FORMAT_READS | FY_FORMAT_WRITES | FY_FORMAT_MANY,
    .probe = probe_tsv,
    .read = read,
    .write = write_tsv,
    .parts = 1,
};
