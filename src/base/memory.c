#include <fangyin/memory.h>

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

static long allocations_left = -1; /* until the one that fails; negative: none fails */
static void (*failure_handler)(void);

static bool must_fail(void)
{
    return allocations_left >= 0 && allocations_left-- == 0;
}

void fy_memory_fail_after(long count)
{
    allocations_left = count;
}

enum { LARGE_PAGE = 2 << 20 };

/* What is large is touched from end to end: with large pages that costs the system a tenth of the time. */
static void *with_large_pages(void *memory, size_t size)
{
    enum { PAGE = 4096 };
    if (memory && size >= LARGE_PAGE) {
        uintptr_t start = ((uintptr_t)memory + PAGE - 1) / PAGE * PAGE, end = ((uintptr_t)memory + size) / PAGE * PAGE;
        madvise((char *)memory + (start - (uintptr_t)memory), end - start, MADV_HUGEPAGE);
    }
    return memory;
}

/* What fills a large page starts where one may start: what lies before the first such place would get small pages. */
static void *allocate(size_t size)
{
    void *memory;
    if (size < LARGE_PAGE)
        return malloc(size ? size : 1);
    return posix_memalign(&memory, LARGE_PAGE, size) == 0 ? with_large_pages(memory, size) : NULL;
}

void *fy_malloc(size_t size)
{
    return must_fail() ? NULL : allocate(size);
}

void *fy_calloc(size_t count, size_t size)
{
    if (must_fail())
        return NULL;
    return count && size ? calloc(count, size) : calloc(1, 1);
}

void *fy_realloc(void *old, size_t size)
{
    if (must_fail())
        return NULL;
    return old ? with_large_pages(realloc(old, size ? size : 1), size) : allocate(size);
}

char *fy_strdup(const char *text)
{
    return fy_strndup(text, strlen(text));
}

char *fy_strndup(const char *text, size_t size)
{
    size = strnlen(text, size);
    char *copy = fy_malloc(size + 1);
    if (copy) {
        memcpy(copy, text, size);
        copy[size] = '\0';
    }
    return copy;
}

void fy_free(void *memory)
{
    free(memory);
}

void *fy_grow(void *array, size_t *capacity, size_t wanted, size_t size)
{
    if (wanted <= *capacity && array)
        return array;
    size_t more = *capacity + *capacity / 2;
    if (more < wanted)
        more = wanted;
    if (more < 8)
        more = 8;
    if (size > 0 && more > (SIZE_MAX / 2) / size)
        return NULL;
    void *grown = fy_realloc(array, more * size);
    if (grown)
        *capacity = more;
    return grown;
}

void fy_memory_on_failure(void (*handler)(void))
{
    failure_handler = handler;
}

static void *must(void *memory)
{
    if (!memory) {
        if (failure_handler)
            failure_handler();
        abort();
    }
    return memory;
}

void *fy_must_malloc(size_t size)
{
    return must(fy_malloc(size));
}

void *fy_must_calloc(size_t count, size_t size)
{
    return must(fy_calloc(count, size));
}

void *fy_must_realloc(void *old, size_t size)
{
    return must(fy_realloc(old, size));
}

char *fy_must_strdup(const char *text)
{
    return must(fy_strdup(text));
}
