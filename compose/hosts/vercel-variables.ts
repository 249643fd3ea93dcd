import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { RecordStore } from '../../core/ports/record-store.ts';
import { type ProjectRecord, projectKeyOf, requireProject, type VercelPlace } from './vercel-projects.ts';
import { ApiRefusal, readBody, type WireAnswer, type WireCall, type WireRoute } from './wire-api.ts';

const keySchema = z.string().min(1).max(256);
const wishesSchema = z
  .array(
    z.looseObject({
      key: keySchema,
      value: z.string().max(65_536),
      target: z.array(z.string()),
      comment: z.string().max(500).optional(),
    }),
  )
  .max(100);

/** Variables that a deployment alone is given, as it is asked for. */
export const deploymentEnvironmentSchema = z.record(keySchema, z.string().max(65_536));
type Environment = z.infer<typeof deploymentEnvironmentSchema>;

const environmentKey = (label: string) => ({ partition: 'vercel#environment', sort: label });

/** A deployment keeps what it was made with: the project's variables where it is production, and its own. */
export async function keepEnvironment(
  records: RecordStore,
  project: ProjectRecord,
  {
    label,
    target,
    own,
  }: { readonly label: string; readonly target: string | null; readonly own: Environment },
  signal: AbortSignal,
): Promise<void> {
  const shared = project.variables.filter(({ targets }) => targets.includes(target ?? 'preview'));
  const environment = { ...Object.fromEntries(shared.map(({ key, value }) => [key, value])), ...own };
  await records.put(environmentKey(label), environment, { condition: { kind: 'any' } }, signal);
}

/** What the functions of a deployment find in their environment. */
export const environmentOf = async (
  records: RecordStore,
  label: string,
  signal: AbortSignal,
): Promise<Environment> =>
  (await records.get(environmentKey(label), deploymentEnvironmentSchema, signal))?.value ?? {};

export const forgetEnvironment = (
  records: RecordStore,
  label: string,
  signal: AbortSignal,
): Promise<boolean> => records.remove(environmentKey(label), { kind: 'any' }, signal);

async function change(
  place: VercelPlace,
  project: ProjectRecord,
  variables: ProjectRecord['variables'],
  signal: AbortSignal,
): Promise<void> {
  const write = { condition: { kind: 'any' } } as const;
  await place.records.put(projectKeyOf(project.name), { ...project, variables }, write, signal);
}

async function take(place: VercelPlace, id: string, call: WireCall): Promise<WireAnswer> {
  const wishes = readBody(call, wishesSchema, 400);
  const { value: project } = await requireProject(place, id, call.signal);
  const made = wishes.map(({ key, value, target: targets, comment = '' }) => {
    const known = project.variables.find((one) => one.key === key);
    return { id: known?.id ?? randomUUID(), key, value, targets, comment };
  });
  const others = project.variables.filter(({ key }) => !made.some((one) => one.key === key));
  await change(place, project, [...others, ...made], call.signal);
  return { status: 201, body: { created: made.map(({ key }) => ({ key })), failed: [] } };
}

async function remove(
  place: VercelPlace,
  id: string,
  variable: string,
  signal: AbortSignal,
): Promise<WireAnswer> {
  const { value: project } = await requireProject(place, id, signal);
  const left = project.variables.filter((one) => one.id !== variable);
  if (left.length === project.variables.length)
    throw new ApiRefusal(404, 'not_found', 'Environment variable not found');
  await change(place, project, left, signal);
  return { status: 200, body: {} };
}

/** Variables of projects: listed without their values, which a deployment alone is given. */
export function variableRoutes(place: VercelPlace): readonly WireRoute[] {
  return [
    [
      'GET',
      /^\/v10\/projects\/([^/]+)\/env$/,
      async ({ signal }, id = '') => {
        const { keys, variables } = (await requireProject(place, id, signal)).value;
        const plain = keys.map((key) => ({ key, type: 'plain' }));
        const sensitive = variables.map(({ id: of, key, comment, targets }) => ({
          ...{ id: of, key, comment, target: targets, type: 'sensitive' },
        }));
        return { status: 200, body: { envs: [...plain, ...sensitive] } };
      },
    ],
    ['POST', /^\/v10\/projects\/([^/]+)\/env$/, (call, id = '') => take(place, id, call)],
    [
      'DELETE',
      /^\/v9\/projects\/([^/]+)\/env\/([^/]+)$/,
      ({ signal }, id = '', variable = '') => remove(place, id, variable, signal),
    ],
  ];
}
