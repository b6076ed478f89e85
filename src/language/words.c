/* What was written, counted: words, or strings of characters where nothing parts words. */
#include "language/words.h"

#include <fangyin/grid.h>
#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <stdlib.h>
#include <string.h>

enum { LONGEST = 4 /* characters of a string that is counted */ };

struct piece {
    size_t start, size;      /* bytes of one character, or of a word of another script, in the label */
    bool ideograph, parted;  /* parted: something stands between it and the one before */
    bool blank;              /* and that is blanks only */
    size_t reading, reading_size; /* bytes of its syllable */
};

struct pieces {
    struct piece *items;
    size_t count, capacity;
    bool words; /* blanks stand between ideographs: they part words */
};

struct fy_words *fy_words_new(void)
{
    return fy_calloc(1, sizeof(struct fy_words));
}

void fy_words_free(struct fy_words *words)
{
    if (words == NULL)
        return;
    fy_counts_free(&words->words);
    fy_counts_free(&words->readings);
    fy_buffer_free(&words->key_text);
    fy_free(words->best);
    fy_free(words->list);
    fy_free(words->order);
    fy_free(words->keys);
    fy_free(words);
}

/* Bytes of a mark like <noise> at the start of text, 0 where none is. */
static size_t event_size(const char *text, size_t size)
{
    const char *end = text[0] == '<' ? memchr(text, '>', size) : NULL;
    return end == NULL ? 0 : (size_t)(end - text) + 1;
}

static enum fy_status cut_text(struct pieces *pieces, const char *text, size_t size)
{
    bool parted = true, blank = false, inside = false;
    for (size_t at = 0, next; at < size; at = next) {
        uint32_t code;
        next = fy_grapheme_next(text, size, at);
        const enum fy_character kind =
            fy_utf8_decode(text + at, next - at, &code) > 0 ? fy_character_of(code) : FY_CHAR_SIGN;
        const bool own = kind == FY_CHAR_IDEOGRAPH || kind == FY_CHAR_PRIVATE || kind == FY_CHAR_UNASSIGNED || code == 0x25A1;
        if (!own && kind != FY_CHAR_LETTER && kind != FY_CHAR_DIGIT && kind != FY_CHAR_MARK && !(inside && (code == '\'' || code == '-'))) {
            const size_t event = event_size(text + at, size - at);
            next = event > 0 ? at + event : next;
            blank = (blank || !parted) && kind == FY_CHAR_BLANK;
            parted = true;
            inside = false;
            continue;
        }
        if (inside && !own) {
            pieces->items[pieces->count - 1].size = next - pieces->items[pieces->count - 1].start;
            continue;
        }
        struct piece *grown = fy_grow(pieces->items, &pieces->capacity, pieces->count + 1, sizeof *grown);
        if (grown == NULL)
            return FY_NO_MEMORY;
        pieces->items = grown;
        grown[pieces->count] = (struct piece){ at, next - at, own, parted, parted && blank, 0, 0 };
        pieces->words = pieces->words || (own && parted && blank && pieces->count > 0 && grown[pieces->count - 1].ideograph);
        pieces->count++;
        parted = false;
        blank = false;
        inside = !own;
    }
    return FY_OK;
}

static bool parts_syllables(char byte)
{
    return byte == ' ' || byte == '-' || byte == '\t' || byte == ',' || byte == '.' || byte == '?' || byte == '!';
}

/* Give each piece its syllable, if there are as many. */
static void share_reading(struct pieces *pieces, const char *reading)
{
    for (int pass = 0; pass < 2; pass++) {
        size_t count = 0;
        for (const char *at = reading; *at != '\0';) {
            const char *start = at;
            if (parts_syllables(*at)) {
                at++;
                continue;
            }
            while (*at != '\0' && !parts_syllables(*at))
                at++;
            if (pass == 1) {
                pieces->items[count].reading = (size_t)(start - reading);
                pieces->items[count].reading_size = (size_t)(at - start);
            }
            count++;
        }
        if (count != pieces->count)
            return;
    }
}

/* Count the string of pieces [first, end). */
static enum fy_status count_string(struct fy_words *words, const struct pieces *pieces, const char *text,
                                   const char *reading, size_t first, size_t end, long times)
{
    const struct piece *left = &pieces->items[first], *right = &pieces->items[end - 1];
    const size_t size = right->start + right->size - left->start;
    size_t word, item;
    if (memchr(text + left->start, '\0', size) != NULL)
        return FY_OK;
    enum fy_status status = fy_counts_get(&words->words, text + left->start, size, &word);
    if (status != FY_OK)
        return status;
    const size_t had = words->best_capacity;
    uint32_t *best = fy_grow(words->best, &words->best_capacity, words->words.count, sizeof *best);
    if (best == NULL)
        return FY_NO_MEMORY;
    memset(best + had, 0, (words->best_capacity - had) * sizeof *best);
    words->best = best;
    words->words.items[word].count += times;
    words->words.items[word].extra = (uint32_t)(end - first);
    if (left->reading_size == 0)
        return FY_OK;
    struct fy_buffer key = FY_BUFFER_EMPTY;
    fy_buffer_append(&key, text + left->start, size);
    fy_buffer_putc(&key, '\t');
    fy_buffer_append(&key, reading + left->reading, right->reading + right->reading_size - left->reading);
    status = key.failed ? FY_NO_MEMORY : fy_counts_get(&words->readings, key.data, key.size, &item);
    fy_buffer_free(&key);
    if (status == FY_OK) {
        words->readings.items[item].count += times;
        words->readings.items[item].extra = (uint32_t)word;
        if (best[word] == 0 || words->readings.items[best[word] - 1].count < words->readings.items[item].count)
            best[word] = (uint32_t)item + 1;
    }
    return status;
}

