/* Every real recording of the shared collection either opens with the length its list gives, or is refused or warned of
 * in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include <fangyin/recording.h>

#include "support/shared.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { FIELDS = 17 };

/* Cut one line of comma-separated values in place; quotes are taken off. */
static int split(char *line, char *fields[FIELDS])
{
    int count = 0;
    for (char *in = line, *out = line; count < FIELDS;) {
        fields[count++] = out;
        bool quoted = false;
        for (; *in != '\0' && *in != '\n' && (quoted || *in != ','); in++)
            if (*in == '"')
                quoted = !quoted;
            else
                *out++ = *in;
        const bool last = *in != ',';
        *out++ = '\0';
        in++;
        if (last)
            break;
    }
    return count;
}

/* Those that libsndfile does not read have no frames in the list, but a length, and this may hold an encoder's last
 * block. */
static bool right_length(const struct fy_recording *recording, const char *frames, const char *seconds)
{
    const long long length = fy_recording_frames(recording);
    /* For AMR the list has a guess from the bit rate. */
    const double most = strncmp(fy_recording_format(recording), "AMR", 3) == 0 ? 0.5 : 0.1;
    /* And for an MP3 that does not say its length what libsndfile takes it to be, where it is so many whole blocks. */
    const bool blocks = strcmp(fy_recording_format(recording), "MP3") == 0 && length % 576 == 0;
    if (frames[0] != '\0')
        return llabs(length - strtoll(frames, NULL, 10)) < (blocks ? 1152 : 1);
    return seconds[0] == '\0' || fabs((double)length / fy_recording_rate(recording) - strtod(seconds, NULL)) < most;
}

static void check_file(const char *relative, const char *frames, const char *seconds, bool readable)
{
    char path[1024];
    if (!shared_path(path, sizeof path, relative))
        return;
    struct fy_recording *recording;
    struct fy_error error = { 0 };
    const enum fy_status status = fy_recording_open(&recording, path, &error);
    if (status != FY_OK) {
        /* Some that libsndfile opens have no sound that can be decoded. */
        if (readable && strstr(error.sentence, "damaged") == NULL)
            fail_msg("%s: %s", relative, error.sentence);
        assert_true(error.sentence[0] != '\0');
        return;
    }
    const long long length = fy_recording_frames(recording);
    if (fy_recording_warning(recording) == NULL && !right_length(recording, frames, seconds))
        fail_msg("%s: %lld frames, not %s (%s s)", relative, length, frames, seconds);
    float *last = calloc((size_t)fy_recording_channels(recording), sizeof *last);
    assert_non_null(last);
    if (fy_recording_read(recording, length - 1, last, 1) != (length > 0))
        fail_msg("%s: the last of %lld frames cannot be read", relative, length);
    free(last);
    fy_recording_close(recording);
}

static void every_file_opens_or_says_why_not(void **state)
{
    (void)state;
    char path[1024], line[8192], *fields[FIELDS];
    FILE *list = shared_path(path, sizeof path, "corpus/audio.csv") ? fopen(path, "r") : NULL;
    if (list == NULL) {
        print_message("%s is absent\n", path);
        skip();
        return;
    }
    int checked = 0;
    assert_non_null(fgets(line, sizeof line, list));
    while (fgets(line, sizeof line, list) != NULL) {
        if (split(line, fields) < 14)
            continue;
        char relative[1024];
        snprintf(relative, sizeof relative, "corpus/%s", fields[0]);
        check_file(relative, fields[12], fields[4], strcmp(fields[13], "yes") == 0);
        checked++;
    }
    fclose(list);
    assert_true(checked > 50);
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(every_file_opens_or_says_why_not) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
