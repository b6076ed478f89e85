/* The tone of a stretch on five levels: what is measured of it, what it suggests, and writing that into the tone tier. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/ipa.h>
#include <fangyin/sisters.h>
#include <math.h>
#include <string.h>

/* The marked stretch, else the current segment; false where there is neither. */
static bool wanted(const struct fy_app *app, double *from, double *to)
{
    int64_t first, end;
    if (fy_app_stretch(app, &first, &end)) {
        *from = fy_app_time(app, first);
        *to = fy_app_time(app, end);
        return true;
    }
    if (fy_app_segments(app) == 0)
        return false;
    *from = fy_app_interval(app, app->segment)->xmin;
    *to = fy_app_interval(app, app->segment)->xmax;
    return true;
}

static bool same(double a, double b)
{
    return fabs(a - b) < 1e-9;
}

static const struct fy_voice *voice_of(const struct fy_app *app, const char *name)
{
    const struct fy_voices *voices = app->tone.voices;
    for (size_t i = 0; voices && i < voices->count; i++) {
        if (strcmp(voices->items[i].name, name) == 0)
            return &voices->items[i];
    }
    return NULL;
}

/* Once; and again when somebody is named who was not heard of then. */
static void ask_voices(struct fy_app *app, struct fy_effects *effects)
{
    struct fy_tone_panel *panel = &app->tone;
    const bool news = panel->voices && panel->voices->all && fy_app_segments(app) > 0 &&
                      !voice_of(app, fy_app_speaker(app, app->segment));
    if (panel->voices_asked && !news)
        return;
    panel->voices_asked = true;
    if (panel->voices)
        panel->voices->all = false;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_VOICES });
}

void fy_app_ask_tone(struct fy_app *app, struct fy_effects *effects)
{
    struct fy_tone_panel *panel = &app->tone;
    double from, to;
    const int channel = fy_app_shown_channel(app);
    if (!panel->shown)
        return;
    ask_voices(app, effects);
    if (!wanted(app, &from, &to) ||
        (panel->asked && same(panel->from, from) && same(panel->to, to) && panel->channel == channel))
        return;
    panel->asked = true;
    panel->from = from;
    panel->to = to;
    panel->channel = channel;
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_TONE,
                                                 .picture = { .from = from, .to = to, .channel = channel } });
}

void fy_app_tone_event(struct fy_app *app, const struct fy_event *event)
{
    if (event->kind == FY_EVENT_TONE) {
        fy_tone_track_free(app->tone.track);
        app->tone.track = event->tone;
    } else {
        fy_voices_free(app->tone.voices);
        app->tone.voices = event->voices;
    }
}

const char *fy_app_speaker(const struct fy_app *app, size_t segment)
{
    const char *label = fy_app_sister_label(app, "speaker", segment);
    const char *suffix = fy_name_speaker(fy_tier_name(app->grid, app->tier));
    return !fy_label_empty(label) ? label : suffix ? suffix : "";
}

bool fy_app_read_tone(const struct fy_app *app, struct fy_tone_reading *reading)
{
    const struct fy_tone_track *track = app->tone.track;
    double from, to, frequencies[FY_TONE_POINTS], values[FY_TONE_POINTS];
    *reading = (struct fy_tone_reading){ .voice = NULL };
    if (fy_app_segments(app) > 0)
        reading->voice = voice_of(app, fy_app_speaker(app, app->segment));
    reading->ranged = reading->voice && reading->voice->range.lowest > 0;
    if (!track || !wanted(app, &from, &to) || !same(track->from, from) || !same(track->to, to) ||
        track->channel != fy_app_shown_channel(app))
        return false;
    reading->voiced = track->values &&
                      fy_tone_contour(track->values, &track->frames, track->first, track->count, from, to,
                                      FY_TONE_POINTS, frequencies, &reading->start, &reading->end);
    if (reading->voiced && reading->ranged) {
        for (size_t i = 0; i < FY_TONE_POINTS; i++)
            values[i] = fy_tone_value(&reading->voice->range, frequencies[i]);
        fy_tone_chao(values, FY_TONE_POINTS, reading->chao);
    }
    return true;
}

