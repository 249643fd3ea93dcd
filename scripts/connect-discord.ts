import { connectDiscord } from '../adapters/discord/connect-discord.ts';
import { print, printError, printFault } from '../local/terminal.ts';

const usage = `Usage: npm run connect:discord -- https://YOUR-GANTRY

Tells Discord which commands to offer and to send what people say to this Gantry, which has to run there already. DISCORD_TOKEN and
DISCORD_PUBLIC_KEY are the bot's token and the application's public key, as Gantry itself was given them.`;

const timeoutMs = 60_000;

/** The address of an installation's door; undefined for what Discord could not reach. */
function endpointAt(address: string | undefined): string | undefined {
  const url = address !== undefined && URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'https:' ? new URL('/gantry/channels/discord', url).href : undefined;
}

/** Connects an application; exit 0 when Discord talks to this Gantry, 1 when it does not, 2 when it was called wrongly. */
async function main([address, ...rest]: readonly string[]): Promise<number> {
  const { DISCORD_TOKEN: token, DISCORD_PUBLIC_KEY: publicKey, DISCORD_API_URL: apiUrl } = process.env;
  const endpointUrl = endpointAt(address);
  if (endpointUrl === undefined || rest.length > 0 || !token || !publicKey) {
    printError(usage);
    return 2;
  }
  const connection = { token, publicKey, endpointUrl, ...(apiUrl && { apiUrl }) };
  const connected = await connectDiscord(connection, AbortSignal.timeout(timeoutMs));
  if (connected.kind === 'refused') {
    printError(connected.say);
    return 1;
  }
  print(`Discord sends what people say to ${endpointUrl}. Add the bot to a server:\n${connected.inviteUrl}`);
  return 0;
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  printFault(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}
