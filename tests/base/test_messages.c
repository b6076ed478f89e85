/* Messages in other languages, with a catalogue made here, also where the system has no such locale. */
#include "base/messages.h"

#include <langinfo.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

static char directory[256];

/* The binary form of a catalogue: two tables of lengths and offsets, then the strings, keys in order. */
static void write_catalogue(const char *path)
{
    static const struct {
        const char *key, *text;
        uint32_t key_size;
    } entries[] = {
        { "", "Content-Type: text/plain; charset=UTF-8\nPlural-Forms: nplurals=1; plural=0;\n", 0 },
        { "%lu tier\0%lu tiers", "%lu 层", 18 },
        { "Done.", "好了。", 5 },
    };
    enum { COUNT = sizeof entries / sizeof *entries };
    uint32_t header[7] = { 0x950412de, 0, COUNT, 28, 28 + 8 * COUNT, 0, 0 };
    uint32_t tables[4 * COUNT], offset = sizeof header + sizeof tables;
    for (int i = 0; i < COUNT; i++) {
        tables[2 * i] = entries[i].key_size;
        tables[2 * i + 1] = offset;
        offset += entries[i].key_size + 1;
    }
    for (int i = 0; i < COUNT; i++) {
        tables[2 * COUNT + 2 * i] = (uint32_t)strlen(entries[i].text);
        tables[2 * COUNT + 2 * i + 1] = offset;
        offset += (uint32_t)strlen(entries[i].text) + 1;
    }
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    fwrite(header, sizeof header, 1, file);
    fwrite(tables, sizeof tables, 1, file);
    for (int i = 0; i < COUNT; i++)
        fwrite(entries[i].key, entries[i].key_size + 1, 1, file);
    for (int i = 0; i < COUNT; i++)
        fwrite(entries[i].text, strlen(entries[i].text) + 1, 1, file);
    assert_int_equal(fclose(file), 0);
}

static int setup(void **state)
{
    (void)state;
    const char *temporary = getenv("TMPDIR");
    snprintf(directory, sizeof directory, "%s/fangyin-messages.XXXXXX", temporary ? temporary : "/tmp");
    if (!mkdtemp(directory))
        return -1;
    char path[400];
    snprintf(path, sizeof path, "%s/zh_CN", directory);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/zh_CN/LC_MESSAGES", directory);
    mkdir(path, 0700);
    snprintf(path, sizeof path, "%s/zh_CN/LC_MESSAGES/fangyin.mo", directory);
    write_catalogue(path);
    return 0;
}

static int teardown(void **state)
{
    (void)state;
    static const char *const parts[] = { "/zh_CN/LC_MESSAGES/fangyin.mo", "/zh_CN/LC_MESSAGES", "/zh_CN", "" };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        char path[400];
        snprintf(path, sizeof path, "%s%s", directory, parts[i]);
        remove(path);
    }
    return 0;
}

/* Start messages in a process of its own, with only these variables set (NULL: not), and return what it says. */
static void speak(const char *variable, const char *value, const char *language, char *said, size_t size)
{
    int ends[2];
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        static const char *const cleared[] = { "LC_ALL", "LC_MESSAGES", "LC_CTYPE", "LC_NUMERIC", "LANG", "LANGUAGE" };
        for (size_t i = 0; i < sizeof cleared / sizeof *cleared; i++)
            unsetenv(cleared[i]);
        if (variable)
            setenv(variable, value, 1);
        if (language)
            setenv("LANGUAGE", language, 1);
        fy_messages_start(directory);
        char text[200], number[20], plural[40];
        snprintf(number, sizeof number, "%.1f", 1.5);
        snprintf(plural, sizeof plural, "%s", fy_message_plural("%lu tier", "%lu tiers", 2));
        snprintf(text, sizeof text, "%s|%s|%s|%s|%s|%s", fy_message("Done."), fy_message(""), plural,
                 nl_langinfo(CODESET), number, fy_messages_chinese() ? "zh" : "");
        ssize_t written = write(ends[1], text, strlen(text));
        _exit(written == (ssize_t)strlen(text) ? 0 : 1);
    }
    close(ends[1]);
    ssize_t got = read(ends[0], said, size - 1);
    close(ends[0]);
    int status = 1;
    waitpid(child, &status, 0);
    assert_int_equal(status, 0);
    assert_true(got >= 0);
    said[got] = '\0';
}

