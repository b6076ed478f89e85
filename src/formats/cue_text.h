/* The text of a WebVTT cue: voices and classes as tags, character references. */
#ifndef FANGYIN_FORMATS_CUE_TEXT_H
#define FANGYIN_FORMATS_CUE_TEXT_H

#include <fangyin/buffer.h>
#include <stdbool.h>

/* What one voice says. Offsets into texts. */
struct fy_cue_part {
    size_t voice, voice_size; /* size 0: nobody is named */
    size_t dialect, dialect_size;
    size_t text, text_size;
};

struct fy_cue_text {
    struct fy_cue_part *parts; /* at least one after reading */
    size_t count, capacity;
    struct fy_buffer texts;
    bool lost;   /* tags that say other things were left out */
    bool failed; /* an allocation failed */
};

/* Read a cue's text; what was in cue before is replaced. */
void fy_cue_text_read(struct fy_cue_text *cue, const char *text, size_t size);
void fy_cue_text_free(struct fy_cue_text *cue);

/* Append text so that reading it gives the same. */
void fy_put_cue_text(struct fy_buffer *out, const char *text);
/* Append a voice's start tag. */
void fy_put_voice(struct fy_buffer *out, const char *name);

/* Can this be a class that tells a dialect: lower case letters, digits, - + ? and none of WebVTT's eight colours. */
bool fy_is_dialect_class(const char *name, size_t size);

#endif
