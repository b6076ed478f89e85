/* Between the annotator and the process that plays for it: what they say to each other over a socket, and the memory
 * that both have mapped. A sound system that hangs, aborts or never comes back does so in the player process alone, which
 * can be killed and started again. */
#ifndef FANGYIN_TERMINAL_DEVICE_WIRE_H
#define FANGYIN_TERMINAL_DEVICE_WIRE_H

#include <fangyin/transport.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>

/* The player process finds these two open. */
enum { WIRE_SOCKET = 3, WIRE_MEMORY = 4 };

enum wire_kind {
    /* to the player process */
    WIRE_OPEN = 1, /* open the device that `text` names (see device.h); `rate`, `channels` and `latency` are wishes */
    WIRE_START,    /* the transport has begun: play it to its end; `index` grows by one with each */
    WIRE_STOP,     /* it was told to stop: what is not heard soon need not be */
    WIRE_LIST,     /* what devices are there? */
    /* back */
    WIRE_OPENED,  /* with this rate and latency; the name in `text`; `index` is 1 if it is not the one asked for */
    WIRE_REFUSED, /* `text` says why, for people; the process ends */
    WIRE_ENDED,   /* the stream stands still after its callback said that all is done; `index` of the last START */
    WIRE_LOST,    /* the stream stands still for another reason; the process ends */
    WIRE_DEVICE,  /* one of the list: `index`, the name in `text`; `channels` is 1 for the default */
    WIRE_LISTED,  /* the list is complete; the process ends */
};

struct wire_message {
    int32_t kind;     /* enum wire_kind */
    int32_t rate;     /* Hz */
    int32_t channels; /* 1 or 2 */
    int32_t index;    /* PortAudio's number of a device; of a START */
    double latency;   /* seconds */
    char text[160];
};

enum {
    WIRE_RING = 1 << 16, /* frames of the transport's ring; how much of it is filled, the player decides */
    WIRE_CHANNELS = 2,   /* most of them */
};

struct wire_shared {
    atomic_bool hold;       /* a callback that has nothing more to play goes on with silence: another play comes */
    atomic_uint underflows; /* that the device reported, since the memory was made */
    _Alignas(64) unsigned char transport[];
};

static inline size_t wire_shared_size(void)
{
    return sizeof(struct wire_shared) + fy_transport_size(WIRE_CHANNELS, 1, WIRE_RING);
}

/* The process's whole life, with descriptors as above. Returns its exit status. */
int fy_device_process(void);

#endif
