import { Conflict } from '../errors.ts';
import { toBase64 } from '../evidence/base64.ts';
import { readMission, runCommand } from '../mission/append-facts.ts';
import type { Attempt } from '../mission/attempt.ts';
import type { Mission } from '../mission/mission.ts';
import { currentAttempt } from '../mission/mission.ts';
import type { StageInput, StageOptions, StageOutput } from '../mission/stage.ts';
import { goTo } from '../mission/stage.ts';
import { loadReport, shotKey } from '../pod/attempt-store.ts';
import type { SkillOccasion } from '../skill/compose-instructions.ts';
import { composeInstructions, composeTask } from '../skill/compose-instructions.ts';
import { agreedSpec } from '../spec/agreed-spec.ts';
import { settleDisputes } from '../spec/settle-disputes.ts';
import type { Draft, SourceFile } from '../wire/draft.ts';
import type { HealReason } from '../wire/event.ts';
import type { PodReport } from '../wire/pod.ts';
import type { Finding } from '../wire/policy.ts';
import { agreedWork } from './agreed-work.ts';
import { loadProgress, partialKeys } from './attempt-progress.ts';
import type { AuthorDeps } from './author.ts';
import { occasionOf, pinsOf, runAuthorSkill } from './author.ts';
import { isToBeginAnew } from './begin-anew.ts';
import { changesBetween } from './changes-between.ts';
import { extendedDraft } from './draft-app.ts';
import type { StoredDraft } from './draft-store.ts';
import { loadAuthored } from './draft-store.ts';
import { followAuthored } from './follow-authored.ts';
import { shownPicture } from './shown-picture.ts';

/**
 * The stage that has a model mend the last draft; it gives the smallest change, and the whole tree passes the gate again. Where mending is
 * no use, the app is written anew from what was agreed and what failed, without the old code.
 */
export const healApp =
  (deps: AuthorDeps) =>
  async (input: StageInput, { signal }: StageOptions): Promise<StageOutput> => {
    const { mission_id: missionId } = input;
    const before = await readMission(deps)(missionId, { signal });
    const report = await reportHealed(deps, before, signal);
    const isAnew = beginsAnew(before, report);
    const occasion = occasionOf(before, isAnew ? 'draft' : 'heal');
    const pins = pinsOf(deps, occasion);
    const mission = await runCommand(deps)(
      { missionId, command: { kind: 'start-authoring', pins }, actor: 'gantry' },
      { signal },
    );
    const output = await author(deps, mission, { occasion, isAnew, report }, signal);
    // What the author says against a check is settled before anybody tries it again.
    if (output.next === 'gate') await settleDisputes(deps)(missionId, signal);
    return output;
  };

async function author(
  deps: AuthorDeps,
  mission: Mission,
  {
    occasion,
    isAnew,
    report,
  }: Pick<Healing, 'occasion' | 'report'> & {
    readonly isAnew: boolean;
  },
  signal: AbortSignal,
): Promise<StageOutput> {
  if (currentAttempt(mission).draft !== undefined) return goTo(mission.missionId, 'gate');
  const healing = await healingOf(deps, mission, { occasion, report }, signal);
  return isAnew ? writeAnew(deps, healing, signal) : mend(deps, healing, signal);
}

interface Healing {
  readonly mission: Mission;
  readonly attempt: Attempt;
  readonly occasion: SkillOccasion;
  readonly reason: HealReason;
  /** What the pod said of the draft that is healed; undefined where the gate sent it back. */
  readonly report: PodReport | undefined;
  readonly first: StoredDraft;
  readonly last: Draft;
}

async function healingOf(
  deps: AuthorDeps,
  mission: Mission,
  given: Pick<Healing, 'occasion' | 'report'>,
  signal: AbortSignal,
): Promise<Healing> {
  const attempt = currentAttempt(mission);
  const { reason } = attempt;
  const drafts = mission.attempts.flatMap((earlier) => earlier.draft ?? []);
  const [first] = drafts;
  const stored = drafts.at(-1);
  if (reason === undefined || first === undefined || stored === undefined)
    throw new Conflict('nothing_to_heal', 'This mission has no failure to heal.');
  const last = await loadAuthored(deps)(mission.missionId, stored, signal);
  return { ...given, mission, attempt, reason, first, last };
}

