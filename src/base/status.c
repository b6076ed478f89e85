#include <fangyin/status.h>
#include <fangyin/text.h>

#include "base/messages.h"
#include "base/visible.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const texts[FY_STATUS_COUNT] = {
    [FY_OK] = N_("Done."),
    [FY_NO_MEMORY] = N_("There is not enough memory."),
    [FY_NOT_FOUND] = N_("There is no such thing."),
    [FY_NO_ACCESS] = N_("The system refuses access."),
    [FY_IO] = N_("Reading or writing failed."),
    [FY_SYNTAX] = N_("The content does not follow its format."),
    [FY_ENCODING] = N_("The text is not in the expected encoding."),
    [FY_UNSUPPORTED] = N_("This cannot be done here."),
    [FY_INVALID] = N_("This would break the document, or an argument is wrong."),
    [FY_CHANGED] = N_("The file has been changed by somebody else meanwhile."),
    [FY_NO_DEVICE] = N_("There is no sound device."),
    [FY_CANCELLED] = N_("It was stopped."),
};

const char *fy_status_text(enum fy_status status)
{
    if ((unsigned)status >= FY_STATUS_COUNT)
        return fy_message("Unknown status.");
    return fy_message(texts[status]);
}

/* snprintf may have cut a character in two: drop its first part. */
static void drop_half_character(char *text)
{
    size_t size = strlen(text), lead = size;
    while (lead > 0 && ((unsigned char)text[lead - 1] & 0xC0) == 0x80)
        lead--;
    if (lead == 0)
        return;
    uint32_t code;
    lead--;
    if ((unsigned char)text[lead] >= 0xC0 && fy_utf8_decode(text + lead, size - lead, &code) == 0)
        text[lead] = '\0';
}

static void set(struct fy_error *error, enum fy_status status, unsigned line, unsigned column, const char *format,
                va_list arguments) FY_PRINTF(5, 0);

static void set(struct fy_error *error, enum fy_status status, unsigned line, unsigned column, const char *format,
                va_list arguments)
{
    /* The sentence may be made of the error's own texts: it is built aside. */
    char sentence[sizeof error->sentence];
    int size = vsnprintf(sentence, sizeof sentence, format, arguments);
    if (size < 0)
        sentence[0] = '\0';
    else if ((size_t)size >= sizeof sentence)
        drop_half_character(sentence);
    error->status = status;
    error->line = line;
    error->column = column;
    error->file[0] = '\0';
    memcpy(error->sentence, sentence, sizeof sentence);
}

enum fy_status fy_fail(struct fy_error *error, enum fy_status status, const char *format, ...)
{
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        set(error, status, 0, 0, format, arguments);
        va_end(arguments);
    }
    return status;
}

enum fy_status fy_fail_at(struct fy_error *error, enum fy_status status, unsigned line, unsigned column,
                          const char *format, ...)
{
    if (error) {
        va_list arguments;
        va_start(arguments, format);
        set(error, status, line, column, format, arguments);
        va_end(arguments);
    }
    return status;
}

enum fy_status fy_error_in_file(struct fy_error *error, const char *file)
{
    if (!error)
        return FY_OK;
    if (error->file[0] == '\0') {
        int size = snprintf(error->file, sizeof error->file, "%s", file);
        if (size >= (int)sizeof error->file)
            drop_half_character(error->file);
    }
    return error->status;
}

/* Append as much of addition[0..addition_size) as fits, in whole characters. Returns the new length. */
static size_t append_visible(char *text, size_t size, size_t at, const char *addition)
{
    size_t left = strlen(addition);
    while (left > 0) {
        const char *shown;
        size_t shown_size;
        size_t step = fy_visible_step(addition, left, &shown, &shown_size);
        if (shown_size >= size - at)
            break;
        memcpy(text + at, shown, shown_size);
        at += shown_size;
        addition += step;
        left -= step;
    }
    text[at] = '\0';
    return at;
}

const char *fy_error_format(const struct fy_error *error, char *text, size_t size)
{
    if (size == 0)
        return text;
    text[0] = '\0';
    size_t at = append_visible(text, size, 0, error->file);
    char place[40] = "";
    if (error->line > 0 && error->column > 0)
        snprintf(place, sizeof place, "%s%u:%u", at ? ":" : "", error->line, error->column);
    else if (error->line > 0)
        snprintf(place, sizeof place, "%s%u", at ? ":" : "", error->line);
    at = append_visible(text, size, at, place);
    if (at > 0)
        at = append_visible(text, size, at, ": ");
    append_visible(text, size, at, error->sentence[0] ? error->sentence : fy_status_text(error->status));
    return text;
}
