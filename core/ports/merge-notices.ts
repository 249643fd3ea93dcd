/** What a code host says about a pull request, once its signature was checked. It is a hint: the code host itself is asked whether it is so. */
export interface MergeNotice {
  /** `owner/name`, as it is called now. */
  readonly repository: string;
  /** The code host's own id of it, which a new name leaves as it is. */
  readonly repositoryId: string;
  readonly number: number;
  /** Its branch was changed and nothing merged; left out for a merge. */
  readonly isPush?: true;
}

/** A delivery as it came in; the signature is over exactly these bytes. */
export interface SignedDelivery {
  readonly body: Uint8Array;
  readonly signature: string | undefined;
  readonly event: string | undefined;
  readonly contentType: string | undefined;
}

export type ReadNotice = MergeNotice | 'forged' | 'other' | 'unset';

/** Reads a code host's deliveries. `forged` for a missing or wrong signature, `other` for a true one about anything but a merge or a change of a pull request, `unset` while there is no secret to check it with. InputRejected, in words for who set the webhook up, for a true one that cannot be read. */
export interface MergeNotices {
  read(delivery: SignedDelivery, signal: AbortSignal): ReadNotice | Promise<ReadNotice>;
}
