/* Variants of a lexicon as its preferred forms. */
#include <fangyin/error_rate.h>
#include <fangyin/lexicon.h>
#include <fangyin/text.h>

enum fy_status fy_fold_variants(void *lexicon, const char *text, size_t size, struct fy_buffer *out)
{
    for (size_t at = 0, step; at < size; at += step) {
        struct fy_lexicon_match match;
        if (fy_lexicon_longest(lexicon, text + at, size - at, FY_LEXICON_FORM | FY_LEXICON_VARIANT, &match)) {
            step = match.size;
            fy_buffer_append(out, match.entry->form.text, match.entry->form.size);
        } else {
            uint32_t code;
            step = fy_utf8_decode(text + at, size - at, &code);
            step = step > 0 ? step : 1;
            fy_buffer_append(out, text + at, step);
        }
    }
    return out->failed ? FY_NO_MEMORY : FY_OK;
}
