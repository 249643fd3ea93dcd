import * as z from 'zod';
import { followLostMerges } from '../../core/app/follow-lost-merges.ts';
import { promoteDeps } from '../_onion/promote-deps.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(z.unknown(), () => followLostMerges(promoteDeps()));
