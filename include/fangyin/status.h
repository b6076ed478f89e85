/* Status values and errors. Every fallible function of the library returns an enum fy_status and, where a reader needs
 * to know what happened, fills a struct fy_error that belongs to the caller. The library never prints. */
#ifndef FANGYIN_STATUS_H
#define FANGYIN_STATUS_H

#include <stddef.h>

enum fy_status {
    FY_OK,          /* done */
    FY_NO_MEMORY,   /* an allocation failed; the object is unchanged */
    FY_NOT_FOUND,   /* no such file, tier, item */
    FY_NO_ACCESS,   /* the system refused access */
    FY_IO,          /* reading or writing failed on the way */
    FY_SYNTAX,      /* bytes that do not follow their format */
    FY_ENCODING,    /* bytes that are no text in the expected encoding */
    FY_UNSUPPORTED, /* understood, but not something we can do */
    FY_INVALID,     /* would break an invariant of the document, or a wrong argument */
    FY_CHANGED,     /* the file on disk is not the one that was read */
    FY_NO_DEVICE,   /* no sound device */
    FY_CANCELLED,   /* stopped because somebody wished so */
    FY_STATUS_COUNT
};

/* One plain sentence for a status (translated; static storage). */
const char *fy_status_text(enum fy_status status);

/* What went wrong, where. file is empty, line and column are 0 where they do not apply. Lines and columns count from 1;
 * a column counts characters, not bytes. */
struct fy_error {
    enum fy_status status;
    unsigned line;
    unsigned column;
    char file[512];
    char sentence[512];
};

#if defined(__GNUC__)
#define FY_PRINTF(fmt, args) __attribute__((format(printf, fmt, args)))
#else
#define FY_PRINTF(fmt, args)
#endif

/* Set the sentence and return status, so that `return fy_fail(error, FY_IO, ...)` is the idiom. error may be NULL.
 * file, line and column are cleared. */
enum fy_status fy_fail(struct fy_error *error, enum fy_status status, const char *format, ...) FY_PRINTF(3, 4);

/* The same with a place. */
enum fy_status fy_fail_at(struct fy_error *error, enum fy_status status, unsigned line, unsigned column,
                          const char *format, ...) FY_PRINTF(5, 6);

/* Name the file of an error that a layer below could not know. Keeps a name that is set already. Returns its status. */
enum fy_status fy_error_in_file(struct fy_error *error, const char *file);

/* "FILE:LINE:COLUMN: sentence" with the parts that are known, control characters made visible, cut to size bytes.
 * Returns text. */
const char *fy_error_format(const struct fy_error *error, char *text, size_t size);

#endif
