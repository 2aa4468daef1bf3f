/*
 * Slices of a systemd, which speaks D-Bus on its private socket with who has its own uid. What others write to the
 * cgroup of a slice it undoes at its next change; what it is told it keeps. What fails is said on stderr.
 */
#pragma once

/*
 * Gives a slice these properties, each NAME=NUMBER, until it is removed or the machine restarts. Answers 1 where it has
 * taken all.
 */
int set_slice(const char *socket, const char *slice, char **properties, int count);
/*
 * Stops slices in which no process stands, with the slices inside them, and forgets what they were given. Their cgroups
 * are below ROOT. Answers 1 where all are gone.
 */
int remove_slices(const char *socket, const char *root, char **slices, int count);
