import * as z from 'zod';
import { claimProject, findProject } from '../../adapters/local/app-host/hosted-names.ts';
import type { ObjectStore } from '../../core/ports/object-store.ts';
import type { RecordStore, StoredRecord } from '../../core/ports/record-store.ts';
import { ApiRefusal, readBody, type WireAnswer, type WireCall, type WireRoute } from './wire-api.ts';

export interface VercelPlace {
  readonly records: RecordStore;
  readonly objects: ObjectStore;
  /** Where people open the console; apps are at the same port of names under localhost. */
  readonly origin: string;
}

const projectSchema = z.strictObject({
  name: z.string(),
  /** The first label of the stable address. */
  label: z.string(),
  keys: z.array(z.string()),
  settings: z.record(z.string(), z.unknown()),
  created_at_ms: z.number(),
  /** What its functions are given, each for deployments of its targets. */
  variables: z
    .array(
      z.strictObject({
        id: z.string(),
        key: z.string(),
        value: z.string(),
        targets: z.array(z.string()),
        comment: z.string(),
      }),
    )
    .default([]),
});
export type ProjectRecord = z.infer<typeof projectSchema>;

const wishSchema = z.looseObject({
  name: z.string().regex(/^[a-z0-9._-]{1,100}$/),
  environmentVariables: z
    .array(z.looseObject({ key: z.string().max(256) }))
    .max(100)
    .default([]),
});
const settingsSchema = z.object({
  ssoProtection: z.null().optional(),
  enablePreviewFeedback: z.boolean().optional(),
  enableProductionFeedback: z.boolean().optional(),
});

/** Where a project is kept. */
export const projectKeyOf = (name: string) => ({ partition: 'vercel#project', sort: name });
const idPrefix = 'prj_';

/** The host name, with its port, of a label. */
export function hostOf({ origin }: VercelPlace, label: string): string {
  const { port } = new URL(origin);
  return `${label}.localhost${port && `:${port}`}`;
}

/** The label of a host name that this machine gives out. */
export const labelOf = (host: string): string => host.replace(/\.localhost(?::\d{1,5})?$/, '');

/** A project by its id or its name; 404 as Vercel says it. */
export async function requireProject(
  place: VercelPlace,
  idOrName: string,
  signal: AbortSignal,
): Promise<StoredRecord<ProjectRecord>> {
  const label = idOrName.startsWith(idPrefix) ? idOrName.slice(idPrefix.length) : undefined;
  const claimed = label === undefined ? undefined : await findProject(place.records, label, signal);
  const stored = await place.records.get(projectKeyOf(claimed?.holder ?? idOrName), projectSchema, signal);
  if (stored === undefined) throw new ApiRefusal(404, 'not_found', 'Project not found');
  return stored;
}

const show = ({ name, label, settings }: ProjectRecord): WireAnswer => ({
  status: 200,
  body: { id: `${idPrefix}${label}`, name, ...settings },
});

async function make(place: VercelPlace, call: WireCall, nowMs: number): Promise<WireAnswer> {
  const { name, environmentVariables } = readBody(call, wishSchema, 400);
  const label = await claimProject(place.records, { holder: name, name, title: name }, call.signal);
  const project = {
    name,
    label,
    keys: environmentVariables.map(({ key }) => key),
    settings: { ssoProtection: null, enablePreviewFeedback: false, enableProductionFeedback: false },
    created_at_ms: nowMs,
    variables: [],
  };
  const write = { condition: { kind: 'absent' } } as const;
  const written = await place.records.put(projectKeyOf(name), project, write, call.signal);
  if (written === 'lost') throw new ApiRefusal(409, 'conflict', 'Project already exists');
  return show(project);
}

async function setUp(place: VercelPlace, id: string, call: WireCall): Promise<WireAnswer> {
  const settings = readBody(call, settingsSchema, 400);
  const { key, value } = await requireProject(place, id, call.signal);
  const project = { ...value, settings: { ...value.settings, ...settings } };
  await place.records.put(key, project, { condition: { kind: 'any' } }, call.signal);
  return show(project);
}

/** Projects: their names, whose they are, and the one address of each, which is public from the start. */
export function projectRoutes(place: VercelPlace, nowMs: () => number): readonly WireRoute[] {
  return [
    ['POST', /^\/v11\/projects$/, (call) => make(place, call, nowMs())],
    [
      'GET',
      /^\/v9\/projects\/([^/]+)$/,
      async ({ signal }, id = '') => show((await requireProject(place, id, signal)).value),
    ],
    ['PATCH', /^\/v9\/projects\/([^/]+)$/, (call, id = '') => setUp(place, id, call)],
    [
      'GET',
      /^\/v9\/projects\/([^/]+)\/domains$/,
      async ({ signal }, id = '') => {
        const { value } = await requireProject(place, id, signal);
        const domain = { name: hostOf(place, value.label), verified: true, createdAt: value.created_at_ms };
        return { status: 200, body: { domains: [domain] } };
      },
    ],
  ];
}
