import type { Platform } from '../../core/wire/channel.ts';

/** What people call the platforms. */
export const platformNames: Readonly<Record<Platform, string>> = {
  telegram: 'Telegram',
  slack: 'Slack',
  discord: 'Discord',
  github: 'GitHub',
};
