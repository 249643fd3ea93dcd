import type { DefinitionSource, StateSource, TaskSource } from './definition-schema.ts';
import type { Refuse } from './expression.ts';

type Target = readonly [path: string, name: string];

function targetsOf(state: StateSource, path: string): Target[] {
  switch (state.Type) {
    case 'Task':
      return [
        ...nextOf(state, path),
        ...state.Catch.map((catcher, at): Target => [`${path}.Catch[${at}].Next`, catcher.Next]),
      ];
    case 'Choice':
      return [
        ...state.Choices.map((rule, at): Target => [`${path}.Choices[${at}].Next`, rule.Next]),
        ...(state.Default === undefined ? [] : [[`${path}.Default`, state.Default] as const]),
      ];
    case 'Pass':
    case 'Wait':
      return nextOf(state, path);
    case 'Succeed':
    case 'Fail':
      return [];
    default:
      return state satisfies never;
  }
}

function nextOf(state: { readonly Next?: string | undefined }, path: string): Target[] {
  return state.Next === undefined ? [] : [[`${path}.Next`, state.Next]];
}

function checkTargets(definition: DefinitionSource, refuse: Refuse): void {
  const reached = new Set<string>();
  const visit = ([path, name]: Target): void => {
    const state = Object.hasOwn(definition.States, name) ? definition.States[name] : undefined;
    if (state === undefined) refuse(path, `there is no state ${JSON.stringify(name)}`);
    if (state === undefined || reached.has(name)) return;
    reached.add(name);
    targetsOf(state, `States.${name}`).forEach(visit);
  };
  visit(['StartAt', definition.StartAt]);
  for (const name of Object.keys(definition.States)) {
    if (reached.size > 0 && !reached.has(name)) refuse(`States.${name}`, 'no path leads to this state');
  }
}

function checkWildcards(entries: readonly { ErrorEquals: string[] }[], path: string, refuse: Refuse): void {
  entries.forEach(({ ErrorEquals }, at) => {
    const standsAlone = ErrorEquals.length === 1 && at === entries.length - 1;
    if (ErrorEquals.includes('States.ALL') && !standsAlone) {
      refuse(`${path}[${at}].ErrorEquals`, 'States.ALL stands alone, in the last entry');
    }
  });
}

function checkHeartbeat(task: TaskSource, path: string, refuse: Refuse): void {
  const { HeartbeatSeconds: heartbeat, TimeoutSeconds: timeout } = task;
  if (heartbeat === undefined) return;
  if (!task.Resource.endsWith('.waitForTaskToken')) {
    refuse(
      `${path}.HeartbeatSeconds`,
      'is not supported without .waitForTaskToken: no heartbeat could ever come',
    );
  }
  if (typeof heartbeat === 'number' && typeof timeout === 'number' && heartbeat >= timeout) {
    refuse(`${path}.HeartbeatSeconds`, 'must be smaller than TimeoutSeconds');
  }
}

function checkTask(task: TaskSource, path: string, refuse: Refuse): void {
  checkWildcards(task.Retry, `${path}.Retry`, refuse);
  checkWildcards(task.Catch, `${path}.Catch`, refuse);
  checkHeartbeat(task, path, refuse);
  task.Retry.forEach((retrier, at) => {
    if ((retrier.MaxDelaySeconds ?? Number.POSITIVE_INFINITY) <= retrier.IntervalSeconds) {
      refuse(`${path}.Retry[${at}].MaxDelaySeconds`, 'must be greater than IntervalSeconds');
    }
  });
  const carriesToken = JSON.stringify(task.Arguments.Payload ?? null).includes('$states.context.Task');
  if (task.Resource.endsWith('.waitForTaskToken') && !carriesToken) {
    refuse(`${path}.Arguments.Payload`, 'does not carry $states.context.Task.Token, so nobody could answer');
  }
}

function checkEnding(state: StateSource, path: string, refuse: Refuse): void {
  if (state.Type === 'Choice' || state.Type === 'Succeed' || state.Type === 'Fail') return;
  if ((state.Next === undefined) === (state.End === undefined)) refuse(path, 'has either Next or End');
}

/** Checks what a schema cannot: that targets exist, states are reachable, wildcards stand last, tokens can be answered. */
export function checkDefinition(definition: DefinitionSource, refuse: Refuse): void {
  checkTargets(definition, refuse);
  for (const [name, state] of Object.entries(definition.States)) {
    checkEnding(state, `States.${name}`, refuse);
    if (state.Type === 'Task') checkTask(state, `States.${name}`, refuse);
  }
}
