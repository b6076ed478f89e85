/* Feeds a transport from a recording, in a thread of its own. */
#ifndef FANGYIN_PLAYER_H
#define FANGYIN_PLAYER_H

#include <fangyin/recording.h>
#include <fangyin/transport.h>

struct fy_player;

/* Takes the recording over in any case: it is closed with the player, or on failure. The player's transport has as many
 * channels as the recording where it has one or two, else one, the mean of all. ring_seconds (0.1 to 60) is how much is
 * kept ready. */
enum fy_status fy_player_new(struct fy_player **player, struct fy_recording *recording, double ring_seconds,
                             struct fy_error *error);

/* No callback may run any more. */
void fy_player_free(struct fy_player *player);

struct fy_transport *fy_player_transport(const struct fy_player *player); /* lives as long as the player */
unsigned fy_player_channels(const struct fy_player *player);              /* that the transport gives */

/* Control thread, while no callback runs: begin feeding [from, to), cut to the recording, and wait until the ring is
 * full or all of it is in, at most `patience` seconds; a slow disk then goes on behind the callback's back. What cannot
 * be read is silence, so that the range keeps its length. Returns true if something is ready to be heard. */
bool fy_player_arm(struct fy_player *player, int64_t from, int64_t to, double patience);

/* Anybody: frames that could not be read, since the player was made. */
uint64_t fy_player_unread(const struct fy_player *player);

#endif
