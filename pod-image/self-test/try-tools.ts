import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isShot } from '../../core/wire/pod.ts';
import type { SelfTestFinding } from '../../core/wire/self-test.ts';
import { askTwin } from '../database/ask-twin.ts';
import { makeDatabase } from '../database/make-database.ts';
import { startTwin } from '../database/start-twin.ts';
import type { StepRunner } from '../runners/step-runner.ts';
import { drive } from '../supervisor/drive.ts';
import { createWorkFolder, writeFiles } from '../supervisor/work-folder.ts';

const driveMs = 60_000;
const statementMs = 8_000;
const greeting = 'The pod shows this';
const page = `<!doctype html><html lang="en"><title>Self-test</title><h1>${greeting}</h1></html>`;
const check = {
  id: 'c1',
  feature: 'Shows a page',
  words: greeting,
  core: true,
  steps: [{ do: 'see', what: greeting }],
} as const;

/** Has driver and browser show a page of one line, find the line and take a picture. */
export async function tryBrowser({ instruments }: StepRunner): Promise<SelfTestFinding> {
  if (instruments === undefined)
    return { finding: 'browser', holds: false, words: 'there is no browser here' };
  const work = await createWorkFolder();
  let name = 'no browser';
  let outcome = 'not tried';
  let picture = Buffer.alloc(0);
  try {
    await writeFiles(work.folders.artifact, [{ path: 'index.html', content: page }]);
    const end = await drive(
      {
        instruments,
        artifact: work.folders.artifact,
        downloads: await work.folderForDownloads(),
        callFunction: async () => ({ kind: 'failed', because: 'error' }),
        freshData: async () => undefined,
        ending: new AbortController().signal,
      },
      { do: 'accept', checks: [{ ...check, steps: [...check.steps] }], stubs: [] },
      {
        deadlineMs: performance.now() + driveMs,
        see: (seen) => {
          if (seen.say === 'browser') name = seen.name;
          if (seen.say !== 'tried') return;
          outcome = seen.result.outcome;
          picture = Buffer.from(seen.png ?? '', 'base64');
        },
      },
    );
    const ended = end.because === 'done' ? '' : `; it ended by ${end.because}: ${end.message.slice(0, 600)}`;
    const words = `${name}: its check ${outcome}, a picture of ${picture.length} bytes${ended}`;
    return { finding: 'browser', holds: outcome === 'held' && isShot(picture), words };
  } finally {
    await work.remove();
  }
}

/** Opens a database as an app gets one, and asks it as the app does. */
export async function tryDatabase(): Promise<SelfTestFinding> {
  const folder = await mkdtemp(join(tmpdir(), 'self-test-data-'));
  try {
    const database = join(folder, 'database');
    await makeDatabase(database);
    const twin = await startTwin(database, { statementMs });
    try {
      const asked = await askTwin(twin.appSocket)(
        [{ query: 'select 6 * 7 as answer' }],
        { isReadOnly: true },
        AbortSignal.timeout(statementMs),
      );
      const answer = JSON.stringify(
        asked.kind === 'refused' ? asked.refusal.message : asked.results[0]?.rows,
      );
      return {
        finding: 'database',
        holds: asked.kind !== 'refused' && answer.includes('42'),
        words: `it opens, and answers 6 * 7 with ${answer}`,
      };
    } finally {
      await twin.end();
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
