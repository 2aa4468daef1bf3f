/*
 * Frames over a container's stdin and stdout, which Docker shares between all who are attached: everybody sees all
 * output, and the inputs of several clients may be cut anywhere and interleaved. So every frame says whose it is, is
 * small enough to be written to a pipe at once, and carries checksums by which a reader finds the next whole one.
 * All numbers are little-endian. The other side: src/engine/runtime/docker/dialler/frames.ts.
 *
 *   0  4  magic D0 43 50 0D          12  1  type
 *   4  4  client (random)            13  1  version of the protocol
 *   8  4  stream (client's choice)   14  2  length of the payload, at most 4072
 *  16  4  CRC-32 of the payload      20  4  CRC-32 of the 20 bytes before
 */
#pragma once
#include "sys.h"

enum { VERSION = 1, HEADER = 24, PAYLOAD = 4072, FRAME = HEADER + PAYLOAD };

enum {
  /* client → pause */
  OPEN = 1,  /* u16 port, u8 family (0: localhost, 4, 6), u8 0, u32 limit of what it takes, 16 bytes of address */
  PING = 2,  /* the client's whole list of streams: (u32 stream, u32 limit)… ; those it does not name are dropped */
  CREDIT = 3, /* u32 limit: offset up to which the client takes data */
  CLOSE = 4, /* the stream is dropped, without an answer */
  /* both ways */
  DATA = 5, /* u32 offset of the first byte, bytes */
  END = 6,  /* u32 offset; nothing comes after it. Counts as one byte in what ACK acknowledges. */
  /* pause → client */
  OPENED = 16, /* u32 limit */
  ACK = 17,    /* u32 offset of the next byte it wants, u32 limit */
  CLOSED = 18, /* u32 errno, 0 where both sides ended in peace; the last of a stream */
  PONG = 19,   /* the header's version tells the protocol */
  /* files.h */
  DO = 48,   /* u32 number of the deed, u8 kind, u8 flags, u16 length of path, u32 mode, u32 number, u32 owner, path,
                rest: what they mean is in files.c */
  DONE = 49, /* u32 number of the deed, u16 errno, u16 length | 0x8000 where more of it can be asked for, bytes */
  /* probe */
  READ = 32,    /* (u8 kind 'f' 'l' 'd', u8 0, u16 length of path, u32 index, u32 most bytes, path)… */
  READINGS = 33, /* (u32 index, u16 errno, u16 length | 0x8000 where more of it follows, bytes)… */
};

struct frame {
  u32 client, stream;
  u8 type;
  u16 length;
  const u8 *payload;
};

struct reader {
  size_t start, end;
  u8 bytes[2 * FRAME];
};

struct writer {
  size_t start, end;
  u8 bytes[16 * FRAME];
};

void frames_begin(void);
u32 get32(const u8 *bytes);
u16 get16(const u8 *bytes);
void put32(u8 *bytes, u32 value);
void put16(u8 *bytes, u16 value);

/* Reads once. Answers 0 where the input has ended or is broken for good, else 1. */
int reader_fill(struct reader *r, int fd);
/* The next whole frame, valid until the next call for the same reader. Answers 0 where there is none yet. */
int reader_next(struct reader *r, struct frame *frame);
/* Bytes that may be the begin of a frame are waiting for the rest of it. */
int reader_waiting(const struct reader *r);
/* Gives up the frame it waits for (its tail was lost), so that whole ones behind its head are found. */
void reader_skip(struct reader *r);

/* Room for a payload of that many bytes, or 0 where the queue is full. */
u8 *writer_reserve(struct writer *w, size_t length);
/* Queues the payload that was put where `writer_reserve` said. */
void writer_commit(struct writer *w, u32 client, u32 stream, u8 type, size_t length);
/* Writes what the descriptor takes at once. Answers 0 where it is broken for good, else 1. */
int writer_flush(struct writer *w, int fd);
