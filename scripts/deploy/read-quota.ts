import { GetServiceQuotaCommand, ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { type Place, within } from './place.ts';

const codes = {
  /** Functions at once in a region. */
  lambdaConcurrency: { ServiceCode: 'lambda', QuotaCode: 'L-B99A9384' },
  /** vCPUs of Fargate on demand at once in a region. */
  fargateVcpus: { ServiceCode: 'fargate', QuotaCode: 'L-3032A538' },
} as const;

/** A quota of the account in the region, as Service Quotas has it; throws where nobody may know. */
export async function readQuota(place: Place, quota: keyof typeof codes): Promise<number> {
  const answer = await new ServiceQuotasClient(within(place)).send(new GetServiceQuotaCommand(codes[quota]));
  return answer.Quota?.Value ?? 0;
}

/** The same; undefined where nobody may know. */
export const quotaIfTold = (place: Place, quota: keyof typeof codes): Promise<number | undefined> =>
  readQuota(place, quota).catch(() => undefined);
