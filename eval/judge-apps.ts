import type { MissionEvent } from '../core/wire/event.ts';
import type { MissionView } from '../core/wire/mission.ts';
import { givenModel } from './given-model.ts';
import type { JudgedApp } from './judged-apps.ts';
import { openGantry } from './open-gantry.ts';

/** What the product made of an app that works, or of its broken twin. */
export interface Judgement {
  readonly app: string;
  /** What is wrong with it; nothing with one that works. */
  readonly broken: string | null;
  /** What it complained of: the words of checks that failed, or the failure; nothing where all held. */
  readonly complaints: readonly string[];
  /** Whether the complaint came of the agreed checks, and not of tests, build or the gate. */
  readonly isByChecks: boolean;
}

/** Gives each app, and its broken twin, to a whole Gantry as if a model had written it, and hears what it complains of before any heal. */
export async function judgeApps(
  apps: readonly JudgedApp[],
  { onJudged, onLine }: { onJudged: (judged: Judgement) => void; onLine: (line: string) => void },
): Promise<readonly Judgement[]> {
  const gantry = await openGantry(undefined, onLine);
  const { model, give } = givenModel(gantry.world.model);
  // Before any function ran, so that all of them get it.
  Object.assign(gantry.world, { model });
  const judged: Judgement[] = [];
  try {
    for (const app of apps)
      for (const broken of [null, app.broken]) {
        give(app, broken?.files ?? app.good);
        const { view, events } = await gantry.build(app.memo);
        const judgement = { app: app.name, broken: broken?.what ?? null, ...heard(view, events) };
        judged.push(judgement);
        onJudged(judgement);
      }
  } finally {
    await gantry.close();
  }
  return judged;
}

/** What the first draft's report says; what never came to a report, or failed before its checks, is told by why the mission ended or was to be healed. */
function heard(
  { failure }: MissionView,
  events: readonly MissionEvent[],
): Pick<Judgement, 'complaints' | 'isByChecks'> {
  const report = events.find(({ event }) => event === 'report-received');
  const spec = events.find(({ event }) => event === 'spec-agreed');
  if (report?.event === 'report-received' && report.data.outcome === 'passed') {
    const { checks } = report.data;
    if (checks === undefined || checks.browser === null)
      throw new Error('No browser tried the checks: apps are judged where there is one.');
    const words = new Map(
      spec?.event === 'spec-agreed' ? spec.data.checks.map((check) => [check.id, check.words]) : [],
    );
    const failed = checks.results.filter(({ outcome }) => outcome !== 'held');
    return { complaints: failed.map(({ id }) => words.get(id) ?? id), isByChecks: true };
  }
  const heal = events.find(({ event }) => event === 'heal-requested');
  const reason = heal?.event === 'heal-requested' ? heal.data.reason.failure : failure;
  if (reason === undefined) return { complaints: [], isByChecks: false };
  return {
    complaints: [`${reason.step}: ${reason.message} ${reason.excerpt.slice(-400)}`],
    isByChecks: false,
  };
}

/** How many of the broken ones were caught, and how many of the good ones were found fault with. */
export function countJudgements(judged: readonly Judgement[]): {
  readonly good: number;
  readonly falseAlarms: number;
  readonly broken: number;
  readonly caught: number;
} {
  const complained = (isBroken: boolean): number =>
    judged.filter(({ broken, complaints }) => (broken !== null) === isBroken && complaints.length > 0).length;
  const broken = judged.filter((one) => one.broken !== null).length;
  return {
    good: judged.length - broken,
    falseAlarms: complained(false),
    broken,
    caught: complained(true),
  };
}
