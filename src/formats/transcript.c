/* Readable transcripts, writing only: a segment with its speaker, its time, what was said, and what that means (the
 * tier "std"). As plain text, Markdown and HTML. */
#include "base/messages.h"
#include "formats/formats.h"
#include "formats/segments.h"

#include <fangyin/number.h>
#include <string.h>

static const char *const sisters[] = { "std", "dialect", NULL };

/* What a segment needs for a line. */
struct passage {
    const char *speaker, *text, *gloss, *dialect;
    char time[FY_NUMBER_SIZE];
};

/* One form of a transcript. */
struct form {
    void (*title)(struct fy_buffer *out, const char *recording, bool first);
    void (*passage)(struct fy_buffer *out, const struct passage *passage);
    void (*end)(struct fy_buffer *out);
};

static enum fy_status write_form(struct fy_buffer *out, const struct fy_named_grid *grid, bool first,
                                 const struct fy_format_options *options, struct fy_losses *losses,
                                 struct fy_error *error, const char *name, const struct form *form)
{
    const struct fy_segments_wish wish = { .format = name, .sisters = sisters, .speakers = true };
    struct fy_segments segments;
    enum fy_status status = fy_segments_take(&segments, grid->grid, options, &wish, losses, error);
    if (status != FY_OK)
        return status;
    form->title(out, grid->name, first);
    for (size_t i = 0; i < segments.count; i++) {
        const struct fy_segment *segment = &segments.items[i];
        struct passage passage = { .speaker = segment->speaker,
                                   .text = segment->text,
                                   .gloss = fy_segment_sister(grid->grid, segment, "std"),
                                   .dialect = fy_segment_sister(grid->grid, segment, "dialect") };
        (void)fy_time_write(segment->start, 1, passage.time);
        form->passage(out, &passage);
    }
    if (form->end)
        form->end(out);
    status = fy_losses_add(losses, _("segments of whose times a transcript has only the start, to a tenth of a second"),
                           segments.count);
    fy_segments_free(&segments);
    return fy_written(out, status, error);
}

/* ---- plain text ---- */

/* Append text; what follows a line break is put under the text's start. */
static void put_indented(struct fy_buffer *out, const char *text, const char *indent)
{
    for (; *text; text++) {
        fy_buffer_putc(out, *text);
        if (*text == '\n')
            fy_buffer_puts(out, indent);
    }
}

static void txt_title(struct fy_buffer *out, const char *recording, bool first)
{
    if (!first)
        fy_buffer_putc(out, '\n');
    if (recording[0])
        fy_buffer_printf(out, "%s\n\n", recording);
}

static void txt_passage(struct fy_buffer *out, const struct passage *passage)
{
    fy_buffer_printf(out, "[%s] ", passage->time);
    if (passage->speaker[0])
        fy_buffer_printf(out, "%s: ", passage->speaker);
    put_indented(out, passage->text, "    ");
    if (passage->dialect[0])
        fy_buffer_printf(out, " (%s)", passage->dialect);
    if (passage->gloss[0]) {
        fy_buffer_puts(out, "\n    = ");
        put_indented(out, passage->gloss, "      ");
    }
    fy_buffer_putc(out, '\n');
}

static enum fy_status write_txt(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                                const struct fy_format_options *options, struct fy_losses *losses,
                                struct fy_error *error)
{
    static const struct form form = { txt_title, txt_passage, NULL };
    (void)part;
    return write_form(out, grid, first, options, losses, error, _("a transcript"), &form);
}

/* ---- Markdown ---- */

/* Append text with the signs that Markdown takes for its own behind backslashes. */
static void put_markdown(struct fy_buffer *out, const char *text)
{
    for (const char *at = text; *at; at++) {
        if (*at == '\n') {
            fy_buffer_puts(out, "  \n");
            continue;
        }
        if (strchr("\\`*_{}[]<>()#+-.!|~&^:=", *at))
            fy_buffer_putc(out, '\\');
        fy_buffer_putc(out, *at);
    }
}

static void md_title(struct fy_buffer *out, const char *recording, bool first)
{
    if (!first)
        fy_buffer_putc(out, '\n');
    if (recording[0]) {
        fy_buffer_puts(out, "# ");
        put_markdown(out, recording);
        fy_buffer_puts(out, "\n\n");
    }
}

static void md_passage(struct fy_buffer *out, const struct passage *passage)
{
    if (passage->speaker[0]) {
        fy_buffer_puts(out, "**");
        put_markdown(out, passage->speaker);
        fy_buffer_puts(out, "** ");
    }
    fy_buffer_printf(out, "`%s`  \n", passage->time);
    put_markdown(out, passage->text);
    if (passage->dialect[0]) {
        fy_buffer_puts(out, " \\(");
        put_markdown(out, passage->dialect);
        fy_buffer_puts(out, "\\)");
    }
    if (passage->gloss[0]) {
        fy_buffer_puts(out, "  \n*");
        put_markdown(out, passage->gloss);
        fy_buffer_putc(out, '*');
    }
    fy_buffer_puts(out, "\n\n");
}

