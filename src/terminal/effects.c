/* Carrying out what the app asks for. */
#include "terminal/session_internal.h"

static void play(struct fy_session *session, const struct fy_effect *effect)
{
    if (session->device) {
        fy_device_play(session->device, &effect->play);
    } else {
        fy_clock_play(&session->clock, &effect->play);
    }
}

static void carry_out(struct fy_session *session, const struct fy_effect *effect)
{
    switch (effect->kind) {
    case FY_EFFECT_PLAY:
        play(session, effect);
        break;
    case FY_EFFECT_STOP:
        fy_clock_stop(&session->clock);
        if (session->device)
            fy_device_stop(session->device);
        break;
    case FY_EFFECT_HEARING:
        fy_clock_change(&session->clock, &effect->hearing);
        if (session->device)
            fy_device_change(session->device, &effect->hearing);
        break;
    case FY_EFFECT_MUTE:
        if (session->device)
            fy_device_mute(session->device, effect->mute.stretches, effect->mute.count);
        break;
    case FY_EFFECT_DEVICES:
        fy_post_devices(session);
        break;
    case FY_EFFECT_DEVICE:
        if (session->device)
            fy_device_use(session->device, effect->device);
        break;
    case FY_EFFECT_LEVEL:
        fy_post_level(session);
        break;
    case FY_EFFECT_REMEMBER:
        fy_post_remember(session);
        break;
    case FY_EFFECT_WAVE:
        fy_post_wave(session, effect);
        break;
    case FY_EFFECT_SPECTRUM:
        fy_post_spectrum(session, effect);
        break;
    case FY_EFFECT_TRACKS:
        fy_post_tracks(session, effect);
        break;
    case FY_EFFECT_ASK:
        fy_post_ask(session, effect);
        break;
    case FY_EFFECT_TAKEN:
        fy_post_taken(session, effect);
        break;
    case FY_EFFECT_APPLIED:
        fy_post_applied(session, effect);
        break;
    case FY_EFFECT_NEWS:
        fy_post_news(session);
        break;
    case FY_EFFECT_TONE:
        fy_post_tone(session, effect);
        break;
    case FY_EFFECT_VOICES:
        fy_post_voices(session);
        break;
    case FY_EFFECT_CHECK:
        fy_post_check(session);
        break;
    case FY_EFFECT_SPEECH:
        fy_post_speech(session, effect);
        break;
    case FY_EFFECT_SNAP:
        fy_post_snap(session, effect);
        break;
    case FY_EFFECT_JOURNAL:
        fy_post_journal(session);
        break;
    case FY_EFFECT_SAVE:
        fy_post_save(session, effect->force);
        break;
    case FY_EFFECT_SAVE_BESIDE:
        fy_post_save_beside(session);
        break;
    case FY_EFFECT_READ_THEIRS:
        fy_post_theirs(session);
        break;
    case FY_EFFECT_RECOVER:
        fy_post_recover(session, effect->accept);
        break;
    case FY_EFFECT_REDRAW:
        session->wishes.redraw = true;
        break;
    case FY_EFFECT_SUSPEND:
        /* The player process would go on with what it has, and then with silence. */
        if (session->device)
            fy_device_stop(session->device);
        session->wishes.suspend = true;
        break;
    case FY_EFFECT_QUIT:
        session->wishes.quit = true;
        break;
    }
}

void fy_session_carry_out(struct fy_session *session)
{
    /* Effects may bring events, and these more effects: they queue up here instead of nesting. */
    if (session->carrying_out)
        return;
    session->carrying_out = true;
    for (size_t i = 0; i < session->effects.count; i++) {
        const struct fy_effect effect = session->effects.items[i];
        carry_out(session, &effect);
    }
    session->effects.count = 0;
    session->carrying_out = false;
}
