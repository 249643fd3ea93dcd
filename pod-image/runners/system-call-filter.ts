import { constants } from 'node:os';

const { EAFNOSUPPORT, EPERM, ENOSYS } = constants.errno;
const addressFamilyUnix = 1;
const namespaceFlags = 0x7e020000;
/** MAP_SHARED and MAP_ANONYMOUS: memory that stays taken when no process has it mapped any more. */
const sharedAnonymous = 0x21;

interface Machine {
  /** AUDIT_ARCH_* of linux/audit.h. */
  readonly arch: number;
  /** Numbers from here on name the same calls again. */
  readonly aliasesFrom?: number;
  readonly calls: Readonly<Record<CallName, number>>;
}

/** What is refused, and how: the same list as the launcher's, which says why. */
const refusals = {
  clone3: ENOSYS,
  unshare: EPERM,
  setns: EPERM,
  mount: EPERM,
  umount2: EPERM,
  pivot_root: EPERM,
  chroot: EPERM,
  ptrace: EPERM,
  process_vm_readv: EPERM,
  process_vm_writev: EPERM,
  process_madvise: EPERM,
  pidfd_getfd: EPERM,
  kcmp: EPERM,
  memfd_create: ENOSYS,
  memfd_secret: ENOSYS,
  shmget: ENOSYS,
  msgget: ENOSYS,
  semget: ENOSYS,
  mq_open: ENOSYS,
  vmsplice: ENOSYS,
  io_uring_setup: ENOSYS,
  io_uring_enter: ENOSYS,
  io_uring_register: ENOSYS,
  bpf: EPERM,
  perf_event_open: EPERM,
  userfaultfd: EPERM,
  add_key: EPERM,
  request_key: EPERM,
  keyctl: EPERM,
  open_by_handle_at: EPERM,
  name_to_handle_at: EPERM,
  seccomp: EPERM,
} as const;

type CallName = keyof typeof refusals | 'socket' | 'socketpair' | 'clone' | 'mmap';

/** The same on every machine. */
const newCalls = {
  clone3: 435,
  process_madvise: 440,
  pidfd_getfd: 438,
  io_uring_setup: 425,
  io_uring_enter: 426,
  io_uring_register: 427,
  memfd_secret: 447,
} as const;

const machines: Readonly<Partial<Record<NodeJS.Architecture, Machine>>> = {
  x64: {
    arch: 0xc000003e,
    aliasesFrom: 0x40000000,
    calls: {
      ...newCalls,
      ...{ socket: 41, socketpair: 53, clone: 56, unshare: 272, setns: 308, mount: 165, umount2: 166 },
      ...{
        pivot_root: 155,
        chroot: 161,
        ptrace: 101,
        process_vm_readv: 310,
        process_vm_writev: 311,
        kcmp: 312,
      },
      ...{ memfd_create: 319, shmget: 29, bpf: 321, perf_event_open: 298, userfaultfd: 323, add_key: 248 },
      ...{ request_key: 249, keyctl: 250, open_by_handle_at: 304, name_to_handle_at: 303, seccomp: 317 },
      ...{ mmap: 9, msgget: 68, semget: 64, mq_open: 240, vmsplice: 278 },
    },
  },
  arm64: {
    arch: 0xc00000b7,
    calls: {
      ...newCalls,
      ...{ socket: 198, socketpair: 199, clone: 220, unshare: 97, setns: 268, mount: 40, umount2: 39 },
      ...{
        pivot_root: 41,
        chroot: 51,
        ptrace: 117,
        process_vm_readv: 270,
        process_vm_writev: 271,
        kcmp: 272,
      },
      ...{ memfd_create: 279, shmget: 194, bpf: 280, perf_event_open: 241, userfaultfd: 282, add_key: 217 },
      ...{ request_key: 218, keyctl: 219, open_by_handle_at: 265, name_to_handle_at: 264, seccomp: 277 },
      ...{ mmap: 222, msgget: 186, semget: 190, mq_open: 180, vmsplice: 75 },
    },
  },
};

type Rule = readonly [code: number, ifTrue: number, ifFalse: number, value: number];

const load = (offset: number): Rule => [0x20, 0, 0, offset];
const answer = (value: number): Rule => [0x06, 0, 0, value];
const ifEqual = (value: number, ifTrue: number, ifFalse: number): Rule => [0x15, ifTrue, ifFalse, value];
const ifAtLeast = (value: number, ifTrue: number, ifFalse: number): Rule => [0x35, ifTrue, ifFalse, value];
const ifAnyBit = (bits: number, ifTrue: number, ifFalse: number): Rule => [0x45, ifTrue, ifFalse, bits];
const keepBits = (bits: number): Rule => [0x54, 0, 0, bits];
const fail = (error: number): Rule => answer(0x00050000 | error);
const allow = answer(0x7fff0000);
const killProcess = answer(0x80000000);

/** The seccomp program that a sandbox loads for its step, as the kernel takes it; undefined on a machine it is not written for. */
export function systemCallFilter(architecture: NodeJS.Architecture): Uint8Array | undefined {
  const machine = machines[architecture];
  if (machine === undefined) return undefined;
  const { arch, aliasesFrom, calls } = machine;
  const names = Object.keys(refusals) as (keyof typeof refusals)[];
  return assemble([
    load(4),
    ifEqual(arch, 1, 0),
    killProcess,
    load(0),
    ...(aliasesFrom === undefined ? [] : [ifAtLeast(aliasesFrom, 0, 1), killProcess]),
    ifEqual(calls.socket, 1, 0),
    ifEqual(calls.socketpair, 0, 4),
    load(16),
    ifEqual(addressFamilyUnix, 1, 0),
    fail(EAFNOSUPPORT),
    allow,
    ifEqual(calls.clone, 0, 4),
    load(16),
    ifAnyBit(namespaceFlags, 0, 1),
    fail(EPERM),
    allow,
    ifEqual(calls.mmap, 0, 5),
    load(40),
    keepBits(sharedAnonymous),
    ifEqual(sharedAnonymous, 0, 1),
    fail(EPERM),
    allow,
    ...names.flatMap((name) => [ifEqual(calls[name], 0, 1), fail(refusals[name])]),
    allow,
  ]);
}

function assemble(rules: readonly Rule[]): Uint8Array {
  const bytes = Buffer.alloc(rules.length * 8);
  for (const [index, [code, ifTrue, ifFalse, value]] of rules.entries()) {
    bytes.writeUInt16LE(code, index * 8);
    bytes.writeUInt8(ifTrue, index * 8 + 2);
    bytes.writeUInt8(ifFalse, index * 8 + 3);
    bytes.writeUInt32LE(value, index * 8 + 4);
  }
  return bytes;
}
