import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { isolationSchema, mailboxKeys, type PodOrder, podOrderSchema } from '../core/wire/pod.ts';
import { directoryMailbox } from './mailbox/directory-mailbox.ts';
import type { Mailbox } from './mailbox/mailbox.ts';
import { download, signedUrlMailbox } from './mailbox/signed-url-mailbox.ts';
import { closeInheritedDescriptors } from './runners/inherited-descriptors.ts';
import { makeRunner } from './runners/make-runner.ts';
import type { StepRunner } from './runners/step-runner.ts';
import { findToolchain } from './runners/toolchain.ts';
import { selfTest } from './self-test/self-test.ts';
import { endOnSignal, endWithParent, readLineOfParent } from './supervisor/end-with-parent.ts';
import { probeBrowser } from './supervisor/probe-browser.ts';
import { probeRunner } from './supervisor/probe-runner.ts';
import { runPod } from './supervisor/run-pod.ts';
import { watchThread } from './supervisor/watch-step.ts';

const usage =
  'node main.ts --isolation <fargate|docker|bubblewrap|node-permission> [--browser PATH|none] (--probe | --probe-browser | --self-test | [--lifeline] ORDER-URL | --lifeline)';

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      isolation: { type: 'string' },
      browser: { type: 'string' },
      lifeline: { type: 'boolean', default: false },
      probe: { type: 'boolean', default: false },
      'probe-browser': { type: 'boolean', default: false },
      'self-test': { type: 'boolean', default: false },
    },
  });
  const isolation = isolationSchema.parse(values.isolation);
  const toolchain = findToolchain();
  const runner = makeRunner(isolation, toolchain, values.browser);
  const isProbe = values.probe || values['probe-browser'] || values['self-test'];
  if (isProbe) return probe(runner, values['probe-browser'], values['self-test']);
  watchThread();
  const ending = values.lifeline ? endWithParent() : endOnSignal();
  const given = positionals[0] ?? process.env.GANTRY_POD_ORDER;
  if (given === undefined && !values.lifeline) throw new Error(`usage: ${usage}`);
  const orderUrl = given ?? (await readLineOfParent(ending));
  // A spare that was never needed.
  if (orderUrl === undefined) return;
  const order = await readOrder(orderUrl);
  // The command line of a spare says nothing of its pod, and people look for it there.
  if (given === undefined) process.title = `gantry-pod ${order.mission_id}/${order.pod_id}`;
  tell({ ready: true });
  const mailbox = openMailbox(order, orderUrl);
  await runPod({ order, mailbox, runner, toolchain, ending }).then(
    (outcome) => tell({ outcome }),
    (error: unknown) => endUnlessTold(error, ending),
  );
}

/** Whether steps run here, or the browser, or all that a build leans on, by exit code; a browser says its name, and all of it a line a finding. */
async function probe(runner: StepRunner, isForBrowser: boolean, isForAll: boolean): Promise<void> {
  if (isForAll) process.exitCode = (await selfTest(runner, tell)) ? 0 : 1;
  else if (!isForBrowser) process.exitCode = (await probeRunner(runner)) ? 0 : 1;
  else if (runner.instruments === undefined) throw new Error('There is no browser here.');
  else process.stdout.write(`${await probeBrowser(runner.instruments)}\n`);
}

/** Being told to end is no fault; the exit code is as a shell counts an end by SIGTERM. */
function endUnlessTold(error: unknown, ending: AbortSignal): void {
  if (!ending.aborted || error !== ending.reason) throw error;
  process.exitCode = 143;
}

async function readOrder(url: string): Promise<PodOrder> {
  const bytes = url.startsWith('file:') ? await readFile(fileURLToPath(url)) : await download(url);
  return podOrderSchema.parse(JSON.parse(Buffer.from(bytes).toString('utf8')));
}

function openMailbox({ transport }: PodOrder, orderUrl: string): Mailbox {
  if (transport.kind === 'signed-urls') return signedUrlMailbox(transport);
  const root = fileURLToPath(orderUrl).slice(0, -`/${mailboxKeys.order}`.length);
  return directoryMailbox(root, { onWritten: (key) => tell({ key }) });
}

/** One JSON line for a host that stands beside; nobody has to listen. */
const tell = (line: object): boolean => process.stdout.write(`${JSON.stringify(line)}\n`);

process.stdout.on('error', () => undefined);
closeInheritedDescriptors();
await main();
// The lifeline and idle sockets would keep the process.
process.exit();
