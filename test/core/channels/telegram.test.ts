import { telegramBench } from '../../adapters/telegram/telegram-bench.ts';
import { testChannel } from '../../contract/channel.ts';

testChannel('Telegram', telegramBench);
