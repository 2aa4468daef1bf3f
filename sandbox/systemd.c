#include "systemd.h"
#include "cgroups.h"
#include "entries.h"

enum { AF_UNIX = 1, SOCK_STREAM_CLOEXEC = 1 | O_CLOEXEC, PATIENCE_MS = 5000, REMOVAL_MS = 1000, ROOM = 8192 };
/* Types of messages and codes of their header's fields: https://dbus.freedesktop.org/doc/dbus-specification.html */
enum { METHOD_CALL = 1, METHOD_RETURN = 2, ERROR = 3 };
enum { PATH = 1, INTERFACE = 2, MEMBER = 3, DESTINATION = 6, SIGNATURE = 8 };

/* Bytes of a message, whose alignment counts from its begin. Too many are dropped, and nothing is sent then. */
struct message {
  size_t length;
  int full;
  u8 bytes[ROOM];
};

static void add(struct message *m, const void *bytes, size_t n) {
  if (m->length + n > ROOM) m->full = 1;
  if (m->full) return;
  memcpy(m->bytes + m->length, bytes, n);
  m->length += n;
}

static void align(struct message *m, size_t to) {
  while (!m->full && m->length % to) add(m, "", 1);
}

/* Both architectures are little-endian, and the message says that it is. */
static void add_u32(struct message *m, u32 value) {
  align(m, 4);
  add(m, &value, 4);
}

static void put_length(struct message *m, size_t at, size_t from) {
  u32 length = (u32)(m->length - from);
  if (!m->full) memcpy(m->bytes + at, &length, 4);
}

static void add_string(struct message *m, const char *text) {
  add_u32(m, (u32)text_length(text));
  add(m, text, text_length(text) + 1);
}

static void add_signature(struct message *m, const char *types) {
  u8 n = (u8)text_length(types);
  add(m, &n, 1);
  add(m, types, (size_t)n + 1);
}

static void add_field(struct message *m, u8 code, const char *type, const char *value) {
  align(m, 8);
  add(m, &code, 1);
  add_signature(m, type);
  if (code == SIGNATURE) add_signature(m, value);
  else add_string(m, value);
}

/* Begins a call of systemd's manager, up to its body. Answers where that begins. */
static size_t begin_call(struct message *m, const char *member, const char *signature) {
  static u32 serial;
  u8 fixed[8] = {'l', METHOD_CALL, 0, 1};
  m->length = 0;
  m->full = 0;
  add(m, fixed, 8);
  add_u32(m, ++serial);
  add_u32(m, 0);
  add_field(m, PATH, "o", "/org/freedesktop/systemd1");
  add_field(m, DESTINATION, "s", "org.freedesktop.systemd1");
  add_field(m, INTERFACE, "s", "org.freedesktop.systemd1.Manager");
  add_field(m, MEMBER, "s", member);
  add_field(m, SIGNATURE, "g", signature);
  put_length(m, 12, 16);
  align(m, 8);
  return m->length;
}

/* A read that waits no longer than anybody does. */
static int read_all(long fd, u8 *bytes, size_t n) {
  struct pollfd input = {(int)fd, POLLIN, 0};
  for (size_t at = 0; at < n;) {
    if (wait_for(&input, 1, PATIENCE_MS) <= 0) return 0;
    long got = sys(read, fd, bytes + at, n - at);
    if (got <= 0) return 0;
    at += (size_t)got;
  }
  return 1;
}

static int write_all(long fd, const void *bytes, size_t n) {
  for (size_t at = 0; at < n;) {
    long put = sys(write, fd, (const u8 *)bytes + at, n - at);
    if (put <= 0) return 0;
    at += (size_t)put;
  }
  return 1;
}

static u32 u32_at(const u8 *bytes) {
  u32 value;
  memcpy(&value, bytes, 4);
  return value;
}

static size_t aligned(size_t n, size_t to) { return (n + to - 1) / to * to; }

/* Waits for the answer to a call. The text of an error is its body's first string. */
static int answered(long fd, const char *member, int quiet) {
  static u8 bytes[64 * 1024];
  for (;;) {
    if (!read_all(fd, bytes, 16)) break;
    size_t header = aligned(u32_at(bytes + 12), 8), body = u32_at(bytes + 4);
    u8 type = bytes[1];
    if (header > sizeof bytes || body >= sizeof bytes - header || !read_all(fd, bytes, header + body)) break;
    bytes[header + body] = 0;
    if (type == METHOD_RETURN) return 1;
    if (type != ERROR) continue;
    if (!quiet) complain(member, ": ", body > 4 ? (char *)bytes + header + 4 : "refused");
    return 0;
  }
  if (!quiet) complain(member, ": systemd does not answer", 0);
  return 0;
}

/* Ends the call whose body begins there, sends it and waits. Quiet: that it fails is nobody's concern. */
static int call(long fd, struct message *m, size_t body, const char *member, int quiet) {
  put_length(m, 4, body);
  if (m->full || !write_all(fd, m->bytes, m->length)) {
    if (!quiet) complain(member, m->full ? ": is too long" : ": systemd does not listen", 0);
    return 0;
  }
  return answered(fd, member, quiet);
}

