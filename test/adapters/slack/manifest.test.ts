import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { channelsRoutes } from '../../../core/wire/routes/channels.ts';
// Of github.com/slackapi/manifest-schema, schemas/manifest.schema.1.0.0.json at c50cfa85 (MIT).
import schema from './manifest.schema.json' with { type: 'json' };

const manifest = parse(readFileSync(join(import.meta.dirname, '../../../docs/slack-app.yaml'), 'utf8'));

test('the manifest that people paste is one by Slack’s own schema', () => {
  const ajv = new Ajv({ strict: false, formats: { uri: true } });
  const validate = ajv.compile(schema);
  expect(validate(manifest), JSON.stringify(validate.errors)).toBe(true);
  expect(validate({ ...manifest, colour: 'blue' })).toBe(false);
});

test('has Slack tell everything at the one address, and may do what a door does and no more', () => {
  const { settings, features, oauth_config } = manifest;
  const path = channelsRoutes.channelDelivery.path.replace('{platform}', 'slack');
  const urls = [
    settings.event_subscriptions.request_url,
    settings.interactivity.request_url,
    ...features.slash_commands.map(({ url }: { url: string }) => url),
  ];
  expect(urls).toEqual(Array(3).fill(`https://gantry.example${path}`));
  expect(settings.event_subscriptions.bot_events).toEqual(['app_mention', 'message.im']);
  expect(oauth_config.scopes).toEqual({
    bot: ['app_mentions:read', 'chat:write', 'chat:write.public', 'commands', 'files:write', 'im:history'],
  });
});
