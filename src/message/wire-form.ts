/** The form of a message on the wire: pieces in a row, of which each is opened only when the one before is done. */
import type { WireMessage } from './envelope.ts';

/** Octets of known size. `read` may be called again for a further try. */
export interface WirePiece {
  readonly sizeBytes: number;
  read(): AsyncIterable<Buffer>;
  /** Where they are in memory. */
  readonly octets?: Buffer;
}

/** What is written at once is not larger. */
const fewBytes = 16 * 1024;

/** @returns a piece of octets that are at hand. */
export function bufferPiece(octets: Buffer): WirePiece {
  return {
    octets,
    sizeBytes: octets.length,
    async *read() {
      if (octets.length > 0) yield octets;
    },
  };
}

/** @returns the message that the pieces make up. Ending the iteration closes what the current piece has open. */
export function wireMessage(
  pieces: readonly WirePiece[],
  form: Pick<WireMessage, 'body' | 'smtpUtf8'>,
): WireMessage {
  const sizeBytes = pieces.reduce((sum, piece) => sum + piece.sizeBytes, 0);
  const open = (): AsyncIterable<Buffer> => readPieces(pieces);
  const octets = sizeBytes > fewBytes ? null : joined(pieces);
  return octets === null ? { ...form, sizeBytes, open } : { ...form, sizeBytes, open, octets };
}

/** null: some of them are elsewhere. */
function joined(pieces: readonly WirePiece[]): Buffer | null {
  const buffers: Buffer[] = [];
  for (const { octets } of pieces) {
    if (octets === undefined) return null;
    buffers.push(octets);
  }
  return Buffer.concat(buffers);
}

async function* readPieces(pieces: readonly WirePiece[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield* piece.read();
}
