#include "files.h"
#include "entries.h"
#include "places.h"

/* Of DO's kind; the engine's words for them are in src/engine/runtime/podRuntime.ts. */
enum { MKDIR = 1, WRITE, SYMLINK, RENAME, REMOVE, LIST, READ_FILE, SUB_PATH, GROUP };
enum { LAST_PIECE = 1 /* of a file's content */, OWNED = 2 /* by `owner` */, ON_MISMATCH = 4 /* of the root alone */, MAKE = 8 };
enum { HEAD = 20, RECORD = 8, MORE = 0x8000, PIECE = PAYLOAD - RECORD, REQUESTS = 32, DEEPEST = 500 };

struct deed {
  u8 kind, flags;
  u32 mode, number, owner;
  char path[PAYLOAD + 1];
  /* What follows the path: content, the target of a link, another path. */
  const u8 *rest;
  size_t length;
};

/* Content of the answer, where there is any. */
struct answer {
  u8 *bytes;
  size_t length;
  int more;
};

static long open_place(const struct place *p, long flags) {
  return sys6(SYS_openat, p->directory, (long)p->name, flags | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0600, 0, 0);
}

static long make_path(const struct deed *d) {
  struct place p;
  long result = place_find(&p, d->path, 1, (int)d->mode);
  if (result == 0) sys(close, p.directory, 0, 0);
  return result;
}

static long write_piece(long fd, const struct deed *d) {
  for (size_t done = 0; done < d->length;) {
    long n = sys6(SYS_pwrite64, fd, (long)(d->rest + done), (long)(d->length - done), (long)(d->number + done), 0, 0);
    if (n < 0) return n;
    done += (size_t)n;
  }
  if (!(d->flags & LAST_PIECE)) return 0;
  long result = sys(ftruncate, fd, d->number + d->length, 0);
  if (result == 0) result = sys(fchmod, fd, d->mode, 0);
  /* Last: who gives a file away may not change it any more. */
  if (result == 0 && d->flags & OWNED) result = sys(fchown, fd, d->owner, -1);
  return result;
}

static long write_file(const struct deed *d) {
  struct place p;
  long fd = place_find(&p, d->path, 0, NO_MODE);
  if (fd < 0) return fd;
  fd = open_place(&p, O_WRONLY | O_CREAT);
  sys(close, p.directory, 0, 0);
  if (fd < 0) return fd;
  long result = write_piece(fd, d);
  sys(close, fd, 0, 0);
  return result;
}

/* The text behind the path. */
static const char *second(const struct deed *d) {
  static char text[PAYLOAD + 1];
  memcpy(text, d->rest, d->length);
  text[d->length] = 0;
  return text;
}

static int links_to(const struct place *p, const char *target) {
  char present[PAYLOAD + 1];
  long n = sys6(SYS_readlinkat, p->directory, (long)p->name, (long)present, PAYLOAD, 0, 0);
  if (n < 0) return 0;
  present[n] = 0;
  return text_equal(present, target);
}

static long make_link(const struct deed *d) {
  struct place p;
  const char *target = second(d);
  long result = place_find(&p, d->path, 0, NO_MODE);
  if (result < 0) return result;
  result = sys(symlinkat, target, p.directory, p.name);
  if (result == -EEXIST && links_to(&p, target)) result = 0;
  else if (result == -EEXIST) {
    result = sys(unlinkat, p.directory, p.name, 0);
    if (result == 0) result = sys(symlinkat, target, p.directory, p.name);
  }
  sys(close, p.directory, 0, 0);
  return result;
}

static long move(const struct deed *d) {
  static struct place from, to;
  struct facts facts;
  long result = place_find(&from, d->path, 0, NO_MODE);
  if (result < 0) return result;
  result = place_find(&to, second(d), 0, NO_MODE);
  if (result == 0) {
    result = sys6(SYS_renameat, from.directory, (long)from.name, to.directory, (long)to.name, 0, 0);
    /* Done before. */
    if (result == -ENOENT && facts_of(to.directory, to.name, &facts) == 0) result = 0;
    sys(close, to.directory, 0, 0);
  }
  sys(close, from.directory, 0, 0);
  return result;
}

