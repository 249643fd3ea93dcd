import { DependencyFailed, isGantryError } from '../../core/errors.ts';
import type { HostedProject } from '../../core/ports/app-host.ts';
import { anySchema, deploymentsSchema } from './answers.ts';
import type { Vercel, VercelRequest } from './connection.ts';
import { getProject, isOfApp } from './project.ts';

const pageSize = 100;
const atOnce = 10;
/** Far more deployments than an app of Gantry's comes to. */
const mostPages = 50;

/** Deletes what is there; what is not is no failure. */
async function remove(vercel: Vercel, path: string): Promise<void> {
  const request: VercelRequest = { method: 'DELETE', path };
  await vercel(request, anySchema).catch((error: unknown) => {
    if (!isGantryError(error) || error.name !== 'NotFound') throw error;
  });
}

/** Never a project that is another's by now, as after a person deleted and made one anew. */
async function isThere(vercel: Vercel, { projectId, appId }: HostedProject): Promise<boolean> {
  const project = await getProject(vercel, projectId);
  return project !== undefined && (await isOfApp(vercel, project, appId));
}

/** Deletes every deployment of a project: its addresses answer 404 from then on, and stay its own. */
export async function endDeployments(vercel: Vercel, project: HostedProject): Promise<void> {
  if (!(await isThere(vercel, project))) return;
  const query = new URLSearchParams({ projectId: project.projectId, limit: String(pageSize) });
  for (let page = 0; page < mostPages; page += 1) {
    const path = `/v6/deployments?${query}`;
    const listed = (await vercel({ method: 'GET', path }, deploymentsSchema)).deployments;
    const there = listed.filter(({ state, readyState }) => (readyState ?? state) !== 'DELETED');
    if (there.length === 0) return;
    for (let start = 0; start < there.length; start += atOnce)
      await Promise.all(
        there
          .slice(start, start + atOnce)
          .map(({ uid }) => remove(vercel, `/v13/deployments/${encodeURIComponent(uid)}`)),
      );
  }
  throw new DependencyFailed(
    'vercel-deployments-left',
    'Vercel still lists deployments of the app. Delete the app again: what is left is deleted then.',
    { service: 'Vercel' },
  );
}

/** Deletes a project with its deployments, its addresses and the secrets that it holds. */
export async function removeProject(vercel: Vercel, project: HostedProject): Promise<void> {
  if (await isThere(vercel, project))
    await remove(vercel, `/v9/projects/${encodeURIComponent(project.projectId)}`);
}
