import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { LocalWorld, LocalWorldConfig } from '../adapters/worlds/local-world.ts';
import { openLocalWorld } from '../adapters/worlds/local-world.ts';
import { addUser, findUser } from '../core/access/users.ts';
import { channelQueuePartition } from '../core/wire/channel-work.ts';
import type { MissionId, PodId } from '../core/wire/ids.ts';
import { mailboxKeys } from '../core/wire/pod.ts';
import { streamingFunctions } from '../core/wire/routes.ts';
import { functionConfig } from '../functions/_onion/config.ts';
import type { LocalEnvironment } from './environment.ts';
import type { FunctionName } from './function-table.ts';
import { functionNames, functionTable } from './function-table.ts';
import type { Gateway } from './gateway/gateway.ts';
import { createGateway } from './gateway/gateway.ts';
import { lockHome } from './home-lock.ts';
import { callFunction } from './lambda-caller.ts';
import { mailboxWritten, missionChanged, podStopped } from './pod-events.ts';
import type { Polling } from './poll-channels.ts';
import { pollChannels } from './poll-channels.ts';
import type { Repeated } from './repeat.ts';
import { repeat } from './repeat.ts';
import { createAppPages } from './serve-apps.ts';
import { createPages } from './serve-pages.ts';
import { createGitPages } from './serve-repositories.ts';
import type { StateMachine } from './state-machine/interpreter.ts';
import { createStateMachine } from './state-machine/interpreter.ts';
import { openJournal } from './state-machine/journal.ts';
import { endLeftPods, findLeftWork, findUntold } from './take-up-work.ts';
import { useProxy } from './use-proxy.ts';
import { createWakeQueue } from './wake-queue.ts';

/** A running Gantry on this machine. */
export interface RunningGantry {
  readonly origin: string;
  /** The first password of `admin`, when this start made it; it is kept nowhere. */
  readonly firstPassword: string | undefined;
  /** Missions of an earlier process that go on. */
  readonly resumed: number;
  readonly world: LocalWorld;
  readonly close: () => Promise<void>;
}

const definitionFile = join(import.meta.dirname, '..', 'infra', 'workflow', 'mission.asl.json');

/** Composes the local world: stores, gateway, state machine and pods around the very functions that AWS runs, and takes up what was left. */
export async function startGantry(
  environment: LocalEnvironment,
  log: (line: string) => void,
): Promise<RunningGantry> {
  const { home, isolation, browser, allowsWeakPod, services } = environment;
  const unlock = prepare(environment);
  const onError = (what: string) => (error: unknown) =>
    log(`${what}: ${error instanceof Error ? error.stack : String(error)}`);
  let origin = '';
  let world: LocalWorld | undefined;
  const opened = (): LocalWorld => {
    if (world === undefined) throw new Error('Gantry is still starting.');
    return world;
  };
  const gateway = openGateway(environment, opened);
  const [machine, wakes] = [createMachine(home, onError), createWakes(onError)];
  world = await openLocalWorld({
    home,
    isolation,
    browser,
    allowsWeakPod,
    services,
    origin: () => origin,
    liveFeed: gateway.liveFeed,
    workflow: machine,
    ...storeEvents(gateway, wakes),
    ...podEvents(onError),
    onDiagnosis: (podId, text) => log(`${podId}: ${text}`),
  });
  const firstPassword = await ensureAdmin(world, environment.adminPassword);
  const left = await findLeftWork(world);
  origin = `http://localhost:${(await gateway.listen()).port}`;
  await endLeftPods(left);
  await machine.resume();
  for (const missionId of left.missions) wakes.wake(missionId);
  for (const missionId of await findUntold(world)) wakes.tell(missionId);
  wakes.answer();
  const polling = pollChannels(world, log);
  const followed = followUp(onError);
  return {
    origin,
    firstPassword,
    resumed: left.missions.length,
    world,
    close: () => close({ gateway, machine, wakes, followed, polling, world, unlock }),
  };
}

/** What must hold before anything is opened; answers what gives the home back. */
function prepare({ home, proxy }: LocalEnvironment): () => void {
  // The functions read theirs at the first request, which is late to hear of a mistake.
  functionConfig();
  useProxy(proxy);
  return lockHome(home);
}

const followed = ['follow-lost-merges', 'follow-deletions', 'deliver-webhooks', 'work-channels'] as const;

/** What schedules do on AWS. GitHub reaches no laptop with its deliveries: here this is how a merge on its pages is heard of. */
const followUp = (onError: OnError): Repeated =>
  repeat({ firstMs: 10_000, everyMs: 2 * 60_000 }, async () => {
    for (const name of followed) await callFunction(name, {}).catch(onError(name));
  });

type OnError = (what: string) => (error: unknown) => void;

