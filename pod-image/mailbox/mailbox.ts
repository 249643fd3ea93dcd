/** The one outside thing that a pod knows: it waits for a bundle there and leaves logs, an artifact and one report. */
export interface Mailbox {
  /** The bundle's bytes once they are there; undefined when `signal` aborts first. */
  awaitBundle(signal: AbortSignal): Promise<Uint8Array | undefined>;
  putLog(n: number, bytes: Uint8Array): Promise<void>;
  putArtifact(bytes: Uint8Array): Promise<void>;
  /** The picture of a check; n from 0 without gaps. */
  putShot(n: number, png: Uint8Array): Promise<void>;
  /** The last thing ever written; a report that is already there stays. */
  putReport(bytes: Uint8Array): Promise<void>;
}
