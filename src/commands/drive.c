/* Runs the annotator on a script of keys, without a terminal, and prints its screens as text. */
#include "base/messages.h"
#include "commands/commands.h"
#include "terminal/session.h"

#include <errno.h>
#include <fangyin/number.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char usage[] = "drive [--at TIME|#NUMBER] [--size COLUMNSxROWS] [--colours N] [--grid GRID] RECORDING|GRID|FOLDER [SCRIPT]";

struct drive {
    struct fy_session *session;
    struct fy_canvas canvas;
    const char *script;
    const char *text; /* the line that is carried out */
    unsigned line;    /* its number */
    bool quit;
};

static void send(struct drive *drive, const struct fy_event *event)
{
    if (drive->quit)
        return;
    fy_session_send(drive->session, event);
    drive->quit = fy_session_wishes(drive->session).quit;
}

/* A part of the line is wrong: the sentence, made of it, is told with its place. */
static enum fy_status fail(const struct drive *drive, const char *word, const char *sentence, struct fy_error *error)
{
    unsigned column = 1;
    for (const char *at = drive->text; at < word; at++)
        column += ((unsigned char)*at & 0xC0) != 0x80;
    (void)fy_fail_at(error, FY_SYNTAX, drive->line, column, "%s", sentence);
    return fy_error_in_file(error, drive->script);
}

static enum fy_status unexpected(const struct drive *drive, const char *word, size_t size, const char *expected,
                                 struct fy_error *error)
{
    struct fy_buffer sentence = FY_BUFFER_EMPTY;
    if (size > 0)
        fy_buffer_printf(&sentence, "“%.*s”: ", (int)size, word);
    fy_buffer_puts(&sentence, expected);
    (void)fail(drive, word, fy_buffer_text(&sentence), error);
    fy_buffer_free(&sentence);
    return error->status;
}

static enum fy_status keys(struct drive *drive, const char *list, struct fy_error *error)
{
    for (;;) {
        list += strspn(list, " \t");
        const size_t size = strcspn(list, " \t");
        struct fy_event event = { .kind = FY_EVENT_KEY };
        if (size == 0)
            return FY_OK;
        if (!fy_key_read(list, size, &event.key)) {
            (void)fy_fail(error, FY_SYNTAX, _("“%.*s” is no key; write for example Tab, F4, C-s, M-Right or a letter"),
                          (int)size, list);
            return fail(drive, list, error->sentence, error);
        }
        send(drive, &event);
        list += size;
    }
}

static enum fy_status type(struct drive *drive, const char *text)
{
    const size_t size = strlen(text);
    for (size_t at = 0; at < size;) {
        struct fy_event event = { .kind = FY_EVENT_KEY };
        /* Keys arrive a character at a time, as from an input method. */
        size_t bytes = 1;
        while (((unsigned char)text[at + bytes] & 0xC0) == 0x80)
            bytes++;
        if (text[at] == ' ')
            event.key.code = ' ';
        else if (!fy_key_read(text + at, bytes, &event.key))
            event.key.code = 0xFFFD;
        send(drive, &event);
        at += bytes;
    }
    return FY_OK;
}

static void screen(struct drive *drive, const char *name)
{
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_app_render(fy_session_app(drive->session), &drive->canvas);
    fy_canvas_write(&drive->canvas, &text);
    printf("== %s\n%s", *name ? name : "screen", fy_buffer_text(&text));
    if (drive->canvas.cursor_row >= 0)
        printf("== cursor %d,%d\n", drive->canvas.cursor_row, drive->canvas.cursor_column);
    fy_buffer_free(&text);
}

static enum fy_status resize(struct drive *drive, const char *text, struct fy_error *error)
{
    struct fy_event event = { .kind = FY_EVENT_RESIZE };
    int end = 0;
    if (sscanf(text, "%dx%d%n", &event.resize.columns, &event.resize.rows, &end) != 2 ||
        text[end + (int)strspn(text + end, " \t")] != '\0' || event.resize.columns < 1 || event.resize.rows < 1)
        return unexpected(drive, text, strlen(text), _("expected a size, as 80x24, after “size”"), error);
    send(drive, &event);
    return FY_OK;
}

