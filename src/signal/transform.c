#include "signal/transform.h"

#include "signal/vector.h"
#include <fftw3.h>
#include <pthread.h>
#include <stdbool.h>

/* FFTW's planner is not safe to call from two threads; running a plan is. */
static pthread_mutex_t planner = PTHREAD_MUTEX_INITIALIZER;

static float *zeros(size_t count)
{
    float *const array = fftwf_alloc_real(count);
    if (array != NULL)
        memset(array, 0, count * sizeof *array);
    return array;
}

static void destroy(void *plan)
{
    if (plan == NULL)
        return;
    pthread_mutex_lock(&planner);
    fftwf_destroy_plan((fftwf_plan)plan);
    pthread_mutex_unlock(&planner);
}

size_t fy_transform_length(double wanted)
{
    size_t length = 1;
    while ((double)length < wanted) {
        if (length >= (size_t)1 << 30)
            return 0;
        length *= 2;
    }
    return length;
}

enum fy_status fy_pair_transform_open(struct fy_pair_transform *pair, size_t length)
{
    const fftwf_iodim size = { (int)length, 1, 1 };

    *pair = (struct fy_pair_transform){ .length = length, .first = zeros(4 * length) };
    if (pair->first == NULL)
        return FY_NO_MEMORY;
    pair->second = pair->first + length;
    pair->real = pair->second + length;
    pair->imaginary = pair->real + length;
    pthread_mutex_lock(&planner);
    pair->plan = fftwf_plan_guru_split_dft(1, &size, 0, NULL, pair->first, pair->second, pair->real, pair->imaginary,
                                           FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
    pthread_mutex_unlock(&planner);
    if (pair->plan != NULL)
        return FY_OK;
    fy_pair_transform_close(pair);
    return FY_NO_MEMORY;
}

void fy_pair_transform_close(struct fy_pair_transform *pair)
{
    destroy(pair->plan);
    fftwf_free(pair->first);
    *pair = (struct fy_pair_transform){ .length = 0 };
}

void fy_pair_transform_run(struct fy_pair_transform *pair)
{
    fftwf_execute((fftwf_plan)pair->plan);
}

/* With Z = A + iB for real a and b: 2 A[k] = Z[k] + conj Z[n - k], 2i B[k] = Z[k] - conj Z[n - k]. */
static void power_of_line(const struct fy_pair_transform *pair, size_t line, float quarter, float *first, float *second)
{
    const size_t mirror = line == 0 ? 0 : pair->length - line;
    const float re = pair->real[line], im = pair->imaginary[line];
    const float other_re = pair->real[mirror], other_im = pair->imaginary[mirror];
    *first = quarter * ((re + other_re) * (re + other_re) + (im - other_im) * (im - other_im));
    *second = quarter * ((im + other_im) * (im + other_im) + (re - other_re) * (re - other_re));
}

static fy_floats backward(const float *from)
{
    const fy_floats value = fy_load(from);
    return (fy_floats){ value[3], value[2], value[1], value[0] };
}

void fy_pair_transform_powers(const struct fy_pair_transform *pair, size_t count, float scale, float *first,
                              float *second)
{
    const fy_floats quarter = fy_all(0.25F * scale);
    size_t line = 1;

    if (count > 0)
        power_of_line(pair, 0, 0.25F * scale, first, second);
    for (; line + FY_LANES <= count; line += FY_LANES) {
        const size_t mirror = pair->length - line - (FY_LANES - 1);
        const fy_floats re = fy_load(pair->real + line), im = fy_load(pair->imaginary + line);
        const fy_floats other_re = backward(pair->real + mirror), other_im = backward(pair->imaginary + mirror);
        const fy_floats sum_re = re + other_re, difference_re = re - other_re;
        const fy_floats sum_im = im + other_im, difference_im = im - other_im;
        fy_store(first + line, quarter * (sum_re * sum_re + difference_im * difference_im));
        fy_store(second + line, quarter * (sum_im * sum_im + difference_re * difference_re));
    }
    for (; line < count; line++)
        power_of_line(pair, line, 0.25F * scale, first + line, second + line);
}

enum fy_status fy_real_transform_open(struct fy_real_transform *transform, size_t length)
{
    *transform = (struct fy_real_transform){ .length = length, .samples = zeros(length), .lines = zeros(length + 2) };
    if (transform->samples != NULL && transform->lines != NULL) {
        fftwf_complex *const lines = (fftwf_complex *)(void *)transform->lines;
        pthread_mutex_lock(&planner);
        transform->forward =
            fftwf_plan_dft_r2c_1d((int)length, transform->samples, lines, FFTW_ESTIMATE | FFTW_PRESERVE_INPUT);
        transform->backward = fftwf_plan_dft_c2r_1d((int)length, lines, transform->samples, FFTW_ESTIMATE);
        pthread_mutex_unlock(&planner);
    }
    if (transform->forward != NULL && transform->backward != NULL)
        return FY_OK;
    fy_real_transform_close(transform);
    return FY_NO_MEMORY;
}

void fy_real_transform_close(struct fy_real_transform *transform)
{
    destroy(transform->forward);
    destroy(transform->backward);
    fftwf_free(transform->samples);
    fftwf_free(transform->lines);
    *transform = (struct fy_real_transform){ .length = 0 };
}

void fy_real_transform_forward(struct fy_real_transform *transform)
{
    fftwf_execute((fftwf_plan)transform->forward);
}

void fy_real_transform_backward(struct fy_real_transform *transform)
{
    fftwf_execute((fftwf_plan)transform->backward);
}
