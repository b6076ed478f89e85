/* The table of rules and limits, included more than once: no guard, and RULE and LIMIT are gone behind it. <fangyin/checks.h>, `fangyin check --rules` and the
 * manual page are made of it.
 *      RULE(ID, name, fixes, sound, plain, dialectology, ldc, vendor, help)
 *      LIMIT(ID, name, plain, dialectology, ldc, vendor, help)
 * fixes: S it has fixes that are safe, U fixes that need a look, O none. sound: whether it needs the recording. Then the
 * severity in each profile: O off, N note, W warning, E error. Numbers and defaults follow the specifications that the
 * profiles are named after; where these disagree, each profile has its own. */
#ifndef RULE
#define RULE(...)
#endif
#ifndef LIMIT
#define LIMIT(...)
#endif

/* characters, in every tier */
RULE(WIDE_SPACE, "wide-space", S, false, E, E, E, E, N_("an ideographic space (U+3000)"))
RULE(NO_BREAK_SPACE, "no-break-space", S, false, E, E, E, E, N_("a no-break space, which looks like a blank and is none"))
RULE(INVISIBLE, "invisible", S, false, E, E, E, E, N_("a character that cannot be seen: byte order mark, zero-width space ..."))
RULE(CONTROL, "control", S, false, E, E, E, E, N_("a tab, a line end or another control character inside a label"))
RULE(DAMAGED, "damaged", O, false, E, E, E, E, N_("U+FFFD: what stood here was lost by some program"))
RULE(PRIVATE_USE, "private-use", O, false, W, W, E, E, N_("a private-use character, which only its maker's font can show"))
RULE(COMPATIBILITY, "compatibility", S, false, W, W, W, E, N_("a compatibility ideograph instead of the ordinary one"))
RULE(NOT_NFC, "not-nfc", S, false, W, W, E, E, N_("a character that is not in Unicode normal form C"))
RULE(RARE, "rare", O, false, N, N, N, W, N_("a character too new for most programs, or a description of one (⿰口麻)"))
RULE(BLANKS, "blanks", S, false, W, W, W, E, N_("blanks at the ends of a label, or several in a row"))

/* what is written in text and std */
RULE(FULL_WIDTH, "full-width", S, false, W, W, W, E, N_("full-width letters and digits"))
RULE(HALF_WIDTH, "half-width", S, false, N, W, W, E, N_("half-width punctuation between Chinese characters"))
RULE(DIGITS, "digits", O, false, O, W, W, E, N_("digits where the words that were spoken should stand"))
RULE(PUNCTUATION, "punctuation", O, false, O, O, O, W, N_("any punctuation at all"))
RULE(MIXED_HAN, "mixed-han", O, false, N, O, N, N, N_("simplified and traditional characters in one label"))
RULE(CHARACTERS, "characters", O, false, W, W, W, E, N_("a character that is not in the project's list of characters"))
RULE(UNBALANCED, "unbalanced", O, false, E, E, E, E, N_("a mark that is not closed, or is empty: (( )), {a|b}, <event>"))
RULE(UNCERTAIN, "uncertain", O, false, O, O, O, E, N_("a guess or a choice, ((...)) or {a|b}, that nobody has settled"))
RULE(REPEATED, "repeated", O, false, W, W, W, W, N_("the same text as the segment before"))
RULE(TEXT_MISSING, "text-missing", O, false, W, W, W, E, N_("other tiers say something of a segment that has no text"))
RULE(UNWRITTEN, "unwritten", O, false, O, O, O, E, N_("neither text nor event, and not marked invalid"))

/* codes */
RULE(EVENT_UNKNOWN, "event-unknown", O, false, W, E, E, E, N_("an event that is not in the project's list"))
RULE(DIALECT_UNKNOWN, "dialect-unknown", O, false, E, E, E, E, N_("a dialect code that is not in the tree"))
RULE(DIALECT_OLD, "dialect-old", S, false, W, W, W, W, N_("a dialect code that another one has replaced"))
RULE(DIALECT_MISSING, "dialect-missing", O, false, N, W, O, W, N_("text without a dialect tag"))
RULE(CODE_UNKNOWN, "code-unknown", O, false, W, E, E, E, N_("an emotion, content, flag, reason, status or speaker that is not in its list"))
RULE(SPEAKERS_MIXED, "speakers-mixed", O, false, W, W, E, E, N_("several speakers in one segment"))
RULE(ID_TWICE, "id-twice", O, false, W, W, W, E, N_("two segments with the same name in the id tier"))

/* words and sounds */
RULE(VARIANT, "variant", S, false, N, W, W, W, N_("a way of writing that the lexicon does not prefer"))
RULE(DRIFT_WORD, "drift-word", U, false, N, W, W, W, N_("a standard-language word for which the lexicon has a dialect one"))
RULE(DRIFT_SAME, "drift-same", O, false, N, W, W, W, N_("dialect text that is the same as the standard-language tier"))
RULE(NOT_IN_LEXICON, "not-in-lexicon", O, false, O, O, O, O, N_("a word that the lexicon does not have"))
RULE(TONES, "tones", O, false, W, E, W, E, N_("tone digits or letters that the dialect does not have"))
RULE(SYLLABLES, "syllables", O, false, N, W, N, W, N_("not one syllable in rom, ipa or tone for each character"))

/* times */
RULE(LONG, "long", O, false, W, N, W, W, N_("a segment longer than `longest`"))
RULE(TOO_LONG, "too-long", O, false, W, W, E, E, N_("a segment longer than `longest-allowed`"))
RULE(SHORT, "short", O, false, W, N, W, W, N_("a segment shorter than `shortest`"))
RULE(RATE, "rate", O, false, N, N, W, W, N_("fewer characters a second than `slowest`, or more than `fastest`"))
RULE(BOUNDARY, "boundary", S, false, W, W, W, E, N_("a boundary of a sister tier less than `frame` away from that of text"))
RULE(CUT, "cut", O, true, O, O, W, W, N_("sound goes on at the edge of a segment: speech may be cut"))
RULE(PAUSE, "pause", O, true, O, O, W, W, N_("a pause longer than `pause` inside a segment"))
RULE(PADDING, "padding", O, true, O, O, O, N, N_("less silence around the speech than `padding-least`, or more than `padding-most`"))

LIMIT(LONGEST, "longest", 15, 15, 8, 8, N_("seconds; above it a segment is long"))
LIMIT(LONGEST_ALLOWED, "longest-allowed", 30, 30, 15, 15, N_("seconds; above it a segment is too long"))
LIMIT(SHORTEST, "shortest", 0.2, 0.2, 0.3, 0.3, N_("seconds"))
LIMIT(SLOWEST, "slowest", 0.5, 0.5, 1, 1, N_("characters a second"))
LIMIT(FASTEST, "fastest", 12, 12, 9, 9, N_("characters a second"))
LIMIT(SAME_STD, "same-std", 6, 6, 6, 6, N_("characters; shorter texts may be the same in both languages"))
LIMIT(SAME_BEFORE, "same-before", 4, 4, 4, 4, N_("characters; shorter texts may well be said twice"))
LIMIT(FRAME, "frame", 0.01, 0.01, 0.01, 0.01, N_("seconds; boundaries nearer than this are meant to be one"))
LIMIT(PAUSE, "pause", 1.5, 1.5, 1.5, 1, N_("seconds"))
LIMIT(PADDING_LEAST, "padding-least", 0.1, 0.1, 0.1, 0.1, N_("seconds"))
LIMIT(PADDING_MOST, "padding-most", 0.3, 0.3, 0.3, 0.3, N_("seconds"))

#undef RULE
#undef LIMIT
