/* The lexicon as its files see it. */
#ifndef LANGUAGE_LEXICON_H
#define LANGUAGE_LEXICON_H

#include <fangyin/lexicon.h>
#include <stdint.h>

/* One string that may stand in a text, or a reading. */
struct fy_lexicon_key {
    const char *text;
    size_t size;
    size_t entry;
    enum fy_lexicon_kind kind;
};

/* Keys that begin with the same characters: two of them, or one and then the end, or one whatever follows. */
struct fy_lexicon_group {
    uint64_t begin; /* 0: the slot is free */
    size_t first, count;
};

struct fy_lexicon {
    char *text; /* the file, cut into the strings below */
    struct fy_lexicon_entry *entries;
    size_t count, capacity;
    struct fy_lexicon_string *strings; /* of all entries */
    size_t string_count, string_capacity;

    struct fy_lexicon_key *keys; /* by the first character, the second, then the longer first, then text, then kind */
    size_t key_count;
    struct fy_lexicon_group *groups; /* a hash table of where keys that begin alike stand */
    size_t group_slots;              /* a power of two */
    struct fy_buffer reading_text;
    struct fy_lexicon_key *readings; /* by text, then entry; text is a reading's key or (kind GLOSS) its initials */
    size_t reading_count, reading_capacity;
};

/* Make the keys. FY_NO_MEMORY. */
enum fy_status fy_lexicon_index(struct fy_lexicon *lexicon);

/* The keys whose text begins with the same character as `text`: from *first, returns how many. */
size_t fy_lexicon_bucket(const struct fy_lexicon *lexicon, const char *text, size_t size, size_t *first);

/* Append the first letters of a reading's syllables, as fy_reading_key writes letters. */
enum fy_status fy_reading_initials(struct fy_buffer *out, const char *reading, size_t size);

#endif
