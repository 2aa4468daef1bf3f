/*
 * PID 1 of every sandbox: it holds the pod's namespaces, reaps what its containers leave behind where they share its
 * PID namespace, dials inside the pod's network for the engine (frames.h), and makes the files of the pod's volumes
 * (files.h). It needs no privilege for any of this but to change files of others.
 *
 *   pause [--client-seconds N]    streams of a client not heard of for N seconds (60) are dropped
 *
 * Exit code: 0 after SIGTERM or SIGINT.
 */
#include "files.h"
#include "streams.h"

enum { STDIN = 0, STDOUT = 1, TICK_MS = 1000 };

static struct reader in;
static struct writer out;

/* Ends from within the handler, so that nothing the loop does can hold it up. */
static void end(int signal) {
  (void)signal;
  leave(0);
}

static void begin_signals(void) {
  on_signal(SIGTERM, end);
  on_signal(SIGINT, end);
  on_signal(SIGPIPE, IGNORE_SIGNAL);
  /* The kernel itself reaps the children, also inherited ones, of a process that ignores SIGCHLD (wait(2)). */
  on_signal(SIGCHLD, IGNORE_SIGNAL);
}

/* Takes in what has come. Answers 0 where nothing will come any more. */
static int listen_to(int fd, s64 now) {
  struct frame frame;
  int going_on = reader_fill(&in, fd);
  while (reader_next(&in, &frame)) {
    streams_frame(&frame, now);
    files_frame(&frame, &out);
  }
  if (!going_on) in.start = in.end;
  return going_on;
}

int program(int argc, char **argv) {
  static struct pollfd fds[STREAMS + 2];
  struct pollfd *input = fds + STREAMS, *output = fds + STREAMS + 1;
  s64 client_ms = 1000 * (s64)(argc == 3 && text_equal(argv[1], "--client-seconds") ? number_or(argv[2], 60) : 60);
  int hearing = 1;

  /* Who shares its PID namespace shall not look into its files by /proc/1/root: it has Secrets whole. */
  sys(prctl, 4 /* PR_SET_DUMPABLE */, 0, 0);
  begin_signals();
  frames_begin();
  set_nonblocking(STDIN);
  set_nonblocking(STDOUT);
  for (;;) {
    streams_interest(fds, &out);
    *input = (struct pollfd){hearing ? STDIN : -1, POLLIN, 0};
    *output = (struct pollfd){out.end > out.start ? STDOUT : -1, POLLOUT, 0};
    int ticking = streams_clients() || reader_waiting(&in);
    int quiet = wait_for(fds, STREAMS + 2, ticking ? TICK_MS : -1) == 0;

    s64 now = now_ms();
    streams_ready(fds, &out);
    if (quiet) reader_skip(&in);
    if (hearing && (input->revents || quiet)) hearing = listen_to(STDIN, now);
    streams_forget(now, client_ms);
    streams_answer(&out);
    if (!writer_flush(&out, STDOUT)) {
      /* Nobody will ever read an answer, so nobody is to be dialled for. */
      streams_drop_all();
      out.start = out.end = 0;
      hearing = 0;
    }
  }
}
