/* Where the program that runs is, so that it can be started once more. */
#ifndef FANGYIN_BASE_OWN_PATH_H
#define FANGYIN_BASE_OWN_PATH_H

/* A path that opens this program: with Linux, also after it was replaced or removed. Constant while the program runs;
 * any thread. NULL where the system does not tell. */
const char *fy_own_path(void);

#endif
