/* What the files of `export` share. */
#ifndef FANGYIN_COMMANDS_EXPORT_H
#define FANGYIN_COMMANDS_EXPORT_H

#include <fangyin/dataset.h>

struct fy_export_call {
    struct fy_dataset_options options;
    struct fy_split_options split;
    size_t shard, shards; /* from 1; 0 of 0: all */
    bool join, list;
};

/* False, and said why or printed the usage (*result), where nothing is to be done. */
bool fy_export_read_call(int argc, char **argv, struct fy_export_call *call, int *result);

/* The formats with their limits, on stdout. */
void fy_export_print_targets(void);
void fy_export_print_summary(const struct fy_dataset_summary *summary);

#endif
