/** Where a value came from, as sentences begin with it. */
import type { Origin } from '../../failure/facts.ts';

/** `FILE:LINE`, `--option`, `VARIABLE`, or '' for a default. */
function source(origin: Origin): string {
  switch (origin.kind) {
    case 'file':
      return `${origin.file}:${origin.line}`;
    case 'option':
      return origin.option;
    case 'environment':
      return origin.variable;
    case 'default':
      return '';
  }
}

/** The same with a colon and a blank, or nothing. */
export function at(origin: Origin): string {
  return origin.kind === 'default' ? '' : `${source(origin)}: `;
}
