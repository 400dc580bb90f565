import type { ByReason } from './facts.ts';

/** The part of a list of networks (`relay-networks`) that is wrong. */
export interface NetworkFault {
  readonly part: string;
  readonly why:
    /** A comma too many. */
    | 'empty'
    /** Not an address with or without a prefix length. */
    | 'syntax'
    /** `192.0.2.010`: some programs read it as octal. */
    | 'leading-zero'
    /** Longer than the address: `/33`. */
    | 'prefix'
    /** Bits after the prefix are set: one host was meant, or the whole network. */
    | 'host-bits'
    /** `::ffff:192.0.2.0/120`: it is the IPv4 network. */
    | 'mapped'
    /** An address of one interface (`fe80::1%eth0`). */
    | 'zone'
    /** It contains more than anybody's own networks. */
    | 'too-wide'
    | 'duplicate';
}

/** Faults in the files of `sendmemo relay`. */
export type RelayFailure = ByReason<
  {
    /** A line of the file of `relay-sender`. */
    'relay-sender-line': {
      file: string;
      line: number;
      text: string;
      why: 'encoding' | 'colon' | 'pattern' | 'twice' | 'mailbox';
    };
    /** A line of the file of `relay-password-file`; its text may hold a secret. */
    'relay-password-line': { file: string; line: number; why: 'form' | 'name' | 'twice' | 'cost' };
  },
  { code: 'CONFIG' }
>;
