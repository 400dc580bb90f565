/** The octets of a message, up to the limit. */

/** The message is larger than it may be. */
export class TooLarge extends Error {}

/** @throws TooLarge as soon as it is; nothing of the rest is read */
export async function* withinSize(
  content: AsyncIterable<Buffer>,
  limitBytes: number,
): AsyncGenerator<Buffer> {
  let sizeBytes = 0;
  for await (const chunk of content) {
    sizeBytes += chunk.length;
    if (sizeBytes > limitBytes) throw new TooLarge();
    yield chunk;
  }
}
