import { useEffect, useState } from 'preact/hooks';
import { request } from '../api/call.ts';
import { useLoad } from '../shell/use-load.ts';

/** Pictures that were shown last stay in memory: a list that is come back to asks for none of them again. */
const maxKept = 40;
const kept = new Map<string, Blob>();

/** A picture's address in this page, once it is there. */
export interface Shot {
  readonly address: string | undefined;
  readonly error: unknown;
}

/** The picture of a check, fetched with the session when it is wanted: its address says nothing to anybody else. */
export function useShot(missionId: string, sha256: string, isWanted = true): Shot {
  const shot = useLoad(`${missionId} ${sha256} ${isWanted}`, async (signal) =>
    isWanted ? (kept.get(sha256) ?? fetchShot(missionId, sha256, signal)) : undefined,
  );
  return { address: useAddressOf(shot.data), error: shot.error };
}

async function fetchShot(missionId: string, sha256: string, signal: AbortSignal): Promise<Blob> {
  const params = { mission_id: missionId, sha256 };
  const answer = await request('missionShot', { params, signal }, 'image/png');
  // Whatever the bytes are, they are shown as a picture and as nothing else.
  const picture = new Blob([await answer.arrayBuffer()], { type: 'image/png' });
  const [oldest] = kept.keys();
  if (kept.size >= maxKept && oldest !== undefined) kept.delete(oldest);
  kept.set(sha256, picture);
  return picture;
}

/** An address in this page for a picture, until it is no longer shown. */
function useAddressOf(picture: Blob | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (picture === undefined) return;
    const made = URL.createObjectURL(picture);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  return address;
}
