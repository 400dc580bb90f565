/** The form of a message on the wire: pieces in a row, of which each is opened only when the one before is done. */
import type { WireMessage } from './envelope.ts';

/** Octets of known size. `read` may be called again for a further try. */
export interface WirePiece {
  readonly sizeBytes: number;
  read(): AsyncIterable<Buffer>;
}

/** @returns a piece of octets that are at hand. */
export function bufferPiece(octets: Buffer): WirePiece {
  return {
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
  return {
    ...form,
    sizeBytes: pieces.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    open: () => readPieces(pieces),
  };
}

async function* readPieces(pieces: readonly WirePiece[]): AsyncGenerator<Buffer> {
  for (const piece of pieces) yield* piece.read();
}
