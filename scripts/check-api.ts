import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { printError } from '../local/terminal.ts';
import { type OwnProduct, withOwnProduct } from './check-api/own-product.ts';
import { hasPython, pythonEnvironment } from './python-environment.ts';

/** Tests made of /openapi.json, and another's reading of DSSE; neither shares code with Gantry. */
const tester = 'schemathesis==4.32.5';
const verifier = 'securesystemslib[crypto]==1.6.0';
const folder = join(import.meta.dirname, 'check-api');
const runMs = 300_000;

/** Calls that end the session they are made with, or may: they come last, in a session of their own. */
const endingSessions = ['signOut', 'endSessions', 'changePassword', 'changeUser'];

/** What is there to be asked about, so that not every answer is a 404. */
const builtSchema = z.object({ mission_id: z.string(), app: z.string(), status: z.literal('DEPLOYED') });
const conversationSchema = z.object({ conversation_id: z.string() });

/** Runs a program of Python with `input` to read, in a folder that is thrown away, and answers its exit code. */
async function run(python: string, words: readonly string[], input = ''): Promise<number> {
  const cwd = mkdtempSync(join(tmpdir(), 'gantry-check-api-'));
  try {
    const child = spawn(python, words, { cwd, stdio: ['pipe', 'inherit', 'inherit'], timeout: runMs });
    child.stdin.end(input);
    const [code] = (await once(child, 'exit')) as [number | null];
    if (code === null) printError(`Ended after ${runMs / 1_000} seconds, before it was through.`);
    return code ?? 1;
  } finally {
    rmSync(cwd, { recursive: true, force: true });
  }
}

async function build(product: OwnProduct, token: string) {
  const memo = { voice_memo: 'Build a pomodoro timer.' };
  const { mission_id, app } = builtSchema.parse(await product.ask('/gantry/architect?wait=300', token, memo));
  const talk = await product.ask('/gantry/chat', token, { message: 'Build a calculator.' });
  return { mission_id, slug: app, conversation_id: conversationSchema.parse(talk).conversation_id };
}

async function verifyEvidence(product: OwnProduct, token: string, missionId: string): Promise<number> {
  const bundle = await product.ask(`/gantry/missions/${missionId}/evidence`, token);
  const { keys } = z
    .object({ keys: z.array(z.unknown()) })
    .parse(await product.ask('/gantry/public-keys', token));
  const words = [join(folder, 'verify_envelope.py')];
  return run(pythonEnvironment(verifier), words, JSON.stringify([bundle, keys]));
}

/** One run of the tests, the same each time: in one thread, from a fixed seed, so many cases a call. */
async function askEverything(
  product: OwnProduct,
  token: string,
  { config, calls }: { readonly config: string; readonly calls: 'ordinary' | 'endingSessions' },
): Promise<number> {
  const option = calls === 'ordinary' ? '--exclude-operation-id' : '--include-operation-id';
  const words = [
    ...['--config-file', config, 'run', `${product.origin}/openapi.json`, '--no-color', '--seed', '18'],
    ...['--header', `Authorization: Bearer ${token}`, '--max-examples', '8', '--workers', '1'],
    ...['--generation-database', 'none', '--continue-on-failure', '--warnings', 'off'],
    ...endingSessions.flatMap((name) => [option, name]),
  ];
  return run(pythonEnvironment(tester), ['-m', 'schemathesis.cli', ...words]);
}

async function check(product: OwnProduct): Promise<number> {
  const token = await product.signIn();
  const known = await build(product, token);
  const parameters = Object.entries(known).map(
    ([name, value]) => `"path.${name}" = ${JSON.stringify(value)}`,
  );
  const place = mkdtempSync(join(tmpdir(), 'gantry-check-api-'));
  try {
    const config = join(place, 'schemathesis.toml');
    const settings = readFileSync(join(folder, 'schemathesis.toml'), 'utf8');
    writeFileSync(config, `[parameters]\n${parameters.join('\n')}\n\n${settings}`);
    const verified = await verifyEvidence(product, token, known.mission_id);
    const asked = await askEverything(product, token, { config, calls: 'ordinary' });
    // With its session or its mission gone, every answer was a refusal, and none of them told anything.
    await product.ask(`/gantry/status/${known.mission_id}`, token);
    const last = await product.signIn();
    return Math.max(verified, asked, await askEverything(product, last, { config, calls: 'endingSessions' }));
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

if (hasPython()) process.exitCode = await withOwnProduct(check);
else
  printError(
    'NOT RUN: npm run check:api needs python3 with venv and pip; nobody else has read /openapi.json or verified an envelope.',
  );
