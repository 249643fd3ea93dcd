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
    case 'mission-requested':
      return 'QUEUED';
    case 'spec-agreed':
      return 'ARCHITECTING';
    case 'authoring-started':
    case 'answer-cut-off':
    case 'answer-rejected':
      return fact.data.attempt === 0 ? 'ARCHITECTING' : 'HEALING';
    case 'draft-stored':
    case 'gate-passed':
    case 'draft-denied':
      return 'VALIDATING';
    case 'heal-requested':
      return 'HEALING';
    case 'bundle-handed-over':
    case 'report-received':
    case 'outside-asked':
    case 'draft-reviewed':
      return 'BUILDING';
    case 'check-kept':
    case 'check-corrected':
    case 'checks-waived':
    case 'wait-began':
    case 'given-up':
    case 'release-noted':
      return present;
    case 'deploy-intended':
    case 'preview-deployed':
    case 'live-checked':
      return 'DEPLOYING';
    case 'publish-intended':
    case 'pull-request-opened':
      return 'PUBLISHING';
    case 'mission-shipped':
      return shippedStatus(request);
    case 'mission-stopped':
      return fact.data.ends_as;
    case 'mission-cancelled':
      return 'CANCELLED';
  }
}

function shippedStatus(request: MissionRequest): MissionStatus {
  if (request.deploy) return 'DEPLOYED';
  return request.publish ? 'PR_OPENED' : 'BUILT';
}
