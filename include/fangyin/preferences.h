/* What people judged (<fangyin/task.h>), as training data: JSON lines. */
#ifndef FANGYIN_PREFERENCES_H
#define FANGYIN_PREFERENCES_H

#include <fangyin/task.h>

enum fy_preference_data {
    FY_PREFERENCE_PAIRS, /* a better and a worse answer, for DPO and its kin */
    FY_PREFERENCE_LIST,  /* every judgement: candidates, places, scores, verdict */
    FY_PREFERENCE_SFT,   /* the prompt and the right answer */
};

/* Who reads it (of lists there is one form):
 *      TRL    conversational {"prompt", "chosen", "rejected"} and {"messages"}; XTuner's preference data is the same.
 *             It has no place for sound: tasks with some are left out.
 *      SWIFT  ms-swift: {"messages", "rejected_response", "audios"}, "<audio>" in the prompt for each */
enum fy_preference_form { FY_PREFERENCE_TRL, FY_PREFERENCE_SWIFT };

/* Counts over all tasks. */
struct fy_preference_sums {
    size_t rows;
    size_t sound; /* tasks left out as the form has no place for their sound */
    size_t ties;  /* pairs of candidates that are as good as each other, or the same text: not written */
};

/* Append a task's lines. A pair is written where more people prefer the one to the other; where none was right and an
 * own answer was given, that is preferred to every candidate. Chosen and rejected are never the same text. `folder`
 * stands before relative paths of sound ("" for none). FY_NO_MEMORY or FY_OK. */
enum fy_status fy_preferences_write(const struct fy_task *task, enum fy_preference_data what,
                                    enum fy_preference_form form, const char *folder, struct fy_buffer *lines,
                                    struct fy_preference_sums *sums);

#endif
