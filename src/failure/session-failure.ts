import type { Reply, ServerFacts, SessionFacts, Stage } from './facts.ts';

/** What went wrong with a proxy, or by its decision. */
export type ProxyFault =
  /** Its own name can't be looked up. */
  | 'name'
  /** No connection to it. */
  | 'unreachable'
  /** What answers is no proxy of this scheme. */
  | 'no-proxy'
  | 'lost'
  | 'timeout'
  | 'login-required'
  | 'login-refused'
  /** It does not allow this connection. */
  | 'policy'
  /** It can't reach the server. */
  | 'target';

/** Faults of the way to the server and of the conversation with it (contract, section 5). */
export type SessionFailure =
  | { readonly code: 'DNS'; readonly reason: 'dns-no-such-name'; readonly host: string }
  | {
      readonly code: 'DNS';
      readonly reason: 'dns-unreachable';
      readonly host: string;
      readonly system: string;
    }
  | {
      readonly code: 'CONNECT';
      readonly reason: 'connect-failed';
      readonly server: ServerFacts;
      readonly tried: readonly { readonly address: string; readonly system: string }[];
      /** `source-address`, where it is set. */
      readonly sourceAddress?: string;
    }
  | {
      readonly code: 'CONNECT';
      readonly reason: 'proxy-failed';
      readonly server: ServerFacts;
      readonly proxy: { readonly scheme: 'socks5h' | 'http'; readonly host: string; readonly port: number };
      readonly why: ProxyFault;
      /** System codes, or what the proxy said; empty: nothing is known. */
      readonly detail: string;
    }
  | {
      readonly code: 'NO_GREETING';
      readonly reason: 'no-greeting';
      readonly server: ServerFacts;
      readonly seconds: number | null;
      readonly closed: boolean;
      /** Absent: not known. */
      readonly session?: SessionFacts;
    }
  | {
      readonly code: 'CONNECTION_LOST';
      readonly reason: 'connection-lost';
      readonly server: ServerFacts;
      readonly stage: Stage;
      readonly system: string | null;
      /** Nothing has answered a TLS hello that is larger than a packet. */
      readonly largeHello?: true;
    }
  | {
      /** CONNECTION_LOST for `lost`, TIMEOUT for the others. */
      readonly code: 'CONNECTION_LOST' | 'TIMEOUT';
      readonly reason: 'delivery-unknown';
      readonly server: ServerFacts;
      readonly cause: 'lost' | 'timeout' | 'interrupted';
      readonly seconds: number | null;
      /** Absent: not known. */
      readonly messageId?: string;
    }
  | {
      readonly code: 'TIMEOUT';
      readonly reason: 'stage-timeout';
      readonly server: ServerFacts;
      readonly stage: Stage;
      readonly seconds: number;
      readonly setting: string;
      /** As in connection-lost. */
      readonly largeHello?: true;
    }
  | {
      readonly code: 'TIMEOUT';
      readonly reason: 'run-timeout';
      readonly server: ServerFacts | null;
      readonly stage: Stage | null;
      readonly seconds: number;
    }
  | {
      readonly code: 'TIMEOUT';
      readonly reason: 'interrupted';
      readonly signal: string;
      /** Absent, null: no session had begun. */
      readonly server?: ServerFacts | null;
      readonly stage: Stage | null;
    }
  | {
      readonly code: 'REFUSED';
      readonly reason: 'refused';
      readonly server: ServerFacts;
      readonly stage: Stage;
      readonly reply: Reply;
      /** Absent: not known. */
      readonly session?: SessionFacts;
    }
  | {
      readonly code: 'TRANSIENT';
      readonly reason: 'transient';
      readonly server: ServerFacts;
      readonly stage: Stage;
      readonly reply: Reply;
      /** Absent: not known. */
      readonly session?: SessionFacts;
    }
  | {
      readonly code: 'SIZE';
      readonly reason: 'size-limit';
      readonly server: ServerFacts;
      readonly sizeBytes: number;
      readonly limitBytes: number;
    }
  | {
      readonly code: 'SIZE';
      readonly reason: 'size-refused';
      readonly server: ServerFacts;
      readonly stage: Stage;
      readonly sizeBytes: number | null;
      readonly reply: Reply;
    }
  | {
      readonly code: 'PROTOCOL';
      readonly reason: 'protocol-reply';
      readonly server: ServerFacts;
      readonly stage: Stage;
      readonly text: string;
    }
  | {
      readonly code: 'PROTOCOL';
      readonly reason: 'protocol-injection';
      readonly server: ServerFacts;
      readonly text: string;
    }
  | {
      readonly code: 'PROTOCOL';
      readonly reason: 'protocol-too-long';
      readonly server: ServerFacts;
      readonly stage: Stage;
      readonly limitBytes: number;
    }
  | {
      readonly code: 'AUTH';
      readonly reason: 'auth-refused';
      readonly server: ServerFacts;
      readonly mechanism: string;
      readonly user: string;
      readonly reply: Reply;
      /** What the server said about it inside the mechanism: JSON (RFC 7628), a word (RFC 5802); absent: nothing. */
      readonly detail?: string;
    }
  | {
      /** The server did not prove, or not follow, what the mechanism asks of it. */
      readonly code: 'AUTH';
      readonly reason: 'auth-exchange';
      readonly server: ServerFacts;
      readonly mechanism: string;
      readonly why: 'malformed' | 'nonce' | 'iterations' | 'extra-round' | 'wrong-signature' | 'no-signature';
    }
  | {
      /** The configured mechanism can't be used on this machine or in this session. */
      readonly code: 'AUTH';
      readonly reason: 'auth-unavailable';
      readonly server: ServerFacts;
      readonly method: string;
      readonly why: 'md5-forbidden' | 'no-channel-binding' | 'no-client-certificate';
    }
  | {
      readonly code: 'AUTH';
      readonly reason: 'auth-not-offered';
      readonly server: ServerFacts;
      readonly wanted: string;
      readonly offered: readonly string[];
      /** Absent: not known. */
      readonly session?: SessionFacts;
    }
  | {
      readonly code: 'AUTH';
      readonly reason: 'auth-insecure';
      readonly server: ServerFacts;
      readonly why: 'plain-text' | 'unverified';
    }
  | {
      readonly code: 'RECIPIENTS';
      readonly reason: 'recipients';
      readonly server: ServerFacts;
      readonly refused: number;
      readonly deferred: number;
      readonly accepted: number;
      readonly permanent: boolean;
      /** The first reply that was not accepted, and the recipient that it is for. */
      readonly example?: Reply;
      readonly address?: string;
      /** Absent: not known. */
      readonly session?: SessionFacts;
    };
