import { secretsManagerAppSecrets } from '../../../adapters/aws/app-secrets.ts';
import { testAppSecrets } from '../../contract/app-secrets.ts';
import { describeWithEmulator } from './emulator.ts';

describeWithEmulator('secrets of apps in Secrets Manager by MiniStack', (aws) => {
  testAppSecrets('Secrets Manager', () => ({
    secrets: secretsManagerAppSecrets({ namePrefix: 'gantry/apps/', ...aws.connection }),
  }));
});
