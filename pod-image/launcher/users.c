#include "launcher.h"
#include <errno.h>
#include <grp.h>
#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

const struct user supervisor = {"supervisor", STEP_UID - 1};

/* Beside each other; the step's has no name. */
static const struct user users[] = {
  {"", STEP_UID},
  {"-browser", STEP_UID + 1},
  {"-driver", STEP_UID + 2},
  {"-database", STEP_UID + 3},
};

const struct user *user_of(const char *argument, const char *verb) {
  size_t length = strlen(verb);
  if (strncmp(argument, verb, length) != 0) return NULL;
  for (size_t at = 0; at < sizeof users / sizeof users[0]; at++)
    if (strcmp(argument + length, users[at].name) == 0) return &users[at];
  return NULL;
}

void become(const struct user *user) {
  /* Without the right to it nothing is dropped, and nothing comes back: no_new_privs stands before any program. */
  for (int capability = 0; capability < 64; capability++) prctl(PR_CAPBSET_DROP, capability, 0, 0, 0);
  if (setgroups(0, NULL) != 0) die("setgroups");
  if (setresgid(user->uid, user->uid, user->uid) != 0) die("setresgid");
  if (setresuid(user->uid, user->uid, user->uid) != 0) die("setresuid");
  if (setuid(0) == 0 || geteuid() != user->uid || getegid() != user->uid) {
    errno = EPERM;
    die("could not leave the old user for good");
  }
}