const openGateway = ({ port }: LocalEnvironment, opened: () => LocalWorld): Gateway =>
  createGateway({
    functions: functionTable,
    streaming: streamingFunctions,
    apps: createAppPages(opened),
    git: createGitPages(opened),
    pages: createPages(),
    port,
    clock: { nowMs: () => Date.now() },
  });

/** What the streams of both tables tell on AWS. */
function storeEvents(gateway: Gateway, wakes: Wakes): Pick<LocalWorldConfig, 'onRecord' | 'onAppended'> {
  return {
    onRecord: ({ partition }) => {
      if (partition === channelQueuePartition) wakes.answer();
    },
    onAppended: async (stream, record) => {
      if (record.kind === 'join') await gateway.connectSettled(record.connectionId);
      wakes.wake(stream);
    },
  };
}

/** What S3 and ECS tell of pods on AWS. */
function podEvents(onError: OnError) {
  return {
    onMailbox: async (missionId: MissionId, podId: PodId, key: string): Promise<void> => {
      const name = key === mailboxKeys.report ? 'receive-report' : 'relay-log';
      await callFunction(name, mailboxWritten(missionId, podId, key)).catch(onError(name));
    },
    onStopped: async (missionId: MissionId, podId: PodId): Promise<void> => {
      await callFunction('receive-report', podStopped(missionId, podId)).catch(onError('receive-report'));
    },
  };
}

/** The interpreter on the state machine's own file; an execution that ended any other way than by Settle is settled, as a rule on AWS does. */
function createMachine(home: string, onError: OnError): StateMachine {
  return createStateMachine({
    definition: JSON.parse(readFileSync(definitionFile, 'utf8')),
    functionNames,
    machineName: 'gantry-mission',
    invoke: (name, payload) => callFunction(name as FunctionName, payload),
    journal: openJournal(join(home, 'journal.db')),
    onEnd: async ({ name, status }) => {
      if (status !== 'SUCCEEDED') await callFunction('settle', { mission_id: name, error: null });
    },
    onError: (error, name) => onError(name)(error),
  });
}

interface Wakes {
  readonly wake: (stream: string) => void;
  /** Has its webhooks and the platforms where it is shown told alone. */
  readonly tell: (stream: string) => void;
  /** Has answered what people said at platforms. */
  readonly answer: () => void;
  /** Resolves when nothing runs any more; what a platform asked to wait with is left to the next start. */
  readonly stop: () => Promise<void>;
}

/** What a queue is woken by that looks at all there is. */
const everything = '*';

/** What the streams of both tables drive on AWS: broadcast and webhooks in each mission's own order, and dispatch one at a time. */
function createWakes(onError: OnError): Wakes {
  const dispatches = createWakeQueue(
    async (mission) => {
      await callFunction('dispatch', missionChanged(mission));
    },
    onError('dispatch'),
    { atOnce: 1 },
  );
  const broadcasts = createWakeQueue(async (mission) => {
    await callFunction('broadcast', missionChanged(mission));
  }, onError('broadcast'));
  const deliveries = createWakeQueue(
    async (mission) => {
      await callFunction('deliver-webhooks', missionChanged(mission));
    },
    onError('deliver-webhooks'),
    { atOnce: 4 },
  );
  const shown = createWakeQueue(
    async (mission) => {
      await callFunction('work-channels', mission === everything ? {} : missionChanged(mission));
    },
    onError('work-channels'),
    { atOnce: 4 },
  );
  const tell = (stream: string): void => {
    if (!stream.startsWith('msn_')) return;
    deliveries.wake(stream);
    shown.wake(stream);
  };
  return {
    wake: (stream) => {
      tell(stream);
      if (!stream.startsWith('msn_')) return;
      dispatches.wake(stream);
      broadcasts.wake(stream);
    },
    tell,
    answer: () => shown.wake(everything),
    stop: async () => {
      await Promise.all([dispatches.idle(), broadcasts.idle(), deliveries.idle(), shown.stop()]);
    },
  };
}

async function ensureAdmin(world: LocalWorld, given: string | undefined): Promise<string | undefined> {
  const signal = AbortSignal.timeout(10_000);
  if ((await findUser(world)('admin', signal)) !== undefined) return undefined;
  const password = given ?? world.ids.token().slice(0, 24);
  await addUser(world)({ username: 'admin', password, role: 'admin' }, signal);
  return given === undefined ? password : undefined;
}

interface Running {
  readonly gateway: Gateway;
  readonly machine: StateMachine;
  readonly wakes: Wakes;
  readonly followed: Repeated;
  readonly polling: Polling;
  readonly world: LocalWorld;
  readonly unlock: () => void;
}

async function close({ gateway, machine, wakes, followed, polling, world, unlock }: Running): Promise<void> {
  await polling.stop();
  await followed.stop();
  await gateway.close();
  await machine.close();
  await wakes.stop();
  world.close();
  unlock();
}
