import { pomodoro } from '../../../../adapters/local/built-in-model/kits/pomodoro/kit.ts';
import { testKit } from './support/kit-guarantees.ts';

testKit(pomodoro, { title: pomodoro.title, request: '' });
