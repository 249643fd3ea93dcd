import type { FailureKind, MissionStatus, TerminalStatus } from '../../core/wire/mission.ts';

/** How a status reads, and the colour that it has earned. */
export interface StatusWords {
  readonly label: string;
  readonly tone: 'live' | 'good' | 'bad' | 'plain';
}

/** Every status in words, in the order in which a filter shows them. */
export const statusWords: Readonly<Record<MissionStatus, StatusWords>> = {
  QUEUED: { label: 'Queued', tone: 'live' },
  ARCHITECTING: { label: 'Writing', tone: 'live' },
  VALIDATING: { label: 'Checking', tone: 'live' },
  HEALING: { label: 'Healing', tone: 'live' },
  BUILDING: { label: 'Building', tone: 'live' },
  DEPLOYING: { label: 'Deploying', tone: 'live' },
  PUBLISHING: { label: 'Proposing', tone: 'live' },
  DEPLOYED: { label: 'Ready', tone: 'good' },
  PR_OPENED: { label: 'Proposed', tone: 'good' },
  BUILT: { label: 'Built', tone: 'good' },
  BLOCKED: { label: 'Blocked', tone: 'bad' },
  FAILED: { label: 'Failed', tone: 'bad' },
  TIMEOUT: { label: 'Timed out', tone: 'bad' },
  CANCELLED: { label: 'Cancelled', tone: 'plain' },
};

const ends: Readonly<Record<TerminalStatus, true>> = {
  DEPLOYED: true,
  PR_OPENED: true,
  BUILT: true,
  BLOCKED: true,
  FAILED: true,
  TIMEOUT: true,
  CANCELLED: true,
};

/** Whether nothing can follow. */
export const isEnd = (status: string): status is TerminalStatus => Object.hasOwn(ends, status);

/** Whether a mission ended with what was asked of it. */
export const isSuccess = (status: string): boolean => isEnd(status) && statusWords[status].tone === 'good';

/** What kind of failure it was, and who can do something about it. */
export const failureWords: Readonly<
  Record<FailureKind, { readonly title: string; readonly advice: string }>
> = {
  code: {
    title: 'The code did not pass',
    advice: 'Gantry tried to fix it and could not. Retry, or say in more detail what you want.',
  },
  resource: {
    title: 'It ran out of memory or time',
    advice: 'Pods have 512 MB and 180 s. Ask for something smaller, then retry.',
  },
  policy: {
    title: 'Your policy does not allow it',
    advice: 'Change the request, or the rule in policy.yaml.',
  },
  budget: { title: 'The budget is spent', advice: 'Retry continues from here once there is budget again.' },
  provider: {
    title: 'A service did not do its part',
    advice: 'Your request is kept. Retry when the service is back.',
  },
  unsupported: {
    title: 'This can’t be built here',
    advice: 'Ask for what can be built instead, or leave that part out.',
  },
};
