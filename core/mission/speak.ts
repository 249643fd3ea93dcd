import type { Failure, MissionStatus } from '../wire/mission.ts';
import { sayFailure, sentencesOf } from './failure-words.ts';
import type { Mission } from './mission.ts';
import { isUntried, sayLeftOut, sayNotShown, saySilent, sayStanding, sayUnset } from './standing-words.ts';

/** A few sentences on where the mission stands, made to be read aloud: no URLs, no ids. */
export function speak(mission: Mission): string {
  if (mission.failure !== undefined) return spokenFailure(mission, mission.failure);
  const { status } = mission;
  if (mission.notShown !== undefined) return sayNotShown(mission.notShown);
  if (!shipped.has(status)) return spokenWork(mission);
  return `${spokenEnd(mission)}${sayStanding(mission)}${saySilent(mission)}${sayUnset(mission.unsetSecrets)}${sayLeftOut(mission)}`;
}

const nameOf = ({ app, attempts }: Mission): string =>
  app?.title ?? attempts.findLast((attempt) => attempt.draft)?.draft?.app.title ?? 'Your app';

function spokenWork(mission: Mission): string {
  const name = nameOf(mission);
  switch (mission.status) {
    case 'QUEUED':
      return spokenPlace(mission);
    case 'ARCHITECTING':
      return 'I am writing your app now.';
    case 'VALIDATING':
      return 'The draft is written. I am checking it against policy.';
    case 'HEALING':
      return 'Something did not pass. I am fixing it.';
    case 'BUILDING':
      return `${name} is being built and tested.`;
    case 'DEPLOYING':
      return spokenDeployment(mission, name);
    case 'PUBLISHING':
      return `I am opening a pull request for ${name}.`;
    case 'CANCELLED':
      return 'The mission is cancelled.';
    default:
      return 'The mission failed.';
  }
}

function spokenPlace({ place }: Mission): string {
  if (place === undefined) return 'Got it. I start on your app as soon as its turn comes.';
  const { behind, ahead } = place;
  if (behind === 'own') {
    const before =
      ahead === 0 ? '' : `, and ${ahead} more of yours ${ahead === 1 ? 'waits' : 'wait'} before it`;
    return `Got it. I start on this one when one of your others is done${before}.`;
  }
  if (ahead === 0) return 'Got it. Your app is next in line.';
  return `Got it. Your app waits its turn: up to ${ahead} ${ahead === 1 ? 'app is' : 'apps are'} before it.`;
}

function spokenDeployment(mission: Mission, name: string): string {
  if (mission.givenUp !== undefined)
    return `${name} does not do all that it should yet. I am putting it online for you to look at.`;
  const untried = isUntried(mission) ? ', but was not tried in a browser' : '';
  return `${name} passed its tests${untried}. I am putting it online.`;
}

function spokenEnd(mission: Mission): string {
  const name = nameOf(mission);
  if (mission.status === 'PR_OPENED')
    return `${name} is built, and a pull request is waiting for your approval.`;
  if (mission.status === 'BUILT') return `${name} is built and tested.`;
  return mission.pullRequest === undefined
    ? `A preview of ${name} is online.`
    : `A preview of ${name} is online. Merging its pull request makes it live.`;
}

const shipped: ReadonlySet<MissionStatus> = new Set(['DEPLOYED', 'PR_OPENED', 'BUILT']);

function spokenFailure({ status, isLive }: Mission, failure: Failure): string {
  const told = sentencesOf(sayFailure(failure));
  // Why not, and what instead: a person decides what to ask for next.
  if (failure.kind === 'unsupported') return told.slice(0, 3).join(' ');
  if (status === 'BLOCKED') return `I stopped: ${told.slice(0, 2).join(' ')}`;
  if (status === 'TIMEOUT') return `The build ran out of time. ${told[0]}`;
  const shown = failure.step === 'accept' && isLive ? ' You can look at it as it is.' : '';
  // A reason of two sentences needs no introduction.
  return (told.length > 1 ? told : ['That did not work.', ...told]).slice(0, 2).join(' ') + shown;
}
