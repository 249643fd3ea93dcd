import type { PlacedInteraction } from './interaction.ts';

const viewChannel = 1n << 10n;
const sendMessages = 1n << 11n;
const sendInThreads = 1n << 38n;
const attachFiles = 1n << 15n;
const administrator = 1n << 3n;

/** What a bot needs of a server: to see a channel, to write in it and its threads, and to show a picture. */
export const neededRights: bigint = viewChannel | sendMessages | sendInThreads | attachFiles;

const threadTypes: ReadonlySet<number | undefined> = new Set([10, 11, 12]);

/** Whether the bot may write where somebody asks it something; a direct message tells nothing of it, and there it may. */
export function mayAnswer({ guild_id, app_permissions, channel }: PlacedInteraction): boolean {
  if (guild_id === undefined || app_permissions === undefined) return true;
  const rights = BigInt(app_permissions);
  const writing = threadTypes.has(channel?.type) ? sendInThreads : sendMessages;
  const needed = viewChannel | writing;
  return (rights & administrator) !== 0n || (rights & needed) === needed;
}
