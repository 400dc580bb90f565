/** `sendmemo queue …`, and `sendmail -bp` and `-q`. */
export type QueueRequest = { readonly command: 'queue' } & (
  | { readonly action: 'run'; readonly watch: boolean; readonly ids: readonly string[] }
  | { readonly action: 'list' | 'stats' }
  | { readonly action: 'show' | 'retry' | 'hold' | 'release' | 'remove'; readonly ids: readonly string[] }
);
