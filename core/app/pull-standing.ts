import type { CheckStanding } from '../mission/check-standing.ts';
import { checkStanding, countStanding, failing } from '../mission/check-standing.ts';
import { sayFailure } from '../mission/failure-words.ts';
import { leftOutOf } from '../mission/left-out.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import { sayRestored, silentPlaces } from '../mission/standing-words.ts';
import { untriedFeatures } from '../wire/untried-features.ts';
import { inline } from './markdown.ts';

/** What whoever approves a pull request has to know before anything else, the most important first; nothing where there is nothing of the kind. */
export function alertLines(mission: Mission): readonly string[] {
  const shown = checkStanding(mission);
  const { held, total, waived } = countStanding(shown);
  const broken = failing(shown);
  const untried = shown.checks.some(({ outcome }) => outcome === 'not-run');
  return [
    ...secretLine(mission),
    ...waivedLine(mission, shown.checks),
    ...(broken.length === 0
      ? []
      : [`**${held} of ${total - waived} checks hold.** What does not work: ${wordsOf(broken)}.`]),
    ...(mission.restored === undefined
      ? []
      : [`${sayRestored(mission.restored)} ${inline(sayFailure(mission.restored.failure))}`]),
    ...leftOutLine(mission),
    ...(untried ? ['**Not tried in a browser:** none was there. Try the checks on the preview.'] : []),
  ];
}

/** What an app is held to, how it came out and what was seen of that, and what it does without. */
export function standingLines(mission: Mission, page?: string): readonly string[] {
  const leftOut = leftOutOf(mission).map(({ what, why }) => `- ${inline(what)}: ${inline(why)}`);
  return [
    ...checkLines(mission, page),
    ...untriedLine(mission),
    ...section('Left out', leftOut),
    ...section('Talks to', contactLines(mission)),
    ...section('Set before merging', secretLines(mission)),
    ...section('Warnings', warningLines(mission)),
  ];
}

const section = (title: string, lines: readonly string[]): readonly string[] =>
  lines.length === 0 ? [] : [`## ${title}`, lines.join('\n')];

const wordsOf = (checks: readonly CheckStanding[]): string =>
  checks.map(({ words }) => inline(words.trim().replace(/[.!?]+$/, ''))).join('; ');

/** Whoever can be sent something, and has something to send. */
function secretLine(mission: Mission): readonly string[] {
  const secrets = mission.spec?.needs.secrets ?? [];
  const origins = originsOf(mission);
  if (secrets.length === 0 || origins.length === 0) return [];
  const names = secrets.map(({ name }) => inline(name)).join(', ');
  return [
    `**Look closely:** this app is given secrets (${names}) and talks to ${origins.map(inline).join(', ')}.`,
  ];
}

function waivedLine({ request, waived }: Mission, checks: readonly CheckStanding[]): readonly string[] {
  const without = checks.filter(({ outcome }) => outcome === 'waived');
  if (without.length === 0) return [];
  const people = [...new Set(waived.map(({ by }) => (by === request.owner ? request.owner_name : by)))];
  return [`**Done without**, by the word of ${people.map(inline).join(', ')}: ${wordsOf(without)}.`];
}

function leftOutLine(mission: Mission): readonly string[] {
  const items = leftOutOf(mission).map(({ what }) => inline(what.trim().replace(/[.!?]+$/, '')));
  return items.length === 0 ? [] : [`**Left out:** ${items.join('; ')}.`];
}

/** The checks as a list, those that do not hold first; nothing where none was agreed. */
export function checkLines(mission: Mission, page: string | undefined): readonly string[] {
  const shown = checkStanding(mission);
  if (shown.checks.length === 0) return [];
  const { held, total, waived } = countStanding(shown);
  const tried =
    shown.browser === null
      ? 'Not tried in a browser: try them on the preview.'
      : `${held} of ${total - waived} hold, tried in ${inline(shown.browser)}.`;
  const broken = failing(shown);
  const ordered = [...broken, ...shown.checks.filter((check) => !broken.includes(check))];
  return [
    '## Checks',
    `Agreed before the app was written. ${tried}`,
    [...ordered.map(checkLine), ...questionLines(mission)].join('\n'),
    ...(page !== undefined && ordered.some(({ shot_sha256: shot }) => shot !== undefined)
      ? [`The pictures are shown at ${page}`]
      : []),
  ];
}

/** What was agreed and is not to be seen in any check. */
function untriedLine({ spec }: Mission): readonly string[] {
  const untried = spec === undefined ? [] : untriedFeatures(spec);
  return untried.length === 0 ? [] : [`**No check tries:** ${untried.map(inline).join('; ')}.`];
}

const said = {
  held: '',
  failed: ' **does not work**',
  'not-reached': ' **was not reached**',
  'not-run': '',
  waived: ' done without',
} as const;

function checkLine({ words, core, outcome, shot_sha256: shot }: CheckStanding): string {
  const box = outcome === 'held' ? 'x' : ' ';
  const picture = shot === undefined ? '' : ` (picture \`${shot}\`)`;
  return `- [${box}] ${inline(words)}${core ? ' (what the app is for)' : ''}${said[outcome]}${picture}`;
}

/** A check that somebody doubted is somebody's to look at. */
function questionLines({ spec, questioned }: Mission): readonly string[] {
  return questioned.map(({ check, why, sha256 }) => {
    const words = spec?.checks.find(({ id }) => id === check)?.words ?? check;
    return `- ${sha256 === undefined ? 'Doubted and kept' : 'Put right'}: ${inline(words)} ${inline(why)}`;
  });
}

function originsOf(mission: Mission): readonly string[] {
  const agreed = (mission.spec?.needs.origins ?? []).map(({ origin }) => origin);
  return [...new Set([...agreed, ...(currentAttempt(mission).report?.boot?.contacted ?? [])])];
}

function contactLines(mission: Mission): readonly string[] {
  const agreed = mission.spec?.needs.origins ?? [];
  const { report, asked } = currentAttempt(mission);
  const seen = report?.boot?.contacted ?? [];
  const silent = silentPlaces(asked);
  return originsOf(mission).map((origin) => {
    const needed = agreed.find((one) => one.origin === origin);
    const why = needed === undefined ? '**nobody agreed to this**' : `${needed.by}, ${inline(needed.why)}`;
    const unseen = seen.includes(origin) ? '' : ' (not asked for while it was tried)';
    return `- ${inline(origin)}: ${why}${unseen}${silent.includes(origin) ? ` **${noAnswer}**` : ''}`;
  });
}

const noAnswer = 'It gave no answer when it was asked for real: try it on the preview.';

const secretLines = ({ spec }: Mission): readonly string[] =>
  (spec?.needs.secrets ?? []).map(({ name, why }) => `- ${inline(name)}: ${inline(why)}`);

/** What the gate let pass and said, and functions that answered as if they were broken. */
function warningLines(mission: Mission): readonly string[] {
  const { failingLive } = mission;
  const { warnings, report } = currentAttempt(mission);
  return [
    ...warnings.map(({ rule, path, line, why }) => {
      const place = path === undefined ? '' : ` ${inline(path)}${line === undefined ? '' : `:${line}`}:`;
      return `- ${inline(rule)}:${place} ${inline(why)}`;
    }),
    ...(report?.boot?.failing ?? []).map(
      ({ path, status }) => `- ${inline(path)} answered ${status} to a bare request.`,
    ),
    ...failingLive.map(({ path, status }) => `- ${inline(path)} answered ${status} at the preview.`),
  ];
}