async function mend(deps: AuthorDeps, healing: Healing, signal: AbortSignal): Promise<StageOutput> {
  const { mission, occasion, reason, first, last } = healing;
  const base = await baseFiles(deps, mission, first, signal);
  const common = await commonInput(deps, healing, signal);
  const skillInput = {
    ...common,
    failure: reason.failure,
    findings: findingsFor(healing),
    picture: await pictureFor(deps, healing, signal),
    strategy: reason.strategy,
    earlier_heals: earlierHeals(mission),
    source: base,
    changed: changesBetween(base, last.files),
  };
  const authored = await runAuthorSkill(deps)(mission, occasion, skillInput, signal);
  const { progress } = common;
  const work = { mission, stage: 'heal-app', source: last.files, known: last, progress } as const;
  return followAuthored(deps)(work, authored, signal);
}

async function writeAnew(deps: AuthorDeps, healing: Healing, signal: AbortSignal): Promise<StageOutput> {
  const { mission, occasion, reason, last } = healing;
  const { failure } = reason;
  const findings = findingsFor(healing);
  const picture = await pictureFor(deps, healing, signal);
  const common = await commonInput(deps, healing, signal);
  const skillInput = {
    ...common,
    app: null,
    failed: { failure, findings, picture },
    source: [],
    changed: [],
  };
  const authored = await runAuthorSkill(deps)(mission, occasion, skillInput, signal);
  const { progress } = common;
  const work = { mission, stage: 'heal-app', source: [], known: last, progress } as const;
  return followAuthored(deps)(work, authored, signal);
}

async function commonInput(deps: AuthorDeps, { mission, attempt, occasion }: Healing, signal: AbortSignal) {
  return {
    instructions: composeInstructions(deps.texts, occasion),
    task: composeTask(deps.texts, occasion),
    request: mission.request.voice_memo,
    ...(await agreedWork(deps)(mission, signal)),
    progress: await loadProgress(deps)(partialKeys(attempt), signal),
  };
}

/** What the gate refused, or what it let pass before the app failed: there may be the cause, such as a file that nothing reads. */
const findingsFor = ({ mission, attempt, reason }: Healing): readonly Finding[] =>
  reason.source === 'gate'
    ? reason.findings
    : mission.attempts
        .filter((earlier) => earlier.attempt === attempt.attempt - 1)
        .flatMap(({ warnings }) => warnings);

async function pictureFor(
  deps: AuthorDeps,
  { mission, reason, report }: Healing,
  signal: AbortSignal,
): Promise<string | null> {
  const spec = await agreedSpec(deps)(mission, signal);
  if (spec === undefined) return null;
  const sha256 = shownPicture(reason, report, spec.checks);
  const png = sha256 && (await deps.objects.get(shotKey(mission.missionId, sha256), signal));
  return png instanceof Uint8Array ? toBase64(png) : null;
}

/** An extension is mended whatever happens: what it extends is somebody's app. */
function beginsAnew(mission: Mission, report: PodReport | undefined): boolean {
  const { attempt, reason } = currentAttempt(mission);
  const { spec, request, waived } = mission;
  if (reason === undefined || spec === undefined || request.extends !== null) return false;
  const known = { checks: spec.checks, waived: waived.map(({ check }) => check) };
  return isToBeginAnew({ attempt, reason, report, ...known });
}

/** The report on the draft before the present one; nothing is looked up of it where no checks were agreed. */
async function reportHealed(
  deps: AuthorDeps,
  mission: Mission,
  signal: AbortSignal,
): Promise<PodReport | undefined> {
  const { missionId, spec, attempts } = mission;
  const number = currentAttempt(mission).attempt - 1;
  const stored = spec && attempts.find(({ attempt }) => attempt === number)?.report;
  return stored && loadReport(deps)(missionId, stored, signal);
}

/** The tree that every author of this mission is shown first, so that the cache keeps it from attempt to attempt: what it extends, or its first draft. */
async function baseFiles(
  deps: AuthorDeps,
  mission: Mission,
  first: StoredDraft,
  signal: AbortSignal,
): Promise<readonly SourceFile[]> {
  const base =
    (await extendedDraft(deps, mission, signal)) ??
    (await loadAuthored(deps)(mission.missionId, first, signal));
  return base.files;
}

function earlierHeals(mission: Mission) {
  return mission.attempts.flatMap((earlier) =>
    earlier.reason === undefined || earlier.draft === undefined
      ? []
      : [
          {
            diagnosis: earlier.draft.diagnosis ?? earlier.draft.notes,
            failure: earlier.reason.failure.message,
          },
        ],
  );
}
