import { expect, test } from 'vitest';
import { discordBench } from '../../adapters/discord/discord-bench.ts';
import { testChannel } from '../../contract/channel.ts';
import { rigOver } from '../../contract/channel-rig.ts';

testChannel('Discord', discordBench);

test('tells people in Discord of the command that says things, since nothing else reaches Gantry there', async () => {
  const bench = await discordBench();
  try {
    await rigOver(bench).hears(bench.says('7', '/help'));
    expect(bench.seen().at(-1)?.text).toMatch(/^Tell me with \/gantry say .*\/gantry new begins/);
  } finally {
    bench.close();
  }
});
