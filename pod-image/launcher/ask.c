#include "launcher.h"
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

static int connect_to_first(void) {
  struct sockaddr_un door = {.sun_family = AF_UNIX, .sun_path = SOCKET_PATH};
  int opened = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  /* Above what is passed on, also where some of that is closed here. */
  int connection = fcntl(opened, F_DUPFD_CLOEXEC, 16);
  if (connection < 0) die("socket");
  close(opened);
  if (connect(connection, (struct sockaddr *)&door, sizeof door) != 0) die("nobody launches for this user (" SOCKET_PATH ")");
  return connection;
}

/* Ends as another process did, also by a signal. */
static int end_as(int status) {
  if (WIFSIGNALED(status)) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    signal(WTERMSIG(status), SIG_DFL);
    kill(getpid(), WTERMSIG(status));
  }
  return exit_code(status);
}

int ask(char **words) {
  int connection = connect_to_first();
  send_request(connection, words);
  /* The ends of these are the program's from here on. */
  move_file(connection, 0);
  close_files_from(1);
  int status;
  ssize_t size;
  do size = recv(0, &status, sizeof status, 0);
  while (size < 0 && errno == EINTR);
  return size == sizeof status ? end_as(status) : 126;
}
