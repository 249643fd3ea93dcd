import type { FunctionOutcome, FunctionRequest } from '../../core/wire/function-call.ts';
import { type Frame, frameReader, messageFrame } from '../driver/frames.ts';
import { type DriveOrder, type FromDriver, fromDriverSchema, type ToDriver } from '../driver/messages.ts';
import { type InstrumentRunner, instrumentLimits } from '../runners/step-runner.ts';
import { type BrowserRelay, browserRelay, keepEnd } from './browser-relay.ts';
import { type EndedBy, watchStep, watchThread } from './watch-step.ts';

/** All that the driver says in messages, pictures and requests to functions among them. */
const mostSaidBytes = 64 * 1024 * 1024;

export interface DriveDeps {
  readonly instruments: InstrumentRunner;
  /** Both as the supervisor sees them. */
  readonly artifact: string;
  readonly downloads: string;
  readonly callFunction: (request: FunctionRequest) => Promise<FunctionOutcome>;
  /** Empties the app's database, where it has one. */
  readonly freshData: () => Promise<void>;
  /** Aborts when the pod is told to end; everything is destroyed and this throws. */
  readonly ending: AbortSignal;
}

/** What the driver saw of the app; what it asks for is answered here. */
export type Seen = Extract<FromDriver, { say: 'browser' | 'trying' | 'tried' | 'booted' }>;

/** How the driver ended: with its work done, at a limit, or by a fault of ours, in words. */
export interface DriveEnd {
  readonly because: 'done' | EndedBy | 'fault';
  readonly message: string;
  /** Of browser and driver, the most that either took. */
  readonly peakMemoryBytes: number;
}

/**
 * Has an app used in a browser: driver and browser are two users beside the app's own, and neither has more of the other, of the app or of the
 * supervisor than what is passed on here. When this resolves nothing of either lives.
 */
export async function drive(
  deps: DriveDeps,
  order: DriveOrder,
  { deadlineMs, see }: { readonly deadlineMs: number; readonly see: (seen: Seen) => void },
): Promise<DriveEnd> {
  await watchThread().sees;
  const { instruments, artifact, downloads } = deps;
  const driver = await instruments.start({ kind: 'driver', artifact, downloads });
  const watch = watchStep(driver, { limits: instrumentLimits, deadlineMs, overflow: never });
  const said = keepEnd(driver.errors);
  const relay = browserRelay({ instruments, downloads, deadlineMs, toDriver: driver.toIt });
  const tell = (message: ToDriver): void => void driver.toIt.write(messageFrame(message));
  const failed = Promise.withResolvers<Heard>();
  const heard = listen(driver.fromIt, answering(deps, { relay, tell, see, fail: failed.resolve }));
  tell({ say: 'order', order, downloads: instruments.placeOfDownloads(downloads) });
  const died = driver.exited.then((): Heard => ({ because: 'fault', message: `it ended: ${said()}` }));
  const limit = watch.ended.then((because): Heard => ({ because, message: '' }));
  const first = await Promise.race([heard, failed.promise, limit, died, aborted(deps.ending)]);
  const used = await watch.stop();
  await driver.destroy();
  const browserBytes = await relay.close();
  deps.ending.throwIfAborted();
  // What a limit ended is seen to die before the limit is told of.
  const because = used.endedBy ?? first.because;
  return { ...first, because, peakMemoryBytes: Math.max(browserBytes, used.peakMemoryBytes) };
}

type Heard = Pick<DriveEnd, 'because' | 'message'>;

const never: Promise<never> = new Promise(() => undefined);

function aborted(signal: AbortSignal): Promise<Heard> {
  const heard: Heard = { because: 'fault', message: 'the pod was told to end' };
  return new Promise((resolve) => {
    if (signal.aborted) resolve(heard);
    else signal.addEventListener('abort', () => resolve(heard), { once: true });
  });
}

/** Answers what the driver asks; resolves when it says that it is done, or something that it may not say. */
function listen(from: NodeJS.ReadableStream, hear: (said: Said) => void): Promise<Heard> {
  const read = saidReader();
  return new Promise((resolve) => {
    from.on('data', (chunk: Buffer) => {
      try {
        for (const said of read(chunk)) {
          const last = lastWord(said);
          if (last === undefined) hear(said);
          else resolve(last);
        }
      } catch (error) {
        from.removeAllListeners('data');
        resolve({ because: 'fault', message: `it said what it may not: ${String(error).slice(0, 500)}` });
      }
    });
  });
}

type Said = Extract<Frame, { kind: 'browser' }> | FromDriver;

/** Reads frames as what the driver may say; throws at anything else, and at more than it may. */
function saidReader(): (chunk: Buffer) => readonly Said[] {
  const read = frameReader();
  let saidBytes = 0;
  return (chunk) =>
    read(chunk).map((frame) => {
      if (frame.kind === 'browser') return frame;
      saidBytes += frame.sizeBytes;
      if (saidBytes > mostSaidBytes) throw new RangeError('it says more than it may');
      return fromDriverSchema.parse(frame.value);
    });
}

function lastWord(said: Said): Heard | undefined {
  if (!('say' in said)) return undefined;
  if (said.say === 'done') return { because: 'done', message: '' };
  return said.say === 'fault' ? { because: 'fault', message: said.message } : undefined;
}

function answering(
  { callFunction, freshData }: DriveDeps,
  {
    relay,
    tell,
    see,
    fail,
  }: {
    readonly relay: BrowserRelay;
    readonly tell: (message: ToDriver) => void;
    readonly see: (seen: Seen) => void;
    readonly fail: (heard: Heard) => void;
  },
): (said: Said) => void {
  const mistake = (error: unknown): void => fail({ because: 'fault', message: String(error) });
  return (said) => {
    if (!('say' in said)) return relay.write(said.bytes);
    switch (said.say) {
      case 'start-browser':
        return relay.start();
      case 'end-browser':
        return relay.end();
      case 'call':
        return void callFunction(said.request).then(
          (outcome) => tell({ say: 'answer', id: said.id, outcome }),
          mistake,
        );
      case 'fresh-data':
        return void freshData().then(() => tell({ say: 'fresh-data', id: said.id }), mistake);
      case 'browser':
      case 'trying':
      case 'tried':
      case 'booted':
        return see(said);
      case 'done':
      case 'fault':
        return undefined;
      default:
        return said satisfies never;
    }
  };
}
