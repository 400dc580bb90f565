/**
 * Attachments and inline images: `FILE;name=NAME;type=TYPE;cid=ID`, `-` is standard input. All are checked before
 * anything is sent; a file is opened only when its turn on the wire comes, and exactly the octets that were promised
 * by SIZE are read. Pipes and standard input, which can be read once only, are kept first.
 */
import path from 'node:path';
import { SendmemoError } from '../failure/error.ts';
import type { ComposeDeps } from './draft.ts';
import { nearestWord } from '../text/spelling.ts';
import { checkHeaderText } from './headers.ts';
import { openInput, type OpenInput, readStdin, unreadable } from './input-file.ts';
import { keepAll } from './kept.ts';
import { base64SizeBytes, base64StepBytes, encodeBase64Lines } from './transfer-encoding.ts';
import type { WirePiece } from './wire-form.ts';

export interface Attachment {
  /** As the recipient sees it. */
  readonly name: string;
  readonly contentType: string;
  /** Content-ID without brackets; null: not inline. */
  readonly contentId: string | null;
  /** Its octets in base64, lines of 76. */
  readonly piece: WirePiece;
  /** Frees what was kept of a pipe. */
  dispose(): Promise<void>;
}

export interface AttachmentSpec {
  readonly path: string;
  readonly name: string;
  /** null: by the extension of the name. */
  readonly type: string | null;
  readonly contentId: string | null;
}

/** It can't be folded, and `cid:` has to find it again. */
const contentIdLimit = 250;

type Option = '--attach' | '--inline';

/**
 * Reads `FILE;name=NAME;type=TYPE;cid=ID`; only these three at the end are taken off, other `;` belong to the file.
 * @throws USAGE usage-option-value; INPUT header-invalid for a name with a control character
 */
export function parseAttachment(text: string, option: Option): AttachmentSpec {
  let file = text;
  const given = new Map<string, string>();
  for (;;) {
    const match = /^(.*);(name|type|cid)=([^;]*)$/s.exec(file);
    if (match === null) break;
    const [, rest = '', key = '', value = ''] = match;
    if (given.has(key)) throw badOption(option, text, `one ;${key}= only`);
    given.set(key, value);
    file = rest;
  }
  if (file === '') throw badOption(option, text, 'FILE[;name=NAME][;type=TYPE]');
  const name = given.get('name') ?? (file === '-' ? 'stdin' : path.basename(file));
  checkHeaderText(option, name);
  if (name.trim() === '' || name.includes('\t')) throw badOption(option, text, 'a file name after ;name=');
  const type = given.get('type') ?? null;
  if (type !== null && !isLeafType(type))
    throw badOption(option, text, 'a media type such as application/pdf');
  const contentId = given.get('cid') ?? (option === '--inline' ? contentIdOf(name) : null);
  if (contentId !== null && !/^[A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.@]+$/.test(contentId)) {
    throw badOption(option, text, 'a content ID without blanks after ;cid=');
  }
  if (contentId !== null && contentId.length > contentIdLimit) {
    throw badOption(option, text, `;cid= with a content ID of at most ${contentIdLimit} characters`);
  }
  return { path: file, name, type, contentId: option === '--inline' ? contentId : null };
}

/** A `;nmae=x` belongs to the name of the file, as long as there is such a file. */
function mistypedParameter(file: string, option: Option, error: unknown): SendmemoError | null {
  const isMissing = error instanceof SendmemoError && error.failure.reason === 'file-unreadable';
  const parameter = /;([a-z]+)=[^;]*$/i.exec(file)?.[1];
  const nearest = parameter === undefined ? null : nearestWord(parameter, ['name', 'type', 'cid']);
  if (!isMissing || parameter === undefined || nearest === null) return null;
  return new SendmemoError({
    code: 'USAGE',
    reason: 'usage-attachment-parameter',
    option,
    parameter,
    nearest,
  });
}

