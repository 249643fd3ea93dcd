interface Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * What stands in the bundles for the SDK's chain of credential providers: Lambda gives a function its role's credentials in the environment, and
 * profiles, single sign-on, containers and instances, which the chain would also ask, are not there to be asked.
 */
export const defaultProvider = () => async (): Promise<Credentials> => {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) {
    // The name that the SDK's own chain gives it.
    throw Object.assign(new Error("There are no credentials in the function's environment."), {
      name: 'CredentialsProviderError',
    });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken && { sessionToken }) };
};
