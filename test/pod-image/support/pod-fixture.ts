import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { hash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll } from 'vitest';
import { treeSha256 } from '../../../core/draft/tree-digest.ts';
import type { SourceFile, Stack } from '../../../core/wire/draft.ts';
import { missionIdSchema, podIdSchema } from '../../../core/wire/ids.ts';
import {
  defaultPodLimits,
  type Isolation,
  type PodBundle,
  type PodLimits,
  type PodLog,
  type PodOrder,
  type PodReport,
  podReportSchema,
  type Recipe,
} from '../../../core/wire/pod.ts';
import { podEnvironment, podIsolation, supervisorFile } from './pod-isolation.ts';

export { supervisorFile } from './pod-isolation.ts';

const compileCache = fileURLToPath(new URL('../../../node_modules/.cache/gantry-pod', import.meta.url));
export const missionId = missionIdSchema.parse(`msn_${'0'.repeat(26)}`);
export const podId = podIdSchema.parse(`pod_${'0'.repeat(26)}`);
export const nodeDigest = { sha256: (data: string | Uint8Array): string => hash('sha256', data, 'hex') };

const scratch = mkdtempSync(join(tmpdir(), 'gantry-pod-test-'));
// Steps run as another user, who has to get through.
chmodSync(scratch, 0o755);
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** A fresh folder, gone when the test file has ended. */
export const freshFolder = (): string => mkdtempSync(join(scratch, 'f-'));

export const recipes: Readonly<Record<Stack, Recipe>> = {
  static: [
    { step: 'test', program: 'node-test' },
    { step: 'build', program: 'assemble-static' },
    { step: 'boot', program: 'boot-app' },
    { step: 'accept', program: 'try-checks' },
  ],
  node: [
    { step: 'build', program: 'vite-build' },
    { step: 'test', program: 'node-test' },
    { step: 'boot', program: 'boot-app' },
    { step: 'accept', program: 'try-checks' },
  ],
  python: [
    { step: 'read', program: 'read-python' },
    { step: 'test', program: 'python-unittest' },
    { step: 'build', program: 'assemble-python' },
    { step: 'boot', program: 'boot-app' },
    { step: 'accept', program: 'try-checks' },
  ],
};

export interface Build {
  readonly files: Readonly<Record<string, string>>;
  readonly stack?: Stack;
  readonly recipe?: Recipe;
  readonly limits?: Partial<PodLimits>;
  readonly isolation?: Isolation;
  readonly bundle?: Partial<PodBundle>;
  /** The browser that it is tried in, `image` for that of the pod's image; left out, none. */
  readonly browser?: string;
}

export interface Built {
  readonly report: PodReport;
  readonly lines: readonly string[];
  readonly logs: readonly PodLog[];
  readonly mailbox: string;
  readonly keys: readonly string[];
  readonly stderr: string;
  /** Where the supervisor keeps its work; empty again when it has tidied up. */
  readonly workRoot: string;
}

export const filesOf = (files: Readonly<Record<string, string>>): SourceFile[] =>
  Object.entries(files).map(([path, content]) => ({ path, content }));

export function bundleOf({ files, stack = 'static', recipe, bundle }: Build): PodBundle {
  return {
    version: 1,
    mission_id: missionId,
    attempt: 0,
    stack,
    tree_sha256: treeSha256(nodeDigest, filesOf(files)),
    recipe: recipe ?? recipes[stack],
    minimum_coverage_percent: 60,
    files: filesOf(files),
    ...bundle,
  };
}

function writeMailbox(limits: Partial<PodLimits> = {}, waitMs = 20_000): string {
  const mailbox = freshFolder();
  const order: PodOrder = {
    version: 1,
    mission_id: missionId,
    pod_id: podId,
    limits: { ...defaultPodLimits, ...limits },
    wait_ms: waitMs,
    transport: { kind: 'directory' },
  };
  mkdirSync(join(mailbox, 'in'));
  writeFileSync(join(mailbox, 'in/order.json'), JSON.stringify(order));
  return mailbox;
}

