#include "frames.h"

static const u8 magic[4] = {0xD0, 0x43, 0x50, 0x0D};
static u32 table[256];

void frames_begin(void) {
  for (u32 i = 0; i < 256; i++) {
    u32 c = i;
    for (int bit = 0; bit < 8; bit++) c = c & 1 ? 0xEDB88320u ^ c >> 1 : c >> 1;
    table[i] = c;
  }
}

/* The CRC-32 of zlib, which Node has natively. */
static u32 checksum(const u8 *bytes, size_t n) {
  u32 c = 0xFFFFFFFFu;
  for (size_t i = 0; i < n; i++) c = table[(c ^ bytes[i]) & 255] ^ c >> 8;
  return ~c;
}

/* Byte by byte: a payload is not aligned. */
u32 get32(const u8 *b) { return b[0] | (u32)b[1] << 8 | (u32)b[2] << 16 | (u32)b[3] << 24; }
u16 get16(const u8 *b) { return (u16)(b[0] | b[1] << 8); }
void put32(u8 *b, u32 v) { b[0] = (u8)v, b[1] = (u8)(v >> 8), b[2] = (u8)(v >> 16), b[3] = (u8)(v >> 24); }
void put16(u8 *b, u16 v) { b[0] = (u8)v, b[1] = (u8)(v >> 8); }

int reader_fill(struct reader *r, int fd) {
  /* What is left is less than one frame, so that one always fits behind it. */
  memmove(r->bytes, r->bytes + r->start, r->end - r->start);
  r->end -= r->start;
  r->start = 0;
  long n = sys(read, fd, r->bytes + r->end, sizeof r->bytes - r->end);
  if (n > 0) r->end += (size_t)n;
  return n > 0 || n == -EAGAIN || n == -EINTR;
}

static int header_valid(const u8 *h) {
  for (int i = 0; i < 4; i++)
    if (h[i] != magic[i]) return 0;
  return get32(h + 20) == checksum(h, 20) && get16(h + 14) <= PAYLOAD;
}

int reader_next(struct reader *r, struct frame *frame) {
  for (; r->end - r->start >= HEADER; r->start++) {
    const u8 *h = r->bytes + r->start;
    if (!header_valid(h)) continue;
    u16 length = get16(h + 14);
    if (r->end - r->start < (size_t)HEADER + length) return 0;
    if (get32(h + 16) != checksum(h + HEADER, length)) continue; /* torn: a whole frame may lie inside it */
    *frame = (struct frame){get32(h + 4), get32(h + 8), h[12], length, h + HEADER};
    r->start += (size_t)HEADER + length;
    return 1;
  }
  return 0;
}

int reader_waiting(const struct reader *r) { return r->end > r->start; }
void reader_skip(struct reader *r) {
  if (reader_waiting(r)) r->start++;
}

u8 *writer_reserve(struct writer *w, size_t length) {
  if (sizeof w->bytes - w->end < HEADER + length && w->start > 0) {
    memmove(w->bytes, w->bytes + w->start, w->end - w->start);
    w->end -= w->start;
    w->start = 0;
  }
  return sizeof w->bytes - w->end < HEADER + length ? 0 : w->bytes + w->end + HEADER;
}

void writer_commit(struct writer *w, u32 client, u32 stream, u8 type, size_t length) {
  u8 *h = w->bytes + w->end;
  memcpy(h, magic, 4);
  put32(h + 4, client);
  put32(h + 8, stream);
  h[12] = type;
  h[13] = VERSION;
  put16(h + 14, (u16)length);
  put32(h + 16, checksum(h + HEADER, length));
  put32(h + 20, checksum(h, 20));
  w->end += HEADER + length;
}

int writer_flush(struct writer *w, int fd) {
  while (w->start < w->end) {
    long n = sys(write, fd, w->bytes + w->start, w->end - w->start);
    if (n == -EINTR) continue;
    if (n <= 0) return n == -EAGAIN;
    w->start += (size_t)n;
  }
  w->start = w->end = 0;
  return 1;
}
