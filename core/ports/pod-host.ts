import type { MissionId, PodId } from '../wire/ids.ts';
import type { Isolation, PodLimits } from '../wire/pod.ts';

/** A pod as its host sees it. `absent` was never launched here or has ended. */
export type PodState = 'starting' | 'running' | 'absent';

/** What is known of a host's pods before one is asked for. */
export interface PodTraits {
  readonly isolation: Isolation;
  /** False where isolation is weak and the user has not allowed more: then only the built-in model's code runs. */
  readonly acceptsAnyModel: boolean;
  /** False where the model that writes here is one whose code would not be built: known before anything is written. */
  readonly acceptsAuthor: boolean;
  /** Whether its pods bring the packages that Python apps may import. */
  readonly bringsPythonPackages: boolean;
}

/** Launches the locked machine that builds model-written code. The mailbox is the object store's `mailbox/<mission>/<pod>/`. */
export interface PodHost extends PodTraits {
  /** Asks for a pod and returns at once; its start-up hides behind the model's writing. The same podId again is the same pod. */
  launch(
    request: {
      readonly missionId: MissionId;
      readonly podId: PodId;
      readonly limits: PodLimits;
      readonly waitMs: number;
    },
    signal: AbortSignal,
  ): Promise<void>;
  state(podId: PodId, signal: AbortSignal): Promise<PodState>;
  /** Ends the pod and everything in it; an absent one is left alone. */
  stop(podId: PodId, signal: AbortSignal): Promise<void>;
}

/** The mailbox prefix of a pod in the object store, with its trailing slash. */
export const mailboxPrefix = (missionId: MissionId, podId: PodId): string => `mailbox/${missionId}/${podId}/`;
