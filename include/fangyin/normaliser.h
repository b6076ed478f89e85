/* What of a text is compared: a named, versioned rule that makes tokens of it. An error rate without the rule's name
 * says nothing, as the rules of others differ: some count punctuation, some blanks, some drop characters they do not
 * know.
 *
 * Ours:
 *      cer-zh-1     <tags> deleted, NFKC and case folded (NFKC_Casefold), categories P, S, Z and C deleted but for Co,
 * marks kept behind a letter only. For text in Han characters. phonetic-1   normal form C only; for romanisation and
 * IPA, whose tone signs NFKC would destroy. Tones (Chao letters U+02E5 to U+02E9, digits, raised digits) are tokens of
 * their own kind and no characters. nfc-1        normal form C only: every grapheme counts, blanks and punctuation too.
 * Of others, on the text as it stands, for comparing with their figures:
 *      wenet           WeNet's tools/compute-wer.py with --char=1: upper case, tags deleted, a list of Chinese
 * punctuation dropped but other signs kept, letters without case one by one, the rest in runs whisper-basic   the basic
 * normaliser of openai/whisper: lower case, what is in brackets deleted, NFKC, categories M, S and P become blanks
 *      jiwer-cer       jiwer's cer: every code point, blanks too, none at the ends
 *      sclite-char     NIST sclite -e utf-8 -c NOASCII: ASCII in words and without case, each other character by itself
 *
 * Own rules know alternatives, {a|b}: a strict comparison takes the first one. */
#ifndef FANGYIN_NORMALISER_H
#define FANGYIN_NORMALISER_H

#include <fangyin/buffer.h>

struct fy_normaliser;

/* What a token is. A rule that knows one kind only gives that for all (jiwer-cer, wenet, sclite-char). */
enum fy_token {
    FY_TOKEN_CHARACTER, /* CER: a letter or digit with its marks */
    FY_TOKEN_MIXED,     /* mixed error rate: an ideograph (fy_code_ideographic), or a run of other letters and digits */
    FY_TOKEN_WORD,      /* WER: what stands between blanks */
    FY_TOKEN_TONE,      /* phonetic-1: the tone of a syllable; none in other rules */
    FY_TOKEN_COUNT
};

/* By name, or the n-th; NULL without. Static. */
const struct fy_normaliser *fy_normaliser_find(const char *id);
const struct fy_normaliser *fy_normaliser_at(size_t n);
const char *fy_normaliser_id(const struct fy_normaliser *normaliser);
const char *fy_normaliser_help(const struct fy_normaliser *normaliser); /* translated */
bool fy_normaliser_knows_alternatives(const struct fy_normaliser *normaliser);

/* Append the tokens of a text, each ended by a NUL. FY_ENCODING where it is no UTF-8, FY_NO_MEMORY. */
enum fy_status fy_normalise(const struct fy_normaliser *normaliser, enum fy_token token, const char *text, size_t size,
                            struct fy_buffer *tokens);

#endif
