#ifndef LANGUAGE_IPA_TABLE_H
#define LANGUAGE_IPA_TABLE_H

#include <fangyin/ipa.h>

extern const struct fy_ipa_symbol fy_ipa_table[];
extern const size_t fy_ipa_table_size;

#endif
