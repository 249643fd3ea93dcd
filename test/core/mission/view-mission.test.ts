import { describe, expect, test } from 'vitest';
import { viewMission } from '../../../core/mission/view-mission.ts';
import type { CheckResult } from '../../../core/wire/check.ts';
import { play } from './play.ts';
import { commands, pins, toPassed } from './samples.ts';

const all = commands();
const shot = (digit: string): string => digit.repeat(64);
const checks = [1, 2, 3].map((at) => ({
  id: `c${at}`,
  feature: 'Adds',
  words: `It adds ${at}.`,
  core: at === 2,
}));

/** The picture on the view of a mission whose checks came out like this. */
async function pictureAfter(results: readonly CheckResult[]): Promise<string | undefined> {
  const life = toPassed.map((command) =>
    command.kind === 'receive-report'
      ? { ...command, data: { ...command.data, checks: { browser: 'Chromium', results: [...results] } } }
      : command,
  );
  return viewMission(
    await play([{ kind: 'agree-spec', data: { ...all['agree-spec'].data, checks } }, ...life]),
  ).picture_sha256;
}

test('the model of a mission is told once one writes', async () => {
  expect('model' in viewMission(await play([]))).toBe(false);
  expect(viewMission(await play(toPassed)).model).toBe(pins.model_label);
});

describe('the picture of a mission', () => {
  test('is of what the app is for', async () => {
    expect(
      await pictureAfter([
        { id: 'c1', outcome: 'held', shot_sha256: shot('1') },
        { id: 'c2', outcome: 'held', shot_sha256: shot('2') },
      ]),
    ).toBe(shot('2'));
  });

  test('shows what works rather than what does not', async () => {
    expect(
      await pictureAfter([
        { id: 'c2', outcome: 'failed', shot_sha256: shot('2') },
        { id: 'c3', outcome: 'held', shot_sha256: shot('3') },
      ]),
    ).toBe(shot('3'));
    expect(await pictureAfter([{ id: 'c2', outcome: 'failed', shot_sha256: shot('2') }])).toBe(shot('2'));
  });

  test('is left out where no browser took one', async () => {
    expect(await pictureAfter([{ id: 'c2', outcome: 'held' }])).toBeUndefined();
    expect('picture_sha256' in viewMission(await play(toPassed))).toBe(false);
  });
});
