import { expect, test } from 'vitest';
import { narrate } from '../../../core/mission/narrate.ts';
import { viewMission } from '../../../core/mission/view-mission.ts';
import { makePorts } from '../ports/make-ports.ts';
import { newMissionId, play } from './play.ts';
import { commands, toLive, toPassed, toProposed } from './samples.ts';

const shippedWith = async (unset: readonly string[] | undefined) => {
  const { settle } = commands();
  const life = [...toPassed, ...toLive, ...toProposed, { ...settle, ...(unset && { unset }) }];
  return play(life, { deps: makePorts(), missionId: newMissionId() });
};

test('a mission whose secrets are not set ends DEPLOYED and says what to set, in its event and aloud', async () => {
  const mission = await shippedWith(['WEATHER_KEY']);
  const words = "Before it goes live, set WEATHER_KEY on the app's page.";
  expect(mission).toMatchObject({ status: 'DEPLOYED', unsetSecrets: ['WEATHER_KEY'] });
  expect(mission.message).toContain(words);
  expect(viewMission(mission).speech).toContain(words);
});

test.each([[undefined], [[]]])('nothing is said where none is missing: %j', async (unset) => {
  const mission = await shippedWith(unset);
  expect(mission.unsetSecrets).toEqual([]);
  expect(viewMission(mission).speech).not.toContain('goes live, set');
  expect(narrate({ event: 'mission-shipped', data: { cost: mission.cost } })).not.toContain('set ');
});
