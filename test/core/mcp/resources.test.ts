import { describe, expect, test } from 'vitest';
import { keepEnd } from '../../../core/mcp/bound-text.ts';
import { evidenceUri, listResources, readResource, resourceTemplates } from '../../../core/mcp/resources.ts';
import { fakeCallRoute } from './fake-call-route.ts';

const id = 'msn_01k2m3n4p5q6r7s8t9v0w1x2y3';
const sha256 = 'a'.repeat(64);
const root = `gantry://missions/${id}`;

describe('the resources of missions', () => {
  test('are the log and the report of each of the newest', async () => {
    const mission = {
      mission_id: id,
      status: 'BUILDING',
      message: '',
      speech: '',
      app: null,
      voice_memo: 'a timer',
      attempt: 0,
      created_at: '2026-01-01T00:00:00.000Z',
      updated_at: '2026-01-01T00:00:00.000Z',
      seq: 1,
      cost: { usd: 0, input_tokens: 0, output_tokens: 0 },
      owner: 'usr_1',
    };
    const { call, calls } = fakeCallRoute({ listMissions: { missions: [mission], next_cursor: null } });
    expect((await listResources(call)).map(({ uri }) => uri)).toEqual([`${root}/log`, `${root}/report`]);
    expect(calls).toEqual([{ name: 'listMissions', input: { query: { limit: 10 } } }]);
  });

  test.each([
    ['log', { missionLog: 'built' }, { mimeType: 'text/plain', text: 'built' }, 'missionLog'],
    ['report', {}, { mimeType: 'application/json', text: '{"from":"missionReport"}' }, 'missionReport'],
    ['evidence', {}, { mimeType: 'application/json', text: '{"from":"missionEvidence"}' }, 'missionEvidence'],
  ])('read the %s by the route that REST has for it', async (what, answers, read, route) => {
    const { call, calls } = fakeCallRoute(answers);
    expect(await readResource(call, `${root}/${what}`)).toEqual({ uri: `${root}/${what}`, ...read });
    expect(calls).toEqual([{ name: route, input: { params: { mission_id: id } } }]);
  });

  test('read a picture as the bytes that it is', async () => {
    const { call, calls } = fakeCallRoute({ missionShot: new Uint8Array([1, 2, 3]) });
    const uri = `${root}/shots/${sha256}`;
    expect(await readResource(call, uri)).toEqual({ uri, mimeType: 'image/png', blob: 'AQID' });
    expect(calls).toEqual([{ name: 'missionShot', input: { params: { mission_id: id, sha256 } } }]);
  });

  test.each([
    'file:///etc/passwd',
    'gantry://missions/../log',
    `${root}/files`,
    `${root}/log/x`,
    `${root}/shots/${'A'.repeat(64)}`,
    `${root}/shots`,
    `x${root}/log`,
  ])('are no other than these: %s', async (uri) => {
    const { call, calls } = fakeCallRoute();
    await expect(readResource(call, uri)).rejects.toMatchObject({ name: 'NotFound' });
    expect(calls).toEqual([]);
  });

  test('have addresses of the forms that are told', () => {
    const forms = resourceTemplates.map(({ uriTemplate }) => uriTemplate.replace('{mission_id}', id));
    expect(forms).toContain(evidenceUri(id));
    expect(forms).toHaveLength(4);
  });
});

test('a long log keeps its end, where what went wrong stands', () => {
  expect(keepEnd('abc', 3)).toBe('abc');
  expect(keepEnd('abcd', 3)).toBe('[1 characters are left out before this.]\nbcd');
});
