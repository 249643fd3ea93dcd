import { DependencyFailed } from '../../../core/errors.ts';
import { createTwinSlot, type TwinLease, type TwinSlot } from './twin-slot.ts';

/** The databases that are open on this machine, each in a process of its own. */
export interface Twins {
  /** Opens a folder, or finds it open. */
  lease(folder: string): Promise<TwinLease>;
  /** Runs work on a folder that nobody has open; who wants it meanwhile waits. */
  whileClosed<T>(folder: string, work: () => Promise<T>): Promise<T>;
  /** Ends all of them. */
  close(): Promise<void>;
}

interface TwinsConfig {
  /** How long one that nobody uses stays open. */
  readonly idleMs: number;
  /** How many may be open at once; each takes about 140 MB. */
  readonly most: number;
  readonly statementMs: number;
  /** Where the sockets of databases are made, for the group that this folder has; left out, for this user alone. */
  readonly socketFolder?: string;
}

/** Opens databases when they are wanted, and ends them when they are not. */
export function createTwins({ idleMs, most, ...opening }: TwinsConfig): Twins {
  const slots = new Map<string, TwinSlot>();
  const slotOf = (folder: string): TwinSlot => {
    const slot =
      slots.get(folder) ??
      createTwinSlot({ folder, idleMs, opening, makeRoom: () => makeRoom([...slots.values()], most) });
    slots.set(folder, slot);
    return slot;
  };
  return {
    lease: (folder) => slotOf(folder).lease(),
    whileClosed: (folder, work) => slotOf(folder).whileClosed(work),
    close: async () => {
      await Promise.all([...slots.values()].map((slot) => slot.end()));
    },
  };
}

/** Ends the one that was unused for longest, where no more may be open. */
async function makeRoom(slots: readonly TwinSlot[], most: number): Promise<void> {
  if (slots.filter((slot) => slot.isOpen()).length < most) return;
  const unused = slots.flatMap((slot) => {
    const since = slot.unusedSince();
    return since === undefined ? [] : [{ slot, since }];
  });
  const [longest] = unused.toSorted((left, right) => left.since - right.since);
  if (longest === undefined)
    throw new DependencyFailed(
      'databases_busy',
      'Too many apps use their data at once. Try again in a moment.',
    );
  await longest.slot.endIfUnused();
}
