/* The XML reader: what it hands on, where it says things stand, and what it does not let in. */
#include "formats/xml.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* What was handed on, as "<name a=value" with its offset, text, and ">". */
struct seen {
    struct fy_buffer text;
    bool refuse;
};

static enum fy_status on_start(void *context, struct fy_xml *xml, const char *name)
{
    struct seen *seen = context;
    const char *value = fy_xml_attribute(xml, "a");
    fy_buffer_printf(&seen->text, "<%s:%zu", name, fy_xml_offset(xml));
    if (value)
        fy_buffer_printf(&seen->text, " a=%s", value);
    fy_buffer_putc(&seen->text, ' ');
    return seen->refuse ? fy_xml_fail(xml, FY_INVALID, "refused at %s", name) : FY_OK;
}

static enum fy_status on_end(void *context, struct fy_xml *xml, const char *name)
{
    struct seen *seen = context;
    fy_buffer_printf(&seen->text, "/%s:%u>", name, fy_xml_depth(xml));
    return FY_OK;
}

static enum fy_status on_text(void *context, struct fy_xml *xml, const char *bytes, size_t size)
{
    struct seen *seen = context;
    (void)xml;
    fy_buffer_append(&seen->text, bytes, size);
    return FY_OK;
}

static enum fy_status read_all(struct seen *seen, const char *text, size_t size, struct fy_findings *findings,
                               struct fy_error *error)
{
    static const struct fy_xml_handler handler = { on_start, on_end, on_text };
    struct fy_finding_list list;
    fy_finding_list_start(&list, findings);
    enum fy_status status = fy_xml_read(text, size, &handler, seen, &list, error);
    if (status == FY_OK)
        assert_int_equal(fy_finding_list_finish(&list, text), FY_OK);
    return status;
}

static void elements_attributes_and_text_are_handed_on(void **state)
{
    (void)state;
    struct seen seen = { .text = FY_BUFFER_EMPTY };
    struct fy_error error;
    const char *text =
        "<?xml version=\"1.0\" encoding=\"KOI8-R\"?><r>\r\n<e a='&lt;方&#x97F3;'/>a&amp;b<![CDATA[<c>]]></r>";
    assert_int_equal(read_all(&seen, text, strlen(text), NULL, &error), FY_OK);
    assert_string_equal(fy_buffer_text(&seen.text), "<r:39 \n<e:44 a=<方音 /e:2>a&b<c>/r:1>");
    fy_buffer_free(&seen.text);
}

static void errors_know_their_place(void **state)
{
    (void)state;
    struct seen seen = { .text = FY_BUFFER_EMPTY };
    struct fy_error error;
    const char *text = "<r>\r\n方音<b></c></r>";
    assert_int_equal(read_all(&seen, text, strlen(text), NULL, &error), FY_SYNTAX);
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 8);
    seen.refuse = true;
    assert_int_equal(read_all(&seen, "\n  <r/>", 7, NULL, &error), FY_INVALID);
    assert_string_equal(error.sentence, "refused at r");
    assert_int_equal(error.line, 2);
    assert_int_equal(error.column, 3);
    fy_buffer_free(&seen.text);
}

static void entities_do_not_grow(void **state)
{
    (void)state;
    static const char *const bombs[] = {
        "<!DOCTYPE r [<!ENTITY a \"ha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">]><r>&b;</r>",
        "<!DOCTYPE r [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><r>&a;</r>",
        "<!DOCTYPE r [<!ENTITY % a SYSTEM \"http://example.org/a\"> %a;]><r/>",
    };
    for (size_t i = 0; i < sizeof bombs / sizeof *bombs; i++) {
        struct seen seen = { .text = FY_BUFFER_EMPTY };
        struct fy_error error;
        assert_int_equal(read_all(&seen, bombs[i], strlen(bombs[i]), NULL, &error), FY_UNSUPPORTED);
        assert_non_null(strstr(error.sentence, "declares the entity \"a\""));
        assert_int_equal(error.line, 1);
        assert_int_equal(seen.text.size, 0);
        fy_buffer_free(&seen.text);
    }
}

static void what_only_another_file_says_is_found_missing(void **state)
{
    (void)state;
    struct seen seen = { .text = FY_BUFFER_EMPTY };
    struct fy_findings findings = { NULL, 0, 0 };
    struct fy_error error;
    const char *text = "<!DOCTYPE r SYSTEM \"r.dtd\">\n<r>a&eacute;b</r>";
    assert_int_equal(read_all(&seen, text, strlen(text), &findings, &error), FY_OK);
    assert_string_equal(fy_buffer_text(&seen.text), "<r:28 ab/r:1>");
    assert_int_equal(findings.count, 1);
    assert_true(findings.items[0].lost);
    assert_int_equal(findings.items[0].line, 2);
    assert_int_equal(findings.items[0].column, 5);
    fy_findings_free(&findings);
    fy_buffer_free(&seen.text);
}

/* Defaults of attributes could grow a file too. */
static void only_attributes_of_the_element_itself_count(void **state)
{
    (void)state;
    struct seen seen = { .text = FY_BUFFER_EMPTY };
    struct fy_error error;
    const char *text = "<!DOCTYPE r [<!ATTLIST r a CDATA \"given\">]><r/>";
    assert_int_equal(read_all(&seen, text, strlen(text), NULL, &error), FY_OK);
    assert_string_equal(fy_buffer_text(&seen.text), "<r:43 /r:1>");
    fy_buffer_free(&seen.text);
}

