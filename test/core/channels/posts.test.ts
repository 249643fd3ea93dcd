import { expect, test } from 'vitest';
import { postMission } from '../../../core/channels/posts.ts';
import type { MissionView } from '../../../core/wire/mission.ts';

const view = (over: Partial<MissionView>): MissionView =>
  ({ status: 'DRAFTING', message: 'Writing.', speech: 'Your app is ready.', ...over }) as MissionView;

test('a running mission is what it does now, without links', () => {
  const running = view({ url: 'https://a.example.com', pr_url: 'https://b.example.com' });
  expect(postMission(running)).toEqual({ text: 'Writing.', buttons: [] });
});

test('an ended mission is said with its checks, its preview and its pull request, each where there is one', () => {
  const checks = { held: 3, total: 4, waived: 0, browser: null };
  const [url, pr_url] = ['https://a.example.com', 'https://b.example.com'];
  expect(postMission(view({ status: 'PR_OPENED', url, pr_url, checks }))).toEqual({
    text: 'Your app is ready.\n3 of 4 checks hold.',
    buttons: [
      { kind: 'link', label: 'Open the preview', url },
      { kind: 'link', label: 'Pull request', url: pr_url },
    ],
  });
  expect(postMission(view({ status: 'FAILED' }))).toEqual({ text: 'Your app is ready.', buttons: [] });
});
