import { beforeEach, describe, expect, test } from 'vitest';
import { tarArchive } from '../../../adapters/tar/archive.ts';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import { artifactCheck } from '../../../core/pod/check-artifact.ts';
import { mailboxPrefix } from '../../../core/ports/pod-host.ts';
import type { Draft, SourceFile, Stack } from '../../../core/wire/draft.ts';
import type { MissionId } from '../../../core/wire/ids.ts';
import type { PodReport } from '../../../core/wire/pod.ts';
import { mailboxKeys } from '../../../core/wire/pod.ts';
import type { Policy } from '../../../core/wire/policy.ts';
import { packArtifact } from '../../../pod-image/supervisor/artifact.ts';
import { putDraft } from '../draft/put-draft.ts';
import { newMissionId, play } from '../mission/play.ts';
import { podId, toPassed, tree } from '../mission/samples.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { makeReport } from './make-report.ts';
import { png } from './png.ts';

const policy = {
  forbidden: [
    { id: 'no-evil', why: 'Evil is denied.', pattern: 'evil', severity: 'deny' },
    { id: 'no-bad', why: 'Bad is sent back.', pattern: 'bad', severity: 'fix' },
  ],
  secrets: [{ id: 'secret-key', why: 'A key.', pattern: 'KEY-[0-9]{4}', severity: 'fix' }],
} as unknown as Policy;
const pod = podId();
const filesOf = (files: Readonly<Record<string, string>>): SourceFile[] =>
  Object.entries(files).map(([path, content]) => ({ path, content }));
const staticTree = { 'index.html': '<p>', 'test/a.test.js': '1' };
const nodeTree = { 'index.html': '<p>', 'package.json': '{}', 'api/hello.js': 'export default 1;\n' };
const hostManifest = '{"type":"module","private":true}\n';
const nodeMade = {
  'index.html': '<p>built',
  'package.json': hostManifest,
  'api/hello.js': 'export default 1;\n',
};

let ports: TestPorts;
let missionId: MissionId;
beforeEach(() => {
  ports = makePorts();
  missionId = newMissionId();
});

interface Left {
  readonly stack?: Stack;
  readonly tree?: Readonly<Record<string, string>>;
  readonly made: Readonly<Record<string, string>>;
  readonly report?: Partial<PodReport>;
  readonly tar?: Uint8Array | 'none';
}

async function judged({
  stack = 'static',
  tree: files = staticTree,
  made,
  report,
  tar,
}: Left): Promise<PodReport> {
  await play(toPassed.slice(0, 4), { deps: ports, missionId });
  const draft: Draft = {
    app: { slug: 'x', title: 'X', summary: 'x' },
    stack,
    files: filesOf(files),
    notes: '',
    left_out: [],
  };
  await putDraft(ports, missionId, draft);
  const key = mailboxPrefix(missionId, pod) + mailboxKeys.artifact;
  if (tar !== 'none') await ports.objects.put(key, tar ?? (await packArtifact(filesOf(made))), {}, never);
  const passed = makeReport({
    mission_id: missionId,
    pod_id: pod,
    tree_sha256: tree(0),
    artifact_sha256: treeSha256(ports.digest, filesOf(made)),
    ...report,
  });
  return artifactCheck({ ...ports, archive: tarArchive(), policy })(passed, never);
}
const wordsOf = async (left: Left): Promise<string> => {
  const { outcome, failed_because, message, artifact_sha256 } = await judged(left);
  return outcome === 'passed' ? 'passed' : `${failed_because}, ${artifact_sha256}: ${message}`;
};

