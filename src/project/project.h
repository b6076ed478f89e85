/* A project as the files of this layer see it. */
#ifndef FANGYIN_PROJECT_PROJECT_H
#define FANGYIN_PROJECT_PROJECT_H

#include "project/ini.h"

#include <fangyin/project.h>

/* Files that may be read: the user's own, then the project's, so that the later overrides the earlier. */
enum fy_source { FY_USERS_OWN, FY_PROJECTS, FY_SOURCES };

struct fy_project {
    char *folder;           /* absolute; NULL without fangyin.ini */
    char *path[FY_SOURCES]; /* of the ini files; NULL where there is none to be */
    struct fy_ini ini;
    struct fy_dialects *dialects;
    struct fy_lexicon *lexicon;   /* NULL: there is none; so below */
    struct fy_speakers *speakers;
    struct fy_buffer characters; /* those that may be written; empty: all */
    struct fy_markers *markers;
    struct fy_convention convention;
};

/* language.c: what fangyin.ini and the tables beside it say about language. FY_NO_MEMORY is the only failure. */
enum fy_status fy_project_load_language(struct fy_project *project);
void fy_project_free_language(struct fy_project *project);

#endif
