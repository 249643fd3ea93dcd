import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import * as iam from 'aws-cdk-lib/aws-iam';
import type * as lambda from 'aws-cdk-lib/aws-lambda';
import * as logs from 'aws-cdk-lib/aws-logs';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { placeholderOf } from '../../core/wire/placeholder.ts';
import { type FunctionName, functionEntries } from '../function-catalogue.ts';
import { acknowledge, wildcardFinding } from './acknowledge.ts';

const definitionFile = join(import.meta.dirname, '..', 'workflow', 'mission.asl.json');

export interface MissionMachineProps {
  /** Fixed, because functions that the machine invokes must know its ARN. */
  readonly machineName: string;
  readonly functionOf: (name: FunctionName) => lambda.Function;
  readonly logRetention: logs.RetentionDays;
}

/**
 * The state machine, read from the very file that the local interpreter runs. Its steps call published versions of their functions, so that a mission
 * ends with the steps and the code that it began with, whatever is deployed meanwhile.
 */
export class MissionMachine extends Construct {
  readonly machine: sfn.StateMachine;

  constructor(scope: Construct, id: string, { machineName, functionOf, logRetention }: MissionMachineProps) {
    super(scope, id);
    const stages = [...functionEntries].flatMap(([name, { trigger }]) =>
      trigger.kind === 'workflow' ? [name] : [],
    );
    const versions = stages.map((name) => `${functionOf(name).functionArn}:*`);
    const role = new iam.Role(this, 'Role', { assumedBy: new iam.ServicePrincipal('states.amazonaws.com') });
    role.addToPolicy(
      new iam.PolicyStatement({
        actions: ['lambda:InvokeFunction'],
        resources: versions,
      }),
    );
    this.machine = new sfn.StateMachine(this, 'Machine', {
      stateMachineName: machineName,
      definitionBody: sfn.DefinitionBody.fromString(
        JSON.stringify(JSON.parse(readFileSync(definitionFile, 'utf8'))),
      ),
      definitionSubstitutions: Object.fromEntries(
        stages.map((name) => [placeholderOf(name), functionOf(name).currentVersion.functionArn]),
      ),
      stateMachineType: sfn.StateMachineType.STANDARD,
      role,
      // Names and times, never what went in or came out.
      logs: {
        destination: new logs.LogGroup(this, 'Log', {
          logGroupName: `/aws/vendedlogs/states/${machineName}`,
          retention: logRetention,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
        level: sfn.LogLevel.ALL,
        includeExecutionData: false,
      },
      removalPolicy: RemovalPolicy.DESTROY,
    });
    acknowledge(this.machine, {
      SF2: 'Every step is an event of the mission already, with its time; X-Ray would add a right on everything.',
    });
    acknowledge(role, {
      'IAM5[Resource::*]': 'The actions of log delivery know no resources.',
      ...Object.fromEntries(
        versions.map((arn) => [
          wildcardFinding(Stack.of(this), arn),
          'Missions that began before a deployment call the versions of before.',
        ]),
      ),
    });
  }
}
