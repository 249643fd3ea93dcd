import type { MissionFact } from '../wire/event.ts';
import type { Failure, MissionStatus } from '../wire/mission.ts';
import type { Mission } from './mission.ts';

/** One line for people on what just happened; it stands in the event. */
export function narrate(fact: MissionFact): string {
  switch (fact.event) {
    case 'mission-requested':
      return 'Mission accepted.';
    case 'authoring-started':
      return fact.data.attempt === 0
        ? `Writing the app with ${fact.data.pins.model_label}.`
        : `Writing heal ${fact.data.attempt} with ${fact.data.pins.model_label}.`;
    case 'answer-cut-off':
      return 'The answer was longer than one reply; continuing it.';
    case 'draft-stored':
      return `${fact.data.attempt === 0 ? 'Draft' : `Heal ${fact.data.attempt}`} stored: ${plural(fact.data.files, 'file')}. Checking it against policy.`;
    case 'gate-passed':
      return 'The draft passes policy.';
    case 'draft-denied':
      return `Denied by policy: ${fact.data.failure.message}`;
    case 'heal-requested':
      return `Healing (${fact.data.attempt} of 3): ${fact.data.reason.failure.message}`;
    case 'bundle-handed-over':
      return `Building and testing in a ${fact.data.isolation} pod.`;
    case 'report-received':
      return reportLine(fact.data);
    default:
      return narrateEnd(fact);
  }
}

type EndFact = Extract<
  MissionFact,
  {
    event:
      | 'given-up'
      | 'deploy-intended'
      | 'preview-deployed'
      | 'live-checked'
      | 'publish-intended'
      | 'pull-request-opened'
      | 'mission-shipped'
      | 'mission-stopped'
      | 'mission-cancelled';
  }
>;

function narrateEnd(fact: EndFact): string {
  switch (fact.event) {
    case 'deploy-intended':
      return `Deploying a preview of ${fact.data.app.slug}.`;
    case 'preview-deployed':
      return `Preview deployed at ${fact.data.url}; checking it from outside.`;
    case 'live-checked':
      return `Live: ${plural(fact.data.files, 'file')} served exactly as tested.`;
    case 'publish-intended':
      return `Opening a pull request for ${fact.data.app.slug}.`;
    case 'pull-request-opened':
      return `${fact.data.is_draft ? 'Draft pull request' : 'Pull request'} ${fact.data.number} opened at ${fact.data.pr_url}.`;
    case 'mission-shipped':
      return 'Done.';
    case 'given-up':
    case 'mission-stopped':
      return fact.data.failure.message;
    case 'mission-cancelled':
      return 'Cancelled.';
    default:
      return fact satisfies never;
  }
}

function reportLine(report: Extract<MissionFact, { event: 'report-received' }>['data']): string {
  const tests =
    report.tests === null ? '' : ` ${report.tests.passed} of ${plural(report.tests.total, 'test')} passed.`;
  return `The pod reports: ${report.outcome}.${tests}`;
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}

/** One or two sentences on where the mission stands, made to be read aloud: no URLs, no ids. */
export function speak(mission: Mission): string {
  const name =
    mission.app?.title ??
    mission.attempts.findLast((attempt) => attempt.draft)?.draft?.app.title ??
    'Your app';
  if (mission.failure !== undefined) return spokenFailure(mission.status, mission.failure);
  return spokenStatus(mission.status, name, mission.pullRequest !== undefined);
}

function spokenStatus(status: MissionStatus, name: string, hasPullRequest: boolean): string {
  switch (status) {
    case 'QUEUED':
      return 'Got it. Your app is next in line.';
    case 'ARCHITECTING':
      return 'I am writing your app now.';
    case 'VALIDATING':
      return 'The draft is written. I am checking it against policy.';
    case 'HEALING':
      return 'Something did not pass. I am mending it.';
    case 'BUILDING':
      return `${name} is being built and tested.`;
    case 'DEPLOYING':
      return `${name} passed its tests. I am putting it online.`;
    case 'PUBLISHING':
      return `I am opening a pull request for ${name}.`;
    case 'DEPLOYED':
      return `${name} is live.${hasPullRequest ? ' A pull request is waiting for your approval.' : ''}`;
    case 'PR_OPENED':
      return `${name} is built, and a pull request is waiting for your approval.`;
    case 'BUILT':
      return `${name} is built and tested.`;
    case 'CANCELLED':
      return 'The mission is cancelled.';
    case 'BLOCKED':
    case 'FAILED':
    case 'TIMEOUT':
      return 'The mission did not succeed.';
    default:
      return status satisfies never;
  }
}

function spokenFailure(status: MissionStatus, failure: Failure): string {
  if (status === 'BLOCKED') return `I stopped: ${failure.message}`;
  if (status === 'TIMEOUT') return `The build ran out of time. ${failure.message}`;
  return `That did not work. ${failure.message}`;
}
