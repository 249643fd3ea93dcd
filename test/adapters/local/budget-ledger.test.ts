import { createBudgetLedger } from '../../../adapters/local/budget-ledger.ts';
import { openDatabase } from '../../../adapters/local/database.ts';
import { systemClock } from '../../../adapters/node/clock.ts';
import { testBudgetLedger } from '../../contract/budget-ledger.ts';
import { testSpending } from '../../contract/spending.ts';
import { temporaryHome } from './temporary-home.ts';

const home = temporaryHome();

const make = () => createBudgetLedger({ database: openDatabase(home), clock: systemClock });

testBudgetLedger('local', make);
testSpending('local', make, 60);
