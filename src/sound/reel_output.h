/* The end of a reel that faces the device: what is heard comes in at the recording's rate, gets the device's, and waits
 * there to be read. */
#ifndef FANGYIN_SOUND_REEL_OUTPUT_H
#define FANGYIN_SOUND_REEL_OUTPUT_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

struct fy_reel_output;

/* `most` frames at a time come in between two times that it is read empty but for a frame. */
enum fy_status fy_reel_output_new(struct fy_reel_output **output, int from, unsigned to, size_t channels, size_t most);
void fy_reel_output_free(struct fy_reel_output *output);

enum fy_status fy_reel_output_begin(struct fy_reel_output *output);
void fy_reel_output_put(struct fy_reel_output *output, const float *frames, size_t count);
void fy_reel_output_finish(struct fy_reel_output *output);

/* Frames that may be read. One is kept back until fy_reel_output_finish, so that the last is known to be the last. */
size_t fy_reel_output_ready(const struct fy_reel_output *output);
size_t fy_reel_output_read(struct fy_reel_output *output, float *frames, size_t count);
bool fy_reel_output_ended(const struct fy_reel_output *output);

#endif
