import type { Command } from '../../../core/mission/decide.ts';
import type { Pins } from '../../../core/wire/event.ts';
import type { AppId, MissionId, PodId, UserId } from '../../../core/wire/ids.ts';
import type { Failure } from '../../../core/wire/mission.ts';
import type { MissionRequest } from '../../../core/wire/mission-request.ts';

const tail = (letter: string): string => letter.repeat(26);
export const missionId = `msn_${tail('0')}` as MissionId;
export const userId = `usr_${tail('0')}` as UserId;
export const otherUserId = `usr_${tail('1')}` as UserId;
export const appId = `app_${tail('0')}` as AppId;
export const podId = (letter = '0'): PodId => `pod_${tail(letter)}` as PodId;
export const tree = (digit: number): string => String(digit).repeat(64);
export const artifact: string = 'f'.repeat(64);
export const cost = { usd: 0.5, input_tokens: 10, output_tokens: 20 };

export const request = (over: Partial<MissionRequest> = {}): MissionRequest => ({
  owner: userId,
  owner_name: 'ada',
  voice_memo: 'Build a calculator',
  plan: null,
  deploy: true,
  publish: true,
  app: null,
  extends: null,
  retry_of: null,
  budget_usd: null,
  ...over,
});

export const pins: Pins = {
  model_id: 'built-in',
  model_label: 'built-in demo model',
  prompt_sha256: { house: tree(1) },
  skill_sha256: { draft: tree(2) },
  policy_sha256: tree(3),
};

export const failure = (over: Partial<Failure> = {}): Failure => ({
  kind: 'code',
  step: 'test',
  message: 'A test failed.',
  excerpt: '',
  ...over,
});

const app = { app_id: appId, slug: 'calculator', title: 'Calculator' };
const url = 'http://calculator.localhost:5050/';

/** One command of each kind, about an attempt; `tree(attempt)` is that attempt's tree. */
export function commands(attempt = 0): { readonly [K in Command['kind']]: Extract<Command, { kind: K }> } {
  const sha256 = tree(attempt);
  return {
    request: { kind: 'request', request: request() },
    'agree-spec': {
      kind: 'agree-spec',
      data: {
        spec_sha256: tree(7),
        title: 'Calculator',
        stack: 'static',
        features: ['Adds'],
        needs: { data: false, secrets: [], origins: [] },
        left_out: [],
        checks: [{ id: 'c1', feature: 'Adds', words: 'Two and two are four.', core: true }],
        cost,
      },
    },
    'keep-check': { kind: 'keep-check', data: { check: 'c1', why: 'It asks for what was said.', cost } },
    'correct-check': {
      kind: 'correct-check',
      data: { check: 'c1', why: 'The button is called Add.', check_sha256: tree(8), cost },
    },
    'start-authoring': { kind: 'start-authoring', pins },
    'note-cut-off': { kind: 'note-cut-off', data: { attempt, pass: 1, partial_key: 'partial', cost } },
    'reject-answer': {
      kind: 'reject-answer',
      data: {
        attempt,
        pass: 1,
        because: 'unreadable',
        why: 'It holds no block.',
        partial_key: 'partial',
        cost,
      },
    },
    'store-draft': {
      kind: 'store-draft',
      data: {
        attempt,
        app: { slug: 'calculator', title: 'Calculator', summary: 'Adds.' },
        stack: 'static',
        tree_sha256: sha256,
        files: 3,
        size_bytes: 100,
        notes: '',
        cost,
        model_id: 'built-in',
      },
    },
    'note-not-shown': {
      kind: 'note-not-shown',
      data: { attempt, check: 'c1', words: 'Two and two are four.' },
    },
    'pass-gate': {
      kind: 'pass-gate',
      data: { attempt, tree_sha256: sha256, policy_sha256: tree(3), findings: [] },
    },
    'deny-draft': {
      kind: 'deny-draft',
      data: { attempt, policy_sha256: tree(3), findings: [], failure: failure({ kind: 'policy' }) },
    },
    'request-heal': {
      kind: 'request-heal',
      ofAttempt: attempt,
      reason: { source: 'pod', failure: failure(), fingerprint: tree(4), strategy: 'mend', findings: [] },
    },
    'hand-over': {
      kind: 'hand-over',
      data: { attempt, pod_id: podId(String(attempt)), tree_sha256: sha256, isolation: 'bubblewrap' },
    },
    'receive-report': {
      kind: 'receive-report',
      data: {
        attempt,
        pod_id: podId(String(attempt)),
        report_sha256: tree(5),
        log_sha256: tree(6),
        outcome: 'passed',
        isolation: 'bubblewrap',
        tree_sha256: sha256,
        artifact_sha256: artifact,
        tests: { total: 2, passed: 2, failed: 0 },
        coverage_percent: 90,
        peak_memory_bytes: 1,
        duration_ms: 1,
      },
    },
    'record-asked': {
      kind: 'record-asked',
      data: {
        attempt,
        places: [
          { origin: 'https://api.weather.example', outcome: 'same' },
          { origin: 'https://places.example', outcome: 'silent' },
        ],
      },
    },
    'record-review': {
      kind: 'record-review',
      data: {
        attempt,
        cost,
        reviews: [
          {
            skill: 'page-review',
            skill_sha256: tree(6),
            outcome: 'done',
            summary: '1 page looked at.',
            findings: [{ severity: 'warn', message: 'Too big.', path: 'a_b.js', line: 3 }],
          },
        ],
      },
    },
    'record-notes': {
      kind: 'record-notes',
      data: {
        cost,
        notes: [{ skill: 'release-notes', skill_sha256: tree(7), outcome: 'done', words: 'It is out.' }],
      },
    },
    'begin-wait': {
      kind: 'begin-wait',
      data: {
        for: 'GitHub',
        until: '2026-01-01T00:01:00.000Z',
        stage: 'PublishApp',
        why: 'GitHub asks us to wait 60 s.',
      },
    },
    'give-up': { kind: 'give-up', failure: failure(), endsAs: 'FAILED' },
    'intend-deploy': { kind: 'intend-deploy', data: { app, artifact_sha256: artifact } },
    'record-preview': {
      kind: 'record-preview',
      data: { deployment_id: 'calculator-1', url, artifact_sha256: artifact, host: 'local' },
    },
    'record-live': { kind: 'record-live', data: { url, files: 3, artifact_sha256: artifact } },
    'intend-publish': { kind: 'intend-publish', data: { app, tree_sha256: sha256 } },
    'record-pull-request': {
      kind: 'record-pull-request',
      data: {
        repository: 'ada/calculator',
        number: 1,
        pr_url: 'http://localhost:5050/pulls/ada/calculator/1',
        branch: `gantry/${missionId}`,
        head_sha: 'abc',
        tree_sha256: sha256,
        is_draft: false,
      },
    },
    settle: { kind: 'settle', fault: undefined },
    cancel: { kind: 'cancel', by: userId },
  };
}

const all = commands();

/** What a mission is told on its way from the request to a report that passed. */
export const toPassed: readonly Command[] = [
  all['start-authoring'],
  all['store-draft'],
  all['pass-gate'],
  all['hand-over'],
  all['receive-report'],
];
export const toLive: readonly Command[] = [
  ...toPassed,
  all['intend-deploy'],
  all['record-preview'],
  all['record-live'],
];
export const toProposed: readonly Command[] = [all['intend-publish'], all['record-pull-request']];
