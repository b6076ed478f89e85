/* For a build with ASan: fontconfig keeps 256 bytes of its settings, and cairo loses an array with each PDF. The stacks
 * must be whole to tell that array from one of ours. Include in one file of a program. */
#ifndef TESTS_PICTURE_LEAKS_H
#define TESTS_PICTURE_LEAKS_H

const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\nleak:fy_surface_finish\n";
}

const char *__asan_default_options(void);
const char *__asan_default_options(void)
{
    return "fast_unwind_on_malloc=0";
}

#endif
