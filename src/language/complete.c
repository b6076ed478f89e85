/* Completion: what may be meant at the caret. */
#include "language/lexicon.h"
#include "language/words.h"

#include <fangyin/grid.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <string.h>

enum {
    LONGEST_END = 4, /* characters before the caret that are looked at */
    INITIALS = 2,    /* letters, and more, that may stand for syllables */
    OFTEN = 2,       /* what was written once only is no word yet */
};

/* What is looked for, and the best that was found, in order. */
struct search {
    const struct fy_lexicon *lexicon;
    struct fy_words *words;
    struct fy_completion *found;
    size_t room, count;
    size_t from;  /* those before it are of a longer end, and stay before the others */
    const char *end; /* of the text: the caret */
    const char *key; /* letters that were typed, or NULL */
    size_t key_size;
    size_t replaces;
    unsigned grades[32]; /* of found: 0 the whole reading, 1 its beginning or initials */
};

static bool same(const struct fy_completion *a, const char *text, size_t size)
{
    return a->size == size && memcmp(a->text, text, size) == 0;
}

/* True if `a` belongs before `b`. */
static bool before(const struct fy_completion *a, unsigned a_grade, const struct fy_completion *b, unsigned b_grade)
{
    if (a_grade != b_grade)
        return a_grade < b_grade;
    if (a->count != b->count)
        return a->count > b->count;
    if (a->size != b->size)
        return a->size < b->size;
    return memcmp(a->text, b->text, a->size) < 0;
}

/* What would stand behind the caret; NULL where text before it would change. */
static const char *tail(const struct search *search, const struct fy_completion *completion)
{
    const size_t size = completion->replaces;
    const bool keeps = search->key == NULL && completion->size > size &&
                       memcmp(completion->text, search->end - size, size) == 0;
    return keeps ? completion->text + size : NULL;
}

/* Whether one of a longer end leads to the same text already. */
static bool is_offered(const struct search *search, const struct fy_completion *completion)
{
    const char *mine = tail(search, completion);
    for (size_t i = 0; i < search->from && mine != NULL; i++) {
        const char *other = tail(search, &search->found[i]);
        if (other != NULL && strcmp(mine, other) == 0)
            return true;
    }
    return false;
}

static void offer(struct search *search, struct fy_completion completion, unsigned grade)
{
    if (is_offered(search, &completion))
        return;
    for (size_t i = 0; i < search->count; i++)
        if (same(&search->found[i], completion.text, completion.size)) {
            if (i < search->from || search->grades[i] <= grade)
                return;
            memmove(search->found + i, search->found + i + 1, (search->count - i - 1) * sizeof *search->found);
            memmove(search->grades + i, search->grades + i + 1, (search->count - i - 1) * sizeof *search->grades);
            search->count--;
            break;
        }
    size_t at = search->count;
    while (at > search->from && before(&completion, grade, &search->found[at - 1], search->grades[at - 1]))
        at--;
    if (at >= search->room)
        return;
    if (search->count < search->room)
        search->count++;
    memmove(search->found + at + 1, search->found + at, (search->count - at - 1) * sizeof *search->found);
    memmove(search->grades + at + 1, search->grades + at, (search->count - at - 1) * sizeof *search->grades);
    search->found[at] = completion;
    search->grades[at] = grade;
}

static unsigned long written(const struct search *search, const char *text, size_t size)
{
    const size_t word = search->words != NULL ? fy_counts_find(&search->words->words, text, size) : FY_NONE;
    return word == FY_NONE || search->words->words.items[word].count <= 0
               ? 0
               : (unsigned long)search->words->words.items[word].count;
}

static void offer_entry(struct search *search, const struct fy_lexicon_entry *entry, unsigned grade)
{
    unsigned long count = entry->count + written(search, entry->form.text, entry->form.size);
    for (size_t i = 0; i < entry->variant_count; i++)
        count += written(search, entry->variants[i].text, entry->variants[i].size);
    offer(search,
          (struct fy_completion){ entry->form.text, entry->form.size, entry,
                                  entry->reading_count > 0 ? entry->readings[0].text : "", search->replaces, count },
          grade);
}

