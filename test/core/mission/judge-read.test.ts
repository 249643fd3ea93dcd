import { expect, test } from 'vitest';
import { rulesHealedFor } from '../../../core/mission/follow-judgement.ts';
import { judge } from '../../../core/mission/judge.ts';
import { deps, options, read, stage, useFreshPorts } from '../app/shipping-rig.ts';
import { testedMission } from '../app/tested-mission.ts';
import { makeStep } from '../pod/make-report.ts';

useFreshPorts();

test('a mission whose app was refused when it was read is healed for the rule, in the policy’s words', async () => {
  const { missionId } = await testedMission(deps, {
    report: {
      outcome: 'failed',
      failed_step: 'read',
      failed_because: 'policy',
      artifact_sha256: null,
      tests: null,
      steps: [makeStep({ step: 'read', program: 'read-python' })],
      findings: [{ rule: 'file-access', path: 'api/a.py', line: 3 }],
    },
  });
  expect((await judge(deps)(stage(missionId), options)).next).toBe('heal');
  const mission = await read(missionId);
  expect(mission.attempts.at(-1)?.reason).toMatchObject({
    source: 'gate',
    strategy: 'mend',
    findings: [{ rule: 'file-access', path: 'api/a.py', line: 3, why: expect.stringContaining('files') }],
  });
  expect(rulesHealedFor(mission)).toEqual(['file-access']);
});
