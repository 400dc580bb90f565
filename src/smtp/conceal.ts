/**
 * Secrets that a server repeats: many quote a line that they did not understand (`500 Command unrecognized: "…"`), and
 * a reply ends up on terminals and in logs.
 */
import type { Reply } from '../failure/facts.ts';

const mask = '****';
/** Shorter pieces of a secret tell nothing, and are words of every reply. */
const shortestPiece = 6;
const shortestSecret = 4;

/** @returns the text without the secrets, and without pieces of them where the server has cut the line. */
export function concealText(text: string, secrets: readonly string[]): string {
  const whole = secrets
    .filter((secret) => secret.length >= shortestSecret)
    .reduce((rest, secret) => rest.replaceAll(secret, mask), text);
  return whole.replace(/[A-Za-z0-9+/=]+/g, (piece) =>
    piece.length >= shortestPiece && secrets.some((secret) => secret.includes(piece)) ? mask : piece,
  );
}

/** @returns the reply without the secrets. */
export function concealReply(reply: Reply, secrets: readonly string[]): Reply {
  if (secrets.length === 0) return reply;
  return {
    ...reply,
    message: concealText(reply.message, secrets),
    lines: reply.lines.map((line) => concealText(line, secrets)),
  };
}
