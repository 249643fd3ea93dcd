/** A mission that has a slot; `is_started` is false between the claim and the word that its execution runs. */
export interface RunningMission {
  readonly mission_id: string;
  readonly owner: string;
  readonly is_started: boolean;
}

/** A mission that waits for a slot. */
export interface WaitingMission {
  readonly mission_id: string;
  readonly owner: string;
}

/** Who has a slot, and whose turn it was last: `turns` counts up with every start. */
export interface SlotBoard {
  readonly running: readonly RunningMission[];
  readonly turns: Readonly<Record<string, number>>;
}

/**
 * Gives free slots away: never more than there are in all or to one owner; owners take turns, who was served longest ago first, and within
 * one owner's missions the oldest. `waiting` is in order of age.
 */
export function fillSlots(
  board: SlotBoard,
  waiting: readonly WaitingMission[],
  limits: { readonly slots: number; readonly userSlots: number },
): SlotBoard {
  let next = board;
  for (;;) {
    const chosen = next.running.length < limits.slots ? choose(next, waiting, limits.userSlots) : undefined;
    if (chosen === undefined) return forgetIdle(next, waiting);
    const turn = Math.max(0, ...Object.values(next.turns)) + 1;
    next = {
      running: [...next.running, { ...chosen, is_started: false }],
      turns: { ...next.turns, [chosen.owner]: turn },
    };
  }
}

function choose(
  board: SlotBoard,
  waiting: readonly WaitingMission[],
  userSlots: number,
): WaitingMission | undefined {
  const taken = new Set(board.running.map((running) => running.mission_id));
  const free = waiting.filter(
    ({ mission_id: id, owner }) =>
      !taken.has(id) && board.running.filter((running) => running.owner === owner).length < userSlots,
  );
  const turnOf = ({ owner }: WaitingMission): number => board.turns[owner] ?? 0;
  // A stable sort: within one owner's turn the oldest stays first.
  return free.toSorted((left, right) => turnOf(left) - turnOf(right))[0];
}

/** Whoever neither runs nor waits is new again, so that the board does not grow with everybody who ever came. */
function forgetIdle(board: SlotBoard, waiting: readonly WaitingMission[]): SlotBoard {
  const present = new Set([...board.running, ...waiting].map(({ owner }) => owner));
  const turns = Object.fromEntries(Object.entries(board.turns).filter(([owner]) => present.has(owner)));
  return { ...board, turns };
}
