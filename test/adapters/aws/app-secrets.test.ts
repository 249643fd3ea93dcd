import { secretsManagerAppSecrets } from '../../../adapters/aws/app-secrets.ts';
import { testAppSecrets } from '../../contract/app-secrets.ts';
import { describeWithEmulator, emulatorName } from './emulator.ts';

describeWithEmulator(`secrets of apps in Secrets Manager by ${emulatorName}`, (aws) => {
  testAppSecrets('Secrets Manager', () => ({
    secrets: secretsManagerAppSecrets({ namePrefix: 'gantry/apps/', ...aws.connection }),
  }));
});
