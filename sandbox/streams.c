#include "streams.h"

enum { FREE, CONNECTING, CONNECTED, GONE /* only its CLOSED is still owed */ };
enum { OWES_OPENED = 1, OWES_ACK = 2, OWES_END = 4, OWES_CLOSED = 8 };
enum { AF_INET = 2, AF_INET6 = 10, SOCK_STREAM_NONBLOCKING = 1 | O_NONBLOCK | O_CLOEXEC, MSG_NOSIGNAL = 0x4000 };

/* Offsets count the bytes of one direction modulo 2^32; differences of them are what is compared. */
struct stream {
  u32 client, id;
  int fd;
  u8 state, owes;
  u8 try_ipv6;  /* localhost: 127.0.0.1 was tried first */
  u8 end_asked; /* the client sends no more */
  u8 end_done;  /* and the socket was told */
  u8 peer_ended;
  u16 port;
  u32 error;
  u32 received, written, announced; /* client → socket: taken in, passed on, limit last told */
  u32 sent, limit;                  /* socket → client: passed on, and how far the client takes it */
  u8 upload[UPLOAD];                /* bytes received and not yet written, as a ring */
};

static struct stream streams[STREAMS];
static struct client {
  u32 id;
  u8 known, owes_pong;
  s64 seen;
} clients[CLIENTS];
/* OPENs that found no free stream. A client asks again when its answer is lost, so that one place is enough. */
static struct {
  u32 client, id;
  u8 owed;
} refusal;

static void drop(struct stream *s) {
  if (s->fd >= 0) sys(close, s->fd, 0, 0);
  s->fd = -1;
  s->state = FREE;
}

static void end_with(struct stream *s, long error) {
  if (s->fd >= 0) sys(close, s->fd, 0, 0);
  s->fd = -1;
  s->state = GONE;
  s->error = (u32)error;
  s->owes = (s->owes & OWES_END) | OWES_CLOSED;
}

static struct stream *find(u32 client, u32 id) {
  for (int i = 0; i < STREAMS; i++)
    if (streams[i].state != FREE && streams[i].client == client && streams[i].id == id) return streams + i;
  return 0;
}

static void drop_client(u32 client) {
  for (int i = 0; i < STREAMS; i++)
    if (streams[i].state != FREE && streams[i].client == client) drop(streams + i);
}

/* The client's entry, now heard of. Where all are taken, the one not heard of for longest has to go. */
static struct client *heard(u32 id, s64 now) {
  struct client *place = clients;
  for (int i = 0; i < CLIENTS; i++) {
    struct client *c = clients + i;
    if (c->known && c->id == id) {
      c->seen = now;
      return c;
    }
    if (place->known && (!c->known || c->seen < place->seen)) place = c;
  }
  if (place->known) drop_client(place->id);
  *place = (struct client){id, 1, 0, now};
  return place;
}

static void opened(struct stream *s) {
  int one = 1;
  sys6(SYS_setsockopt, s->fd, 6 /* IPPROTO_TCP */, 1 /* TCP_NODELAY */, (long)&one, sizeof one, 0);
  s->state = CONNECTED;
  s->owes |= OWES_OPENED;
}

static long dial(struct stream *s, u8 family, const u8 *address) {
  u8 name[28] = {0}; /* sockaddr_in or sockaddr_in6 */
  u16 number = family == 6 ? AF_INET6 : AF_INET;
  memcpy(name, &number, 2);
  name[2] = (u8)(s->port >> 8);
  name[3] = (u8)s->port;
  memcpy(name + (family == 6 ? 8 : 4), address, family == 6 ? 16 : 4);
  long fd = sys(socket, number, SOCK_STREAM_NONBLOCKING, 0);
  if (fd < 0) return fd;
  s->fd = (int)fd;
  s->state = CONNECTING;
  return sys(connect, fd, name, family == 6 ? 28 : 16);
}

/* What `connect` came to: -errno, 0 where it stands. */
static void dialled(struct stream *s, long result) {
  static const u8 loopback6[16] = {[15] = 1};
  if (result == -ECONNREFUSED && s->try_ipv6) {
    s->try_ipv6 = 0;
    sys(close, s->fd, 0, 0);
    s->fd = -1;
    result = dial(s, 6, loopback6);
    /* Where there is no IPv6 at all, the first answer was the true one. */
    if (result < 0 && result != -EINPROGRESS) result = -ECONNREFUSED;
  }
  if (result == 0) opened(s);
  else if (result != -EINPROGRESS) end_with(s, -result);
}

