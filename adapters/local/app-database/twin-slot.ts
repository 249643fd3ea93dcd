import { setTimeout as sleep } from 'node:timers/promises';
import { oneAtATime } from '../../../pod-image/database/one-at-a-time.ts';
import { startTwin, type Twin, type TwinOptions } from '../../../pod-image/database/start-twin.ts';

/** A database that stays open until it is let go. */
export interface TwinLease {
  readonly twin: Twin;
  readonly letGo: () => void;
}

/** One database's folder, open or not; whoever opens or closes it waits for who does so before. */
export interface TwinSlot {
  lease(): Promise<TwinLease>;
  whileClosed<T>(work: () => Promise<T>): Promise<T>;
  /** Ends it unless somebody uses it. */
  endIfUnused(): Promise<void>;
  /** Ends it. */
  end(): Promise<void>;
  /** When it was last let go, where it is open and nobody uses it. */
  unusedSince(): number | undefined;
  isOpen(): boolean;
}

interface SlotConfig {
  readonly folder: string;
  readonly idleMs: number;
  readonly opening: TwinOptions;
  /** Waited for before the folder is opened. */
  readonly makeRoom: () => Promise<void>;
}

/** A request that somebody still waits for may take as long as this. */
const patienceMs = 15_000;
const lookMs = 20;

/** Opens a folder when it is wanted, and ends it when nobody has wanted it for a while. */
export function createTwinSlot({ folder, idleMs, opening, makeRoom }: SlotConfig): TwinSlot {
  const inTurn = oneAtATime();
  let twin: Twin | undefined;
  let leases = 0;
  let usedAt = 0;
  let timer: NodeJS.Timeout | undefined;

  const start = async (): Promise<Twin> => {
    await makeRoom();
    const started = await startTwin(folder, opening);
    void started.gone.then(() => {
      if (twin === started) twin = undefined;
    });
    twin = started;
    return started;
  };
  const end = async (): Promise<void> => {
    clearTimeout(timer);
    await twin?.end();
    twin = undefined;
  };
  const endIfUnused = () => inTurn(async () => (leases === 0 ? end() : undefined));
  const letGo = (): void => {
    leases -= 1;
    usedAt = performance.now();
    clearTimeout(timer);
    if (leases === 0) timer = setTimeout(() => void endIfUnused(), idleMs).unref();
  };

  return {
    lease: () =>
      inTurn(async () => {
        clearTimeout(timer);
        const leased = twin ?? (await start());
        leases += 1;
        return { twin: leased, letGo: onceOnly(letGo) };
      }),
    whileClosed: (work) =>
      inTurn(async () => {
        await untilNone(() => leases);
        await end();
        return work();
      }),
    endIfUnused,
    end: () => inTurn(end),
    unusedSince: () => (twin !== undefined && leases === 0 ? usedAt : undefined),
    isOpen: () => twin !== undefined,
  };
}

function onceOnly(work: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) work();
    isDone = true;
  };
}

async function untilNone(leases: () => number): Promise<void> {
  const deadline = performance.now() + patienceMs;
  while (leases() > 0 && performance.now() < deadline) await sleep(lookMs);
}
