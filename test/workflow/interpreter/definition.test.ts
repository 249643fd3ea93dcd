import { describe, expect, it } from 'vitest';
import { DefinitionRefused, loadDefinition } from '../../../local/state-machine/definition.ts';
import { definitionOf, placeholder, task, tokenTask } from './definitions.ts';

const names = { One: 'one' };

function problemsOf(definition: unknown): readonly string[] {
  try {
    loadDefinition(definition, names);
  } catch (error) {
    if (error instanceof DefinitionRefused) return error.problems;
    throw error;
  }
  return [];
}

const pass = { Type: 'Pass', End: true };
const withTask = (more: Record<string, unknown>) => definitionOf({ A: task('One', { End: true, ...more }) });

describe('loading a definition', () => {
  it('takes every field that is supported', () => {
    const definition = definitionOf(
      {
        A: task('One', {
          Comment: 'calls',
          QueryLanguage: 'JSONata',
          TimeoutSeconds: 10,
          Retry: [
            {
              ErrorEquals: ['States.ALL'],
              IntervalSeconds: 1,
              BackoffRate: 1.5,
              MaxAttempts: 0,
              MaxDelaySeconds: 2,
              JitterStrategy: 'FULL',
            },
          ],
          Catch: [{ ErrorEquals: ['States.ALL'], Output: { e: '{% $states.errorOutput %}' }, Next: 'F' }],
          Next: 'B',
        }),
        B: tokenTask('One', { HeartbeatSeconds: 5, TimeoutSeconds: '{% $states.input.s %}', Next: 'C' }),
        C: { Type: 'Choice', Choices: [{ Condition: '{% true %}', Next: 'D', Output: 1 }], Default: 'E' },
        D: { Type: 'Wait', Seconds: 1, Next: 'E' },
        E: { Type: 'Pass', Output: 1, Next: 'G' },
        F: { Type: 'Fail', Error: 'Gone', Cause: '{% $string($states.input) %}' },
        G: { Type: 'Succeed', Output: 2 },
      },
      { Comment: 'all', Version: '1.0', TimeoutSeconds: 60 },
    );
    const machine = loadDefinition(definition, names);
    expect([...machine.states.keys()]).toEqual(['A', 'B', 'C', 'D', 'E', 'F', 'G']);
    expect(machine.timeoutSeconds).toBe(60);
  });

  it.each([
    ['an unknown field', withTask({ ResultPath: '$.x' }), 'States.A.ResultPath: is not supported'],
    ['Assign', withTask({ Assign: { x: 1 } }), 'States.A.Assign: is not supported'],
    ['an unknown top field', definitionOf({ A: pass }, { Role: 1 }), 'Role: is not supported'],
    [
      'a field of a retrier',
      withTask({ Retry: [{ ErrorEquals: ['A'], Max: 1 }] }),
      'States.A.Retry[0].Max: is not supported',
    ],
    ['another state type', definitionOf({ A: { Type: 'Map', End: true } }), /^States\.A\.Type: /],
    [
      'another resource',
      withTask({ Resource: 'arn:aws:states:::sqs:sendMessage' }),
      /^States\.A\.Resource: /,
    ],
    ['another query language', definitionOf({ A: pass }, { QueryLanguage: 'JSONPath' }), /^QueryLanguage: /],
    [
      'a fraction of attempts',
      withTask({ Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1.5 }] }),
      /^States\.A\.Retry\[0\]\.MaxAttempts: /,
    ],
    [
      'bad JSONata',
      definitionOf({ A: { Type: 'Pass', Output: { x: ['{% 1 + %}'] }, End: true } }),
      /^States\.A\.Output\.x\[0\]: not JSONata/,
    ],
    [
      'half an expression',
      definitionOf({ A: { Type: 'Pass', Output: '{% 1', End: true } }),
      /^States\.A\.Output: an expression/,
    ],
    [
      'a condition that is text',
      definitionOf({ A: { Type: 'Choice', Choices: [{ Condition: 'true', Next: 'A' }] } }),
      /^States\.A\.Choices\[0\]\.Condition: /,
    ],
    [
      'a function without a name',
      definitionOf({ A: task('Nine') }),
      `States.A.Arguments.FunctionName: no function is named for ${placeholder('Nine')}`,
    ],
    [
      'a placeholder elsewhere',
      definitionOf({ A: { Type: 'Pass', Output: placeholder('One'), End: true } }),
      /^States\.A\.Output: a placeholder/,
    ],
    ['a Next to nowhere', withTask({ End: undefined, Next: 'Z' }), 'States.A.Next: there is no state "Z"'],
    ['a StartAt to nowhere', definitionOf({ A: pass }, { StartAt: 'Z' }), 'StartAt: there is no state "Z"'],
    [
      'a state that nothing reaches',
      definitionOf({ A: pass, B: pass }),
      'States.B: no path leads to this state',
    ],
    ['neither Next nor End', definitionOf({ A: { Type: 'Pass' } }), 'States.A: has either Next or End'],
    [
      'Next and End',
      definitionOf({ A: { Type: 'Pass', Next: 'A', End: true } }),
      'States.A: has either Next or End',
    ],
    [
      'States.ALL beside another',
      withTask({ Retry: [{ ErrorEquals: ['States.ALL', 'A'] }] }),
      /^States\.A\.Retry\[0\]\.ErrorEquals: States\.ALL/,
    ],
    [
      'States.ALL before another',
      withTask({
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'A' },
          { ErrorEquals: ['B'], Next: 'A' },
        ],
      }),
      /^States\.A\.Catch\[0\]\.ErrorEquals: States\.ALL/,
    ],
    [
      'a heartbeat that nobody can send',
      withTask({ HeartbeatSeconds: 5 }),
      /^States\.A\.HeartbeatSeconds: is not supported/,
    ],
    [
      'a heartbeat longer than the time-out',
      definitionOf({ A: tokenTask('One', { HeartbeatSeconds: 9, TimeoutSeconds: 9, End: true }) }),
      /^States\.A\.HeartbeatSeconds: must be smaller/,
    ],
    [
      'a token that nobody gets',
      withTask({ Resource: 'arn:aws:states:::lambda:invoke.waitForTaskToken' }),
      /^States\.A\.Arguments\.Payload: does not carry/,
    ],
    [
      'a maximum delay below the interval',
      withTask({ Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 5, MaxDelaySeconds: 5 }] }),
      /^States\.A\.Retry\[0\]\.MaxDelaySeconds: /,
    ],
  ])('refuses %s, by its path', (_, definition, problem) => {
    const problems = problemsOf(definition);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toMatch(problem);
  });

  it('names every problem at once', () => {
    const definition = definitionOf({ A: task('Nine', { Next: 'Z' }), B: pass });
    expect(problemsOf(definition)).toHaveLength(3);
  });
});
