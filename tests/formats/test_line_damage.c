/* Line formats, cut short and with bytes changed: read or refused with a place, never a crash (with sanitizers) and
 * never a grid that cannot be written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support/formats.h"

static const struct {
    const char *format, *text;
} samples[] = {
    { "srt", "\xEF\xBB\xBF"
             "1\r\n00:00:01,000 --> 00:00:02,500 X1:2\r\n侬\r\n好\r\n\r\n2\r\n00:00:02,500 --> 00:00:03,000\r\nb\r\n" },
    { "vtt", "WEBVTT x\nKind: y\n\nNOTE z\n\n1\n00:01.000 --> 00:00:02.500 align:start\n<v.loud A &amp; B><c.wuu-sh>侬 "
             "<00:01.500>&lt;x&gt;&#10;&#x4FAC;</c><v C>b\n\n00:03.000 --> 00:04.000\n<b>c</b>\n" },
    { "audacity", "0.5\t1.25\t侬好\n2\t2\tding\n\\\t100\t200\n3,5\t4,5\twith\ttab\n" },
    { "csv", "recording,start,end,tier,speaker,text,dialect\nr,0,1,text,A,\"a \"\"b\"\", "
             "c\nd\",yue\nr,1.5,,bell,,侬,\nq,1:00,2:00,,,x,\n" },
    { "tsv", "start\tdur\ttext\tstd\n0\t0.5\t侬\t你\n1\t1\tb\t\n" },
    { "ctm", ";; x\nrec 1 0.1 0.2 侬 0.9 lex\nrec B 0.3 0.1 好\nother 1 * * <ALT>\nother 1 1e1 .5 x\n" },
    { "stm", ";; CATEGORY \"1\" \"Dialect\" \"\"\n;; LABEL \"yue\" \"x\" \"\"\nrec 1 A 0.0 1.5 <O,F0,yue> 侬 { um / @ "
             "}\nrec 2 B 2 3 <O>\n" },
    { "rttm",
      "SPKR-INFO r 1 <NA> <NA> <NA> unknown A <NA>\nSPEAKER r 1 0.1 0.2 <NA> <NA> A <NA> <NA>\nLEXEME r 2 0.1 0.1 侬 "
      "lex A 0.5\nIP r 1 0.2 <NA> <NA> edit A <NA>\n" },
};

struct damage {
    const struct fy_format *format;
    size_t read, refused;
};

static void try_bytes(void *context, const char *bytes, size_t size)
{
    struct damage *damage = context;
    struct read_result result = read_named(damage->format, "file", bytes, size);
    if (result.status == FY_OK) {
        damage->read++;
        for (size_t i = 0; i < result.grids.count; i++) {
            struct fy_losses losses = { NULL, 0, 0 };
            struct fy_buffer out =
                write_grid(damage->format, 0, result.grids.items[i].grid, result.grids.items[i].name, &losses);
            fy_buffer_free(&out);
            fy_losses_free(&losses);
        }
    } else {
        damage->refused++;
        assert_int_equal(result.grids.count, 0);
        assert_int_equal(result.findings.count, 0);
        assert_true(result.error.sentence[0]);
        if (result.status == FY_SYNTAX)
            assert_true(result.error.line > 0 && result.error.column > 0);
    }
    free_result(&result);
}

static void test_damage(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        struct damage damage = { fy_format_find(samples[i].format), 0, 0 };
        for_each_damage(samples[i].text, strlen(samples[i].text), 7 + i, try_bytes, &damage);
        assert_true(damage.read > 0 && damage.refused > 0);
    }
}

static void try_kaldi(void *context, const char *bytes, size_t size)
{
    const struct fy_format *kaldi = fy_format_find("kaldi");
    const size_t which = *(size_t *)context;
    static const char *const names[] = { "segments", "text", "utt2spk" };
    static const char *const texts[] = { "A-1 r 0 1\nA-2 r 1 2.5\nB-1 q 0 1\n", "A-1 侬 好\nB-1 b\n",
                                         "A-1 A\nA-2 A\nB-1 B\n" };
    struct fy_stream streams[3];
    for (size_t i = 0; i < 3; i++)
        streams[i] = i == which ? (struct fy_stream){ names[i], bytes, size }
                                : (struct fy_stream){ names[i], texts[i], strlen(texts[i]) };
    struct fy_named_grids grids = { NULL, 0, 0 };
    struct fy_findings findings = { NULL, 0, 0 };
    struct fy_error error;
    if (kaldi->read(streams, 3, NULL, &grids, &findings, &error) != FY_OK)
        assert_int_equal(grids.count, 0);
    fy_named_grids_free(&grids);
    fy_findings_free(&findings);
}

static void test_kaldi(void **unused)
{
    (void)unused;
    static const char *const texts[] = { "A-1 r 0 1\nA-2 r 1 2.5\nB-1 q 0 1\n", "A-1 侬 好\nB-1 b\n",
                                         "A-1 A\nA-2 A\nB-1 B\n" };
    for (size_t i = 0; i < 3; i++)
        for_each_damage(texts[i], strlen(texts[i]), i, try_kaldi, &i);
}

/* Every allocation of reading and writing fails once. */
static void test_memory(void **unused)
{
    (void)unused;
    for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
        const struct fy_format *format = fy_format_find(samples[i].format);
        const struct fy_stream stream = { "file", samples[i].text, strlen(samples[i].text) };
        enum fy_status status = FY_NO_MEMORY;
        for (long n = 0; status != FY_OK; n++) {
            struct fy_named_grids grids = { NULL, 0, 0 };
            struct fy_findings findings = { NULL, 0, 0 };
            struct fy_losses losses = { NULL, 0, 0 };
            struct fy_buffer out = FY_BUFFER_EMPTY;
            struct fy_error error = { .status = FY_OK };
            assert_true(n < 5000);
            fy_memory_fail_after(n);
            status = format->read(&stream, 1, NULL, &grids, &findings, &error);
            for (size_t g = 0; g < grids.count && status == FY_OK; g++)
                status = format->write(&out, 0, &grids.items[g], g == 0, NULL, &losses, &error);
            fy_memory_fail_after(-1);
            if (status != FY_OK) {
                assert_int_equal(status, FY_NO_MEMORY);
                assert_int_equal(error.status, FY_NO_MEMORY);
            }
            fy_named_grids_free(&grids);
            fy_findings_free(&findings);
            fy_losses_free(&losses);
            fy_buffer_free(&out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = { cmocka_unit_test(test_damage), cmocka_unit_test(test_kaldi),
                                        cmocka_unit_test(test_memory) };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
