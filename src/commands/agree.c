/* Compares several people's grids of one recording, each with each other, the first named as the reference. Prints a
 * fact a line, its fields parted by tabs: normaliser  ID                          the rule of what is compared
 * (<fangyin/normaliser.h>) tier        NAME                        one for each tier that two or more have segments
 * COUNT  BY-ID                different segments; pairings of them that the id tier gave then for each two of them:
 *      pair        A  B                        the files
 *      both        COUNT                       segments that both have
 *      alone       A  B                        segments with text that have no partner
 *      cer         RATE  S  D  I  N            pooled over the segments that both have (<fangyin/error_rate.h>)
 *      mixed-er, wer                           the same by mixed tokens and by words
 *      tone-er                                 the same by tones, where the rule knows them
 *      ser         RATE  WRONG  TEXTS  EMPTY   segments with an error; of all, those whose reference is empty
 *      ...-tolerant                            the same with variants of the lexicon and alternatives let through
 *      dialect     RATE  SAME  BOTH  A  B      tags: raw agreement; where both, where only one has a tag
 *      kappa       VALUE  N  CATEGORIES  PO  PE
 *      boundaries  MS  PRECISION  RECALL  F1  MATCHED  A  B
 *      shift       MEAN  MEDIAN  N             milliseconds, of those matched within the largest tolerance
 *  and over all of them, by the tags:
 *      alpha, alpha-tree  VALUE  N  ITEMS  CATEGORIES  DO  DE */
#include "commands/agree.h"
#include "base/messages.h"
#include "commands/commands.h"
#include "commands/grids.h"

#include <fangyin/memory.h>
#include <fangyin/project.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>

static const char usage[] = "agree [--tier NAME] [--normaliser ID] [--json] A.TextGrid B.TextGrid...\n"
                            "       fangyin agree --pygamma [--tier NAME] A.TextGrid B.TextGrid...\n"
                            "       fangyin agree --list";

static int list_normalisers(void)
{
    const struct fy_normaliser *normaliser;
    for (size_t i = 0; (normaliser = fy_normaliser_at(i)) != NULL; i++)
        printf("%s\t%s\n", fy_normaliser_id(normaliser), fy_normaliser_help(normaliser));
    return 0;
}

/* Phonetic tiers hold what the rule for Han text would delete. */
static const struct fy_normaliser *usual(const char *tier)
{
    const size_t size = strcspn(tier, "@");
    const bool phonetic = (size == 3 && (memcmp(tier, "rom", 3) == 0 || memcmp(tier, "ipa", 3) == 0)) ||
                          (size == 4 && memcmp(tier, "tone", 4) == 0);
    return fy_normaliser_find(phonetic ? "phonetic-1" : "cer-zh-1");
}

static enum fy_status read_grids(struct agree *agree, struct fy_error *error)
{
    enum fy_status status = FY_OK;
    for (size_t p = 0; status == FY_OK && p < agree->people; p++)
        status = fy_command_read_grid(agree->paths[p], &agree->grids[p], error);
    return status;
}

static int run(struct agree *agree, bool json, bool pygamma)
{
    struct fy_error error = { 0 };
    struct fy_project *project = NULL;
    agree->grids = fy_calloc(agree->people, sizeof(struct fy_grid *));
    enum fy_status status = agree->grids ? fy_project_open(&project, agree->paths[0], &error)
                                         : fy_fail(&error, FY_NO_MEMORY, "%s", fy_status_text(FY_NO_MEMORY));
    if (status == FY_OK) {
        agree->dialects = fy_project_dialects(project);
        agree->lexicon = fy_project_lexicon(project);
        status = read_grids(agree, &error);
    }
    if (status == FY_OK && !pygamma)
        status = agree_measure(agree, &error);
    if (status == FY_OK && pygamma)
        agree_print_pygamma(agree);
    else if (status == FY_OK && json)
        agree_print_json(agree);
    else if (status == FY_OK)
        agree_print(agree);
    agree_free(agree);
    for (size_t p = 0; agree->grids && p < agree->people; p++)
        fy_grid_free(agree->grids[p]);
    fy_free(agree->grids);
    fy_project_close(project);
    return status == FY_OK ? 0 : fy_command_error(&error);
}

int fy_command_agree(int argc, char **argv)
{
    static const struct option options[] = { { "tier", required_argument, NULL, 't' },
                                             { "normaliser", required_argument, NULL, 'n' },
                                             { "json", no_argument, NULL, 'j' },
                                             { "list", no_argument, NULL, 'l' },
                                             { "pygamma", no_argument, NULL, 'p' },
                                             { NULL, 0, NULL, 0 } };
    struct agree agree = { .wanted = NULL };
    bool json = false, pygamma = false;
    for (int option; (option = getopt_long(argc, argv, "t:", options, NULL)) != -1;) {
        if (option == 't') {
            agree.wanted = optarg;
        } else if (option == 'n') {
            agree.normaliser = fy_normaliser_find(optarg);
            if (!agree.normaliser) {
                fputs("fangyin: ", stderr);
                fprintf(stderr, _("There is no normaliser \"%s\"; `fangyin agree --list` names them."), optarg);
                fputc('\n', stderr);
                return 2;
            }
        } else if (option == 'j') {
            json = true;
        } else if (option == 'p') {
            pygamma = true;
        } else if (option == 'l') {
            return list_normalisers();
        } else {
            return fy_command_usage(usage);
        }
    }
    if (argc - optind < 2)
        return fy_command_usage(usage);
    if (!agree.wanted)
        agree.wanted = pygamma ? "dialect" : "text";
    if (!agree.normaliser)
        agree.normaliser = usual(agree.wanted);
    agree.paths = argv + optind;
    agree.people = (size_t)(argc - optind);
    return run(&agree, json, pygamma);
}
