#include <fangyin/sisters.h>

#include <fangyin/text.h>
#include <string.h>

static size_t find_sister(const struct fy_grid *grid, size_t tier, const char *base)
{
    for (size_t t = 0; t < fy_grid_tier_count(grid); t++) {
        if (fy_tier_kind(grid, t) == FY_INTERVAL_TIER &&
            fy_name_is_sister(fy_tier_name(grid, t), base, fy_tier_name(grid, tier)))
            return t;
    }
    return FY_NONE;
}

const char *fy_sister_label(const struct fy_grid *grid, size_t tier, size_t index, const char *base)
{
    const struct fy_interval *segment = &fy_tier_intervals(grid, tier)[index];
    const double middle = segment->xmin + (segment->xmax - segment->xmin) / 2;
    const size_t sister = find_sister(grid, tier, base);
    const size_t at = sister == FY_NONE ? FY_NONE : fy_tier_index_at(grid, sister, middle);
    if (at == FY_NONE)
        return "";
    const struct fy_interval *interval = &fy_tier_intervals(grid, sister)[at];
    return middle <= interval->xmax ? interval->text : "";
}

bool fy_label_empty(const char *label)
{
    const size_t size = strlen(label);
    for (size_t at = 0, next; at < size; at = next) {
        uint32_t code;
        next = fy_grapheme_next(label, size, at);
        if (fy_utf8_decode(label + at, next - at, &code) == 0)
            return false;
        const bool blank = code <= ' ' || code == 0xA0 || code == 0x3000 || (code >= 0x2000 && code <= 0x200B) ||
                           code == 0x2028 || code == 0x2029 || code == 0x202F || code == 0x205F || code == 0xFEFF;
        if (!blank)
            return false;
    }
    return true;
}

bool fy_label_has_code(const char *label, const char *code)
{
    const size_t size = strlen(code);
    for (;;) {
        const size_t part = strcspn(label, "+");
        if (part >= size && strncmp(label, code, size) == 0 && (part == size || label[size] == ':'))
            return true;
        if (label[part] == '\0')
            return false;
        label += part + 1;
    }
}