describe('an artifact where it is received', () => {
  test('passes when it is the tree and what a build may add', async () => {
    expect(await wordsOf({ made: { 'index.html': '<p>' } })).toBe('passed');
    missionId = newMissionId();
    const made = { ...nodeMade, 'assets/index-D4a_b-9Z.js': 'bad' };
    expect(await wordsOf({ stack: 'node', tree: nodeTree, made })).toBe('passed');
  });

  test('passes with the pictures that the build drew of its icon, which are no text', async () => {
    const iconTree = { ...nodeTree, 'icon.svg': '<svg/>' };
    const files = filesOf(nodeMade).map(({ path, content }) => ({
      path,
      content: new TextEncoder().encode(content),
    }));
    const drawn = [...files, { path: 'icon-192.png', content: png(192, 192) }];
    const bytes = drawn.map(({ path, content }) => ({ path, bytes: content }));
    const report = { artifact_sha256: treeSha256(ports.digest, bytes) };
    const tar = await packArtifact(drawn);
    expect(await wordsOf({ stack: 'node', tree: iconTree, made: {}, tar, report })).toBe('passed');
  });

  test("passes with the tree's own host configuration, and is refused with another", async () => {
    const configured = { ...nodeTree, 'vercel.json': '{"a":1}' };
    const made = { ...nodeMade, 'vercel.json': '{"a":1}' };
    expect(await wordsOf({ stack: 'node', tree: configured, made })).toBe('passed');
    missionId = newMissionId();
    expect(
      await wordsOf({ stack: 'node', tree: configured, made: { ...made, 'vercel.json': '{}' } }),
    ).toMatch(/vercel\.json: .*\(artifact-changed\)/);
  });

  test.each([
    [
      'a function that is in no tree',
      { 'api/hidden.js': 'x' },
      /^artifact, null: api\/hidden\.js: .*\(artifact-added\)/,
    ],
    ['a function that was changed', { 'api/hello.js': 'x' }, /api\/hello\.js: .*\(artifact-changed\)/],
    [
      'a manifest that installs',
      { 'package.json': '{"scripts":{}}' },
      /package\.json: .*\(artifact-changed\)/,
    ],
    ['a host configuration', { 'vercel.json': '{}' }, /vercel\.json: .*\(path-host-file\)/],
    ['a folder that a host obeys', { '.vercel/output/config.json': '{}' }, /\(path-obeyed-folder\)/],
    ['a workflow', { '.github/workflows/x.yml': 'x' }, /\(path-obeyed-folder\)/],
    ['a package', { 'node_modules/x/index.js': 'x' }, /\(path-tool-folder\)/],
    ['a module without a hash', { 'assets/x.js': 'x' }, /\(artifact-added\)/],
    ['what a draft is denied for', { 'assets/x-12345678.js': 'evil' }, /Evil is denied\. \(no-evil\)/],
    ['a secret', { 'assets/x-12345678.js': 'KEY-1234' }, /A key\. \(secret-key\)/],
  ])('is refused with %s', async (_, added, words) => {
    expect(await wordsOf({ stack: 'node', tree: nodeTree, made: { ...nodeMade, ...added } })).toMatch(words);
  });

  test('is refused when a file of the tree is missing in it, and says at most five things', async () => {
    expect(await wordsOf({ made: { 'other.html': 'x' } })).toMatch(
      /other\.html: .* index\.html: .*\(artifact-missing\)$/,
    );
    missionId = newMissionId();
    const many = Object.fromEntries(Array.from({ length: 9 }, (_none, index) => [`x${index}`, 'x']));
    expect((await wordsOf({ made: many })).match(/\(artifact-added\)/g)).toHaveLength(5);
  });

  test('is refused with more files than an artifact has', async () => {
    const many = Object.fromEntries(Array.from({ length: 2_001 }, (_none, index) => [`f/${index}`, '']));
    expect(
      await wordsOf({ tree: { ...staticTree, ...many }, made: { 'index.html': '<p>', ...many } }),
    ).toMatch(/^artifact, null: It: It has more than 2000 files/);
  });

  test.each([
    [
      'is another than was reported',
      { report: { artifact_sha256: 'c'.repeat(64) } },
      /not the artifact that it reported/,
    ],
    ['is no archive', { tar: new Uint8Array(512).fill(1) }, /no archive that can be read/],
  ])('that %s is the pod’s fault, not the code’s', async (_, left, words) => {
    const said = await wordsOf({ made: { 'index.html': '<p>' }, ...left });
    expect(said).toMatch(/^supervisor, null: /);
    expect(said).toMatch(words);
  });

  test('that holds a path out of it, or is not there, is the pod’s fault', async () => {
    const tar = await packArtifact([{ path: '../x', content: 'x' }]);
    expect(await wordsOf({ made: { 'index.html': '<p>' }, tar })).toMatch(/^supervisor, .*only plain files/);
    missionId = newMissionId();
    expect(await wordsOf({ made: { 'index.html': '<p>' }, tar: 'none' })).toMatch(/^supervisor, .*left none/);
  });

  test.each([
    ['failed', { outcome: 'failed', failed_because: 'exit' }],
    ['has no artifact', { artifact_sha256: null }],
    ['is on another tree', { tree_sha256: 'd'.repeat(64) }],
    ['is on another attempt', { attempt: 7 }],
  ] as const)('is not asked for when the report %s', async (_, report) => {
    const made = { 'stranger.js': 'x' };
    expect(await judged({ made, report })).toMatchObject({ ...report, message: '' });
  });
});
