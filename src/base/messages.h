/* Messages for people: English in the source, other languages through gettext. */
#ifndef FANGYIN_MESSAGES_H
#define FANGYIN_MESSAGES_H

#include <stdbool.h>
#include <stddef.h>

#if defined(__GNUC__)
#define FY_FORMAT_ARG(n) __attribute__((format_arg(n)))
#else
#define FY_FORMAT_ARG(n)
#endif

/* The translation of an English message in the language that fy_messages_start chose. A format stays a format: the
 * compiler checks the arguments against the English one. */
const char *fy_message(const char *english) FY_FORMAT_ARG(1);
const char *fy_message_plural(const char *one, const char *many, unsigned long count) FY_FORMAT_ARG(1) FY_FORMAT_ARG(2);

#define _(text) fy_message(text)
#define N_(text) (text)

/* Set the locale from the environment (with UTF-8 even where the system lacks that locale, numbers always in C) and
 * open the catalogue. directory may be NULL for the installed one. Call once, before any thread starts. */
void fy_messages_start(const char *directory);

/* Whether the language wanted first is a Chinese one; false before the start. */
bool fy_messages_chinese(void);

#endif
