import { parseArgs } from 'node:util';
import { print } from '../local/terminal.ts';
import { missionUsage, typicalMission } from './cost/mission-usage.ts';
import type { PriceKey } from './cost/prices.ts';
import { type MissionLoad, quotasFor } from './scale/quotas.ts';
import { dayTable, quotaTable } from './scale/report.ts';
import { simulateDay } from './scale/simulate.ts';

const usage = `npm run simulate -- [--slots 8] [--vcpus 6] [--functions 1000] [--tokens 1000000] [missions a day ...]
A day of so many missions against the quotas of an account: what binds first, who waits how long, what it costs. Give the figures
that Service Quotas shows for yours; without any, the tables of docs/scale.md.`;

const usualDays = [100, 10_000, 1_000_000];
const pod = { vcpu: 1, memoryGb: 2, hasAddress: true };

/** Tokens of a plan, checks, a draft and a review: most are read, and most of those from the cache. */
const modelTokens = 60_000;

/** The tables for an account with these quotas. */
export function scaleTables(
  own: Readonly<Record<string, number>> = {},
  days: readonly number[] = usualDays,
): Readonly<Record<'days' | 'quotas', string>> {
  const mission = missionUsage(pod);
  const of = (key: PriceKey): number => mission[key] ?? 0;
  const load: MissionLoad = {
    ...{ transitions: of('transition'), tableWrites: of('tableWrite'), objectWrites: of('objectWrite') },
    ...{ socketMessages: of('socketMessage'), busEvents: of('busEvent'), edgeRequests: of('edgeRequest') },
    ...{ functionsAtOnce: typicalMission.functionsAtOnce, podVcpus: pod.vcpu, modelTokens },
  };
  const quotas = quotasFor(load, own.slots ?? 8).map((quota) => ({
    ...quota,
    value: own[quota.what] ?? quota.value,
  }));
  const simulated = days.map((day) => simulateDay(day, { quotas, missionMinutes: typicalMission.minutes }));
  const [first] = simulated;
  if (first === undefined) throw new Error('Name at least one day.');
  return { days: dayTable(simulated, mission), quotas: quotaTable(first) };
}

/** What the options stand for among the quotas. */
const options = {
  slots: 'slots',
  vcpus: 'vCPUs of Fargate on demand',
  functions: 'functions',
  tokens: "the model's tokens",
} as const;

function main(): void {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...{ slots: text, vcpus: text, functions: text, tokens: text },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    print(usage);
    return;
  }
  const own = Object.entries(options).flatMap(([name, what]) => {
    const given = values[name as keyof typeof options];
    return given === undefined ? [] : [[what, Number(given)] as const];
  });
  const days = positionals.map(Number);
  const { days: dayRows, quotas } = scaleTables(Object.fromEntries(own), days.length > 0 ? days : usualDays);
  print(`${dayRows}\n\n${quotas}`);
}

if (process.argv[1] === import.meta.filename) main();
