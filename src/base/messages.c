#include "base/messages.h"

#include <langinfo.h>
#include <libintl.h>
#include <locale.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

static bool started, chinese;

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

/* Whether a locale or language is English, the language of the messages in the source, or none at all. */
static bool is_english(const char *name, size_t size)
{
    static const char *const names[] = { "en", "C", "POSIX" };
    size = strcspn(name, "_.@") < size ? strcspn(name, "_.@") : size;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        if (strlen(names[i]) == size && memcmp(name, names[i], size) == 0)
            return true;
    return false;
}

/* gettext goes by the name of the locale in force, which is C.UTF-8 where the wanted one is not installed; but for any
 * name other than "C" it looks at LANGUAGE first. So that says what is wanted: no language behind English, which has no
 * catalogue and needs none; and for every Chinese the one that there is. */
static void choose_language(void)
{
    const char *locale = wanted_locale(), *list = getenv("LANGUAGE");
    char names[256] = "";
    size_t used = 0;
    if (strcmp(locale, "C") == 0 || strcmp(locale, "POSIX") == 0)
        return;
    if (!list || !*list)
        list = locale;
    while (*list) {
        const size_t item = strcspn(list, ":"), size = strcspn(list, ":.@");
        if (size > 0 && (is_english(list, item) || used + size + sizeof ":zh_CN:en" > sizeof names))
            break;
        const bool zh = size >= 2 && memcmp(list, "zh", 2) == 0;
        chinese = chinese || (used == 0 && zh);
        memcpy(names + used, list, size);
        used += size;
        names[used] = '\0';
        if (size > 0)
            strcpy(names + used, zh ? ":zh_CN:" : ":");
        used += strlen(names + used);
        list += item + (list[item] ? 1 : 0);
    }
    strcpy(names + used, "en");
    setenv("LANGUAGE", names, 1);
}

void fy_messages_start(const char *directory)
{
    if (!setlocale(LC_ALL, ""))
        set_any_utf8(LC_ALL);
    choose_language();
    if (!codeset_is_utf8())
        set_any_utf8(LC_CTYPE);
    setlocale(LC_NUMERIC, "C");
    bindtextdomain("fangyin", directory ? directory : FY_LOCALEDIR);
    bind_textdomain_codeset("fangyin", "UTF-8");
    started = true;
}

bool fy_messages_chinese(void)
{
    return chinese;
}
