#include "sound/ahead.h"

#include "base/monotonic.h"

#include <fangyin/memory.h>
#include <pthread.h>
#include <stdatomic.h>
#include <string.h>
#include <time.h>

enum {
    BLOCK_FRAMES = 4096,
    BLOCK_SAMPLES = 65536, /* a block of many channels has fewer frames */
    BLOCKS_LEAST = 4,
    BLOCKS_MOST = 256,
    SAMPLES_MOST = 2 << 20, /* in all blocks: 8 MB */
    SECONDS = 6,
};

#define PATIENCE 1.0 /* seconds for a read that hangs */

/* Block n is frames [n * block_frames, (n + 1) * block_frames) of the recording. */
struct block {
    int64_t number; /* -1: none */
    size_t good;    /* frames that could be read; silence after them */
    bool there;     /* it was read */
    float *frames;
};

struct fy_ahead {
    struct fy_recording *recording; /* the thread's */
    int64_t frames;                 /* it has */
    size_t channels, block_frames, count;
    _Atomic uint64_t unread;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t work; /* to the thread */
    pthread_cond_t news; /* from it */
    /* under the lock; but into a block that is not there the thread reads without it */
    int64_t from, to, next; /* what is planned, and what will be taken next */
    bool again;
    bool quit, left, abandoned;
    struct block blocks[BLOCKS_MOST];
};

static void free_ahead(struct fy_ahead *ahead)
{
    fy_recording_close(ahead->recording);
    for (size_t i = 0; i < ahead->count; i++)
        fy_free(ahead->blocks[i].frames);
    fy_free(ahead);
}

/* ---- which blocks ---- */

static int64_t block_of(const struct fy_ahead *ahead, int64_t frame)
{
    return frame / (int64_t)ahead->block_frames;
}

static struct block *find(struct fy_ahead *ahead, int64_t number)
{
    for (size_t i = 0; i < ahead->count; i++)
        if (ahead->blocks[i].number == number)
            return &ahead->blocks[i];
    return NULL;
}

/* Place of a block among those that will be wanted, from 0 on; INT64_MAX if it will not be. */
static int64_t turn_of(const struct fy_ahead *ahead, int64_t number)
{
    if (ahead->from >= ahead->to)
        return INT64_MAX;
    int64_t first = block_of(ahead, ahead->from), last = block_of(ahead, ahead->to - 1);
    int64_t now = block_of(ahead, ahead->next);
    if (number < first || number > last)
        return INT64_MAX;
    if (number >= now)
        return number - now;
    return ahead->again ? last - now + 1 + number - first : INT64_MAX;
}

/* The block that will be wanted in that turn, -1 if none will. */
static int64_t wanted_in(const struct fy_ahead *ahead, int64_t turn)
{
    int64_t first = block_of(ahead, ahead->from), last = block_of(ahead, ahead->to - 1);
    int64_t number = block_of(ahead, ahead->next) + turn;
    if (number <= last)
        return number;
    number = first + (number - last - 1);
    return ahead->again && turn_of(ahead, number) == turn ? number : -1;
}

/* A place for the next block to be read, marked with its number; NULL if there is nothing to do. */
static struct block *choose(struct fy_ahead *ahead)
{
    if (ahead->from >= ahead->to)
        return NULL;
    for (int64_t turn = 0; turn < (int64_t)ahead->count; turn++) {
        int64_t number = wanted_in(ahead, turn);
        if (number < 0)
            return NULL;
        if (find(ahead, number))
            continue;
        struct block *latest = &ahead->blocks[0];
        for (size_t i = 1; i < ahead->count; i++)
            if (turn_of(ahead, ahead->blocks[i].number) > turn_of(ahead, latest->number))
                latest = &ahead->blocks[i];
        if (turn_of(ahead, latest->number) <= turn)
            return NULL;
        latest->number = number;
        latest->there = false;
        return latest;
    }
    return NULL;
}

/* ---- the thread ---- */

static void read_block(struct fy_ahead *ahead, struct block *block)
{
    size_t frames = ahead->block_frames, channels = ahead->channels;
    int64_t from = block->number * (int64_t)frames;
    pthread_mutex_unlock(&ahead->lock);
    size_t good = fy_recording_read(ahead->recording, from, block->frames, frames);
    memset(block->frames + good * channels, 0, (frames - good) * channels * sizeof *block->frames);
    pthread_mutex_lock(&ahead->lock);
    block->good = good;
    block->there = true;
    pthread_cond_broadcast(&ahead->news);
}

static void destroy(struct fy_ahead *ahead)
{
    pthread_cond_destroy(&ahead->news);
    pthread_cond_destroy(&ahead->work);
    pthread_mutex_destroy(&ahead->lock);
    free_ahead(ahead);
}

static void *run(void *data)
{
    struct fy_ahead *ahead = data;
    pthread_mutex_lock(&ahead->lock);
    while (!ahead->quit) {
        struct block *block = choose(ahead);
        if (block)
            read_block(ahead, block);
        else
            pthread_cond_wait(&ahead->work, &ahead->lock);
    }
    ahead->left = true;
    bool abandoned = ahead->abandoned;
    pthread_cond_broadcast(&ahead->news);
    pthread_mutex_unlock(&ahead->lock);
    if (abandoned)
        destroy(ahead);
    return NULL;
}

/* ---- the user ---- */

