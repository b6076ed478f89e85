/* Findings while they are collected: they know their offset in the text; line and column are found once, at the end. */
#ifndef FANGYIN_FINDINGS_H
#define FANGYIN_FINDINGS_H

#include <fangyin/textgrid.h>

enum { FY_FINDINGS_KEPT = 1000 };

struct fy_finding_list {
    struct fy_findings *out;          /* NULL: none is wanted */
    size_t offsets[FY_FINDINGS_KEPT]; /* of each item of out */
    size_t more;                      /* those beyond the ones kept */
    bool more_lost;
    bool failed; /* an allocation failed */
};

void fy_finding_list_start(struct fy_finding_list *list, struct fy_findings *out);
void fy_finding_add(struct fy_finding_list *list, size_t offset, bool lost, const char *format, ...) FY_PRINTF(4, 5);
/* Bring findings in the order of the file; put lines and columns in, unless text is NULL (a binary file). */
enum fy_status fy_finding_list_finish(struct fy_finding_list *list, const char *text);

#endif
