import { call } from '../api/call.ts';
import type { MissionFilter } from '../shell/route.ts';
import { useLoad } from '../shell/use-load.ts';

/** Who reads the list, and what to call the owners of what is on it. */
export interface Readers {
  readonly isAdmin: boolean;
  /** Undefined for the reader's own missions, empty while names are on their way, the id of an owner who has no name any more. */
  readonly ownerNameOf: (ownerId: string) => string | undefined;
}

/** Asks for everybody's names only where everybody's missions are shown. */
export function useReaders(owner: MissionFilter['owner']): Readers {
  const me = useLoad('me', (signal) => call('me', { signal }));
  const reader = me.data?.user;
  const isAdmin = reader?.role === 'admin';
  const users = useLoad(`users ${owner} ${isAdmin}`, async (signal) =>
    owner === '*' && isAdmin ? (await call('listUsers', { signal })).users : [],
  );
  return {
    isAdmin,
    ownerNameOf: (ownerId) => {
      if (owner === '' || ownerId === reader?.id) return undefined;
      if (reader === undefined || users.data === undefined) return '';
      return users.data.find(({ id }) => id === ownerId)?.username ?? ownerId;
    },
  };
}
