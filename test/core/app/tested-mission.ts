import { pack } from 'tar-stream';
import { saveDraft } from '../../../core/draft/draft-store.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Command } from '../../../core/mission/decide.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { keepAttempt } from '../../../core/pod/attempt-store.ts';
import { toldReport } from '../../../core/pod/told-report.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import { saveSpec } from '../../../core/spec/spec-store.ts';
import type { Check } from '../../../core/wire/check.ts';
import type { SourceFile } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import type { AcceptReport, BootReport, PodReport } from '../../../core/wire/pod.ts';
import { mailboxKeys } from '../../../core/wire/pod.ts';
import { type Needs, needsNothing, type Spec } from '../../../core/wire/spec.ts';
import { play } from '../mission/play.ts';
import { commands, request, tree as treeOf } from '../mission/samples.ts';
import { makeReport } from '../pod/make-report.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

export const sources: readonly SourceFile[] = [
  { path: 'index.html', content: '<!doctype html><title>Calculator</title>' },
  { path: 'src/add & more.js', content: 'export const add = (a, b) => a + b;' },
  { path: 'api/sum.js', content: 'export default () => 1;' },
];

export async function tarOf(files: readonly SourceFile[]): Promise<Uint8Array> {
  const archive = pack();
  for (const file of files) archive.entry({ name: file.path }, file.content);
  archive.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of archive) chunks.push(chunk as Uint8Array);
  return Buffer.concat(chunks);
}

export interface TestedMission {
  readonly slug?: string;
  readonly wanted?: Partial<MissionRequest>;
  readonly files?: readonly SourceFile[];
  readonly missionId?: MissionId;
  /** What the app is held to, and what its pod says of that; nothing where it is left out, as in version 0.1. */
  readonly checks?: readonly Check[];
  /** What it was agreed to need, where there are checks. */
  readonly needs?: Needs;
  readonly accept?: AcceptReport;
  readonly boot?: BootReport;
  /** How else its pod's report is. */
  readonly report?: Partial<PodReport>;
  /** How often it was healed before. */
  readonly heals?: number;
}

/** A spec with these checks. */
export const specWith = (checks: readonly Check[], needs: Needs = needsNothing): Spec => ({
  title: 'Calculator',
  stack: 'static',
  features: ['Adds'],
  needs,
  left_out: [],
  checks: [...checks],
});

/** Freezes a spec with these checks, as the stage that agrees it does. */
export async function agreeing(
  deps: TestPorts,
  missionId: MissionId,
  checks: readonly Check[],
  needs: Needs = needsNothing,
): Promise<Command> {
  const { data } = commands()['agree-spec'];
  const spec_sha256 = await saveSpec(deps)(missionId, specWith(checks, needs), never);
  const words = checks.map(({ steps: _steps, ...told }) => told);
  return { kind: 'agree-spec', data: { ...data, spec_sha256, needs, checks: words } };
}

/** A heal for something of its own, so that no two are for the same. */
function healedFor(attempt: number): Command {
  const heal = commands(attempt)['request-heal'];
  return { ...heal, reason: { ...heal.reason, fingerprint: treeOf(attempt) } };
}

/** A mission whose draft, report and artifact are in the store, as after the pod's report. */
export async function testedMission(deps: TestPorts, wish: TestedMission = {}): Promise<Mission> {
  const { slug = 'Calculator', files = sources, missionId = deps.ids.make('msn') as MissionId } = wish;
  const { heals = 0 } = wish;
  const all = commands(heals);
  const pod = all['hand-over'].data.pod_id;
  const tree = treeSha256(deps.digest, files);
  const app = { slug, title: 'Calculator', summary: 'Adds & more.' };
  await saveDraft(deps)(
    missionId,
    heals,
    { app, stack: 'static', files: [...files], notes: 'Look at add.', left_out: [] },
    never,
  );
  const { data: draft } = all['store-draft'];
  await play(
    [
      ...(wish.checks === undefined ? [] : [await agreeing(deps, missionId, wish.checks, wish.needs)]),
      ...Array.from({ length: heals }, (_none, attempt) => healedFor(attempt)),
      all['start-authoring'],
      { kind: 'store-draft', data: { ...draft, app, tree_sha256: tree } },
      { kind: 'pass-gate', data: { ...all['pass-gate'].data, tree_sha256: tree } },
      { kind: 'hand-over', data: { ...all['hand-over'].data, tree_sha256: tree } },
    ],
    { deps, missionId, wanted: request(wish.wanted) },
  );
  const shas = { tree_sha256: tree, artifact_sha256: tree };
  await deps.objects.put(mailboxPrefix(missionId, pod) + mailboxKeys.artifact, await tarOf(files), {}, never);
  const told = makeReport({
    ...shas,
    mission_id: missionId,
    pod_id: pod,
    attempt: heals,
    ...(wish.accept && { accept: wish.accept }),
    ...(wish.boot && { boot: wish.boot }),
    ...wish.report,
  });
  const report = { ...toldReport(told), ...(await keepAttempt(deps)(told, never)) };
  await runCommand(deps)(
    { missionId, command: { kind: 'receive-report', data: report }, actor: 'gantry' },
    { signal: never },
  );
  return readMission(deps)(missionId, { signal: never });
}
