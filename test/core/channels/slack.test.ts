import { slackBench } from '../../adapters/slack/slack-bench.ts';
import { testChannel } from '../../contract/channel.ts';

testChannel('Slack', slackBench);
