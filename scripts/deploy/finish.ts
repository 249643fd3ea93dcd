import { PutSecretValueCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { dynamoRecordStore } from '../../adapters/aws/record-store.ts';
import { readSecretText } from '../../adapters/aws/secrets.ts';
import { systemClock } from '../../adapters/node/clock.ts';
import { createIds } from '../../adapters/node/ids.ts';
import { passwordHasher } from '../../adapters/node/password-hasher.ts';
import { addUser } from '../../core/access/users.ts';
import { isGantryError } from '../../core/errors.ts';
import { type Place, within } from './place.ts';

/** Makes `admin` with a password of its own, of which only the hash is kept; undefined when there is one already. */
export async function makeAdmin(place: Place, tableName: string): Promise<string | undefined> {
  const clock = systemClock;
  const ids = createIds({ clock });
  const records = dynamoRecordStore({ ...place, tableName, clock });
  const password = ids.token().slice(0, 24);
  try {
    const admin = { username: 'admin', password, role: 'admin' } as const;
    await addUser({ records, ids, passwordHasher })(admin, AbortSignal.timeout(30_000));
    return password;
  } catch (error) {
    if (isGantryError(error) && error.name === 'Conflict') return undefined;
    throw error;
  }
}

/** Puts a field into a secret where it is still empty; answers whether the field is filled now. */
export async function fillSecret(
  place: Place,
  secretId: string,
  field: string,
  value: string | undefined,
): Promise<boolean> {
  const secrets = new SecretsManagerClient(within(place));
  const text = await readSecretText(secrets, secretId, AbortSignal.timeout(20_000));
  const fields = JSON.parse(text) as Readonly<Record<string, string>>;
  if (fields[field]) return true;
  if (!value) return false;
  const filled = JSON.stringify({ ...fields, [field]: value });
  await secrets.send(new PutSecretValueCommand({ SecretId: secretId, SecretString: filled }));
  return true;
}
