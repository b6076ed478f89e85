/* Feeds transports from a recording, in a thread of its own. */
#ifndef FANGYIN_PLAYER_H
#define FANGYIN_PLAYER_H

#include <fangyin/play.h>
#include <fangyin/recording.h>
#include <fangyin/transport.h>

struct fy_player;

/* Takes the recording over in any case: it is closed with the player, or on failure. */
enum fy_status fy_player_new(struct fy_player **player, struct fy_recording *recording, struct fy_error *error);

/* No callback may run any more on what it feeds. */
void fy_player_free(struct fy_player *player);

/* What a transport for it had best have: the recording's channels where it has one or two, else one, the mean of all; and
 * the recording's rate. With any other rate, and 1 or 2 channels, it is fed what fits. */
unsigned fy_player_channels(const struct fy_player *player);
unsigned fy_player_rate(const struct fy_player *player);

/* Control thread, while the transport may be armed: begin feeding it with what is to be heard, the range cut to the
 * recording. It stays the caller's and is fed until the next arming or release. In its ring 0.6 s are put at first, then
 * 0.2 s are kept ready, or more (see fy_player_lead, and once that was too little). Waits until they are, at most `patience` seconds; a slow disk then goes on behind the callback's
 * back. What cannot be read is silence, so that the range keeps its length. Then the caller lets it begin. False, and
 * nothing is armed, if the feeder does not answer for so long or memory is short. */
bool fy_player_arm(struct fy_player *player, struct fy_transport *transport, const struct fy_play *play, double patience);

/* Control thread: from the next arming on keep that many seconds ready, if they are more than 0.2: for a device that takes
 * much at once. What is ready sounds as it did when it was put there. */
void fy_player_lead(struct fy_player *player, double seconds);

/* Control thread: feed no more. True if the feeder has let go of its transport; false as above. */
bool fy_player_release(struct fy_player *player, double patience);

/* Anybody: what plays sounds so from now on, as soon as what is in the ring was heard. Arming sets it anew. */
void fy_player_change(struct fy_player *player, const struct fy_hearing *hearing);

/* Anybody: these stretches are silent from now on, and in all that is armed later; no others are. They are copied. */
void fy_player_mute(struct fy_player *player, const struct fy_muted *stretches, size_t count);

/* Anybody: the frame of the recording that is heard with that frame of the transport's since the last arming. The frame
 * after the last one is the range's end. At a speed that is not 1 it is right to within a period of the voice. */
int64_t fy_player_position(struct fy_player *player, int64_t frame);

/* Anybody: frames that could not be read, since the player was made. */
uint64_t fy_player_unread(const struct fy_player *player);

#endif
