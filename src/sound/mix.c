#include "sound/mix.h"

#include <fangyin/memory.h>
#include <fangyin/play.h>
#include <math.h>
#include <string.h>

enum { SLOPES_PER_SECOND = 200 };

#define GAIN_MOST 1000.0 /* 60 dB: more makes noise of any recording, and numbers of no use */

/* Weight [output * inputs + input] is what that input counts in that output. */
struct fy_mix {
    size_t inputs, outputs;
    size_t slope; /* frames of one */
    size_t left;  /* frames until `now` is `wanted` */
    float *now, *wanted;
};

enum fy_status fy_mix_new(struct fy_mix **mix, int rate, size_t inputs, size_t outputs)
{
    *mix = NULL;
    struct fy_mix *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    made->inputs = inputs;
    made->outputs = outputs;
    made->slope = (size_t)(rate / SLOPES_PER_SECOND) + 1;
    made->now = fy_calloc(inputs * outputs, sizeof *made->now);
    made->wanted = fy_calloc(inputs * outputs, sizeof *made->wanted);
    if (!made->now || !made->wanted) {
        fy_mix_free(made);
        return FY_NO_MEMORY;
    }
    *mix = made;
    return FY_OK;
}

void fy_mix_free(struct fy_mix *mix)
{
    if (!mix)
        return;
    fy_free(mix->now);
    fy_free(mix->wanted);
    fy_free(mix);
}

static float weight(const struct fy_mix *mix, int channel, double gain, size_t output, size_t input)
{
    if (channel >= 0 && (size_t)channel < mix->inputs)
        return (size_t)channel == input ? (float)gain : 0;
    if (channel != FY_CHANNELS_MIXED && mix->inputs == mix->outputs)
        return output == input ? (float)gain : 0;
    return (float)(gain / (double)mix->inputs);
}

void fy_mix_set(struct fy_mix *mix, int channel, double gain, bool at_once)
{
    gain = isfinite(gain) ? fmin(fmax(gain, 0), GAIN_MOST) : 1;
    for (size_t output = 0; output < mix->outputs; output++)
        for (size_t input = 0; input < mix->inputs; input++)
            mix->wanted[output * mix->inputs + input] = weight(mix, channel, gain, output, input);
    size_t size = mix->inputs * mix->outputs * sizeof *mix->now;
    bool same = memcmp(mix->now, mix->wanted, size) == 0;
    mix->left = same || at_once ? 0 : mix->slope;
    if (mix->left == 0)
        memcpy(mix->now, mix->wanted, size);
}

static void step(struct fy_mix *mix)
{
    for (size_t i = 0; i < mix->inputs * mix->outputs; i++)
        mix->now[i] += (mix->wanted[i] - mix->now[i]) / (float)mix->left;
    if (--mix->left == 0)
        memcpy(mix->now, mix->wanted, mix->inputs * mix->outputs * sizeof *mix->now);
}

void fy_mix_run(struct fy_mix *mix, const float *in, float *out, size_t count)
{
    for (size_t i = 0; i < count; i++, in += mix->inputs) {
        if (mix->left > 0)
            step(mix);
        const float *weights = mix->now;
        for (size_t output = 0; output < mix->outputs; output++, weights += mix->inputs) {
            float sum = 0;
            for (size_t input = 0; input < mix->inputs; input++)
                sum += in[input] * weights[input];
            *out++ = sum;
        }
    }
}
