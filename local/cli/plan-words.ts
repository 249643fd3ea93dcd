import type { Plan } from '../../core/wire/chat.ts';
import { line } from '../terminal.ts';

/** A plan as text: what is built or changed, how it will be checked, what it needs, what it leaves out and what it takes. */
export function planWords(plan: Plan): string {
  return [
    line`Plan: ${plan.title}`,
    ...(plan.changes === undefined ? section('Features', plan.features) : changeLines(plan.changes)),
    ...section(
      plan.fault === undefined
        ? 'Checks, tried in a browser'
        : 'Checks; the one for the fault is tried first',
      plan.checks.map(({ id, words }) => `${id}: ${words}${id === plan.fault ? ' (the fault)' : ''}`),
    ),
    ...section('Needs', needLines(plan.needs)),
    ...section(
      'Left out',
      plan.left_out.map(({ what, why }) => `${what}: ${why}`),
    ),
    line`  About ${durationWords(plan.estimate.seconds)}${plan.estimate.usd > 0 ? `, $${plan.estimate.usd.toFixed(2)}` : ''}.`,
  ].join('\n');
}

const section = (title: string, items: readonly string[]): readonly string[] =>
  items.length === 0 ? [] : [`  ${title}`, ...items.map((item) => line`    - ${item}`)];

function changeLines(changes: NonNullable<Plan['changes']>): readonly string[] {
  return [
    ...section('Added', changes.added),
    ...section('Changed', changes.changed),
    ...section('Removed', changes.removed),
    ...section(
      'Checks that go',
      (changes.checks_dropped ?? []).map(({ words }) => words),
    ),
  ];
}

function needLines({ data, secrets, origins, drops = [] }: Plan['needs']): readonly string[] {
  return [
    ...(data ? ['a database'] : []),
    ...secrets.map(({ name, why }) => `the secret ${name}: ${why}`),
    ...origins.map(({ origin, why }) => `to talk to ${origin}: ${why}`),
    ...drops.map((name) => `to delete ${name} for good, with what people left there`),
  ];
}

const durationWords = (seconds: number): string =>
  seconds < 90 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`;
