/*
 * Starts programs as other users and locked down. No file of the image changes users: its first process begins as root, starts the supervisor as
 * its user, and goes on launching for it. Whoever is not root and says `run` or `kill` has the first process do it, over a socket that the
 * supervisor alone reaches.
 *
 *   launcher supervise PROGRAM ARGUMENTS... the first process: runs PROGRAM as the supervisor, launches for it, and collects orphans
 *   launcher run PROGRAM ARGUMENTS...       becomes the step user, locked down, then PROGRAM
 *   launcher run-NAME PROGRAM ARGUMENTS...  the same for an instrument's user, who is given the caller's folder HOME; of a browser standard input
 *                                           and output become descriptors 3 and 4
 *   launcher kill, launcher kill-NAME       kills every process of that user
 *   launcher init PROGRAM ARGUMENTS...      runs PROGRAM as the caller and collects orphans, for use as the first process
 *   launcher guard PROGRAM ARGUMENTS...     runs PROGRAM as the caller, locked down, and ends when standard input does
 *   launcher link PROGRAM ARGUMENTS...      the same for a program that is told something on its standard input
 *   launcher link-browser PROGRAM ...       the same, on descriptor 3, and its descriptor 4 is standard output
 */
#include "launcher.h"
#include <stdio.h>
#include <string.h>
#include <unistd.h>

int main(int count, char **arguments) {
  const char *verb = count > 1 ? arguments[1] : "";
  const struct user *killed = user_of(verb, "kill"), *runs = user_of(verb, "run");
  int is_launch = (count == 2 && killed != NULL) || (count > 2 && runs != NULL);
  if (is_launch && geteuid() != 0) return ask(arguments + 1);
  if (count == 2 && killed != NULL) return kill_user(killed);
  if (count > 2 && runs != NULL) run(runs, getuid(), arguments + 2);
  if (count > 2 && strcmp(verb, "supervise") == 0) return supervise(arguments + 2);
  if (count > 2 && strcmp(verb, "init") == 0) return init(arguments + 2);
  if (count > 2 && strcmp(verb, "guard") == 0) return guard(arguments + 2);
  if (count > 2 && strcmp(verb, "link") == 0) return link_to(arguments + 2, 0);
  if (count > 2 && strcmp(verb, "link-browser") == 0) return link_to(arguments + 2, 1);
  fprintf(stderr, "usage: launcher supervise|run[-NAME]|init|guard|link[-browser] PROGRAM ARGUMENTS... | launcher kill[-NAME]\n");
  return 64;
}
