import { gitHubBench } from '../../adapters/github/github-bench.ts';
import { testChannel } from '../../contract/channel.ts';

testChannel('GitHub', gitHubBench);
