import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const file = join(import.meta.dirname, '..', '..', '..', 'infra', 'workflow', 'mission.asl.json');

/** The state machine of a mission, as it is deployed. */
export const missionDefinition = (): unknown => JSON.parse(readFileSync(file, 'utf8'));
