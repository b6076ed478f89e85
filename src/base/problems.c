#include <fangyin/problems.h>

#include <fangyin/memory.h>
#include <stdarg.h>
#include <stdio.h>

enum fy_status fy_problems_add(struct fy_problems *problems, enum fy_status status, unsigned line, unsigned column,
                               const char *format, ...)
{
    char sentence[sizeof problems->items->sentence];
    va_list arguments;
    if (!problems || problems->count >= FY_PROBLEMS_MOST)
        return FY_OK;
    struct fy_error *grown = fy_grow(problems->items, &problems->capacity, problems->count + 1, sizeof *grown);
    if (!grown)
        return FY_NO_MEMORY;
    problems->items = grown;
    va_start(arguments, format);
    (void)vsnprintf(sentence, sizeof sentence, format, arguments);
    va_end(arguments);
    (void)fy_fail_at(&grown[problems->count++], status, line, column, "%s", sentence);
    return FY_OK;
}

void fy_problems_free(struct fy_problems *problems)
{
    fy_free(problems->items);
    *problems = (struct fy_problems){ NULL, 0, 0 };
}
