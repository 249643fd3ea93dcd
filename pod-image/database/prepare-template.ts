import { splitSql } from '../../core/data/split-sql.ts';
import { createPostgres } from './open-postgres.ts';
import { templateSql } from './template-sql.ts';

/** Makes the data folder that every database begins as a copy of. */
const [folder = ''] = process.argv.slice(2);
const database = await createPostgres(folder);
// One by one: a database cannot be dropped in a transaction, and several statements at once are one.
for (const { text } of splitSql(templateSql)) await database.exec(text);
await database.close();
process.exit();
