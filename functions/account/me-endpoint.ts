import { viewBudget } from '../../core/budget/view-budget.ts';
import { accountRoutes } from '../../core/wire/routes/account.ts';
import { functionConfig } from '../_onion/config.ts';
import type { BoundEndpoint } from '../_onion/endpoint.ts';
import { bindEndpoint } from '../_onion/endpoint.ts';
import { spendDeps } from '../_onion/spending.ts';

/** Who the caller is, how often it may call, and what it may still spend. */
export function meEndpoint(): BoundEndpoint {
  return bindEndpoint(accountRoutes.me, {
    run: async ({ caller }, options) => ({
      json: {
        user: { id: caller.id, username: caller.username, role: caller.role },
        limits: limits(),
        budget: await viewBudget(spendDeps())(caller.id, options),
      },
    }),
  });
}

function limits() {
  const { rates, slots, userSlots } = functionConfig();
  return {
    reads_per_minute: rates.read,
    builds_per_minute: rates.build,
    key_reads_per_minute: rates.keyRead,
    key_builds_per_minute: rates.keyBuild,
    address_per_minute: rates.address,
    sign_ins_per_minute: rates.signIn,
    missions_at_once: Math.min(slots, userSlots),
  };
}
