import fs from 'node:fs';
import path from 'node:path';

/** schema.sql; the build puts its text here. */
export const schemaText = fs.readFileSync(path.join(import.meta.dirname, 'schema.sql'), 'utf8');
