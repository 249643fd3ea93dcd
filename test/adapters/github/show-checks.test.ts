import { beforeEach, describe, expect, it } from 'vitest';
import type { ShownChecks } from '../../../core/ports/code-host.ts';
import { app, is, missionId, never, proposal, refuse, useGitHub } from './github-setting.ts';

const gitHub = useGitHub();
let repository: string;
let checks: ShownChecks;

beforeEach(async () => {
  const host = gitHub.open();
  const made = await host.ensureRepository(app(1), never);
  const { headSha } = await host.ensurePullRequest(proposal(made), never);
  repository = made.fullName;
  const url = 'https://gantry.example.com/#/missions/1';
  checks = {
    missionId,
    headSha,
    outcome: 'held',
    title: '2 of 2 checks hold',
    summary: '- [x] It adds.',
    url,
  };
});

const writes = () => gitHub.proxy.writes.filter(({ path }) => /\/(?:check-runs|statuses)/.test(path));

describe('a GitHub App shows checks as a check run', () => {
  const show = (over: Partial<ShownChecks> = {}) =>
    gitHub.open({ isApp: true }).showChecks(repository, { ...checks, ...over }, never);
  const runs = async () =>
    (await gitHub.ask(`/repos/${repository}/commits/${checks.headSha}/check-runs`)) as {
      readonly check_runs: readonly object[];
    };

  it('which a branch rule can require', async () => {
    await show();
    expect((await runs()).check_runs).toMatchObject([
      {
        name: 'gantry/checks',
        head_sha: checks.headSha,
        external_id: missionId,
        status: 'completed',
        conclusion: 'success',
        details_url: checks.url,
        output: { title: checks.title, summary: checks.summary },
      },
    ]);
  });

  it('once, which changes as they do', async () => {
    await show();
    await show({ outcome: 'failed', title: '1 of 2 checks hold' });
    await show({ outcome: 'untried', title: 'Not tried' });
    expect((await runs()).check_runs).toMatchObject([
      { conclusion: 'failure', output: { title: 'Not tried' } },
    ]);
    expect(writes().map(({ method }) => method)).toEqual(['POST', 'PATCH', 'PATCH']);
  });

  it('of no more words than GitHub takes, and links nowhere where nobody knows the console', async () => {
    const { url: _, ...unlinked } = checks;
    await gitHub
      .open({ isApp: true })
      .showChecks(repository, { ...unlinked, summary: `${'x'.repeat(65_533)}👍more` }, never);
    const body = writes()[0]?.body ?? {};
    const { summary } = body.output as { readonly summary: string };
    expect([summary.length, summary.isWellFormed(), summary.endsWith('…')]).toEqual([65_535, true, true]);
    expect(body).not.toHaveProperty('details_url');
  });
});

describe('a personal token shows checks as a commit status', () => {
  /** emulate has no commit statuses; GitHub answers the newest first. */
  const statuses: Record<string, unknown>[] = [];
  beforeEach(() => {
    statuses.length = 0;
    gitHub.proxy.interfere = (request) => {
      if (is(request, 'POST', /\/statuses\/[0-9a-f]{40}$/)) {
        statuses.unshift(request.body);
        return { kind: 'answer', status: 201, body: request.body };
      }
      if (is(request, 'GET', /\/commits\/[0-9a-f]{40}\/statuses$/))
        return { kind: 'answer', status: 200, body: statuses };
      return undefined;
    };
  });
  const show = (over: Partial<ShownChecks> = {}) =>
    gitHub.open().showChecks(repository, { ...checks, ...over }, never);

  it('which a branch rule can require', async () => {
    await show();
    expect(writes()).toEqual([
      {
        method: 'POST',
        path: `/repos/${repository}/statuses/${checks.headSha}`,
        body: {
          state: 'success',
          context: 'gantry/checks',
          description: checks.title,
          target_url: checks.url,
        },
      },
    ]);
  });

  it('of at most 140 characters, and once while they stay the same', async () => {
    statuses.push({ context: 'ci/other', state: 'success', description: checks.title });
    for (const outcome of ['failed', 'failed', 'untried'] as const)
      await show({ outcome, title: 'x'.repeat(200) });
    expect(statuses.map(({ state }) => state)).toEqual(['error', 'failure', 'success']);
    expect(String(statuses[0]?.description)).toHaveLength(140);
  });

  it('and says which right its token lacks', async () => {
    gitHub.proxy.interfere = (request) =>
      /\/statuses$/.test(request.path)
        ? refuse(403, 'Resource not accessible by personal access token', {
            'x-accepted-github-permissions': 'statuses=write',
          })
        : undefined;
    await expect(show()).rejects.toMatchObject({
      name: 'DependencyRefused',
      message: expect.stringContaining('statuses: write'),
    });
  });
});
