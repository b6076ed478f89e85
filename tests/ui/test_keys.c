/* Names of keys, and which key does what. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "ui/key.h"
#include "ui/keymap.h"

static struct fy_key key(const char *name)
{
    struct fy_key read;
    if (!fy_key_read(name, strlen(name), &read))
        fail_msg("“%s” is no key", name);
    return read;
}

static void names_go_round(void **state)
{
    static const char *const names[] = {
        "a", "Z", "9", "?", "-", "Tab", "Enter", "Esc", "Backspace", "Del", "Ins", "Home", "End", "PgUp", "PgDn", "Up",
        "Down", "Left", "Right", "Space", "F1", "F9", "F10", "F12", "C-s", "C-_", "C-Space", "M-Right", "S-Tab", "C-M-x",
        "C-M-S-Backspace", "M-S-F12", "M--", "C--", "，", "闲", "😀", "é", "M-闲",
    };
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        char written[FY_KEY_NAME];
        assert_string_equal(fy_key_write(key(names[i]), written), names[i]);
    }
}

static void modifiers_come_in_any_order(void **state)
{
    (void)state;
    assert_true(fy_key_equal(key("M-C-x"), key("C-M-x")));
    assert_true(fy_key_equal(key("C-S"), key("C-s"))); /* terminals send one code */
    assert_false(fy_key_equal(key("a"), key("A")));
    assert_false(fy_key_equal(key("Up"), key("M-Up")));
}

static void what_is_no_key_is_refused(void **state)
{
    static const char *const names[] = { "", "ab", "Tabb", "tab", "F0", "F13", "F99", "F1x", "C-", "M-", "C-tab", "\x01",
                                         "\x7f", " ", "\xff", "闲话", "X-a", "C-C-" };
    struct fy_key read;
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (fy_key_read(names[i], strlen(names[i]), &read))
            fail_msg("“%s” was read as a key", names[i]);
    }
}

static void text_keys_are_those_that_type(void **state)
{
    (void)state;
    assert_true(fy_key_is_text(key("a")));
    assert_true(fy_key_is_text(key("Space")));
    assert_true(fy_key_is_text(key("闲")));
    assert_false(fy_key_is_text(key("Tab")));
    assert_false(fy_key_is_text(key("F4")));
    assert_false(fy_key_is_text(key("C-a")));
    assert_false(fy_key_is_text(key("M-a")));
    assert_false(fy_key_is_text(key("Backspace")));
}

/* Every key of the table in the lists of one action, with the mode it is for. */
static void each_default(void (*visit)(enum fy_action action, struct fy_key key, unsigned modes))
{
    for (int i = 1; i < FY_ACTION_COUNT; i++) {
        const struct fy_action_info *info = fy_action_info((enum fy_action)i);
        const char *const lists[] = { info->always, info->moving, info->writing };
        static const unsigned modes[] = { FY_IN_BOTH, FY_IN_NAVIGATE, FY_IN_EDIT };
        for (int which = 0; which < 3; which++) {
            for (const char *at = lists[which]; *(at += strspn(at, " "));) {
                const size_t size = strcspn(at, " ");
                struct fy_key read;
                if (!fy_key_read(at, size, &read))
                    fail_msg("“%.*s” of %s is no key", (int)size, at, info->name);
                visit((enum fy_action)i, read, modes[which]);
                at += size;
            }
        }
    }
}

static struct {
    struct fy_key key;
    unsigned modes;
    enum fy_action action;
} seen[512];
static size_t seen_count;

static void note(enum fy_action action, struct fy_key read, unsigned modes)
{
    char name[FY_KEY_NAME];
    for (size_t i = 0; i < seen_count; i++) {
        if (fy_key_equal(seen[i].key, read) && (seen[i].modes & modes))
            fail_msg("%s is bound to %s and to %s in one mode", fy_key_write(read, name),
                     fy_action_info(seen[i].action)->name, fy_action_info(action)->name);
    }
    assert_true(seen_count < sizeof seen / sizeof *seen);
    seen[seen_count].key = read;
    seen[seen_count].modes = modes;
    seen[seen_count++].action = action;
    if ((modes & FY_IN_EDIT) && fy_key_is_text(read))
        fail_msg("%s cannot be typed: %s has it", fy_key_write(read, name), fy_action_info(action)->name);
}

