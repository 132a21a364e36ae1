/* A faulty disk for tests: an LD_PRELOAD library between a process and libc's file calls.
 *
 *   cc -shared -fPIC -O2 -o shim.so shim.c -ldl -lpthread
 *   LD_PRELOAD=./shim.so MITHAQ_SHIM_ROOT=/abs/dir MITHAQ_SHIM_LOG=/abs/journal [MITHAQ_SHIM_KILL_AT=7] program
 *
 * Every call that changes something under MITHAQ_SHIM_ROOT, or makes it durable, is numbered from 1 and written
 * with its bytes to the journal once it has succeeded; power_loss.py rebuilds from it what a power cut leaves.
 *
 *   MITHAQ_SHIM_KILL_AT=n   SIGKILL instead of the n-th call
 *   MITHAQ_SHIM_TORN=1      if that call is a write, half of its bytes reach the file first
 *   MITHAQ_SHIM_FULL_AT=n   from the n-th write on, every write fails with ENOSPC
 *
 * A test that forks instead of starting processes arms the child with mithaq_shim_arm(). What is written through
 * mmap is not seen (SQLite's -shm file, which is no data). One mutex makes the journal's order the real order.
 */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <stdio.h>
#include <sys/sendfile.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { START = 1, OPEN, WRITE, FSYNC, RENAME, UNLINK, FTRUNCATE, MKDIR, RMDIR, LINK };

/* One journal record: this header, then `first` and `second` bytes (a path, two paths, or the bytes written). */
struct header {
    uint32_t operation;
    int32_t fd;
    int64_t number; /* place among the counted calls; 0 for those that change nothing */
    int64_t offset; /* of a write, length of a truncation, flags of an open */
    uint32_t first;
    uint32_t second;
};

#define WATCHED_FDS 65536
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static char root[PATH_MAX];
static size_t root_length;
static int journal = -1;
static long counted, kill_at, writes, full_at;
static int torn;
static unsigned char watched[WATCHED_FDS];

#define REAL(name) ((__typeof__(&name))real(#name))
static void *real(const char *name) {
    void *found = dlsym(RTLD_NEXT, name);
    if (!found) {
        abort();
    }
    return found;
}

static void record(uint32_t operation, int fd, int64_t number, int64_t offset, const void *first,
                   size_t first_length, const void *second, size_t second_length) {
    struct header header = {operation, fd, number, offset, (uint32_t)first_length, (uint32_t)second_length};
    struct iovec parts[3] = {{&header, sizeof header},
                             {(void *)first, first_length},
                             {(void *)second, second_length}};
    if (syscall(SYS_writev, journal, parts, 3) != (long)(sizeof header + first_length + second_length)) {
        abort(); /* a journal with a hole would prove nothing */
    }
}

/* What is known of an operation's number when it starts; kills the process when its turn has come. */
static int64_t next_number(int is_write) {
    counted++;
    if (kill_at && counted == kill_at && !(is_write && torn)) {
        syscall(SYS_kill, getpid(), SIGKILL);
    }
    return counted;
}