static int depth;

/* Visits what is below a directory and then the directory itself, so that a walk cut off is begun anew. */
static long visit_tree(int directory, const char *name, void *change) {
  struct facts facts;
  long result = facts_of(directory, name, &facts);
  if (result == -ENOENT) return 0;
  if (result == 0 && (facts.mode & KIND) == DIRECTORY) {
    if (depth == DEEPEST) return -ELOOP;
    long fd = sys6(SYS_openat, directory, (long)name, O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC, 0, 0, 0);
    if (fd < 0) return fd;
    depth++;
    result = each_entry((int)fd, visit_tree, change);
    depth--;
    sys(close, fd, 0, 0);
  }
  if (result < 0) return result;
  return ((long (*)(int, const char *, const struct facts *))change)(directory, name, &facts);
}

static long remove_one(int directory, const char *name, const struct facts *facts) {
  return sys(unlinkat, directory, name, (facts->mode & KIND) == DIRECTORY ? AT_REMOVEDIR : 0);
}

static long change_tree(const struct deed *d, void *change) {
  struct place p;
  long result = place_find(&p, d->path, 0, NO_MODE);
  if (result < 0) return result == -ENOENT && d->kind == REMOVE ? 0 : result;
  result = visit_tree(p.directory, p.name, change);
  sys(close, p.directory, 0, 0);
  return result;
}

static u32 group;

/* The kubelet's masks: pkg/volume/volume_linux.go, changeFilePermission. */
static u32 with_group(u32 mode) { return (mode & 07777) | ((mode & KIND) == DIRECTORY ? 02770 : 0660); }

static long give_to_group(int directory, const char *name, const struct facts *facts) {
  long result = 0;
  u32 mode = with_group(facts->mode);
  if (facts->gid != group) result = sys6(SYS_fchownat, directory, (long)name, -1, group, AT_SYMLINK_NOFOLLOW, 0);
  if (result < 0 || (facts->mode & KIND) == LINK) return result;
  /* A change of the group takes setuid and setgid away. */
  if (facts->gid == group && mode == (facts->mode & 07777)) return 0;
  return set_mode(directory, name, mode);
}

static long give_all_to_group(const struct deed *d) {
  struct place p;
  struct facts facts;
  group = d->number;
  if (d->flags & ON_MISMATCH) {
    long result = place_find(&p, d->path, 0, NO_MODE);
    if (result < 0) return result;
    result = facts_of(p.directory, p.name, &facts);
    sys(close, p.directory, 0, 0);
    if (result < 0 || (facts.gid == group && with_group(facts.mode) == (facts.mode & 07777))) return result;
  }
  return change_tree(d, give_to_group);
}

struct listing {
  struct answer *answer;
  u32 skip;
};

static long list_entry(int directory, const char *name, void *with) {
  struct listing *listing = with;
  struct answer *a = listing->answer;
  size_t n = text_length(name) + 1;
  (void)directory;
  if (a->more) return 0;
  if (listing->skip > 0) return listing->skip--, 0;
  if (a->length + n > PIECE) return a->more = 1, 0;
  memcpy(a->bytes + a->length, name, n);
  a->length += n;
  return 0;
}

/* Names, each with its final 0, from the `number`th on. */
static long list_names(const struct deed *d, struct answer *a) {
  struct place p;
  struct listing listing = {a, d->number};
  long fd = place_find(&p, d->path, 1, NO_MODE);
  if (fd < 0) return fd;
  fd = open_place(&p, O_DIRECTORY);
  sys(close, p.directory, 0, 0);
  if (fd < 0) return fd;
  long result = each_entry((int)fd, list_entry, &listing);
  sys(close, fd, 0, 0);
  return result;
}

/* Content from the `number`th byte on, at most `mode` bytes. */
static long read_piece(const struct deed *d, struct answer *a) {
  struct place p;
  long fd = place_find(&p, d->path, 1, NO_MODE), n;
  if (fd < 0) return fd;
  fd = open_place(&p, 0);
  sys(close, p.directory, 0, 0);
  if (fd < 0) return fd;
  size_t most = d->mode < PIECE ? d->mode : PIECE;
  n = sys6(SYS_pread64, fd, (long)a->bytes, (long)most, (long)d->number, 0, 0);
  sys(close, fd, 0, 0);
  if (n < 0) return n;
  a->length = (size_t)n;
  a->more = n == PIECE;
  return 0;
}