static struct fy_keymap *defaults;

static void found(enum fy_action action, struct fy_key read, unsigned modes)
{
    for (unsigned mode = FY_IN_NAVIGATE; mode <= FY_IN_EDIT; mode++) {
        if (modes & mode)
            assert_int_equal(fy_keymap_find(defaults, read, mode), action);
    }
}

static void every_default_key_is_bound_once(void **state)
{
    (void)state;
    seen_count = 0;
    each_default(note);
    assert_true(seen_count > 80);
    defaults = fy_keymap_new();
    each_default(found);
    fy_keymap_free(defaults);
}

static void every_action_has_one_name_and_a_help(void **state)
{
    (void)state;
    for (int i = 1; i < FY_ACTION_COUNT; i++) {
        const struct fy_action_info *info = fy_action_info((enum fy_action)i);
        assert_int_equal(fy_action_find(info->name, strlen(info->name)), i);
        assert_null(strchr(info->name, ' '));
        assert_true(strlen(info->help) > 3);
    }
    assert_int_equal(fy_action_find("hea", 3), FY_ACTION_NONE);
    assert_int_equal(fy_action_find("", 0), FY_ACTION_NONE);
}

/* What matters while an input method is on has a key that is no letter. */
static void every_act_that_matters_has_a_key_in_edit_mode(void **state)
{
    static const enum fy_action actions[] = {
        FY_ACTION_HEAR, FY_ACTION_BACK_PLAY, FY_ACTION_PLAY_PAUSE, FY_ACTION_NEXT, FY_ACTION_PREVIOUS, FY_ACTION_BACK,
        FY_ACTION_FORWARD, FY_ACTION_COMMIT, FY_ACTION_LEAVE, FY_ACTION_PALETTE, FY_ACTION_SPLIT_TEXT, FY_ACTION_UNDO,
        FY_ACTION_SAVE, FY_ACTION_QUIT,
    };
    struct fy_keymap *keymap = fy_keymap_new();
    (void)state;
    for (size_t i = 0; i < sizeof actions / sizeof *actions; i++) {
        char keys[128];
        if (!*fy_keymap_keys(keymap, actions[i], FY_IN_EDIT, keys, sizeof keys))
            fail_msg("%s has no key while writing", fy_action_info(actions[i])->name);
    }
    fy_keymap_free(keymap);
}

static void binding_replaces_and_takes_away(void **state)
{
    struct fy_keymap *keymap = fy_keymap_new();
    struct fy_error error = { 0 };
    char keys[128];
    (void)state;
    assert_int_equal(fy_keymap_bind(keymap, "hear", "F7 C-g", FY_IN_BOTH, &error), FY_OK);
    assert_int_equal(fy_keymap_find(keymap, key("Tab"), FY_IN_NAVIGATE), FY_ACTION_NONE);
    assert_int_equal(fy_keymap_find(keymap, key("F7"), FY_IN_EDIT), FY_ACTION_HEAR);
    assert_string_equal(fy_keymap_keys(keymap, FY_ACTION_HEAR, FY_IN_BOTH, keys, sizeof keys), "F7 C-g");

    /* In one mode only: the other keeps what it had. */
    assert_int_equal(fy_keymap_bind(keymap, "save", "x", FY_IN_NAVIGATE, &error), FY_OK);
    assert_int_equal(fy_keymap_find(keymap, key("C-s"), FY_IN_NAVIGATE), FY_ACTION_NONE);
    assert_int_equal(fy_keymap_find(keymap, key("C-s"), FY_IN_EDIT), FY_ACTION_SAVE);
    assert_int_equal(fy_keymap_find(keymap, key("x"), FY_IN_NAVIGATE), FY_ACTION_SAVE);

    /* A key that another action had. */
    assert_int_equal(fy_keymap_bind(keymap, "stop", "s", FY_IN_NAVIGATE, &error), FY_OK);
    assert_int_equal(fy_keymap_find(keymap, key("s"), FY_IN_NAVIGATE), FY_ACTION_STOP);
    assert_string_equal(fy_keymap_keys(keymap, FY_ACTION_SPLIT, FY_IN_NAVIGATE, keys, sizeof keys), "");

    /* No key at all. */
    assert_int_equal(fy_keymap_bind(keymap, "quit", "", FY_IN_BOTH, &error), FY_OK);
    assert_int_equal(fy_keymap_find(keymap, key("C-q"), FY_IN_EDIT), FY_ACTION_NONE);
    fy_keymap_free(keymap);
}

