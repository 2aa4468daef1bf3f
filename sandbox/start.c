/* What a C library would bring: the entry point, signals, time, and the four functions gcc itself calls. */
#include "sys.h"

#if defined(__x86_64__)
__asm__(".globl _start\n_start: xor %ebp, %ebp\n mov %rsp, %rdi\n and $-16, %rsp\n call begin\n");
#else
__asm__(".globl _start\n_start: mov x29, #0\n mov x0, sp\n b begin\n");
#endif

_Noreturn void begin(long *stack) { leave(program((int)stack[0], (char **)(stack + 1))); }

_Noreturn void leave(int code) {
  for (;;) sys(exit_group, code, 0, 0);
}

void on_signal(int number, void (*handler)(int)) {
  /* x86-64 refuses to deliver to a handler without a restorer. No handler here returns, so none is ever run. */
  struct {
    void (*handler)(int);
    unsigned long flags;
    void (*restorer)(int);
    unsigned long mask;
  } action = {handler, 0x04000000 /* SA_RESTORER */, leave, 0};
  sys6(SYS_rt_sigaction, number, (long)&action, 0, 8, 0, 0);
}

long wait_for(struct pollfd *fds, size_t count, s64 milliseconds) {
  s64 time[2] = {milliseconds / 1000, milliseconds % 1000 * 1000000};
  return sys6(SYS_ppoll, (long)fds, (long)count, milliseconds < 0 ? 0 : (long)time, 0, 8, 0);
}

s64 now_ms(void) {
  s64 time[2] = {0, 0};
  sys(clock_gettime, 1 /* CLOCK_MONOTONIC */, time, 0);
  return time[0] * 1000 + time[1] / 1000000;
}

void set_nonblocking(int fd) {
  long flags = sys(fcntl, fd, 3 /* F_GETFL */, 0);
  if (flags >= 0) sys(fcntl, fd, 4 /* F_SETFL */, flags | O_NONBLOCK);
}

size_t text_length(const char *text) {
  size_t n = 0;
  while (text[n]) n++;
  return n;
}

int text_equal(const char *a, const char *b) {
  while (*a && *a == *b) a++, b++;
  return *a == *b;
}

u32 number_or(const char *text, u32 otherwise) {
  u32 number = 0;
  if (!*text) return otherwise;
  for (; *text; text++) {
    if (*text < '0' || *text > '9') return otherwise;
    number = number * 10 + (u32)(*text - '0');
  }
  return number;
}

void *memcpy(void *to, const void *from, size_t n) {
  for (size_t i = 0; i < n; i++) ((u8 *)to)[i] = ((const u8 *)from)[i];
  return to;
}

void *memmove(void *to, const void *from, size_t n) {
  if (to <= from) return memcpy(to, from, n);
  while (n--) ((u8 *)to)[n] = ((const u8 *)from)[n];
  return to;
}

void *memset(void *to, int byte, size_t n) {
  for (size_t i = 0; i < n; i++) ((u8 *)to)[i] = (u8)byte;
  return to;
}
