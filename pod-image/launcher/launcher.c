/*
 * The only program of the image that may change users, and it changes to those of the table below only. Owned by root, setuid, executable by the
 * supervisor's group; a copy without the bit serves init, guard and link.
 *
 *   launcher run PROGRAM ARGUMENTS...       becomes the step user, locked down, then PROGRAM
 *   launcher run-NAME PROGRAM ARGUMENTS...  the same for an instrument's user, who is given the caller's folder HOME; of a browser standard input
 *                                           and output become descriptors 3 and 4
 *   launcher kill, launcher kill-NAME       kills every process of that user
 *   launcher init PROGRAM ARGUMENTS...      runs PROGRAM as the caller and collects orphans, for use as the first process
 *   launcher guard PROGRAM ARGUMENTS...     runs PROGRAM as the caller, locked down, and ends when standard input does
 *   launcher link PROGRAM ARGUMENTS...      the same for a program that is told something on its standard input
 *   launcher link-browser PROGRAM ...       the same, on descriptor 3, and its descriptor 4 is standard output
 */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#ifndef STEP_UID
#define STEP_UID 10002
#endif
#ifndef STEP_GID
#define STEP_GID STEP_UID
#endif

/* Users beside each other; each is its group as well. */
static const struct user {
  const char *name;
  uid_t uid;
  gid_t gid;
} users[] = {
  {"", STEP_UID, STEP_GID},
  {"-browser", STEP_UID + 1, STEP_GID + 1},
  {"-driver", STEP_UID + 2, STEP_GID + 2},
  {"-database", STEP_UID + 3, STEP_GID + 3},
};
static const struct user *const step_user = &users[0];
static const struct user *const browser_user = &users[1];

#if defined(__x86_64__)
#define OWN_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCH AUDIT_ARCH_AARCH64
#else
#error "the filter knows x86_64 and aarch64 only"
#endif

/* Newer than some headers. */
#ifndef SYS_close_range
#define SYS_close_range 436
#endif
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
#ifndef SYS_process_madvise
#define SYS_process_madvise 440
#endif
#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

extern char **environ;

static void die(const char *what) {
  fprintf(stderr, "launcher: %s: %s\n", what, strerror(errno));
  exit(126);
}

static void limit(int resource, rlim_t value) {
  struct rlimit rule = {value, value};
  if (setrlimit(resource, &rule) != 0) die("setrlimit");
}

static void prefer_for_oom(void) {
  int file = open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
  if (file < 0) return;
  /* Where it cannot be written the kernel chooses by size, which is right as well. */
  if (write(file, "1000", 4) < 0) errno = 0;
  close(file);
}

static void close_files_from(int first) {
  if (syscall(SYS_close_range, first, ~0U, 0) == 0) return;
  for (int file = first; file < 65536; file++) close(file);
}

/* 0, 1, 2 are the step's output, 3 is its result channel. */
static void close_other_files(void) { close_files_from(4); }

static void move_file(int from, int to) {
  if (dup2(from, to) < 0) die("dup2");
}

/* A browser is told things on 3 and answers on 4. */
static void become_pipes_of_browser(void) {
  close_files_from(3);
  int nothing = open("/dev/null", O_RDWR);
  if (nothing < 0) die("/dev/null");
  move_file(nothing, 5);
  move_file(0, 3);
  move_file(1, 4);
  move_file(5, 0);
  move_file(5, 1);
  close_files_from(5);
}

/* The folder is the caller's own, or was given before, and no link: nobody is given anything else by this. */
static void give_home(const struct user *user) {
  const char *home = getenv("HOME");
  struct stat found;
  int folder = home == NULL ? -1 : open(home, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0 || fstat(folder, &found) != 0) die("HOME");
  if (found.st_uid != getuid() && found.st_uid != user->uid) {
    errno = EPERM;
    die("HOME is not the caller's");
  }
  /* Root is given no right here to read what others keep closed: the folder is named, and not opened. */
  if (fchownat(folder, "", user->uid, user->gid, AT_EMPTY_PATH) != 0) die("HOME");
  close(folder);
}

