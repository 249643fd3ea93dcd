import * as z from 'zod';
import { headOf } from '../../adapters/local/code-host/bare-repository.ts';
import { inTurn } from '../../adapters/local/code-host/in-turn.ts';
import {
  closePull,
  mergedOnto,
  mergePull,
  type Workplace,
} from '../../adapters/local/code-host/proposals.ts';
import {
  addPull,
  findPull,
  listPulls,
  type PullRecord,
} from '../../adapters/local/code-host/pull-requests.ts';
import { isGantryError } from '../../core/errors.ts';
import { findWorkplace, type GitHubPlace } from './git-hub-repositories.ts';
import { ApiRefusal, readBody, type WireAnswer, type WireCall, type WireRoute } from './wire-api.ts';

/** Hears of every merge, in turn. */
export type OnMerged = (fullName: string, number: number) => void;

const wishSchema = z.object({
  title: z.string().min(1).max(256),
  body: z.string().max(65_536).nullish(),
  head: z.string().max(200),
  base: z.literal('main'),
  draft: z.boolean().default(false),
});
const mergeSchema = z.object({
  sha: z.string().optional(),
  merge_method: z.literal('merge').default('merge'),
});
/** Nothing but closing: missions change pull requests in no other way. */
const closeSchema = z.strictObject({ state: z.literal('closed'), body: z.string().max(65_536).optional() });

const refuse = (status: number, message: string): ApiRefusal =>
  new ApiRefusal(status, 'validation_failed', message);

async function show(place: GitHubPlace, { fullName, repository }: Workplace, pull: PullRecord) {
  const isMerged = pull.state === 'merged';
  return {
    number: pull.number,
    html_url: `${place.origin}/pulls/${fullName}/${pull.number}`,
    state: isMerged ? 'closed' : pull.state,
    // When it was merged nobody asks; that it was is what counts.
    merged_at: isMerged ? new Date(pull.created_at_ms).toISOString() : null,
    merged: isMerged,
    merge_commit_sha: pull.merge_sha,
    draft: pull.is_draft,
    title: pull.title,
    body: pull.body,
    head: { ref: pull.branch, sha: pull.head_sha },
    base: {
      ref: 'main',
      sha: await mergedOnto(repository, pull.head_sha),
      repo: { default_branch: 'main' },
    },
  };
}

async function list(place: GitHubPlace, at: Workplace, { query, signal }: WireCall): Promise<WireAnswer> {
  const state = query.get('state') ?? 'open';
  const branch = query.get('head')?.replace(/^[^:]*:/, '');
  const pulls = (await listPulls(at.records, at.fullName, signal)).filter(
    (pull) =>
      (branch === undefined || pull.branch === branch) &&
      (state === 'all' || (pull.state === 'open') === (state === 'open')),
  );
  return { status: 200, body: await Promise.all(pulls.map((pull) => show(place, at, pull))) };
}

async function open(place: GitHubPlace, at: Workplace, call: WireCall): Promise<WireAnswer> {
  const { title, body, head: branch, draft } = readBody(call, wishSchema, 422);
  const { records, fullName, repository, clock } = at;
  return inTurn(repository.gitdir, async () => {
    const isMission = branch.startsWith('gantry/') && !branch.includes('..');
    const headSha = isMission ? await headOf(repository, branch) : undefined;
    if (headSha === undefined) throw refuse(422, `head ${branch} is no branch of a mission`);
    const known = await listPulls(records, fullName, call.signal);
    if (known.some((pull) => pull.branch === branch && pull.state === 'open'))
      throw refuse(422, `A pull request already exists for ${place.login}:${branch}.`);
    const pull = {
      mission_id: branch.slice('gantry/'.length),
      branch,
      title,
      body: body ?? '',
      is_draft: draft,
      state: 'open',
      head_sha: headSha,
      merge_sha: null,
      created_at_ms: clock.nowMs(),
    } as const;
    const added = await addPull(records, fullName, pull, call.signal);
    return { status: 201, body: await show(place, at, added) };
  });
}

async function requirePull({ records, fullName }: Workplace, number: number, signal: AbortSignal) {
  const stored = await findPull(records, fullName, number, signal);
  if (stored === undefined) throw new ApiRefusal(404, 'not_found', 'Not Found');
  return stored.value;
}

function merge(at: Workplace, number: number, call: WireCall, onMerged: OnMerged): Promise<WireAnswer> {
  const { sha: expected } = readBody(call, mergeSchema, 422);
  return inTurn(at.repository.gitdir, async () => {
    const pull = await requirePull(at, number, call.signal);
    if (expected !== undefined && expected !== pull.head_sha)
      throw refuse(409, 'Head branch was modified. Review and try the merge again.');
    if (pull.state !== 'open') throw refuse(405, 'Pull Request is not mergeable');
    const sha = await mergePull(at, number, call.signal).catch((error: unknown) => {
      const isRefused = isGantryError(error) && error.name === 'Conflict';
      throw isRefused ? refuse(405, 'Pull Request is not mergeable') : error;
    });
    onMerged(at.fullName, number);
    return { status: 200, body: { sha, merged: true, message: 'Pull Request successfully merged' } };
  });
}

function close(place: GitHubPlace, at: Workplace, number: number, call: WireCall): Promise<WireAnswer> {
  const { body } = readBody(call, closeSchema, 422);
  return inTurn(at.repository.gitdir, async () => {
    await requirePull(at, number, call.signal);
    await closePull(at, { number, bodyOf: (open) => body ?? open.body }, call.signal);
    return { status: 200, body: await show(place, at, await requirePull(at, number, call.signal)) };
  });
}

/** Pull requests from missions' branches into the default branch, merged by merge commits alone. */
export function pullRoutes(place: GitHubPlace, onMerged: OnMerged): readonly WireRoute[] {
  const route = (
    method: string,
    rest: string,
    answer: (at: Workplace, call: WireCall, number: number) => Promise<WireAnswer>,
  ): WireRoute => [
    method,
    new RegExp(`^/repos/([^/]+)/([^/]+)/pulls${rest}$`),
    async (call, owner = '', name = '', number = '0') =>
      answer(await findWorkplace(place, owner, name, call.signal), call, Number(number)),
  ];
  return [
    route('GET', '', (at, call) => list(place, at, call)),
    route('POST', '', (at, call) => open(place, at, call)),
    route('GET', '/([1-9]\\d{0,7})', async (at, { signal }, number) => ({
      status: 200,
      body: await show(place, at, await requirePull(at, number, signal)),
    })),
    route('PATCH', '/([1-9]\\d{0,7})', (at, call, number) => close(place, at, number, call)),
    route('PUT', '/([1-9]\\d{0,7})/merge', (at, call, number) => merge(at, number, call, onMerged)),
  ];
}
