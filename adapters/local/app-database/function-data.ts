import type { DataBranch } from '../../../core/ports/app-database.ts';
import type { RecordStore } from '../../../core/ports/record-store.ts';
import { appIdSchema, missionIdSchema } from '../../../core/wire/ids.ts';
import type { LocalAppDatabase } from '../app-database.ts';
import type { CalledDeployment, FunctionSurroundings } from '../app-host/call-function.ts';
import { findDeployment, findProject } from '../app-host/hosted-names.ts';

interface FunctionDataDeps {
  readonly records: RecordStore;
  readonly database: Pick<LocalAppDatabase, 'openForFunctions'>;
}

/** What the functions of a deployment reach of their app's data: production's where it was made for production, else the preview's own. */
export const functionData =
  ({ records, database }: FunctionDataDeps) =>
  async (at: CalledDeployment, signal: AbortSignal): Promise<FunctionSurroundings> => {
    const branch = await branchOf(records, at, signal);
    const opened = branch && (await database.openForFunctions(branch));
    if (opened === undefined) return {};
    return {
      environment: { DATABASE_URL: 'unix:{socket:database}' },
      sockets: { database: opened.socketPath },
      letGo: opened.letGo,
    };
  };

async function branchOf(
  records: RecordStore,
  { projectId, deploymentId }: CalledDeployment,
  signal: AbortSignal,
): Promise<DataBranch | undefined> {
  const [project, deployment] = await Promise.all([
    findProject(records, projectId, signal),
    findDeployment(records, deploymentId, signal),
  ]);
  if (project === undefined || deployment === undefined) return undefined;
  const appId = appIdSchema.parse(project.holder);
  return deployment.target === 'production'
    ? { appId }
    : { appId, missionId: missionIdSchema.parse(deployment.missionId) };
}
