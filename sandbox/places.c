#include "places.h"

enum { MOST_LINKS = 40 };

/* The steps that are still to be taken. */
static char rest[LONGEST];

static long copy_text(char *to, const char *from, size_t room) {
  size_t n = text_length(from) + 1;
  if (n > room) return -ENAMETOOLONG;
  memmove(to, from, n);
  return 0;
}

/* Adds `/<step>`, or the step alone where nothing stands yet. */
static long add_step(char *path, const char *step) {
  size_t n = text_length(path);
  if (n > 0 && n + 1 < LONGEST) path[n++] = '/';
  return copy_text(path + n, step, LONGEST - n);
}

static void drop_step(char *path) {
  size_t n = text_length(path);
  while (n > 0 && path[n - 1] != '/') n--;
  path[n > 0 ? n - 1 : 0] = 0;
}

/* Cuts the first step off `rest`. Answers 0 where there is none. */
static int next_step(char *step) {
  size_t at = 0, n = 0;
  while (rest[at] == '/') at++;
  while (rest[at + n] && rest[at + n] != '/') n++;
  memcpy(step, rest + at, n);
  step[n] = 0;
  memmove(rest, rest + at + n, text_length(rest + at + n) + 1);
  return n > 0;
}

static int nothing_left(void) {
  for (const char *c = rest; *c; c++)
    if (*c != '/') return 0;
  return 1;
}

size_t place_root(const char *path) {
  size_t n = 3;
  if (path[0] != '/' || path[1] != 'v' || path[2] != '/') return 1;
  while (path[n] >= '0' && path[n] <= '9') n++;
  return n > 3 && (path[n] == '/' || !path[n]) ? n : 1;
}

static long open_directory(int directory, const char *name) {
  return sys6(SYS_openat, directory, (long)name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0, 0, 0);
}

/* Goes from an open directory to one in it. */
static long enter(struct place *p, const char *name) {
  long fd = open_directory(p->directory, name);
  if (fd < 0) return fd;
  sys(close, p->directory, 0, 0);
  p->directory = (int)fd;
  return 0;
}

static long open_root(struct place *p, const char *path, size_t length) {
  char root[LONGEST];
  memcpy(root, path, length);
  root[length] = 0;
  long fd = open_directory(AT_FDCWD, root);
  p->directory = (int)fd;
  return fd < 0 ? fd : 0;
}

/* From the root anew down to where `p->path` says: on the way up, a directory may have been moved elsewhere. */
static long reenter(struct place *p, const char *path, size_t root) {
  char step[LONGEST], *at = p->path;
  sys(close, p->directory, 0, 0);
  long result = open_root(p, path, root);
  while (result == 0 && *at) {
    size_t n = 0;
    while (at[n] && at[n] != '/') n++;
    memcpy(step, at, n);
    step[n] = 0;
    result = enter(p, step);
    at += at[n] ? n + 1 : n;
  }
  return result;
}

/* Puts what the link says before the steps that are left. */
static long take_link(int directory, const char *name) {
  char target[LONGEST];
  long n = sys6(SYS_readlinkat, directory, (long)name, (long)target, LONGEST - 1, 0, 0);
  if (n < 0) return n;
  target[n] = 0;
  if (target[0] == '/') return -EXDEV;
  size_t left = text_length(rest);
  if ((size_t)n + left + 2 > LONGEST) return -ENAMETOOLONG;
  memmove(rest + n + 1, rest, left + 1);
  memcpy(rest, target, (size_t)n);
  rest[n] = '/';
  return 0;
}

static long walk(struct place *p, const char *path, size_t root, int follow, int mode) {
  static char step[LONGEST];
  struct facts facts;
  long result = 0;
  for (int links = 0; result == 0 && next_step(step);) {
    if (text_equal(step, ".")) continue;
    if (text_equal(step, "..")) {
      if (!p->path[0]) return -EXDEV;
      drop_step(p->path);
      result = reenter(p, path, root);
      continue;
    }
    int last = nothing_left();
    long there = facts_of(p->directory, step, &facts);
    if (there == 0 && (facts.mode & KIND) == LINK && (follow || !last)) {
      result = ++links > MOST_LINKS ? -ELOOP : take_link(p->directory, step);
      continue;
    }
    if (there == -ENOENT && mode != NO_MODE) there = make_directory(p->directory, step, (u32)mode);
    if (there < 0 && !(there == -ENOENT && last)) return there;
    result = add_step(p->path, step);
    if (last) {
      p->name = p->path + text_length(p->path) - text_length(step);
      return result;
    }
    if (result == 0) result = enter(p, step);
  }
  /* The root itself, or a link to where the way came from. */
  p->name = ".";
  return result;
}

long place_find(struct place *p, const char *path, int follow, int mode) {
  size_t root = place_root(path);
  p->path[0] = 0;
  if (path[0] != '/') return -EINVAL;
  long result = copy_text(rest, path + root, LONGEST);
  if (result == 0) result = open_root(p, path, root);
  if (result < 0) return result;
  result = walk(p, path, root, follow, mode);
  if (result < 0 && p->directory >= 0) sys(close, p->directory, 0, 0);
  return result;
}

long facts_of(int directory, const char *name, struct facts *facts) {
  /* struct statx, whose layout is the same everywhere: stx_gid at 24, stx_mode at 28. */
  u8 x[256];
  long result = sys6(SYS_statx, directory, (long)name, AT_SYMLINK_NOFOLLOW | AT_EMPTY_PATH, 0x7ff, (long)x, 0);
  if (result == 0) *facts = (struct facts){get16(x + 28), get32(x + 24)};
  return result;
}

long set_mode(int directory, const char *name, u32 mode) {
  /* chmod follows links; by its descriptor nothing else can be meant than what was opened. */
  char path[] = "/proc/self/fd/\0........", digits[12];
  size_t at = sizeof "/proc/self/fd/" - 1, n = 0;
  long fd = sys6(SYS_openat, directory, (long)name, O_PATH | O_NOFOLLOW | O_CLOEXEC, 0, 0, 0);
  if (fd < 0) return fd;
  for (long left = fd; n == 0 || left > 0; left /= 10) digits[n++] = (char)('0' + left % 10);
  while (n > 0) path[at++] = digits[--n];
  path[at] = 0;
  long result = sys(fchmodat, AT_FDCWD, path, mode);
  sys(close, fd, 0, 0);
  return result;
}

long make_directory(int directory, const char *name, u32 mode) {
  long result = sys(mkdirat, directory, name, 0700);
  if (result == -EEXIST) return 0;
  if (result < 0) return result;
  /* Where a group is inherited, so is its bit: of a fresh directory nothing but that is added. */
  struct facts facts;
  result = facts_of(directory, name, &facts);
  return result < 0 ? result : set_mode(directory, name, mode | (facts.mode & 02000));
}
