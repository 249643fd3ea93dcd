import type { FunctionSurroundings } from '../../adapters/local/app-host/call-function.ts';
import { maskSecrets } from '../../core/app/secrets/mask-secrets.ts';
import type { RecordStore } from '../../core/ports/record-store.ts';
import type { NeonBranches } from './neon-branches.ts';
import { openForApp } from './neon-sql.ts';
import { environmentOf } from './vercel-variables.ts';

/**
 * What a deployment's functions find and reach: the variables that it was made with, masked in its log, and in the place of its database's address a
 * socket to that database, since they have no network.
 */
export const functionVariables =
  ({ records, branches }: { readonly records: RecordStore; readonly branches: NeonBranches }) =>
  async (
    { deploymentId }: { readonly deploymentId: string },
    signal: AbortSignal,
  ): Promise<FunctionSurroundings> => {
    const { DATABASE_URL: database, ...environment } = await environmentOf(records, deploymentId, signal);
    const mask = maskSecrets(environment);
    const opened = database === undefined ? undefined : await openForApp(branches, database);
    if (opened === undefined) return { environment, mask };
    return {
      environment: { ...environment, DATABASE_URL: 'unix:{socket:database}' },
      sockets: { database: opened.socketPath },
      mask,
      letGo: opened.letGo,
    };
  };