static enum fy_status write_markdown(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                                     const struct fy_format_options *options, struct fy_losses *losses,
                                     struct fy_error *error)
{
    static const struct form form = { md_title, md_passage, NULL };
    (void)part;
    return write_form(out, grid, first, options, losses, error, _("a transcript"), &form);
}

/* ---- HTML ---- */

static void put_html(struct fy_buffer *out, const char *text)
{
    for (; *text; text++) {
        const char *reference = *text == '&'    ? "&amp;"
                                : *text == '<'  ? "&lt;"
                                : *text == '>'  ? "&gt;"
                                : *text == '"'  ? "&quot;"
                                : *text == '\'' ? "&#39;"
                                : *text == '\n' ? "<br>"
                                                : NULL;
        if (reference)
            fy_buffer_puts(out, reference);
        else
            fy_buffer_putc(out, *text);
    }
}

static void html_title(struct fy_buffer *out, const char *recording, bool first)
{
    if (first) {
        fy_buffer_puts(out, "<!DOCTYPE html>\n<html>\n<head>\n<meta charset=\"utf-8\">\n"
                            "<meta name=\"viewport\" content=\"width=device-width\">\n<title>");
        put_html(out, recording);
        fy_buffer_puts(out, "</title>\n<style>\nbody { max-width: 46em; margin: 2em auto; padding: 0 1em; "
                            "font-family: sans-serif; line-height: 1.5; }\n"
                            "td { vertical-align: top; padding: 0.2em 0.6em; }\n"
                            ".time { color: #666; font-variant-numeric: tabular-nums; }\n"
                            ".speaker { font-weight: bold; }\n.gloss, .dialect { color: #666; }\n"
                            "</style>\n</head>\n<body>\n");
    }
    if (recording[0]) {
        fy_buffer_puts(out, "<h1>");
        put_html(out, recording);
        fy_buffer_puts(out, "</h1>\n");
    }
    fy_buffer_puts(out, "<table>\n");
}

static void html_passage(struct fy_buffer *out, const struct passage *passage)
{
    fy_buffer_printf(out, "<tr><td class=\"time\">%s</td><td class=\"speaker\" dir=\"auto\">", passage->time);
    put_html(out, passage->speaker);
    fy_buffer_puts(out, "</td><td dir=\"auto\">");
    put_html(out, passage->text);
    if (passage->dialect[0]) {
        fy_buffer_puts(out, " <span class=\"dialect\">");
        put_html(out, passage->dialect);
        fy_buffer_puts(out, "</span>");
    }
    if (passage->gloss[0]) {
        fy_buffer_puts(out, "<div class=\"gloss\">");
        put_html(out, passage->gloss);
        fy_buffer_puts(out, "</div>");
    }
    fy_buffer_puts(out, "</td></tr>\n");
}

static void html_end(struct fy_buffer *out)
{
    fy_buffer_puts(out, "</table>\n");
}

static enum fy_status write_html(struct fy_buffer *out, size_t part, const struct fy_named_grid *grid, bool first,
                                 const struct fy_format_options *options, struct fy_losses *losses,
                                 struct fy_error *error)
{
    static const struct form form = { html_title, html_passage, html_end };
    (void)part;
    return write_form(out, grid, first, options, losses, error, _("a transcript"), &form);
}

static enum fy_status finish_html(struct fy_buffer *out, size_t part, struct fy_error *error)
{
    (void)part;
    fy_buffer_puts(out, "</body>\n</html>\n");
    return fy_written(out, FY_OK, error);
}

const struct fy_format fy_format_txt = {
    .name = "txt",
    .extensions = "txt",
    .help = N_("a transcript to read, as plain text"),
    .abilities = FY_FORMAT_WRITES | FY_FORMAT_MANY,
    .write = write_txt,
    .parts = 1,
};

const struct fy_format fy_format_markdown = {
    .name = "md",
    .extensions = "md markdown",
    .help = N_("a transcript to read, as Markdown"),
    .abilities = FY_FORMAT_WRITES | FY_FORMAT_MANY,
    .write = write_markdown,
    .parts = 1,
};

const struct fy_format fy_format_html = {
    .name = "html",
    .extensions = "html htm",
    .help = N_("a transcript to read, as HTML"),
    .abilities = FY_FORMAT_WRITES | FY_FORMAT_MANY,
    .write = write_html,
    .parts = 1,
    .finish = finish_html,
};
