/* What the rules of <fangyin/normaliser.h> share. */
#ifndef FANGYIN_COMPARE_NORMALISER_H
#define FANGYIN_COMPARE_NORMALISER_H

#include <fangyin/normaliser.h>
#include <stdint.h>

struct fy_normaliser {
    const char *id, *help;
    bool alternatives;
    enum fy_status (*run)(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens);
};

/* normaliser_others.c */
enum fy_status fy_normalise_wenet(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens);
enum fy_status fy_normalise_whisper(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens);
enum fy_status fy_normalise_jiwer(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens);
enum fy_status fy_normalise_sclite(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens);

/* Text without "<...>"; an open one reaches to the end if `to_end`, else it stays. */
void fy_drop_tags(struct fy_buffer *out, const char *text, size_t size, bool to_end);

/* Append one token, and its end. */
void fy_token_put(struct fy_buffer *tokens, const char *bytes, size_t size);
/* End the token that is being appended, unless nothing of it is there yet. */
void fy_token_end(struct fy_buffer *tokens);

/* True for blanks of every kind, line ends and controls. */
bool fy_code_blank(uint32_t code);

/* Letters and digits of cleaned text as tokens; everything else only parts words. */
enum fy_status fy_tokens_of_letters(enum fy_token token, const char *text, size_t size, struct fy_buffer *tokens);

#endif
