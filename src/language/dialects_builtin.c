#include "language/dialects.h"

/* The tree every project starts from. Codes are ISO 639-3 where there is one, below that the group's code and a place;
 * parents follow the Language Atlas of China (group, subgroup, place), not a phylogeny. Siblings stand in the order of
 * how many people speak them, so that the first keys are those needed most. */
static const struct fy_dialect_row rows[] = {
#define ROW(code_, parent_, zh_, en_, key_) { .code = code_, .parent = parent_, .name_zh = zh_, .name_en = en_, .hotkey = key_ }
    ROW("cmn", "", "官话", "Mandarin", '1'),
    ROW("cmn-sw", "cmn", "西南官话", "Southwestern", '1'),
    ROW("cmn-chengdu", "cmn-sw", "成都话", "Chengdu", '1'),
    ROW("cmn-chongqing", "cmn-sw", "重庆话", "Chongqing", '2'),
    ROW("cmn-wuhan", "cmn-sw", "武汉话", "Wuhan", '3'),
    ROW("cmn-kunming", "cmn-sw", "昆明话", "Kunming", '4'),
    ROW("cmn-zy", "cmn", "中原官话", "Central Plains", '2'),
    ROW("cmn-xian", "cmn-zy", "西安话", "Xi'an", '1'),
    ROW("cmn-zhengzhou", "cmn-zy", "郑州话", "Zhengzhou", '2'),
    ROW("dng", "cmn-zy", "东干语", "Dungan", '3'),
    ROW("cmn-ne", "cmn", "东北官话", "Northeastern", '3'),
    ROW("cmn-jilu", "cmn", "冀鲁官话", "Ji-Lu", '4'),
    ROW("cmn-tianjin", "cmn-jilu", "天津话", "Tianjin", '1'),
    ROW("cmn-jinan", "cmn-jilu", "济南话", "Jinan", '2'),
    ROW("cmn-jh", "cmn", "江淮官话", "Jiang-Huai", '5'),
    ROW("cmn-nanjing", "cmn-jh", "南京话", "Nanjing", '1'),
    ROW("cmn-jiaoliao", "cmn", "胶辽官话", "Jiao-Liao", '6'),
    ROW("cmn-qingdao", "cmn-jiaoliao", "青岛话", "Qingdao", '1'),
    ROW("cmn-bj", "cmn", "北京官话", "Beijing Mandarin group", '7'),
    ROW("cmn-ly", "cmn", "兰银官话", "Lan-Yin", '8'),
    ROW("cmn-lanzhou", "cmn-ly", "兰州话", "Lanzhou", '1'),
    ROW("yue", "", "粤语", "Yue/Cantonese", '2'),
    ROW("yue-guangzhou", "yue", "广州话", "Guangzhou", '1'),
    ROW("yue-hk", "yue", "香港粤语", "Hong Kong", '2'),
    ROW("yue-toishan", "yue", "台山话", "Taishan (Siyi)", '3'),
    ROW("wuu", "", "吴语", "Wu", '3'),
    ROW("wu-taihu", "wuu", "太湖片", "Taihu Wu", '1'),
    ROW("wu-sh", "wu-taihu", "上海话", "Shanghainese", '1'),
    ROW("wu-suzhou", "wu-taihu", "苏州话", "Suzhou", '2'),
    ROW("wu-ningbo", "wu-taihu", "宁波话", "Ningbo", '3'),
    ROW("wu-hangzhou", "wu-taihu", "杭州话", "Hangzhou", '4'),
    ROW("wu-wenzhou", "wuu", "温州话", "Wenzhou (Oujiang)", '2'),
    ROW("min", "", "闽语", "Min", '4'),
    ROW("nan", "min", "闽南语", "Southern Min", '1'),
    ROW("nan-xiamen", "nan", "厦门话", "Xiamen", '1'),
    ROW("nan-chaozhou", "nan", "潮州话", "Teochew (Chaozhou)", '2'),
    ROW("cdo", "min", "闽东语", "Eastern Min", '2'),
    ROW("cdo-fuzhou", "cdo", "福州话", "Fuzhou", '1'),
    ROW("hnm", "min", "海南话", "Hainanese", '3'),
    ROW("luh", "min", "雷州话", "Leizhou", '4'),
    ROW("mnp", "min", "闽北语", "Northern Min", '5'),
    ROW("cpx", "min", "莆仙话", "Pu-Xian", '6'),
    ROW("sjc", "min", "邵将话", "Shaojiang", '7'),
    ROW("czo", "min", "闽中语", "Central Min", '8'),
    ROW("cjy", "", "晋语", "Jin", '5'),
    ROW("cjy-taiyuan", "cjy", "太原话", "Taiyuan", '1'),
    ROW("gan", "", "赣语", "Gan", '6'),
    ROW("gan-nanchang", "gan", "南昌话", "Nanchang", '1'),
    ROW("hak", "", "客家话", "Hakka", '7'),
    ROW("hak-meixian", "hak", "梅县话", "Meixian", '1'),
    ROW("hsn", "", "湘语", "Xiang", '8'),
    ROW("hsn-changsha", "hsn", "长沙话", "Changsha", '1'),
    ROW("hsn-shuangfeng", "hsn", "双峰话", "Shuangfeng", '2'),
    ROW("czh", "", "徽语", "Huizhou", '9'),
    ROW("csp", "", "桂南平话", "Southern Pinghua", 'a'),
    ROW("cnp", "", "桂北平话", "Northern Pinghua", 'b'),
    ROW("wxa", "", "乡话", "Waxiang", 'c'),
#undef ROW
};

struct fy_dialects *fy_dialects_builtin(void)
{
    struct fy_dialects *dialects;
    (void)fy_dialects_build(rows, sizeof rows / sizeof *rows, NULL, &dialects, NULL);
    return dialects;
}
