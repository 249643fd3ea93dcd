import { NotFound } from '../errors.ts';
import { missionListSchema } from '../wire/http.ts';
import { keepEnd } from './bound-text.ts';
import type { CallRoute } from './call-route.ts';

const listed = 10;
const root = 'gantry://missions/';

/** Where the evidence of a mission is read whole. */
export const evidenceUri = (missionId: string): string => `${root}${missionId}/evidence`;

/** The forms of addresses that can be read. */
export const resourceTemplates = [
  {
    uriTemplate: `${root}{mission_id}/log`,
    name: 'mission-log',
    title: "A mission's log",
    description: 'All that its build and its tests printed.',
    mimeType: 'text/plain',
  },
  {
    uriTemplate: `${root}{mission_id}/report`,
    name: 'mission-report',
    title: "A mission's report",
    description: 'Its tests, its checks and their pictures, as JSON.',
    mimeType: 'application/json',
  },
  {
    uriTemplate: `${root}{mission_id}/evidence`,
    name: 'mission-evidence',
    title: "A mission's evidence",
    description: 'The signed bundle, whole.',
    mimeType: 'application/json',
  },
  {
    uriTemplate: `${root}{mission_id}/shots/{sha256}`,
    name: 'mission-picture',
    title: 'A picture of a check',
    description: 'The page at a step of a check, by the digest that the report names.',
    mimeType: 'image/png',
  },
] as const;

interface ListedResource {
  readonly uri: string;
  readonly name: string;
  readonly mimeType: string;
}

/** The logs and reports of the caller's newest missions; older ones are read by their address. */
export async function listResources(call: CallRoute): Promise<readonly ListedResource[]> {
  const { missions } = missionListSchema.parse(await call('listMissions', { query: { limit: listed } }));
  return missions.flatMap(({ mission_id: id }) => [
    { uri: `${root}${id}/log`, name: `Log of ${id}`, mimeType: 'text/plain' },
    { uri: `${root}${id}/report`, name: `Report of ${id}`, mimeType: 'application/json' },
  ]);
}

/** What stands at an address. */
export type ReadResource = { readonly uri: string; readonly mimeType: string } & (
  | { readonly text: string }
  | { readonly blob: string }
);

/** Reads an address of the forms above; NotFound for any other, and for what is somebody else's. */
export async function readResource(call: CallRoute, uri: string): Promise<ReadResource> {
  const [, missionId, what, sha256] = resourcePattern.exec(uri) ?? [];
  if (missionId === undefined || what === undefined)
    throw new NotFound('resource_not_found', 'There is no such resource. List the templates of resources.');
  const params = { mission_id: missionId };
  if (sha256 !== undefined) {
    const bytes = (await call('missionShot', { params: { ...params, sha256 } })) as Uint8Array;
    return { uri, mimeType: 'image/png', blob: Buffer.from(bytes).toString('base64') };
  }
  if (what === 'log') {
    const log = (await call('missionLog', { params })) as string;
    return { uri, mimeType: 'text/plain', text: keepEnd(log) };
  }
  const route = what === 'report' ? 'missionReport' : 'missionEvidence';
  return { uri, mimeType: 'application/json', text: JSON.stringify(await call(route, { params })) };
}

const resourcePattern =
  /^gantry:\/\/missions\/(msn_[0-9a-z]{26})\/(log|report|evidence|shots\/([0-9a-f]{64}))$/;
