import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { errorNames } from '../../core/errors.ts';
import { defaultPodLimits, longestWorkMs } from '../../core/wire/pod.ts';
import { functionNames } from '../../local/function-table.ts';

interface Handling {
  readonly ErrorEquals: readonly string[];
  readonly Next?: string;
}

interface State {
  readonly Type: string;
  readonly Next?: string;
  readonly Default?: string;
  readonly Choices?: readonly { readonly Condition: string; readonly Next: string }[];
  readonly Arguments?: { readonly FunctionName: string; readonly Payload?: { readonly stage?: string } };
  readonly TimeoutSeconds?: number;
  readonly HeartbeatSeconds?: number;
  readonly Resource?: string;
  readonly Retry?: readonly Handling[];
  readonly Catch?: readonly Handling[];
}

interface Definition {
  readonly StartAt: string;
  readonly States: Readonly<Record<string, State>>;
}

const root = join(import.meta.dirname, '..', '..');
const text = readFileSync(join(root, 'infra', 'workflow', 'mission.asl.json'), 'utf8');
const definition = JSON.parse(text) as Definition;
const states = Object.entries(definition.States);
const tasks = states.filter(([, state]) => state.Type === 'Task');
const validate = createRequire(import.meta.url)('asl-validator') as (machine: unknown) => {
  readonly isValid: boolean;
};

/** Where a state may lead, failures included. */
function exits(state: State): readonly string[] {
  return [
    state.Next,
    state.Default,
    ...(state.Choices ?? []).map((choice) => choice.Next),
    ...(state.Catch ?? []).map((handling) => handling.Next),
  ].filter((name) => name !== undefined);
}

describe('the state machine of a mission', () => {
  it('is valid Amazon States Language', () => {
    expect(validate(definition).isValid).toBe(true);
    expect(validate({ ...definition, StartAt: 'Nowhere' }).isValid).toBe(false);
  });

  it.each(tasks)('%s has its function, a timeout, retriers and a catcher', (name, state) => {
    expect(state.Arguments?.FunctionName).toBe(`\${${name}}`);
    const folder = functionNames[name] ?? 'missing';
    expect(existsSync(join(root, 'functions', folder, 'handler.ts'))).toBe(true);
    expect(state.TimeoutSeconds).toBeGreaterThan(0);
    expect(state.Retry?.length).toBeGreaterThan(0);
    expect(state.Catch?.at(-1)?.ErrorEquals).toEqual(['States.ALL']);
  });

  it('names only errors that core throws, or that Step Functions and Lambda know', () => {
    const named = states
      .flatMap(([, state]) => [...(state.Retry ?? []), ...(state.Catch ?? [])])
      .flatMap((handling) => handling.ErrorEquals);
    const ours = named.filter((name) => !/^(?:States|Lambda|Sandbox|Runtime)\.|^TimeoutError$/.test(name));
    expect(ours.length).toBeGreaterThan(0);
    expect(ours.filter((name) => !(errorNames as readonly string[]).includes(name))).toEqual([]);
  });

  it('lets no path end that has not passed Settle', () => {
    const reached = new Set<string>();
    const walk = (name: string): void => {
      if (name === 'Settle' || reached.has(name)) return;
      reached.add(name);
      for (const next of exits(definition.States[name] ?? { Type: 'Missing' })) walk(next);
    };
    walk(definition.StartAt);
    const ends = [...reached].filter(
      (name) => exits(definition.States[name] ?? { Type: 'Missing' }).length === 0,
    );
    expect(ends).toEqual([]);
    expect(reached.size).toBeGreaterThan(10);
  });

  it.each(tasks)('tells %s its name, but for the one that cannot be waited for', (name, state) => {
    const told = state.Arguments?.Payload?.stage;
    expect(told).toBe(name === 'Settle' ? undefined : '{% $states.context.State.Name %}');
  });

  it.each(tasks)('tries %s again where Lambda ended it', (_name, state) => {
    const named = state.Retry?.flatMap((handling) => handling.ErrorEquals) ?? [];
    // The last is what a function calls it that ends its own work in time.
    const ends = [
      'States.Timeout',
      'Sandbox.Timedout',
      'Runtime.ExitError',
      'Lambda.Unknown',
      'Lambda.ClientExecutionTimeoutException',
      'TimeoutError',
    ];
    expect(named).toEqual(expect.arrayContaining(ends));
    expect(new Set(named).size).toBe(named.length);
  });

  it('gives the build a heartbeat that outlasts a pod and its start', () => {
    const waiting = tasks.filter(([, state]) => state.Resource?.endsWith('.waitForTaskToken'));
    expect(waiting.map(([name]) => name)).toEqual(['Build']);
    // Fargate usually takes less than one minute, and sometimes several.
    const startSeconds = 300;
    const longest = longestWorkMs(defaultPodLimits) / 1_000 + startSeconds;
    const { HeartbeatSeconds: beat = 0, TimeoutSeconds: limit = 0 } = waiting[0]?.[1] ?? {};
    expect(beat).toBeGreaterThan(longest);
    expect(limit).toBeGreaterThan(beat);
  });
});
