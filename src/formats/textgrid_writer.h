/* The writers of the forms. Each appends to out, whose `failed` tells of lost memory. */
#ifndef FANGYIN_TEXTGRID_WRITER_H
#define FANGYIN_TEXTGRID_WRITER_H

#include "formats/textgrid_collection.h"

/* UTF-8, LF. No newline at the end, as in Praat. */
void fy_chronological_write(struct fy_buffer *out, const struct fy_grid *grid);

/* FY_UNSUPPORTED, with a sentence, where a text is longer than the form can hold: nothing is written then. */
enum fy_status fy_binary_write(struct fy_buffer *out, const struct fy_grid *grid,
                               const struct fy_textgrid_collection *within, struct fy_error *error);

#endif
