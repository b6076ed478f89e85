/* FunASR: Paraformer's and SenseVoice's list (funasr/datasets/audio_datasets), and Fun-ASR-Nano's conversations. All
 * labels are written, as their tools would guess what is missing by running a model. There is no key "text": a reader
 * takes it for a sample of its own. */
#include "base/messages.h"
#include "dataset/internal.h"

#include <fangyin/text.h>
#include <string.h>

static bool has_punctuation(const char *text)
{
    const size_t size = strlen(text);
    uint32_t code;
    for (size_t at = 0, step; at < size && (step = fy_utf8_decode(text + at, size - at, &code)) > 0; at += step) {
        if (fy_code_category(code) == FY_CATEGORY_PUNCTUATION)
            return true;
    }
    return false;
}

static size_t count_codes(const char *text)
{
    size_t count = 0;
    for (; *text; text++)
        count += ((unsigned char)*text & 0xC0) != 0x80;
    return count;
}

/* Words where there is a blank, else characters. */
static size_t target_length(const char *text)
{
    if (!strchr(text, ' '))
        return count_codes(text);
    size_t count = 1;
    for (; *text; text++)
        count += *text == ' ';
    return count;
}

static const struct {
    const char *ours, *theirs;
} events[] = { { "music", "BGM" },     { "applause", "Applause" }, { "laugh", "Laughter" }, { "cry", "Cry" },
               { "sneeze", "Sneeze" }, { "breath", "Breath" },     { "cough", "Cough" } },
  emotions[] = { { "happy", "HAPPY" },         { "sad", "SAD" },
                 { "angry", "ANGRY" },         { "fearful", "FEARFUL" },
                 { "disgusted", "DISGUSTED" }, { "surprised", "SURPRISED" } };

static const char *event_of(const struct fy_row *row)
{
    for (size_t i = 0; row->options->markers == FY_MARKERS_MAP && i < sizeof events / sizeof *events; i++) {
        if (strcmp(events[i].ours, row->event) == 0)
            return events[i].theirs;
    }
    return "Speech";
}

static const char *emotion_of(const struct fy_row *row)
{
    for (size_t i = 0; i < sizeof emotions / sizeof *emotions; i++) {
        if (strcmp(emotions[i].ours, row->emotion) == 0)
            return emotions[i].theirs;
    }
    return "NEUTRAL";
}

static void put_tag(struct fy_json_writer *json, const char *name, const char *tag)
{
    char text[64];
    snprintf(text, sizeof text, "<|%.50s|>", tag);
    fy_json_text(json, name, text);
}

static void funasr_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    fy_json_object(&json, NULL);
    fy_json_text(&json, "key", row->utterance->id);
    fy_json_text(&json, "source", row->clip);
    fy_json_count(&json, "source_len", (size_t)(row->samples * 100 / row->rate)); /* frames of 10 ms */
    fy_json_text(&json, "target", row->text);
    fy_json_count(&json, "target_len", target_length(row->text));
    put_tag(&json, "text_language", row->tag);
    put_tag(&json, "emo_target", emotion_of(row));
    put_tag(&json, "event_target", event_of(row));
    put_tag(&json, "with_or_wo_itn", has_punctuation(row->text) ? "withitn" : "woitn");
    fy_json_object_end(&json);
    fy_buffer_putc(out, '\n');
}

const struct fy_target fy_target_funasr = {
    .info = { .name = "funasr",
              .help = N_("FunASR, SenseVoice, Paraformer: data.jsonl and clips"),
              .cannot = N_("dialects but zh and yue, speakers, other tiers"),
              .shortest = 0.1,
              .longest = 20.48,
              .tokens = 200,
              .clips = true,
              .map = "sensevoice",
              .fallback = "zh" },
    .files = { "data.jsonl" },
    .row = funasr_row,
};

static void put_message(struct fy_json_writer *json, const char *role, const char *content)
{
    fy_json_object(json, NULL);
    fy_json_text(json, "role", role);
    fy_json_text(json, "content", content);
    fy_json_object_end(json);
}

/* speech_length is the count of windows of 25 ms every 10 ms. */
static void nano_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    struct fy_buffer user = FY_BUFFER_EMPTY;
    const int64_t milliseconds = row->samples * 1000 / row->rate;
    fy_buffer_printf(&user, "%s<|startofspeech|>!%s<|endofspeech|>",
                     row->options->prompt         ? row->options->prompt
                     : has_punctuation(row->text) ? "语音转写："
                                                  : "语音转写，不进行文本规整：",
                     row->clip);
    fy_json_object(&json, NULL);
    fy_json_array(&json, "messages");
    put_message(&json, "system", "You are a helpful assistant.");
    put_message(&json, "user", fy_buffer_text(&user));
    put_message(&json, "assistant", row->text);
    fy_json_array_end(&json);
    fy_json_count(&json, "speech_length", milliseconds > 25 ? (size_t)((milliseconds - 25) / 10 + 1) : 1);
    fy_json_count(&json, "text_length", count_codes(row->text));
    fy_json_object_end(&json);
    fy_buffer_putc(out, '\n');
    out->failed |= user.failed;
    fy_buffer_free(&user);
}

static const char *const nano_reserved[] = { "<|", NULL };

const struct fy_target fy_target_nano = {
    .info = { .name = "fun-asr-nano",
              .help = N_("Fun-ASR-Nano: conversations in data.jsonl, and clips"),
              .cannot = N_("dialects (say them in --prompt), speakers, other tiers; text_length counts characters, not "
                           "the model's tokens"),
              .shortest = 0.1,
              .longest = 30,
              .clips = true },
    .files = { "data.jsonl" },
    .reserved = nano_reserved,
    .row = nano_row,
};
