/** AUTH PLAIN (RFC 4616) and LOGIN on the server's side (RFC 4954). */
import type { LoginTry } from './clients.ts';
import type { CheckPassword } from './passwords.ts';
import type { SubmissionLogin, SubmissionReply } from '../submission/session.ts';

export interface LoginDeps {
  readonly check: CheckPassword;
  /** Whether a password may be sent now: over TLS, or within this machine. */
  readonly isPrivate: () => boolean;
  /** Counts a login when it begins: connections side by side have no more tries than one. */
  readonly begin: () => LoginTry | 'blocked' | 'busy';
  readonly failed: () => void;
  readonly succeeded: (user: string) => void;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

/** A pause before the reply to a wrong password: guessing many takes long. */
const pauseMs = 2000;
const mechanisms = ['PLAIN', 'LOGIN'];

/** @returns what a session needs to let its client log in */
export function createLogin(deps: LoginDeps): SubmissionLogin {
  async function judge(user: string, password: string): Promise<SubmissionReply> {
    const busy = { code: 454, text: '4.7.0 Too many logins at once, try again later' };
    const login = deps.begin();
    if (login === 'blocked') return { code: 421, text: '4.7.0 Too many failed logins, try again later' };
    if (login === 'busy') return busy;
    const verdict = await deps.check(user, password).catch((error: unknown) => {
      login.ended();
      throw error;
    });
    if (verdict === 'rejected') login.failed();
    else login.ended();
    switch (verdict) {
      case 'accepted':
        deps.succeeded(user);
        return { code: 235, text: '2.7.0 Authentication successful' };
      case 'busy':
        return busy;
      case 'rejected':
        deps.failed();
        await deps.sleep(pauseMs);
        return { code: 535, text: '5.7.8 Authentication credentials invalid' };
    }
  }

  return {
    mechanisms: () => (deps.isPrivate() ? mechanisms : []),
    async login(mechanism, initial, ask) {
      const cancelled = { code: 501, text: '5.7.0 Authentication cancelled' };
      const malformed = { code: 501, text: '5.5.2 Not base64, or not what the mechanism asks for' };
      if (mechanism === 'PLAIN') {
        const response = initial ?? (await ask(''));
        if (response === null) return cancelled;
        const [identity = '', user = '', password = '', ...rest] = decode(response)?.split('\0') ?? [];
        if (user === '' || password === '' || rest.length > 0) return malformed;
        // Nobody may act for another user (RFC 4616, 2).
        if (identity !== '' && identity !== user)
          return { code: 535, text: '5.7.8 Not allowed for this user' };
        return judge(user, password);
      }
      const answers: string[] = [];
      for (const challenge of initial === null ? ['Username:', 'Password:'] : ['Password:']) {
        const response = await ask(Buffer.from(challenge).toString('base64'));
        if (response === null) return cancelled;
        answers.push(response);
      }
      const [user = '', password = ''] = (initial === null ? answers : [initial, ...answers]).map(decode);
      if (user === null || password === null || user === '' || password === '') return malformed;
      return judge(user, password);
    },
  };
}

/** @returns the text, or null where it is not base64 (`=` is the empty response) */
function decode(base64: string): string | null {
  if (base64 === '=') return '';
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(base64) || base64.length % 4 !== 0) return null;
  return Buffer.from(base64, 'base64').toString('utf8');
}
