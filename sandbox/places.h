/*
 * Paths that what runs in the pod may have had its hands in. `/v/<index>` is the root of a volume: below it symbolic
 * links are followed as long as they stay within, and none leads out; no step is taken by a path a second time.
 */
#pragma once
#include "frames.h"

enum { LONGEST = 4096, DIRECTORY = 0040000, LINK = 0120000, KIND = 0170000, NO_MODE = -1 };

/* A name in a directory that is open; what it names need not be there. */
struct place {
  int directory;
  const char *name;
  /* The same below the root, without any link in it. */
  char path[LONGEST];
};

struct facts {
  u32 mode, gid;
};

/*
 * Finds the place of an absolute path. `follow`: also a link at its end. `mode`: that of directories made on the way,
 * or NO_MODE where none are made. The caller closes the directory. Answers 0 or -errno.
 */
long place_find(struct place *p, const char *path, int follow, int mode);
/* Length of `/v/<index>` at the begin of the path; 1 where it lies in no volume. */
size_t place_root(const char *path);
/* Kind, mode and group of a name in a directory; of the directory itself where the name is empty. */
long facts_of(int directory, const char *name, struct facts *facts);
/* Gives what the name names, if it is no link, these mode bits. */
long set_mode(int directory, const char *name, u32 mode);
/* Makes a directory of that mode, and of the group's bit that its parent hands on. */
long make_directory(int directory, const char *name, u32 mode);