/** Letters that a content ID can't have become `_`; `cid:logo.png` finds `logo.png`. */
function contentIdOf(name: string): string {
  return name.replace(/[^A-Za-z0-9!#$%&'*+\-/=?^_`{|}~.@]/g, '_');
}

/** multipart and message bodies may not be base64 (RFC 2046, 5), and nothing here may be anything else. */
function isLeafType(type: string): boolean {
  return (
    // RFC 6838, 4.2: no name is longer.
    /^[A-Za-z0-9!#$&^_.+-]{1,127}\/[A-Za-z0-9!#$&^_.+-]{1,127}$/.test(type) &&
    !/^(?:multipart|message)\//i.test(type)
  );
}

function badOption(option: Option, value: string, allowed: string): SendmemoError {
  return new SendmemoError({ code: 'USAGE', reason: 'usage-option-value', option, value, allowed });
}

/**
 * Checks the file and determines name, type and size; keeps what can be read only once.
 * @throws INPUT file-unreadable, stdin-failed; OUTPUT cannot-create
 */
export async function openAttachment(
  spec: AttachmentSpec,
  option: Option,
  deps: ComposeDeps,
): Promise<Attachment> {
  const role = option === '--inline' ? 'inline' : 'attachment';
  const contentType = spec.type ?? (await typeByName(spec.name));
  const about = { name: spec.name, contentType, contentId: spec.contentId };
  if (spec.path === '-') {
    const kept = await keepAll(readStdin(deps.stdin), deps);
    return { ...about, piece: keptPiece(kept.sizeBytes, kept.read), dispose: kept.dispose };
  }
  const file = path.resolve(deps.cwd, spec.path);
  const input = await openInput(file, role).catch((error: unknown) => {
    throw mistypedParameter(spec.path, option, error) ?? error;
  });
  if (input.kind === 'file') {
    await input.handle.close();
    return { ...about, piece: filePiece(file, role, input.stats.size), dispose: async () => {} };
  }
  try {
    const kept = await keepAll(input.octets, deps);
    return { ...about, piece: keptPiece(kept.sizeBytes, kept.read), dispose: kept.dispose };
  } catch (error) {
    throw unreadable(file, role, error);
  }
}

async function typeByName(name: string): Promise<string> {
  const { default: mime } = await import('mime-types');
  const type = mime.lookup(name);
  return type === false || !isLeafType(type) ? 'application/octet-stream' : type;
}

/** Base64 of a file that has this size and must not get another one while it is read. */
function filePiece(file: string, role: 'attachment' | 'inline', expectedBytes: number): WirePiece {
  return {
    sizeBytes: base64SizeBytes(expectedBytes),
    async *read() {
      const input = await openInput(file, role);
      if (input.kind === 'pipe') {
        input.octets.destroy();
        throw changed(file, expectedBytes, 0);
      }
      const { handle } = input;
      try {
        let readBytes = 0;
        while (readBytes < expectedBytes) {
          const wanted = Math.min(base64StepBytes, expectedBytes - readBytes);
          const chunk = await readFully(handle, wanted, readBytes);
          readBytes += chunk.length;
          if (chunk.length < wanted) throw changed(file, expectedBytes, readBytes);
          yield encodeBase64Lines(chunk);
        }
        const { bytesRead } = await handle.read(Buffer.alloc(1), 0, 1, expectedBytes);
        if (bytesRead > 0) throw changed(file, expectedBytes, expectedBytes + bytesRead);
      } catch (error) {
        throw unreadable(file, role, error);
      } finally {
        await handle.close();
      }
    },
  };
}

type ReadHandle = Extract<OpenInput, { kind: 'file' }>['handle'];

/** Reads until the buffer is full or the file ends: one read may give less. */
async function readFully(handle: ReadHandle, wanted: number, position: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(wanted);
  let filled = 0;
  while (filled < wanted) {
    const { bytesRead } = await handle.read(buffer, filled, wanted - filled, position + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return buffer.subarray(0, filled);
}

function changed(path: string, expectedBytes: number, readBytes: number): SendmemoError {
  return new SendmemoError({ code: 'INPUT', reason: 'file-changed', path, expectedBytes, readBytes });
}

/** Base64 of kept octets, which come in pieces of any size. */
function keptPiece(sizeBytes: number, read: () => AsyncIterable<Buffer>): WirePiece {
  return {
    sizeBytes: base64SizeBytes(sizeBytes),
    async *read() {
      let carry: Buffer = Buffer.alloc(0);
      for await (const chunk of read()) {
        const octets = carry.length === 0 ? chunk : Buffer.concat([carry, chunk]);
        const whole = octets.length - (octets.length % 57);
        if (whole > 0) yield encodeBase64Lines(octets.subarray(0, whole));
        carry = octets.subarray(whole);
      }
      if (carry.length > 0) yield encodeBase64Lines(carry);
    },
  };
}
