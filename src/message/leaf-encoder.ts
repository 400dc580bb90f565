/** The content of one leaf of a finished message, written in another transfer encoding while it streams by. */
import { createQuotedPrintable, encodeBase64Lines } from './transfer-encoding.ts';

/**
 * `keep`: as it is. `quoted-printable`, `base64`: encoded. `rewrap`: base64 that has long lines. `requote`:
 * quoted-printable that has long lines or 8-bit octets.
 */
export type LeafAction = 'keep' | 'quoted-printable' | 'base64' | 'rewrap' | 'requote';

export interface LeafEncoder {
  write(octets: Buffer): Buffer;
  end(): Buffer;
}

const nothing = Buffer.alloc(0);
/** Octets that are encoded at once: lines of 57. */
const stepBytes = 57 * 512;

/** @param inMultipart the CRLF at the end belongs to the boundary that follows, not to the content */
export function createLeafEncoder(action: LeafAction, inMultipart: boolean): LeafEncoder {
  switch (action) {
    case 'keep':
      return { write: (octets) => octets, end: () => nothing };
    case 'quoted-printable':
      return createQuotedPrintable();
    case 'base64':
      return createBase64(inMultipart);
    case 'rewrap':
      return createRewrap();
    case 'requote':
      return createRequote();
  }
}

function createBase64(inMultipart: boolean): LeafEncoder {
  let waiting: Buffer[] = [];
  let waitingBytes = 0;
  return {
    write(octets) {
      waiting.push(Buffer.from(octets));
      waitingBytes += octets.length;
      if (waitingBytes < stepBytes + 2) return nothing;
      const all = Buffer.concat(waiting);
      // Two octets stay back: they may be the CRLF that is not content.
      const whole = all.length - 2 - ((all.length - 2) % 57);
      waiting = [all.subarray(whole)];
      waitingBytes = all.length - whole;
      return encodeBase64Lines(all.subarray(0, whole));
    },
    end() {
      const all = Buffer.concat(waiting);
      const cut = inMultipart && all.at(-1) === 10 && all.at(-2) === 13 ? 2 : 0;
      const rest = all.subarray(0, all.length - cut);
      return rest.length === 0 ? nothing : encodeBase64Lines(rest);
    },
  };
}

function createRewrap(): LeafEncoder {
  let carry = '';
  const lines = (text: string): Buffer => {
    const found = text.match(/.{1,76}/g) ?? [];
    return Buffer.from(found.map((line) => `${line}\r\n`).join(''), 'latin1');
  };
  return {
    write(octets) {
      carry += octets.toString('latin1').replace(/[^A-Za-z0-9+/=]+/g, '');
      const whole = carry.length - (carry.length % 76);
      const text = carry.slice(0, whole);
      carry = carry.slice(whole);
      return lines(text);
    },
    end: () => lines(carry),
  };
}

/** Escapes are kept whole, octets beyond ASCII and NULs become escapes, soft breaks keep every line within 76. */
function createRequote(): LeafEncoder {
  let column = 0;
  let carry = '';
  function write(text: string): Buffer {
    let output = '';
    for (const unit of text.match(/\r\n|=\r\n|=[0-9A-Fa-f]{2}|[^]/g) ?? []) {
      if (unit.endsWith('\r\n')) {
        output += unit;
        column = 0;
        continue;
      }
      const escaped = unit > '\x7f' || unit === '\0';
      let written = escaped ? `=${unit.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}` : unit;
      if (column + written.length > 75) {
        output += '=\r\n';
        column = 0;
        // A line that begins here must not be taken for a boundary.
        if (written === '-') written = '=2D';
      }
      output += written;
      column += written.length;
    }
    return Buffer.from(output, 'latin1');
  }
  return {
    write(octets) {
      const text = carry + octets.toString('latin1');
      const whole = /(?:=[0-9A-Fa-f]?|=?\r)$/.exec(text)?.index ?? text.length;
      carry = text.slice(whole);
      return write(text.slice(0, whole));
    },
    end: () => write(carry),
  };
}