/* A word that the lexicon does not have. */
static void offer_word(struct search *search, size_t word, const char *reading, unsigned grade)
{
    const struct fy_count *item = &search->words->words.items[word];
    const char *text = fy_counts_text(&search->words->words, word);
    /* Most have no chance. */
    const bool full = search->count == search->room && search->count > search->from;
    if (full && grade >= search->grades[search->count - 1] &&
        (unsigned long)(item->count > 0 ? item->count : 0) < search->found[search->count - 1].count)
        return;
    if (item->count < OFTEN || (search->lexicon != NULL && fy_lexicon_find(search->lexicon, text, item->size, NULL)))
        return;
    offer(search,
          (struct fy_completion){ text, item->size, NULL, reading, search->replaces, (unsigned long)item->count }, grade);
}

/* ---- by characters ---- */

static void by_beginning(struct search *search, const char *end, size_t size)
{
    size_t first, count = search->lexicon != NULL ? fy_lexicon_bucket(search->lexicon, end, size, &first) : 0;
    for (size_t i = 0; i < count; i++) {
        const struct fy_lexicon_key *key = &search->lexicon->keys[first + i];
        const struct fy_lexicon_entry *entry = &search->lexicon->entries[key->entry];
        if (key->kind == FY_LEXICON_GLOSS || key->size < size || memcmp(key->text, end, size) != 0)
            continue;
        /* A form that is written whole needs no completing; a variant may need its form. */
        if (entry->form.size != size || memcmp(entry->form.text, end, size) != 0)
            offer_entry(search, entry, 0);
    }
    if (search->words == NULL)
        return;
    const struct fy_words *words = search->words;
    size_t low = 0, high = words->sorted;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strncmp(fy_counts_text(&words->words, words->order[middle]), end, size) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < words->sorted && strncmp(fy_counts_text(&words->words, words->order[low]), end, size) == 0; low++)
        if (words->words.items[words->order[low]].size > size)
            offer_word(search, words->order[low], fy_words_reading(words, words->order[low]), 0);
    for (size_t i = words->sorted; i < words->words.count; i++)
        if (words->words.items[i].size > size && strncmp(fy_counts_text(&words->words, i), end, size) == 0)
            offer_word(search, i, fy_words_reading(words, i), 0);
}

/* What was met as often as what it begins is only a part of it. */
static void drop_parts(struct search *search)
{
    for (size_t i = search->from; i < search->count; i++) {
        const struct fy_completion *part = &search->found[i];
        bool inside = false;
        for (size_t k = search->from; k < search->count && part->entry == NULL; k++) {
            const struct fy_completion *whole = &search->found[k];
            inside = inside || (whole->entry == NULL && whole->count == part->count && whole->size > part->size &&
                                memcmp(whole->text, part->text, part->size) == 0);
        }
        if (!inside)
            continue;
        memmove(search->found + i, search->found + i + 1, (search->count - i - 1) * sizeof *search->found);
        memmove(search->grades + i, search->grades + i + 1, (search->count - i - 1) * sizeof *search->grades);
        search->count--;
        i--;
    }
}

static void by_characters(struct search *search, const char *text, size_t size)
{
    size_t starts[LONGEST_END], ends = 0;
    for (size_t at = size; at > 0 && ends < LONGEST_END; ends++) {
        uint32_t code;
        at = fy_grapheme_previous(text, size, at);
        if (fy_utf8_decode(text + at, size - at, &code) == 0 || fy_character_of(code) == FY_CHAR_BLANK ||
            (fy_character_of(code) == FY_CHAR_SIGN && code != 0x25A1))
            break;
        starts[ends] = at;
    }
    for (; ends > 0; ends--) {
        search->from = search->count;
        search->replaces = size - starts[ends - 1];
        by_beginning(search, text + starts[ends - 1], size - starts[ends - 1]);
        drop_parts(search);
    }
}

