/* Stands between a program and the C library, and lets one call that writes, syncs, renames or talks to a
 * server fail: the program's own code runs as it is. Loaded by LD_PRELOAD; see mod.rs for its use.
 *
 * FAULTY_AT     the call that fails, from 1
 * FAULTY_ERROR  the error number it fails with; 0 ends the process there, as a power cut would
 * FAULTY_MODE   once: that call alone; on: it and all after it; short: it writes half and says so
 * FAULTY_CALLS  files, or sockets
 * FAULTY_HIT    a file that is made when the call was reached */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

enum { UNTOUCHED, FAILS, SHORT };

static long at, error;
static char mode, sockets;
static const char *hit;
static atomic_long calls;

__attribute__((constructor)) static void set_up(void) {
  const char *text = getenv("FAULTY_AT");
  at = text ? atol(text) : 0;
  error = (text = getenv("FAULTY_ERROR")) ? atol(text) : EIO;
  mode = (text = getenv("FAULTY_MODE")) ? text[0] : 'o';
  if (text && !strcmp(text, "once")) mode = '1';
  sockets = (text = getenv("FAULTY_CALLS")) && !strcmp(text, "sockets");
  hit = getenv("FAULTY_HIT");
}

static int reached(void) {
  if (!at) return UNTOUCHED;
  long call = atomic_fetch_add(&calls, 1) + 1;
  if (call < at || (call > at && mode != 'o')) return UNTOUCHED;
  if (call == at && hit) {
    int (*real)(const char *, int, ...) = dlsym(RTLD_NEXT, "open");
    close(real(hit, O_CREAT | O_WRONLY, 0600));
  }
  if (!error) raise(SIGKILL);
  errno = (int)error;
  return mode == 's' ? SHORT : FAILS;
}

/* Whether a socket leads to a server: a pair of our own, as one that passes signals on, has no name. */
static int leads_to_a_server(int fd) {
  struct sockaddr_storage peer;
  socklen_t length = sizeof peer;
  return !getpeername(fd, (struct sockaddr *)&peer, &length) && length > sizeof peer.ss_family;
}

/* What is printed is not counted, and a socket only when sockets are. */
static int at_file(int fd) {
  struct stat about;
  if (fd <= 2 || fstat(fd, &about)) return UNTOUCHED;
  if (S_ISSOCK(about.st_mode) ? !sockets || !leads_to_a_server(fd) : sockets || !S_ISREG(about.st_mode))
    return UNTOUCHED;
  return reached();
}

static int at_folder(void) { return sockets ? UNTOUCHED : reached(); }

#define REAL(name) ((__typeof__(&name))dlsym(RTLD_NEXT, #name))
#define WRITES(name, size, list, with, cut)                        \
  ssize_t name list {                                              \
    switch (at_file(fd)) {                                         \
    case FAILS: return -1;                                         \
    case SHORT: if (size > 1) return REAL(name) cut;               \
    }                                                              \
    return REAL(name) with;                                        \
  }
#define FILE_CALL(name, list, with) \
  int name list { return at_file(fd) == UNTOUCHED ? REAL(name) with : -1; }
#define FOLDER_CALL(name, list, with) \
  int name list { return at_folder() == UNTOUCHED ? REAL(name) with : -1; }

WRITES(write, size, (int fd, const void *from, size_t size), (fd, from, size), (fd, from, size / 2))
WRITES(pwrite, size, (int fd, const void *from, size_t size, off_t to), (fd, from, size, to), (fd, from, size / 2, to))
WRITES(pwrite64, size, (int fd, const void *from, size_t size, off_t to), (fd, from, size, to), (fd, from, size / 2, to))
WRITES(writev, count, (int fd, const struct iovec *from, int count), (fd, from, count), (fd, from, count / 2))
WRITES(send, size, (int fd, const void *from, size_t size, int flags), (fd, from, size, flags), (fd, from, size / 2, flags))
WRITES(sendmsg, 0, (int fd, const struct msghdr *from, int flags), (fd, from, flags), (fd, from, flags))
FILE_CALL(fsync, (int fd), (fd))
FILE_CALL(fdatasync, (int fd), (fd))
FILE_CALL(ftruncate, (int fd, off_t size), (fd, size))
FILE_CALL(ftruncate64, (int fd, off_t size), (fd, size))
FOLDER_CALL(rename, (const char *from, const char *to), (from, to))
FOLDER_CALL(link, (const char *from, const char *to), (from, to))
FOLDER_CALL(linkat, (int a, const char *from, int b, const char *to, int flags), (a, from, b, to, flags))
FOLDER_CALL(mkdir, (const char *path, mode_t rights), (path, rights))

/* This one gives its error, and leaves errno alone. */
int posix_fallocate(int fd, off_t from, off_t size) {
  return at_file(fd) == UNTOUCHED ? REAL(posix_fallocate)(fd, from, size) : (int)error;
}

ssize_t recv(int fd, void *to, size_t size, int flags) {
  return at_file(fd) == UNTOUCHED ? REAL(recv)(fd, to, size, flags) : -1;
}

ssize_t read(int fd, void *to, size_t size) {
  return !sockets || at_file(fd) == UNTOUCHED ? REAL(read)(fd, to, size) : -1;
}

#define OPENS(name, list, with)                                                  \
  int name list {                                                                \
    mode_t rights = 0;                                                           \
    if (flags & (O_CREAT | O_TMPFILE)) {                                         \
      va_list more;                                                              \
      va_start(more, flags);                                                     \
      rights = va_arg(more, mode_t);                                             \
      va_end(more);                                                              \
      if ((flags & O_CREAT) && at_folder() != UNTOUCHED) return -1;              \
    }                                                                            \
    return REAL(name) with;                                                      \
  }
OPENS(open, (const char *path, int flags, ...), (path, flags, rights))
OPENS(open64, (const char *path, int flags, ...), (path, flags, rights))
OPENS(openat, (int folder, const char *path, int flags, ...), (folder, path, flags, rights))
OPENS(openat64, (int folder, const char *path, int flags, ...), (folder, path, flags, rights))
