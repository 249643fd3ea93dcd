import { beforeEach, describe, expect, test } from 'vitest';
import { shownNames } from '../../../core/spec/shown-names.ts';
import { specify } from '../../../core/spec/specify.ts';
import { newMissionId, play } from '../mission/play.ts';
import { commands, request } from '../mission/samples.ts';
import { answered, fakeModel } from '../ports/fake-model.ts';
import type { TestPorts } from '../ports/make-ports.ts';
import { makePorts } from '../ports/make-ports.ts';
import { never } from '../ports/never.ts';
import { checkOf, triedMission } from './failed-mission.ts';

const checks = [checkOf('c1', ['see Milk'], true)];
const shown = [{ id: 'c1', outcome: 'failed' as const, aria: '- button "Keep it"' }];

let ports: TestPorts;
beforeEach(() => {
  ports = makePorts();
});
const names = (missionId: Parameters<ReturnType<typeof shownNames>>[0]) =>
  shownNames(ports)(missionId, never);

describe('the names of an app’s pages', () => {
  test('are those of its last report', async () => {
    const { missionId } = await triedMission(ports, checks, shown, {
      names: ['button "Add"', 'textbox "Note"'],
    });
    expect(await names(missionId)).toBe('button "Add"\ntextbox "Note"');
  });

  test('are those of the checks that failed, where an earlier pod told no others', async () => {
    const { missionId } = await triedMission(ports, checks, [...shown, { id: 'c2', outcome: 'held' }]);
    expect(await names(missionId)).toBe('button "Keep it"');
  });

  test('are none without an app, without a report and without a try', async () => {
    expect(await names(null)).toBeNull();
    const all = commands();
    const begun = await play([all['start-authoring']], { deps: ports, missionId: newMissionId() });
    expect(await names(begun.missionId)).toBeNull();
    expect(await names((await triedMission(ports, checks, [])).missionId)).toBeNull();
  });

  test('take no more room than is theirs, in whole lines', async () => {
    const many = Array.from({ length: 80 }, (_, index) => `button "Number ${index} of many buttons"`);
    const told = await names((await triedMission(ports, checks, [], { names: many })).missionId);
    expect(told?.length).toBeLessThanOrEqual(1_500);
    expect(many).toEqual(expect.arrayContaining(told?.split('\n') ?? ['none']));
  });

  test('are none where the report is gone, and of a changed report are not believed', async () => {
    const all = commands();
    const life = ['start-authoring', 'store-draft', 'pass-gate', 'hand-over', 'receive-report'] as const;
    const gone = await play(
      life.map((kind) => all[kind]),
      { deps: ports, missionId: newMissionId() },
    );
    expect(await names(gone.missionId)).toBeNull();
    const { missionId, attempts } = await triedMission(ports, checks, shown);
    const key = `attempts/${missionId}/0/report-${attempts[0]?.report?.report_sha256}.json`;
    await ports.objects.put(key, new TextEncoder().encode('{}'), {}, never);
    await expect(names(missionId)).rejects.toThrow('not the one that the pod sent');
  });

  test('are shown as data to whoever writes the checks of a change', async () => {
    const { missionId: extended } = await triedMission(ports, checks, shown, { names: ['button "Add"'] });
    const spec = { title: 'Notes', stack: 'static', features: ['Notes'], checks: [] };
    const { model, calls } = fakeModel([answered(`<g-NONCE spec>\n${JSON.stringify(spec)}\n</g-NONCE>\n`)]);
    const wanted = request({ extends: extended });
    const { missionId } = await play([], { deps: ports, wanted, missionId: newMissionId() });
    await specify({ ...ports, model })({ mission_id: missionId }, { signal: never });
    expect(calls[0]?.messages[0]?.blocks).toContainEqual({
      kind: 'data',
      label: 'page',
      text: 'button "Add"',
    });
  });
});
