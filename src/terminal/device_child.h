/* The annotator's end of the player process. All functions are one thread's. */
#ifndef FANGYIN_TERMINAL_DEVICE_CHILD_H
#define FANGYIN_TERMINAL_DEVICE_CHILD_H

#include "terminal/device_wire.h"

#include <stdbool.h>
#include <sys/types.h>

struct fy_child {
    pid_t pid;
    int socket;
    size_t have; /* bytes of a message that is not whole yet */
    struct wire_message coming;
};

/* Memory for the two of them: mapped here, and a descriptor to give to every child. NULL if the system gives none. */
struct wire_shared *fy_child_memory(int *fd);
void fy_child_memory_free(struct wire_shared *shared, int fd);

/* Start it. `program` is a path, NULL for the program that runs now; `quiet`: its messages go nowhere; it is called
 * with the one argument FY_CHILD_COMMAND and must call fy_device_process. */
#define FY_CHILD_COMMAND "sound-device"
bool fy_child_start(struct fy_child *child, const char *program, bool quiet, int memory_fd);

/* False if it is gone, or does not read what it is told. */
bool fy_child_tell(struct fy_child *child, const struct wire_message *message);

/* The next message without waiting: 1 if there was one, 0 if not, -1 if it is gone. */
int fy_child_hear(struct fy_child *child, struct wire_message *message);

/* End it: it may put its house in order for `patience` seconds, then it is killed. Its memory is nobody's but ours
 * after that. */
void fy_child_end(struct fy_child *child, double patience);

#endif
