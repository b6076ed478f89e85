/* Conversations that train models of language and sound: ms-swift's (Qwen-Audio and kin), Qwen3-ASR's own, XTuner V1's
 * of text alone, and pairs of a better and a worse answer for TRL (which XTuner's older reader takes too) and ms-swift.
 * In a message there is a role and a content and nothing else: XTuner stops at any other key. */
#include "base/messages.h"
#include "dataset/internal.h"

static void put_message(struct fy_json_writer *json, const char *role, const char *content)
{
    fy_json_object(json, NULL);
    fy_json_text(json, "role", role);
    fy_json_text(json, "content", content);
    fy_json_object_end(json);
}

static void end_line(struct fy_json_writer *json)
{
    fy_json_object_end(json);
    fy_buffer_putc(json->out, '\n');
}

/* The prompt that was wished, or before + the dialect's name + after; then what it is about. */
static void make_prompt(const struct fy_row *row, const char *before, const char *after, const char *about,
                        struct fy_buffer *prompt)
{
    if (row->options->prompt)
        fy_buffer_printf(prompt, "%s%s", row->options->prompt, about);
    else
        fy_buffer_printf(prompt, "%s%s%s%s", before, row->dialect_name, after, about);
}

/* ---- with sound ---- */

static void put_heard(struct fy_json_writer *json, const struct fy_row *row)
{
    struct fy_buffer user = FY_BUFFER_EMPTY;
    fy_buffer_puts(&user, "<audio>"); /* as many as there are in "audios" */
    make_prompt(row, "请转写这段", "语音。", "", &user);
    fy_json_array(json, "messages");
    put_message(json, "user", fy_buffer_text(&user));
    put_message(json, "assistant", row->text);
    fy_json_array_end(json);
    fy_json_array(json, "audios");
    fy_json_text(json, NULL, row->clip);
    fy_json_array_end(json);
    json->out->failed |= user.failed;
    fy_buffer_free(&user);
}

static void swift_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    fy_json_object(&json, NULL);
    put_heard(&json, row);
    fy_json_text(&json, "channel", row->dialect[0] != '\0' ? row->dialect : "und");
    end_line(&json);
}

static void swift_pairs_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    fy_json_object(&json, NULL);
    put_heard(&json, row);
    fy_json_text(&json, "rejected_response", row->draft);
    end_line(&json);
}

static void qwen3asr_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    struct fy_buffer text = FY_BUFFER_EMPTY;
    fy_buffer_printf(&text, "language %s<asr_text>%s", row->tag, row->text);
    fy_json_object(&json, NULL);
    fy_json_text(&json, "audio", row->clip);
    fy_json_text(&json, "text", fy_buffer_text(&text));
    if (row->options->prompt)
        fy_json_text(&json, "prompt", row->options->prompt);
    end_line(&json);
    out->failed |= text.failed;
    fy_buffer_free(&text);
}

static const char *const audio_reserved[] = { "<audio>", "<image>", "<video>", NULL };
static const char *const qwen3_reserved[] = { "<asr_text>", "<|", NULL };

const struct fy_target fy_target_swift = {
    .info = { .name = "ms-swift",
              .help = N_("ms-swift (Qwen-Audio, Step-Audio and kin), SFT: data.jsonl and clips"),
              .cannot = N_("speakers, other tiers"),
              .shortest = 0.1,
              .longest = 30,
              .clips = true },
    .files = { "data.jsonl" },
    .reserved = audio_reserved,
    .row = swift_row,
};

const struct fy_target fy_target_swift_pairs = {
    .info = { .name = "ms-swift-pairs",
              .help = N_("ms-swift, DPO: the draft rejected, the text chosen"),
              .cannot = N_("speakers, other tiers; segments whose draft is as the text"),
              .shortest = 0.1,
              .longest = 30,
              .clips = true },
    .files = { "data.jsonl" },
    .reserved = audio_reserved,
    .needs = "draft",
    .row = swift_pairs_row,
};

