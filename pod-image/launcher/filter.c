#include "launcher.h"
#include <errno.h>
#include <linux/audit.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#if defined(__x86_64__)
#define OWN_ARCH AUDIT_ARCH_X86_64
#elif defined(__aarch64__)
#define OWN_ARCH AUDIT_ARCH_AARCH64
#else
#error "the filter knows x86_64 and aarch64 only"
#endif

/* Newer than some headers. */
#ifndef SYS_pidfd_getfd
#define SYS_pidfd_getfd 438
#endif
#ifndef SYS_process_madvise
#define SYS_process_madvise 440
#endif
#ifndef SYS_memfd_secret
#define SYS_memfd_secret 447
#endif

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
void filter_system_calls(void) {
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
