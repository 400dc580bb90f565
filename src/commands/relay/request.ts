/** `sendmemo relay`. */
export interface RelayRequest {
  readonly command: 'relay';
  /** Delivers what it takes; else `queue run` does. */
  readonly delivers: boolean;
}
