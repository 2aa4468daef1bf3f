/* What the probe does to cgroups. What fails is named on stderr. */
#pragma once
#include "sys.h"

enum { LONGEST_PATH = 4096 };

/*
 * Removes the empty directories ROOT/PATH, or ROOT/<controller>/PATH in every tree of cgroup v1, and in each those that
 * have a pod's limits: limits-…, or slices. Answers 1 where all are gone.
 */
int remove_cgroups(const char *root, char **paths, int count);
/* Writes each FILE=VALUE, which must be there, or may where it is ?FILE. Answers 1 where all are written. */
int write_values(char **assignments, int count);

/* Opens the directory ROOT/PATH of cgroup v2, or of systemd's tree of v1. Answers -errno where there is none. */
long open_cgroup(const char *root, const char *path);
/* A process stands in the cgroup that is open, or in one inside it. */
int is_populated(int directory);
int ends_with(const char *text, const char *end);
/* Writes these, up to the first that is 0, and a line feed. */
void complain(const char *first, const char *second, const char *third);