static void a_wrong_binding_changes_nothing(void **state)
{
    struct fy_keymap *keymap = fy_keymap_new();
    struct fy_error error = { 0 };
    (void)state;
    assert_int_equal(fy_keymap_bind(keymap, "her", "F11", FY_IN_BOTH, &error), FY_SYNTAX);
    assert_non_null(strstr(error.sentence, "her"));
    assert_int_equal(fy_keymap_bind(keymap, "hear", "F11 F99", FY_IN_BOTH, &error), FY_SYNTAX);
    assert_non_null(strstr(error.sentence, "F99"));
    assert_int_equal(fy_keymap_bind(keymap, "hear", "F11 x", FY_IN_BOTH, &error), FY_SYNTAX);
    assert_int_equal(fy_keymap_bind(keymap, "hear", "Space", FY_IN_EDIT, &error), FY_SYNTAX);
    assert_int_equal(fy_keymap_bind(keymap, "hear", "闲", FY_IN_EDIT, &error), FY_SYNTAX);
    assert_int_equal(fy_keymap_find(keymap, key("F11"), FY_IN_EDIT), FY_ACTION_NONE);
    assert_int_equal(fy_keymap_find(keymap, key("Tab"), FY_IN_EDIT), FY_ACTION_HEAR);
    assert_int_equal(fy_keymap_bind(keymap, "hear", "x", FY_IN_NAVIGATE, &error), FY_OK);
    fy_keymap_free(keymap);
}

static void full_width_letters_are_commands_only_while_moving(void **state)
{
    struct fy_keymap *keymap = fy_keymap_new();
    (void)state;
    assert_int_equal(fy_keymap_find(keymap, key("ｊ"), FY_IN_NAVIGATE), FY_ACTION_NEXT);
    assert_int_equal(fy_keymap_find(keymap, key("Ｖ"), FY_IN_NAVIGATE), FY_ACTION_RANGE);
    assert_int_equal(fy_keymap_find(keymap, key("，"), FY_IN_NAVIGATE), FY_ACTION_START_EARLIER);
    assert_int_equal(fy_keymap_find(keymap, key("？"), FY_IN_NAVIGATE), FY_ACTION_HELP);
    assert_int_equal(fy_keymap_find(keymap, key("\u3000"), FY_IN_NAVIGATE), FY_ACTION_PLAY_PAUSE);
    assert_int_equal(fy_keymap_find(keymap, key("ｊ"), FY_IN_EDIT), FY_ACTION_NONE);
    assert_int_equal(fy_keymap_find(keymap, key("M-ｊ"), FY_IN_NAVIGATE), FY_ACTION_NONE);
    fy_keymap_free(keymap);
}

static void a_list_that_does_not_fit_ends_at_a_whole_name(void **state)
{
    struct fy_keymap *keymap = fy_keymap_new();
    char keys[8], none[1] = { 'x' };
    (void)state;
    assert_string_equal(fy_keymap_keys(keymap, FY_ACTION_NEXT, FY_IN_BOTH, keys, sizeof keys), "PgDn");
    assert_string_equal(fy_keymap_keys(keymap, FY_ACTION_NEXT, FY_IN_BOTH, none, sizeof none), "");
    fy_keymap_free(keymap);
}

int main(void)
{
    static const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_go_round),
        cmocka_unit_test(modifiers_come_in_any_order),
        cmocka_unit_test(what_is_no_key_is_refused),
        cmocka_unit_test(text_keys_are_those_that_type),
        cmocka_unit_test(every_default_key_is_bound_once),
        cmocka_unit_test(every_action_has_one_name_and_a_help),
        cmocka_unit_test(every_act_that_matters_has_a_key_in_edit_mode),
        cmocka_unit_test(binding_replaces_and_takes_away),
        cmocka_unit_test(a_wrong_binding_changes_nothing),
        cmocka_unit_test(full_width_letters_are_commands_only_while_moving),
        cmocka_unit_test(a_list_that_does_not_fit_ends_at_a_whole_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
