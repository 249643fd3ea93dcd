import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SelfTestFinding } from '../../core/wire/self-test.ts';
import type { Instrument, StepRunner } from '../runners/step-runner.ts';
import { pidsOfUser } from '../supervisor/process-tree.ts';
import { createWorkFolder } from '../supervisor/work-folder.ts';
import { lookAsStep, type SeenByStep } from './look-as-step.ts';

/** A process beside the step's, as the kernel knows it. */
interface Neighbour {
  readonly name: string;
  readonly pid: number;
  readonly uid: string;
  readonly seccomp: string;
}

interface Neighbourhood {
  readonly neighbours: readonly Neighbour[];
  end(): Promise<void>;
}

const comesUpMs = 10_000;
/** What the kernel calls a list of rules that is installed. */
const isFiltered = '2';
/** No network interface, no such family, or refused outright: nothing of these was sent. */
const withoutNetwork = new Set(['EAFNOSUPPORT', 'ENETUNREACH', 'EPERM', 'EACCES']);

/** Starts browser and driver beside a step, looks at each from outside, and has the step try to reach them and the supervisor. */
export async function tryUsers(runner: StepRunner): Promise<readonly SelfTestFinding[]> {
  const { neighbours, end } = await startNeighbours(runner);
  try {
    const own = process.getuid?.() ?? 0;
    const seen = await lookAsStep(runner, [process.pid, ...neighbours.map(({ pid }) => pid)]);
    return [
      launcher(runner, seen, own),
      filter(seen, neighbours),
      users(runner, seen, neighbours, own),
      network(seen),
    ];
  } finally {
    await end();
  }
}

function launcher({ isolation }: StepRunner, seen: SeenByStep, own: number): SelfTestFinding {
  const rights = ownRights();
  const isApart = isolation !== 'fargate' || (seen.uid !== own && isBare(rights));
  const words = `a step runs as user ${seen.uid} with ${wordsOf(seen)}, the supervisor as ${own} with ${wordsOf(rights)}`;
  return { finding: 'launcher', holds: isApart && isBare(seen), words };
}

function filter(seen: SeenByStep, neighbours: readonly Neighbour[]): SelfTestFinding {
  const all = [{ name: 'step', seccomp: seen.seccomp }, ...neighbours];
  const words = `Seccomp ${all.map(({ name, seccomp }) => `${seccomp} of the ${name}`).join(', ')}`;
  return { finding: 'filter', holds: all.every(({ seccomp }) => seccomp === isFiltered), words };
}

function users(
  { isolation }: StepRunner,
  { uid, reached }: SeenByStep,
  neighbours: readonly Neighbour[],
  own: number,
): SelfTestFinding {
  const uids = [
    String(own),
    String(uid),
    ...new Set(neighbours.map(({ name, uid: other }) => `${name} ${other}`)),
  ];
  const numbers = uids.map((words) => words.split(' ').at(-1));
  const named = new Set(neighbours.map(({ name }) => name));
  // Elsewhere namespaces stand between them.
  const areDistinct = isolation !== 'fargate' || (named.size === 2 && new Set(numbers).size === uids.length);
  const words = `supervisor ${own}, step ${uid}${uids
    .slice(2)
    .map((other) => `, ${other}`)
    .join('')}; a step ${reached.length === 0 ? 'signals and reads none of them' : reached.join(', ')}`;
  return { finding: 'users', holds: areDistinct && reached.length === 0, words: words.slice(0, 2_000) };
}

const network = ({ network: end }: SeenByStep): SelfTestFinding => ({
  finding: 'network',
  holds: withoutNetwork.has(end),
  words: `a step that asks for the credentials of its task is told ${end}`,
});

/** Only users of the machine's own are found from outside; namespaces hide theirs. */
async function startNeighbours({ instruments }: StepRunner): Promise<Neighbourhood> {
  const work = await createWorkFolder();
  const downloads = await work.folderForDownloads();
  const wanted: readonly Instrument[] = [
    { kind: 'browser', downloads },
    { kind: 'driver', downloads, artifact: work.folders.artifact },
  ];
  const started =
    instruments === undefined ? [] : await Promise.all(wanted.map((one) => instruments.start(one)));
  const end = async (): Promise<void> => {
    await Promise.all(started.map((one) => one.destroy()));
    await work.remove();
  };
  try {
    const found = started.map(({ watched }, index) =>
      watched.kind === 'user' ? whenUp(wanted[index]?.kind ?? '', watched.uid) : [],
    );
    return { neighbours: (await Promise.all(found)).flat(), end };
  } catch (error) {
    await end();
    throw error;
  }
}

/** Who launches is that user for a moment before its filter stands. */
async function whenUp(name: string, uid: number): Promise<readonly Neighbour[]> {
  const untilMs = performance.now() + comesUpMs;
  for (;;) {
    const found = pidsOfUser(uid).flatMap((pid) => neighbourOf(name, pid));
    const isUp = found.length > 0 && found.every(({ seccomp }) => seccomp === isFiltered);
    if (isUp || performance.now() > untilMs) return found;
    await sleep(50);
  }
}

function neighbourOf(name: string, pid: number): readonly Neighbour[] {
  try {
    const field = statusOf(pid);
    return [{ name, pid, uid: field('Uid'), seccomp: field('Seccomp') }];
  } catch {
    return [];
  }
}

/** Reads fields of what the kernel says of a process; throws where it is gone. */
function statusOf(pid: number): (key: string) => string {
  const status = readFileSync(`/proc/${pid}/status`, 'latin1');
  return (key) => new RegExp(`^${key}:\\s*(\\S+)`, 'm').exec(status)?.[1] ?? '';
}

type Rights = Pick<SeenByStep, 'capabilities' | 'noNewPrivs'>;

function ownRights(): Rights {
  const field = statusOf(process.pid);
  return { capabilities: field('CapEff'), noNewPrivs: field('NoNewPrivs') };
}

const isBare = ({ capabilities, noNewPrivs }: Rights): boolean =>
  noNewPrivs === '1' && /^0+$/.test(capabilities);

const wordsOf = ({ capabilities, noNewPrivs }: Rights): string =>
  `capabilities ${capabilities} and no_new_privs ${noNewPrivs}`;