/* `path` is the root, the rest the way below it. Directories that are made have the root's mode, as the kubelet's. */
static long find_sub_path(const struct deed *d, struct answer *a) {
  static char whole[2 * PAYLOAD];
  struct place p;
  struct facts facts;
  size_t root = text_length(d->path);
  if (place_root(d->path) != root) return -EINVAL;
  long result = facts_of(AT_FDCWD, d->path, &facts);
  if (result < 0) return result;
  memcpy(whole, d->path, root);
  whole[root] = '/';
  memcpy(whole + root + 1, second(d), d->length + 1);
  result = place_find(&p, whole, 1, d->flags & MAKE ? (int)(facts.mode & 07777) : NO_MODE);
  if (result < 0) return result;
  result = facts_of(p.directory, p.name, &facts);
  sys(close, p.directory, 0, 0);
  if (result < 0) return result;
  a->length = text_length(p.path);
  if (a->length > PIECE) return -ENAMETOOLONG;
  memcpy(a->bytes, p.path, a->length);
  return 0;
}

static long do_deed(const struct deed *d, struct answer *a) {
  switch (d->kind) {
    case MKDIR: return make_path(d);
    case WRITE: return write_file(d);
    case SYMLINK: return make_link(d);
    case RENAME: return move(d);
    case REMOVE: return change_tree(d, remove_one);
    case LIST: return list_names(d, a);
    case READ_FILE: return read_piece(d, a);
    case SUB_PATH: return find_sub_path(d, a);
    case GROUP: return give_all_to_group(d);
    default: return -EINVAL;
  }
}

/* Answers 0 where the payload is none. */
static int read_deed(const struct frame *f, struct deed *d) {
  const u8 *b = f->payload;
  if (f->length < HEAD || HEAD + (size_t)get16(b + 6) > f->length) return 0;
  size_t path = get16(b + 6);
  d->kind = b[4], d->flags = b[5];
  d->mode = get32(b + 8), d->number = get32(b + 12), d->owner = get32(b + 16);
  memcpy(d->path, b + HEAD, path);
  d->path[path] = 0;
  d->rest = b + HEAD + path;
  d->length = f->length - HEAD - path;
  return 1;
}

/* Requests under way: what deed of each comes next. Where all places are taken, the one asked for longest ago goes. */
static struct request {
  u32 client, stream, next, used;
} requests[REQUESTS];
enum { FAILED = 0xFFFFFFFFu };

static struct request *request_of(const struct frame *f, u32 sequence) {
  static u32 turn;
  struct request *oldest = requests;
  turn++;
  for (struct request *r = requests; r < requests + REQUESTS; r++) {
    if (r->used && r->client == f->client && r->stream == f->stream) return r->used = turn, r;
    if (r->used < oldest->used) oldest = r;
  }
  if (sequence != 0) return 0;
  *oldest = (struct request){f->client, f->stream, 0, turn};
  return oldest;
}

void files_frame(const struct frame *f, struct writer *out) {
  static struct deed deed;
  if (f->type != DO || !read_deed(f, &deed)) return;
  u32 sequence = get32(f->payload);
  u8 *payload = writer_reserve(out, PAYLOAD);
  struct request *r = request_of(f, sequence);
  if (!payload || !r || sequence != r->next) return;
  struct answer answer = {payload + RECORD, 0, 0};
  long result = do_deed(&deed, &answer);
  if (result < 0) answer.length = 0, answer.more = 0;
  put32(payload, sequence);
  put16(payload + 4, (u16)(result < 0 ? -result : 0));
  put16(payload + 6, (u16)(answer.length | (answer.more ? MORE : 0)));
  writer_commit(out, f->client, f->stream, DONE, RECORD + answer.length);
  r->next = result < 0 ? FAILED : r->next + 1;
}