static enum fy_status make_blocks(struct fy_ahead *ahead)
{
    size_t most = BLOCK_SAMPLES / ahead->channels;
    ahead->block_frames = most > BLOCK_FRAMES ? BLOCK_FRAMES : most > 0 ? most : 1;
    size_t samples = ahead->block_frames * ahead->channels;
    size_t wanted = (size_t)fy_recording_rate(ahead->recording) * SECONDS / ahead->block_frames + 2;
    wanted = wanted < SAMPLES_MOST / samples ? wanted : SAMPLES_MOST / samples;
    wanted = wanted < BLOCKS_LEAST ? BLOCKS_LEAST : wanted > BLOCKS_MOST ? BLOCKS_MOST : wanted;
    /* A block is made for what the file has; a short one needs few. */
    size_t all = (size_t)block_of(ahead, ahead->frames) + 1;
    for (; ahead->count < (wanted < all ? wanted : all); ahead->count++) {
        struct block *block = &ahead->blocks[ahead->count];
        block->number = -1;
        block->frames = fy_malloc(samples * sizeof *block->frames);
        if (!block->frames)
            return FY_NO_MEMORY;
    }
    return FY_OK;
}

static bool start(struct fy_ahead *ahead)
{
    pthread_mutex_init(&ahead->lock, NULL);
    pthread_cond_init(&ahead->work, NULL);
    fy_monotonic_cond(&ahead->news);
    if (pthread_create(&ahead->thread, NULL, run, ahead) == 0)
        return true;
    pthread_cond_destroy(&ahead->news);
    pthread_cond_destroy(&ahead->work);
    pthread_mutex_destroy(&ahead->lock);
    return false;
}

enum fy_status fy_ahead_new(struct fy_ahead **ahead, struct fy_recording *recording)
{
    *ahead = NULL;
    struct fy_ahead *made = fy_calloc(1, sizeof *made);
    if (!made)
        return FY_NO_MEMORY;
    made->recording = recording;
    made->frames = fy_recording_frames(recording);
    made->channels = (size_t)fy_recording_channels(recording);
    atomic_init(&made->unread, 0);
    if (make_blocks(made) != FY_OK || !start(made)) {
        made->recording = NULL;
        free_ahead(made);
        return FY_NO_MEMORY;
    }
    *ahead = made;
    return FY_OK;
}

void fy_ahead_free(struct fy_ahead *ahead)
{
    if (!ahead)
        return;
    pthread_mutex_lock(&ahead->lock);
    ahead->quit = true;
    pthread_cond_signal(&ahead->work);
    struct timespec until = fy_monotonic_after(PATIENCE);
    while (!ahead->left && pthread_cond_timedwait(&ahead->news, &ahead->lock, &until) == 0)
        continue;
    bool left = ahead->left;
    ahead->abandoned = !left;
    if (!left)
        pthread_detach(ahead->thread);
    pthread_mutex_unlock(&ahead->lock);
    if (!left)
        return;
    pthread_join(ahead->thread, NULL);
    destroy(ahead);
}

void fy_ahead_plan(struct fy_ahead *ahead, int64_t from, int64_t to, bool again)
{
    pthread_mutex_lock(&ahead->lock);
    ahead->from = ahead->next = from;
    ahead->to = to;
    ahead->again = again;
    /* What could not be read may be readable by now. */
    for (size_t i = 0; i < ahead->count; i++) {
        struct block *block = &ahead->blocks[i];
        int64_t end = ahead->frames - block->number * (int64_t)ahead->block_frames;
        if (block->there && block->good < ahead->block_frames && (int64_t)block->good < end) {
            block->there = false;
            block->number = -1;
        }
    }
    pthread_cond_signal(&ahead->work);
    pthread_mutex_unlock(&ahead->lock);
}

static struct block *there(struct fy_ahead *ahead, int64_t frame)
{
    struct block *block = find(ahead, block_of(ahead, frame));
    return block && block->there ? block : NULL;
}

size_t fy_ahead_take(struct fy_ahead *ahead, int64_t frame, float *frames, size_t count)
{
    size_t done = 0, channels = ahead->channels;
    pthread_mutex_lock(&ahead->lock);
    bool other = block_of(ahead, ahead->next) != block_of(ahead, frame);
    ahead->next = frame;
    for (struct block *block; done < count && (block = there(ahead, frame + (int64_t)done)) != NULL;) {
        size_t into = (size_t)((frame + (int64_t)done) % (int64_t)ahead->block_frames);
        size_t part = ahead->block_frames - into < count - done ? ahead->block_frames - into : count - done;
        size_t good = into < block->good ? block->good - into : 0;
        memcpy(frames + done * channels, block->frames + into * channels, part * channels * sizeof *frames);
        if (part > good)
            atomic_fetch_add_explicit(&ahead->unread, part - good, memory_order_relaxed);
        done += part;
    }
    if (other || done < count)
        pthread_cond_signal(&ahead->work);
    pthread_mutex_unlock(&ahead->lock);
    return done;
}

void fy_ahead_wait(struct fy_ahead *ahead, int64_t frame, double seconds)
{
    struct timespec until = fy_monotonic_after(seconds);
    pthread_mutex_lock(&ahead->lock);
    while (!there(ahead, frame) && pthread_cond_timedwait(&ahead->news, &ahead->lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&ahead->lock);
}

uint64_t fy_ahead_unread(const struct fy_ahead *ahead)
{
    return atomic_load_explicit(&ahead->unread, memory_order_relaxed);
}
