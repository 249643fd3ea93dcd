import * as z from 'zod';
import { findWorkplace, type GitHubPlace } from './git-hub-repositories.ts';
import { readBody, type WireRoute } from './wire-api.ts';

const statusSchema = z.object({
  state: z.enum(['error', 'failure', 'pending', 'success']),
  context: z.string().max(255),
  description: z.string().max(140).nullish(),
  target_url: z.string().nullish(),
});
const sha = '([0-9a-f]{40})';

/** Commit statuses, of which the newest of a context counts, and is kept alone. */
export function statusRoutes(place: GitHubPlace): readonly WireRoute[] {
  const partition = (fullName: string, commit: string): string => `commit-statuses#${fullName}#${commit}`;
  return [
    [
      'GET',
      new RegExp(`^/repos/([^/]+)/([^/]+)/commits/${sha}/statuses$`),
      async ({ signal }, owner = '', name = '', commit = '') => {
        const { records, fullName } = await findWorkplace(place, owner, name, signal);
        const kept = await records.list(partition(fullName, commit), { limit: 100 }, statusSchema, signal);
        return { status: 200, body: kept.map(({ value }) => value) };
      },
    ],
    [
      'POST',
      new RegExp(`^/repos/([^/]+)/([^/]+)/statuses/${sha}$`),
      async (call, owner = '', name = '', commit = '') => {
        const { records, fullName } = await findWorkplace(place, owner, name, call.signal);
        const status = readBody(call, statusSchema, 422);
        const key = { partition: partition(fullName, commit), sort: status.context.toLowerCase() };
        await records.put(key, status, { condition: { kind: 'any' } }, call.signal);
        return { status: 201, body: status };
      },
    ],
  ];
}
