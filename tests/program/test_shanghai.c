/* The main job on a real recording: a Shanghainese clip is opened, cut, transcribed from its transcript, tagged, saved,
 * undone and redone, in the real program on a terminal with captured sound, and again as a key script; Praat reads the
 * result. The clip lies outside the repository; without it the test skips. */
#include "program/annotator.h"

#define CLIP "corpus/pairs/diamoe__shanghai_female_prompt"
#define MOST 16

static struct {
    char phrases[MOST][256];
    size_t count;
    double duration;
    long frames, rate;
} clip;

/* Phrases of the transcript: "TEXT <tab> characters with | between words <tab> IPA", cut at its punctuation. */
static bool prepare(void)
{
    static const char *const stops[] = { "，", "。", "？", "！", "；" };
    char path[1024], line[4096] = "", recording[1024];
    SF_INFO info = { 0 };
    if (!shared_path(path, sizeof path, CLIP ".txt") || !shared_path(recording, sizeof recording, CLIP ".wav"))
        return false;
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(line, sizeof line, file));
    fclose(file);
    char *at = strchr(line, '\t');
    assert_non_null(at);
    char *end = strchr(++at, '\t');
    assert_non_null(end);
    *end = '\0';
    clip.count = 0;
    size_t used = 0;
    while (*at && clip.count < MOST) {
        bool stop = false;
        for (size_t i = 0; i < sizeof stops / sizeof *stops; i++) {
            if (strncmp(at, stops[i], strlen(stops[i])) == 0) {
                at += strlen(stops[i]);
                stop = true;
            }
        }
        if (stop && used > 0) {
            clip.phrases[clip.count++][used] = '\0';
            used = 0;
        } else if (!stop && *at == '|') {
            at++;
        } else if (!stop) {
            clip.phrases[clip.count][used++] = *at++;
        }
    }
    if (used > 0)
        clip.phrases[clip.count++][used] = '\0';
    assert_true(clip.count >= 2);
    SNDFILE *sound = sf_open(recording, SFM_READ, &info);
    assert_non_null(sound);
    sf_close(sound);
    clip.frames = (long)info.frames;
    clip.rate = info.samplerate;
    clip.duration = (double)info.frames / info.samplerate;
    assert_true(copy_file(recording, scratch_path("clip.wav")));
    /* The palette of the bottom line shows the neighbours of the default dialect: 上海话 is 1 there. */
    scratch_write("fangyin.ini", "[project]\nname = 上海\ntiers = text dialect\ndialect = wu-suzhou\n[listen]\nfade = no\n");
    return true;
}

/* Where phrase i starts: equal parts, to a hundredth. */
static double start_of(size_t i)
{
    return (double)(long)(clip.duration * (double)i / (double)clip.count * 100) / 100;
}

static void check_grid(const char *path)
{
    struct label labels[64];
    const size_t count = read_labels(path, labels, 64);
    assert_int_equal(count, clip.count * 2);
    for (size_t i = 0; i < clip.count; i++) {
        const struct label *text = &labels[i], *dialect = &labels[clip.count + i];
        assert_string_equal(text->tier, "text");
        assert_string_equal(text->text, clip.phrases[i]);
        assert_string_equal(dialect->tier, "dialect");
        assert_string_equal(dialect->text, "wu-sh");
        assert_true(text->from == dialect->from && text->to == dialect->to);
        assert_true(text->from - start_of(i) < 1.0 / (double)clip.rate && start_of(i) - text->from < 1.0 / (double)clip.rate);
    }
    assert_true(labels[0].from == 0);
    assert_true(labels[clip.count - 1].to == clip.duration);
}

/* Praat's own reading: the number of tiers, intervals, and every label. */
static void check_with_praat(const char *path)
{
    char command[4096];
    scratch_write("read.praat",
                  "form Read\n  sentence path\nendform\nRead from file: path$\nn = Get number of tiers\nappendInfoLine: n\n"
                  "for t to n\n  name$ = Get tier name: t\n  k = Get number of intervals: t\n  appendInfoLine: name$, \" \", k\n"
                  "  for i to k\n    label$ = Get label of interval: t, i\n    appendInfoLine: label$\n  endfor\nendfor\n");
    snprintf(command, sizeof command, "praat --run '%s' '%s' > '%s'", scratch_path("read.praat"), path,
             scratch_path("praat.txt"));
    if (system("command -v praat >/dev/null") != 0) {
        print_message("praat is not installed: its reading is not compared\n");
        return;
    }
    assert_int_equal(system(command), 0);
    char wanted[8192];
    size_t used = (size_t)snprintf(wanted, sizeof wanted, "2\ntext %zu\n", clip.count);
    for (size_t i = 0; i < clip.count; i++)
        used += (size_t)snprintf(wanted + used, sizeof wanted - used, "%s\n", clip.phrases[i]);
    used += (size_t)snprintf(wanted + used, sizeof wanted - used, "dialect %zu\n", clip.count);
    for (size_t i = 0; i < clip.count; i++)
        used += (size_t)snprintf(wanted + used, sizeof wanted - used, "wu-sh\n");
    assert_string_equal(scratch_read("praat.txt"), wanted);
}

static void type_command(struct terminal *terminal, const char *command)
{
    terminal_send(terminal, ":");
    assert_true(terminal_wait(terminal, "\n:", false, WAIT));
    terminal_send(terminal, command);
    terminal_send(terminal, "\r");
}

