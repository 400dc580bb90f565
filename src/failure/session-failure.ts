import type { ByReason, Reply, ServerFacts, SessionFacts, Stage } from './facts.ts';

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
export type SessionFailure = ByReason<{
  'dns-no-such-name': { code: 'DNS'; host: string };
  'dns-unreachable': { code: 'DNS'; host: string; system: string };
  'connect-failed': {
    code: 'CONNECT';
    server: ServerFacts;
    tried: readonly { readonly address: string; readonly system: string }[];
    /** `source-address`, where it is set. */
    sourceAddress?: string;
  };
  'proxy-failed': {
    code: 'CONNECT';
    server: ServerFacts;
    proxy: { readonly scheme: 'socks5h' | 'http'; readonly host: string; readonly port: number };
    why: ProxyFault;
    /** System codes, or what the proxy said; empty: nothing is known. */
    detail: string;
  };
  'no-greeting': {
    code: 'NO_GREETING';
    server: ServerFacts;
    seconds: number | null;
    closed: boolean;
    /** Absent: not known. */
    session?: SessionFacts;
  };
  'connection-lost': {
    code: 'CONNECTION_LOST';
    server: ServerFacts;
    stage: Stage;
    system: string | null;
    /** Nothing has answered a TLS hello that is larger than a packet. */
    largeHello?: true;
  };
  /** CONNECTION_LOST for `lost`, TIMEOUT for the others. */
  'delivery-unknown': {
    code: 'CONNECTION_LOST' | 'TIMEOUT';
    server: ServerFacts;
    cause: 'lost' | 'timeout' | 'interrupted';
    seconds: number | null;
    /** Absent: not known. */
    messageId?: string;
  };
  'stage-timeout': {
    code: 'TIMEOUT';
    server: ServerFacts;
    stage: Stage;
    seconds: number;
    setting: string;
    /** As in connection-lost. */
    largeHello?: true;
  };
  'run-timeout': { code: 'TIMEOUT'; server: ServerFacts | null; stage: Stage | null; seconds: number };
  interrupted: {
    code: 'TIMEOUT';
    signal: string;
    /** Absent, null: no session had begun. */
    server?: ServerFacts | null;
    stage: Stage | null;
  };
  refused: {
    code: 'REFUSED';
    server: ServerFacts;
    stage: Stage;
    reply: Reply;
    /** Absent: not known. */
    session?: SessionFacts;
  };
  transient: {
    code: 'TRANSIENT';
    server: ServerFacts;
    stage: Stage;
    reply: Reply;
    /** Absent: not known. */
    session?: SessionFacts;
  };
  'size-limit': { code: 'SIZE'; server: ServerFacts; sizeBytes: number; limitBytes: number };
  'size-refused': { code: 'SIZE'; server: ServerFacts; stage: Stage; sizeBytes: number | null; reply: Reply };
  'protocol-reply': { code: 'PROTOCOL'; server: ServerFacts; stage: Stage; text: string };
  'protocol-injection': { code: 'PROTOCOL'; server: ServerFacts; text: string };
  'protocol-too-long': { code: 'PROTOCOL'; server: ServerFacts; stage: Stage; limitBytes: number };
  'auth-refused': {
    code: 'AUTH';
    server: ServerFacts;
    mechanism: string;
    user: string;
    reply: Reply;
    /** What the server said about it inside the mechanism: JSON (RFC 7628), a word (RFC 5802); absent: nothing. */
    detail?: string;
  };
  /** The server did not prove, or not follow, what the mechanism asks of it. */
  'auth-exchange': {
    code: 'AUTH';
    server: ServerFacts;
    mechanism: string;
    why: 'malformed' | 'nonce' | 'iterations' | 'extra-round' | 'wrong-signature' | 'no-signature';
  };
  /** The configured mechanism can't be used on this machine or in this session. */
  'auth-unavailable': {
    code: 'AUTH';
    server: ServerFacts;
    method: string;
    why: 'md5-forbidden' | 'no-channel-binding' | 'no-client-certificate';
  };
  'auth-not-offered': {
    code: 'AUTH';
    server: ServerFacts;
    wanted: string;
    offered: readonly string[];
    /** Absent: not known. */
    session?: SessionFacts;
  };
  'auth-insecure': { code: 'AUTH'; server: ServerFacts; why: 'plain-text' | 'unverified' };
  recipients: {
    code: 'RECIPIENTS';
    server: ServerFacts;
    refused: number;
    deferred: number;
    accepted: number;
    permanent: boolean;
    /** The first reply that was not accepted, and the recipient that it is for. */
    example?: Reply;
    address?: string;
    /** Absent: not known. */
    session?: SessionFacts;
  };
}>;
