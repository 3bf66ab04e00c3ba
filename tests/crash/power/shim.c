/* A preloaded layer between a process and its files below one folder: it keeps a journal of what is written, synced and
 * named there, and can let the n-th write or sync fail, or the disk be full. Linux, glibc. It begins with `shim_watch`. */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <unistd.h>

enum { FILES = 4096, CREATED = 1, EMPTIED = 2, FOLDER = 4, DATA = 1, SAFE = 2 }; /* what is safe never fails */
struct record { char op; char pad[3]; int32_t file; int64_t at, more; uint32_t name_size, data_size; };

static char root[PATH_MAX];
static size_t root_size;
static int journal = -1;
static char known[FILES];
static long syncs_left, writes_left, bytes_left = -1; /* a count of 0 fails nothing, bytes below 0 are no limit */
static int failed;
static pthread_mutex_t turn = PTHREAD_RECURSIVE_MUTEX_INITIALIZER_NP;
#define TURN pthread_mutex_lock(&turn)
#define DONE(result) do { int why = errno; pthread_mutex_unlock(&turn); errno = why; return result; } while (0)

int shim_watch(const char *folder, const char *into) {
    root_size = strlen(strcpy(root, folder));
    journal = syscall(SYS_openat, AT_FDCWD, into, O_CREAT | O_WRONLY | O_APPEND | O_CLOEXEC, 0600);
    return journal;
}
int shim_failed(void) { return failed; }
void shim_fail(long syncs, long writes) { syncs_left = syncs; writes_left = writes; }
void shim_room(long bytes) { bytes_left = bytes; }

static int below(const char *path) {
    size_t size = path ? strlen(path) : 0;
    return journal >= 0 && size >= root_size && !strncmp(path, root, root_size) &&
           (size == root_size || path[root_size] == '/') && strcmp(path + size - 4, "-shm");
}
static const char *inside(const char *path) { return path + root_size + (path[root_size] == '/'); }
static int ours(int file) { return file >= 0 && file < FILES && known[file]; }
static void note(char op, int file, int64_t at, int64_t more, const char *name, const void *data, size_t size) {
    struct record r = {.op = op, .file = file, .at = at, .more = more, .data_size = size};
    r.name_size = strlen(name);
    struct iovec parts[] = {{&r, sizeof r}, {(void *)name, r.name_size}, {(void *)data, size}};
    ssize_t whole = sizeof r + r.name_size + size;
    if (syscall(SYS_writev, journal, parts, 3) != whole) { perror("shim: the journal"); abort(); }
}
static int reached(long *left) { return *left > 0 && --*left == 0 && ++failed; }

static int opened(int at, const char *path, int flags, mode_t mode) {
    if (!below(path)) return syscall(SYS_openat, at, path, flags, mode);
    TURN;
    struct stat found;
    int fresh = (flags & O_CREAT) && stat(path, &found);
    int file = syscall(SYS_openat, at, path, flags, mode);
    if (file >= 0 && file < FILES) {
        fstat(file, &found);
        known[file] = flags & O_APPEND || S_ISDIR(found.st_mode) ? SAFE : DATA;
        int how = (fresh ? CREATED : 0) | (flags & O_TRUNC ? EMPTIED : 0) | (S_ISDIR(found.st_mode) ? FOLDER : 0);
        note('o', file, how, 0, inside(path), NULL, 0);
    }
    DONE(file);
}
#define MODE mode_t mode = 0; if (flags & (O_CREAT | __O_TMPFILE)) { va_list rest; va_start(rest, flags); mode = va_arg(rest, mode_t); va_end(rest); }
int open(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags | O_LARGEFILE, mode); }
int openat(int at, const char *path, int flags, ...) { MODE return opened(at, path, flags, mode); }
int openat64(int at, const char *path, int flags, ...) { MODE return opened(at, path, flags | O_LARGEFILE, mode); }

int close(int file) {
    if (!ours(file)) return syscall(SYS_close, file);
    TURN;
    known[file] = 0;
    note('c', file, 0, 0, "", NULL, 0);
    DONE(syscall(SYS_close, file));
}

/* What there is room for: a write may grow a file by the bytes that are left, as a disk that fills up does. */
static ssize_t room(int file, size_t size, off_t at) {
    struct stat now;
    if (bytes_left < 0 || known[file] == SAFE) return size;
    fstat(file, &now);
    int64_t grows = at + (int64_t)size - now.st_size;
    if (grows <= 0) return size;
    if (grows <= bytes_left) { bytes_left -= grows; return size; }
    int64_t fits = (int64_t)size - (grows - bytes_left);
    bytes_left = 0;
    return fits > 0 ? fits : 0;
}
static ssize_t written(int file, const void *data, size_t size, off_t at, int placed) {
    if (known[file] == DATA && reached(&writes_left)) { errno = EIO; return -1; }
    ssize_t fits = room(file, size, at);
    if (size && !fits) { errno = ENOSPC; return -1; }
    ssize_t done = placed ? syscall(SYS_pwrite64, file, data, fits, at) : syscall(SYS_write, file, data, fits);
    if (done > 0) note('w', file, at, 0, "", data, done);
    return done;
}
ssize_t pwrite(int file, const void *data, size_t size, off_t at) {
    if (!ours(file)) return syscall(SYS_pwrite64, file, data, size, at);
    TURN;
    DONE(written(file, data, size, at, 1));
}
ssize_t pwrite64(int file, const void *data, size_t size, off_t at) { return pwrite(file, data, size, at); }
ssize_t write(int file, const void *data, size_t size) {
    if (!ours(file)) return syscall(SYS_write, file, data, size);
    TURN;
    int end = fcntl(file, F_GETFL) & O_APPEND;
    DONE(written(file, data, size, lseek(file, 0, end ? SEEK_END : SEEK_CUR), 0));
}
int ftruncate(int file, off_t size) {
    if (!ours(file)) return syscall(SYS_ftruncate, file, size);
    TURN;
    int no = syscall(SYS_ftruncate, file, size);
    if (!no) note('t', file, size, 0, "", NULL, 0);
    DONE(no);
}
int ftruncate64(int file, off_t size) { return ftruncate(file, size); }

static int synced(int file, long call) {
    if (!ours(file)) return syscall(call, file);
    TURN;
    if (known[file] == DATA && reached(&syncs_left)) { errno = EIO; DONE(-1); }
    int no = syscall(call, file);
    if (!no) note('s', file, 0, 0, "", NULL, 0);
    DONE(no);
}
int fsync(int file) { return synced(file, SYS_fsync); }
int fdatasync(int file) { return synced(file, SYS_fdatasync); }

#define NAMED(op, path, other, call) \
    if (!below(path)) return call; \
    TURN; \
    int no = call; \
    if (!no) note(op, -1, 0, 0, inside(path), other, strlen(other)); \
    DONE(no)
int unlink(const char *path) { NAMED('u', path, "", syscall(SYS_unlinkat, AT_FDCWD, path, 0)); }
int mkdir(const char *path, mode_t mode) { NAMED('m', path, "", syscall(SYS_mkdirat, AT_FDCWD, path, mode)); }
int rename(const char *path, const char *other) {
    NAMED('r', path, inside(other), syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, other, 0));
}
int link(const char *path, const char *other) {
    NAMED('l', path, inside(other), syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, other, 0));
}