static void open_stream(const struct frame *f) {
  static const u8 loopback4[4] = {127, 0, 0, 1};
  struct stream *s = find(f->client, f->stream);
  if (s) { /* asked again because the answer did not come */
    if (s->state == CONNECTED) s->owes |= OWES_OPENED;
    return;
  }
  for (s = streams; s < streams + STREAMS && s->state != FREE;) s++;
  if (s == streams + STREAMS) {
    refusal.client = f->client, refusal.id = f->stream, refusal.owed = 1;
    return;
  }
  memset(s, 0, offsetof(struct stream, upload));
  s->client = f->client, s->id = f->stream, s->fd = -1;
  s->port = get16(f->payload);
  s->limit = get32(f->payload + 4);
  u8 family = f->payload[2];
  s->try_ipv6 = family == 0;
  dialled(s, dial(s, family, family == 0 ? loopback4 : f->payload + 8));
}

/* Passes on to the socket what it takes, and the client's end after the last byte. */
static void write_socket(struct stream *s) {
  while (s->written != s->received) {
    u32 at = s->written % UPLOAD, n = s->received - s->written;
    if (n > UPLOAD - at) n = UPLOAD - at;
    long done = sys6(SYS_sendto, s->fd, (long)(s->upload + at), n, MSG_NOSIGNAL, 0, 0);
    if (done == -EAGAIN) break;
    if (done < 0) return end_with(s, -done);
    s->written += (u32)done;
  }
  if (s->written + UPLOAD - s->announced >= UPLOAD / 2) s->owes |= OWES_ACK;
  if (s->end_asked && !s->end_done && s->written == s->received) {
    s->end_done = 1;
    sys(shutdown, s->fd, 1 /* SHUT_WR */, 0);
  }
}

static void take_data(struct stream *s, const struct frame *f) {
  u32 length = f->length - 4u;
  s->owes |= OWES_ACK;
  /* Out of order (something before it was torn), sent twice, or more than was allowed: the ACK says what is wanted. */
  if (get32(f->payload) != s->received || s->end_asked || length > s->written + UPLOAD - s->received) return;
  for (u32 i = 0; i < length; i++) s->upload[(s->received + i) % UPLOAD] = f->payload[4 + i];
  s->received += length;
  write_socket(s);
}

static void take_end(struct stream *s, const struct frame *f) {
  s->owes |= OWES_ACK;
  if (get32(f->payload) != s->received || s->end_asked) return;
  s->end_asked = 1;
  write_socket(s);
}

static void take_limit(struct stream *s, u32 limit) {
  if ((int32_t)(limit - s->limit) > 0) s->limit = limit;
}

/* Lost CLOSE and CREDIT frames are mended here: what the client does not name is dropped, what it names is as it says. */
static void take_list(const struct frame *f) {
  for (struct stream *s = streams; s < streams + STREAMS; s++) {
    if (s->state == FREE || s->client != f->client) continue;
    u32 at = 0;
    while (at + 8 <= f->length && get32(f->payload + at) != s->id) at += 8;
    if (at + 8 <= f->length) take_limit(s, get32(f->payload + at + 4));
    else drop(s);
  }
}

void streams_frame(const struct frame *f, s64 now) {
  static const u8 least[] = {[OPEN] = 24, [CREDIT] = 4, [DATA] = 5, [END] = 4};
  if (f->type < OPEN || f->type > END || f->length < least[f->type]) return;
  struct client *c = heard(f->client, now);
  if (f->type == PING) {
    take_list(f);
    c->owes_pong = 1;
    return;
  }
  if (f->type == OPEN) return open_stream(f);
  struct stream *s = find(f->client, f->stream);
  if (!s || s->state == GONE) return;
  if (f->type == CLOSE) drop(s);
  if (f->type == CREDIT) take_limit(s, get32(f->payload));
  if (f->type == DATA && s->state == CONNECTED) take_data(s, f);
  if (f->type == END && s->state == CONNECTED) take_end(s, f);
}

static int wants_bytes(const struct stream *s) {
  return s->state == CONNECTED && !(s->owes & OWES_OPENED) && !s->peer_ended && (int32_t)(s->limit - s->sent) > 0;
}

