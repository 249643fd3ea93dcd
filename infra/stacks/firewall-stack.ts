import { Stack, type StackProps } from 'aws-cdk-lib';
import * as wafv2 from 'aws-cdk-lib/aws-wafv2';
import type { Construct } from 'constructs';

const requestsInFiveMinutes = 3_000;

/** WAF before CloudFront, which wants it in us-east-1. Made only where the context switches it on: it costs some dollars a month. */
export class FirewallStack extends Stack {
  readonly webAclArn: string;

  constructor(scope: Construct, id: string, props: StackProps) {
    super(scope, id, props);
    const acl = new wafv2.CfnWebACL(this, 'Acl', {
      scope: 'CLOUDFRONT',
      defaultAction: { allow: {} },
      visibilityConfig: visible('gantry'),
      rules: [
        {
          name: 'rate',
          priority: 0,
          action: { block: {} },
          statement: { rateBasedStatement: { limit: requestsInFiveMinutes, aggregateKeyType: 'IP' } },
          visibilityConfig: visible('rate'),
        },
        managed('AWSManagedRulesAmazonIpReputationList', 1),
        managed('AWSManagedRulesKnownBadInputsRuleSet', 2, badInputBodyRules),
        managed('AWSManagedRulesCommonRuleSet', 3, commonBodyRules),
      ],
    });
    this.webAclArn = acl.attrArn;
  }
}

/** Rules on bodies only count: drafts and voice memos are longer than 8 KB, and speak of scripts and files. */
const commonBodyRules = [
  'SizeRestrictions_BODY',
  'CrossSiteScripting_BODY',
  'GenericLFI_BODY',
  'GenericRFI_BODY',
  'EC2MetaDataSSRF_BODY',
];
const badInputBodyRules = ['JavaDeserializationRCE_BODY', 'Log4JRCE_BODY'];

function managed(
  name: string,
  priority: number,
  counting: readonly string[] = [],
): wafv2.CfnWebACL.RuleProperty {
  return {
    name,
    priority,
    overrideAction: { none: {} },
    statement: {
      managedRuleGroupStatement: {
        vendorName: 'AWS',
        name,
        ruleActionOverrides: counting.map((rule) => ({ name: rule, actionToUse: { count: {} } })),
      },
    },
    visibilityConfig: visible(name),
  };
}

function visible(metricName: string): wafv2.CfnWebACL.VisibilityConfigProperty {
  return { cloudWatchMetricsEnabled: true, metricName, sampledRequestsEnabled: false };
}
