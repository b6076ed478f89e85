/* The formats there are, one file each. */
#ifndef FANGYIN_FORMATS_FORMATS_H
#define FANGYIN_FORMATS_FORMATS_H

#include <fangyin/format.h>

extern const struct fy_format fy_format_audacity;
extern const struct fy_format fy_format_csv;
extern const struct fy_format fy_format_ctm;
extern const struct fy_format fy_format_eaf;
extern const struct fy_format fy_format_html;
extern const struct fy_format fy_format_kaldi;
extern const struct fy_format fy_format_markdown;
extern const struct fy_format fy_format_rttm;
extern const struct fy_format fy_format_srt;
extern const struct fy_format fy_format_stm;
extern const struct fy_format fy_format_textgrid;
extern const struct fy_format fy_format_trs;
extern const struct fy_format fy_format_tsv;
extern const struct fy_format fy_format_txt;
extern const struct fy_format fy_format_vtt;
extern const struct fy_format fy_format_whisper;

/* Free the grids from `count` on. */
void fy_named_grids_cut(struct fy_named_grids *grids, size_t count);

/* A writer's status, with its sentence: status, or FY_NO_MEMORY where the buffer failed. */
enum fy_status fy_written(const struct fy_buffer *out, enum fy_status status, struct fy_error *error);

#endif
