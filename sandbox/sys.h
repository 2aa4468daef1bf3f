/*
 * The few Linux system calls that pause and probe need, without a C library: the same sources then make small static
 * programs for every architecture that has a gcc, with no library of another licence or version in their bytes.
 * Numbers and structures are the kernel's stable ABI (include/uapi). Every call answers -errno when it fails.
 */
#pragma once
#include <stddef.h>
#include <stdint.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef int64_t s64;

#if defined(__x86_64__)
enum {
  SYS_read = 0, SYS_write = 1, SYS_close = 3, SYS_rt_sigaction = 13, SYS_pread64 = 17, SYS_pwrite64 = 18,
  SYS_socket = 41, SYS_connect = 42, SYS_sendto = 44, SYS_recvfrom = 45, SYS_shutdown = 48, SYS_setsockopt = 54,
  SYS_getsockopt = 55, SYS_fcntl = 72, SYS_ftruncate = 77, SYS_fchmod = 91, SYS_fchown = 93, SYS_prctl = 157, SYS_getdents64 = 217,
  SYS_clock_gettime = 228, SYS_exit_group = 231, SYS_openat = 257, SYS_mkdirat = 258, SYS_fchownat = 260,
  SYS_unlinkat = 263, SYS_renameat = 264, SYS_symlinkat = 266, SYS_readlinkat = 267, SYS_fchmodat = 268,
  SYS_ppoll = 271, SYS_statx = 332,
};
enum { O_DIRECTORY = 0200000, O_NOFOLLOW = 0400000 };
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
  register long r10 __asm__("r10") = d, r8 __asm__("r8") = e, r9 __asm__("r9") = f;
  long result;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(n), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}
#elif defined(__aarch64__)
enum {
  SYS_fcntl = 25, SYS_mkdirat = 34, SYS_unlinkat = 35, SYS_symlinkat = 36, SYS_renameat = 38, SYS_ftruncate = 46,
  SYS_fchmod = 52, SYS_fchmodat = 53, SYS_fchownat = 54, SYS_fchown = 55, SYS_openat = 56, SYS_close = 57,
  SYS_getdents64 = 61, SYS_read = 63, SYS_write = 64, SYS_pread64 = 67, SYS_pwrite64 = 68, SYS_ppoll = 73,
  SYS_readlinkat = 78, SYS_exit_group = 94, SYS_clock_gettime = 113, SYS_rt_sigaction = 134, SYS_prctl = 167, SYS_socket = 198,
  SYS_connect = 203, SYS_sendto = 206, SYS_recvfrom = 207, SYS_setsockopt = 208, SYS_getsockopt = 209,
  SYS_shutdown = 210, SYS_statx = 291,
};
enum { O_DIRECTORY = 040000, O_NOFOLLOW = 0100000 };
static inline long sys6(long n, long a, long b, long c, long d, long e, long f) {
  register long x8 __asm__("x8") = n, x0 __asm__("x0") = a, x1 __asm__("x1") = b, x2 __asm__("x2") = c;
  register long x3 __asm__("x3") = d, x4 __asm__("x4") = e, x5 __asm__("x5") = f;
  __asm__ volatile("svc 0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
  return x0;
}
#else
#error "add this architecture's system call numbers"
#endif

#define sys(n, a, b, c) sys6(SYS_##n, (long)(a), (long)(b), (long)(c), 0, 0, 0)

enum {
  ENOENT = 2, EINTR = 4, EAGAIN = 11, EEXIST = 17, EXDEV = 18, EINVAL = 22, EMFILE = 24, EPIPE = 32, ENAMETOOLONG = 36,
  ELOOP = 40, ECONNREFUSED = 111, EINPROGRESS = 115,
};
enum { O_WRONLY = 01, O_CREAT = 0100, O_NONBLOCK = 04000, O_CLOEXEC = 02000000, O_PATH = 010000000 };
enum { AT_FDCWD = -100, AT_SYMLINK_NOFOLLOW = 0x100, AT_REMOVEDIR = 0x200, AT_EMPTY_PATH = 0x1000 };
enum { POLLIN = 1, POLLOUT = 4 };
struct pollfd {
  int fd;
  short events, revents;
};
enum { SIGINT = 2, SIGPIPE = 13, SIGTERM = 15, SIGCHLD = 17 };

/* start.c */
int program(int argc, char **argv);
_Noreturn void leave(int code);
/* `handler` must not return. `IGNORE_SIGNAL`: the signal is ignored. */
void on_signal(int number, void (*handler)(int));
#define IGNORE_SIGNAL ((void (*)(int))1)
/* Waits for the descriptors, at most `milliseconds`; for ever where that is negative. */
long wait_for(struct pollfd *fds, size_t count, s64 milliseconds);
/* Milliseconds of the monotonic clock. */
s64 now_ms(void);
void set_nonblocking(int fd);
size_t text_length(const char *text);
int text_equal(const char *a, const char *b);
/* A decimal number, or `otherwise` where the text is none. */
u32 number_or(const char *text, u32 otherwise);
void *memcpy(void *to, const void *from, size_t n);
void *memmove(void *to, const void *from, size_t n);
void *memset(void *to, int byte, size_t n);
