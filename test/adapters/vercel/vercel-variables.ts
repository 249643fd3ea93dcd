import * as z from 'zod';
import type { RecordedCall, StandInProject } from './vercel-wire.ts';

/** A variable of a project as the stand-in keeps it. */
export type StandInVariable = Omit<z.infer<typeof variableBody>, 'key'>;

const variableBody = z.strictObject({
  key: z.string(),
  value: z.string().min(1),
  type: z.literal('sensitive'),
  target: z.tuple([z.literal('production')]),
  comment: z.string().max(500),
});

/** What the stand-in answers. */
export type Answer = readonly [status: number, body: unknown];
const idOf = (key: string): string => `env_${key}`;
/** An error in Vercel's form. */
export const failure = (status: number, code: string, message = code): Answer => [
  status,
  { error: { code, message } },
];

/** Variables as the API lists them: sensitive ones without their values. */
export const listVariables = ({ keys, variables }: StandInProject): readonly object[] => [
  ...keys.map((key) => ({ key, id: idOf(key), type: 'sensitive' })),
  ...[...variables].map(([key, { type, comment }]) => ({ key, id: idOf(key), type, comment })),
];

/** Sets what is asked for; what is there is refused unless it may be replaced. */
export function setVariables({ variables }: StandInProject, call: RecordedCall): Answer {
  const body = z.array(variableBody).safeParse(JSON.parse(call.body.toString()));
  if (!body.success) return failure(400, 'bad_request', body.error.message);
  const taken = body.data.find(({ key }) => variables.has(key) && call.query.get('upsert') !== 'true');
  if (taken !== undefined) return failure(403, 'ENV_CONFLICT', `${taken.key} exists`);
  for (const { key, ...variable } of body.data) variables.set(key, variable);
  return [201, { created: body.data.map(({ key }) => ({ key, id: idOf(key) })), failed: [] }];
}

export const removeVariable = ({ variables }: StandInProject, id: string): Answer =>
  variables.delete(id.slice(idOf('').length)) ? [200, []] : failure(404, 'not_found');

/** What a deployment for production gets of a project's variables. */
export const variablesOf = ({ variables }: StandInProject): Record<string, string> =>
  Object.fromEntries([...variables].map(([key, { value }]) => [key, value]));