/* ---- by reading ---- */

static bool begins_with_key(const struct search *search, const char *text)
{
    return strncmp(text, search->key, search->key_size) == 0;
}

static void lexicon_by_reading(struct search *search)
{
    const struct fy_lexicon *lexicon = search->lexicon;
    size_t low = 0, high = lexicon->reading_count;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strncmp(lexicon->readings[middle].text, search->key, search->key_size) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < lexicon->reading_count && begins_with_key(search, lexicon->readings[low].text); low++) {
        const struct fy_lexicon_key *key = &lexicon->readings[low];
        const bool initials = key->kind == FY_LEXICON_GLOSS;
        if (!initials)
            offer_entry(search, &lexicon->entries[key->entry], key->size > search->key_size);
        else if (search->key_size >= INITIALS && key->size == search->key_size)
            offer_entry(search, &lexicon->entries[key->entry], 1);
    }
}

static void words_by_reading(struct search *search)
{
    const struct fy_words *words = search->words;
    size_t low = 0, high = words->keyed;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (strncmp(words->key_text.data + words->keys[middle].start, search->key, search->key_size) < 0)
            low = middle + 1;
        else
            high = middle;
    }
    for (; low < words->keyed && begins_with_key(search, words->key_text.data + words->keys[low].start); low++)
        offer_word(search, words->keys[low].word,
                   strchr(fy_counts_text(&words->readings, words->keys[low].reading), '\t') + 1,
                   strlen(words->key_text.data + words->keys[low].start) > search->key_size);
    struct fy_buffer key = FY_BUFFER_EMPTY;
    for (size_t i = words->keyed; i < words->readings.count; i++) {
        fy_buffer_clear(&key);
        if (fy_words_key(words, i, &key) == FY_OK && begins_with_key(search, fy_buffer_text(&key)))
            offer_word(search, words->readings.items[i].extra, strchr(fy_counts_text(&words->readings, i), '\t') + 1,
                       key.size > search->key_size);
    }
    fy_buffer_free(&key);
}

/* Bytes at the end of the text that are a reading typed in Latin letters: letters with or without marks, tone digits, hyphens
 * and apostrophes between them. */
static size_t typed_reading(const char *text, size_t size)
{
    size_t at = size, start = size;
    while (at > 0) {
        uint32_t code;
        const size_t previous = fy_grapheme_previous(text, size, at);
        if (fy_utf8_decode(text + previous, at - previous, &code) == 0)
            break;
        const enum fy_character kind = fy_character_of(code);
        const bool inner = (code >= '0' && code <= '9') || code == '-' || code == '\'';
        if (kind != FY_CHAR_LETTER && !inner)
            break;
        at = previous;
        start = kind == FY_CHAR_LETTER ? at : start;
    }
    return size - start;
}

size_t fy_complete(const struct fy_lexicon *lexicon, struct fy_words *words, const char *text, size_t size,
                   struct fy_completion *found, size_t room)
{
    struct search search = { .lexicon = lexicon, .words = words, .found = found, .room = room, .end = text + size };
    struct fy_buffer key = FY_BUFFER_EMPTY;
    const size_t most = sizeof search.grades / sizeof *search.grades;
    if (room > most)
        search.room = most;
    if (words != NULL && fy_words_sort(words) != FY_OK)
        search.words = NULL;
    const size_t typed = typed_reading(text, size);
    if (search.room == 0 || size == 0)
        return 0;
    if (typed == 0) {
        by_characters(&search, text, size);
    } else if (fy_reading_key(&key, text + size - typed, typed) == FY_OK && key.size > 0) {
        search.key = key.data;
        search.key_size = key.size;
        search.replaces = typed;
        if (lexicon != NULL)
            lexicon_by_reading(&search);
        if (search.words != NULL)
            words_by_reading(&search);
    }
    fy_buffer_free(&key);
    return search.count;
}
