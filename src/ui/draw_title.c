/* The first row: what it is about, and how it is heard; and what the time line says about hearing. */
#include "base/messages.h"
#include "ui/internal.h"

#include <fangyin/number.h>
#include <fangyin/text.h>
#include <stdio.h>
#include <string.h>

/* What is not as usual, each with a blank before it. */
static void hearing(const struct fy_app *app, struct fy_buffer *out)
{
    char text[FY_NUMBER_SIZE], name[FY_CHANNEL_NAME];
    const int speed = app->playing ? fy_app_speed(app) : app->listening.speed;
    if (app->loop && app->looping && app->playing && app->listening.loop_count > 0)
        fy_buffer_printf(out, _(" loop %u/%u"), app->round, app->listening.loop_count);
    else if (app->loop)
        fy_buffer_puts(out, _(" loop"));
    if (speed != 100)
        fy_buffer_printf(out, " ×%d.%02d", speed / 100, speed % 100);
    if (app->listening.volume != 100)
        fy_buffer_printf(out, _(" vol %d%%"), app->listening.volume);
    if (fy_app_gain(app) != 0)
        fy_buffer_printf(out, " %+ddB", fy_app_gain(app));
    if (app->listening.channel != FY_CHANNELS_ALL && app->listening.channel < app->channels)
        fy_buffer_printf(out, " %s", fy_app_channel_name(app, name));
    if (!app->listening.autoplay)
        fy_buffer_puts(out, _(" no autoplay"));
    if (app->silent)
        fy_buffer_puts(out, _(" no sound"));
    else if (app->underruns > 0)
        fy_buffer_printf(out, fy_message_plural(" %u gap!", " %u gaps!", app->underruns), app->underruns);
    fy_buffer_printf(out, " %s/", fy_time_write(fy_app_time(app, app->playhead), 3, text));
    fy_buffer_printf(out, "%s ", fy_time_write(fy_app_time(app, app->frames), 1, text));
}

void fy_draw_title(const struct fy_app *app, struct fy_canvas *canvas)
{
    const struct fy_style style = fy_paint(app, FY_PAINT_TITLE);
    struct fy_buffer left = FY_BUFFER_EMPTY, right = FY_BUFFER_EMPTY;
    fy_canvas_fill(canvas, 0, 0, app->columns, style, " ");
    fy_buffer_puts(&right, app->playing ? "▶" : " ");
    hearing(app, &right);
    /* The star survives where the words are cut. */
    fy_buffer_printf(&left, " 方音 %s %s", fy_app_unsaved(app) ? "*" : "", app->title);
    if (fy_app_segments(app) > 0)
        fy_buffer_printf(&left, "  %zu/%zu", app->segment + 1, fy_app_segments(app));
    if (app->tier != FY_NONE && strcmp(fy_tier_name(app->grid, app->tier), "text") != 0)
        fy_buffer_printf(&left, "  %s", fy_tier_name(app->grid, app->tier));
    if (fy_app_unsaved(app))
        fy_buffer_printf(&left, "  %s", app->saving ? _("saving ...") : _("not saved"));
    if (app->unprotected)
        fy_buffer_printf(&left, "  %s", _("NO JOURNAL"));
    int width = fy_text_columns(right.data, right.size);
    width = width < app->columns ? width : app->columns;
    fy_canvas_puts(canvas, 0, 0, app->columns - width, style, fy_buffer_text(&left));
    fy_canvas_puts(canvas, 0, app->columns - width, width, style, fy_buffer_text(&right));
    fy_buffer_free(&left);
    fy_buffer_free(&right);
}

/* Columns [*from, *to) of the picture that show frames [first, end); false where none does. */
static bool columns_of(const struct fy_app *app, const struct fy_layout *layout, int64_t first, int64_t end, int *from,
                       int *to)
{
    const int right = layout->gutter + layout->width;
    *from = fy_layout_column(app, layout, fy_app_time(app, first));
    *to = fy_layout_column(app, layout, fy_app_time(app, end)) + 1;
    *from = *from < layout->gutter ? layout->gutter : *from;
    *to = *to < right ? *to : right;
    return *from < *to;
}

void fy_draw_muted(const struct fy_app *app, const struct fy_layout *layout, struct fy_canvas *canvas)
{
    int from, to;
    int64_t first, end;
    for (size_t i = 0; i < app->listening.muted_count; i++) {
        if (!columns_of(app, layout, app->listening.muted[i].from, app->listening.muted[i].to - 1, &from, &to))
            continue;
        fy_canvas_fill(canvas, layout->ruler_row, from, to - from, fy_paint(app, FY_PAINT_DIM), "x");
    }
    if (fy_app_stretch(app, &first, &end) && columns_of(app, layout, first, end, &from, &to))
        fy_canvas_restyle(canvas, layout->ruler_row, from, to - from, fy_paint(app, FY_PAINT_RANGE));
}
