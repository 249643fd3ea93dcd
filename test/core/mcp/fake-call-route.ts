import type { CallRoute, RouteInput } from '../../../core/mcp/call-route.ts';
import type { RouteName } from '../../../core/wire/routes.ts';

/** A {@link CallRoute} with fixed answers that notes what it is asked. */
export function fakeCallRoute(answers: Partial<Record<RouteName, unknown>> = {}) {
  const calls: { readonly name: RouteName; readonly input: RouteInput | undefined }[] = [];
  const call: CallRoute = async (name, input) => {
    calls.push({ name, input });
    return answers[name] ?? { from: name };
  };
  return { call, calls };
}
