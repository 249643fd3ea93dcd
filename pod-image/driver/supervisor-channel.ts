import { PassThrough, Writable } from 'node:stream';
import type { FunctionOutcome } from '../../core/wire/function-call.ts';
import type { CallFunction } from './answer-requests.ts';
import { browserFrames, frameReader, messageFrame } from './frames.ts';
import type { FromDriver, ToDriver } from './messages.ts';
import type { OpenBrowser } from './start-browser.ts';

type Order = Extract<ToDriver, { say: 'order' }>;

/** All that the driver has of the world: who starts it brings the browser, calls the functions, empties the data and hears what was seen. */
export interface SupervisorChannel {
  readonly order: Promise<Order>;
  readonly openBrowser: OpenBrowser;
  readonly callFunction: CallFunction;
  readonly freshData: () => Promise<void>;
  tell(message: FromDriver): void;
}

/** What is done at each thing that the supervisor says. */
type Hearers = { readonly [S in ToDriver['say']]: (message: Extract<ToDriver, { say: S }>) => void };

function hear<S extends ToDriver['say']>(hearers: Hearers, message: Extract<ToDriver, { say: S }>): void {
  hearers[message.say as S](message);
}

interface LiveBrowser {
  readonly fromBrowser: PassThrough;
  readonly gone: PromiseWithResolvers<void>;
  readonly started: PromiseWithResolvers<void>;
  said: string;
}

/** Speaks with the supervisor over the two pipes that the driver is started with. */
export function supervisorChannel(from: NodeJS.ReadableStream, to: NodeJS.WritableStream): SupervisorChannel {
  const order = Promise.withResolvers<Order>();
  const waiting = createWaiting();
  const tell = (message: FromDriver): void => void to.write(messageFrame(message));
  const browser: { live: LiveBrowser | undefined } = { live: undefined };
  const hearers: Hearers = {
    order: (message) => order.resolve(message),
    'browser-started': () => browser.live?.started.resolve(),
    'browser-gone': ({ said }) => endLive(browser.live, said),
    answer: ({ id, outcome }) => waiting.answer(id, outcome),
    'fresh-data': ({ id }) => waiting.answer(id, undefined),
  };
  const read = frameReader();
  from.on('data', (chunk: Buffer) => {
    for (const frame of read(chunk)) {
      if (frame.kind === 'browser') browser.live?.fromBrowser.write(frame.bytes);
      else hear(hearers, frame.value as ToDriver);
    }
  });
  return {
    order: order.promise,
    openBrowser: () => openLive(browser, { order: order.promise, tell, to }),
    callFunction: async (method, path, headers, body) =>
      answerOf(
        (await waiting.ask((id) =>
          tell({ say: 'call', id, request: { method, url: path, headers, body: base64(body) } }),
        )) as FunctionOutcome,
      ),
    freshData: async () => void (await waiting.ask((id) => tell({ say: 'fresh-data', id }))),
    tell,
  };
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

/** Questions that the supervisor has not answered yet. */
function createWaiting() {
  const questions = new Map<number, (answer: unknown) => void>();
  let asked = 0;
  return {
    ask(send: (id: number) => void): Promise<unknown> {
      asked += 1;
      const id = asked;
      return new Promise((resolve) => {
        questions.set(id, resolve);
        send(id);
      });
    },
    answer(id: number, answer: unknown): void {
      questions.get(id)?.(answer);
      questions.delete(id);
    },
  };
}

function endLive(live: LiveBrowser | undefined, said: string): void {
  if (live === undefined) return;
  live.said = said;
  live.started.resolve();
  live.gone.resolve();
}

/** Asks for a browser; what is left of the one before is gone by then, and nothing that it said comes any more. */
async function openLive(
  browser: { live: LiveBrowser | undefined },
  { order, tell, to }: Pick<SupervisorChannel, 'order' | 'tell'> & { readonly to: NodeJS.WritableStream },
): ReturnType<OpenBrowser> {
  const { downloads } = await order;
  const live: LiveBrowser = {
    fromBrowser: new PassThrough(),
    gone: Promise.withResolvers<void>(),
    started: Promise.withResolvers<void>(),
    said: '',
  };
  browser.live = live;
  tell({ say: 'start-browser' });
  await live.started.promise;
  const toBrowser = new Writable({
    write(chunk: Buffer, _encoding, done) {
      if (browser.live === live) for (const frame of browserFrames(chunk)) to.write(frame);
      done();
    },
  });
  return {
    toBrowser,
    fromBrowser: live.fromBrowser,
    downloads,
    exited: live.gone.promise,
    said: () => live.said,
    end: () => {
      if (browser.live === live) tell({ say: 'end-browser' });
    },
  };
}

/** A function that gave no answer is one for the page as well: the host says 502. */
function answerOf(outcome: FunctionOutcome): Awaited<ReturnType<CallFunction>> {
  if (outcome.kind === 'failed') throw new Error(`the function gave no answer: ${outcome.because}`);
  const { status, headers, body } = outcome.answer;
  return { status, headers, body: Buffer.from(body, 'base64') };
}
