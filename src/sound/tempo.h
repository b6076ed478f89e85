/* Slower or faster at the same pitch. Sound comes out in pieces, each with how much of what went in it stands for, so that
 * who hears it knows where he is: to within a period of the voice. */
#ifndef FANGYIN_SOUND_TEMPO_H
#define FANGYIN_SOUND_TEMPO_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

struct fy_tempo;

struct fy_tempo_piece {
    const float *frames; /* interleaved; good until the next call */
    size_t count;        /* of frames; 0: there is no piece */
    size_t input;        /* frames that went in and are heard with this piece */
};

/* 1 or 2 channels. */
enum fy_status fy_tempo_new(struct fy_tempo **tempo, int rate, size_t channels);
void fy_tempo_free(struct fy_tempo *tempo);

/* No piece is longer, and no more frames than that are inside at a time. */
size_t fy_tempo_most(const struct fy_tempo *tempo);

/* Start anew with this speed, FY_SPEED_MIN to FY_SPEED_MAX and not 1. */
void fy_tempo_begin(struct fy_tempo *tempo, double speed);

/* Take frames, none beyond full scale, until a piece is ready or all `count` are in; returns how many were taken. */
size_t fy_tempo_put(struct fy_tempo *tempo, const float *in, size_t count, struct fy_tempo_piece *piece);

/* What is inside comes out at speed 1, and joins without a step what follows or comes after fy_tempo_begin. Call until it
 * returns false. */
bool fy_tempo_drain(struct fy_tempo *tempo, struct fy_tempo_piece *piece);

/* The end: what is inside comes out at its speed, with silence assumed behind it, up to the last frame that went in. Call
 * until it returns false. */
bool fy_tempo_finish(struct fy_tempo *tempo, struct fy_tempo_piece *piece);

#endif
