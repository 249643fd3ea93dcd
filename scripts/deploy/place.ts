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
