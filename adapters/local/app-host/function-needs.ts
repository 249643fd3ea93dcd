import { maskSecrets } from '../../../core/app/secrets/mask-secrets.ts';
import type { AppSecrets } from '../../../core/ports/app-secrets.ts';
import type { RecordStore } from '../../../core/ports/record-store.ts';
import { appIdSchema } from '../../../core/wire/ids.ts';
import { outsideSocket, outsideVariable } from '../../../core/wire/outside.ts';
import type { Needs } from '../../../core/wire/spec.ts';
import type { CalledDeployment, FunctionSurroundings } from './call-function.ts';
import { findDeployment, findProject } from './hosted-names.ts';
import type { OutsideGateways } from './outside-gateways.ts';

interface NeedsDeps {
  readonly records: RecordStore;
  readonly appSecrets: AppSecrets;
  readonly gateways: OutsideGateways;
}

type Surround = (at: CalledDeployment, signal: AbortSignal) => Promise<FunctionSurroundings>;

/**
 * What a deployment's functions may read and reach, as its spec agreed: production's secrets, which a preview has none of, and a way to its
 * origins. The secrets are masked in its log.
 */
export const functionNeeds =
  (deps: NeedsDeps): Surround =>
  async ({ projectId, deploymentId }, signal) => {
    const deployment = await findDeployment(deps.records, deploymentId, signal);
    if (deployment === undefined) return {};
    const { needs, target } = deployment;
    const secrets = target === 'production' ? await secretsOf(deps, projectId, needs, signal) : {};
    const origins = needs.origins.filter(({ by }) => by === 'function').map(({ origin }) => origin);
    if (origins.length === 0) return { environment: secrets, mask: maskSecrets(secrets) };
    return {
      environment: { ...secrets, [outsideVariable]: `{socket:${outsideSocket}}` },
      sockets: { [outsideSocket]: await deps.gateways.socketFor(origins) },
      mask: maskSecrets(secrets),
    };
  };

async function secretsOf(
  { records, appSecrets }: NeedsDeps,
  projectId: string,
  { secrets }: Needs,
  signal: AbortSignal,
): Promise<Readonly<Record<string, string>>> {
  const project = secrets.length === 0 ? undefined : await findProject(records, projectId, signal);
  if (project === undefined) return {};
  const names = secrets.map(({ name }) => name);
  return appSecrets.read(appIdSchema.parse(project.holder), names, signal);
}

/** Several of them as one. */
export const allSurroundings =
  (parts: readonly Surround[]): Surround =>
  async (at, signal) => {
    const settled = await Promise.allSettled(parts.map((part) => part(at, signal)));
    const all = settled.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
    const masks = all.flatMap(({ mask }) => mask ?? []);
    const letGo = (): void => {
      for (const one of all) one.letGo?.();
    };
    const failed = settled.find((one) => one.status === 'rejected');
    if (failed !== undefined) {
      letGo();
      throw failed.reason;
    }
    return {
      environment: Object.assign({}, ...all.map(({ environment }) => environment)),
      sockets: Object.assign({}, ...all.map(({ sockets }) => sockets)),
      mask: (line) => masks.reduce((text, mask) => mask(text), line),
      letGo,
    };
  };