/* Says who it is by the socket alone: across user namespaces the number would be another. Answers 1 at OK. */
static int introduce(long fd) {
  static const char hello[] = "\0AUTH EXTERNAL\r\nDATA\r\nBEGIN\r\n";
  char line[256];
  size_t n = 0;
  if (!write_all(fd, hello, sizeof hello - 1)) return 0;
  while (n < sizeof line && read_all(fd, (u8 *)line + n, 1)) {
    if (line[n++] != '\n') continue;
    if (line[0] == 'O' && line[1] == 'K') return 1;
    if (line[0] != 'D') return 0;
    n = 0;
  }
  return 0;
}

static long connect_to(const char *path) {
  struct {
    u16 family;
    char path[108];
  } name = {AF_UNIX, {0}};
  size_t n = text_length(path);
  long fd = n < sizeof name.path ? sys(socket, AF_UNIX, SOCK_STREAM_CLOEXEC, 0) : -ENAMETOOLONG;
  if (fd < 0) return fd;
  memcpy(name.path, path, n);
  if (sys(connect, fd, &name, sizeof name) == 0 && introduce(fd)) return fd;
  sys(close, fd, 0, 0);
  complain("systemd does not speak with us at ", path, 0);
  return -ECONNREFUSED;
}

static void add_number(struct message *m, const char *digits) {
  uint64_t number = 0;
  for (; *digits >= '0' && *digits <= '9'; digits++) number = number * 10 + (uint64_t)(*digits - '0');
  align(m, 8);
  add(m, &number, 8);
}

static void add_property(struct message *m, char *property) {
  char *value = property;
  while (*value && *value != '=') value++;
  if (*value) *value++ = 0;
  align(m, 8);
  add_string(m, property);
  add_signature(m, "t");
  add_number(m, value);
}

int set_slice(const char *socket, const char *slice, char **properties, int count) {
  static struct message m;
  long fd = connect_to(socket);
  if (fd < 0) return 0;
  size_t body = begin_call(&m, "SetUnitProperties", "sba(sv)");
  add_string(&m, slice);
  add_u32(&m, 1); /* until the machine restarts */
  size_t length = aligned(m.length, 4);
  add_u32(&m, 0);
  align(&m, 8);
  size_t first = m.length;
  for (int i = 0; i < count; i++) add_property(&m, properties[i]);
  put_length(&m, length, first);
  int set = call(fd, &m, body, "SetUnitProperties", 0);
  sys(close, fd, 0, 0);
  return set;
}

static long add_slice(int directory, const char *name, void *with) {
  (void)directory;
  if (ends_with(name, ".slice")) add_string(with, name);
  return 0;
}

/* Asks for the removal of the files that systemd keeps of properties, of the slice and of those that stand in it. */
static size_t begin_revert(struct message *m, const char *root, const char *slice) {
  long directory = open_cgroup(root, slice);
  size_t body = begin_call(m, "RevertUnitFiles", "as");
  add_u32(m, 0);
  add_string(m, slice);
  if (directory >= 0) {
    each_entry((int)directory, add_slice, m);
    sys(close, directory, 0, 0);
  }
  put_length(m, body, body + 4);
  return body;
}

static void stop(long fd, const char *slice) {
  static struct message m;
  size_t body = begin_call(&m, "StopUnit", "ss");
  add_string(&m, slice);
  add_string(&m, "replace");
  call(fd, &m, body, "StopUnit", 1);
}

/* systemd removes the cgroup of what it has stopped a moment later; one that it only prepared it leaves. */
static int wait_until_gone(const char *root, char *slice) {
  struct pollfd nothing = {-1, 0, 0};
  for (s64 until = now_ms() + REMOVAL_MS; now_ms() < until; wait_for(&nothing, 1, 20)) {
    long fd = open_cgroup(root, slice);
    if (fd < 0) return 1;
    sys(close, fd, 0, 0);
  }
  return remove_cgroups(root, &slice, 1);
}

static int is_used(const char *root, const char *slice) {
  long directory = open_cgroup(root, slice);
  if (directory < 0) return 0;
  int used = is_populated((int)directory);
  sys(close, directory, 0, 0);
  return used;
}

/*
 * Whoever stops a slice ends all that runs in it, so that nothing comes between that and the look at it. One that was
 * never started is no unit and cannot be stopped: its cgroup tells whether it is gone.
 */
static int remove_slice(long fd, const char *root, char *slice) {
  static struct message revert;
  size_t body = begin_revert(&revert, root, slice);
  if (is_used(root, slice)) {
    complain(slice, " is in use", 0);
    return 0;
  }
  stop(fd, slice);
  call(fd, &revert, body, "RevertUnitFiles", 1);
  return wait_until_gone(root, slice);
}

int remove_slices(const char *socket, const char *root, char **slices, int count) {
  long fd = connect_to(socket);
  if (fd < 0) return 0;
  int gone = 1;
  for (int i = 0; i < count; i++) gone &= remove_slice(fd, root, slices[i]);
  sys(close, fd, 0, 0);
  return gone;
}
