#include "launcher.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static void start_locked(char **command, const sigset_t *signals) {
  if (sigprocmask(SIG_SETMASK, signals, NULL) != 0) die("sigprocmask");
  lock_down();
  execve(command[0], command, environ);
  die(command[0]);
}

static void start_guarded(char **command, const sigset_t *signals) {
  int nothing = open("/dev/null", O_RDONLY);
  if (nothing < 0 || dup2(nothing, 0) < 0) die("/dev/null");
  close_files_from(passed_files);
  start_locked(command, signals);
}

/* True when nobody holds the other end of standard input any more. */
static int is_left_alone(short events) {
  char dropped[512];
  if (events == 0) return 0;
  return read(0, dropped, sizeof dropped) <= 0;
}

/* No look from the caller's other processes into this one: its descriptors are where a step's result is read from. */
static void hide(void) {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) die("dumpable");
}

int guard(char **command) {
  hide();
  sigset_t before;
  watch_children(&before);
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
  else close_files_from(passed_files);
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
int link_to(char **command, int is_browser) {
  hide();
  int told[2];
  sigset_t before;
  if (pipe2(told, O_CLOEXEC) != 0) die("pipe");
  watch_children(&before);
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