const struct fy_target fy_target_qwen3asr = {
    .info = { .name = "qwen3-asr",
              .help = N_("Qwen3-ASR's own fine-tuning: data.jsonl and clips"),
              .cannot = N_("dialects it has no name for, speakers, other tiers"),
              .shortest = 0.1,
              .longest = 30,
              .clips = true,
              .map = "qwen3asr",
              .fallback = "Chinese" },
    .files = { "data.jsonl" },
    .reserved = qwen3_reserved,
    .row = qwen3asr_row,
};

/* ---- text alone ---- */

static void put_exchange(struct fy_buffer *out, const struct fy_row *row, const char *before, const char *after,
                         const char *question, const char *answer)
{
    struct fy_json_writer json = { .out = out };
    struct fy_buffer user = FY_BUFFER_EMPTY;
    make_prompt(row, before, after, question, &user);
    fy_json_object(&json, NULL);
    fy_json_text(&json, "id", row->utterance->id);
    fy_json_array(&json, "messages");
    put_message(&json, "user", fy_buffer_text(&user));
    put_message(&json, "assistant", answer);
    fy_json_array_end(&json);
    end_line(&json);
    out->failed |= user.failed;
    fy_buffer_free(&user);
}

static void to_std_row(struct fy_buffer *out, const struct fy_row *row)
{
    put_exchange(out, row, "把这句", "译成普通话：", row->text, row->std);
}

static void to_dialect_row(struct fy_buffer *out, const struct fy_row *row)
{
    put_exchange(out, row, "把这句普通话译成", "：", row->std, row->text);
}

static void correct_row(struct fy_buffer *out, const struct fy_row *row)
{
    put_exchange(out, row, "纠正", "识别结果：", row->draft, row->text);
}

static void pairs_row(struct fy_buffer *out, const struct fy_row *row)
{
    struct fy_json_writer json = { .out = out };
    struct fy_buffer user = FY_BUFFER_EMPTY;
    make_prompt(row, "纠正", "识别结果：", row->draft, &user);
    fy_json_object(&json, NULL);
    fy_json_array(&json, "prompt");
    put_message(&json, "user", fy_buffer_text(&user));
    fy_json_array_end(&json);
    fy_json_array(&json, "chosen");
    put_message(&json, "assistant", row->text);
    fy_json_array_end(&json);
    fy_json_array(&json, "rejected");
    put_message(&json, "assistant", row->draft);
    fy_json_array_end(&json);
    end_line(&json);
    out->failed |= user.failed;
    fy_buffer_free(&user);
}

const struct fy_target fy_target_to_std = {
    .info = { .name = "xtuner-to-standard",
              .help = N_("XTuner V1, SFT: dialect to the standard language (tier std)"),
              .cannot = N_("sound, speakers") },
    .files = { "data.jsonl" },
    .needs = "std",
    .row = to_std_row,
};

const struct fy_target fy_target_to_dialect = {
    .info = { .name = "xtuner-to-dialect",
              .help = N_("XTuner V1, SFT: the standard language (tier std) to dialect"),
              .cannot = N_("sound, speakers") },
    .files = { "data.jsonl" },
    .needs = "std",
    .row = to_dialect_row,
};

const struct fy_target fy_target_correct = {
    .info = { .name = "xtuner-correct",
              .help = N_("XTuner V1, SFT: what a machine heard (tier draft) to what was said"),
              .cannot = N_("sound, speakers; segments whose draft is as the text") },
    .files = { "data.jsonl" },
    .needs = "draft",
    .row = correct_row,
};

const struct fy_target fy_target_pairs = {
    .info = { .name = "trl-pairs",
              .help = N_("TRL and XTuner 0.1/0.2, DPO: the draft rejected, the text chosen"),
              .cannot = N_("sound, speakers; segments whose draft is as the text") },
    .files = { "data.jsonl" },
    .needs = "draft",
    .row = pairs_row,
};
