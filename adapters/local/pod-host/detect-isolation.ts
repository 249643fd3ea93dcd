import { InputRejected } from '../../../core/errors.ts';
import type { Isolation } from '../../../core/wire/pod.ts';
import { whatMends } from './mend-isolation.ts';
import type { Probe, Probed, StrongIsolation } from './probe-isolation.ts';
import { probeIsolation } from './probe-isolation.ts';

const quickMs: Readonly<Record<StrongIsolation, number>> = { docker: 2_000, bubblewrap: 5_000 };
/** A machine that is just starting, or busy, is not one without isolation. */
const patientMs = 20_000;

export interface FoundIsolation {
  readonly isolation: Isolation;
  /** Of each better isolation that does not work where only the weak one is left: which command failed, with its words, and what mends it. */
  readonly problems: readonly string[];
}

/**
 * The best isolation that works here: Docker when an engine has the image, else bubblewrap, each when a step really starts in it, else
 * Node's permission model, which is weak. One that only gives no answer in time is asked again with patience before another is taken for the
 * best: on a busy machine an engine needs seconds for a first container.
 */
export async function detectIsolation(probe: Probe = probeIsolation): Promise<FoundIsolation> {
  // Both at once, because every start waits for the answer.
  const ask = async (isolation: StrongIsolation, timeoutMs: number) =>
    ({ isolation, ...(await probe(isolation, timeoutMs)) }) as const;
  const first = await Promise.all([ask('docker', quickMs.docker), ask('bubblewrap', quickMs.bubblewrap)]);
  const best = first.find(({ kind }) => kind !== 'fails');
  const asked =
    best?.kind === 'works'
      ? first
      : await Promise.all(first.map((one) => (one.kind === 'slow' ? ask(one.isolation, patientMs) : one)));
  const works = asked.find(({ kind }) => kind === 'works');
  if (works !== undefined) return { isolation: works.isolation, problems: [] };
  return { isolation: 'node-permission', problems: asked.map((one) => problemOf(one.isolation, one)) };
}

/** Refuses an isolation that was asked for by name and does not work here: what is built in it would fail, and not for the app's fault. */
export async function requireIsolation(
  isolation: Isolation,
  probe: Probe = probeIsolation,
): Promise<FoundIsolation> {
  if (isolation !== 'docker' && isolation !== 'bubblewrap') return { isolation, problems: [] };
  const probed = await probe(isolation, patientMs);
  if (probed.kind === 'works') return { isolation, problems: [] };
  throw new InputRejected(
    'isolation_unavailable',
    `GANTRY_ISOLATION=${isolation} does not work on this machine. ${problemOf(isolation, probed)} Or leave the setting out.`,
  );
}

function problemOf(isolation: StrongIsolation, probed: Exclude<Probed, { kind: 'works' }> | Probed): string {
  if (probed.kind === 'fails')
    return `${probed.command}: ${probed.words}. ${whatMends(isolation, probed.words)}`;
  return `${isolation} gave no answer within ${patientMs / 1_000} s. Start Gantry again when the machine is less busy.`;
}
