import { taskBoard } from '../../demo-model/kits/task-board/kit.ts';
import { testKit } from './support/kit-guarantees.ts';

testKit(taskBoard, { title: taskBoard.title, request: '' });
