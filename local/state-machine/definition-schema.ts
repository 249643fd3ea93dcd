import * as z from 'zod';

const maxSeconds = 99_999_999;
const stateName = z.string().min(1).max(80);
const comment = { Comment: z.string().optional(), QueryLanguage: z.literal('JSONata').optional() };
const then = { Next: stateName.optional(), End: z.literal(true).optional() };
const output = { Output: z.json().optional() };
const expression = z.string().regex(/^\{%[\s\S]*%\}$/, 'must be an expression in {% %}');
const seconds = (atLeast: number) => z.union([z.int().min(atLeast).max(maxSeconds), expression]);
const errorEquals = z.array(z.string().min(1)).min(1);

const retrier = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorEquals,
  IntervalSeconds: z.int().min(1).max(maxSeconds).default(1),
  BackoffRate: z.number().min(1).default(2),
  MaxAttempts: z.int().min(0).max(maxSeconds).default(3),
  MaxDelaySeconds: z.int().min(1).max(31_622_399).optional(),
  JitterStrategy: z.enum(['FULL', 'NONE']).default('NONE'),
});

const catcher = z.strictObject({
  Comment: z.string().optional(),
  ErrorEquals: errorEquals,
  Next: stateName,
  ...output,
});

const task = z.strictObject({
  Type: z.literal('Task'),
  ...comment,
  ...then,
  ...output,
  Resource: z.enum(['arn:aws:states:::lambda:invoke', 'arn:aws:states:::lambda:invoke.waitForTaskToken']),
  Arguments: z.strictObject({ FunctionName: z.string().min(1), Payload: z.json().optional() }),
  TimeoutSeconds: seconds(1).optional(),
  HeartbeatSeconds: seconds(1).optional(),
  Retry: z.array(retrier).default([]),
  Catch: z.array(catcher).default([]),
});

const rule = z.strictObject({
  Comment: z.string().optional(),
  Condition: z.union([z.boolean(), expression]),
  Next: stateName,
  ...output,
});

const choice = z.strictObject({
  Type: z.literal('Choice'),
  ...comment,
  ...output,
  Choices: z.array(rule).min(1),
  Default: stateName.optional(),
});

const pass = z.strictObject({ Type: z.literal('Pass'), ...comment, ...then, ...output });
const wait = z.strictObject({ Type: z.literal('Wait'), ...comment, ...then, ...output, Seconds: seconds(0) });
const succeed = z.strictObject({ Type: z.literal('Succeed'), ...comment, ...output });
const fail = z.strictObject({
  Type: z.literal('Fail'),
  ...comment,
  Error: z.string().optional(),
  Cause: z.string().optional(),
});

/** The part of Amazon States Language that Gantry uses; whatever is not named here is refused, never ignored. */
export const definitionSchema = z.strictObject({
  Comment: z.string().optional(),
  Version: z.literal('1.0').optional(),
  QueryLanguage: z.literal('JSONata'),
  StartAt: stateName,
  TimeoutSeconds: z.int().min(1).max(maxSeconds).optional(),
  States: z.record(stateName, z.discriminatedUnion('Type', [task, choice, pass, wait, succeed, fail])),
});

export type StateSource = z.infer<typeof definitionSchema>['States'][string];
export type TaskSource = z.infer<typeof task>;
export type DefinitionSource = z.infer<typeof definitionSchema>;