static enum fy_status count_pieces(struct fy_words *words, const struct pieces *pieces, const char *text,
                                   const char *reading, long times)
{
    enum fy_status status = FY_OK;
    for (size_t i = 0; i < pieces->count && status == FY_OK; i++) {
        size_t run = i + 1; /* the end of what nothing parts */
        while (run < pieces->count && !pieces->items[run].parted && pieces->items[run].ideograph &&
               pieces->items[i].ideograph)
            run++;
        const bool begins = i == 0 || pieces->items[i].parted || !pieces->items[i].ideograph ||
                            !pieces->items[i - 1].ideograph;
        if (pieces->words && begins)
            status = count_string(words, pieces, text, reading, i, run, times);
        for (size_t end = i + 1; !pieces->words && end <= run && end - i <= LONGEST && status == FY_OK; end++)
            status = count_string(words, pieces, text, reading, i, end, times);
    }
    return status;
}

enum fy_status fy_words_add(struct fy_words *words, const char *text, size_t size, const char *reading, long times)
{
    struct pieces pieces = { NULL, 0, 0, false };
    if (!fy_text_valid(text, size, NULL))
        return FY_OK;
    enum fy_status status = cut_text(&pieces, text, size);
    if (status == FY_OK && reading != NULL)
        share_reading(&pieces, reading);
    if (status == FY_OK)
        status = count_pieces(words, &pieces, text, reading, times);
    fy_free(pieces.items);
    return status;
}

const char *fy_words_reading(const struct fy_words *words, size_t word)
{
    const uint32_t best = words->best[word];
    return best == 0 ? "" : strchr(fy_counts_text(&words->readings, best - 1), '\t') + 1;
}

/* ---- the list ---- */

/* Mark the strings one character shorter that were met as often. */
static void mark_parts(const struct fy_words *words, size_t word, unsigned char *part)
{
    const struct fy_count *item = &words->words.items[word];
    const char *text = fy_counts_text(&words->words, word);
    if (item->extra < 2)
        return;
    const size_t first = fy_grapheme_next(text, item->size, 0), last = fy_grapheme_previous(text, item->size, item->size);
    const size_t parts[] = { fy_counts_find(&words->words, text + first, item->size - first),
                             fy_counts_find(&words->words, text, last) };
    for (size_t i = 0; i < 2; i++)
        if (parts[i] != FY_NONE && words->words.items[parts[i]].count == item->count)
            part[parts[i]] = 1;
}

static int compare_words(const void *a, const void *b)
{
    const struct fy_word *left = a, *right = b;
    if (left->count != right->count)
        return left->count > right->count ? -1 : 1;
    if (left->characters != right->characters)
        return left->characters > right->characters ? -1 : 1;
    return strcmp(left->text, right->text);
}

/* The best reading of every word at once. */
static void find_readings(const struct fy_words *words, const char **best, long *most)
{
    for (size_t i = 0; i < words->readings.count; i++) {
        const struct fy_count *item = &words->readings.items[i];
        const char *reading = strchr(fy_counts_text(&words->readings, i), '\t') + 1;
        const size_t word = item->extra;
        if (item->count > most[word] || (item->count == most[word] && item->count > 0 && strcmp(reading, best[word]) < 0)) {
            most[word] = item->count;
            best[word] = reading;
        }
    }
}

enum fy_status fy_words_list(struct fy_words *words, unsigned long least, const struct fy_word **list, size_t *count)
{
    const size_t all = words->words.count;
    unsigned char *part = fy_calloc(all + 1, 1);
    const char **best = fy_calloc(all + 1, sizeof *best);
    long *most = fy_calloc(all + 1, sizeof *most);
    fy_free(words->list);
    words->list = fy_calloc(all + 1, sizeof *words->list);
    const bool good = part != NULL && best != NULL && most != NULL && words->list != NULL;
    *count = 0;
    if (good) {
        for (size_t i = 0; i < all; i++)
            mark_parts(words, i, part);
        find_readings(words, best, most);
    }
    for (size_t i = 0; good && i < all; i++) {
        const struct fy_count *item = &words->words.items[i];
        if (part[i] == 0 && item->count > 0 && (unsigned long)item->count >= least)
            words->list[(*count)++] = (struct fy_word){ fy_counts_text(&words->words, i), item->size, item->extra,
                                                        best[i] != NULL ? best[i] : "", (unsigned long)item->count };
    }
    if (*count > 1)
        qsort(words->list, *count, sizeof *words->list, compare_words);
    *list = words->list;
    fy_free(part);
    fy_free(best);
    fy_free(most);
    return good ? FY_OK : FY_NO_MEMORY;
}
