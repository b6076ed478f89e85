/* A project: a folder with fangyin.ini, found upward from a recording. Without one, defaults. */
#ifndef FANGYIN_PROJECT_H
#define FANGYIN_PROJECT_H

#include <fangyin/checks.h>
#include <fangyin/dialects.h>
#include <fangyin/status.h>

struct fy_project;

/* Open the project of a recording or folder: the nearest folder upward that has a fangyin.ini. Never fails for want of
 * one. A malformed line is kept as a warning (file, line, what was expected) and the rest is used.
 *
 * fangyin.ini:
 *   [project]          name = ...
 *                      tiers = text dialect std        (what a new grid gets; text always)
 *                      dialect = wu-sh                 (default dialect)
 *                      dialects = dialects.tsv         (else the built-in tree, or dialects.tsv if it is there)
 *                      lexicon = lexicon.tsv           (else lexicon.tsv if it is there; so is speakers)
 *                      characters = FILE               (text with all characters that may be written; else all may)
 *   [recording NAME]   dialect = ...                   (NAME: the file name)
 *   [segment]          pause = 0.5   longest = 15   padding = 0.2      (seconds)
 *   [listen]           autoplay = no ...               (<fangyin/remembered.h>)
 *   [checks]           profile = dialectology   RULE = warning   LIMIT = 10        (<fangyin/checks.h>)
 *   [tones]            wu-sh = 53 34 23 55 12   yue.rom = 1 2 3 4 5 6
 *   [markers]          1 = <noise> noise               (<fangyin/markers.h>)
 *   [lists]            event = noise breath cough
 *   [view]             graphics = auto   colours = grey   pictures = cells   dynamic-range = 50
 *                      highest-frequency = 5000   window-length = 0.005   pitch = no   formants = no   intensity = no
 *   [keys]             ACTION = KEY KEY ...            (both modes)
 *   [keys.navigate] [keys.edit]                        (one mode)
 * The user's own $XDG_CONFIG_HOME/fangyin/fangyin.ini is read first; the project's overrides it. */
enum fy_status fy_project_open(struct fy_project **project, const char *path, struct fy_error *error);
void fy_project_close(struct fy_project *project);

const char *fy_project_folder(const struct fy_project *project); /* NULL without fangyin.ini */
const char *fy_project_name(const struct fy_project *project);   /* "" without */

/* The value of a key, or NULL. The project owns it. */
const char *fy_project_value(const struct fy_project *project, const char *section, const char *key);
/* A number, or `otherwise`. */
double fy_project_number(const struct fy_project *project, const char *section, const char *key, double otherwise);

/* A value of that key cannot be used: put its file, line and column into the error. Returns the error's status. */
enum fy_status fy_project_blame(const struct fy_project *project, const char *section, const char *key,
                                struct fy_error *error);

/* Call back for each key of a section, in file order. */
typedef void fy_project_visitor(void *context, const char *key, const char *value);
void fy_project_each(const struct fy_project *project, const char *section, fy_project_visitor *visitor, void *context);

const struct fy_dialects *fy_project_dialects(const struct fy_project *project);
const struct fy_lexicon *fy_project_lexicon(const struct fy_project *project);   /* NULL: there is none */
const struct fy_speakers *fy_project_speakers(const struct fy_project *project); /* NULL: there is none */
const struct fy_markers *fy_project_markers(const struct fy_project *project);
const struct fy_convention *fy_project_convention(const struct fy_project *project);
/* The checks of this project, by its own convention (NULL) or another. The project must outlive them. NULL when out of
 * memory. */
struct fy_checks *fy_project_checks(const struct fy_project *project, const struct fy_convention *convention);
/* The default dialect of a recording (by file name), "" if none. */
const char *fy_project_dialect(const struct fy_project *project, const char *recording);

/* Problems met while opening, one sentence each. */
size_t fy_project_warning_count(const struct fy_project *project);
const struct fy_error *fy_project_warning(const struct fy_project *project, size_t index);

/* The grid that belongs to a recording: same folder, same stem, ".TextGrid". path gets it. */
enum fy_status fy_project_grid_path(const char *recording, char *path, size_t size, struct fy_error *error);

/* The recording that belongs to a path: itself, or, given a grid, the first of the same stem that is audio. FY_NOT_FOUND
 * otherwise. For a folder: the n-th recording in name order (FY_NOT_FOUND past the last). */
enum fy_status fy_project_recording_path(const char *path, size_t n, char *recording, size_t size, struct fy_error *error);

#endif
