// `npm run documents`: writes the tables whose cells come from the engine into the documents they stand in.
import { readFileSync, writeFileSync } from 'node:fs';
import { TABLES, writeTable } from './unit/document-tables.ts';

for (const [name, { file, make }] of Object.entries(TABLES)) {
  writeFileSync(file, writeTable(readFileSync(file, 'utf8'), name, make()));
}
