import type { MissionView } from '../../core/wire/mission.ts';

/** Where the picture of a mission is. */
export interface PicturePlace {
  readonly missionId: string;
  readonly sha256: string;
}

/** The picture of one mission, where a browser took one. */
export function pictureOf(mission: MissionView): PicturePlace | undefined {
  const { mission_id: missionId, picture_sha256: sha256 } = mission;
  return sha256 === undefined ? undefined : { missionId, sha256 };
}

/** The newest picture of an app among missions that are newest first: one list answers for all apps. */
export function pictureOfApp(slug: string, missions: readonly MissionView[]): PicturePlace | undefined {
  const pictured = missions.filter(({ app, picture_sha256: sha256 }) => app === slug && sha256 !== undefined);
  const shown = pictured.find(({ status }) => status === 'DEPLOYED') ?? pictured[0];
  return shown && pictureOf(shown);
}
