/** What a code host says about a pull request, once its signature was checked. It is a hint: the code host itself is asked whether it is so. */
export interface MergeNotice {
  /** `owner/name`. */
  readonly repository: string;
  readonly number: number;
}

/** A delivery as it came in; the signature is over exactly these bytes. */
export interface SignedDelivery {
  readonly body: Uint8Array;
  readonly signature: string | undefined;
  readonly event: string | undefined;
}

export type ReadNotice = MergeNotice | 'forged' | 'other' | 'unset';

/** Reads a code host's deliveries. `forged` for a missing or wrong signature, `other` for a true one about anything but a merge, `unset` while there is no secret to check it with. */
export interface MergeNotices {
  read(delivery: SignedDelivery, signal: AbortSignal): ReadNotice | Promise<ReadNotice>;
}
