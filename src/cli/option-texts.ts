/**
 * The option table with its texts, for help, man pages and completion. The build gives every other importer of the table
 * the columns that the parser reads and no more, so that a send does not load the texts (scripts/build/bundle.mjs).
 */
import type { DescribedCommand, DescribedOption } from './option-row.ts';
import { commandTable, commonTable, parserOptions } from './option-table.ts';

export const commonOptions: readonly DescribedOption[] = [...commonTable];
export const answeredOptions: readonly DescribedOption[] = [...parserOptions];
export const commands: readonly DescribedCommand[] = [...commandTable];
