/* The formats there are, and the words for what is left out. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <string.h>

static const struct fy_target *const targets[] = {
    &fy_target_kaldi,  &fy_target_wenet,       &fy_target_wenet_shards, &fy_target_funasr,  &fy_target_nano,        &fy_target_nemo,
    &fy_target_lhotse, &fy_target_audiofolder, &fy_target_whisper, &fy_target_swift,       &fy_target_qwen3asr,
    &fy_target_to_std, &fy_target_to_dialect,  &fy_target_correct, &fy_target_pairs,       &fy_target_swift_pairs,
    &fy_target_ctm,    &fy_target_stm,         &fy_target_rttm,    &fy_target_commonvoice,
};

const struct fy_target_info *fy_target_at(size_t n)
{
    return n < sizeof targets / sizeof *targets ? &targets[n]->info : NULL;
}

const struct fy_target *fy_target_of(const char *name)
{
    for (size_t i = 0; name && i < sizeof targets / sizeof *targets; i++) {
        if (strcmp(targets[i]->info.name, name) == 0)
            return targets[i];
    }
    return NULL;
}

bool fy_target_cuts(const struct fy_target *target, const struct fy_dataset_options *options)
{
    return target->info.clips || (options->cut && target->can_cut);
}

const struct fy_target_info *fy_target_find(const char *name)
{
    const struct fy_target *target = fy_target_of(name);
    return target ? &target->info : NULL;
}

static const struct {
    const char *name, *text;
} reasons[] = {
#define REASON(id, name, text) [FY_LEFT_##id] = { name, text },
#include <fangyin/left_out.h>
};

const char *fy_left_out_name(enum fy_left_out reason)
{
    return reasons[reason].name;
}

const char *fy_left_out_text(enum fy_left_out reason)
{
    return fy_message(reasons[reason].text);
}
