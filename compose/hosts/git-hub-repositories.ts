import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod';
import { initRepository } from '../../adapters/local/code-host/bare-repository.ts';
import { inTurn } from '../../adapters/local/code-host/in-turn.ts';
import type { Workplace } from '../../adapters/local/code-host/proposals.ts';
import type { Clock } from '../../core/ports/clock.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';
import { ApiRefusal, readBody, type WireAnswer, type WireCall, type WireRoute } from './wire-api.ts';

export interface GitHubPlace {
  /** Bare repositories are under its `git`. */
  readonly home: string;
  readonly records: RecordStore;
  readonly clock: Clock;
  /** The one account, whom every repository belongs to. */
  readonly login: string;
  /** Where people open the console, which shows repositories and pull requests. */
  readonly origin: string;
}

const repositorySchema = z.strictObject({
  name: z.string(),
  description: z.string().nullable(),
  topics: z.array(z.string()),
});
type RepositoryRecord = z.infer<typeof repositorySchema>;

// A name becomes a folder's: no dots that lead elsewhere, and one form of every case.
const nameForm = /^(?!\.{1,2}$)(?!.*\.git$)[A-Za-z0-9._-]{1,100}$/;
const keyOf = (name: string) => ({ partition: 'github#repository', sort: name.toLowerCase() });
const wishSchema = z.looseObject({
  name: z.string().regex(nameForm),
  description: z.string().max(350).nullish(),
  auto_init: z.boolean().optional(),
});

const notFound = (): ApiRefusal => new ApiRefusal(404, 'not_found', 'Not Found');
const fullNameOf = ({ login }: GitHubPlace, name: string): string => `${login}/${name.toLowerCase()}`;

/** A number for each repository, as GitHub gives one; nobody can rename one here. */
export const repositoryId = (fullName: string): number =>
  Number.parseInt(createHash('sha256').update(fullName).digest('hex').slice(0, 12), 16);

/** The folder of a repository, which need not exist. */
export const folderOf = ({ home }: GitHubPlace, fullName: string): string =>
  join(home, 'git', `${fullName}.git`);

const workplaceOf = (place: GitHubPlace, name: string): Workplace => {
  const { records, clock } = place;
  const fullName = fullNameOf(place, name);
  return { records, clock, fullName, repository: { gitdir: folderOf(place, fullName), clock } };
};

/** A repository by its owner and name; 404 as GitHub says it. */
export async function findWorkplace(
  place: GitHubPlace,
  owner: string,
  name: string,
  signal: AbortSignal,
): Promise<Workplace> {
  await findRecord(place, owner, name, signal);
  return workplaceOf(place, name);
}

async function findRecord(place: GitHubPlace, owner: string, name: string, signal: AbortSignal) {
  const isOurs = owner.toLowerCase() === place.login.toLowerCase() && nameForm.test(name);
  const stored = isOurs ? await place.records.get(keyOf(name), repositorySchema, signal) : undefined;
  if (stored === undefined) throw notFound();
  return stored;
}

function show(place: GitHubPlace, { name, description, topics }: RepositoryRecord): WireAnswer['body'] {
  const fullName = fullNameOf(place, name);
  return {
    id: repositoryId(fullName),
    name,
    full_name: fullName,
    description,
    topics,
    private: true,
    default_branch: 'main',
    html_url: `${place.origin}/pulls/${fullName}`,
    clone_url: `${place.origin}/git/${fullName}.git`,
  };
}

async function make(place: GitHubPlace, call: WireCall): Promise<WireAnswer> {
  const { name, description } = readBody(call, wishSchema, 422);
  const record = { name, description: description ?? null, topics: [] };
  const written = await place.records.put(
    keyOf(name),
    record,
    { condition: { kind: 'absent' } },
    call.signal,
  );
  if (written === 'lost')
    throw new ApiRefusal(422, 'validation_failed', 'name already exists on this account');
  await begin(place, name);
  return { status: 201, body: show(place, record) };
}

const begin = (place: GitHubPlace, name: string): Promise<void> => {
  const { repository } = workplaceOf(place, name);
  return inTurn(repository.gitdir, () => initRepository(repository));
};

/** Accounts and repositories. Every repository begins with a first commit, and is private. */
export function repositoryRoutes(place: GitHubPlace): readonly WireRoute[] {
  return [
    ['GET', /^\/user$/, () => ({ status: 200, body: { login: place.login } })],
    ['POST', /^\/user\/repos$/, (call) => make(place, call)],
    [
      'GET',
      /^\/repos\/([^/]+)\/([^/]+)$/,
      async ({ signal }, owner = '', name = '') => {
        const { value } = await findRecord(place, owner, name, signal);
        // One that was claimed by a call that died is begun here.
        await begin(place, name);
        return { status: 200, body: show(place, value) };
      },
    ],
    [
      'PUT',
      /^\/repos\/([^/]+)\/([^/]+)\/topics$/,
      async (call, owner = '', name = '') => {
        const { names } = readBody(call, z.object({ names: z.array(z.string().max(50)).max(20) }), 422);
        const stored = await findRecord(place, owner, name, call.signal);
        const value = { ...stored.value, topics: names };
        await place.records.put(stored.key, value, { condition: { kind: 'any' } }, call.signal);
        return { status: 200, body: { names } };
      },
    ],
  ];
}
