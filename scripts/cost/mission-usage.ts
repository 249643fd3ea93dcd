import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { type FunctionName, functionCatalogue } from '../../infra/function-catalogue.ts';
import type { PriceKey, Usage } from './prices.ts';

const definitionFile = join(import.meta.dirname, '..', '..', 'infra', 'workflow', 'mission.asl.json');
const stateSchema = z.object({
  Next: z.string().optional(),
  Choices: z.array(z.object({ Condition: z.string(), Next: z.string() })).optional(),
});

/**
 * A mission as most are: one plan, one draft that the gate and the tests let pass, a live URL and a pull request, watched from the console all
 * along. A heal is one more draft and one more pod. Tokens are the model's price, and not here.
 */
const typical = {
  /** Seconds that each function runs in all, and how often it is called. The model writes for a minute and a half. */
  functions: {
    'launch-pod': { seconds: 2, calls: 1 },
    specify: { seconds: 8, calls: 1 },
    'draft-app': { seconds: 90, calls: 1 },
    'gate-draft': { seconds: 1, calls: 1 },
    build: { seconds: 2, calls: 1 },
    judge: { seconds: 1, calls: 1 },
    'review-app': { seconds: 15, calls: 1 },
    'deploy-app': { seconds: 20, calls: 1 },
    'check-live': { seconds: 5, calls: 1 },
    'publish-app': { seconds: 8, calls: 1 },
    settle: { seconds: 6, calls: 1 },
    'receive-report': { seconds: 3, calls: 2 },
    'relay-log': { seconds: 8, calls: 40 },
    broadcast: { seconds: 20, calls: 60 },
    dispatch: { seconds: 2, calls: 2 },
    'deliver-webhooks': { seconds: 4, calls: 40 },
    chat: { seconds: 20, calls: 2 },
    missions: { seconds: 8, calls: 20 },
    apps: { seconds: 4, calls: 5 },
    account: { seconds: 2, calls: 4 },
    auth: { seconds: 1, calls: 1 },
    'socket-connect': { seconds: 1, calls: 2 },
    'socket-disconnect': { seconds: 1, calls: 2 },
    'socket-message': { seconds: 2, calls: 10 },
  } satisfies Partial<Record<FunctionName, { readonly seconds: number; readonly calls: number }>>,
  /** A pod is asked for while the model writes, and lives until its report. */
  podSeconds: 180,
  /** Twice a second while it waits, and what functions read. */
  objectReads: 400,
  /** Logs in pieces, draft, report, artifact, evidence. */
  objectWrites: 60,
  tableWrites: 400,
  tableReads: 1_500,
  events: 45,
  /** Calls of the function that carries events to the bus, of 128 MB and a tenth of a second. */
  relays: 40,
  socketMessages: 200,
  socketMinutes: 6,
  signatures: 3,
  secretReads: 6,
  logKb: 150,
  storedTableKb: 80,
  storedObjectsMb: 3,
};

/** How long a mission takes from its first event to its last, and how many functions run for it at a time. */
export const typicalMission = { minutes: 5, functionsAtOnce: 1.5 } as const;

/** What one mission uses. States, memory and size of a pod are read where they are set; times and counts are those of `typical`. */
export function missionUsage(pod: {
  readonly vcpu: number;
  readonly memoryGb: number;
  readonly hasAddress: boolean;
}): Usage {
  const functions = Object.entries(typical.functions) as [FunctionName, { seconds: number; calls: number }][];
  const calls = functions.reduce((sum, [, one]) => sum + one.calls, 0);
  const restCalls = functions
    .filter(([name]) => functionCatalogue[name].trigger.kind === 'rest')
    .reduce((sum, [, one]) => sum + one.calls, 0);
  const podHours = typical.podSeconds / 3_600;
  return {
    call: calls + typical.relays,
    functionGbSecond: functions.reduce(
      (sum, [name, { seconds }]) => sum + (seconds * functionCatalogue[name].memoryMb) / 1_024,
      typical.relays * 0.1 * 0.125,
    ),
    transition: happyTransitions(),
    podVcpuHour: podHours * pod.vcpu,
    podGbHour: podHours * pod.memoryGb,
    ...(pod.hasAddress && { addressHour: podHours }),
    tableWrite: typical.tableWrites,
    tableRead: typical.tableReads,
    tableGb: typical.storedTableKb / 1e6,
    restorableGb: typical.storedTableKb / 1e6,
    objectWrite: typical.objectWrites,
    objectRead: typical.objectReads,
    objectGb: typical.storedObjectsMb / 1e3,
    restCall: restCalls,
    edgeRequest: restCalls + 10,
    socketMessage: typical.socketMessages,
    socketMinute: typical.socketMinutes,
    busEvent: typical.events,
    signature: typical.signatures,
    secretRead: typical.secretReads,
    logGb: typical.logKb / 1e6,
  } satisfies Partial<Record<PriceKey, number>>;
}

/** The state machine from its start to its end where nothing has to be healed; a start counts as a transition as well. */
function happyTransitions(): number {
  const { StartAt, States } = z
    .object({ StartAt: z.string(), States: z.record(z.string(), stateSchema) })
    .parse(JSON.parse(readFileSync(definitionFile, 'utf8')));
  let transitions = 1;
  for (let name: string | undefined = StartAt; name !== undefined; transitions += 1)
    name = happyNext(States[name]);
  return transitions;
}

const onward = /'(draft|gate|build|judge|deploy|check|publish|settle)'/;
const happyNext = (state: z.infer<typeof stateSchema> | undefined): string | undefined =>
  state?.Next ?? state?.Choices?.find(({ Condition }) => onward.test(Condition))?.Next;
