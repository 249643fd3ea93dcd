#include "launcher.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

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

static void limit_to_step(void) {
  prefer_for_oom();
  limit(RLIMIT_FSIZE, 64 << 20);
  limit(RLIMIT_CORE, 0);
}

static void close_the_way_up(void) {
  if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) die("no_new_privs");
  filter_system_calls();
}

void lock_down(void) {
  limit_to_step();
  close_the_way_up();
}

/* The folder is the caller's own, or was given before, and no link: nobody is given anything else by this. */
static void give_home(const struct user *user, uid_t caller) {
  const char *home = getenv("HOME");
  struct stat found;
  int folder = home == NULL ? -1 : open(home, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0 || fstat(folder, &found) != 0) die("HOME");
  if (found.st_uid != caller && found.st_uid != user->uid) {
    errno = EPERM;
    die("HOME is not the caller's");
  }
  /* Root is given no right here to read what others keep closed: the folder is named, and not opened. */
  if (fchownat(folder, "", user->uid, user->uid, AT_EMPTY_PATH) != 0) die("HOME");
  close(folder);
}

void run(const struct user *user, uid_t caller, char **command) {
  if (*user->name != '\0') give_home(user, caller);
  if (strcmp(user->name, "-browser") == 0) become_pipes_of_browser();
  /* 0, 1, 2 are the step's output, 3 is its result channel. */
  else close_files_from(passed_files);
  limit_to_step();
  limit(RLIMIT_NPROC, 256);
  limit(RLIMIT_NOFILE, 1024);
  umask(022);
  become(user);
  if (prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0) != 0) die("pdeathsig");
  close_the_way_up();
  execve(command[0], command, environ);
  die(command[0]);
}

int kill_user(const struct user *user) {
  become(user);
  /* Everything this user may signal, which is everything of this user, in one go. */
  if (kill(-1, SIGKILL) != 0 && errno != ESRCH) die("kill");
  return 0;
}
