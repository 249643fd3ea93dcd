import { describe, expect, test } from 'vitest';
import { createIds } from '../../../adapters/node/ids.ts';
import { missionFactSchema } from '../../../core/wire/event.ts';
import {
  architectRequestSchema,
  chatRequestSchema,
  maxSpokenLength,
  missionListQuerySchema,
  signInSchema,
  slugSchema,
  waitQuerySchema,
} from '../../../core/wire/http.ts';
import { idPrefixes, missionIdSchema } from '../../../core/wire/ids.ts';
import { missionStatusSchema, terminalStatuses } from '../../../core/wire/mission.ts';
import { mailboxKeys } from '../../../core/wire/pod.ts';
import { skillFrontMatterSchema } from '../../../core/wire/skill.ts';
import { clientFrameSchema, connectQuerySchema } from '../../../core/wire/socket.ts';
import { missionId } from '../mission/samples.ts';
import { manualClock } from '../ports/manual-clock.ts';

describe('an id', () => {
  test('that is made is one, whatever its prefix', () => {
    const ids = createIds({ clock: manualClock() });
    for (const prefix of idPrefixes)
      expect(ids.make(prefix)).toMatch(new RegExp(`^${prefix}_[0-9a-hjkmnp-tv-z]{26}$`));
  });

  test.each([
    '',
    'msn_',
    `msn_${'0'.repeat(25)}`,
    `msn_${'0'.repeat(27)}`,
    `msn_${'i'.repeat(26)}`,
    `app_${'0'.repeat(26)}`,
    `${missionId}\n`,
    ` ${missionId}`,
  ])('is not %j', (text) => {
    expect(missionIdSchema.safeParse(text).success).toBe(false);
  });
});

describe('a chat request', () => {
  const confirm = { plan_id: `pln_${'0'.repeat(26)}` };
  test.each([
    [{ message: 'x' }, true],
    [{ confirm }, true],
    [{}, false],
    [{ message: 'x', confirm }, false],
    [{ message: '   ' }, false],
    [{ message: 'x'.repeat(maxSpokenLength + 1) }, false],
    [{ message: 1 }, false],
    [{ message: 'x', surprise: 1 }, false],
    [{ message: 'x', app: 'tea-timer' }, true],
    [{ confirm, app: 'tea-timer' }, false],
    [{ message: 'x', app: 'tea-timer', conversation_id: `cnv_${'0'.repeat(26)}` }, false],
  ])('%j fits: %s', (body, fits) => {
    expect(chatRequestSchema.safeParse(body).success).toBe(fits);
  });
});

test.each([
  ['half a surrogate pair', 'a \ud83d', false],
  ['NUL', 'a\0b', false],
  ['a terminal escape', 'a \u001b[31mb', true],
  ['lines and tabs', 'a\n\tb\r\nc', true],
  ['any writing', 'Übung 日本 👩‍💻 العربية', true],
])('what is said may hold %s (%j): %s', (_, voice_memo, fits) => {
  expect(architectRequestSchema.safeParse({ voice_memo }).success).toBe(fits);
});

test('what is left out takes the default that the contract gives', () => {
  expect(architectRequestSchema.parse({ voice_memo: ' x ' })).toEqual({
    voice_memo: 'x',
    deploy: true,
    publish: true,
  });
  expect(signInSchema.parse({ password: 'x' })).toEqual({ username: 'admin', password: 'x' });
  expect(missionListQuerySchema.parse({})).toEqual({ limit: 20 });
  expect(connectQuerySchema.parse({ mission_id: missionId, ticket: 't' })).toMatchObject({ after: 0 });
});

test.each([
  ['0', true],
  ['300', true],
  ['301', false],
  ['-1', false],
  ['1.5', false],
  ['soon', false],
])('?wait=%s fits: %s', (wait, fits) => {
  expect(waitQuerySchema.safeParse({ wait }).success).toBe(fits);
});

test.each(['a', 'todo-app', 'a1-2-b'])('%s is a slug', (slug) => {
  expect(slugSchema.safeParse(slug).success).toBe(true);
});
test.each(['', '-a', 'a-', 'a--b', 'A', 'a_b', 'ä', '../x', 'a'.repeat(65)])('%j is no slug', (slug) => {
  expect(slugSchema.safeParse(slug).success).toBe(false);
});

test('every status is passed or ends, and every fact is a kebab-case word', () => {
  for (const status of terminalStatuses) expect(missionStatusSchema.options).toContain(status);
  for (const option of missionFactSchema.options)
    expect([...option.shape.event.values][0]).toMatch(/^[a-z]+(-[a-z]+)*$/);
});

test('a client may ping, and say nothing else', () => {
  expect(clientFrameSchema.safeParse({ type: 'ping' }).success).toBe(true);
  expect(clientFrameSchema.safeParse({ type: 'cancel' }).success).toBe(false);
});

test('a mailbox numbers its logs', () => {
  expect([mailboxKeys.log(0), mailboxKeys.log(12)]).toEqual(['out/log-0', 'out/log-12']);
});

describe('the front matter of a skill', () => {
  const skill = { name: 'roman-numerals', description: 'x', hook: 'draft' };

  test('may have more than Gantry reads, as the open form allows', () => {
    expect(skillFrontMatterSchema.parse({ ...skill, license: 'MIT' })).toMatchObject({ license: 'MIT' });
  });

  test.each([{ name: 'Roman' }, { hook: 'lunch' }, { description: '' }, { applies_to: { stack: ['node'] } }])(
    'is refused with %o',
    (over) => {
      expect(skillFrontMatterSchema.safeParse({ ...skill, ...over }).success).toBe(false);
    },
  );
});
