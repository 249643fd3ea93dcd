import { pomodoro } from '../../demo-model/kits/pomodoro/kit.ts';
import { testKit } from './support/kit-guarantees.ts';

testKit(pomodoro, { title: pomodoro.title, request: '' });
