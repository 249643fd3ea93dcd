import type { Caller, SessionDeps } from '../access/sessions.ts';
import type { AppRecord } from '../app/app.ts';
import { appOfRepository } from '../app/repository-apps.ts';
import { isGantryError } from '../errors.ts';
import type { Channel } from '../ports/channel.ts';
import type { Post, Said } from '../wire/channel.ts';
import { isLinkCodeFor, linkedCaller } from './links.ts';
import { readCommand } from './read-command.ts';
import { agreedPlan } from './repository-plans.ts';

export interface AdmitDeps extends Pick<SessionDeps, 'records' | 'digest'> {
  readonly channels: readonly Channel[];
}

/** What may be answered; `app` is the one of the repository that it was said in. */
export interface Admitted extends Said {
  readonly act: Exclude<Said['act'], { readonly kind: 'agree' }>;
  readonly app: AppRecord | undefined;
}

/**
 * Lets in what may be answered. In a repository that is what its own people say about the app that Gantry keeps there; anybody else hears nothing and
 * costs nothing: what is known here is looked at before the code host is asked.
 */
export const admit =
  (deps: AdmitDeps) =>
  async (said: Said, signal: AbortSignal): Promise<Admitted | undefined> => {
    const act = await meant(deps, said, signal);
    if (act === undefined) return undefined;
    const { repository } = said;
    if (repository === undefined) return { ...said, act, app: undefined };
    const there = { ...said, repository };
    const app = await appOf(deps, there, signal);
    const isLetIn =
      app !== undefined && (await isWorthAsking(deps, there, signal)) && (await mayWrite(deps, said, signal));
    return isLetIn ? { ...said, act, app } : undefined;
  };

/** A bare yes means the plan that its person was shown last. */
async function meant(deps: AdmitDeps, said: Said, signal: AbortSignal): Promise<Admitted['act'] | undefined> {
  const { act } = said;
  if (act.kind !== 'agree') return act;
  const plan_id = await agreedPlan(deps)(said, act.message_id, signal);
  return plan_id && { kind: 'build', plan_id };
}

type SaidInRepository = Said & { readonly repository: NonNullable<Said['repository']> };

/** The app that a repository holds; one that was deleted is no more talked of. */
async function appOf(
  deps: AdmitDeps,
  { repository, place }: SaidInRepository,
  signal: AbortSignal,
): Promise<AppRecord | undefined> {
  const app = await appOfRepository(deps)({ repositoryId: repository.id, repository: place.chat }, signal);
  return app?.ending === undefined ? app : undefined;
}

/** Whether the code host is to be asked about somebody: who is linked, who is becoming so, and who is said to belong to the repository. */
async function isWorthAsking(deps: AdmitDeps, said: SaidInRepository, signal: AbortSignal): Promise<boolean> {
  const { place, person, act, repository } = said;
  if (repository.is_member) return true;
  if ((await linkedCaller(deps)(place, person, signal)) !== undefined) return true;
  const command = act.kind === 'text' ? readCommand(act.text) : undefined;
  return command?.kind === 'link' && (await isLinkCodeFor(deps)(said, command.code, signal));
}

/** A code host that is busy is asked again later. One that refuses to say is taken for a no: nobody is told why in public. */
async function mayWrite({ channels }: AdmitDeps, said: Said, signal: AbortSignal): Promise<boolean> {
  const channel = channels.find(({ platform }) => platform === said.place.platform);
  try {
    return (await channel?.mayWrite?.(said, signal)) ?? false;
  } catch (error) {
    signal.throwIfAborted();
    if (isGantryError(error) && error.name !== 'DependencyFailed') return false;
    throw error;
  }
}

/** Whether an app is somebody else's. */
export const isOthers = ({ app }: Admitted, caller: Caller): boolean =>
  app !== undefined && app.owner !== caller.id;

/** What a plan says first that was asked for at a pull request which is not the app's newest: changes stand on the newest. */
export function noteOfOlderPull(
  { place, app }: Pick<Admitted, 'place' | 'app'>,
  { buttons }: Post,
): string | undefined {
  const pulls = (app?.versions ?? []).map(({ pull_number: number }) => number);
  const newest = pulls.findLast((number) => number !== null);
  const isOlder = String(newest) !== place.thread && pulls.some((number) => String(number) === place.thread);
  if (!isOlder || !buttons.some(({ kind }) => kind === 'build')) return undefined;
  return `The newest version of this app is in pull request ${newest}: this is built on that.`;
}
