/** What every client of AWS may be told; what is left out comes from the SDK's own environment. */
export interface AwsConnection {
  readonly region?: string;
  /** Another address than the region's own, for tests. */
  readonly endpoint?: string;
  /** How long one try may wait for a connection, for the head of an answer, and for each next piece of it. */
  readonly waitMs?: { readonly connection: number; readonly answer: number };
  readonly maxAttempts?: number;
}

const usualWaitMs = { connection: 3_000, answer: 10_000 };

/**
 * The settings of one client: bounded waits, and the SDK's own retries as the only ones. Past `requestTimeout` alone the SDK would warn and wait
 * on, and a body that stops midway has no limit but that of its socket.
 */
export const clientSettings = ({
  region,
  endpoint,
  waitMs = usualWaitMs,
  maxAttempts = 4,
}: AwsConnection) => ({
  ...(region !== undefined && { region }),
  ...(endpoint !== undefined && { endpoint }),
  maxAttempts,
  requestHandler: {
    connectionTimeout: waitMs.connection,
    requestTimeout: waitMs.answer,
    throwOnRequestTimeout: true,
    socketTimeout: waitMs.answer,
  },
});
