/** What every client of AWS may be told; what is left out comes from the SDK's own environment. */
export interface AwsConnection {
  readonly region?: string;
  /** Another address than the region's own, for tests. */
  readonly endpoint?: string;
}

const connectionTimeoutMs = 3_000;
const requestTimeoutMs = 10_000;

/** The settings of one client: bounded waits, and the SDK's own retries as the only ones. */
export const clientSettings = ({ region, endpoint }: AwsConnection) => ({
  ...(region !== undefined && { region }),
  ...(endpoint !== undefined && { endpoint }),
  maxAttempts: 4,
  requestHandler: { connectionTimeout: connectionTimeoutMs, requestTimeout: requestTimeoutMs },
});