static void become(const struct user *user) {
  for (int capability = 0; capability < 64; capability++) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  if (setgroups(0, NULL) != 0) die("setgroups");
  if (setresgid(user->gid, user->gid, user->gid) != 0) die("setresgid");
  if (setresuid(user->uid, user->uid, user->uid) != 0) die("setresuid");
  if (setuid(0) == 0 || geteuid() != user->uid || getegid() != user->gid) {
    errno = EPERM;
    die("could not leave the old user for good");
  }
}

#define NUMBER (offsetof(struct seccomp_data, nr))
#define ARCH (offsetof(struct seccomp_data, arch))
/* The low half of a 64-bit argument on a little-endian machine, which both are. */
#define ARGUMENT(n) (offsetof(struct seccomp_data, args) + 8 * (n))

#define LOAD(where) BPF_STMT(BPF_LD | BPF_W | BPF_ABS, (where))
#define ANSWER(what) BPF_STMT(BPF_RET | BPF_K, (what))
#define FAIL(error) ANSWER(SECCOMP_RET_ERRNO | (error))
#define REFUSE(call, error) BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, (call), 0, 1), FAIL(error)

#define NAMESPACE_FLAGS                                                                                  \
  (CLONE_NEWNS | CLONE_NEWCGROUP | CLONE_NEWUTS | CLONE_NEWIPC | CLONE_NEWUSER | CLONE_NEWPID | CLONE_NEWNET)

/* Memory of such a mapping stays taken when no process has it mapped any more. */
#define SHARED_ANONYMOUS (MAP_SHARED | MAP_ANONYMOUS)

/*
 * A list of what is refused, since what Node, Vite and Python call is too much to list. It closes the network (AF_UNIX stays), looking into
 * other processes, new namespaces, memory that belongs to no process, and the parts of the kernel that break most often.
 */
static void filter_system_calls(void) {
  struct sock_filter rules[] = {
    LOAD(ARCH),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, OWN_ARCH, 1, 0),
    ANSWER(SECCOMP_RET_KILL_PROCESS),
    LOAD(NUMBER),
#if defined(__x86_64__)
    /* The x32 numbers would name the same calls again. */
    BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, 0x40000000, 0, 1),
    ANSWER(SECCOMP_RET_KILL_PROCESS),
#endif
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socket, 1, 0),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_socketpair, 0, 4),
    LOAD(ARGUMENT(0)),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, AF_UNIX, 1, 0),
    FAIL(EAFNOSUPPORT),
    ANSWER(SECCOMP_RET_ALLOW),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clone, 0, 4),
    LOAD(ARGUMENT(0)),
    BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, NAMESPACE_FLAGS, 0, 1),
    FAIL(EPERM),
    ANSWER(SECCOMP_RET_ALLOW),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_mmap, 0, 5),
    LOAD(ARGUMENT(3)),
    BPF_STMT(BPF_ALU | BPF_AND | BPF_K, SHARED_ANONYMOUS),
    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SHARED_ANONYMOUS, 0, 1),
    FAIL(EPERM),
    ANSWER(SECCOMP_RET_ALLOW),
    /* Its flags stand in memory, out of a filter's sight; the C library falls back to clone. */
    REFUSE(SYS_clone3, ENOSYS),
    REFUSE(SYS_unshare, EPERM),
    REFUSE(SYS_setns, EPERM),
    REFUSE(SYS_mount, EPERM),
    REFUSE(SYS_umount2, EPERM),
    REFUSE(SYS_pivot_root, EPERM),
    REFUSE(SYS_chroot, EPERM),
    REFUSE(SYS_ptrace, EPERM),
    REFUSE(SYS_process_vm_readv, EPERM),
    REFUSE(SYS_process_vm_writev, EPERM),
    REFUSE(SYS_process_madvise, EPERM),
    REFUSE(SYS_pidfd_getfd, EPERM),
    REFUSE(SYS_kcmp, EPERM),
    REFUSE(SYS_memfd_create, ENOSYS),
    REFUSE(SYS_memfd_secret, ENOSYS),
    REFUSE(SYS_shmget, ENOSYS),
    REFUSE(SYS_msgget, ENOSYS),
    REFUSE(SYS_semget, ENOSYS),
    REFUSE(SYS_mq_open, ENOSYS),
    REFUSE(SYS_vmsplice, ENOSYS),
    REFUSE(SYS_io_uring_setup, ENOSYS),
    REFUSE(SYS_io_uring_enter, ENOSYS),
    REFUSE(SYS_io_uring_register, ENOSYS),
    REFUSE(SYS_bpf, EPERM),
    REFUSE(SYS_perf_event_open, EPERM),
    REFUSE(SYS_userfaultfd, EPERM),
    REFUSE(SYS_add_key, EPERM),
    REFUSE(SYS_request_key, EPERM),
    REFUSE(SYS_keyctl, EPERM),
    REFUSE(SYS_open_by_handle_at, EPERM),
    REFUSE(SYS_name_to_handle_at, EPERM),
    REFUSE(SYS_seccomp, EPERM),
    ANSWER(SECCOMP_RET_ALLOW),
  };
  struct sock_fprog program = {sizeof rules / sizeof rules[0], rules};
  if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program, 0, 0) != 0) die("seccomp");
}

