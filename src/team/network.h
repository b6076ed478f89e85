#ifndef FANGYIN_TEAM_NETWORK_H
#define FANGYIN_TEAM_NETWORK_H

#include <stdbool.h>

/* True if a file of that path (its folder, where it is not there) is on a file system that other machines write to. */
bool fy_on_network(const char *path);

/* The same by the kernel's number of the file system's kind (statfs, f_type). */
bool fy_network_kind(unsigned long kind);

#endif