void streams_interest(struct pollfd *fds, const struct writer *out) {
  int room = sizeof out->bytes - (out->end - out->start) >= FRAME;
  for (int i = 0; i < STREAMS; i++) {
    const struct stream *s = streams + i;
    int writing = s->state == CONNECTING || (s->state == CONNECTED && s->written != s->received);
    short events = (short)((writing ? POLLOUT : 0) | (room && wants_bytes(s) ? POLLIN : 0));
    /* poll tells of hang-ups unasked: a stream that waits for nothing must not be given to it, or it would spin. */
    fds[i] = (struct pollfd){events ? s->fd : -1, events, 0};
  }
}

/* A few frames at a time, so that no stream starves the others. */
static void read_socket(struct stream *s, struct writer *out) {
  for (int turn = 0; turn < 4 && wants_bytes(s); turn++) {
    u8 *payload = writer_reserve(out, PAYLOAD);
    if (!payload) return;
    u32 most = s->limit - s->sent;
    if (most > PAYLOAD - 4) most = PAYLOAD - 4;
    long n = sys6(SYS_recvfrom, s->fd, (long)(payload + 4), most, 0, 0, 0);
    if (n == -EAGAIN) return;
    if (n < 0) return end_with(s, -n);
    if (n == 0) {
      s->peer_ended = 1;
      s->owes |= OWES_END;
      return;
    }
    put32(payload, s->sent);
    writer_commit(out, s->client, s->id, DATA, (size_t)n + 4);
    s->sent += (u32)n;
  }
}

void streams_ready(const struct pollfd *fds, struct writer *out) {
  static u32 first;
  first++;
  for (u32 k = 0; k < STREAMS; k++) {
    u32 i = (first + k) % STREAMS;
    struct stream *s = streams + i;
    if (fds[i].fd < 0 || fds[i].revents == 0) continue;
    if (s->state == CONNECTING) {
      int error = 0, size = sizeof error;
      sys6(SYS_getsockopt, s->fd, 1 /* SOL_SOCKET */, 4 /* SO_ERROR */, (long)&error, (long)&size, 0);
      dialled(s, -error);
      continue;
    }
    if (s->state == CONNECTED) write_socket(s);
    if (s->state == CONNECTED) read_socket(s, out);
  }
}

static int put(struct writer *out, const struct stream *s, u8 type, u32 first, u32 second, size_t length) {
  u8 *payload = writer_reserve(out, 8);
  if (!payload) return 0;
  put32(payload, first);
  put32(payload + 4, second);
  writer_commit(out, s->client, s->id, type, length);
  return 1;
}

static void answer_stream(struct stream *s, struct writer *out) {
  u32 limit = s->written + UPLOAD;
  if (s->owes & OWES_OPENED && put(out, s, OPENED, limit, 0, 4)) s->owes ^= OWES_OPENED, s->announced = limit;
  if (s->owes & OWES_ACK && put(out, s, ACK, s->received + s->end_asked, limit, 8))
    s->owes ^= OWES_ACK, s->announced = limit;
  if (s->owes & OWES_END && put(out, s, END, s->sent, 0, 4)) s->owes ^= OWES_END;
  if (s->state == CONNECTED && s->end_done && s->peer_ended && !s->owes) end_with(s, 0);
  if (s->owes == OWES_CLOSED && put(out, s, CLOSED, s->error, 0, 4)) drop(s);
}

void streams_answer(struct writer *out) {
  for (int i = 0; i < STREAMS; i++)
    if (streams[i].state != FREE) answer_stream(streams + i, out);
  for (int i = 0; i < CLIENTS; i++) {
    if (!clients[i].known || !clients[i].owes_pong || !writer_reserve(out, 0)) continue;
    writer_commit(out, clients[i].id, 0, PONG, 0);
    clients[i].owes_pong = 0;
  }
  struct stream refused = {.client = refusal.client, .id = refusal.id};
  if (refusal.owed && put(out, &refused, CLOSED, EMFILE, 0, 4)) refusal.owed = 0;
}

void streams_forget(s64 now, s64 client_ms) {
  for (int i = 0; i < CLIENTS; i++) {
    if (!clients[i].known || now - clients[i].seen <= client_ms) continue;
    clients[i].known = 0;
    drop_client(clients[i].id);
  }
}

int streams_clients(void) {
  int n = 0;
  for (int i = 0; i < CLIENTS; i++) n += clients[i].known;
  return n;
}

void streams_drop_all(void) {
  for (int i = 0; i < STREAMS; i++)
    if (streams[i].state != FREE) drop(streams + i);
  for (int i = 0; i < CLIENTS; i++) clients[i].known = 0;
}
