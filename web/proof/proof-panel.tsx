import './proof.css';
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { call } from '../api/call.ts';
import { Problem } from '../shell/problem.tsx';
import { saveFile } from '../shell/save-file.ts';
import { useLoad } from '../shell/use-load.ts';
import { ProofEvents } from './proof-events.tsx';
import type { Proof } from './prove.ts';
import { proveBundle, proveEvents } from './prove.ts';
import { Verdict } from './verdict.tsx';

/** The proof of a mission, checked here and now in the browser: its chain of events, and the signature over it once it has ended. */
export function ProofPanel({
  missionId,
  hasEnded,
}: {
  readonly missionId: string;
  readonly hasEnded: boolean;
}): JSX.Element {
  const [file, setFile] = useState<PickedFile>();
  const proof = useLoad(`${missionId} ${hasEnded} ${file?.turn}`, (signal) =>
    file === undefined ? proveMission(missionId, hasEnded, signal) : provePicked(file, signal),
  );
  return (
    <div class="stack">
      <Problem error={proof.error} onRetry={proof.reload} />
      {proof.data === undefined ? (
        proof.error === undefined && <div class="skeleton" role="status" aria-label="Checking the proof" />
      ) : (
        <>
          <Verdict proof={proof.data.proof} source={file?.name} />
          <Tools
            bundle={file === undefined ? proof.data.bundle : undefined}
            missionId={missionId}
            isPicked={file !== undefined}
            onPick={setFile}
          />
          <ProofEvents proof={proof.data.proof} />
        </>
      )}
    </div>
  );
}

interface PickedFile {
  readonly name: string;
  readonly text: string;
  readonly turn: number;
}

interface Proven {
  readonly proof: Proof;
  /** The bundle as it came, to be kept. */
  readonly bundle: unknown;
}

async function proveMission(missionId: string, hasEnded: boolean, signal: AbortSignal): Promise<Proven> {
  const params = { mission_id: missionId };
  if (!hasEnded) {
    const { events } = await call('missionEvents', { params, signal });
    return { proof: await proveEvents(events), bundle: undefined };
  }
  const [bundle, { keys }] = await Promise.all([
    call('missionEvidence', { params, signal }),
    call('publicKeys', { signal }),
  ]);
  return { proof: await proveBundle(bundle, keys), bundle };
}

async function provePicked(file: PickedFile, signal: AbortSignal): Promise<Proven> {
  const { keys } = await call('publicKeys', { signal });
  return { proof: await proveBundle(readJson(file.text), keys), bundle: undefined };
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function Tools(props: {
  readonly bundle: unknown;
  readonly missionId: string;
  readonly isPicked: boolean;
  readonly onPick: (file: PickedFile | undefined) => void;
}): JSX.Element {
  const pick = (event: Event & { readonly currentTarget: HTMLInputElement }): void => {
    const [file] = event.currentTarget.files ?? [];
    if (file === undefined) return;
    void file.text().then((text) => props.onPick({ name: file.name, text, turn: Date.now() }));
  };
  return (
    <div class="row">
      {props.bundle !== undefined && (
        <button
          class="button"
          type="button"
          onClick={() => saveFile(`${props.missionId}.evidence.json`, JSON.stringify(props.bundle))}
        >
          Download the bundle
        </button>
      )}
      <label class="button file-pick">
        Check a bundle from this device
        <input class="visually-hidden" type="file" accept=".json,application/json" onChange={pick} />
      </label>
      {props.isPicked && (
        <button class="button button-quiet" type="button" onClick={() => props.onPick(undefined)}>
          Back to this mission
        </button>
      )}
      <p class="small muted">
        Offline: <code>npm run verify -- FILE --key PEM</code>
      </p>
    </div>
  );
}
