import * as z from 'zod';
import { DependencyRefused } from '../../core/errors.ts';
import { anySchema, keptVariablesSchema } from './answers.ts';
import type { Vercel } from './connection.ts';

/** By which Gantry knows its own among the variables that a person may have added in the dashboard. */
const comment = 'Set by its owner in Gantry.';

const keptSchema = z.object({
  failed: z.array(z.object({ error: z.object({ code: z.string().nullish() }).nullish() })).nullish(),
});

/**
 * Makes the project's production variables those secrets and no others of Gantry's: nobody reads them back, and the next production deployment has
 * them. What a person added there by hand stays.
 */
export async function keepSecrets(
  vercel: Vercel,
  projectId: string,
  secrets: Readonly<Record<string, string>>,
): Promise<void> {
  const variables = `/projects/${encodeURIComponent(projectId)}/env`;
  const { envs } = await vercel({ method: 'GET', path: `/v10${variables}` }, keptVariablesSchema);
  const stale = envs.filter((one) => one.comment === comment && !Object.hasOwn(secrets, one.key));
  for (const { id } of stale)
    if (id !== undefined)
      await vercel({ method: 'DELETE', path: `/v9${variables}/${encodeURIComponent(id)}` }, anySchema);
  const entries = Object.entries(secrets);
  if (entries.length === 0) return;
  const json = entries.map(([key, value]) => ({
    key,
    value,
    type: 'sensitive',
    target: ['production'],
    comment,
  }));
  const request = { method: 'POST', path: `/v10${variables}?upsert=true`, json } as const;
  const { failed } = await vercel({ ...request, hidden: Object.values(secrets) }, keptSchema);
  const [first] = failed ?? [];
  if (first !== undefined)
    throw new DependencyRefused(
      'vercel-secret-refused',
      `Vercel did not take the app's secrets (${first.error?.code ?? 'without a reason'}). Look at the project's environment variables there.`,
    );
}