/* The C library takes TMPDIR from every setuid program; a step's is its home. */
static void restore_tmpdir(void) {
  const char *home = getenv("HOME");
  if (home != NULL && setenv("TMPDIR", home, 1) != 0) die("setenv");
}

static int run(const struct user *user, char **command) {
  restore_tmpdir();
  if (user != step_user) give_home(user);
  if (user == browser_user) become_pipes_of_browser();
  else close_other_files();
  prefer_for_oom();
  limit(RLIMIT_NPROC, 256);
  limit(RLIMIT_NOFILE, 1024);
  limit(RLIMIT_FSIZE, 64 << 20);
  limit(RLIMIT_CORE, 0);
  umask(022);
  become(user);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) die("pdeathsig");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("no_new_privs");
  filter_system_calls();
  execve(command[0], command, environ);
  die(command[0]);
  return 126;
}

static int kill_user(const struct user *user) {
  become(user);
  /* Everything this user may signal, which is everything of this user, in one go. */
  if (kill(-1, SIGKILL) != 0 && errno != ESRCH) die("kill");
  return 0;
}

static int exit_code(int status) {
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

static void start_locked(char **command, const sigset_t *signals) {
  prefer_for_oom();
  limit(RLIMIT_FSIZE, 64 << 20);
  limit(RLIMIT_CORE, 0);
  if (sigprocmask(SIG_SETMASK, signals, NULL) != 0) die("sigprocmask");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("no_new_privs");
  filter_system_calls();
  execve(command[0], command, environ);
  die(command[0]);
}

static void start_guarded(char **command, const sigset_t *signals) {
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing < 0 || dup2(nothing, 0) < 0) die("/dev/null");
  close_other_files();
  start_locked(command, signals);
}

static void wake(int signal) { (void)signal; }

/* True when nobody holds the other end of standard input any more. */
static int is_left_alone(short events) {
  char dropped[512];
  if (events == 0) return 0;
  return read(0, dropped, sizeof dropped) <= 0;
}

/* The caller's own rights, and no look from its other processes into this one: its descriptors are where a step's result is read from. */
static void become_caller(void) {
  uid_t user = getuid();
  gid_t group = getgid();
  if (setresgid(group, group, group) != 0 || setresuid(user, user, user) != 0) die("leaving root");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) die("dumpable");
}

static int guard(char **command) {
  become_caller();
  sigset_t child_ended, before;
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &child_ended, &before) != 0) die("sigprocmask");
  signal(SIGCHLD, wake);
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) start_guarded(command, &before);
  for (;;) {
    int status;
    struct pollfd input = {0, POLLIN, 0};
    if (waitpid(child, &status, WNOHANG) == child) return exit_code(status);
    int ready = ppoll(&input, 1, NULL, &before);
    if (ready < 0 && errno != EINTR) die("ppoll");
    /* The first process of the container ends with this one, and with it everything. */
    if (ready > 0 && is_left_alone(input.revents)) return 128 + SIGKILL;
  }
}

static void start_linked(char **command, int told, int is_browser, const sigset_t *signals) {
  move_file(told, 0);
  if (is_browser) become_pipes_of_browser();
  else close_other_files();
  start_locked(command, signals);
}

/* What was read and is not passed on yet. */
static struct {
  char bytes[65536];
  ssize_t size;
  ssize_t done;
} held;

