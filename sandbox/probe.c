/*
 * The inspector's eye. In a container with the host's PID namespace and SYS_PTRACE alone it answers "read these paths"
 * over its stdin and stdout (READ and READINGS in frames.h). What a path means is not its business.
 *
 *   probe [--idle-seconds N]     ends after N seconds (60) without a request, and at once on SIGTERM
 *   probe rmdir ROOT PATH...     removes empty cgroup directories below ROOT, as /sys/fs/cgroup has them, and in each
 *                                those of a pod's limits, limits-...
 *   probe write FILE=VALUE...    writes each value to its file, which must be there, or may where it is ?FILE
 *   probe set-slice SOCKET SLICE NAME=NUMBER...
 *                                gives a slice of the systemd behind that socket these properties, until it is removed
 *   probe rm-slice SOCKET ROOT SLICE...
 *                                stops empty slices with those inside them, and forgets their properties
 *
 * It works off one frame after the other and keeps nothing between two of them, so that its memory is these buffers.
 */
#include "cgroups.h"
#include "frames.h"
#include "systemd.h"

enum { STDIN = 0, STDOUT = 1, STDERR = 2, RECORD = 8, MORE = 0x8000 };

static struct reader in;
static struct writer out;
static s64 idle_ms;

static void end(int signal) {
  (void)signal;
  leave(0);
}

/* The frame of answers being filled; its payload is put into `out` when it is full or the request is done. */
static struct {
  u32 client, stream;
  u8 *payload;
  size_t length;
} answer;

/* Waits until all is written. Who does not read what was asked for is as gone as who does not ask. */
static void write_out(void) {
  while (out.end > out.start) {
    struct pollfd output = {STDOUT, POLLOUT, 0};
    if (wait_for(&output, 1, idle_ms) == 0 || !writer_flush(&out, STDOUT)) leave(0);
  }
}

static void send_answer(void) {
  if (answer.length) writer_commit(&out, answer.client, answer.stream, READINGS, answer.length);
  answer.length = 0;
  answer.payload = 0;
}

/* Room for a record with that many bytes of content. */
static u8 *record_room(size_t content) {
  if (answer.length + RECORD + content > PAYLOAD) send_answer();
  if (!answer.payload) {
    answer.payload = writer_reserve(&out, PAYLOAD);
    if (!answer.payload) {
      write_out();
      answer.payload = writer_reserve(&out, PAYLOAD);
    }
  }
  return answer.payload + answer.length;
}

static void record(u32 index, long error, const u8 *content, size_t length, int more) {
  u8 *at = record_room(length);
  put32(at, index);
  put16(at + 4, (u16)error);
  put16(at + 6, (u16)(length | (more ? MORE : 0)));
  memcpy(at + RECORD, content, length);
  answer.length += RECORD + length;
}

enum { PIECE = PAYLOAD - RECORD };

/* One large buffer, because a file of /proc is of one moment only within one read. */
static u8 content[64 * 1024];

static void send_content(u32 index, size_t length) {
  for (size_t at = 0; at < length; at += PIECE)
    record(index, 0, content + at, length - at < PIECE ? length - at : PIECE, 1);
}

static void read_file(u32 index, const char *path, u32 most) {
  /* Without waiting: a path may be a FIFO that nobody writes to. */
  long fd = sys(openat, AT_FDCWD, path, O_NONBLOCK | O_CLOEXEC), n = fd;
  while (fd >= 0 && most > 0 && (n = sys(read, fd, content, most < sizeof content ? most : sizeof content)) > 0) {
    send_content(index, (size_t)n);
    most -= (u32)n;
  }
  if (fd >= 0) sys(close, fd, 0, 0);
  record(index, n < 0 ? -n : 0, content, 0, 0);
}

static void read_link(u32 index, const char *path) {
  long n = sys6(SYS_readlinkat, AT_FDCWD, (long)path, (long)content, LONGEST_PATH, 0, 0);
  size_t length = n < 0 ? 0 : n > PIECE ? PIECE : (size_t)n;
  record(index, n < 0 ? -n : 0, content, length, 0);
}

static int is_dot(const char *name) { return text_equal(name, ".") || text_equal(name, ".."); }

/* Packs the names of the entries the kernel put into `content`, each with its final 0. Answers how many bytes. */
static size_t pack_names(long filled) {
  size_t length = 0;
  for (long at = 0; at < filled;) {
    u16 size = get16(content + at + 16);
    const char *name = (const char *)content + at + 19;
    if (!is_dot(name)) {
      size_t n = text_length(name) + 1;
      memmove(content + length, name, n);
      length += n;
    }
    at += size;
  }
  return length;
}

static void read_dir(u32 index, const char *path) {
  long fd = sys(openat, AT_FDCWD, path, O_DIRECTORY | O_CLOEXEC), n = fd;
  while (fd >= 0 && (n = sys(getdents64, fd, content, sizeof content)) > 0) send_content(index, pack_names(n));
  if (fd >= 0) sys(close, fd, 0, 0);
  record(index, n < 0 ? -n : 0, content, 0, 0);
}

static void read_paths(const struct frame *f) {
  static char path[PAYLOAD];
  size_t at = 0;
  answer.client = f->client;
  answer.stream = f->stream;
  while (at + 12 <= f->length) {
    const u8 *entry = f->payload + at;
    u16 length = get16(entry + 2);
    if (at + 12 + length > f->length) break;
    memcpy(path, entry + 12, length);
    path[length] = 0;
    u32 index = get32(entry + 4);
    if (entry[0] == 'f') read_file(index, path, get32(entry + 8));
    else if (entry[0] == 'l') read_link(index, path);
    else if (entry[0] == 'd') read_dir(index, path);
    else record(index, EINVAL, content, 0, 0);
    at += 12 + (size_t)length;
  }
  send_answer();
  write_out();
}

_Noreturn static void answer_requests(void) {
  struct pollfd input = {STDIN, POLLIN, 0};
  s64 until = now_ms() + idle_ms;
  for (;;) {
    s64 left = until - now_ms();
    if (left <= 0) leave(0);
    s64 patience = reader_waiting(&in) && left > 1000 ? 1000 : left;
    if (wait_for(&input, 1, patience) == 0) reader_skip(&in);
    else if (!reader_fill(&in, STDIN)) leave(0);
    struct frame frame;
    while (reader_next(&in, &frame)) {
      if (frame.type != READ) continue;
      read_paths(&frame);
      until = now_ms() + idle_ms;
    }
  }
}

int program(int argc, char **argv) {
  on_signal(SIGTERM, end);
  on_signal(SIGINT, end);
  on_signal(SIGPIPE, IGNORE_SIGNAL);
  if (argc > 2 && text_equal(argv[1], "rmdir")) return remove_cgroups(argv[2], argv + 3, argc - 3) ? 0 : 1;
  if (argc > 2 && text_equal(argv[1], "write")) return write_values(argv + 2, argc - 2) ? 0 : 1;
  if (argc > 4 && text_equal(argv[1], "set-slice")) return set_slice(argv[2], argv[3], argv + 4, argc - 4) ? 0 : 1;
  if (argc > 4 && text_equal(argv[1], "rm-slice")) return remove_slices(argv[2], argv[3], argv + 4, argc - 4) ? 0 : 1;
  idle_ms = 1000 * (s64)(argc == 3 && text_equal(argv[1], "--idle-seconds") ? number_or(argv[2], 60) : 60);
  frames_begin();
  set_nonblocking(STDIN);
  set_nonblocking(STDOUT);
  answer_requests();
}
