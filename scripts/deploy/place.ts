/** The region that is looked at or deployed to. */
export interface Place {
  readonly region: string;
  /** Another address than AWS's own, for tests. */
  readonly endpoint?: string;
}

/** The region that the SDK and the CDK would take; a variable that is set to nothing names none. */
export const regionOf = ({
  AWS_REGION: region,
  AWS_DEFAULT_REGION: other,
}: NodeJS.ProcessEnv): string | undefined => region || other || undefined;

/** The settings of a client for what a script asks: a region that does not answer is no reason to wait for long. */
export const within = (place: Place) => ({
  maxAttempts: 2,
  requestHandler: {
    ...{ connectionTimeout: 5_000, requestTimeout: 20_000, socketTimeout: 20_000 },
    throwOnRequestTimeout: true,
  },
  ...place,
});