/* One turn of passing on: reads only what there is room for, so that the end of the other side is seen at once. False when it has ended. */
static int pass_on_input(int to, const struct pollfd polled[2]) {
  if (held.done == held.size) {
    if ((polled[0].revents & (POLLIN | POLLHUP | POLLERR)) == 0) return 1;
    held.done = 0;
    held.size = read(0, held.bytes, sizeof held.bytes);
    if (held.size > 0) return 1;
    if (held.size < 0 && (errno == EINTR || errno == EAGAIN)) {
      held.size = 0;
      return 1;
    }
    return 0;
  }
  if ((polled[0].revents & (POLLHUP | POLLERR)) != 0) return 0;
  if (polled[1].revents == 0) return 1;
  ssize_t written = write(to, held.bytes + held.done, (size_t)(held.size - held.done));
  if (written > 0) held.done += written;
  return written > 0 || errno == EAGAIN || errno == EINTR;
}

/* Stands between the one who tells and the program, to end with the one, whatever the other does. */
static int link_to(char **command, int is_browser) {
  become_caller();
  int told[2];
  sigset_t child_ended, before;
  if (pipe2(told, O_CLOEXEC) != 0) die("pipe");
  sigemptyset(&child_ended);
  sigaddset(&child_ended, SIGCHLD);
  if (sigprocmask(SIG_BLOCK, &child_ended, &before) != 0) die("sigprocmask");
  signal(SIGCHLD, wake);
  pid_t child = fork();
  if (child < 0) die("fork");
  if (child == 0) start_linked(command, told[0], is_browser, &before);
  close(told[0]);
  signal(SIGPIPE, SIG_IGN);
  if (fcntl(told[1], F_SETFL, O_NONBLOCK) != 0) die("fcntl");
  for (;;) {
    int status;
    int is_full = held.done < held.size;
    struct pollfd polled[2] = {{0, is_full ? 0 : POLLIN, 0}, {told[1], is_full ? POLLOUT : 0, 0}};
    if (waitpid(child, &status, WNOHANG) == child) return exit_code(status);
    int ready = ppoll(polled, 2, NULL, &before);
    if (ready < 0 && errno != EINTR) die("ppoll");
    /* Its own end is seen by the signal; the pipe may break a moment earlier. */
    if (ready > 0 && (polled[1].revents & POLLERR) != 0 && polled[0].revents == 0) {
      if (waitpid(child, &status, 0) == child) return exit_code(status);
    }
    if (ready > 0 && !pass_on_input(told[1], polled)) return 128 + SIGKILL;
  }
}

static volatile pid_t first_child;

static void pass_on(int signal) {
  if (first_child > 0) kill(first_child, signal);
}

static int init(char **command) {
  become_caller();
  first_child = fork();
  if (first_child < 0) die("fork");
  if (first_child == 0) {
    execve(command[0], command, environ);
    die(command[0]);
  }
  signal(SIGTERM, pass_on);
  signal(SIGINT, pass_on);
  for (;;) {
    int status;
    pid_t ended = wait(&status);
    if (ended < 0 && errno == EINTR) continue;
    if (ended < 0) die("wait");
    if (ended == first_child) return exit_code(status);
  }
}

static const struct user *user_of(const char *argument, const char *verb) {
  size_t length = strlen(verb);
  if (strncmp(argument, verb, length) != 0) return NULL;
  for (size_t at = 0; at < sizeof users / sizeof users[0]; at++)
    if (strcmp(argument + length, users[at].name) == 0) return &users[at];
  return NULL;
}

int main(int count, char **arguments) {
  const char *verb = count > 1 ? arguments[1] : "";
  const struct user *killed = user_of(verb, "kill"), *runs = user_of(verb, "run");
  if (count == 2 && killed != NULL) return kill_user(killed);
  if (count > 2 && runs != NULL) return run(runs, arguments + 2);
  if (count > 2 && strcmp(verb, "init") == 0) return init(arguments + 2);
  if (count > 2 && strcmp(verb, "guard") == 0) return guard(arguments + 2);
  if (count > 2 && strcmp(verb, "link") == 0) return link_to(arguments + 2, 0);
  if (count > 2 && strcmp(verb, "link-browser") == 0) return link_to(arguments + 2, 1);
  fprintf(stderr, "usage: launcher run[-NAME]|init|guard|link[-browser] PROGRAM ARGUMENTS... | launcher kill[-NAME]\n");
  return 64;
}
