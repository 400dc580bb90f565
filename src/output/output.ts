/**
 * Where results go: text to standard output, messages to standard error, in the bytes of the user's locale. Output
 * that can't be written never changes what became of a message.
 */
import { SendmemoError, systemCode } from '../failure/error.ts';
import type { Failure } from '../failure/failure.ts';
import type { Notice } from '../failure/notice.ts';
import type { Locale } from './locale.ts';
import { failureLines } from './failure-text.ts';
import type { Language } from '../words/language.ts';
import { describeNotice } from '../words/language.ts';
import { harmlessLines, toJson } from '../text/control-characters.ts';

interface Stream {
  write(data: Uint8Array, done: (error?: Error | null) => void): boolean;
  on(event: 'error', listener: () => void): unknown;
}

export interface OutputOptions {
  readonly stdout: () => Stream;
  readonly stderr: () => Stream;
  /** Whether standard output is a terminal. */
  readonly isTerminal: () => boolean;
  readonly locale: Locale;
  /** Loads the words: a send that succeeds says none. */
  readonly language: () => Promise<Language>;
  /** `-q`: no warnings. */
  readonly quiet: boolean;
}

export interface Output {
  readonly language: () => Promise<Language>;
  readonly isTerminal: () => boolean;
  /**
   * A line, or several, on standard output, with nothing in them that steers a terminal.
   * @param lead goes before it as it is: a word in a colour of our own
   * @throws SendmemoError output-failed
   */
  line(text: string, lead?: string): Promise<void>;
  /** Octets on standard output, as they are. @throws SendmemoError output-failed */
  octets(data: Uint8Array): Promise<void>;
  /** A value as one line of JSON, in UTF-8 whatever the locale (RFC 8259, 8.1). @throws SendmemoError output-failed */
  json(value: unknown): Promise<void>;
  /** A line on standard error; one that can't be written is lost. */
  message(text: string): Promise<void>;
  failure(failure: Failure): Promise<void>;
  warning(notice: Notice): Promise<void>;
}

export function createOutput(options: OutputOptions): Output {
  const { language } = options;
  const stdout = once(() => listen(options.stdout()));
  const stderr = once(() => listen(options.stderr()));

  async function encode(text: string): Promise<Uint8Array> {
    if (options.locale.charset === 'utf-8') return Buffer.from(`${text}\n`, 'utf8');
    const { default: iconv } = await import('iconv-lite');
    return iconv.encode(`${text}\n`, options.locale.charset);
  }

  async function octets(data: Uint8Array): Promise<void> {
    try {
      await write(stdout(), data);
    } catch (error) {
      throw new SendmemoError({
        code: 'OUTPUT',
        reason: 'output-failed',
        target: 'standard output',
        system: systemCode(error),
      });
    }
  }

  async function message(text: string): Promise<void> {
    try {
      await write(stderr(), await encode(harmlessLines(text)));
    } catch {
      // There is no place left to say it.
    }
  }

  return {
    language,
    isTerminal: options.isTerminal,
    line: async (text, lead = '') => octets(await encode(lead + harmlessLines(text))),
    octets,
    json: (value) => octets(Buffer.from(`${toJson(value)}\n`, 'utf8')),
    message,
    failure: async (failure) => message(failureLines(failure, await language()).join('\n')),
    warning: async (notice) => {
      if (!options.quiet) await message(`sendmemo: warning: ${describeNotice(await language(), notice)}`);
    },
  };
}

/** Without a listener a failed write would end the process; the callback of each write has the error too. */
function listen(stream: Stream): Stream {
  stream.on('error', () => {});
  return stream;
}

function write(stream: Stream, data: Uint8Array): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(data, (error) => (error ? reject(error) : resolve()));
  });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
