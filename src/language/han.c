#include "language/han.h"

#include <fangyin/text.h>
#include <iconv.h>
#include <opencc.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

enum { CODES = 0x40000 }; /* the planes that hold ideographs: 0, 2, 3 */

/* For each character what it becomes, plus 1; 0: not asked yet. Never freed: they are part of the program as a table is. */
static _Atomic uint32_t simplified[CODES];
static _Atomic unsigned char scripts[CODES]; /* enum fy_han, plus 1 */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static opencc_t to_simplified, to_traditional; /* under the lock; NULL: not opened yet */

static bool is_open(opencc_t converter)
{
    return converter != NULL && converter != (opencc_t)-1;
}

/* Under the lock. */
static uint32_t ask(opencc_t converter, uint32_t code)
{
    char bytes[4];
    uint32_t result = code;
    const size_t size = fy_utf8_encode(code, bytes);
    char *converted = is_open(converter) && size > 0 ? opencc_convert_utf8(converter, bytes, size) : NULL;
    if (converted == NULL)
        return code;
    if (fy_utf8_decode(converted, strlen(converted), &result) != strlen(converted))
        result = code;
    opencc_convert_utf8_free(converted);
    return result;
}

uint32_t fy_han_simplified(uint32_t code)
{
    if (code >= CODES || fy_character_of(code) != FY_CHAR_IDEOGRAPH)
        return code;
    uint32_t known = atomic_load_explicit(&simplified[code], memory_order_relaxed);
    if (known == 0) {
        pthread_mutex_lock(&lock);
        if (to_simplified == NULL)
            to_simplified = opencc_open(OPENCC_DEFAULT_CONFIG_TRAD_TO_SIMP);
        known = ask(to_simplified, code) + 1;
        pthread_mutex_unlock(&lock);
        atomic_store_explicit(&simplified[code], known, memory_order_relaxed);
    }
    return known - 1;
}

static bool is_in(const char *charset, uint32_t code)
{
    char bytes[4], out[8], *from = bytes, *to = out;
    size_t left = fy_utf8_encode(code, bytes), room = sizeof out;
    const iconv_t converter = iconv_open(charset, "UTF-8");
    if (converter == (iconv_t)-1)
        return false;
    const bool good = iconv(converter, &from, &left, &to, &room) == 0;
    iconv_close(converter);
    return good;
}

/* OpenCC tells what a character may become, not that it must: 里 may be 裏, and is a traditional character itself. The
 * character sets of both scripts tell that. */
static enum fy_han find_script(uint32_t code)
{
    if (fy_han_simplified(code) != code)
        return is_in("GB2312", code) ? FY_HAN_BOTH : FY_HAN_TRADITIONAL;
    pthread_mutex_lock(&lock);
    if (to_traditional == NULL)
        to_traditional = opencc_open(OPENCC_DEFAULT_CONFIG_SIMP_TO_TRAD);
    const bool changes = ask(to_traditional, code) != code;
    pthread_mutex_unlock(&lock);
    return changes && !is_in("BIG5", code) ? FY_HAN_SIMPLIFIED : FY_HAN_BOTH;
}

enum fy_han fy_han_script(uint32_t code)
{
    if (code >= CODES || fy_character_of(code) != FY_CHAR_IDEOGRAPH)
        return FY_HAN_BOTH;
    unsigned char known = atomic_load_explicit(&scripts[code], memory_order_relaxed);
    if (known == 0) {
        known = (unsigned char)(find_script(code) + 1);
        atomic_store_explicit(&scripts[code], known, memory_order_relaxed);
    }
    return (enum fy_han)(known - 1);
}
