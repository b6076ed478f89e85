#include "base/messages.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool started;

const char *fy_message(const char *english)
{
    /* gettext gives the catalogue's header for the empty string. */
    if (!started || english[0] == '\0')
        return english;
    return dgettext("fangyin", english);
}

const char *fy_message_plural(const char *one, const char *many, unsigned long count)
{
    if (!started)
        return count == 1 ? one : many;
    return dngettext("fangyin", one, many, count);
}

static bool codeset_is_utf8(void)
{
    const char *codeset = nl_langinfo(CODESET);
    return strcmp(codeset, "UTF-8") == 0 || strcmp(codeset, "utf8") == 0;
}

static bool set_any_utf8(int category)
{
    static const char *const names[] = { "C.UTF-8", "C.utf8", "en_US.UTF-8", "UTF-8" };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (setlocale(category, names[i]))
            return true;
    return false;
}

static const char *wanted_locale(void)
{
    static const char *const variables[] = { "LC_ALL", "LC_MESSAGES", "LANG" };
    for (size_t i = 0; i < sizeof variables / sizeof *variables; i++) {
        const char *value = getenv(variables[i]);
        if (value && *value)
            return value;
    }
    return "C";
}

/* gettext goes by the name of the locale in force, which is C.UTF-8 where the wanted one is not installed; but for any
 * name other than "C" it looks at LANGUAGE first. */
static void keep_language(const char *locale)
{
    const char *language = getenv("LANGUAGE");
    if (language && *language)
        return;
    size_t size = strcspn(locale, ".");
    char name[64];
    if (size == 0 || size >= sizeof name || strncmp(locale, "C", size) == 0 || strncmp(locale, "POSIX", size) == 0)
        return;
    memcpy(name, locale, size);
    name[size] = '\0';
    setenv("LANGUAGE", name, 1);
}

void fy_messages_start(const char *directory)
{
    if (!setlocale(LC_ALL, "") && set_any_utf8(LC_ALL))
        keep_language(wanted_locale());
    if (!codeset_is_utf8())
        set_any_utf8(LC_CTYPE);
    setlocale(LC_NUMERIC, "C");
    bindtextdomain("fangyin", directory ? directory : FY_LOCALEDIR);
    bind_textdomain_codeset("fangyin", "UTF-8");
    started = true;
}
