const gone = '[redacted]';

/** What stands where a credential stands, in the forms that services quote requests in: a header, a query, a form's field. */
const credentialPlaces =
  /\b((?:proxy-)?authorization|x-amz-(?:signature|security-token|credential))(["'\s]*[:=]["'\s]*)(?:(?:bearer|token|basic|aws4-hmac-sha256)\s+)?[^\s"'&]+/gi;

/**
 * The words of an outside service without what it was shown, since some quote the request that they refuse: each of `secrets`, as it is and as
 * an address or base64 has it, and whatever stands where a credential does.
 */
export function withoutSecrets(text: string, secrets: readonly string[]): string {
  const forms = secrets
    .filter((secret) => secret !== '')
    .flatMap((secret) => [secret, encodeURIComponent(secret), Buffer.from(secret).toString('base64')]);
  const bare = forms.reduce((left, form) => left.replaceAll(form, gone), text);
  return bare.replace(credentialPlaces, `$1$2${gone}`);
}

/** An error to stand as a cause: what it said without secrets, and nothing of the request or the answer that it held. */
export function causeWithoutSecrets(error: unknown, secrets: readonly string[]): Error {
  const { name, message } = error instanceof Error ? error : new Error(String(error));
  const cause = new Error(withoutSecrets(message, secrets));
  cause.name = name;
  return cause;
}