static enum fy_status run_line(struct drive *drive, struct fy_error *error)
{
    const char *line = drive->text + strspn(drive->text, " \t");
    const size_t size = strcspn(line, " \t");
    const char *rest = line + size + (line[size] ? 1 : 0);
    if (size == 0 || line[0] == '#')
        return FY_OK;
    if (size == 4 && memcmp(line, "keys", 4) == 0)
        return keys(drive, rest, error);
    if (size == 4 && memcmp(line, "type", 4) == 0)
        return type(drive, rest);
    if (size == 5 && memcmp(line, "paste", 5) == 0) {
        send(drive, &(struct fy_event){ .kind = FY_EVENT_PASTE, .paste = { rest, strlen(rest) } });
        return FY_OK;
    }
    if (size == 6 && memcmp(line, "screen", 6) == 0) {
        screen(drive, rest);
        return FY_OK;
    }
    if (size == 4 && memcmp(line, "wait", 4) == 0) {
        double seconds = 0;
        rest += strspn(rest, " \t");
        if (!fy_time_read(rest, &seconds) || seconds < 0)
            return unexpected(drive, rest, strlen(rest), _("expected a time in seconds after “wait”"), error);
        fy_session_advance(drive->session, seconds);
        return FY_OK;
    }
    if (size == 4 && memcmp(line, "size", 4) == 0)
        return resize(drive, rest + strspn(rest, " \t"), error);
    return unexpected(drive, line, size, _("expected one of: keys, type, paste, wait, size, screen, or # and a remark"),
                      error);
}

static enum fy_status run_script(struct drive *drive, FILE *file, struct fy_error *error)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t size;
    enum fy_status status = FY_OK;
    while (status == FY_OK && !drive->quit && (size = getline(&line, &capacity, file)) >= 0) {
        drive->line++;
        while (size > 0 && (line[size - 1] == '\n' || line[size - 1] == '\r'))
            line[--size] = '\0';
        drive->text = line;
        status = run_line(drive, error);
    }
    free(line);
    return status;
}

int fy_command_drive(int argc, char **argv)
{
    static const struct option long_options[] = { { "size", required_argument, NULL, 's' },
                                                  { "colours", required_argument, NULL, 'c' },
                                                  { "at", required_argument, NULL, 'a' },
                                                   { "grid", required_argument, NULL, 'g' },
                                                  { NULL, 0, NULL, 0 } };
    struct fy_session_options options = {
        .columns = 80, .rows = 24, .colours = 256, .scripted = true, .chinese = fy_messages_chinese(),
    };
    struct fy_error error = { 0 };
    struct drive drive = { .script = "-" };
    int option;
    while ((option = getopt_long(argc, argv, "a:s:c:g:", long_options, NULL)) != -1) {
        if (option == 's' && sscanf(optarg, "%dx%d", &options.columns, &options.rows) == 2)
            continue;
        else if (option == 'c')
            options.colours = atoi(optarg);
        else if (option == 'g')
            options.grid_path = optarg;
        else if (option == 'a')
            options.at = optarg;
        else
            return fy_command_usage(usage);
    }
    if (optind >= argc || optind + 2 < argc)
        return fy_command_usage(usage);
    options.path = argv[optind];
    FILE *file = stdin;
    if (optind + 1 < argc && strcmp(argv[optind + 1], "-") != 0) {
        drive.script = argv[optind + 1];
        file = fopen(drive.script, "r");
        if (!file) {
            (void)fy_fail(&error, FY_IO, "%s", strerror(errno));
            (void)fy_error_in_file(&error, drive.script);
            return fy_command_error(&error);
        }
    }
    enum fy_status status = fy_session_open(&drive.session, &options, &error);
    if (status == FY_OK)
        status = run_script(&drive, file, &error);
    struct fy_error lost;
    if (!fy_session_close(drive.session, &lost) && status == FY_OK) {
        error = lost;
        status = lost.status;
    }
    fy_canvas_free(&drive.canvas);
    if (file != stdin)
        fclose(file);
    return status == FY_OK ? 0 : fy_command_error(&error);
}
