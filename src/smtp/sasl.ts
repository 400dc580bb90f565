/** What every SASL mechanism is to the conversation of AUTH: responses to challenges, and what has to hold at the end. */

export type MechanismName =
  | 'PLAIN'
  | 'LOGIN'
  | 'CRAM-MD5'
  | 'SCRAM-SHA-1'
  | 'SCRAM-SHA-1-PLUS'
  | 'SCRAM-SHA-256'
  | 'SCRAM-SHA-256-PLUS'
  | 'XOAUTH2'
  | 'OAUTHBEARER'
  | 'EXTERNAL';

/** What of the TLS session a login is bound to (RFC 5056). */
export interface ChannelBinding {
  readonly name: 'tls-exporter' | 'tls-unique' | 'tls-server-end-point';
  readonly data: Buffer;
}

export interface Credentials {
  readonly user: string;
  /** Password or token. */
  readonly secret: string;
  readonly host: string;
  readonly port: number;
  /** For the -PLUS mechanisms. */
  readonly binding: ChannelBinding | null;
  /** The client could bind the channel and the server did not offer it (`y` of RFC 5802, 6). */
  readonly couldBind: boolean;
}

/** Why a server that may have accepted a login is not believed. */
export type ExchangeFault =
  | 'malformed'
  | 'nonce'
  | 'iterations'
  | 'extra-round'
  | 'wrong-signature'
  | 'no-signature';

/** One attempt to log in. */
export interface Exchange {
  /** The initial response in base64, empty where it is an empty one; null: the server speaks first. */
  readonly initial: string | null;
  /** @returns the response to a challenge, both in base64; null: there is none, the exchange is cancelled */
  respond(challenge: string): Promise<string | null>;
  /** Something that depends on the secret has been sent. */
  readonly proven: boolean;
  /** What is wrong with what the server sent. @param accepted the server answered 235 */
  fault(accepted: boolean): ExchangeFault | null;
  /** What the server said in a challenge about its refusal, or null. */
  readonly said: string | null;
}

export function base64(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
