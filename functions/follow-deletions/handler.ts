import * as z from 'zod';
import { followDeletions } from '../../core/app/life/follow-deletions.ts';
import { promoteDeps } from '../_onion/promote-deps.ts';
import { stageFunction } from '../_onion/stage.ts';

export const handler = stageFunction(z.unknown(), () => followDeletions(promoteDeps()));
