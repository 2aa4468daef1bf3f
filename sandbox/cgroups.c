#include "cgroups.h"
#include "entries.h"

enum { STDERR = 2 };

void complain(const char *first, const char *second, const char *third) {
  const char *parts[] = {first, second, third};
  for (int i = 0; i < 3 && parts[i]; i++) sys(write, STDERR, parts[i], text_length(parts[i]));
  sys(write, STDERR, "\n", 1);
}

static int starts_with(const char *text, const char *start) {
  while (*start)
    if (*text++ != *start++) return 0;
  return 1;
}

int ends_with(const char *text, const char *end) {
  size_t n = text_length(text), m = text_length(end);
  return n >= m && text_equal(text + n - m, end);
}

struct path {
  char text[3 * LONGEST_PATH];
};

/* FIRST/SECOND; empty where that is too long. */
static const char *join(struct path *path, const char *first, const char *second) {
  size_t n = text_length(first), m = text_length(second);
  path->text[0] = 0;
  if (n + m + 2 > sizeof path->text) return path->text;
  memcpy(path->text, first, n);
  path->text[n] = '/';
  memcpy(path->text + n + 1, second, m + 1);
  return path->text;
}

static long open_directory(const char *path) {
  return sys(openat, AT_FDCWD, path, O_DIRECTORY | O_CLOEXEC);
}

/* Cgroup v1 has a tree for every controller, v2 one tree, all of whose directories, and no other, have this file. */
static int is_unified(const char *root) {
  struct path path;
  long fd = sys(openat, AT_FDCWD, join(&path, root, "cgroup.controllers"), O_CLOEXEC);
  if (fd >= 0) sys(close, fd, 0, 0);
  return fd >= 0;
}

/* Where a pod had limits of its own, its containers stood in a directory in its directory. */
static long remove_limits(int directory, const char *name, void *with) {
  (void)with;
  if (starts_with(name, "limits-") || ends_with(name, ".slice")) sys(unlinkat, directory, name, AT_REMOVEDIR);
  return 0;
}

/* Answers 1 where the directory is gone, else 0 with its name on stderr. */
static int remove_directory(const char *path) {
  long fd = open_directory(path);
  if (fd >= 0) {
    each_entry((int)fd, remove_limits, 0);
    sys(close, fd, 0, 0);
  }
  long result = sys(unlinkat, AT_FDCWD, path, AT_REMOVEDIR);
  if (result == 0 || result == -ENOENT) return 1;
  complain(path, 0, 0);
  return 0;
}

struct removal {
  const char *root, *path;
  int gone;
};

static long remove_in_tree(int directory, const char *controller, void *with) {
  struct removal *removal = with;
  struct path tree, path;
  (void)directory;
  removal->gone &= remove_directory(join(&path, join(&tree, removal->root, controller), removal->path));
  return 0;
}

static int remove_cgroup(const char *root, const char *path) {
  struct path whole;
  if (is_unified(root)) return remove_directory(join(&whole, root, path));
  struct removal removal = {root, path, 1};
  long fd = open_directory(root);
  if (fd < 0) return fd == -ENOENT;
  each_entry((int)fd, remove_in_tree, &removal);
  sys(close, fd, 0, 0);
  return removal.gone;
}

/* Longer paths first: what lies inside another goes before it. */
static void sort_by_length(char **paths, int count) {
  for (int i = 1; i < count; i++)
    for (int j = i; j > 0 && text_length(paths[j]) > text_length(paths[j - 1]); j--) {
      char *longer = paths[j];
      paths[j] = paths[j - 1];
      paths[j - 1] = longer;
    }
}

int remove_cgroups(const char *root, char **paths, int count) {
  int gone = 1;
  sort_by_length(paths, count);
  for (int i = 0; i < count; i++) gone &= remove_cgroup(root, paths[i]);
  return gone;
}

static int write_value(char *assignment) {
  int may_be_missing = *assignment == '?';
  char *file = assignment + may_be_missing, *value = file;
  while (*value && *value != '=') value++;
  if (!*value) return 0;
  *value++ = 0;
  long fd = sys(openat, AT_FDCWD, file, O_WRONLY | O_CLOEXEC);
  if (fd == -ENOENT && may_be_missing) return 1;
  long result = fd < 0 ? fd : sys(write, fd, value, text_length(value));
  if (fd >= 0) sys(close, fd, 0, 0);
  if (result < 0) complain(file, " does not take ", value);
  return result >= 0;
}

int write_values(char **assignments, int count) {
  int written = 1;
  for (int i = 0; i < count; i++) written &= write_value(assignments[i]);
  return written;
}

long open_cgroup(const char *root, const char *path) {
  struct path tree, whole;
  return open_directory(join(&whole, is_unified(root) ? root : join(&tree, root, "systemd"), path));
}

static long find_process(int directory, const char *name, void *with) {
  char digit;
  int is_list = text_equal(name, "cgroup.procs");
  long fd = sys(openat, directory, name, (is_list ? 0 : O_DIRECTORY) | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return 0;
  if (is_list ? sys(read, fd, &digit, 1) > 0 : is_populated((int)fd)) *(int *)with = 1;
  sys(close, fd, 0, 0);
  return 0;
}

int is_populated(int directory) {
  int found = 0;
  each_entry(directory, find_process, &found);
  return found;
}
