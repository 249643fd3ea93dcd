import type * as z from 'zod';
import { checkDefinition } from './definition-check.ts';
import {
  type DefinitionSource,
  definitionSchema,
  type StateSource,
  type TaskSource,
} from './definition-schema.ts';
import { compileTemplate, type Refuse, type Template } from './expression.ts';
import type { Retrier } from './retry.ts';

interface Catcher {
  readonly errorEquals: readonly string[];
  readonly output: Template | undefined;
  readonly next: string;
}

export interface TaskState {
  readonly type: 'Task';
  readonly functionName: string;
  readonly payload: Template;
  readonly waitsForToken: boolean;
  readonly timeoutSeconds: Template | undefined;
  readonly heartbeatSeconds: Template | undefined;
  readonly output: Template | undefined;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
  readonly next: string | undefined;
}

export interface ChoiceState {
  readonly type: 'Choice';
  readonly rules: readonly {
    readonly condition: Template;
    readonly output: Template | undefined;
    readonly next: string;
  }[];
  readonly fallback: string | undefined;
  readonly output: Template | undefined;
}

interface PlainState {
  readonly type: 'Pass' | 'Succeed';
  readonly output: Template | undefined;
  readonly next: string | undefined;
}

export interface WaitState {
  readonly type: 'Wait';
  readonly seconds: Template;
  readonly output: Template | undefined;
  readonly next: string | undefined;
}

export interface FailState {
  readonly type: 'Fail';
  readonly error: Template;
  readonly cause: Template;
}

/** A state with its expressions compiled; `next` is undefined where the execution ends. */
export type State = TaskState | ChoiceState | PlainState | WaitState | FailState;

/** A definition that is known to be runnable. */
export interface Machine {
  readonly startAt: string;
  readonly timeoutSeconds: number | undefined;
  readonly states: ReadonlyMap<string, State>;
}

/** The definition asks for something that this interpreter would have to ignore; each problem names its path. */
export class DefinitionRefused extends Error {
  override readonly name = 'DefinitionRefused';
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(`The state machine's definition cannot be run:\n${problems.join('\n')}`);
    this.problems = problems;
  }
}

function pathText(path: readonly PropertyKey[]): string {
  return path
    .map((part, at) => (typeof part === 'number' ? `[${part}]` : `${at > 0 ? '.' : ''}${String(part)}`))
    .join('');
}

function problemsOf(issue: z.core.$ZodIssue): string[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${pathText([...issue.path, key])}: is not supported`);
  }
  return [`${pathText(issue.path)}: ${issue.message}`];
}

function parse(source: unknown): DefinitionSource {
  const parsed = definitionSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  throw new DefinitionRefused(parsed.error.issues.flatMap(problemsOf));
}

interface Compiler {
  readonly template: (value: unknown, path: string) => Template;
  readonly optional: (value: unknown, path: string) => Template | undefined;
  readonly functionName: (value: string, path: string) => string;
}

function createCompiler(functionNames: Readonly<Record<string, string>>, refuse: Refuse): Compiler {
  const template = (value: unknown, path: string) => compileTemplate(value, path, refuse);
  return {
    template,
    optional: (value, path) => (value === undefined ? undefined : template(value, path)),
    functionName(value, path) {
      const name = value.replace(/\$\{(\w+)\}/g, (placeholder, key: string) => {
        const known = Object.hasOwn(functionNames, key) ? functionNames[key] : undefined;
        if (known === undefined) refuse(path, `no function is named for ${placeholder}`);
        return known ?? placeholder;
      });
      if (name.includes('{%')) refuse(path, 'must not be an expression');
      return name;
    },
  };
}

function compileTask(task: TaskSource, path: string, compiler: Compiler): TaskState {
  const { optional } = compiler;
  return {
    type: 'Task',
    functionName: compiler.functionName(task.Arguments.FunctionName, `${path}.Arguments.FunctionName`),
    payload: compiler.template(task.Arguments.Payload ?? {}, `${path}.Arguments.Payload`),
    waitsForToken: task.Resource.endsWith('.waitForTaskToken'),
    timeoutSeconds: optional(task.TimeoutSeconds, `${path}.TimeoutSeconds`),
    heartbeatSeconds: optional(task.HeartbeatSeconds, `${path}.HeartbeatSeconds`),
    output: optional(task.Output, `${path}.Output`),
    retriers: task.Retry.map((retrier) => ({
      errorEquals: retrier.ErrorEquals,
      intervalSeconds: retrier.IntervalSeconds,
      backoffRate: retrier.BackoffRate,
      maxAttempts: retrier.MaxAttempts,
      maxDelaySeconds: retrier.MaxDelaySeconds,
      jitter: retrier.JitterStrategy,
    })),
    catchers: task.Catch.map((catcher, at) => ({
      errorEquals: catcher.ErrorEquals,
      output: optional(catcher.Output, `${path}.Catch[${at}].Output`),
      next: catcher.Next,
    })),
    next: task.Next,
  };
}

function compileState(source: StateSource, path: string, compiler: Compiler): State {
  const { optional, template } = compiler;
  switch (source.Type) {
    case 'Task':
      return compileTask(source, path, compiler);
    case 'Choice':
      return {
        type: 'Choice',
        rules: source.Choices.map((rule, at) => ({
          condition: template(rule.Condition, `${path}.Choices[${at}].Condition`),
          output: optional(rule.Output, `${path}.Choices[${at}].Output`),
          next: rule.Next,
        })),
        fallback: source.Default,
        output: optional(source.Output, `${path}.Output`),
      };
    case 'Pass':
      return { type: 'Pass', output: optional(source.Output, `${path}.Output`), next: source.Next };
    case 'Succeed':
      return { type: 'Succeed', output: optional(source.Output, `${path}.Output`), next: undefined };
    case 'Wait':
      return {
        type: 'Wait',
        seconds: template(source.Seconds, `${path}.Seconds`),
        output: optional(source.Output, `${path}.Output`),
        next: source.Next,
      };
    case 'Fail':
      return {
        type: 'Fail',
        error: template(source.Error ?? '', `${path}.Error`),
        cause: template(source.Cause ?? '', `${path}.Cause`),
      };
    default:
      return source satisfies never;
  }
}

/** Reads a definition (parsed JSON); throws DefinitionRefused with every problem and its path, so nothing is ignored silently. */
export function loadDefinition(source: unknown, functionNames: Readonly<Record<string, string>>): Machine {
  const definition = parse(source);
  const problems: string[] = [];
  const refuse: Refuse = (path, problem) => problems.push(`${path}: ${problem}`);
  checkDefinition(definition, refuse);
  const compiler = createCompiler(functionNames, refuse);
  const states = Object.entries(definition.States).map(
    ([name, state]) => [name, compileState(state, `States.${name}`, compiler)] as const,
  );
  if (problems.length > 0) throw new DefinitionRefused(problems);
  return { startAt: definition.StartAt, timeoutSeconds: definition.TimeoutSeconds, states: new Map(states) };
}