static void nesting_has_an_end(void **state)
{
    (void)state;
    enum { DEEP = 100000 };
    struct seen seen = { .text = FY_BUFFER_EMPTY };
    struct fy_error error;
    struct fy_buffer bomb = FY_BUFFER_EMPTY;
    for (int i = 0; i < DEEP; i++)
        fy_buffer_puts(&bomb, "<a>");
    assert_int_equal(read_all(&seen, bomb.data, bomb.size, NULL, &error), FY_UNSUPPORTED);
    assert_int_equal(error.column, 3 * FY_XML_DEPTH + 1);
    fy_buffer_clear(&bomb);
    for (int i = 0; i < FY_XML_DEPTH; i++)
        fy_buffer_puts(&bomb, "<a>");
    for (int i = 0; i < FY_XML_DEPTH; i++)
        fy_buffer_puts(&bomb, "</a>");
    assert_int_equal(read_all(&seen, bomb.data, bomb.size, NULL, &error), FY_OK);
    fy_buffer_free(&bomb);
    fy_buffer_free(&seen.text);
}

static void decodes_as(const char *bytes, size_t size, const char *forced, const char *expected)
{
    struct fy_stream stream = { "a.xml", bytes, size };
    struct fy_decoded decoded;
    struct fy_error error;
    assert_int_equal(fy_xml_decode(&decoded, &stream, forced, &error), FY_OK);
    assert_int_equal(decoded.size, strlen(expected));
    assert_memory_equal(decoded.text, expected, decoded.size);
    fy_decoded_free(&decoded);
}

static void the_declared_encoding_is_used(void **state)
{
    (void)state;
#define AS(name, text) "<?xml version='1.0' encoding='" name "'?><a>" text "</a>"
    decodes_as(AS("UTF-8", "方"), sizeof AS("UTF-8", "方") - 1, NULL, AS("UTF-8", "方"));
    decodes_as(AS("ISO-8859-1", "\xE9"), sizeof AS("ISO-8859-1", "\xE9") - 1, NULL, AS("ISO-8859-1", "é"));
    decodes_as(AS("GB2312", "\xB7\xBD\x9F\xA8"), sizeof AS("GB2312", "\xB7\xBD\x9F\xA8") - 1, NULL,
               AS("GB2312", "方煥"));
    decodes_as(AS("ISO-8859-1", "\xA4\xE8"), sizeof AS("ISO-8859-1", "\xA4\xE8") - 1, "BIG5", AS("ISO-8859-1", "方"));
    decodes_as("\xFF\xFE<\0a\0/\0>\0", 10, NULL, "<a/>");
    struct fy_stream stream = { "a", AS("klingon", ""), sizeof AS("klingon", "") - 1 };
    struct fy_decoded decoded;
    struct fy_error error;
    assert_int_equal(fy_xml_decode(&decoded, &stream, NULL, &error), FY_UNSUPPORTED);
    assert_non_null(strstr(error.sentence, "klingon"));
}

static void text_is_escaped_both_ways(void **state)
{
    (void)state;
    static const char text[] = "a<b>&\"c\" ]]> 方\t\n\r\x01\xEF\xBF\xBE!";
    struct fy_buffer out = FY_BUFFER_EMPTY, document = FY_BUFFER_EMPTY;
    struct seen seen = { .text = FY_BUFFER_EMPTY };
    struct fy_error error;
    assert_int_equal(fy_xml_escape(&out, text, sizeof text - 1), 2);
    fy_buffer_printf(&document, "<r a=\"%s\">%s</r>", out.data, out.data);
    assert_int_equal(read_all(&seen, document.data, document.size, NULL, &error), FY_OK);
    const char *const kept = "a<b>&\"c\" ]]> 方\t\n\r\uFFFD\uFFFD!";
    fy_buffer_clear(&out);
    fy_buffer_printf(&out, "<r:0 a=%s %s/r:1>", kept, kept);
    assert_string_equal(fy_buffer_text(&seen.text), out.data);
    fy_buffer_free(&out);
    fy_buffer_free(&document);
    fy_buffer_free(&seen.text);
}

static bool begins(const char *text, const char *name)
{
    struct fy_stream stream = { "a", text, strlen(text) };
    return fy_xml_begins_with(&stream, name);
}

static void the_first_tag_is_seen(void **state)
{
    (void)state;
    assert_true(begins("\xEF\xBB\xBF<?xml version='1.0'?>\n<!-- <Other> -->\n<!DOCTYPE Trans SYSTEM 'a'>\n<Trans a=''>",
                       "Trans"));
    assert_true(begins("<Trans>", "Trans"));
    assert_false(begins("<Transcript>", "Trans"));
    assert_false(begins("<a><Trans>", "Trans"));
    assert_false(begins("Trans", "Trans"));
    assert_false(begins("<Trans", "Trans"));
    struct fy_stream wide = { "a", "\xFE\xFF\0<\0a\0>", 8 }, none = { "a", NULL, 0 };
    assert_true(fy_xml_begins_with(&wide, "a"));
    assert_false(fy_xml_begins_with(&none, "a"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(elements_attributes_and_text_are_handed_on),
        cmocka_unit_test(errors_know_their_place),
        cmocka_unit_test(entities_do_not_grow),
        cmocka_unit_test(what_only_another_file_says_is_found_missing),
        cmocka_unit_test(only_attributes_of_the_element_itself_count),
        cmocka_unit_test(nesting_has_an_end),
        cmocka_unit_test(the_declared_encoding_is_used),
        cmocka_unit_test(text_is_escaped_both_ways),
        cmocka_unit_test(the_first_tag_is_seen),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
