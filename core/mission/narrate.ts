import type { MissionFact } from '../wire/event.ts';
import type { SkillEnd, SkillNote, SkillReview } from '../wire/skill.ts';
import { sayFailure } from './failure-words.ts';
import type { Mission } from './mission.ts';
import { sayLeftOut, sayNotShown, saySilent, sayStanding, sayUnset } from './standing-words.ts';

/** One line for people on what just happened to a mission, as it was before; it stands in the event. */
export function narrate(fact: MissionFact, mission?: Mission): string {
  switch (fact.event) {
    case 'mission-requested':
      return 'Mission accepted.';
    case 'spec-agreed':
      return `Agreed: ${fact.data.title}, with ${plural(fact.data.checks.length, 'check')}.`;
    case 'check-kept':
      return 'A check was questioned and kept.';
    case 'check-corrected':
      return 'A check was corrected; it still asks for the same.';
    case 'checks-waived':
      return `The owner does without ${plural(fact.data.checks.length, 'check')}.`;
    case 'wait-began':
      return fact.data.why;
    case 'authoring-started':
      return authoringLine(fact.data, mission);
    case 'answer-cut-off':
      return cutOffLine(fact.data);
    case 'answer-rejected':
      return rejectedLine[fact.data.because];
    case 'draft-stored':
      return `${draftName(fact.data, mission)}: ${plural(fact.data.files, 'file')}. Checking it against policy.`;
    case 'gate-passed':
      return 'The draft passes policy.';
    case 'draft-denied':
      return `Denied by policy: ${sayFailure(fact.data.failure)}`;
    case 'heal-requested':
      return `Heal ${fact.data.attempt} begins: ${sayFailure(fact.data.reason.failure)}`;
    case 'bundle-handed-over':
      return `Building and testing in a ${fact.data.isolation} pod.`;
    case 'report-received':
      return reportLine(fact.data);
    case 'outside-asked':
      return narrateAsked(fact.data);
    case 'draft-reviewed':
      return reviewLine(fact.data.reviews);
    default:
      return narrateEnd(fact, mission);
  }
}

function authoringLine(
  { attempt, pins }: Extract<MissionFact, { event: 'authoring-started' }>['data'],
  mission: Mission | undefined,
): string {
  if (attempt > 0) return `Writing heal ${attempt} with ${pins.model_label}.`;
  if (mission?.request.fault !== undefined) return 'Taking the app as it is.';
  return `Writing the app with ${pins.model_label}.`;
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
      | 'draft-restored'
      | 'fault-not-shown'
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

function narrateEnd(fact: EndFact, mission: Mission | undefined): string {
  switch (fact.event) {
    case 'draft-restored':
      return `The app is as it was before it was to be mended. ${sayFailure(fact.data.failure)}`;
    case 'deploy-intended':
      return `Deploying a preview of ${fact.data.app.slug}.`;
    case 'preview-deployed':
      return `Preview deployed at ${fact.data.url}; checking it from outside.`;
    case 'live-checked':
      return liveLine(fact.data);
    case 'publish-intended':
      return `Opening a pull request for ${fact.data.app.slug}.`;
    case 'pull-request-opened':
      return `${fact.data.is_draft ? 'Draft pull request' : 'Pull request'} ${fact.data.number} opened at ${fact.data.pr_url}.`;
    case 'release-noted':
      return noteLine(fact.data.notes);
    case 'mission-shipped':
      if (mission?.notShown !== undefined) return sayNotShown(mission.notShown);
      return `Done.${mission === undefined ? '' : sayEnd(mission)}${sayUnset(fact.data.unset_secrets)}${costLine(fact.data.cost.usd)}`;
    case 'fault-not-shown':
      return sayNotShown(fact.data);
    case 'given-up':
    case 'mission-stopped':
      return sayFailure(fact.data.failure);
    case 'mission-cancelled':
      return 'Cancelled.';
  }
}

/** What whoever asked for it has to know when it is done. */
const sayEnd = (mission: Mission): string => sayStanding(mission) + saySilent(mission) + sayLeftOut(mission);

/** What was called again there, and what broke. */
function liveLine({
  files,
  calls = 0,
  failing = [],
}: Extract<MissionFact, { event: 'live-checked' }>['data']): string {
  const called = calls === 0 ? '' : ` ${plural(calls, 'call')} answered there too.`;
  const broken = failing.length === 0 ? '' : ` ${plural(failing.length, 'function')} answered with an error.`;
  return `The preview answers: ${plural(files, 'file')} served exactly as tested.${called}${broken}`;
}

function draftName(
  { attempt, carried_from: from }: Extract<MissionFact, { event: 'draft-stored' }>['data'],
  mission: Mission | undefined,
): string {
  if (from !== undefined)
    return mission?.request.fault === undefined
      ? 'Draft taken over from the mission that this one retries'
      : 'The app as it is, to see the fault on it';
  return `${attempt === 0 ? 'Draft' : `Heal ${attempt}`} stored`;
}

/** Nothing is said of what costs nothing, or less than a cent. */
function costLine(usd: number): string {
  return usd < 0.01 ? '' : ` It cost $${usd.toFixed(2)}.`;
}

function narrateAsked({ places }: Extract<MissionFact, { event: 'outside-asked' }>['data']): string {
  const said = {
    same: 'answers as expected',
    silent: 'gave no answer',
    differs: 'answers otherwise',
  } as const;
  return `Asked for real: ${places.map(({ origin, outcome }) => `${new URL(origin).host} ${said[outcome]}`).join(', ')}.`;
}

function reportLine({
  outcome,
  tests,
  checks,
}: Extract<MissionFact, { event: 'report-received' }>['data']): string {
  const tested = tests === null ? '' : ` ${tests.passed} of ${plural(tests.total, 'test')} passed.`;
  return `The pod reports: ${outcome}.${tested}${outcome === 'passed' ? triedLine(checks) : ''}`;
}

function triedLine(checks: Extract<MissionFact, { event: 'report-received' }>['data']['checks']): string {
  if (checks === undefined || checks.results.length === 0) return '';
  if (checks.browser === null) return ' Not tried in a browser.';
  const held = checks.results.filter(({ outcome }) => outcome === 'held').length;
  return ` ${held} of ${plural(checks.results.length, 'check')} hold${held === 1 ? 's' : ''}.`;
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
