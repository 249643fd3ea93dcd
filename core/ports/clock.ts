/** The time, as a port so that decisions can be tested. */
export interface Clock {
  /** Milliseconds since the epoch, UTC. */
  nowMs(): number;
}
