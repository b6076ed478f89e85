/* A tar file that is written member by member, under another name until it is whole. The same members give the same bytes. */
#ifndef FANGYIN_DATASET_TAR_H
#define FANGYIN_DATASET_TAR_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

struct fy_tar;

enum fy_status fy_tar_new(struct fy_tar **tar, const char *path, struct fy_error *error);
/* Plain files only, with no folders before them: readers of shards stumble over those. `name` is ASCII. */
enum fy_status fy_tar_put(struct fy_tar *tar, const char *name, const void *bytes, size_t size, struct fy_error *error);
/* keep false: as if it had never been. NULL is fine. */
enum fy_status fy_tar_close(struct fy_tar *tar, bool keep, struct fy_error *error);

#endif
