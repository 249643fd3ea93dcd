import { discordBench } from '../../adapters/discord/discord-bench.ts';
import { testChannel } from '../../contract/channel.ts';

testChannel('Discord', discordBench);
