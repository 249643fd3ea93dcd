import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { InstrumentRunner } from '../runners/step-runner.ts';
import { keepEnd } from './browser-relay.ts';
import { createWorkFolder } from './work-folder.ts';

const answerMs = 15_000;
const question = '{"id":1,"method":"Browser.getVersion"}\0';

/** What a browser calls itself once it runs as it would for an app, for example `Chromium 156.0.8078.114`; throws with its own words where it does not. */
export async function probeBrowser(instruments: InstrumentRunner): Promise<string> {
  const work = await createWorkFolder();
  const downloads = join(work.root, 'downloads');
  try {
    await mkdir(downloads);
    const running = await instruments.start({ kind: 'browser', downloads });
    const said = keepEnd(running.errors);
    running.toIt.write(question);
    const answer = await Promise.race([firstMessage(running.fromIt), running.exited, sleep(answerMs)]);
    await running.destroy();
    const version = typeof answer === 'string' ? /"product":"[^"/]*\/([\d.]+)"/.exec(answer)?.[1] : undefined;
    if (version === undefined) throw new Error(`The browser gives no answer: ${said().trim() || 'no word'}`);
    return `Chromium ${version}`;
  } finally {
    await work.remove();
  }
}

async function firstMessage(from: AsyncIterable<Buffer>): Promise<string> {
  let text = '';
  for await (const chunk of from) {
    text += chunk.toString('utf8');
    if (text.includes('\0')) break;
  }
  return text;
}
