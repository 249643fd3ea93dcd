import * as z from 'zod';
import { askDiscord, type DiscordAnswer, type DiscordConfig } from './ask-discord.ts';
import { commands } from './commands.ts';
import { snowflakeSchema } from './interaction.ts';
import { neededRights } from './may-answer.ts';

interface DiscordConnection extends DiscordConfig {
  /** What the installation verifies with. */
  readonly publicKey: string;
  /** Where Discord is to send interactions, which has to answer while it is set; undefined leaves it as it is. */
  readonly endpointUrl?: string | undefined;
}

/** `refused` says what is wrong and what to do about it. */
export type DiscordConnected =
  | { readonly kind: 'connected'; readonly inviteUrl: string }
  | { readonly kind: 'refused'; readonly say: string };

const applicationSchema = z.object({ id: snowflakeSchema, verify_key: z.string() });

/** Tells Discord which commands to offer and where to send what people say. As often as one likes: what stands is only written again. */
export async function connectDiscord(
  connection: DiscordConnection,
  signal: AbortSignal,
): Promise<DiscordConnected> {
  const { publicKey, endpointUrl } = connection;
  const asked = await askDiscord(connection, { method: 'GET', path: '/applications/@me' }, signal);
  if (asked.kind === 'refused') return refused(words.token);
  const { id, verify_key } = applicationSchema.parse(asked.body);
  if (verify_key !== publicKey.toLowerCase()) return refused(words.otherKey);
  const path = `/applications/${id}/commands`;
  const offered = await askDiscord(connection, { method: 'PUT', path, body: commands }, signal);
  if (offered.kind === 'refused') return refused(`Discord refuses the commands: ${offered.words}`);
  const problem = endpointUrl === undefined ? undefined : await setEndpoint(connection, endpointUrl, signal);
  return problem === undefined ? { kind: 'connected', inviteUrl: inviteOf(id) } : refused(problem);
}

/** Discord tries the address at once, with one delivery that is signed and one that is not. */
async function setEndpoint(
  connection: DiscordConnection,
  endpointUrl: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const body = { interactions_endpoint_url: endpointUrl };
  const set: DiscordAnswer = await askDiscord(
    connection,
    { method: 'PATCH', path: '/applications/@me', body },
    signal,
  );
  return set.kind === 'done' ? undefined : words.endpoint(endpointUrl, set.words);
}

const refused = (say: string): DiscordConnected => ({ kind: 'refused', say });

const inviteOf = (id: string): string =>
  `https://discord.com/oauth2/authorize?client_id=${id}&scope=bot+applications.commands&permissions=${neededRights}`;

const words = {
  token: 'Discord does not take DISCORD_TOKEN. Copy it again from Bot in Discord’s developer portal.',
  otherKey:
    'DISCORD_PUBLIC_KEY is not the key of the application that DISCORD_TOKEN belongs to. Copy both from the same application.',
  endpoint: (url: string, told: string): string =>
    `Discord does not take ${url}: ${told} Check that Gantry runs there with this DISCORD_PUBLIC_KEY and can be reached from the internet.`,
} as const;
