import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { readSecretText } from '../../adapters/aws/secrets.ts';

/** Puts fields into a secret of the emulated account, in place of what an earlier start had put there. */
export async function putSecret(
  place: { readonly endpoint: string; readonly region: string },
  secretId: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const secrets = new SecretsManagerClient(place);
  const text = await readSecretText(secrets, secretId, AbortSignal.timeout(20_000));
  const filled = JSON.stringify({ ...(JSON.parse(text) as object), ...fields });
  if (filled === text) return;
  await secrets.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: filled }));
}