/* ---- writing it ---- */

/* What the label becomes: behind what stands there for a marked syllable; for a whole segment what stands there is its
 * tone when said alone, and is kept before a '>'. False where several tones stand there and none is marked. */
static bool compose(struct fy_buffer *out, const char *before, const char *tone, bool marked)
{
    struct fy_buffer digits = FY_BUFFER_EMPTY;
    if (fy_label_empty(before)) {
        fy_buffer_puts(out, tone);
        return true;
    }
    if (marked) {
        fy_buffer_printf(out, "%s %s", before, tone);
        return true;
    }
    if (strpbrk(before, " \t") != NULL)
        return false;
    const size_t citation = strcspn(before, ">");
    fy_buffer_append(out, before, citation);
    fy_ipa_tones_to_digits(&digits, before, citation);
    struct fy_buffer mine = FY_BUFFER_EMPTY;
    fy_ipa_tones_to_digits(&mine, tone, strlen(tone));
    if (strcmp(fy_buffer_text(&digits), fy_buffer_text(&mine)) != 0)
        fy_buffer_printf(out, ">%s", tone);
    fy_buffer_free(&mine);
    fy_buffer_free(&digits);
    return true;
}

static void put(struct fy_app *app, const char *tone, bool marked)
{
    const double place = fy_app_interval(app, app->segment)->xmin;
    struct fy_buffer label = FY_BUFFER_EMPTY;
    struct fy_error error = { 0 };
    struct fy_edit edit = { 0 };
    fy_history_seal(app->history);
    fy_history_begin(app->history, place);
    const size_t tier = fy_app_need_sister(app, "tone");
    const size_t at = tier == FY_NONE ? FY_NONE : fy_app_same_span(app, tier, app->segment);
    if (tier != FY_NONE && at == FY_NONE) {
        fy_app_complain(app, _("The tone tier has other boundaries here."));
    } else if (at != FY_NONE && !compose(&label, fy_tier_intervals(app->grid, tier)[at].text, tone, marked)) {
        fy_app_complain(app, _("Several tones are written here: mark the syllable (%s), or change the tone tier by hand."), "S");
    } else if (at != FY_NONE &&
               fy_app_do(app, fy_edit_set_label(&edit, app->grid, tier, at, fy_buffer_text(&label), label.size, &error),
                         &edit, place, &error)) {
        fy_app_say(app, _("tone: %s"), fy_buffer_text(&label));
    }
    fy_history_end(app->history);
    if (app->edit_tier == tier)
        fy_app_load_line(app, false);
    fy_buffer_free(&label);
}

static void write_tone(struct fy_app *app)
{
    struct fy_tone_reading reading;
    char letters[16];
    int64_t first, end;
    if (fy_app_segments(app) == 0)
        return;
    if (!app->tone.shown) {
        app->tone.shown = true;
        fy_app_say(app, _("This is the tone; the same key again writes it."));
    } else if (!fy_app_read_tone(app, &reading) || (!reading.ranged && !(app->tone.voices && app->tone.voices->all))) {
        fy_app_complain(app, _("The pitch is still being measured."));
    } else if (!reading.voiced) {
        fy_app_complain(app, _("There is no pitch here to tell a tone from: creak, whisper, or too short."));
    } else if (!reading.ranged) {
        fy_app_complain(app, _("Too little of this speaker has been written to know how high and low the voice goes."));
    } else {
        (void)fy_tone_letters(reading.chao, letters, sizeof letters);
        put(app, app->tone.letters ? letters : reading.chao, fy_app_stretch(app, &first, &end));
    }
}

void fy_app_action_tone(struct fy_app *app, enum fy_action action)
{
    if (action == FY_ACTION_TONE_WRITE) {
        write_tone(app);
        return;
    }
    app->tone.shown = !app->tone.shown;
    if (app->tone.shown && fy_app_layout(app).tone_width == 0)
        fy_app_say(app, _("The tone is shown beside the pictures, on a screen of at least %d columns (v shows pictures)."),
                   FY_TONE_COLUMNS);
}