static void messages_are_english_before_the_start(void **state)
{
    (void)state;
    assert_string_equal(fy_message("Done."), "Done.");
    assert_string_equal(fy_message(""), "");
    assert_string_equal(fy_message_plural("one", "many", 1), "one");
    assert_string_equal(fy_message_plural("one", "many", 0), "many");
}

static void a_language_is_spoken_even_where_its_locale_is_missing(void **state)
{
    (void)state;
    static const char *const cases[][2] = { { "LANG", "zh_CN.UTF-8" },
                                            { "LC_ALL", "zh_CN.UTF-8" },
                                            { "LC_MESSAGES", "zh_CN.UTF-8" },
                                            { "LANG", "zh_CN" },
                                            { "LANG", "zh_CN.GB18030" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char said[200];
        speak(cases[i][0], cases[i][1], NULL, said, sizeof said);
        assert_string_equal(said, "好了。||%lu 层|UTF-8|1.5|zh");
    }
}

static void other_languages_stay_english(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { NULL, NULL },        { "LANG", "C" },           { "LC_ALL", "POSIX" },
        { "LANG", "C.UTF-8" }, { "LANG", "de_DE.UTF-8" }, { "LANG", "nonsense" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char said[200];
        speak(cases[i][0], cases[i][1], NULL, said, sizeof said);
        assert_string_equal(said, "Done.||%lu tiers|UTF-8|1.5|");
    }
}

static void every_chinese_reads_the_one_that_there_is(void **state)
{
    (void)state;
    static const char *const cases[][2] = { { "zh_TW.UTF-8", NULL },   { "zh_HK", NULL },          { "zh_Hans_SG.UTF-8", NULL },
                                            { "C.UTF-8", "zh" },       { "C.UTF-8", "zh_CN" },     { "C.UTF-8", "zh_TW:zh:en" },
                                            { "en_US.UTF-8", ":zh" },  { "de_DE.UTF-8", "zh_HK.UTF-8:de" } };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char said[200];
        speak("LANG", cases[i][0], cases[i][1], said, sizeof said);
        assert_string_equal(said, "好了。||%lu 层|UTF-8|1.5|zh");
    }
}

static void no_language_is_looked_for_behind_english(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        { "zh_CN.UTF-8", "en:zh_CN" }, { "en_GB.UTF-8", "en_GB:en:zh" }, { "C", "zh_CN" }, { "C.UTF-8", "C:zh" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char said[200];
        speak("LANG", cases[i][0], cases[i][1], said, sizeof said);
        assert_string_equal(said, "Done.||%lu tiers|UTF-8|1.5|");
    }
}

static void the_list_of_languages_may_be_longer_than_any(void **state)
{
    (void)state;
    char said[200], list[2000];
    for (size_t i = 0; i < sizeof list; i++)
        list[i] = "zh:"[i % 3];
    list[sizeof list - 1] = '\0';
    speak("LANG", "C.UTF-8", list, said, sizeof said);
    assert_string_equal(said, "好了。||%lu 层|UTF-8|1.5|zh");
    memset(list, 'z', sizeof list - 1);
    speak("LANG", "C.UTF-8", list, said, sizeof said);
    assert_string_equal(said, "Done.||%lu tiers|UTF-8|1.5|");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(messages_are_english_before_the_start),
        cmocka_unit_test(a_language_is_spoken_even_where_its_locale_is_missing),
        cmocka_unit_test(other_languages_stay_english),
        cmocka_unit_test(every_chinese_reads_the_one_that_there_is),
        cmocka_unit_test(no_language_is_looked_for_behind_english),
        cmocka_unit_test(the_list_of_languages_may_be_longer_than_any),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
