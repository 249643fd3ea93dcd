#include "launcher.h"
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static volatile pid_t first_child;

static void pass_on(int signal) {
  if (first_child > 0) kill(first_child, signal);
}

static void pass_signals_on(void) {
  signal(SIGTERM, pass_on);
  signal(SIGINT, pass_on);
}

int init(char **command) {
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) die("dumpable");
  first_child = fork();
  if (first_child < 0) die("fork");
  if (first_child == 0) {
    execve(command[0], command, environ);
    die(command[0]);
  }
  pass_signals_on();
  for (;;) {
    int status;
    pid_t ended = wait(&status);
    if (ended < 0 && errno == EINTR) continue;
    if (ended < 0) die("wait");
    if (ended == first_child) return exit_code(status);
  }
}

/* The folder is made, and the socket bound, as the supervisor: in a pod root has no right to write where that user may. */
static int open_door(void) {
  struct sockaddr_un place = {.sun_family = AF_UNIX, .sun_path = SOCKET_PATH};
  if (setegid(supervisor.uid) != 0 || seteuid(supervisor.uid) != 0) die("becoming the supervisor");
  /* What a container leaves that is started again. */
  unlink(SOCKET_PATH);
  rmdir(SOCKET_FOLDER);
  if (mkdir(SOCKET_FOLDER, 0700) != 0) die(SOCKET_FOLDER);
  int door = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
  if (door < 0 || bind(door, (struct sockaddr *)&place, sizeof place) != 0 || listen(door, 128) != 0) die(SOCKET_PATH);
  if (seteuid(0) != 0 || setegid(0) != 0) die("becoming root again");
  return door;
}

static int is_supervisor(int connection) {
  struct ucred asker;
  socklen_t size = sizeof asker;
  return getsockopt(connection, SOL_SOCKET, SO_PEERCRED, &asker, &size) == 0 && asker.uid == supervisor.uid;
}

static void take_files(const int files[all_files]) {
  int held[all_files];
  for (int file = 0; file < all_files; file++) {
    held[file] = fcntl(files[file], F_DUPFD_CLOEXEC, 16);
    if (held[file] < 0) die("dup");
  }
  for (int file = 0; file < passed_files; file++) move_file(held[file], file);
  if (fchdir(held[passed_files]) != 0) die("the folder to begin in");
}

_Noreturn static void launch(const struct user *user, char **command, const struct request *request, const sigset_t *signals) {
  take_files(request->files);
  if (setsid() < 0) die("setsid");
  if (sigprocmask(SIG_SETMASK, signals, NULL) != 0) die("sigprocmask");
  environ = request->environment;
  run(user, supervisor.uid, command);
}

/* The program's end, which comes at once where whoever asked for it goes. */
static int end_of(pid_t child, int connection, const sigset_t *before) {
  int status = 0;
  for (;;) {
    struct pollfd asker = {connection, POLLIN, 0};
    if (waitpid(child, &status, WNOHANG) == child) return status;
    if (ppoll(&asker, 1, NULL, before) <= 0) continue;
    kill(child, SIGKILL);
    waitpid(child, &status, 0);
    return status;
  }
}

/* Does the one thing that a connection asks for, and tells how it ended. */
static void serve(int connection, const sigset_t *before) {
  struct request request;
  int status = 0;
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) die("pdeathsig");
  if (!receive_request(connection, &request)) return;
  char *verb = request.words[0], **command = request.words + 1;
  const struct user *runs = user_of(verb, "run"), *killed = user_of(verb, "kill");
  if (killed != NULL) {
    /* In this very process: where a step has taken all processes there is no other. */
    kill_user(killed);
  } else if (runs != NULL && *command != NULL) {
    pid_t child = fork();
    if (child < 0) die("fork");
    if (child == 0) launch(runs, command, &request, before);
    for (int file = 0; file < all_files; file++) close(request.files[file]);
    status = end_of(child, connection, before);
  } else {
    return;
  }
  send(connection, &status, sizeof status, MSG_NOSIGNAL);
}

static void answer(int door, const sigset_t *before) {
  int connection = accept4(door, NULL, NULL, SOCK_CLOEXEC);
  if (connection < 0) return;
  pid_t keeper = is_supervisor(connection) ? fork() : -1;
  if (keeper == 0) {
    close(door);
    serve(connection, before);
    _exit(0);
  }
  close(connection);
}

/* True when the supervisor has ended; whatever else has ended is collected. */
static int has_ended(int *status) {
  for (;;) {
    int found;
    pid_t ended = waitpid(-1, &found, WNOHANG);
    if (ended <= 0) return 0;
    if (ended != first_child) continue;
    *status = found;
    return 1;
  }
}

/* The order stands in it, and is the supervisor's alone. */
static void forget_environment(void) {
  for (char **text = environ; *text != NULL; text++) explicit_bzero(*text, strlen(*text));
  *environ = NULL;
}

int supervise(char **command) {
  errno = EPERM;
  if (geteuid() != 0) die("the image begins as root and leaves it at once: start it without a user of your own");
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("no_new_privs");
  if (prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0) die("dumpable");
  int door = open_door();
  int status = 0;
  sigset_t before;
  watch_children(&before);
  first_child = fork();
  if (first_child < 0) die("fork");
  if (first_child == 0) {
    if (sigprocmask(SIG_SETMASK, &before, NULL) != 0) die("sigprocmask");
    become(&supervisor);
    execve(command[0], command, environ);
    die(command[0]);
  }
  forget_environment();
  pass_signals_on();
  while (!has_ended(&status)) {
    struct pollfd asked = {door, POLLIN, 0};
    if (ppoll(&asked, 1, NULL, &before) > 0) answer(door, &before);
  }
  return exit_code(status);
}
