import {
  CreateSecretCommand,
  DeleteSecretCommand,
  GetSecretValueCommand,
  PutSecretValueCommand,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import type { AppSecrets } from '../../core/ports/app-secrets.ts';
import { type AwsConnection, clientSettings } from './connection.ts';
import { awsFault, isNamed } from './fault.ts';

export interface AppSecretsConfig extends AwsConnection {
  /** What the names of all of them begin with; the role may touch nothing else. */
  readonly namePrefix: string;
}

const service = 'AWS Secrets Manager';

/** Keeps each secret of each app as one of Secrets Manager, so that two that are set at once never overwrite each other. */
export function secretsManagerAppSecrets({ namePrefix, ...connection }: AppSecretsConfig): AppSecrets {
  const client = new SecretsManagerClient(clientSettings(connection));
  const idOf = (appId: string, name: string): string => `${namePrefix}${appId}/${name}`;
  return {
    async set(appId, name, value, signal) {
      const SecretId = idOf(appId, name);
      const put = async (): Promise<void> => {
        await client.send(new PutSecretValueCommand({ SecretId, SecretString: value }), {
          abortSignal: signal,
        });
      };
      try {
        await put().catch(async (error: unknown) => {
          if (!isNamed(error, 'ResourceNotFoundException')) throw error;
          if (!(await create(client, { Name: SecretId, SecretString: value }, signal))) await put();
        });
      } catch (error) {
        throw awsFault(service, error, signal);
      }
    },
    async remove(appId, name, signal) {
      const SecretId = idOf(appId, name);
      try {
        // Kept for nobody: a value that its owner took away is gone.
        const command = new DeleteSecretCommand({ SecretId, ForceDeleteWithoutRecovery: true });
        await client.send(command, { abortSignal: signal });
      } catch (error) {
        if (!isNamed(error, 'ResourceNotFoundException')) throw awsFault(service, error, signal);
      }
    },
    async read(appId, names, signal) {
      const read = await Promise.all(
        names.map(async (name) => [name, await readValue(client, idOf(appId, name), signal)] as const),
      );
      return Object.fromEntries(
        read.flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
      );
    },
  };
}

/** False where somebody else was faster. */
async function create(
  client: SecretsManagerClient,
  secret: { readonly Name: string; readonly SecretString: string },
  signal: AbortSignal,
): Promise<boolean> {
  try {
    await client.send(new CreateSecretCommand(secret), { abortSignal: signal });
    return true;
  } catch (error) {
    if (isNamed(error, 'ResourceExistsException')) return false;
    throw error;
  }
}

async function readValue(
  client: SecretsManagerClient,
  SecretId: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  try {
    const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId }), {
      abortSignal: signal,
    });
    return SecretString;
  } catch (error) {
    if (isNamed(error, 'ResourceNotFoundException')) return undefined;
    throw awsFault(service, error, signal);
  }
}
