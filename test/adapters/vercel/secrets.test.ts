import { describe, expect, it } from 'vitest';
import { app, isFor, never, request, useVercel } from './vercel-setting.ts';

const vercel = useVercel();
const needs = {
  data: false,
  origins: [],
  secrets: ['WEATHER_KEY', 'MAIL_KEY'].map((name) => ({ name, why: 'Needed.' })),
};

async function deploy(secrets: Readonly<Record<string, string>>, changes: object = {}) {
  const host = vercel.open();
  const hosted = await host.ensureProject(app(1), never);
  const wanted = { target: 'production', needs, secrets, ...changes } as const;
  await host.deploy(request(hosted, wanted), never);
  const [project] = vercel.standIn.projects;
  if (project === undefined) throw new Error('There is no project.');
  return project;
}

describe('secrets on Vercel', () => {
  it('are sensitive variables of production alone, set before the deployment that reads them', async () => {
    const { variables } = await deploy({ WEATHER_KEY: 'one', MAIL_KEY: 'two' });
    expect(Object.fromEntries(variables)).toMatchObject({
      WEATHER_KEY: { value: 'one', type: 'sensitive', target: ['production'] },
      MAIL_KEY: { value: 'two', type: 'sensitive', target: ['production'] },
    });
    const places = vercel.writes().map((call) => call.path);
    const lastDeployment = places.lastIndexOf('/v13/deployments');
    expect(places.findIndex((path) => path.endsWith('/env'))).toBeLessThan(lastDeployment);
  });

  it('are replaced, and taken away where their owner took them away; what a person added stays', async () => {
    const project = await deploy({ WEATHER_KEY: 'one', MAIL_KEY: 'two' });
    const byHand = { value: 'x', type: 'sensitive', target: ['production'], comment: 'Mine.' } as const;
    project.variables.set('BY_HAND', { ...byHand, target: ['production'] });
    const artifactSha256 = 'b'.repeat(64);
    const { variables } = await deploy({ WEATHER_KEY: 'new' }, { artifactSha256 });
    expect([...variables].map(([key, { value }]) => `${key}=${value}`)).toEqual([
      'WEATHER_KEY=new',
      'BY_HAND=x',
    ]);
  });

  it('that were set anew are in a deployment of their own, and asking again makes no other', async () => {
    const count = () => vercel.standIn.deployments.length;
    await deploy({ WEATHER_KEY: 'one' }, { secretsSetAt: '2026-01-01T00:00:00Z' });
    const before = count();
    await deploy({ WEATHER_KEY: 'one' }, { secretsSetAt: '2026-01-01T00:00:00Z' });
    expect(count()).toBe(before);
    await deploy({ WEATHER_KEY: 'new' }, { secretsSetAt: '2026-01-02T00:00:00Z' });
    expect(count()).toBe(before + 1);
  });

  it('are no preview’s, and an app that asks for none has its variables left alone', async () => {
    await deploy({ WEATHER_KEY: 'one' }, { target: 'preview' });
    const { variables } = await deploy({}, { needs: undefined });
    expect(variables.size).toBe(0);
    expect(vercel.standIn.calls.some((call) => isFor(call, 'POST', /\/env$/))).toBe(false);
  });

  it('that Vercel refuses are in no error, whatever it quotes', async () => {
    vercel.standIn.interfere = (call) =>
      isFor(call, 'POST', /\/env$/)
        ? {
            kind: 'answer',
            status: 400,
            headers: {},
            body: { error: { code: 'bad', message: call.body.toString() } },
          }
        : undefined;
    const error: unknown = await deploy({ WEATHER_KEY: 'never-shown' }).catch((thrown: unknown) => thrown);
    const { name, message, cause, details } = error as Error & { details: unknown };
    expect(name).toBe('DependencyRefused');
    expect(JSON.stringify([message, String(cause), details])).not.toContain('never-shown');
  });

  it('that Vercel takes in part are said, by its reason', async () => {
    vercel.standIn.interfere = (call) =>
      isFor(call, 'POST', /\/env$/)
        ? {
            kind: 'answer',
            status: 201,
            headers: {},
            body: { created: [], failed: [{ error: { code: 'ENV_CONFLICT' } }] },
          }
        : undefined;
    await expect(deploy({ WEATHER_KEY: 'one' })).rejects.toMatchObject({
      code: 'vercel-secret-refused',
      message: expect.stringContaining('ENV_CONFLICT'),
    });
  });
});