static void on_a_terminal(void **state)
{
    (void)state;
    if (!prepare()) {
        print_message("no " CLIP ": skipped\n");
        skip();
    }
    const bool sound = capture_sound(2 * 352800);
    char text[512], *recording = strdup(scratch_path("clip.wav"));
    struct terminal terminal;
    char *argv[] = { strdup(program()), recording, NULL };
    assert_true(terminal_start(&terminal, 80, 24, "xterm-256color", argv));
    assert_true(terminal_wait(&terminal, "clip.wav  1/1", false, WAIT));
    assert_true(terminal_wait(&terminal, "1 ", false, WAIT));
    assert_true(!sound || capture_begun());

    for (size_t i = 1; i < clip.count; i++) {
        snprintf(text, sizeof text, "split %.2f", start_of(i));
        type_command(&terminal, text);
        snprintf(text, sizeof text, "%zu/%zu", i + 1, i + 1);
        assert_true(terminal_wait(&terminal, text, false, WAIT));
    }
    type_command(&terminal, "goto #1");
    snprintf(text, sizeof text, "clip.wav  1/%zu", clip.count);
    assert_true(terminal_wait(&terminal, text, false, WAIT));
    terminal_send(&terminal, "\r");
    for (size_t i = 0; i < clip.count; i++) {
        assert_true(terminal_wait(&terminal, "F9 tag", false, WAIT)); /* writing */
        /* A character's bytes may come apart. */
        for (const char *byte = clip.phrases[i]; *byte; byte++) {
            const char one[2] = { *byte, '\0' };
            terminal_send(&terminal, one);
            if (i == 0)
                terminal_pump(&terminal, 0.004, false);
        }
        assert_true(terminal_wait(&terminal, clip.phrases[i], false, WAIT));
        int row, column;
        terminal_cursor(&terminal, &row, &column);
        assert_true(row <= terminal.rows - 4);
        terminal_send(&terminal, "\033[20~"); /* F9 */
        assert_true(terminal_wait(&terminal, "wu-sh", false, WAIT));
        terminal_send(&terminal, "1");
        assert_true(terminal_wait(&terminal, "tagged Shanghai", false, WAIT));
        assert_true(terminal_wait(&terminal, "F9 tag", false, WAIT));
        if (i + 1 < clip.count) {
            terminal_send(&terminal, "\r");
            snprintf(text, sizeof text, "clip.wav  %zu/%zu", i + 2, clip.count);
            assert_true(terminal_wait(&terminal, text, false, WAIT));
        }
        /* Going on to segment 2 played it: its samples, all of them and no more. */
        if (sound && i == 0) {
            const long from = (long)(start_of(1) * (double)clip.rate + 0.5);
            const long to = clip.count > 2 ? (long)(start_of(2) * (double)clip.rate + 0.5) : clip.frames;
            assert_true(was_captured(recording, from, to - from));
        }
    }
    terminal_send(&terminal, "\033");
    assert_true(terminal_wait(&terminal, "F9 tag", true, WAIT));
    terminal_send(&terminal, "\023"); /* C-s */
    assert_true(terminal_wait(&terminal, "saved:", false, WAIT));
    check_grid(scratch_path("clip.TextGrid"));
    check_with_praat(scratch_path("clip.TextGrid"));

    /* All back, saved; all forth again, saved: the same. */
    for (size_t i = 0; i < 200 && !terminal_shows(&terminal, "nothing to undo"); i++) {
        terminal_send(&terminal, "u");
        terminal_pump(&terminal, 0.2, true);
    }
    assert_true(terminal_wait(&terminal, "clip.wav  1/1", false, WAIT));
    for (size_t i = 0; i < 200 && !terminal_shows(&terminal, "nothing to redo"); i++) {
        terminal_send(&terminal, "U");
        terminal_pump(&terminal, 0.2, true);
    }
    terminal_send(&terminal, "j k");
    terminal_send(&terminal, "Q");
    assert_int_equal(terminal_end(&terminal, WAIT), 0);
    check_grid(scratch_path("clip.TextGrid"));
    free(recording);
    free(argv[0]);
}

static void as_a_key_script(void **state)
{
    (void)state;
    if (!prepare()) {
        print_message("no " CLIP ": skipped\n");
        skip();
    }
    char path[2048], command[4096];
    snprintf(path, sizeof path, "%s", scratch_path("keys.txt"));
    FILE *keys = fopen(path, "w");
    assert_non_null(keys);
    for (size_t i = 1; i < clip.count; i++)
        fprintf(keys, "keys :\ntype goto %.2f\nkeys Enter s\n", start_of(i));
    fprintf(keys, "keys C-Home Enter\n");
    for (size_t i = 0; i < clip.count; i++)
        fprintf(keys, "type %s\nkeys F9 1\nwait 0.5\nkeys Enter\n", clip.phrases[i]);
    fprintf(keys, "screen done\n");
    for (size_t i = 0; i < 5 * clip.count; i++)
        fprintf(keys, "keys u\n");
    fprintf(keys, "screen undone\n");
    for (size_t i = 0; i < 5 * clip.count; i++)
        fprintf(keys, "keys U\n");
    fprintf(keys, "keys C-s\nscreen redone\n");
    fclose(keys);
    snprintf(command, sizeof command, "'%s' drive '%s' '%s' > '%s'", program(), scratch_path("clip.wav"), path,
             scratch_path("screens.txt"));
    assert_int_equal(system(command), 0);
    check_grid(scratch_path("clip.TextGrid"));
    char *screens = strdup(scratch_read("screens.txt"));
    char *undone = strstr(screens, "== undone"), *redone = strstr(screens, "== redone");
    assert_true(undone && redone);
    *redone++ = '\0';
    assert_non_null(strstr(redone, clip.phrases[0]));
    assert_null(strstr(undone, clip.phrases[0]));
    assert_non_null(strstr(undone, "clip.wav  1/1 "));
    free(screens);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(on_a_terminal, scratch_make, scratch_remove),
        cmocka_unit_test_setup_teardown(as_a_key_script, scratch_make, scratch_remove),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
