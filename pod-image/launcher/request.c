#include "launcher.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* What a socket of the kernel's usual size takes in one piece, and several times the longest command line of a step. */
enum { longest = 128 * 1024 };

/* One message: how many texts of each kind, and the texts, each with its zero. */
static struct {
  unsigned words;
  unsigned environment;
  char texts[longest];
} message;
enum { head_size = offsetof(__typeof__(message), texts) };

/* Room for the descriptors, aligned as the kernel wants it. */
union passed {
  struct cmsghdr header;
  char room[CMSG_SPACE(sizeof(int) * all_files)];
};

static struct msghdr envelope_of(struct iovec *content, union passed *passed) {
  return (struct msghdr){
    .msg_iov = content, .msg_iovlen = 1, .msg_control = passed->room, .msg_controllen = sizeof passed->room};
}

static unsigned add_texts(char **texts, size_t *size) {
  unsigned count = 0;
  for (; texts[count] != NULL; count++) {
    size_t length = strlen(texts[count]) + 1;
    if (length > longest - *size) {
      errno = E2BIG;
      die("what to run");
    }
    memcpy(message.texts + *size, texts[count], length);
    *size += length;
  }
  return count;
}

static int file_or_nothing(int file) {
  if (fcntl(file, F_GETFD) >= 0) return file;
  int nothing = open("/dev/null", O_RDWR | O_CLOEXEC);
  if (nothing < 0) die("/dev/null");
  return nothing;
}

void send_request(int connection, char **words) {
  size_t size = 0;
  message.words = add_texts(words, &size);
  message.environment = add_texts(environ, &size);
  int files[all_files];
  for (int file = 0; file < passed_files; file++) files[file] = file_or_nothing(file);
  files[passed_files] = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (files[passed_files] < 0) die("the folder to begin in");
  struct iovec content = {&message, head_size + size};
  union passed passed = {0};
  struct msghdr envelope = envelope_of(&content, &passed);
  struct cmsghdr *header = CMSG_FIRSTHDR(&envelope);
  header->cmsg_level = SOL_SOCKET;
  header->cmsg_type = SCM_RIGHTS;
  header->cmsg_len = CMSG_LEN(sizeof files);
  memcpy(CMSG_DATA(header), files, sizeof files);
  if (sendmsg(connection, &envelope, MSG_NOSIGNAL) < 0) die("what to run");
}

/* Points at `count` texts from `*at` on, and moves it behind them. */
static char **take_texts(unsigned count, size_t *at, size_t end) {
  char **texts = count > longest ? NULL : calloc(count + 1, sizeof *texts);
  if (texts == NULL) return NULL;
  for (unsigned index = 0; index < count; index++) {
    size_t length = strnlen(message.texts + *at, end - *at);
    if (length == end - *at) return NULL;
    texts[index] = message.texts + *at;
    *at += length + 1;
  }
  return texts;
}

int receive_request(int connection, struct request *request) {
  struct iovec content = {&message, sizeof message};
  union passed passed = {0};
  struct msghdr envelope = envelope_of(&content, &passed);
  ssize_t size = recvmsg(connection, &envelope, MSG_CMSG_CLOEXEC);
  if (size == 0) return 0;
  struct cmsghdr *header = size < head_size ? NULL : CMSG_FIRSTHDR(&envelope);
  errno = EBADMSG;
  if (header == NULL || (envelope.msg_flags & (MSG_TRUNC | MSG_CTRUNC)) != 0) die("what was asked");
  if (header->cmsg_type != SCM_RIGHTS || header->cmsg_len != CMSG_LEN(sizeof request->files)) die("what was asked");
  memcpy(request->files, CMSG_DATA(header), sizeof request->files);
  size_t at = 0;
  request->words = take_texts(message.words, &at, (size_t)size - head_size);
  request->environment = take_texts(message.environment, &at, (size_t)size - head_size);
  errno = EBADMSG;
  if (message.words == 0 || request->words == NULL || request->environment == NULL) die("what was asked");
  return 1;
}
