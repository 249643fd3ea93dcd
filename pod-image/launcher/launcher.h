/* What the parts of the launcher say to each other; launcher.c tells what it does as a whole. */
#ifndef GANTRY_LAUNCHER_H
#define GANTRY_LAUNCHER_H
#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <signal.h>
#include <stddef.h>
#include <sys/types.h>

#ifndef STEP_UID
#define STEP_UID 10002
#endif
/* Entered by the supervisor alone. */
#ifndef SOCKET_FOLDER
#define SOCKET_FOLDER "/work/.launcher"
#endif
#define SOCKET_PATH SOCKET_FOLDER "/socket"

/* Each is its group as well. */
struct user {
  const char *name;
  uid_t uid;
};
extern const struct user supervisor;

/* One of those that code of an app or of ours may run as; NULL where `argument` is not `verb` with such a name behind it. */
const struct user *user_of(const char *argument, const char *verb);
/* Changes to the user for good, without groups and capabilities. */
void become(const struct user *user);

/* Says on standard error what failed and why, and ends with 126. */
_Noreturn void die(const char *what);
/* A process's end as a shell counts it. */
int exit_code(int status);
/* Blocks SIGCHLD but where one waits with `before`, so that no end of a child is missed. */
void watch_children(sigset_t *before);

void close_files_from(int first);
void move_file(int from, int to);
/* A browser is told things on 3 and answers on 4. */
void become_pipes_of_browser(void);
/* First to go when memory ends, no cores, files of at most 64 MB, no way to more rights, and the filter of system calls. */
void lock_down(void);
void filter_system_calls(void);

/* Becomes the user, locked down, then the program. The folder HOME is given to all but the step's user, where it is `caller`'s. */
_Noreturn void run(const struct user *user, uid_t caller, char **command);
/* Kills every process of that user. */
int kill_user(const struct user *user);

int init(char **command);
int supervise(char **command);
int guard(char **command);
int link_to(char **command, int is_browser);
/* Has the first process do it; ends as what was asked for ended. */
int ask(char **words);

/* What is asked of the first process: words and environment, four descriptors and the folder to begin in. */
enum { passed_files = 4, all_files = passed_files + 1 };
struct request {
  char **words;
  char **environment;
  int files[all_files];
};
void send_request(int connection, char **words);
/* False where the other end went without a word. */
int receive_request(int connection, struct request *request);

#endif
