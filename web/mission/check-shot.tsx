import type { JSX } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { visibleText } from '../../core/wire/visible-text.ts';
import { request } from '../api/call.ts';
import { useLoad } from '../shell/use-load.ts';

/** The page as a check found it. It is fetched with the session, so its address says nothing to anybody else. */
export function CheckShot(props: {
  readonly missionId: string;
  readonly sha256: string;
  /** What the check says, which is what the picture shows. */
  readonly words: string;
}): JSX.Element | null {
  const { missionId, sha256, words } = props;
  const shot = useLoad(`${missionId} ${sha256}`, async (signal) => {
    const answer = await request(
      'missionShot',
      { params: { mission_id: missionId, sha256 }, signal },
      'image/png',
    );
    return answer.arrayBuffer();
  });
  const address = useAddressOf(shot.data);
  if (shot.error !== undefined) return <p class="small muted">The picture cannot be shown.</p>;
  if (address === undefined)
    return <div class="skeleton check-shot" role="status" aria-label="Loading the picture" />;
  return <img class="check-shot" src={address} alt={visibleText(words)} width={1280} height={720} />;
}

/** An address in this page for a picture's bytes, until it is no longer shown. */
function useAddressOf(bytes: ArrayBuffer | undefined): string | undefined {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    if (bytes === undefined) return;
    // Whatever the bytes are, they are shown as a picture and as nothing else.
    const made = URL.createObjectURL(new Blob([bytes], { type: 'image/png' }));
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes]);
  return address;
}
