/* Choosing a sound device. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/memory.h>
#include <stdio.h>
#include <string.h>

static void choose(struct fy_app *app, const char *device, struct fy_effects *effects)
{
    snprintf(app->device, sizeof app->device, "%s", device);
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_DEVICE, .device = app->device });
}

void fy_app_action_devices(struct fy_app *app, const char *argument, struct fy_effects *effects)
{
    if (*argument) {
        choose(app, argument, effects);
        return;
    }
    fy_app_say(app, _("Looking for sound devices ..."));
    fy_effects_push(effects, (struct fy_effect){ .kind = FY_EFFECT_DEVICES });
}

void fy_app_devices_event(struct fy_app *app, const struct fy_event *event)
{
    /* Somebody went on meanwhile to something that must not be covered. */
    if (app->mode != FY_MODE_NAVIGATE && app->mode != FY_MODE_EDIT)
        return;
    fy_buffer_clear(&app->message);
    if (event->devices.count == 0) {
        fy_app_say(app, _("No sound device was found."));
        return;
    }
    fy_free(app->devices);
    app->devices = fy_must_calloc(event->devices.count, sizeof *app->devices);
    memcpy(app->devices, event->devices.rows, event->devices.count * sizeof *app->devices);
    app->device_count = event->devices.count;
    app->device_at = 0;
    app->under = app->mode;
    app->mode = FY_MODE_DEVICES;
}

void fy_app_devices_key(struct fy_app *app, struct fy_key key, struct fy_effects *effects)
{
    char number[16] = "";
    if (key.code == FY_KEY_DOWN) {
        app->device_at += app->device_at < app->device_count ? 1 : 0;
    } else if (key.code == FY_KEY_UP) {
        app->device_at -= app->device_at > 0 ? 1 : 0;
    } else {
        app->mode = app->under;
        if (key.code != FY_KEY_ENTER)
            return;
        if (app->device_at > 0)
            snprintf(number, sizeof number, "%d", app->devices[app->device_at - 1].number);
        choose(app, number, effects);
    }
}
