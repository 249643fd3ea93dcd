import { describe, expect, test } from 'vitest';
import { askOutside, failureOfPlaces } from '../../../core/app/ask-outside.ts';
import { readMission } from '../../../core/mission/append-facts.ts';
import { judge } from '../../../core/mission/judge.ts';
import type { PageFetcher } from '../../../core/ports/page-fetcher.ts';
import type { Needs } from '../../../core/wire/spec.ts';
import { needsNothing } from '../../../core/wire/spec.ts';
import { newMissionId } from '../mission/play.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { sources, testedMission } from './tested-mission.ts';

const api = 'https://api.example.com';
const why = 'Weather.';
const byPage: Needs = { ...needsNothing, origins: [{ origin: api, by: 'page', why }] };
const stubFile = (request: object, answer: object = { body: { degrees: 21 } }) => ({
  path: 'test/outside/weather.json',
  content: JSON.stringify({ request, answer }),
});
const stub = stubFile({ url: `${api}/v1?place=Bern` });

function answering(status: number, body: string) {
  const asked: string[] = [];
  const outsideFetcher: PageFetcher = {
    fetch: async (url) => {
      asked.push(url);
      return { status, finalUrl: url, contentType: '', bytes: Buffer.from(body) };
    },
  };
  return { asked, outsideFetcher };
}

const outcomesOf = async (status: number, body: string, file = stub) => {
  const { outsideFetcher } = answering(status, body);
  return askOutside({ outsideFetcher })({ needs: byPage, files: [file] }, never);
};

describe('a place that an app talks to', () => {
  test('is asked by what its author wrote an answer to, once', async () => {
    const { asked, outsideFetcher } = answering(200, '{"degrees":3,"place":"Bern"}');
    const twice = [stub, { ...stub, path: 'test/outside/again.json' }];
    const places = await askOutside({ outsideFetcher })({ needs: byPage, files: twice }, never);
    expect(asked).toEqual([`${api}/v1?place=Bern`]);
    expect(places).toEqual([{ outcome: 'same', origin: api }]);
    expect(failureOfPlaces(places)).toBeUndefined();
  });

  test.each([
    [200, '{"temperature":3}', 'degrees is not there, not a number'],
    [200, 'Hello', 'the answer is a string, not an object'],
    [404, '{"error":"gone"}', 'it answered 404'],
  ])('that answers %s %s differs', async (status, body, words) => {
    const [place] = await outcomesOf(status, body);
    expect(place).toEqual({
      outcome: 'differs',
      origin: api,
      path: 'test/outside/weather.json',
      why: words,
      said: body,
    });
    const failure = failureOfPlaces(place === undefined ? [] : [place]);
    expect(failure).toMatchObject({ kind: 'code', step: 'outside' });
    expect(failure?.excerpt).toContain(`${words}. Its real answer:\n${body}`);
  });

  test('that answers by a text is the same whatever the text says', async () => {
    const file = stubFile({ url: `${api}/motd` }, { body: 'Hello' });
    expect(await outcomesOf(200, 'Other words', file)).toMatchObject([{ outcome: 'same' }]);
  });

  test.each([401, 403, 429, 500, 503])('that answers %s says nothing', async (status) =>
    expect(await outcomesOf(status, 'no')).toEqual([{ outcome: 'silent', origin: api }]),
  );

  test('that cannot be reached says nothing, and whoever gave up is not kept', async () => {
    const { outsideFetcher } = makePorts();
    const ask = askOutside({ outsideFetcher });
    expect(await ask({ needs: byPage, files: [stub] }, never)).toEqual([{ outcome: 'silent', origin: api }]);
    const reason = new Error('enough');
    await expect(ask({ needs: byPage, files: [stub] }, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test.each([
    [
      'it may want a secret',
      { origins: [{ origin: api, by: 'function', why }], secrets: [{ name: 'KEY', why }] },
    ],
    ['the app needs nothing', {}],
  ] as const)('is not asked where %s', async (_, needs) => {
    const { asked, outsideFetcher } = answering(200, '{}');
    const all = { ...needsNothing, ...needs } as Needs;
    expect(await askOutside({ outsideFetcher })({ needs: all, files: [stub] }, never)).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('is asked of a function too where the app has no secrets, and only by what can be asked', async () => {
    const { asked, outsideFetcher } = answering(200, '{"degrees":1}');
    const needs: Needs = { ...needsNothing, origins: [{ origin: api, by: 'function', why }] };
    await askOutside({ outsideFetcher })({ needs, files: [stub] }, never);
    await askOutside({ outsideFetcher })(
      { needs, files: [stubFile({ url: `${api}/v1`, method: 'POST' })] },
      never,
    );
    expect(asked).toEqual([`${api}/v1?place=Bern`]);
  });
});

describe('the judge', () => {
  /** What follows a draft that passed in its pod, when the outside answers so. */
  async function judged(body: string, status = 200, needs: Needs = byPage) {
    const ports = makePorts();
    const missionId = newMissionId();
    await testedMission(ports, { missionId, files: [...sources, stub], checks: [], needs });
    const { outsideFetcher } = answering(status, body);
    const { next } = await judge({ ...ports, outsideFetcher })({ mission_id: missionId }, { signal: never });
    const { attempts } = await readMission(ports)(missionId, { signal: never });
    return { next, asked: attempts[0]?.asked?.places };
  }

  test('sends an app back that takes a place for something else, and ships one that knows it', async () => {
    const place = { origin: api };
    expect(await judged('{"temperature":3}')).toEqual({
      next: 'heal',
      asked: [{ ...place, outcome: 'differs' }],
    });
    expect(await judged('{"degrees":3}')).toEqual({ next: 'deploy', asked: [{ ...place, outcome: 'same' }] });
  });

  test('puts on record that a place gave no answer, and ships', async () => {
    expect(await judged('', 503)).toEqual({ next: 'deploy', asked: [{ origin: api, outcome: 'silent' }] });
  });

  test('puts nothing on record where no place can be asked, and ships', async () => {
    const keyed: Needs = {
      ...needsNothing,
      origins: [{ origin: api, by: 'function', why }],
      secrets: [{ name: 'KEY', why }],
    };
    expect(await judged('', 503, keyed)).toEqual({ next: 'deploy', asked: undefined });
  });
});
