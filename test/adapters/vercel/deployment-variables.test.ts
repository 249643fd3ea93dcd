import { describe, expect, it } from 'vitest';
import { app, isFor, never, request, useVercel } from './vercel-setting.ts';

const vercel = useVercel();
const environment = { DATABASE_URL: 'postgres://app:never-shown@ep-1.neon.test/app' };

async function deploy(changes: object): Promise<void> {
  const host = vercel.open();
  const hosted = await host.ensureProject(app(1), never);
  await host.deploy(request(hosted, changes), never);
}
const sent = () =>
  vercel.standIn.calls
    .filter((call) => isFor(call, 'POST', /\/v13\/deployments$/))
    .map((call) => JSON.parse(call.body.toString()).env);

describe("a deployment's variables on Vercel", () => {
  it.each(['preview', 'production'])('are of that %s alone, and of no other deployment', async (target) => {
    await deploy({ target, environment });
    await deploy({ target, artifactSha256: 'b'.repeat(64) });
    // The first is the project's placeholder.
    expect(sent()).toEqual([undefined, environment, undefined]);
  });

  it('are in no error, whatever Vercel quotes', async () => {
    vercel.standIn.interfere = (call) =>
      isFor(call, 'POST', /\/v13\/deployments$/) && call.body.toString().includes('never-shown')
        ? {
            kind: 'answer',
            status: 400,
            headers: {},
            body: { error: { code: 'bad', message: call.body.toString() } },
          }
        : undefined;
    const error: unknown = await deploy({ environment }).catch((thrown: unknown) => thrown);
    const { message, cause, details } = error as Error & { details: unknown };
    expect(JSON.stringify([message, String(cause), details])).not.toContain('never-shown');
  });
});
