/* A file that is written piece by piece under another name and renamed when it is whole; gzip where its name ends in
 * ".gz". */
#ifndef FANGYIN_DATASET_LIST_FILE_H
#define FANGYIN_DATASET_LIST_FILE_H

#include <fangyin/status.h>
#include <stdbool.h>
#include <stddef.h>

struct fy_list_file;

enum fy_status fy_list_file_new(struct fy_list_file **file, const char *path, struct fy_error *error);
enum fy_status fy_list_file_put(struct fy_list_file *file, const void *bytes, size_t size, struct fy_error *error);
/* keep false: as if it had never been. NULL is fine. */
enum fy_status fy_list_file_close(struct fy_list_file *file, bool keep, struct fy_error *error);

enum fy_status fy_copy_file(const char *from, const char *to, struct fy_error *error);

#endif
