#include <fangyin/spectrogram.h>

#include <math.h>

/* The power at a frequency, between the two bins around it. */
static double between(const double *power, size_t bins, double place)
{
    const double last = (double)(bins - 1);
    place = place < 0 ? 0 : place > last ? last : place;
    const size_t low = (size_t)place, high = low + 1 < bins ? low + 1 : low;
    const double part = place - (double)low;
    return power[low] * (1 - part) + power[high] * part;
}

void fy_spectrogram_rows(const struct fy_spectrogram *spectrogram, const double *power, double highest, size_t rows,
                         float *db)
{
    const double first = fy_spectrogram_first(spectrogram), step = fy_spectrogram_step(spectrogram);
    const double band = highest / (double)rows;
    const size_t bins = fy_spectrogram_bins(spectrogram);
    for (size_t row = 0; row < rows; row++) {
        const double low = band * (double)row, centre = low + band / 2;
        const double start = ceil((low - first) / step);
        double sum = 0;
        size_t count = 0;
        for (size_t bin = start > 0 ? (size_t)start : 0; bin < bins && first + step * (double)bin < low + band; bin++) {
            sum += power[bin];
            count++;
        }
        /* A band that holds two bins or more is their mean; a narrower one lies between its neighbours. */
        const double level = count >= 2 ? sum / (double)count : between(power, bins, (centre - first) / step);
        db[row] = (float)fy_spectrogram_db(level, centre);
    }
}
