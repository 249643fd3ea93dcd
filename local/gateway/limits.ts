/** Bounds of the gateway; those of Lambda and API Gateway where they have one. */
export interface GatewayLimits {
  /** API Gateway gives a buffered function 29 s. */
  readonly bufferedMs: number;
  /** Above the 300 s of `?wait=`, so that the wait ends itself and is never cut. */
  readonly streamingMs: number;
  readonly headersMs: number;
  /** From a request's first byte to its last. */
  readonly requestMs: number;
  /** How long a refused body is still read and dropped, so that its sender can read the refusal. */
  readonly lingerMs: number;
  readonly lingerBytes: number;
  readonly bodyBytes: number;
  /** Between two pings of a socket; one that has not answered by the next is dropped. */
  readonly pingMs: number;
  /** Largest message that a client may send on a socket. */
  readonly messageBytes: number;
  /** What is read of one message at most before the socket is closed. */
  readonly payloadBytes: number;
  readonly queuedMessages: number;
  /** What may wait to be sent on one socket before it is given up. */
  readonly unsentBytes: number;
  /** How long close() lets requests and sockets end by themselves. */
  readonly closeGraceMs: number;
}

export const defaultLimits: GatewayLimits = {
  bufferedMs: 29_000,
  streamingMs: 310_000,
  headersMs: 10_000,
  requestMs: 30_000,
  lingerMs: 5_000,
  lingerBytes: 64 * 1024 * 1024,
  bodyBytes: 1024 * 1024,
  pingMs: 30_000,
  messageBytes: 32 * 1024,
  payloadBytes: 128 * 1024,
  queuedMessages: 100,
  unsentBytes: 1024 * 1024,
  closeGraceMs: 2_000,
};
