import { bootPages } from './boot-pages.ts';
import type { FromDriver } from './messages.ts';
import type { TriedCheck } from './run-check.ts';
import { runChecks } from './run-checks.ts';
import { type SupervisorChannel, supervisorChannel } from './supervisor-channel.ts';

/** The driver in the pod: it holds nothing but an artifact to read and two pipes, and ends with its supervisor. */
async function main(artifact: string, channel: SupervisorChannel): Promise<void> {
  const { order } = await channel.order;
  const shared = {
    browser: channel.openBrowser,
    artifact,
    callFunction: channel.callFunction,
    stubs: order.stubs,
    signal: new AbortController().signal,
  };
  if (order.do === 'boot') {
    const booted = await bootPages({ ...shared, origins: order.origins });
    channel.tell({ say: 'browser', name: booted.browser });
    channel.tell({
      say: 'booted',
      pages: booted.pages.slice(0, 200),
      faults: booted.faults.slice(0, 500).map((fault) => fault.slice(0, 1_000)),
      contacted: booted.contacted.slice(0, 50),
    });
  } else {
    await runChecks({
      ...shared,
      checks: order.checks,
      freshData: channel.freshData,
      onBrowser: (name) => channel.tell({ say: 'browser', name }),
      onTrying: ({ id }) => channel.tell({ say: 'trying', check: id }),
      onTried: (tried) => channel.tell(triedMessage(tried)),
    });
  }
  channel.tell({ say: 'done' });
}

function triedMessage({ result, finding, shot }: TriedCheck): FromDriver {
  const { why, end, ...seen } = finding;
  return {
    say: 'tried',
    result,
    finding: {
      ...seen,
      ...(why !== undefined && { why }),
      ...(end !== undefined && { end }),
      said: [...seen.said],
      foreign: [...seen.foreign],
      already: [...seen.already],
    },
    ...(shot && { png: shot.toString('base64') }),
  };
}

process.stdin.on('end', () => process.exit());
// What a page left running rejects after it was judged, into nobody's hands.
process.on('unhandledRejection', () => undefined);
const channel = supervisorChannel(process.stdin, process.stdout);
await main(process.argv[2] ?? '', channel).catch((error: unknown) => {
  const message = error instanceof Error ? (error.stack ?? error.message) : String(error);
  channel.tell({ say: 'fault', message: message.slice(0, 4_000) });
});
process.exit();
