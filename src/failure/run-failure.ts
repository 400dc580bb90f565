import type { ByReason } from './facts.ts';

/** Faults of output, of the spool, and of the program itself. */
export type RunFailure = ByReason<{
  'cannot-create': { code: 'OUTPUT'; path: string; system: string };
  'output-failed': { code: 'OUTPUT'; target: string; system: string };
  'already-exists': { code: 'OUTPUT'; path: string };
  /** A server of our own (`sink`) can't have its port. */
  'cannot-listen': {
    code: 'OUTPUT';
    /** `--port`, `--http`. */
    option: string;
    host: string;
    port: number;
    system: string;
  };
  'spool-unwritable': { code: 'OUTPUT'; path: string; system: string };
  'spool-unsafe':
    | { code: 'OUTPUT'; path: string; mode: number }
    /** A setting of the database server with which acknowledged messages can be lost. */
    | { code: 'OUTPUT'; database: string; setting: string; value: string };
  'spool-parent-unsafe': {
    code: 'OUTPUT';
    spool: string;
    /** The directory above it. */
    path: string;
    mode: number;
    /** Whose it is, where that is the reason; null: its mode is. */
    owner: string | null;
  };
  'drop-unsafe': { code: 'OUTPUT'; path: string; mode: number };
  'spool-foreign': {
    code: 'OUTPUT';
    /** What was wanted; `part`: the spool is the caller's, but this directory in it is not. */
    use: 'put' | 'read' | 'part';
    path: string;
    /** Name and number of the user whose it is. */
    owner: string;
  };
  'spool-entry-missing': { code: 'INPUT'; id: string };
  'spool-entry-corrupt': { code: 'INPUT'; id: string; detail: string };
  'spool-entry-state': {
    code: 'INPUT';
    id: string;
    /** `moving`: between two spools. */
    state: 'waiting' | 'active' | 'held' | 'failed' | 'moving';
    /** What was to be done to it. */
    action: 'retry' | 'hold' | 'release' | 'remove' | 'move';
  };
  'spool-id-ambiguous': {
    code: 'INPUT';
    /** The beginning of an id, as it was given. */
    prefix: string;
    /** The first of the ids that begin so. */
    candidates: readonly string[];
    count: number;
  };
  expired: { code: 'TRANSIENT'; maxAgeSeconds: number; last: string };
  /** `config import`: no program is known that has such a file. */
  'import-unrecognised': {
    code: 'INPUT';
    path: string;
    /** `msmtprc (msmtp)` … */
    known: readonly string[];
  };
  'batch-line': { code: 'INPUT'; line: number; detail: string };
  internal: { code: 'INTERNAL'; detail: string };
}>;
