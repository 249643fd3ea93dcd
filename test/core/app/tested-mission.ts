import { pack } from 'tar-stream';
import { saveDraft } from '../../../core/draft/draft-store.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { readMission, runCommand } from '../../../core/mission/append-facts.ts';
import type { Mission } from '../../../core/mission/mission.ts';
import { keepAttempt } from '../../../core/pod/attempt-store.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import type { SourceFile } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';
import { mailboxKeys } from '../../../core/wire/pod.ts';
import { play } from '../mission/play.ts';
import { commands, podId, request } from '../mission/samples.ts';
import { makeReport } from '../pod/make-report.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';

const all = commands();

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
}

/** A mission whose draft, report and artifact are in the store, as after the pod's report. */
export async function testedMission(deps: TestPorts, wish: TestedMission = {}): Promise<Mission> {
  const { slug = 'Calculator', files = sources, missionId = deps.ids.make('msn') as MissionId } = wish;
  const tree = treeSha256(deps.digest, files);
  const app = { slug, title: 'Calculator', summary: 'Adds & more.' };
  await saveDraft(deps)(
    missionId,
    0,
    { app, stack: 'static', files: [...files], notes: 'Look at add.', left_out: [] },
    never,
  );
  const { data: draft } = all['store-draft'];
  await play(
    [
      all['start-authoring'],
      { kind: 'store-draft', data: { ...draft, app, tree_sha256: tree } },
      { kind: 'pass-gate', data: { ...all['pass-gate'].data, tree_sha256: tree } },
      { kind: 'hand-over', data: { ...all['hand-over'].data, tree_sha256: tree } },
    ],
    { deps, missionId, wanted: request(wish.wanted) },
  );
  const shas = { tree_sha256: tree, artifact_sha256: tree };
  await deps.objects.put(
    mailboxPrefix(missionId, podId()) + mailboxKeys.artifact,
    await tarOf(files),
    {},
    never,
  );
  const stored = await keepAttempt(deps)(
    makeReport({ ...shas, mission_id: missionId, pod_id: podId() }),
    never,
  );
  const report = { ...all['receive-report'].data, ...shas, ...stored };
  await runCommand(deps)(
    { missionId, command: { kind: 'receive-report', data: report }, actor: 'gantry' },
    { signal: never },
  );
  return readMission(deps)(missionId, { signal: never });
}
