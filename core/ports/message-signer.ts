/** A message as its receiver is to believe it: sent under this id, at this time, with this body. */
export interface SignedMessage {
  readonly id: string;
  readonly atMs: number;
  readonly body: string;
}

/** Signs what is sent to webhooks, as Standard Webhooks has it; a secret is `whsec_` and base64. */
export interface MessageSigner {
  /** The headers that the receiver verifies the body by, with whichever of the secrets it knows. */
  sign(secrets: readonly string[], message: SignedMessage): Readonly<Record<string, string>>;
}
