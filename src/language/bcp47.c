/* Language tags: the grammar of RFC 5646, section 2.1. */
#include "base/messages.h"
#include <fangyin/dialects.h>
#include <string.h>

enum { LETTERS = 1, DIGITS = 2, EITHER = 3 };

/* A tag, and the subtag that is looked at. */
struct tag {
    const char *text;
    size_t at, size;
};

static bool is_letter(char byte)
{
    return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
}

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

static bool has(const struct tag *tag, size_t least, size_t most, int kind)
{
    if (tag->size < least || tag->size > most)
        return false;
    for (size_t i = 0; i < tag->size; i++) {
        const char byte = tag->text[tag->at + i];
        if (!((kind & LETTERS && is_letter(byte)) || (kind & DIGITS && is_digit(byte))))
            return false;
    }
    return true;
}

static void next(struct tag *tag)
{
    tag->at += tag->size;
    tag->at += tag->text[tag->at] == '-';
    tag->size = strcspn(tag->text + tag->at, "-");
}

static bool is_private(const struct tag *tag)
{
    return tag->size == 1 && (tag->text[tag->at] == 'x' || tag->text[tag->at] == 'X');
}

static bool is_variant(const struct tag *tag)
{
    return has(tag, 5, 8, EITHER) || (has(tag, 4, 4, EITHER) && is_digit(tag->text[tag->at]));
}

/* Of those that IANA has registered, the ones for the languages we have. */
static bool is_registered(const struct tag *tag)
{
    static const char *const variants[] = { "fonipa",   "fonupa",   "fonxsamp", "pinyin", "wadegile",
                                            "tongyong", "jyutping", "pehoeji",  "tailo",  "hepburn" };
    for (size_t i = 0; i < sizeof variants / sizeof *variants; i++) {
        size_t c = 0;
        while (c < tag->size && variants[i][c] != '\0' && (tag->text[tag->at + c] | 0x20) == variants[i][c])
            c++;
        if (c == tag->size && variants[i][c] == '\0')
            return true;
    }
    return false;
}

/* Extensions: a letter or digit, then subtags of 2 to 8. NULL, or what is wrong. */
static const char *read_extensions(struct tag *tag)
{
    while (has(tag, 1, 1, EITHER) && !is_private(tag)) {
        size_t count = 0;
        for (next(tag); has(tag, 2, 8, EITHER); next(tag))
            count++;
        if (count == 0)
            return _("a single letter begins an extension, and something of 2 to 8 letters or digits must follow.");
    }
    return NULL;
}

/* NULL, or what is wrong. */
static const char *read_private(struct tag *tag)
{
    size_t count = 0;
    if (!is_private(tag))
        return NULL;
    for (next(tag); has(tag, 1, 8, EITHER); next(tag))
        count++;
    return count > 0 ? NULL : _("behind x, parts of 1 to 8 letters or digits must follow.");
}

static const char *read_tag(struct tag *tag)
{
    const char *why = NULL;
    if (!is_private(tag)) {
        if (!has(tag, 2, 8, LETTERS))
            return _("it must begin with a language of 2 to 8 letters, as wuu.");
        const bool may_extend = tag->size <= 3;
        next(tag);
        for (int i = 0; i < 3 && may_extend && has(tag, 3, 3, LETTERS); i++)
            next(tag);
        if (has(tag, 4, 4, LETTERS))
            next(tag);
        if (has(tag, 2, 2, LETTERS) || has(tag, 3, 3, DIGITS))
            next(tag);
        for (; is_variant(tag); next(tag))
            if (!is_registered(tag))
                return _("this part is no registered variant; a place goes behind x, as in wuu-x-shanghai.");
        why = read_extensions(tag);
    }
    return why != NULL ? why : read_private(tag);
}

bool fy_bcp47_valid(const char *text, size_t *at, const char **why)
{
    struct tag tag = { text, 0, strcspn(text, "-") };
    const char *wrong = read_tag(&tag);
    const size_t length = strlen(text);
    if (wrong == NULL && (text[tag.at] != '\0' || length == 0 || text[length - 1] == '-'))
        wrong = _("this part has no place here: language, script, region, variants, then x and what is private.");
    if (at != NULL)
        *at = wrong == NULL ? 0 : tag.at;
    if (why != NULL)
        *why = wrong;
    return wrong == NULL;
}
