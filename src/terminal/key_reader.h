/* Bytes from a terminal to keys and pastes. No terminal is touched: bytes go in, keys come out. */
#ifndef FANGYIN_TERMINAL_KEY_READER_H
#define FANGYIN_TERMINAL_KEY_READER_H

#include "ui/key.h"

#include <fangyin/buffer.h>

struct fy_key_reader {
    struct fy_buffer bytes; /* not decoded yet */
    size_t at;
    bool pasting;
    size_t looked; /* bytes of the paste that hold no end of it */
    struct fy_buffer paste; /* the text of the paste that was read last */
    bool expecting;         /* the terminal was asked something: set by the owner, while not all answers are here */
    char reply[80];         /* the answer that was read last, from behind the escape on, cut to this size */
    size_t reply_size;
};

enum fy_input { FY_INPUT_NONE, FY_INPUT_KEY, FY_INPUT_PASTE, FY_INPUT_REPLY };

void fy_key_reader_free(struct fy_key_reader *reader);
void fy_key_reader_feed(struct fy_key_reader *reader, const char *bytes, size_t size);

/* The next whole key, or a paste (its text in reader->paste). FY_INPUT_NONE: more bytes are needed. With `final` nothing
 * more is coming soon: a lone escape is the Escape key, a torn character is dropped, a paste without an end ends here.
 * Answers of the terminal (CSI ? ... and CSI ... t; while they are expected also strings, ESC _ and ESC P) are
 * FY_INPUT_REPLY, never keys; half of one is dropped. */
enum fy_input fy_key_reader_next(struct fy_key_reader *reader, bool final, struct fy_key *key);

/* How many milliseconds may go by without further bytes before `final` is due; -1: nothing waits for more. A key comes in
 * one piece or nearly; a paste over a slow line has pauses, but must not swallow keys for ever where its end got lost. */
int fy_key_reader_patience(const struct fy_key_reader *reader);

#endif
