/** Faults of output, of the spool, and of the program itself. */
export type RunFailure =
  | {
      readonly code: 'OUTPUT';
      readonly reason: 'cannot-create';
      readonly path: string;
      readonly system: string;
    }
  | {
      readonly code: 'OUTPUT';
      readonly reason: 'output-failed';
      readonly target: string;
      readonly system: string;
    }
  | { readonly code: 'OUTPUT'; readonly reason: 'already-exists'; readonly path: string }
  | {
      /** A server of our own (`sink`) can't have its port. */
      readonly code: 'OUTPUT';
      readonly reason: 'cannot-listen';
      /** `--port`, `--http`. */
      readonly option: string;
      readonly host: string;
      readonly port: number;
      readonly system: string;
    }
  | {
      readonly code: 'OUTPUT';
      readonly reason: 'spool-unwritable';
      readonly path: string;
      readonly system: string;
    }
  | { readonly code: 'OUTPUT'; readonly reason: 'spool-unsafe'; readonly path: string; readonly mode: number }
  | {
      readonly code: 'OUTPUT';
      readonly reason: 'spool-parent-unsafe';
      readonly spool: string;
      /** The directory above it. */
      readonly path: string;
      readonly mode: number;
      /** Whose it is, where that is the reason; null: its mode is. */
      readonly owner: string | null;
    }
  | { readonly code: 'OUTPUT'; readonly reason: 'drop-unsafe'; readonly path: string; readonly mode: number }
  | {
      readonly code: 'OUTPUT';
      readonly reason: 'spool-foreign';
      /** What was wanted; `part`: the spool is the caller's, but this directory in it is not. */
      readonly use: 'put' | 'read' | 'part';
      readonly path: string;
      /** Name and number of the user whose it is. */
      readonly owner: string;
    }
  | { readonly code: 'INPUT'; readonly reason: 'spool-entry-missing'; readonly id: string }
  | {
      readonly code: 'INPUT';
      readonly reason: 'spool-entry-corrupt';
      readonly id: string;
      readonly detail: string;
    }
  | {
      readonly code: 'INPUT';
      readonly reason: 'spool-entry-state';
      readonly id: string;
      readonly state: 'waiting' | 'active' | 'held' | 'failed';
      /** What was to be done to it. */
      readonly action: 'retry' | 'hold' | 'release' | 'remove';
    }
  | {
      readonly code: 'INPUT';
      readonly reason: 'spool-id-ambiguous';
      /** The beginning of an id, as it was given. */
      readonly prefix: string;
      /** The first of the ids that begin so. */
      readonly candidates: readonly string[];
      readonly count: number;
    }
  | {
      readonly code: 'TRANSIENT';
      readonly reason: 'expired';
      readonly maxAgeSeconds: number;
      readonly last: string;
    }
  | {
      /** `config import`: no program is known that has such a file. */
      readonly code: 'INPUT';
      readonly reason: 'import-unrecognised';
      readonly path: string;
      /** `msmtprc (msmtp)` … */
      readonly known: readonly string[];
    }
  | { readonly code: 'INPUT'; readonly reason: 'batch-line'; readonly line: number; readonly detail: string }
  | { readonly code: 'INTERNAL'; readonly reason: 'internal'; readonly detail: string };
