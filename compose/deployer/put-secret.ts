import {
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';

/** Puts fields into a secret of the emulated account, in place of what an earlier start had put there. */
export async function putSecret(
  place: { readonly endpoint: string; readonly region: string },
  secretId: string,
  fields: Readonly<Record<string, string>>,
): Promise<void> {
  const secrets = new SecretsManagerClient(place);
  const text = await readText(secrets, secretId);
  const filled = JSON.stringify({ ...(JSON.parse(text) as object), ...fields });
  if (filled === text) return;
  await secrets.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: filled }));
}

/** A secret that the stack has just made has no value. */
async function readText(secrets: SecretsManagerClient, SecretId: string): Promise<string> {
  try {
    return (await secrets.send(new GetSecretValueCommand({ SecretId }))).SecretString || '{}';
  } catch (error) {
    if (error instanceof Error && error.name === 'ResourceNotFoundException') return '{}';
    throw error;
  }
}
