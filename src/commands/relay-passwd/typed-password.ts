/** A password that a person types: the terminal shows nothing of it. */
import { StringDecoder } from 'node:string_decoder';
import { SendmemoError } from '../../failure/error.ts';
import type { InputStream } from '../../system.ts';

const backspaces = new Set(['\b', '\u007f']);
const lineEnds = new Set(['\r', '\n']);

/**
 * @param prompt asks for a line, before it is read
 * @param count how many lines
 * @throws SendmemoError interrupted at Ctrl+C and at the end of the input; the reason of the signal
 */
export async function readTyped(
  stdin: InputStream,
  count: number,
  prompt: (at: number) => Promise<void>,
  signal: AbortSignal,
): Promise<string[]> {
  signal.throwIfAborted();
  stdin.setRawMode?.(true);
  try {
    await prompt(0);
    return await typedLines(stdin, count, prompt, signal);
  } finally {
    stdin.setRawMode?.(false);
    stdin.pause();
  }
}

function typedLines(
  stdin: InputStream,
  count: number,
  prompt: (at: number) => Promise<void>,
  signal: AbortSignal,
): Promise<string[]> {
  return new Promise((resolve, reject) => {
    const decoder = new StringDecoder('utf8');
    const lines: string[] = [];
    let line: string[] = [];
    const end = (settle: () => void): void => {
      stdin.off('data', read);
      stdin.off('end', interrupted);
      stdin.off('error', reject);
      signal.removeEventListener('abort', aborted);
      settle();
    };
    const aborted = (): void => end(() => reject(signal.reason as Error));
    const interrupted = (): void =>
      end(() =>
        reject(new SendmemoError({ code: 'TIMEOUT', reason: 'interrupted', signal: 'SIGINT', stage: null })),
      );
    const read = (chunk: Buffer): void => {
      for (const character of Array.from(decoder.write(chunk))) {
        // Ctrl+C, and Ctrl+D on a line without text.
        if (character === '\u0003' || (character === '\u0004' && line.length === 0)) return interrupted();
        if (lineEnds.has(character)) {
          lines.push(line.join(''));
          line = [];
          if (lines.length === count) return end(() => resolve(lines));
          void prompt(lines.length);
        } else if (backspaces.has(character)) line.pop();
        // Ctrl+U
        else if (character === '\u0015') line = [];
        else line.push(character);
      }
    };
    stdin.on('data', read);
    stdin.on('end', interrupted);
    stdin.on('error', reject);
    signal.addEventListener('abort', aborted);
    stdin.resume();
  });
}
