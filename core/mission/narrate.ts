import type { MissionFact } from '../wire/event.ts';
import type { Failure, MissionStatus } from '../wire/mission.ts';
import type { SkillEnd, SkillNote, SkillReview } from '../wire/skill.ts';
import { leftOutOf } from './left-out.ts';
import type { Mission } from './mission.ts';

/** One line for people on what just happened; it stands in the event. */
export function narrate(fact: MissionFact): string {
  switch (fact.event) {
    case 'mission-requested':
      return 'Mission accepted.';
    case 'spec-agreed':
      return `Agreed: ${fact.data.title}, with ${plural(fact.data.checks.length, 'check')}.`;
    case 'check-kept':
      return 'A check was questioned and stays.';
    case 'check-corrected':
      return 'A check was put right; what it asks for stays.';
    case 'checks-waived':
      return `The owner does without ${plural(fact.data.checks.length, 'check')}.`;
    case 'wait-began':
      return fact.data.why;
    case 'authoring-started':
      return fact.data.attempt === 0
        ? `Writing the app with ${fact.data.pins.model_label}.`
        : `Writing heal ${fact.data.attempt} with ${fact.data.pins.model_label}.`;
    case 'answer-cut-off':
      return cutOffLine(fact.data);
    case 'answer-rejected':
      return rejectedLine[fact.data.because];
    case 'draft-stored':
      return `${draftName(fact.data)}: ${plural(fact.data.files, 'file')}. Checking it against policy.`;
    case 'gate-passed':
      return 'The draft passes policy.';
    case 'draft-denied':
      return `Denied by policy: ${fact.data.failure.message}`;
    case 'heal-requested':
      return `Heal ${fact.data.attempt} begins: ${fact.data.reason.failure.message}`;
    case 'bundle-handed-over':
      return `Building and testing in a ${fact.data.isolation} pod.`;
    case 'report-received':
      return reportLine(fact.data);
    case 'draft-reviewed':
      return reviewLine(fact.data.reviews);
    default:
      return narrateEnd(fact);
  }
}

/** What an answer without its end is continued from. */
function cutOffLine({
  because = 'length',
  files = 0,
}: Extract<MissionFact, { event: 'answer-cut-off' }>['data']): string {
  const kept =
    files === 0 ? '' : ` ${plural(files, 'file')} arrived whole and ${files === 1 ? 'is' : 'are'} kept.`;
  switch (because) {
    case 'length':
      return `The answer was longer than one reply; continuing it.${kept}`;
    case 'stream':
      return `The model's answer broke off; continuing it.${kept}`;
    case 'missing':
      return `Some planned files are missing; asking for them.${kept}`;
  }
}

const rejectedLine: Readonly<
  Record<Extract<MissionFact, { event: 'answer-rejected' }>['data']['because'], string>
> = {
  unreadable: "The model's answer could not be read; asking again.",
  missed: 'An edit did not fit its file; asking for that file whole.',
  unchanged: 'The model changed nothing; asking once more.',
};

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
      | 'release-noted'
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
      return `The preview answers: ${plural(fact.data.files, 'file')} served exactly as tested.`;
    case 'publish-intended':
      return `Opening a pull request for ${fact.data.app.slug}.`;
    case 'pull-request-opened':
      return `${fact.data.is_draft ? 'Draft pull request' : 'Pull request'} ${fact.data.number} opened at ${fact.data.pr_url}.`;
    case 'release-noted':
      return noteLine(fact.data.notes);
    case 'mission-shipped':
      return `Done.${costLine(fact.data.cost.usd)}`;
    case 'given-up':
    case 'mission-stopped':
      return fact.data.failure.message;
    case 'mission-cancelled':
      return 'Cancelled.';
  }
}

function draftName({
  attempt,
  carried_from: from,
}: Extract<MissionFact, { event: 'draft-stored' }>['data']): string {
  if (from !== undefined) return 'Draft taken over from the mission that this one retries';
  return `${attempt === 0 ? 'Draft' : `Heal ${attempt}`} stored`;
}

/** Nothing is said of what costs nothing, or less than a cent. */
function costLine(usd: number): string {
  return usd < 0.01 ? '' : ` It cost $${usd.toFixed(2)}.`;
}

function reportLine(report: Extract<MissionFact, { event: 'report-received' }>['data']): string {
  const tests =
    report.tests === null ? '' : ` ${report.tests.passed} of ${plural(report.tests.total, 'test')} passed.`;
  return `The pod reports: ${report.outcome}.${tests}`;
}

function reviewLine(reviews: readonly SkillReview[]): string {
  const found = reviews.flatMap((review) => review.findings);
  const warnings = found.filter((finding) => finding.severity === 'warn').length;
  const said = `${plural(warnings, 'warning')}, ${plural(found.length - warnings, 'note')}`;
  return `Reviewed by ${reviews.map(({ skill }) => skill).join(', ')}: ${said}.${unfinished(reviews)}`;
}

function noteLine(notes: readonly SkillNote[]): string {
  const written = notes.filter(({ outcome }) => outcome === 'done').map(({ skill }) => skill);
  const said = written.length === 0 ? 'Nothing was noted.' : `Noted by ${written.join(', ')}.`;
  return `${said}${unfinished(notes)}`;
}

function unfinished(skills: readonly { readonly skill: string; readonly outcome: SkillEnd }[]): string {
  return skills
    .filter(({ outcome }) => outcome !== 'done')
    .map(({ skill, outcome }) => ` ${skill} ${outcome === 'failed' ? 'failed' : 'took too long'}.`)
    .join('');
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
  return spokenStatus(mission.status, name, mission.pullRequest !== undefined) + spokenLeftOut(mission);
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
      return hasPullRequest
        ? `A preview of ${name} is online. Merging its pull request makes it live.`
        : `A preview of ${name} is online.`;
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
  }
}

const shipped: ReadonlySet<MissionStatus> = new Set(['DEPLOYED', 'PR_OPENED', 'BUILT']);

/** What whoever asked for it will miss. */
function spokenLeftOut(mission: Mission): string {
  const items = leftOutOf(mission).map(({ what }) => what.replace(/[.!?]$/, ''));
  return items.length === 0 || !shipped.has(mission.status) ? '' : ` Left out: ${items.join('; ')}.`;
}

function spokenFailure(status: MissionStatus, failure: Failure): string {
  const told = sentencesOf(failure.message);
  // Why not, and what instead: a person decides what to ask for next.
  if (failure.kind === 'unsupported') return told.slice(0, 3).join(' ');
  if (status === 'BLOCKED') return `I stopped: ${told.slice(0, 2).join(' ')}`;
  if (status === 'TIMEOUT') return `The build ran out of time. ${told[0]}`;
  // A reason of two sentences needs no introduction.
  return (told.length > 1 ? told : ['That did not work.', ...told]).slice(0, 2).join(' ');
}

function sentencesOf(text: string): readonly string[] {
  const sentences = new Intl.Segmenter('en', { granularity: 'sentence' }).segment(text);
  return Array.from(sentences, ({ segment }) => segment.trim());
}
