/* Messages for people: English in the source, other languages through gettext. */
#ifndef FANGYIN_MESSAGES_H
#define FANGYIN_MESSAGES_H

#include <stddef.h>

/* The translation of an English message in the language that fy_messages_start chose. */
const char *fy_message(const char *english);
const char *fy_message_plural(const char *one, const char *many, unsigned long count);

#define _(text) fy_message(text)
#define N_(text) (text)

/* Set the locale from the environment (with UTF-8 even where the system lacks that locale, numbers always in C) and
 * open the catalogue. directory may be NULL for the installed one. Call once, before any thread starts. */
void fy_messages_start(const char *directory);

#endif
