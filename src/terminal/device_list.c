#include "base/messages.h"
#include "terminal/device.h"
#include "terminal/device_child.h"

#include <fangyin/memory.h>
#include <fangyin/text.h>
#include <poll.h>
#include <string.h>

enum { PATIENCE_MS = 2000 };

struct list {
    struct fy_device_choice *items;
    size_t count, capacity;
};

static bool add(struct list *list, const struct wire_message *device)
{
    size_t whole;
    struct fy_device_choice *items = fy_grow(list->items, &list->capacity, list->count + 1, sizeof *list->items);
    if (!items)
        return false;
    list->items = items;
    struct fy_device_choice *choice = &list->items[list->count++];
    choice->number = device->index;
    choice->is_default = device->channels != 0;
    memcpy(choice->name, device->text, sizeof choice->name);
    if (!fy_text_valid(choice->name, strlen(choice->name), &whole))
        choice->name[whole] = '\0';
    return true;
}

/* True when the list is whole. */
static bool collect(struct fy_child *child, struct list *list)
{
    struct wire_message message;
    for (;;) {
        struct pollfd ready = { .fd = child->socket, .events = POLLIN };
        if (poll(&ready, 1, PATIENCE_MS) <= 0)
            return false;
        int got;
        while ((got = fy_child_hear(child, &message)) > 0) {
            if (message.kind == WIRE_LISTED)
                return true;
            if (message.kind == WIRE_DEVICE && !add(list, &message))
                return false;
        }
        if (got < 0)
            return false;
    }
}

enum fy_status fy_device_list(const char *program, struct fy_device_choice **choices, size_t *count,
                              struct fy_error *error)
{
    /* A process of its own: one that plays knows only the devices that were there when it began. */
    struct fy_child child;
    struct list list = { 0 };
    int memory_fd;
    struct wire_shared *shared = fy_child_memory(&memory_fd);
    bool good = false;
    *choices = NULL;
    *count = 0;
    if (shared && fy_child_start(&child, program, false, memory_fd)) {
        good = fy_child_tell(&child, &(struct wire_message){ .kind = WIRE_LIST }) && collect(&child, &list);
        fy_child_end(&child, good ? 0.5 : 0);
    }
    fy_child_memory_free(shared, memory_fd);
    if (!good) {
        fy_free(list.items);
        return fy_fail(error, FY_IO, _("The sound system does not answer."));
    }
    *choices = list.items;
    *count = list.count;
    return FY_OK;
}
