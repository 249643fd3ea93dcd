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

/**
 * Where a mission stands that waits: behind its owner's own where those take all the slots that one owner gets, else behind everybody's. So many
 * are before it at most, as things stand: others may have to wait for slots of their own.
 */
export interface PlaceInQueue {
  readonly behind: 'own' | 'all';
  readonly ahead: number;
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

/** Where a mission stands in the order in which `fillSlots` gives slots away; undefined where its turn has come. */
export function placeInQueue(
  board: SlotBoard,
  waiting: readonly WaitingMission[],
  { mission, userSlots }: { readonly mission: WaitingMission; readonly userSlots: number },
): PlaceInQueue | undefined {
  const { mission_id: missionId, owner } = mission;
  if (board.running.some(({ mission_id: id }) => id === missionId)) return undefined;
  const queues = Map.groupBy(waiting, (each) => each.owner);
  const before = (queues.get(owner) ?? []).filter(({ mission_id: id }) => id < missionId).length;
  const running = board.running.filter((each) => each.owner === owner).length;
  if (running + before >= userSlots) return { behind: 'own', ahead: before };
  const place: WaitingMission = queues.get(owner)?.[0] ?? mission;
  // Owners take turns, so that of each other one as many go first as of this one, and one more of those whose turn is before.
  const others = [...queues].filter(([other]) => other !== owner);
  const ahead = others.reduce(
    (sum, [, [first, ...rest]]) =>
      sum +
      Math.min(1 + rest.length, before + (first !== undefined && isBefore(board, first, place) ? 1 : 0)),
    before,
  );
  return { behind: 'all', ahead };
}

/** Whose turn was longer ago is served first; between two who had none, the older mission. */
function isBefore({ turns }: SlotBoard, left: WaitingMission, right: WaitingMission): boolean {
  const [turn, other] = [turns[left.owner] ?? 0, turns[right.owner] ?? 0];
  return turn === other ? left.mission_id < right.mission_id : turn < other;
}
