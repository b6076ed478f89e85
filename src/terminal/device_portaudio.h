/* PortAudio, as the player process uses it: one device, opened once. All functions are one thread's. */
#ifndef FANGYIN_TERMINAL_DEVICE_PORTAUDIO_H
#define FANGYIN_TERMINAL_DEVICE_PORTAUDIO_H

#include "terminal/device_wire.h"

#include <stdbool.h>

/* Open what `wish` asks for, to play from `shared`, and fill in the answer: WIRE_OPENED or WIRE_REFUSED. */
void fy_portaudio_open(struct wire_shared *shared, const struct wire_message *wish, struct wire_message *answer);

bool fy_portaudio_start(void); /* false: lost */
void fy_portaudio_hurry(bool hurry); /* what is queued in the device after the end may be dropped soon */

enum fy_stream { FY_STREAM_PLAYING, FY_STREAM_ENDED, FY_STREAM_LOST };
enum fy_stream fy_portaudio_poll(void); /* every few milliseconds after a start, until it does not say PLAYING */

/* Is there something to play in the transport? */
bool fy_portaudio_waits(void);

/* Tell each output device by a WIRE_DEVICE. */
void fy_portaudio_list(void (*tell)(const struct wire_message *));

void fy_portaudio_close(void);

#endif