export function putBundle(mailbox: string, bundle: PodBundle): void {
  writeFileSync(join(mailbox, 'bundle.new'), JSON.stringify(bundle));
  renameSync(join(mailbox, 'bundle.new'), join(mailbox, 'in/bundle'));
}

export type PodProcess = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts a supervisor over a folder mailbox that holds the bundle already, as the local host does. */
export function startPod(
  build: Build,
  start: (args: readonly string[], options: { readonly env: NodeJS.ProcessEnv }) => PodProcess = startNode,
): {
  readonly child: PodProcess;
  readonly mailbox: string;
  readonly workRoot: string;
} {
  const mailbox = writeMailbox(build.limits);
  putBundle(mailbox, bundleOf(build));
  const isolation = build.isolation ?? podIsolation;
  const browser = build.browser === 'image' ? [] : ['--browser', build.browser ?? 'none'];
  const order = `file://${mailbox}/in/order.json`;
  const args = [supervisorFile, '--isolation', isolation, ...browser, '--lifeline', order];
  const workRoot = freshFolder();
  chmodSync(workRoot, 0o755);
  const env = { ...podEnvironment, TMPDIR: workRoot, NODE_COMPILE_CACHE: compileCache };
  return { child: start(args, { env }), mailbox, workRoot };
}

const startNode = (args: readonly string[], { env }: { readonly env: NodeJS.ProcessEnv }): PodProcess =>
  spawn(process.execPath, args, { env, stdio: ['pipe', 'pipe', 'pipe'] });

/** Runs a whole pod to its report. */
export async function buildInPod(build: Build): Promise<Built> {
  const { child, mailbox, workRoot } = startPod(build);
  return { ...(await readBuilt(child, mailbox)), workRoot };
}

/** Waits for a pod to end and reads what it wrote. */
export async function readBuilt(child: PodProcess, mailbox: string): Promise<Omit<Built, 'workRoot'>> {
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  const file = join(mailbox, 'out/report.json');
  if (!existsSync(file)) throw new Error(`the pod wrote no report: ${stderr}`);
  const logs = readLogs(mailbox);
  return {
    report: podReportSchema.parse(JSON.parse(readFileSync(file, 'utf8'))),
    logs,
    lines: logs.flatMap((log) => log.lines),
    mailbox,
    keys: stdout.split('\n').flatMap((line) => line.match(/"key":"([^"]+)"/)?.[1] ?? []),
    stderr,
  };
}

function readLogs(mailbox: string): PodLog[] {
  const out = join(mailbox, 'out');
  const logs = readdirSync(out).filter((name) => name.startsWith('log-'));
  return logs
    .map((name) => JSON.parse(readFileSync(join(out, name), 'utf8')) as PodLog)
    .toSorted((a, b) => a.n - b.n);
}

/** A small static app that passes every step. */
export const goodApp: Readonly<Record<string, string>> = {
  'index.html': page(
    '<main id="app"><label>Name <input id="name"></label></main>',
    '<script type="module" src="main.js"></script>',
  ),
  'style.css': 'body { color: rebeccapurple; }',
  'main.js':
    "import { add } from './src/add.js';\ndocument.getElementById('app').append(String(add(1, 2)));\n",
  'src/add.js': 'export const add = (a, b) => a + b;\n',
  'package.json': '{"type":"module","private":true}',
  'test/add.test.js': testFile("test('adds', () => assert.equal(add(1, 2), 3));"),
};

export function page(body: string, head = ''): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>App</title><link rel="stylesheet" href="style.css">${head}</head><body>${body}</body></html>`;
}

/** A test module that imports the good app's module and holds the given code. */
export function testFile(code: string): string {
  return `import test from 'node:test';\nimport assert from 'node:assert/strict';\nimport { add } from '../src/add.js';\n${code}\n`;
}
