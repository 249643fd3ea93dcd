import { expect, test } from 'vitest';
import { channelQueuePartition, channelWorkSchema } from '../../../core/wire/channel-work.ts';

const mission = `msn_${'1'.repeat(26)}`;
const ofMission = (id: string) => ({ dynamodb: { Keys: { mission_id: { S: id }, seq: { S: 'e#1' } } } });
const ofRecord = (pk: string) => ({ dynamodb: { Keys: { pk: { S: pk }, sk: { S: 'a' } } } });

test.each([
  ['a schedule, which brings no records, looks at everything', undefined, { missions: [], isDue: true }],
  ['something said is due', [ofRecord(channelQueuePartition)], { missions: [], isDue: true }],
  ['any other record is nothing to do', [ofRecord('sessions')], { missions: [], isDue: false }],
  [
    'a mission is shown once, however much happened to it, and an app never',
    [ofMission(mission), ofMission(mission), ofMission(`app_${'1'.repeat(26)}`)],
    { missions: [mission], isDue: false },
  ],
])('%s', (_what, Records, work) => {
  expect(channelWorkSchema.parse({ Records })).toEqual(work);
});
