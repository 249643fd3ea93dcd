import { metrics } from '../../core/wire/metrics.ts';
import { idleUsage, type TemplateResource } from './idle-usage.ts';
import { missionUsage, typicalMission } from './mission-usage.ts';
import { costUsd, lines, type PriceKey, prices, type Usage } from './prices.ts';

/** What an installation costs, computed from its templates. */
export interface CostReport {
  /** US dollars a month while nobody does anything. */
  readonly idleUsd: { readonly freeTier: number; readonly listPrice: number };
  /** US dollars, without tokens and without a free tier. */
  readonly missionUsd: number;
  /** In Markdown, as they stand in docs/cost.md. */
  readonly tables: Readonly<Record<'idle' | 'mission' | 'monthly' | 'prices', string>>;
}

const monthly = [10, 1_000, 100_000];
/** Metrics of our own are paid for while they are written; that of rewritten history stands by itself. */
const metricsOfOurs = Object.keys(metrics).length + 1;

/** Reads every template of an installation. */
export function reportCost(resources: readonly TemplateResource[]): CostReport {
  const idle = idleUsage(resources);
  const mission = missionUsage(podOf(resources));
  return {
    idleUsd: { freeTier: costUsd(idle, { freeTier: true }), listPrice: costUsd(idle, { freeTier: false }) },
    missionUsd: costUsd(mission, { freeTier: false }),
    tables: {
      idle: idleTable(idle),
      mission: missionTable(mission),
      monthly: monthlyTable(idle, mission),
      prices: priceTable(),
    },
  };
}

function podOf(resources: readonly TemplateResource[]) {
  const task = resources.find(({ Type }) => Type === 'AWS::ECS::TaskDefinition')?.Properties ?? {};
  const hasAddress = resources.some(({ Type }) => Type === 'AWS::EC2::InternetGateway');
  return { vcpu: Number(task.Cpu) / 1_024, memoryGb: Number(task.Memory) / 1_024, hasAddress };
}

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
const number = (value: number): string =>
  value.toLocaleString('en-US', { maximumFractionDigits: value < 1 ? 6 : 2 });
const usd = (value: number, digits = 2): string => `$${value.toFixed(digits)}`;

function idleTable(usage: Usage): string {
  const listed = lines(usage, { freeTier: false });
  const rows = lines(usage, { freeTier: true }).map(({ key, units, usd: withTier }, index) => [
    prices[key].per,
    number(units),
    usd(withTier),
    usd(listed[index]?.usd ?? 0),
  ]);
  const sums = [usd(costUsd(usage, { freeTier: true })), usd(costUsd(usage, { freeTier: false }))];
  return table(
    ['what', 'how many', 'with the free tier', 'without'],
    [...rows, ['**a month**', '', ...sums.map((sum) => `**${sum}**`)]],
  );
}

function missionTable(usage: Usage): string {
  const rows = lines(usage, { freeTier: false })
    .toSorted((one, other) => other.usd - one.usd)
    .map(({ key, units, usd: each }) => [prices[key].per, number(units), usd(each, 6)]);
  const sum = usd(costUsd(usage, { freeTier: false }), 6);
  return table(['what', 'how many', 'without the free tier'], [...rows, ['**a mission**', '', `**${sum}**`]]);
}

function monthlyTable(idle: Usage, mission: Usage): string {
  const rows = monthly.map((missions) => {
    const usage = inAll(idle, mission, missions);
    const [withTier, without] = [true, false].map((freeTier) => costUsd(usage, { freeTier }));
    const { atOnce, words } = firstToBind(missions);
    return [number(missions), usd(withTier ?? 0), usd(without ?? 0), number(atOnce), words];
  });
  return table(
    ['missions a month', 'with the free tier', 'without', 'at once in a busy hour', 'what binds first'],
    rows,
  );
}

function inAll(idle: Usage, mission: Usage, missions: number): Usage {
  const total: Partial<Record<PriceKey, number>> = { ...idle, metric: metricsOfOurs };
  for (const [key, units] of Object.entries(mission) as [PriceKey, number][])
    total[key] = (total[key] ?? 0) + units * missions;
  return total;
}

/** Quotas as new accounts have them, and our own; a busy hour has ten times the month's average. */
function firstToBind(missions: number): { readonly atOnce: number; readonly words: string } {
  const minutesAMonth = 43_800;
  const atOnce = Math.ceil((10 * missions * typicalMission.minutes) / minutesAMonth);
  const reached = [
    ['6 vCPUs of Fargate on demand, which are 6 pods: new accounts ask AWS for more first', atOnce > 6],
    ['`slots` (8), which is ours: the rest waits its turn', atOnce > 8],
    ['10 functions at once, as new accounts have them', atOnce * typicalMission.functionsAtOnce > 10],
    ["the model's tokens a minute in Bedrock, which differ by account", atOnce > 40],
  ] as const;
  const words = reached.flatMap(([name, isReached]) => (isReached ? [name] : []));
  return { atOnce, words: words.join('; then ') || 'nothing' };
}

const priceTable = (): string =>
  table(
    ['one', 'US dollars', 'free each month', 'source'],
    Object.values(prices).map(({ per, usd: each, free, source }) => [
      per,
      String(Number(each.toPrecision(6))),
      free === 0 ? '' : number(free),
      source,
    ]),
  );
