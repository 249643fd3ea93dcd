import { calculator } from '../../demo-model/kits/calculator/kit.ts';
import { testKit } from './support/kit-guarantees.ts';

testKit(calculator, { title: calculator.title, request: '' });