void mithaq_shim_arm(const char *new_root, const char *log, long new_kill_at, long new_full_at, int new_torn) {
    pthread_mutex_lock(&lock);
    strncpy(root, new_root, sizeof root - 1);
    root_length = strlen(root);
    counted = writes = 0;
    kill_at = new_kill_at;
    full_at = new_full_at;
    torn = new_torn;
    memset(watched, 0, sizeof watched);
    if (journal >= 0) {
        syscall(SYS_close, journal);
    }
    journal = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (journal < 0) {
        abort();
    }
    record(START, -1, 0, 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
}

long mithaq_shim_counted(void) { return counted; }

static long number_from(const char *name) {
    const char *text = getenv(name);
    return text ? atol(text) : 0;
}

__attribute__((constructor)) static void arm_from_environment(void) {
    const char *new_root = getenv("MITHAQ_SHIM_ROOT");
    const char *log = getenv("MITHAQ_SHIM_LOG");
    if (new_root && log) {
        mithaq_shim_arm(new_root, log, number_from("MITHAQ_SHIM_KILL_AT"), number_from("MITHAQ_SHIM_FULL_AT"),
                        (int)number_from("MITHAQ_SHIM_TORN"));
    }
}

/* The path below the root, or NULL for what lies elsewhere. The root itself is "". */
static const char *below_root(int directory, const char *path, char *absolute) {
    if (journal < 0 || !path) {
        return NULL;
    }
    if (path[0] == '/') {
        strncpy(absolute, path, PATH_MAX - 1);
        absolute[PATH_MAX - 1] = 0;
    } else {
        char link[64] = "/proc/self/cwd";
        if (directory != AT_FDCWD) {
            char digits[16];
            int place = 15, rest = directory;
            digits[15] = 0;
            do {
                digits[--place] = (char)('0' + rest % 10);
                rest /= 10;
            } while (rest);
            strcpy(link, "/proc/self/fd/");
            strcat(link, digits + place);
        }
        ssize_t length = readlink(link, absolute, PATH_MAX - 2);
        if (length < 0 || (size_t)length + strlen(path) + 2 > PATH_MAX) {
            return NULL;
        }
        absolute[length] = '/';
        strcpy(absolute + length + 1, path);
    }
    if (strncmp(absolute, root, root_length) || (absolute[root_length] && absolute[root_length] != '/')) {
        return NULL;
    }
    const char *relative = absolute + root_length;
    while (*relative == '/') {
        relative++;
    }
    return relative;
}

static int is_watched(int fd) { return journal >= 0 && fd >= 0 && fd < WATCHED_FDS && watched[fd]; }

static int shim_openat(int directory, const char *path, int flags, mode_t mode) {
    char absolute[PATH_MAX];
    const char *relative = below_root(directory, path, absolute);
    int (*really)(int, const char *, int, ...) = REAL(openat64);
    if (!relative) {
        int fd = really(directory, path, flags, mode);
        if (fd >= 0 && fd < WATCHED_FDS) {
            watched[fd] = 0;
        }
        return fd;
    }
    pthread_mutex_lock(&lock);
    int64_t number = 0;
    /* Opening an existing file changes nothing: no new moment to be killed at. */
    if (flags & O_TRUNC || (flags & O_CREAT && faccessat(directory, path, F_OK, 0) != 0)) {
        number = next_number(0);
    }
    int fd = really(directory, path, flags, mode);
    int error = errno;
    if (fd >= WATCHED_FDS) {
        abort();
    }
    if (fd >= 0) {
        watched[fd] = 1;
        record(OPEN, fd, number, flags & (O_CREAT | O_TRUNC), relative, strlen(relative), NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return fd;
}

#define MODE_OF(flags)                                                                                           \
    mode_t mode = 0;                                                                                             \
    if ((flags) & (O_CREAT | O_TMPFILE)) {                                                                       \
        va_list rest;                                                                                            \
        va_start(rest, flags);                                                                                   \
        mode = va_arg(rest, mode_t);                                                                             \
        va_end(rest);                                                                                            \
    }

int open(const char *path, int flags, ...) { MODE_OF(flags) return shim_openat(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE_OF(flags) return shim_openat(AT_FDCWD, path, flags, mode); }
int openat(int at, const char *path, int flags, ...) { MODE_OF(flags) return shim_openat(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE_OF(flags) return shim_openat(at, path, flags, mode); }
int creat(const char *path, mode_t mode) { return shim_openat(AT_FDCWD, path, O_CREAT | O_WRONLY | O_TRUNC, mode); }

int close(int fd) {
    if (fd >= 0 && fd < WATCHED_FDS) {
        watched[fd] = 0;
    }
    return REAL(close)(fd);
}

/* offset < 0: at the file's own position (or its end, when opened for appending). */
static ssize_t shim_write(int fd, const void *data, size_t length, off64_t offset) {
    ssize_t (*write_at)(int, const void *, size_t, off64_t) = REAL(pwrite64);
    ssize_t (*write_here)(int, const void *, size_t) = REAL(write);
    if (!is_watched(fd)) {
        return offset < 0 ? write_here(fd, data, length) : write_at(fd, data, length, offset);
    }
    pthread_mutex_lock(&lock);
    int64_t number = next_number(1);
    writes++;
    if (full_at && writes >= full_at) {
        pthread_mutex_unlock(&lock);
        errno = ENOSPC;
        return -1;
    }
    int dies = kill_at && number == kill_at;
    size_t wanted = dies ? length / 2 : length;
    ssize_t written = offset < 0 ? write_here(fd, data, wanted) : write_at(fd, data, wanted, offset);
    int error = errno;
    if (written >= 0) {
        off64_t place = offset < 0 ? lseek64(fd, 0, SEEK_CUR) - written : offset;
        record(WRITE, fd, number, place, data, (size_t)written, NULL, 0);
    }
    if (dies) {
        syscall(SYS_kill, getpid(), SIGKILL);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return written;
}

ssize_t write(int fd, const void *data, size_t length) { return shim_write(fd, data, length, -1); }
ssize_t pwrite(int fd, const void *data, size_t length, off_t at) { return shim_write(fd, data, length, at); }
ssize_t pwrite64(int fd, const void *data, size_t length, off64_t at) { return shim_write(fd, data, length, at); }

/* Vectors go as single writes, so that none passes unseen; a short count is allowed to every caller. */
ssize_t writev(int fd, const struct iovec *parts, int count) {
    if (!is_watched(fd) || count < 1) {
        return REAL(writev)(fd, parts, count);
    }
    return shim_write(fd, parts[0].iov_base, parts[0].iov_len, -1);
}

/* Copies inside the kernel cannot be journalled: refused, and every caller falls back to read and write. */
ssize_t sendfile64(int out, int in, off64_t *at, size_t count) {
    if (is_watched(out)) {
        errno = EINVAL;
        return -1;
    }
    return REAL(sendfile64)(out, in, at, count);
}
ssize_t sendfile(int out, int in, off_t *at, size_t count) { return sendfile64(out, in, (off64_t *)at, count); }
ssize_t copy_file_range(int in, off64_t *in_at, int out, off64_t *out_at, size_t count, unsigned flags) {
    if (is_watched(out)) {
        errno = EXDEV;
        return -1;
    }
    return REAL(copy_file_range)(in, in_at, out, out_at, count, flags);
}

/* Only journalled: the model of power_loss.py is the disk on which it counts, and thousands of runs become quick. */
static int shim_sync(int fd, int (*really)(int)) {
    if (!is_watched(fd)) {
        return really(fd);
    }
    pthread_mutex_lock(&lock);
    record(FSYNC, fd, next_number(0), 0, NULL, 0, NULL, 0);
    pthread_mutex_unlock(&lock);
    return 0;
}

int fsync(int fd) { return shim_sync(fd, REAL(fsync)); }
int fdatasync(int fd) { return shim_sync(fd, REAL(fdatasync)); }

static int shim_truncate(int fd, off64_t length) {
    if (!is_watched(fd)) {
        return REAL(ftruncate64)(fd, length);
    }
    pthread_mutex_lock(&lock);
    int64_t number = next_number(0);
    int result = REAL(ftruncate64)(fd, length);
    int error = errno;
    if (!result) {
        record(FTRUNCATE, fd, number, length, NULL, 0, NULL, 0);
    }
    pthread_mutex_unlock(&lock);
    errno = error;
    return result;
}

int ftruncate(int fd, off_t length) { return shim_truncate(fd, length); }
int ftruncate64(int fd, off64_t length) { return shim_truncate(fd, length); }

/* The calls on one path: unlink, mkdir, rmdir. `doing` is evaluated once. */
#define ON_PATH(operation, directory, path, doing)                                                               \
    char absolute[PATH_MAX];                                                                                     \
    const char *relative = below_root(directory, path, absolute);                                                \
    if (!relative) {                                                                                             \
        return doing;                                                                                            \
    }                                                                                                            \
    pthread_mutex_lock(&lock);                                                                                   \
    int64_t number = next_number(0);                                                                             \
    int result = doing;                                                                                          \
    int error = errno;                                                                                           \
    if (!result) {                                                                                               \
        record(operation, -1, number, 0, relative, strlen(relative), NULL, 0);                                   \
    }                                                                                                            \
    pthread_mutex_unlock(&lock);                                                                                 \
    errno = error;                                                                                               \
    return result;

int unlink(const char *path) { ON_PATH(UNLINK, AT_FDCWD, path, REAL(unlink)(path)) }
int unlinkat(int at, const char *path, int flags) {
    ON_PATH(flags & AT_REMOVEDIR ? RMDIR : UNLINK, at, path, REAL(unlinkat)(at, path, flags))
}
int rmdir(const char *path) { ON_PATH(RMDIR, AT_FDCWD, path, REAL(rmdir)(path)) }
int mkdir(const char *path, mode_t mode) { ON_PATH(MKDIR, AT_FDCWD, path, REAL(mkdir)(path, mode)) }
int mkdirat(int at, const char *path, mode_t mode) { ON_PATH(MKDIR, at, path, REAL(mkdirat)(at, path, mode)) }

/* The calls on two paths. Moving something across the root's border would break the model: refused loudly. */
#define ON_TWO_PATHS(operation, from_at, from, to_at, to, doing)                                                 \
    char from_absolute[PATH_MAX], to_absolute[PATH_MAX];                                                         \
    const char *source = below_root(from_at, from, from_absolute);                                               \
    const char *target = below_root(to_at, to, to_absolute);                                                     \
    if (!source && !target) {                                                                                    \
        return doing;                                                                                            \
    }                                                                                                            \
    if (!source || !target) {                                                                                    \
        errno = EXDEV;                                                                                           \
        return -1;                                                                                               \
    }                                                                                                            \
    pthread_mutex_lock(&lock);                                                                                   \
    int64_t number = next_number(0);                                                                             \
    int result = doing;                                                                                          \
    int error = errno;                                                                                           \
    if (!result) {                                                                                               \
        record(operation, -1, number, 0, source, strlen(source), target, strlen(target));                        \
    }                                                                                                            \
    pthread_mutex_unlock(&lock);                                                                                 \
    errno = error;                                                                                               \
    return result;

int rename(const char *from, const char *to) {
    ON_TWO_PATHS(RENAME, AT_FDCWD, from, AT_FDCWD, to, REAL(rename)(from, to))
}
int renameat(int from_at, const char *from, int to_at, const char *to) {
    ON_TWO_PATHS(RENAME, from_at, from, to_at, to, REAL(renameat)(from_at, from, to_at, to))
}
int renameat2(int from_at, const char *from, int to_at, const char *to, unsigned flags) {
    ON_TWO_PATHS(RENAME, from_at, from, to_at, to, REAL(renameat2)(from_at, from, to_at, to, flags))
}
int link(const char *from, const char *to) {
    ON_TWO_PATHS(LINK, AT_FDCWD, from, AT_FDCWD, to, REAL(link)(from, to))
}
int linkat(int from_at, const char *from, int to_at, const char *to, int flags) {
    ON_TWO_PATHS(LINK, from_at, from, to_at, to, REAL(linkat)(from_at, from, to_at, to, flags))
}
