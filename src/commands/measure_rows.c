#include "commands/measure.h"

#include "base/json_write.h"
#include "commands/commands.h"
#include <fangyin/text.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { BUFFERED = 1 << 16 };

double fy_measure_number(double value, double otherwise)
{
    return isnan(value) ? otherwise : value;
}

void fy_rows_begin(struct fy_measure_rows *rows, bool json)
{
    *rows = (struct fy_measure_rows){ .json = json };
}

/* Digits with a fixed number of decimals: a spectrogram has millions of them. */
static void put_number(struct fy_buffer *out, double value, int decimals)
{
    static const double powers[] = { 1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6 };
    char digits[32];
    size_t at = sizeof digits;

    if (!(fabs(value) < 1e11)) {
        fy_buffer_printf(out, "%.*f", decimals, value);
        return;
    }
    const double scaled = floor(fabs(value) * powers[decimals] + 0.5);
    uint64_t whole = (uint64_t)scaled;
    for (int i = 0; i < decimals || i == 0 || whole > 0; i++) {
        if (i == decimals && decimals > 0)
            digits[--at] = '.';
        digits[--at] = (char)('0' + whole % 10);
        whole /= 10;
        if (i + 1 == decimals && whole == 0) {
            digits[--at] = '.';
            digits[--at] = '0';
            break;
        }
    }
    if (value < 0.0 && scaled > 0.0)
        digits[--at] = '-';
    fy_buffer_append(out, digits + at, sizeof digits - at);
}

static void begin_field(struct fy_measure_rows *rows, const char *name)
{
    if (rows->json) {
        fy_buffer_puts(&rows->line, rows->fields == 0 ? "{" : ",");
        struct fy_json_writer json = { .out = &rows->line };
        fy_json_text(&json, NULL, name);
        fy_buffer_putc(&rows->line, ':');
    } else {
        if (rows->fields > 0)
            fy_buffer_putc(&rows->line, '\t');
        if (!rows->named) {
            fy_buffer_puts(&rows->names, rows->fields > 0 ? "\t" : "");
            fy_buffer_puts(&rows->names, name);
        }
    }
    rows->fields++;
}

void fy_rows_number(struct fy_measure_rows *rows, const char *name, double value, int decimals)
{
    begin_field(rows, name);
    if (isfinite(value) && decimals == FY_ROWS_SIGNIFICANT)
        fy_buffer_printf(&rows->line, "%.7g", value);
    else if (isfinite(value))
        put_number(&rows->line, value, decimals);
    else if (rows->json)
        fy_buffer_puts(&rows->line, "null");
}

void fy_rows_text(struct fy_measure_rows *rows, const char *name, const char *text)
{
    begin_field(rows, name);
    if (rows->json) {
        struct fy_json_writer json = { .out = &rows->line };
        fy_json_text(&json, NULL, text);
        return;
    }
    for (size_t at = 0, size = strlen(text), next; at < size; at = next) {
        next = fy_grapheme_next(text, size, at);
        const unsigned char first = (unsigned char)text[at];
        /* What parts fields and lines, or moves a terminal, becomes a blank. */
        if (first < 0x20 || first == 0x7F)
            fy_buffer_putc(&rows->line, ' ');
        else
            fy_buffer_append(&rows->line, text + at, next - at);
    }
}

static void flush(struct fy_measure_rows *rows)
{
    fwrite(rows->out.data, 1, rows->out.size, stdout);
    fy_buffer_clear(&rows->out);
}

static void put_names(struct fy_measure_rows *rows)
{
    if (rows->json || rows->named)
        return;
    fy_buffer_putc(&rows->names, '\n');
    fy_buffer_append(&rows->out, rows->names.data, rows->names.size);
    rows->named = true;
}

void fy_rows_end_names(struct fy_measure_rows *rows)
{
    put_names(rows);
    fy_buffer_clear(&rows->line);
    rows->fields = 0;
}

void fy_rows_end_line(struct fy_measure_rows *rows)
{
    put_names(rows);
    if (rows->json)
        fy_buffer_putc(&rows->line, '}');
    fy_buffer_putc(&rows->line, '\n');
    fy_buffer_append(&rows->out, rows->line.data, rows->line.size);
    fy_buffer_clear(&rows->line);
    rows->fields = 0;
    if (rows->out.size >= BUFFERED)
        flush(rows);
}

int fy_measure_end(struct fy_measure_rows *rows)
{
    struct fy_error error;
    const bool failed = rows->names.failed || rows->line.failed || rows->out.failed;
    if (rows->out.size > 0)
        flush(rows);
    fy_buffer_free(&rows->names);
    fy_buffer_free(&rows->line);
    fy_buffer_free(&rows->out);
    if (!failed && fflush(stdout) == 0 && !ferror(stdout))
        return 0;
    const enum fy_status status = failed ? FY_NO_MEMORY : FY_IO;
    (void)fy_fail(&error, status, "%s", fy_status_text(status));
    return fy_command_error(&error);
}
