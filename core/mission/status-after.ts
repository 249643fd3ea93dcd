import type { MissionFact } from '../wire/event.ts';
import type { MissionStatus } from '../wire/mission.ts';
import type { MissionRequest } from '../wire/mission-request.ts';

/** The status after a fact; `present` is the status before it. */
export function statusAfter(
  fact: MissionFact,
  present: MissionStatus,
  request: MissionRequest,
): MissionStatus {
  switch (fact.event) {
    case 'authoring-started':
    case 'answer-cut-off':
    case 'answer-rejected':
      return fact.data.attempt === 0 ? 'ARCHITECTING' : 'HEALING';
    case 'mission-shipped':
      return fact.data.unchanged === true ? 'BUILT' : shippedStatus(request);
    case 'mission-stopped':
      return fact.data.ends_as;
    default:
      return statusOf[fact.event] ?? present;
  }
}

type Told =
  | 'authoring-started'
  | 'answer-cut-off'
  | 'answer-rejected'
  | 'mission-shipped'
  | 'mission-stopped';

/** What a fact says by its name alone; null where it leaves the status as it is. */
const statusOf: Readonly<Record<Exclude<MissionFact['event'], Told>, MissionStatus | null>> = {
  'mission-requested': 'QUEUED',
  'spec-agreed': 'ARCHITECTING',
  'draft-stored': 'VALIDATING',
  'gate-passed': 'VALIDATING',
  'draft-denied': 'VALIDATING',
  'heal-requested': 'HEALING',
  'bundle-handed-over': 'BUILDING',
  'report-received': 'BUILDING',
  'outside-asked': 'BUILDING',
  'draft-reviewed': 'BUILDING',
  'draft-restored': 'BUILDING',
  'fault-not-shown': 'BUILDING',
  'check-kept': null,
  'check-corrected': null,
  'checks-waived': null,
  'wait-began': null,
  'given-up': null,
  'release-noted': null,
  'deploy-intended': 'DEPLOYING',
  'preview-deployed': 'DEPLOYING',
  'live-checked': 'DEPLOYING',
  'publish-intended': 'PUBLISHING',
  'pull-request-opened': 'PUBLISHING',
  'mission-cancelled': 'CANCELLED',
};

function shippedStatus(request: MissionRequest): MissionStatus {
  if (request.deploy) return 'DEPLOYED';
  return request.publish ? 'PR_OPENED' : 'BUILT';
}
